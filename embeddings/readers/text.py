"""Plain text: the whole file is one article; whatever it lacks stays unknown."""

from collections.abc import Iterator
from pathlib import Path

from embeddings.errors import InputError
from embeddings.readers.encodings import read_text
from embeddings.readers.fields import article_from
from embeddings.schema import Article, Problem


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield the file's one article, or the problem with it."""
    try:
        text = read_text(path, fallback_encoding=encoding)
        default_id = relative.removesuffix(path.suffix)
        yield article_from({}, text, default_id=default_id, path=relative, name=path.stem)
    except InputError as error:
        yield Problem(str(path), str(error))
