"""Starting the bot: what must be there before it logs in."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.chat.service import run_bot
from bot.settings import Settings
from embeddings.errors import ArchiveMissingError, InputError


@pytest.mark.parametrize("token", [None, SecretStr(""), SecretStr(" \n")])
def test_without_a_token_the_error_says_where_to_get_one(
    tmp_path: Path, token: SecretStr | None
) -> None:
    """Before anything is opened."""
    settings = Settings(_env_file=None, data_dir=tmp_path, discord_token=token)
    with pytest.raises(InputError, match=r"no Discord token.*DISCORD_TOKEN="):
        run_bot(settings)


def test_without_an_index_the_bot_does_not_log_in(tmp_path: Path) -> None:
    """The owner is told to index first."""
    settings = Settings(_env_file=None, data_dir=tmp_path, discord_token=SecretStr("x"))
    with pytest.raises(ArchiveMissingError, match="pullquote index"):
        run_bot(settings)
