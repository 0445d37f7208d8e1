"""Prints how much memory ten thousand questions take that are asked in one run.

`python benchmarks/harness.py [QUESTIONS]` indexes a small made-up coverage, asks that many
different questions with the progress bar, makes each reply the message that Discord would get,
and prints what the process holds as it goes on. It ends with status 1 where memory grew by more
than `MOST_MEGABYTES` after the first tenth. Vectors are of hashed words: the model would only be
slower.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
from rank_fitting.newsrooms import NoProgress

from bot.answering.answerer import Answerer, Limits
from bot.chat.rendering import renderer
from bot.harness.evaluation import about_of, evaluate
from bot.harness.schema import FigureName, Fixture
from bot.terminal.progress_bars import QuestionBar
from embeddings.archive import Archive
from embeddings.encoder import Vectors
from embeddings.indexing import index
from embeddings.lexical.terms import terms
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever

QUESTIONS = 10_000
MOST_MEGABYTES = 16.0
TOWNS = ("Lindmoor", "Norsund", "Ashby", "Varn", "Tolle", "Brack", "Osby", "Hale")
THINGS = ("ferry", "bridge", "library")
LIMITS = Limits(threshold=0.2, max_excerpts=3, max_excerpt_chars=600, max_question_chars=500)
STATUS = Path("/proc/self/status")


class HashedWords:
    """Texts that share words are near each other."""

    model = "hashed-words"
    fingerprint = "hashed-words-256"
    dimensions = 256

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), 256), rows of length one."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            for axis in [crc32(term.encode()) % self.dimensions for term in terms(text)] or [0]:
                rows[number, axis] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


class MemoryBar(QuestionBar):
    """The progress bar, which notes what the process holds after every tenth."""

    def __init__(self, questions: int) -> None:
        super().__init__(questions)
        self.done = 0
        self.every = max(1, questions // 10)
        self.held: list[tuple[int, float]] = []

    def answered(self, outcome: object) -> None:
        """Count one more."""
        super().answered(outcome)
        self.done += 1
        if self.done % self.every == 0:
            self.held.append((self.done, megabytes()))


def megabytes() -> float:
    """Return how much memory this process holds, as Linux counts it."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def write_articles(folder: Path) -> None:
    """Write one article for each thing in each town."""
    kinds = ((town, thing) for town in TOWNS for thing in THINGS)
    for number, (town, thing) in enumerate(kinds):
        text = (
            f"{town} {thing}\n\nThe {thing} of {town} opened on the {number}th day. "
            f"It cost {number * 7} crowns, said the mayor of {town}."
        )
        (folder / f"{town}-{thing}.txt").write_text(text, encoding="utf-8")


def questions(count: int) -> Iterator[Fixture]:
    """Yield different questions, every fourth of which nothing answers."""
    for number in range(count):
        town, thing = TOWNS[number % 8], THINGS[number // 8 % 3]
        if number % 4:
            asked = f"What did the {thing} of {town} cost in row {number}?"
            yield Fixture(asked, (f"{town}-{thing}",), ("crowns",), tags=(thing,))
        else:
            yield Fixture(f"Who plays the harp in row {number} of the choir?")


def measured(count: int, folder: Path) -> float:
    """Ask, print what was held when, and return by how much it grew after the first tenth."""
    (folder / "articles").mkdir()
    write_articles(folder / "articles")
    encoder = HashedWords()
    with Archive.create(folder / "data", manifest_of(encoder)) as archive:
        index(archive, encoder, [folder / "articles"], NoProgress())
        answerer = Answerer(Retriever(archive, encoder), LIMITS)
        about = about_of("made up", questions(count), answerer, "benchmark")
        started, render = time.perf_counter(), renderer(answerer)
        with MemoryBar(count) as bar:
            found = evaluate(questions(count), answerer, bar.answered, about=about, render=render)
    seconds = time.perf_counter() - started
    median = found.figures.value(FigureName.MEDIAN_SECONDS) or 0.0
    print(f"{count:,} questions in {seconds:.0f} s; an answer takes {1000 * median:.1f} ms")
    print("\n| questions | MB |\n|---:|---:|")
    for done, held in bar.held:
        print(f"| {done:,} | {held:.1f} |")
    print(f"| all figures taken | {megabytes():.1f} |")
    print(f"\n{len(found.outcomes):,} outcomes lie in a file")
    return bar.held[-1][1] - bar.held[0][1]


def main() -> None:
    """Measure, and fail where memory grew."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    with TemporaryDirectory() as folder:
        grown = measured(count, Path(folder))
    print(f"memory grew by {grown:.1f} MB after the first tenth")
    if grown > MOST_MEGABYTES:
        sys.exit(f"that is more than {MOST_MEGABYTES:.0f} MB: something is kept of each question")


if __name__ == "__main__":
    main()
