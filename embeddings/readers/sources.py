"""Paths to articles: walks folders, picks the reader by suffix, reports what cannot be used.

What is byte for byte what was read before is not read again: its digest tells.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from embeddings.errors import InputError
from embeddings.readers import feeds, html, jsonl, markdown, text
from embeddings.readers.addresses import address_key, is_address
from embeddings.readers.kinds import Kind, kind_of
from embeddings.schema import Article, Entry, Item, Kept, Problem, Read

Reader = Callable[[Path, str, str | None], Iterator[Article | Problem]]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xml": feeds.read,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".jsonl": jsonl.read,
}
SUFFIXES = ", ".join(READERS)
_MAYBE_LISTINGS = (".txt", ".xml", ".rss", ".atom", ".gz")
_LISTINGS = (Kind.ADDRESSES, Kind.FEED, Kind.SITEMAP)
READING = 1
"""Names how files are read; change it whenever a reader makes something else of the same file."""
_ONLY_ADDRESSES = (
    "is a list of addresses: name it as a source of its own, so that its pages are read"
)
DIGEST_LENGTH = 32
"""Hexadecimal digits of a digest: 128 bits of SHA-256."""


def is_listing(source: Path | str) -> bool:
    """Say whether a source is a file that lists addresses: its pages are the articles."""
    if isinstance(source, str) or not source.is_file():
        return False
    suffix = source.suffix.lower()
    return suffix == ".urls" or (suffix in _MAYBE_LISTINGS and _kind_of_file(source) in _LISTINGS)


def _kind_of_file(path: Path) -> Kind | None:
    try:
        return kind_of(path.read_bytes(), content_type=None, name=path.name)
    except OSError:
        return None  # its reader says why


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


class Known:
    """The current articles, by id, by what they were read from and by their pages."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.by_id = {entry.id: entry for entry in entries}
        self._by_digest: dict[str, list[Entry]] = {}
        self._on_page: dict[str, list[Entry]] = {}
        for entry in self.by_id.values():
            if entry.digest:
                self._by_digest.setdefault(entry.digest, []).append(entry)
            if is_address(entry.path or ""):
                self._on_page.setdefault(str(entry.path), []).append(entry)

    def read_from(self, digest: str) -> Sequence[Entry]:
        """Return the articles that were read from something with this digest."""
        return self._by_digest.get(digest, ())

    def on_page(self, address: str) -> Sequence[Entry]:
        """Return the articles that came from the page at this address."""
        return self._on_page.get(address, ())

    def on_web(self, article_id: str | None) -> Entry | None:
        """Return the article with this id if it came from the web."""
        entry = self.by_id.get(article_id or "")
        return entry if entry and is_address(entry.path or entry.source or "") else None

    def same_page(self, address: str) -> str | None:
        """Return the id of the article whose address is this one, written otherwise perhaps."""
        return self._ids_by_key.get(address_key(address))

    @cached_property
    def _ids_by_key(self) -> dict[str, str]:
        return {address_key(name): name for name in self.by_id if self.on_web(name)}


def read_items(
    source: Path, files: Iterable[Path], known: Known, *, encoding: str | None = None
) -> Iterator[Item]:
    """Yield every article of `files` with where it came from, and every problem met.

    What is the same as before is yielded as `Kept`.
    """
    root = source if source.is_dir() else source.parent
    origin = str(source.resolve())
    for path in files:
        relative = path.relative_to(root).as_posix()
        if not _is_unicode(relative):
            yield Problem(ascii(str(path)), "has a name that is not UTF-8: rename it")
        elif path.suffix.lower() == ".jsonl":
            yield from _lines(path, relative, origin, known, encoding)
        else:
            yield from _file(path, relative, origin, known, encoding)


def _file(
    path: Path, relative: str, origin: str, known: Known, encoding: str | None
) -> Iterator[Item]:
    digest = _digest_of_file(path, relative, encoding)
    entries = known.read_from(digest) if digest else ()
    if entries:
        yield Kept(tuple(entries), origin, relative)
        return
    if path.suffix.lower() == ".txt" and _kind_of_file(path) is Kind.ADDRESSES:
        yield Problem(str(path), _ONLY_ADDRESSES)
        return
    found = list(READERS[path.suffix.lower()](path, relative, encoding))
    sound = digest if all(isinstance(item, Article) for item in found) else None
    for item in found:
        yield Read(replace(item, source=origin), sound) if isinstance(item, Article) else item


def _lines(
    path: Path, relative: str, origin: str, known: Known, encoding: str | None
) -> Iterator[Item]:
    for line in jsonl.lines(path, encoding):
        if isinstance(line, Problem):
            yield line
            continue
        digest = _digest(relative, encoding, line.text.encode())
        entries = known.read_from(digest)
        if entries:
            yield Kept(tuple(entries), origin, relative)
            continue
        item = jsonl.read_line(line, path, relative)
        yield Read(replace(item, source=origin), digest) if isinstance(item, Article) else item


def _digest_of_file(path: Path, relative: str, encoding: str | None) -> str | None:
    """Return the digest of a file, None where it cannot be read: its reader says why."""
    try:
        return _digest(relative, encoding, path.read_bytes())
    except OSError:
        return None


def _digest(relative: str, encoding: str | None, raw: bytes) -> str:
    """Return what names these bytes, read at this place, in this way."""
    name = f"{READING} {encoding} {len(relative)} {relative} "
    return hashlib.sha256(name.encode() + raw).hexdigest()[:DIGEST_LENGTH]


def _is_unicode(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in name)
