"""How much of an article any output shows, found without the code under test; and a coverage."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

RUN = 20
"""So many characters in a row that are the article's do not stand there by chance."""

_SIGNS = re.compile(r"[*~\\]|^> ?", re.MULTILINE)
_SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "so", "ti", "va", "ze")


def shown_chars(output: str, text: str, but_for: Sequence[str] = ()) -> int:
    """Return how many characters of `text` stand in `output`, in runs of `RUN` and more.

    Markdown, percent signs and space do not hide them. Runs of `but_for` do not count.
    """
    printed = _plain(text)
    grams = _runs(unquote(output)).difference(*(_runs(text, " ") for text in but_for))
    found: set[int] = set()
    for at in range(len(printed) - RUN + 1):
        run = printed[at : at + RUN]
        if run == run.strip() and run in grams:
            found.update(range(at, at + RUN))
    return len(found)


def _runs(text: str, around: str = "") -> set[str]:
    plain = f"{around}{_plain(text)}{around}"
    return {plain[at : at + RUN] for at in range(len(plain) - RUN + 1)}


def _plain(text: str) -> str:
    return " ".join(_SIGNS.sub("", text).split())


def strings(values: Any) -> Iterator[str]:
    """Yield every string in JSON values; keys are the house's own."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from strings(value)
    elif isinstance(values, list):
        for value in values:
            yield from strings(value)


def said(output: str) -> str:
    """Return what a command's output says: one JSON object, or lines that may be one each."""
    lines = output.splitlines()
    if lines[:1] == ["{"]:
        return "\n".join(strings(json.loads(output)))
    return "\n".join(
        "\n".join(strings(json.loads(line))) if line.startswith("{") else line for line in lines
    )


def _words(seed: int, count: int) -> str:
    """Return words that stand nowhere else."""
    chance = random.Random(seed)  # noqa: S311 - the same words on every run, no secret
    return " ".join("".join(chance.choices(_SYLLABLES, k=4)) for _ in range(count))


def _paragraph(seed: int, lengths: tuple[int, ...]) -> str:
    numbered = enumerate(lengths, start=100 * seed)
    made = [_words(number, count) for number, count in numbered]
    return " ".join(f"{words.replace(' ', ' lantern ', 1).capitalize()}." for words in made)


SPOKEN = f"“My lantern {_words(7, 9)}. It was {_words(8, 9)},” said Ada Quist of the lighthouse."
PARAGRAPHS = [
    _paragraph(1, (8, 11, 14)),
    _paragraph(2, (22, 7, 10, 9)),
    SPOKEN,
    _paragraph(3, (37, 8)),
    _paragraph(4, (9, 9, 9, 9, 9)),
]
TEXT = "\n\n".join(PARAGRAPHS)
SHORTEST = 60
"""Less than any sentence of the text has characters."""
WIRE = f"""---
id: wire
title: Lights at sea
outlet: The Wire
published: 2022-03-01
url: https://wire.example/lights
summary: {PARAGRAPHS[0].replace(":", "")}
---
{TEXT}
"""
FREE_SENTENCE = "Every lantern on the pier is lit by hand at dusk."
GAZETTE = f"""---
id: gazette
title: Pier notes
outlet: Gazette
published: 2022-03-02
url: https://gazette.example/pier
---
{FREE_SENTENCE}
"""
FILES = {"wire.md": WIRE, "gazette.md": GAZETTE}
QUESTION = "Which lantern?"
LIMITS = (None, 300, SHORTEST, 0)
