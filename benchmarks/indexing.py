"""Prints what the embedding step costs: a first build, and a second run with 1 % changed.

    python benchmarks/indexing.py [--sizes N ...] [--sampled-from N] [--passages N] [--seed S]
        [--into FILE]

For each size synthetic articles are written (JSON Lines, a thousand a file), indexed by a process
of its own, one article in a hundred is changed in one sentence, and another process brings the
index up to date. Vectors are the default model's; from --sampled-from articles on they are drawn
at random around a few thousand centres instead, by the text's hash, since a million real ones take
hours: the table marks those rows, and their seconds are what everything but the model costs.
"""

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rank_fitting.newsrooms import NoProgress
from rank_fitting.tables import Tables

from embeddings.archive import Archive
from embeddings.encoder import Encoder, Vectors, load_encoder
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.syncing.planning import SyncOptions

SIZES = (1_000, 10_000, 100_000)
SAMPLED_FROM = 100_000
PASSAGES = 10
"""How many passages an article has, about: a million of them at 100,000 articles."""
WORDS_A_PASSAGE = 95
ARTICLES_A_FILE = 1_000
CHANGED_SHARE = 100
"""One article of so many is changed before the second run."""
CENTRES = 4_096
FIRST = "<!-- python benchmarks/indexing.py: from here -->"
LAST = "<!-- python benchmarks/indexing.py: to here -->"
ARTICLES = Path(__file__).parent.parent / "articles"
_STARTS = "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t th tr v w"
_MIDDLES = "a e i o u ai ea ou"
_ENDS = "b ck d g l m n nd nt p r rd s st t x"


class SampledEncoder:
    """Vectors around centres, drawn by a text's hash: the same on every run, of no meaning."""

    model = "sampled"
    fingerprint = f"sampled-{CENTRES}"
    dimensions = 384

    def __init__(self) -> None:
        chance = np.random.default_rng(0)
        self._centres = chance.standard_normal((CENTRES, self.dimensions), dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), 384), rows of length one."""
        hashes = [zlib.crc32(text.encode()) for text in texts]
        chance = np.random.default_rng(hashes or 0)
        noise = chance.standard_normal((len(texts), self.dimensions), dtype=np.float32)
        rows = self._centres[[one % CENTRES for one in hashes]] + noise
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows, dtype=np.float32)


class Wording:
    """A vocabulary as uneven as a language's (Zipf), and sentences made of it.

    The frequent words are those of the sample articles, in their order; the rare ones are made up.
    """

    def __init__(self, seed: int, size: int = 40_000) -> None:
        chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
        common = _common_words()
        self._words = common + [_word(chance) for _ in range(size - len(common))]
        self._weights = np.cumsum([1 / (rank + 2.7) for rank in range(size)]).tolist()

    def text(self, chance: random.Random, passages: int) -> str:
        """Return paragraphs that make about so many passages."""
        paragraphs = []
        for _ in range(passages):
            words = chance.choices(self._words, cum_weights=self._weights, k=WORDS_A_PASSAGE)
            paragraphs.append(" ".join(_sentences(words, chance)))
        return "\n\n".join(paragraphs)


def main() -> None:
    """Measure every size, and print the table."""
    options = _options()
    if options.step:
        _step(options)
        return
    tables = Tables(FIRST, LAST)
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as work:
            rows.append(_row(size, Path(work), options))
    tables.add(f"About {options.passages} passages an article", _COLUMNS, rows)
    if options.into:
        tables.put_into(options.into)


_COLUMNS = (
    "articles",
    "passages",
    "vectors",
    "first build, s",
    "passages/s",
    "peak, MB",
    "on disk, MB",
    "1 % changed, s",
    "of the first",
    "peak, MB",
)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="articles")
    parser.add_argument("--sampled-from", type=int, default=SAMPLED_FROM, help="articles")
    parser.add_argument("--passages", type=int, default=PASSAGES, help="an article, about")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--into", type=Path, help="a file that shows the table")
    parser.add_argument("--step", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--sampled", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _row(size: int, work: Path, options: argparse.Namespace) -> list[str]:
    sampled = size >= options.sampled_from
    _write(work / "articles", size, options)
    first = _run(work, sampled=sampled)
    _change(work / "articles", options.seed)
    second = _run(work, sampled=sampled)
    if second["changed"] != -(-size // CHANGED_SHARE):
        raise ValueError(f"{second['changed']} of {size} articles changed")
    return [
        f"{size:,}",
        f"{first['passages']:,}",
        "sampled" if sampled else "real",
        f"{first['seconds']:.1f}",
        f"{first['passages'] / first['seconds']:.0f}",
        f"{first['peak_mb']:.0f}",
        f"{first['disk_mb']:.0f}",
        f"{second['seconds']:.1f}",
        f"{100 * second['seconds'] / first['seconds']:.1f} %",
        f"{second['peak_mb']:.0f}",
    ]


def _run(work: Path, *, sampled: bool) -> dict[str, float]:
    """Index in a process of its own, whose memory is counted; return what it says."""
    command = [sys.executable, __file__, "--step", str(work)]
    command += ["--sampled"] if sampled else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(found, file=sys.stderr, flush=True)
    return found


def _step(options: argparse.Namespace) -> None:
    """Index the folder of a size, as `pullquote index` does, and print what it took."""
    encoder: Encoder = SampledEncoder() if options.sampled else load_encoder()
    encoder.encode(["The model is loaded before the clock starts."])
    data = options.step / "data"
    started = time.perf_counter()
    with Archive.create(data, manifest_of(encoder)) as archive:
        summary = index(
            archive, encoder, [options.step / "articles"], NoProgress(), options=SyncOptions()
        )
    seconds = time.perf_counter() - started
    figures = {
        "passages": summary.passages,
        "changed": summary.changed,
        "encoded": summary.encoded,
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk_mb": _bytes_on_disk(data) / 1e6,
    }
    print(json.dumps(figures), flush=True)


def _bytes_on_disk(folder: Path) -> int:
    """Return what the files of `folder` take, each once however many names it has."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            status = (Path(root) / name).stat()
            found[status.st_dev, status.st_ino] = status.st_size
    return sum(found.values())


def _write(folder: Path, size: int, options: argparse.Namespace) -> None:
    folder.mkdir()
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    wording = Wording(options.seed)
    for start in range(0, size, ARTICLES_A_FILE):
        numbers = range(start, min(start + ARTICLES_A_FILE, size))
        with (folder / f"{start:06}.jsonl").open("w", encoding="utf-8") as file:
            for number in numbers:
                file.write(json.dumps(_fields(number, wording, chance, options.passages)) + "\n")


def _fields(
    number: int, wording: Wording, chance: random.Random, passages: int
) -> dict[str, object]:
    return {
        "id": f"story-{number:06}",
        "title": f"Story {number} of {_word(chance).title()} {_word(chance)}",
        "outlet": f"Outlet {number % 20}",
        "published": f"20{number % 24:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "text": wording.text(chance, passages),
    }


def _change(folder: Path, seed: int) -> None:
    """Change one word of one article in a hundred."""
    for path in sorted(folder.iterdir()):
        lines = path.read_text(encoding="utf-8").splitlines()
        for place in range(0, len(lines), CHANGED_SHARE):
            fields = json.loads(lines[place])
            fields["text"] = fields["text"].replace(". ", f" corrected{seed}. ", 1)
            lines[place] = json.dumps(fields)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sentences(words: Sequence[str], chance: random.Random) -> Iterator[str]:
    start = 0
    while start < len(words):
        end = start + chance.randint(8, 26)
        sentence = " ".join(words[start:end])
        yield f"{sentence[0].upper()}{sentence[1:]}."
        start = end


def _common_words() -> list[str]:
    """Return the words of the sample articles, the most frequent first."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.md")))
    counts = Counter(word for text in texts for word in re.findall(r"\b[a-z]+\b", text))
    return [word for word, _ in counts.most_common()]


def _word(chance: random.Random) -> str:
    syllables = chance.choices((1, 2, 3), weights=(3, 5, 2))[0]
    starts, middles, ends = (_STARTS.split(), _MIDDLES.split(), _ENDS.split())
    parts = (chance.choice(starts) + chance.choice(middles) for _ in range(syllables))
    return "".join(parts) + chance.choice(ends)


if __name__ == "__main__":
    main()
