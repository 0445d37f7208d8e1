"""Markdown with front matter: the words a browser would show, and the metadata.

The signs (emphasis, headings, links) are the file's, not the article's: they are taken out here,
at ingestion, before any offset exists.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.token import Token

from embeddings.errors import InputError
from embeddings.readers.encodings import read_text
from embeddings.readers.fields import article_from
from embeddings.readers.front_matter import split
from embeddings.readers.pages.snippets import shown_words
from embeddings.schema import Article, Problem

_LINE_END = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BREAKS = ("softbreak", "hardbreak")
_WORDS = ("text", "text_special", "code_inline")


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield the file's one article, or the problem with it."""
    try:
        fields, body = split(read_text(path, fallback_encoding=encoding))
        default_id = relative.removesuffix(path.suffix)
        text = plain_text(body)
        yield article_from(fields, text, default_id=default_id, path=relative, name=path.stem)
    except InputError as error:
        yield Problem(str(path), str(error))


def plain_text(body: str) -> str:
    """Return the words of `body` (CommonMark, and tables), blocks separated by a blank line.

    The items of a list have their number, or the bullet that a browser shows; the cells of a
    table's row are parted by a tab, as a browser copies them.
    """
    blocks: list[str] = []
    marker = ""
    rows: list[list[str]] = []
    for token in _parser().parse(body):
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "list_item_close":
            marker = ""
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            blocks.append("\n".join("\t".join(row) for row in rows))
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(_words(token.children or []))
        elif token.type == "inline":
            words = _words(token.children or [])
            blocks.append(marker + words if words.strip() else "")
            marker = ""
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "html_block":
            blocks.append(shown_words(token.content))
    return "\n\n".join(block for block in blocks if block.strip())


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.block.ruler.at("reference", _reference)
    return parser


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read the address of a link; a footnote looks like one, but its words are the article's."""
    place = state.bMarks[start_line] + state.tShift[start_line]
    return not state.src.startswith("[^", place) and reference(state, start_line, end_line, silent)


def _words(children: Sequence[Token]) -> str:
    tokens = [
        token
        for before, token in pairwise([None, *children])
        if token and not (before and _breaks(before) and token.type == "softbreak")
    ]
    if any(map(_is_markup, tokens)):
        return shown_words("".join(map(_as_markup, tokens)))
    return "".join(map(_shown, tokens))


def _is_markup(token: Token) -> bool:
    """Say whether a token is a tag that may change what is shown: a raised figure, say."""
    return token.type == "html_inline" and not _breaks(token)


def _as_markup(token: Token) -> str:
    if token.type == "html_inline":
        return token.content
    return escape(_shown(token), quote=False).replace("\n", "<br>")


def _breaks(token: Token) -> bool:
    return token.type == "html_inline" and _LINE_END.match(token.content) is not None


def _shown(token: Token) -> str:
    if token.type in _BREAKS or _breaks(token):
        return "\n"
    return token.content if token.type in _WORDS else ""
