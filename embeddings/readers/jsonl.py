"""JSON Lines: one article an object with `text` and any of the known keys; others are kept.

An article without an id is named after its address, else after its text, never after its line:
lines that are put before it must not make it another article.
"""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from embeddings.errors import InputError
from embeddings.readers.encodings import read_text
from embeddings.readers.fields import article_from
from embeddings.schema import Article, Problem

ID_LENGTH = 12
"""Hexadecimal digits of a default id: 48 bits of SHA-256."""
_AROUND = " \t\r\x1e\ufeff"
"""What may stand around a line: files that were joined have byte-order marks inside."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; the first one has the number 1."""

    number: int
    text: str


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield an article, or the problem with it, for every line that is not blank."""
    for line in lines(path, encoding):
        yield line if isinstance(line, Problem) else read_line(line, path, relative)


def lines(path: Path, encoding: str | None) -> Iterator[Line | Problem]:
    """Yield every line that is not blank, or the problem with the file."""
    try:
        found = read_text(path, fallback_encoding=encoding).split("\n")
    except InputError as error:
        yield Problem(str(path), str(error))
        return
    for number, line in enumerate(found, start=1):
        text = line.strip(_AROUND)
        if text:
            yield Line(number, text)


def read_line(line: Line, path: Path, relative: str) -> Article | Problem:
    """Return the article of a line, or the problem with it."""
    try:
        return _article(line.text, relative, path)
    except InputError as error:
        return Problem(f"{path}, line {line.number}", str(error))


def _article(line: str, relative: str, path: Path) -> Article:
    fields = json_object(line)
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError('has no "text": give every object one')
    article = article_from(fields, text, default_id="", path=relative, name=path.stem)
    if article.id:
        return article
    digest = hashlib.sha256((article.url or article.text).encode()).hexdigest()[:ID_LENGTH]
    return replace(article, id=f"{relative.removesuffix(path.suffix)}:{digest}")


def json_object(line: str) -> dict[str, Any]:
    """Return the object of a line.

    Raises:
        InputError: it is none, or one that could not be kept as it is.
    """
    try:
        fields = json.loads(
            line, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_without_twins
        )
    except (ValueError, RecursionError) as error:  # a number of 5000 digits is a ValueError
        raise InputError(f"is no JSON ({error}): write one object a line") from error
    if not isinstance(fields, dict):
        raise InputError("is no JSON object: write one object a line")
    return fields


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is given twice: one of its values would be lost unseen."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"has {twice!a} twice in an object: keep one of them")
    return fields


def _finite(written: str) -> float:
    """Refuse a number that is larger than any: JSON could not hold what became of it."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written} is too large a number")
    return number


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and the infinities: Python writes and reads them, JSON has none."""
    raise ValueError(f"{constant} is no number")
