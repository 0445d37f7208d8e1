"""Markdown with YAML front matter: the words a browser would show, and the metadata.

The signs (emphasis, headings, links) are the file's, not the article's: they are taken out here,
at ingestion, before any offset exists.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from embeddings.errors import InputError
from embeddings.readers.encodings import read_text
from embeddings.readers.fields import article_from
from embeddings.schema import Article, Problem

_YAML = YAMLHandler()


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield the file's one article, or the problem with it."""
    try:
        fields, body = _split(read_text(path, fallback_encoding=encoding))
        default_id = relative.removesuffix(path.suffix)
        text = plain_text(body)
        yield article_from(fields, text, default_id=default_id, path=relative, name=path.stem)
    except InputError as error:
        yield Problem(str(path), str(error))


def _split(raw: str) -> tuple[dict[str, object], str]:
    raw = raw.lstrip()
    if not _YAML.detect(raw):
        return {}, raw
    try:
        matter, body = _YAML.split(raw)
    except ValueError:  # an opening line of dashes that nothing closes is a rule, not a fence
        return {}, raw
    fields = _fields(matter)
    if fields is None:
        return {}, body.strip()
    if not isinstance(fields, dict):
        raise InputError("has front matter without keys: write lines like 'title: ...'")
    return fields, body.strip()


def _fields(matter: str) -> object:
    try:
        return _YAML.load(matter)
    except (yaml.YAMLError, RecursionError) as error:
        first_line = str(error).splitlines()[0]
        raise InputError(
            f"has front matter that is no YAML ({first_line}): put values that hold a colon "
            "in quotation marks"
        ) from error
    except ValueError as error:
        raise InputError(
            f"has front matter with a value that cannot be ({error}): write dates like "
            "2022-03-12, or put it in quotation marks"
        ) from error


def plain_text(body: str) -> str:
    """Return the words of CommonMark `body`, blocks separated by a blank line.

    The items of a list have their number, or the bullet that a browser shows.
    """
    blocks: list[str] = []
    marker = ""
    for token in MarkdownIt("commonmark").parse(body):
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "list_item_close":
            marker = ""
        elif token.type == "inline":
            words = _words(token.children or [])
            blocks.append(marker + words if words.strip() else "")
            marker = ""
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
    return "\n\n".join(block for block in blocks if block.strip())


def _words(tokens: Sequence[Token]) -> str:
    return "".join(
        "\n" if token.type in ("softbreak", "hardbreak") else token.content
        for token in tokens
        if token.type in ("text", "text_special", "code_inline", "softbreak", "hardbreak")
    )
