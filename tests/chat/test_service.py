"""Starting the bot: what must be there before it logs in."""

import gc
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.answering.answerer import Answerer
from bot.chat.desk import Desk
from bot.chat.service import run_bot, set_apart_what_stays, warm_up
from bot.settings import Settings
from embeddings.errors import ArchiveMissingError, InputError, ModelError


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


class Unreadable(Answerer):
    """Has a model in a file that the bot may not read."""

    def warm_up(self) -> None:
        """Fail, as the system does."""
        raise PermissionError(13, "Permission denied", "models/config.json")


async def test_a_model_that_cannot_be_read_is_not_taken_for_a_discord_that_is_not_there(
    answerer: Answerer,
) -> None:
    """Who starts the bot is told where to look."""
    desk = Desk(Unreadable(answerer.retriever, answerer.limits))
    remedy = r"cannot be read \(.*models/config.json.*'pullquote doctor'"
    with closing(desk), pytest.raises(ModelError, match=remedy):
        await warm_up(desk)


def test_what_is_loaded_for_good_is_not_looked_through_for_garbage() -> None:
    """A full collection over a loaded model takes a good part of a second of the event loop."""
    before = len(gc.get_objects())
    try:
        set_apart_what_stays()
        assert len(gc.get_objects()) < before / 10
    finally:
        gc.unfreeze()
