"""What every test may ask for: the fake encoder, a silent progress, an answerer over files."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from zlib import crc32

import pytest

from bot.answering.answerer import Answerer, Limits
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever

sys.path.insert(0, str(Path(__file__).parent))  # so that tests can say `from fakes import ...`

from costs.cost_table import print_costs
from fakes import MakeAnswerer, QuietProgress, WordEncoder
from storage_trouble import Commands, serving_commands

LIMITS = Limits(threshold=0.0, max_excerpts=3, max_excerpt_chars=600, max_question_chars=500)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what things cost beside what they may."""
    print_costs(terminalreporter)


@pytest.fixture(scope="session", autouse=True)
def _torch_encodes() -> Iterator[None]:
    """Let torch run the real model but where a test says otherwise: ONNX files take their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENCODER_BACKEND", "torch")
        yield


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
