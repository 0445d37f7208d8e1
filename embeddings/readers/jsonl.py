"""JSON Lines: one article an object with `text` and any of the known keys; others are kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from embeddings.errors import InputError
from embeddings.readers.encodings import read_text
from embeddings.readers.fields import article_from
from embeddings.schema import Article, Problem


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
            yield _article(line, relative, number, path)
        except InputError as error:
            yield Problem(f"{path}, line {number}", str(error))


def _article(line: str, relative: str, number: int, path: Path) -> Article:
    fields = _object(line)
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError('has no "text": give every object one')
    name = f"{path.stem}-{number}"
    default_id = f"{relative.removesuffix(path.suffix)}:{number}"
    return article_from(fields, text, default_id=default_id, path=relative, name=name)


def _object(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:  # a number of 5000 digits is a ValueError
        raise InputError(f"is no JSON ({error}): write one object a line") from error
    if not isinstance(fields, dict):
        raise InputError("is no JSON object: write one object a line")
    return fields
