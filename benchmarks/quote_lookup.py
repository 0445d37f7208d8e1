"""How fast a quote is looked up in a large coverage, beside reading every article for it.

`python benchmarks/quote_lookup.py [PASSAGES]` makes articles of invented words, as common and as
rare as words are, and looks up quotes that stand in them, that differ in two words, that are made
of the commonest words, and that stand nowhere. It says too what the words add to the index.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from bot.answering.quotes.folding import fold
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import AbsentQuote, ExactQuote, NearQuote
from embeddings.archive import Archive
from embeddings.lexical.index import LexicalIndex
from embeddings.schema import Article, Manifest, NewPassage, PassageText

PASSAGES = 100_000
PASSAGES_AN_ARTICLE = 8
WORDS_A_PASSAGE = 90
VOCABULARY = 60_000
QUOTES = 100
SHORTEST_RUN_CHARS = 21
SCANS = 5
MANIFEST = Manifest(model="none", fingerprint="none", dimensions=1, chunking="paragraphs")
chance = random.Random(7)  # noqa: S311 - invented words, no secret


class Kind(NamedTuple):
    """Quotes of one kind and what looking them up must give."""

    name: str
    quotes: Sequence[str]
    expected: type


def invented_articles(passages: int) -> Iterator[Article]:
    """Yield articles of invented words; the word of rank n is n times rarer than the first."""
    words = [
        "".join(
            chance.choices("aeiou" if place % 2 else "bcdfglmnprst", k=1)[0]
            for place in range(size)
        )
        for size in chance.choices(range(3, 11), k=VOCABULARY)
    ]
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for number in range(passages // PASSAGES_AN_ARTICLE):
        body = "\n\n".join(
            " ".join(chance.choices(words, cum_weights=weights, k=WORDS_A_PASSAGE)) + "."
            for _ in range(PASSAGES_AN_ARTICLE)
        )
        day = f"20{number % 20:02}-{number % 12 + 1:02}-01"
        yield Article(id=f"a{number}", text=body, title=f"Article {number}", published=day)


def archived(folder: Path, articles: Sequence[Article]) -> Archive:
    """Return an archive of the articles, a paragraph a passage."""
    archive = Archive.create(folder, MANIFEST)
    vector = np.zeros(1, dtype=np.float16)
    with archive.transaction():
        for article in articles:
            archive.put(article, [NewPassage(*span, vector) for span in paragraphs(article.text)])
    return archive


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between blank lines."""
    start = 0
    for part in text.split("\n\n"):
        yield start, start + len(part)
        start += len(part) + 2


def quotes_of(articles: Sequence[Article]) -> list[Kind]:
    """Return quotes of every kind."""
    slices = [_slice(chance.choice(articles)) for _ in range(QUOTES)]
    nowhere = ["".join(chance.choices("wxyz", k=7)) for _ in range(40)]
    return [
        Kind("exact", slices, ExactQuote),
        Kind("near", [_altered(words) for words in slices], NearQuote),
        Kind("stop words", [_commonest(articles) for _ in range(QUOTES // 5)], ExactQuote),
        Kind("absent", [_shuffled(articles, nowhere) for _ in range(QUOTES)], AbsentQuote),
    ]


def _slice(article: Article) -> str:
    words = article.text.split()
    count = chance.randint(8, 25)
    first = chance.randrange(len(words) - count)
    return " ".join(words[first : first + count])


def _altered(quote: str) -> str:
    """Return a quote with one word left out and another replaced."""
    words = quote.split()
    del words[chance.randrange(1, len(words) - 1)]
    words[chance.randrange(1, len(words) - 1)] = "replaced"
    return " ".join(words)


def _commonest(articles: Sequence[Article]) -> str:
    """Return the shortest five words in a row of an article: short ones are common as any."""
    words = chance.choice(articles).text.split()
    runs = [words[place : place + 5] for place in range(len(words) - 5)]
    return " ".join(
        min(
            (run for run in runs if len(" ".join(run)) >= SHORTEST_RUN_CHARS),
            key=lambda r: len("".join(r)),
        )
    )


def _shuffled(articles: Sequence[Article], nowhere: Sequence[str]) -> str:
    words = [chance.choice(chance.choice(articles).text.split()) for _ in range(12)]
    return " ".join([*words, *chance.sample(nowhere, 3)])


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(archive: Archive, index: LexicalIndex, articles: Sequence[Article]) -> None:
    """Print how long each kind of quote takes, and how many got what they must."""
    kinds = quotes_of(articles)
    scan = _scan_seconds(articles, kinds[0].quotes)
    print(f"reading and folding every article takes {scan:.2f} s")
    print(f"{'':12}{'p50 ms':>8}{'p95 ms':>8}{'right':>8}{'scan / p50':>12}")
    for kind in kinds:
        seconds, right = [], 0
        for words in kind.quotes:
            started = time.perf_counter()
            reply = find_quote(archive, index, words, max_shown_chars=1000)
            seconds.append(time.perf_counter() - started)
            right += isinstance(reply, kind.expected)
        low, high = np.percentile(seconds, [50, 95])
        share = f"{right}/{len(kind.quotes)}"
        row = f"{kind.name:12}{low * 1000:8.1f}{high * 1000:8.1f}{share:>8}{scan / low:12.0f}"
        print(row, flush=True)


def _scan_seconds(articles: Sequence[Article], quotes: Sequence[str]) -> float:
    """Return what one look-up takes that folds every article, all of them in memory already."""

    def scan(words: str) -> None:
        sought = " ".join(fold(words).words())
        for article in articles:
            _ = sought in " ".join(fold(article.text).words())

    return float(np.median([timed(lambda words=words: scan(words)) for words in quotes[:SCANS]]))


def main() -> None:
    """Run the benchmark."""
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else PASSAGES
    articles = list(invented_articles(passages))
    with TemporaryDirectory() as place:
        folder = Path(place)
        with archived(folder / "data", articles) as archive:
            texts = list(archive.passage_texts())
            without = [PassageText(item.id, item.body, item.headline, " ") for item in texts]
            before = timed(lambda: LexicalIndex.build(folder / "without", without))
            after = timed(lambda: LexicalIndex.build(folder / "with", texts))
            sizes = [_mebibytes(folder / name) for name in ("without", "with")]
            print(f"{len(texts)} passages of {len(articles)} articles")
            print(f"index without words: {sizes[0]:.1f} MiB, built in {before:.1f} s")
            print(f"index with words:    {sizes[1]:.1f} MiB, built in {after:.1f} s")
            report(archive, LexicalIndex.load(folder / "with"), articles)


def _mebibytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 2**20


if __name__ == "__main__":
    main()
