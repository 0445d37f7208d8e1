"""Paths to articles: walks folders, picks the reader by suffix, reports what cannot be used."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from embeddings.errors import InputError
from embeddings.readers import jsonl, markdown, text
from embeddings.schema import Article, Problem

Reader = Callable[[Path, str, str | None], Iterator[Article | Problem]]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".jsonl": jsonl.read,
}
SUFFIXES = ", ".join(READERS)


def files_of(source: Path) -> list[Path]:
    """Return the readable kinds of files of a folder (hidden ones left out), or the one file.

    Raises:
        InputError: the path does not exist, is of an unknown kind, or holds no article file.
    """
    if source.is_file():
        if source.suffix.lower() not in READERS:
            raise InputError(f"{source} is of an unknown kind: these are read: {SUFFIXES}.")
        return [source]
    if not source.is_dir():
        raise InputError(
            f"There is no {source}: give an existing folder or file, or take what came from it "
            "out of the index with 'pullquote remove'."
        )
    files = [path for path in sorted(_walk(source)) if _is_article_file(path, source)]
    if not files:
        raise InputError(
            f"{source} holds no articles: put files of these kinds there: {SUFFIXES}. What came "
            "from it before stays in the index; 'pullquote remove' takes it out."
        )
    return files


def _walk(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder`, links that lead nowhere too: they are reported later."""
    for root, _, names in os.walk(folder, onerror=_cannot_list):
        yield from (Path(root) / name for name in names)


def _cannot_list(error: OSError) -> NoReturn:
    """Stop: articles in a folder that cannot be listed would look as if they had been removed."""
    raise InputError(
        f"{error.filename} cannot be listed ({error.strerror}): check its permissions."
    ) from error


def _is_article_file(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    is_file = path.is_file() or not path.exists()
    return not hidden and path.suffix.lower() in READERS and is_file


def read_articles(
    source: Path, files: Iterable[Path], *, encoding: str | None = None
) -> Iterator[Article | Problem]:
    """Yield every article of `files` with where it came from, and every problem met."""
    root = source if source.is_dir() else source.parent
    origin = str(source.resolve())
    for path in files:
        relative = path.relative_to(root).as_posix()
        if not _is_unicode(relative):
            yield Problem(ascii(str(path)), "has a name that is not UTF-8: rename it")
            continue
        for item in READERS[path.suffix.lower()](path, relative, encoding):
            yield replace(item, source=origin) if isinstance(item, Article) else item


def _is_unicode(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in name)
