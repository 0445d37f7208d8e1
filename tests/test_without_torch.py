"""What answers needs neither torch nor what comes with it, once an index was made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import QuietProgress

from bot.composition import encoder_of
from bot.settings import Settings
from bot.syncing import Indexing, index_sources
from embeddings.encoding.backends import Backend
from embeddings.encoding.onnx_encoder import OnnxEncoder

TO_MAKE_FILES = {"torch", "transformers", "sentence_transformers", "sklearn", "onnx"}
TO_COMPARE_STORIES = {"datasketch", "scipy"}
PROGRAM = """
import sys
from bot.cli import main
import bot.chat.service

for arguments in {commands!r}:
    try:
        main(arguments)
    except SystemExit as ended:
        assert ended.code in (0, None), (arguments, ended.code)
print(*{{name.split(".")[0] for name in sys.modules}})
"""
COMMANDS = (
    ["ask", "What did the crew grow?"],
    ["ask", "--explain", "What did the crew grow?"],
    ["source", "lettuce"],
    ["quote", "The crew of the station grew lettuce."],
    ["status"],
    ["--help"],
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an article and the index that a run of today leaves."""
    folder = tmp_path_factory.mktemp("newsroom")
    article = folder / "crew.txt"
    article.write_text("The crew of the station grew lettuce. They ate it.", encoding="utf-8")
    settings = settings_of(folder)
    index_sources(settings, [article], QuietProgress(), Indexing())
    return folder


def settings_of(folder: Path) -> Settings:
    """Return the settings of that newsroom: what an owner gets who has set nothing."""
    return Settings(_env_file=None, data_dir=folder / "data", encoder_backend=Backend.AUTO)


def loaded_by(folder: Path, *commands: list[str]) -> set[str]:
    """Run commands in one new process; return the top-level names of what it has imported."""
    environment = os.environ | {"ENCODER_BACKEND": "auto", "DATA_DIR": str(folder / "data")}
    program = PROGRAM.format(commands=commands)
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment,
    )
    assert found.returncode == 0, found.stderr
    return set(found.stdout.splitlines()[-1].split())


def test_answering_loads_no_torch(newsroom: Path) -> None:
    """The bot's modules, questions, look-ups: none loads what only indexing needs."""
    loaded = loaded_by(newsroom, *COMMANDS)

    assert {"discord", "onnxruntime", "tokenizers"} <= loaded
    assert sorted((TO_MAKE_FILES | TO_COMPARE_STORIES) & loaded) == []


def test_indexing_more_and_the_doctor_load_no_torch_either(newsroom: Path) -> None:
    """The files that the first run made encode passages too."""
    more = newsroom / "boats.txt"
    more.write_text("The boats came back to the harbour at night.", encoding="utf-8")
    loaded = loaded_by(newsroom, ["index", "boats.txt"], ["doctor"])

    assert loaded >= TO_COMPARE_STORIES
    assert sorted(TO_MAKE_FILES & loaded) == []


def test_the_index_serves_every_backend(newsroom: Path) -> None:
    """Its manifest names the model alone: torch and ONNX count as the same."""
    settings = settings_of(newsroom)
    by_torch = encoder_of(settings.model_copy(update={"encoder_backend": Backend.TORCH}))
    by_onnx = encoder_of(settings)

    assert isinstance(by_onnx, OnnxEncoder)
    assert (by_torch.fingerprint, by_torch.model) == (by_onnx.fingerprint, by_onnx.model)
