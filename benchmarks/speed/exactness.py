"""Whether what was returned stands so in the articles, to the letter."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speed.corpora import Corpus


@dataclass(frozen=True, slots=True)
class Exactness:
    """How many passages were returned, and how many of them are slices of an article."""

    returned: int
    exact: int


def exactness(
    corpus: Corpus, shown: Mapping[str, Sequence[Sequence[str]]]
) -> Mapping[str, Exactness]:
    """Return it for everybody; `shown` are, by name and question, the texts that were found."""
    returned = {name: [text for row in rows for text in row] for name, rows in shown.items()}
    wanted = {text for texts in returned.values() for text in texts}
    exact = _among_passages(corpus.passages, wanted)
    exact |= _in_articles(corpus.articles, wanted - exact)
    return {
        name: Exactness(len(texts), sum(text in exact for text in texts))
        for name, texts in returned.items()
    }


def _among_passages(path: Path, wanted: set[str]) -> set[str]:
    with path.open(encoding="utf-8") as lines:
        return wanted.intersection(json.loads(line)["text"] for line in lines)


def _in_articles(folder: Path, wanted: set[str]) -> set[str]:
    found: set[str] = set()
    for path in sorted(folder.iterdir()) if wanted else ():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)["text"]
                found |= {text for text in wanted - found if text in article}
    return found
