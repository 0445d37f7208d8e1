"""HTML pages: the article's own words, and what the page states of it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from embeddings.errors import InputError
from embeddings.readers.addresses import article_id_of, is_front_page
from embeddings.readers.fields import article_from
from embeddings.readers.pages.blocks import Block, Kind, letters
from embeddings.readers.pages.charsets import decode_page, refuse_broken
from embeddings.readers.pages.content import article_blocks, fragment_blocks, marked_blocks
from embeddings.readers.pages.facts import Facts, facts_of
from embeddings.readers.pages.genres import genre_of
from embeddings.readers.pages.trees import Node, html_tree
from embeddings.readers.pages.visibility import apply_styles
from embeddings.schema import Article, Genre, Problem

MIN_WORDS = 25
"""Words of a page that does not say that it is an article; one that does may be a short notice."""
MIN_STATED_WORDS = 5
MAX_LINKED = 0.5
MAX_WALL_WORDS = 150
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_SAVED_FROM_CHARS = 2048
_JAVASCRIPT = re.compile(r"\b(?:enable|activate|turn on) javascript\b", re.IGNORECASE)
_ROBOTS = re.compile(r"\b(?:not a robot|are you human|unusual traffic)\b", re.IGNORECASE)
_CONSENT = re.compile(
    r"\b(?:accept|manage|use|uses|store) (?:all |our )?cookies\b"
    r"|\b(?:your consent|consent (?:settings|preferences|choices))\b",
    re.IGNORECASE,
)
_WALLS = (
    (_JAVASCRIPT, "a call to enable JavaScript"),
    (_ROBOTS, "a test for robots"),
    (_CONSENT, "a consent wall"),
)


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield the file's one article, or the problem with it."""
    try:
        yield read_page(
            read_bytes(path),
            address=None,
            charset=None,
            default_id=relative.removesuffix(path.suffix),
            path=relative,
            name=path.stem,
            fallback_encoding=encoding,
        )
    except InputError as error:
        yield Problem(str(path), str(error))


def read_bytes(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"cannot be read ({reason}): check it and its permissions") from error


def read_page(
    raw: bytes,
    *,
    address: str | None,
    charset: str | None,
    default_id: str,
    path: str,
    name: str,
    fallback_encoding: str | None = None,
) -> Article:
    """Return the article of a page.

    `address` is where it was fetched from, None for a file; a page that was fetched is named by
    its canonical address, a file by `default_id`. `charset` is what the transport declared.

    Raises:
        InputError: no text in a known encoding, or a page without an article.
    """
    decoded = decode_page(raw, charset=charset, fallback=fallback_encoding)
    root = html_tree(decoded.text)
    apply_styles(root)
    facts = facts_of(root, address=address or _saved_from(decoded.text))
    blocks = _article(root, facts, address)
    text = text_of(blocks)
    article_id = article_id_of(str(facts.fields["url"])) if address else default_id
    pictures = [block.text for block in blocks if block.kind is Kind.CREDIT]
    fields = {**facts.fields, **({"picture_credits": pictures} if pictures else {})}
    article = article_from(fields, text, default_id=article_id, path=path, name=name)
    refuse_broken(decoded, article.text, article.title, article.outlet or "", *article.authors)
    return article


def fragment_text(markup: str, *, language: str | None = None) -> str:
    """Return the text of a piece of HTML that is an article as a whole.

    Raises:
        InputError: it holds no text.
    """
    blocks = fragment_blocks(html_tree(f"<div>{markup}</div>"), language=language)
    text = text_of(_without_end(blocks))
    if not text:
        raise InputError("holds no text: leave it out")
    return text


def text_of(blocks: Sequence[Block]) -> str:
    """Return the text of an article: blocks parted by blank lines, credits left out.

    The time of an entry of a live blog stands above the entry's first paragraph.
    """
    texts: list[str] = []
    time = ""
    for block in blocks:
        if block.kind is Kind.TIME:
            time = f"{block.text}\n"
        elif block.kind is Kind.HEADING:
            texts.append(block.text)
        elif block.kind is not Kind.CREDIT:
            texts.append(f"{time}{block.marker}{block.text}")
            time = ""
    return "\n\n".join(texts)


def _article(root: Node, facts: Facts, address: str | None) -> list[Block]:
    """Return the blocks of the page's article.

    Raises:
        InputError: it has none.
    """
    is_live = genre_of(str(facts.fields.get("genre", ""))) is Genre.LIVE
    language = facts.language
    found = _without_end(article_blocks(root, language=language, is_live=is_live))
    if _words(found) < MIN_WORDS:
        marked = _without_end(marked_blocks(root, language=language))
        found = max(found, marked, key=_words)
    found = _without_headline(found, str(facts.fields.get("title", "")))
    _check(found, root, facts, address)
    return found


def _check(found: Sequence[Block], root: Node, facts: Facts, address: str | None) -> None:
    words = _words(found)
    enough = words >= (MIN_STATED_WORDS if facts.is_article else MIN_WORDS)
    shown = " ".join(block.text for block in found) if enough else "".join(root.itertext())
    wall = next((what for sign, what in _WALLS if sign.search(shown)), None)
    if wall and words < MAX_WALL_WORDS and not (facts.is_article and enough):
        raise InputError(
            f"holds no article, only {wall}: save the page as a browser shows it to a reader"
        )
    if not facts.is_article and _is_listing(found, address):
        raise InputError(
            "holds no article of its own: it is a front page or a list of links; give the "
            "addresses of its articles, a feed or a sitemap"
        )
    if not enough:
        raise InputError(
            "holds no article text: give the page of an article; where scripts write the text, "
            "save the page as a browser shows it"
        )


def _is_listing(found: Sequence[Block], address: str | None) -> bool:
    if address and is_front_page(address):
        return True
    linked = sum(block.linked for block in found)
    return linked > MAX_LINKED * sum(len(letters(block.text)) for block in found) > 0


def _words(blocks: Sequence[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks if block.kind is not Kind.CREDIT)


def _without_end(blocks: Sequence[Block]) -> list[Block]:
    """Return `blocks` without headings that nothing follows."""
    kept = list(blocks)
    while kept and kept[-1].kind is Kind.HEADING:
        kept.pop()
    return kept


def _without_headline(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return `blocks` without the headline: it is the title, and no evidence."""
    headline = letters(title).casefold()
    return [
        block
        for block in blocks
        if not (block.kind is Kind.HEADING and letters(block.text).casefold() == headline)
    ]


def _saved_from(text: str) -> str | None:
    """Return the address that a browser notes in the pages that it saves."""
    found = _SAVED_FROM.search(text, 0, _SAVED_FROM_CHARS)
    return found[1] if found and found[1].startswith("http") else None
