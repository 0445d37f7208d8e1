"""What every test may ask for: the fake encoder, a silent progress, an answerer over files."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from bot.answering.answerer import Answerer, Limits
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever

sys.path.insert(0, str(Path(__file__).parent))  # so that tests can say `from fakes import ...`

from costs.cost_table import print_costs
from fakes import MakeAnswerer, QuietProgress, WordEncoder
from storage_trouble import Commands, serving_commands

LIMITS = Limits(threshold=0.0, max_excerpts=3, max_excerpt_chars=600, max_question_chars=500)
ABOUT_TERMINALS = {"FORCE_COLOR", "NO_COLOR", "PY_COLORS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"}
ABOUT_TERMINALS |= {"GITHUB_ACTIONS", "TERMINAL_WIDTH", "LINES"}

settings.load_profile("ci")  # everywhere: the same examples, and no deadline on a busy machine


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what things cost beside what they may."""
    print_costs(terminalreporter)


@pytest.fixture(scope="session", autouse=True)
def _the_same_everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep out what the machine says of settings and terminals, and work where no `.env` is.

    Torch runs the real model but where a test says otherwise: ONNX files take their time.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.lower() in Settings.model_fields or name in ABOUT_TERMINALS:
                patch.delenv(name)
        patch.setenv("COLUMNS", "80")
        patch.setenv("ENCODER_BACKEND", "torch")
        patch.chdir(tmp_path_factory.mktemp("without-settings"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _programs_hear_interrupts() -> None:
    """Let SIGINT reach what tests start, also where the tests are a job in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # which programs would inherit
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def encoder() -> WordEncoder:
    """Return the fake encoder."""
    return WordEncoder()


@pytest.fixture
def quiet_progress() -> QuietProgress:
    """Return a progress that says nothing."""
    return QuietProgress()


@pytest.fixture
def make_answerer(
    tmp_path: Path, encoder: WordEncoder, quiet_progress: QuietProgress
) -> Iterator[MakeAnswerer]:
    """Yield a function that indexes files (name to content) and returns an Answerer over them.

    Its other arguments are the fields of `Limits`; the threshold is 0 unless one is given. Without
    files the index is empty.
    """
    numbers = count()
    with ExitStack() as stack:

        def make(files: Mapping[str, str], **limits: float) -> Answerer:
            folder = tmp_path / f"coverage-{next(numbers)}"
            for name, content in files.items():
                path = folder / "articles" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
            archive = stack.enter_context(Archive.create(folder / "data", manifest_of(encoder)))
            sources = [folder / "articles"] if files else []
            index(archive, encoder, sources, quiet_progress)
            return Answerer(Retriever(archive, encoder), replace(LIMITS, **limits))

        yield make


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """Yield what runs commands as processes of their own."""
    with serving_commands() as commands:
        yield commands


@pytest.fixture(scope="session")
def indexed_newsroom(commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two articles in `articles` and their index in `data`; copy it.

    One is short; the other has thousands of words that no other has.
    """
    folder = tmp_path_factory.mktemp("newsroom")
    (folder / "articles").mkdir()
    crew = "The crew of the station grew lettuce. They ate it on Monday."
    (folder / "articles" / "crew.txt").write_text(crew, encoding="utf-8")
    words = [f"{crc32(b'%d' % number):08x}{number:x}" for number in range(3000)]
    parts = (" ".join(words[at : at + 5]) for at in range(0, 3000, 5))
    long = " ".join(f"On that day they noted {part}." for part in parts)
    (folder / "articles" / "long.txt").write_text(long, encoding="utf-8")
    done = commands.run(folder, "index")
    assert done.status == 0, done.error
    return folder
