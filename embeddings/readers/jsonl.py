"""JSON Lines: one article an object with `text` and any of the known keys; others are kept.

An article without an id is named after its address, else after its text, never after its line:
lines that are put before it must not make it another article.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from embeddings.errors import InputError
from embeddings.readers.encodings import read_text
from embeddings.readers.fields import article_from
from embeddings.schema import Article, Problem

ID_LENGTH = 12
"""Hexadecimal digits of a default id: 48 bits of SHA-256."""


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield an article, or the problem with it, for every line that is not blank."""
    try:
        lines = read_text(path, fallback_encoding=encoding).split("\n")
    except InputError as error:
        yield Problem(str(path), str(error))
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _article(line, relative, path)
        except InputError as error:
            yield Problem(f"{path}, line {number}", str(error))


def _article(line: str, relative: str, path: Path) -> Article:
    fields = _object(line)
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError('has no "text": give every object one')
    article = article_from(fields, text, default_id="", path=relative, name=path.stem)
    if article.id:
        return article
    digest = hashlib.sha256((article.url or article.text).encode()).hexdigest()[:ID_LENGTH]
    return replace(article, id=f"{relative.removesuffix(path.suffix)}:{digest}")


def _object(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:  # a number of 5000 digits is a ValueError
        raise InputError(f"is no JSON ({error}): write one object a line") from error
    if not isinstance(fields, dict):
        raise InputError("is no JSON object: write one object a line")
    return fields


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and the infinities: Python writes and reads them, JSON has none."""
    raise ValueError(f"{constant} is no number")
