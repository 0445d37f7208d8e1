"""The bot connects while its model loads: neither waits for the other, and neither outlives it."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from costs.generated_newsroom import small_model
from discord.http import Route
from fakes import QuietProgress
from pydantic import SecretStr

from bot.chat.service import DiscordRefusedError, run_bot
from bot.composition import models_of
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.encoder import DEFAULT_MODEL
from embeddings.encoding.backends import Backend
from embeddings.encoding.model_files import MODEL_NAME
from embeddings.encoding.onnx_encoder import OnnxEncoder
from embeddings.errors import ModelError
from embeddings.indexing import index
from embeddings.manifests import manifest_of

HANGS_UP_AFTER_SECONDS = 20


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a file that the bot's model is loaded from."""
    return small_model(tmp_path / "data" / "models").folder / MODEL_NAME


@pytest.fixture
def settings(tmp_path: Path, model: Path) -> Settings:
    """Return settings with an index and that model."""
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path / "data",
        reranker="none",
        encoder_backend=Backend.ONNX,
        discord_token=SecretStr("a token"),
    )
    assert model.is_relative_to(models_of(settings))
    encoder = OnnxEncoder(DEFAULT_MODEL, small_model(models_of(settings)))
    (tmp_path / "crew.txt").write_text("The crew of the station grew lettuce.", encoding="utf-8")
    with Archive.create(settings.data_dir, manifest_of(encoder)) as archive:
        index(archive, encoder, [tmp_path / "crew.txt"], QuietProgress())
    return settings


@pytest.fixture
def discord_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Return what takes the bot's calls in Discord's place, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{listener.getsockname()[1]}/api")
        yield listener


def test_a_model_that_does_not_load_ends_the_bot(
    settings: Settings, model: Path, discord_at: socket.socket
) -> None:
    """Though Discord is still being called: who starts it is told what to mend."""
    before = model.stat()
    model.write_bytes(bytes(before.st_size))
    os.utime(model, ns=(before.st_atime_ns, before.st_mtime_ns))  # so that it is not looked into
    hanging_up = Timer(HANGS_UP_AFTER_SECONDS, discord_at.close)
    hanging_up.start()
    with pytest.raises(ModelError, match=r"does not load.*pullquote doctor"):
        run_bot(settings)
    hanging_up.cancel()


def test_a_discord_that_is_not_there_ends_the_bot(
    settings: Settings, discord_at: socket.socket
) -> None:
    """Though the model may still be loading."""
    discord_at.close()
    with pytest.raises(DiscordRefusedError, match="cannot be reached"):
        run_bot(settings)
