"""What some bytes are: by their content first, then by the type declared, then by the name."""

import codecs
import json
import re
from enum import StrEnum, auto
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from embeddings.errors import InputError
from embeddings.readers import feeds, sitemaps
from embeddings.readers.addresses import is_address_list
from embeddings.readers.pages.tokens import words

_LOOKED_AT = 65_536
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PROLOG = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^>\[]*(?:\[.*?\])?[^>]*>)*",
    re.DOTALL | re.IGNORECASE,
)
_HTML_DOCTYPE = re.compile(r"<!DOCTYPE\s+html\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_PAGE_TAGS = words("html head body title meta link script style")


class Kind(StrEnum):
    """What a source can be."""

    FEED = auto()
    SITEMAP = auto()
    PAGE = auto()
    ADDRESSES = auto()
    JSONL = auto()
    MARKDOWN = auto()
    TEXT = auto()


_BY_TYPE = {
    "text/html": Kind.PAGE,
    "application/xhtml+xml": Kind.PAGE,
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
    "application/rdf+xml": Kind.FEED,
    "text/uri-list": Kind.ADDRESSES,
    "application/jsonl": Kind.JSONL,
    "application/x-ndjson": Kind.JSONL,
    "application/x-jsonlines": Kind.JSONL,
    "text/markdown": Kind.MARKDOWN,
    "text/x-markdown": Kind.MARKDOWN,
}
_BY_SUFFIX = {
    ".html": Kind.PAGE,
    ".htm": Kind.PAGE,
    ".xhtml": Kind.PAGE,
    ".rss": Kind.FEED,
    ".atom": Kind.FEED,
    ".urls": Kind.ADDRESSES,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
}


def kind_of(raw: bytes, *, content_type: str | None, name: str) -> Kind:
    """Return what `raw` is; `name` is a file's name or an address."""
    text = _beginning(raw)
    declared = (content_type or "").partition(";")[0].strip().lower()
    suffix = PurePosixPath(urlsplit(name).path if "://" in name else name).suffix.lower()
    return (
        _by_content(text)
        or _BY_TYPE.get(declared)
        or _BY_SUFFIX.get(suffix)
        or (Kind.PAGE if text.lstrip().startswith("<") else Kind.TEXT)
    )


def _beginning(raw: bytes) -> str:
    try:
        head = sitemaps.unpacked(raw)[:_LOOKED_AT]
    except InputError:  # damaged: its reader says so
        return ""
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "utf-8")
    return head.decode(encoding, "replace").lstrip("\ufeff")


def _by_content(text: str) -> Kind | None:
    """Return what the content says by itself, None where it may be several things."""
    prolog = _PROLOG.match(text)
    body = text[prolog.end() :] if prolog else text
    root = _ROOT.match(body)
    if _HTML_DOCTYPE.search(text[: len(text) - len(body)]):
        return Kind.PAGE
    if root:
        return _by_root(root[1])
    if _is_json(text):
        return Kind.JSONL
    if text.startswith(("---\n", "---\r\n")):
        return Kind.MARKDOWN
    return Kind.ADDRESSES if is_address_list(text) else None


def _by_root(name: str) -> Kind | None:
    if name in feeds.ROOTS:
        return Kind.FEED
    if name in sitemaps.ROOTS:
        return Kind.SITEMAP
    return Kind.PAGE if name.lower() in _PAGE_TAGS else None


def _is_json(text: str) -> bool:
    """Say whether the first line that is not blank is a JSON object."""
    line = text.lstrip().partition("\n")[0]
    if not line.startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return len(text) >= _LOOKED_AT and "\n" not in text.strip()
