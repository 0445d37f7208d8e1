"""A page's tree to blocks: each paragraph, heading, item, table or caption as a browser shows it.

Only white space that HTML folds is folded; a word is never altered, joined or parted. What cannot
be seen (scripts, hidden elements), what the page struck out, and the marks of footnotes are left
out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from itertools import takewhile

from embeddings.readers.pages.entities import decoded_once_more
from embeddings.readers.pages.formulas import written
from embeddings.readers.pages.inline import (
    height_of,
    is_withdrawn,
    quotation_signs,
    raised_or_lowered,
)
from embeddings.readers.pages.lists import Markers
from embeddings.readers.pages.tables import is_data, rows_of
from embeddings.readers.pages.tokens import has_any, single_words, words
from embeddings.readers.pages.trees import Node, Walk
from embeddings.readers.pages.visibility import is_hidden, is_own_line

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCK_TAGS = HEADINGS | words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form header hgroup hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul"
)
_CODE = frozenset(("code", "pre", "kbd", "samp"))
_ITEMS = frozenset(("li", "dt", "dd"))
_TIME = (("time",), ("timestamp",), ("timeago",))
_CAPTION = (("caption",), ("figcaption",), ("legend",))
_EMOJI = (("emoji",),)
_CREDIT = (("credit",), ("credits",), ("copyright",), ("attribution",))
_LABELS = single_words("ad advert advertisement share sharing")
_FOLDED = re.compile(r"[ \t\n\r\f]+")
_SIGNS = re.compile(r"[\W_]+")
MAX_AROUND_TIME = 3
"""Letters beside a time that make no sentence of it: "at", "on"."""


class Kind(StrEnum):
    """What a block is on the page."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    TABLE = auto()
    CAPTION = auto()
    CREDIT = auto()
    TIME = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text on its own: what is shown, what its kind is, and the node it stands in.

    `evidence` is its letters and digits by run, as the source has them, to find it by; `linked`
    counts those in links. `marker` is the bullet or number before it.
    """

    text: str
    kind: Kind
    node: Node
    evidence: tuple[str, ...]
    linked: int = 0
    marker: str = ""


def letters(text: str) -> str:
    """Return what of `text` no layout changes: its letters and digits."""
    return _SIGNS.sub("", text)


def blocks_of(root: Node, *, language: str | None = None) -> list[Block]:
    """Return the blocks of the tree in its order; `language` says which signs quote."""
    return _Reading(language).read(root)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text inside a block: as it is shown, and what it counts as."""

    shown: str
    evidence: str = ""
    linked: bool = False
    timed: bool = False


class _Reading:
    """One walk over a tree: what has been met and not yet been written down as a block."""

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._open: list[tuple[Node, Kind | None]] = []  # the block elements around the place
        self._pieces: list[_Piece | None] = []  # None is a line break
        self._depth = dict.fromkeys(("a", "q", "time", "code", "pre"), 0)
        self._skipped: Node = None
        self._markers = Markers()
        self._done: list[Block] = []

    def read(self, root: Node) -> list[Block]:
        walk = Walk(root)
        for event, node in walk:
            if event == "start":
                self._start(node, walk)
            else:
                self._end(node)
                self._say("" if node is root else node.tail)
        return self._done

    def _start(self, node: Node, walk: Walk) -> None:
        if is_hidden(node) or self._is_label(node) or self._is_taken_whole(node):
            self._skipped = node
            walk.skip()
            return
        if node.tag in BLOCK_TAGS:
            self._flush()
            self._open.append((node, _kind_of(node)))
            self._markers.enter(node)
        for name in _depths(node):
            self._depth[name] += 1
        if node.tag == "q":
            self._sign(0)
        if node.tag == "br":
            self._pieces.append(None)
        if is_own_line(node):
            self._end_line()
        self._say(node.text)

    def _end(self, node: Node) -> None:
        if node is self._skipped:
            self._skipped = None
            return
        if node.tag == "q":
            self._sign(1)
        if is_own_line(node):
            self._end_line()
        for name in _depths(node):
            self._depth[name] -= 1
        if node.tag in BLOCK_TAGS:
            self._flush()
            self._markers.leave(node)
            self._open.pop()

    def _is_taken_whole(self, node: Node) -> bool:
        """Deal with a node whose inside is not walked; say whether it is one."""
        if is_withdrawn(node):
            self._pieces.append(_Piece("", letters("".join(node.itertext()))))
        elif height_of(node) or node.tag == "math":
            shown = written(node) if node.tag == "math" else raised_or_lowered(node)
            self._pieces.append(_Piece(shown, letters("".join(node.itertext()))))
        elif node.tag == "img":
            self._pieces.append(_Piece(node.get("alt", "") if has_any(node, _EMOJI) else ""))
        elif node.tag == "table" and is_data(node):
            self._flush()
            text = "\n".join("\t".join(row).rstrip() for row in rows_of(node, self._cell))
            self._write(Block(text, Kind.TABLE, node, (letters("".join(node.itertext())),)))
        elif self._is_credit(node):
            self._flush()
            self._write(Block(_shown("".join(node.itertext())), Kind.CREDIT, node, ()))
        else:
            return False
        return True

    def _is_label(self, node: Node) -> bool:
        """Say whether an element inside a line is an advertisement's label or a share link."""
        return node.tag in ("span", "a", "small") and has_any(node, _LABELS)

    def _is_credit(self, node: Node) -> bool:
        return has_any(node, _CREDIT) and any(
            one.tag == "figure" or kind is Kind.CAPTION for one, kind in self._open
        )

    def _cell(self, cell: Node) -> str:
        inside = blocks_of(cell, language=self._language)
        return " ".join(block.text.replace("\n", " ") for block in inside)

    def _sign(self, side: int) -> None:
        signs = quotation_signs(self._language, self._depth["q"])
        self._pieces.append(_Piece(signs[side]))

    def _say(self, text: str | None) -> None:
        """Take in a run of text; one in <pre> breaks lines where its source does."""
        lines = (text or "").split("\n") if self._depth["pre"] else [text or ""]
        timed, linked = bool(self._depth["time"]), bool(self._depth["a"])
        for number, line in enumerate(lines):
            self._pieces += [None] if number else []
            shown = line if self._depth["code"] else decoded_once_more(line)
            self._pieces.append(_Piece(shown, letters(line), linked, timed))

    def _end_line(self) -> None:
        """Break the line where something stands in it."""
        line = takewhile(lambda piece: piece is not None, reversed(self._pieces))
        if any(piece.shown.strip() for piece in line if piece):
            self._pieces.append(None)

    def _flush(self) -> None:
        """Write down what has been met as one block, or as several where blank lines part it."""
        pieces, self._pieces = self._pieces, []
        for text, run in _paragraphs(pieces):
            said = sum(len(piece.evidence) for piece in run)
            timed = sum(len(piece.evidence) for piece in run if piece.timed)
            is_prose = said - timed > MAX_AROUND_TIME and text.rstrip("\"'”’)")[-1:] in ".!?…"
            kind = Kind.TIME if timed > said / 2 and not is_prose else self._kind()
            evidence = tuple(p.evidence for p in run if p.evidence and not p.timed)
            linked = sum(len(piece.evidence) for piece in run if piece.linked)
            self._write(Block(text, kind, self._open[-1][0], evidence, linked))

    def _write(self, block: Block) -> None:
        if block.text.strip():
            marker = "" if block.kind is Kind.CREDIT else self._markers.take()
            self._done.append(replace(block, marker=marker))

    def _kind(self) -> Kind:
        kinds = (kind for _, kind in reversed(self._open))
        return next(filter(None, kinds), Kind.PARAGRAPH)


def _kind_of(node: Node) -> Kind | None:
    """Return what an element makes of the text in it, None where that is for those around it."""
    if node.tag in HEADINGS:
        return Kind.HEADING
    if node.tag == "figcaption" or has_any(node, _CAPTION):
        return Kind.CAPTION
    return Kind.ITEM if node.tag in _ITEMS else None


def _depths(node: Node) -> Iterator[str]:
    """Yield what a place is deeper in where it is inside `node`."""
    if node.tag in ("a", "q", "pre"):
        yield node.tag
    if node.tag in _CODE:
        yield "code"
    if node.tag == "time" or (node.tag in ("span", "div", "p") and has_any(node, _TIME)):
        yield "time"


def _paragraphs(pieces: list[_Piece | None]) -> Iterator[tuple[str, list[_Piece]]]:
    """Yield the texts that blank lines part: a break ends a line, two end a paragraph."""
    lines: list[str] = []
    run: list[_Piece] = []
    for line in _lines(pieces):
        shown = _shown("".join(piece.shown for piece in line))
        if not shown and lines:
            yield "\n".join(lines), run
            lines, run = [], []
        lines += [shown] if shown else []
        run += line
    if lines:
        yield "\n".join(lines), run


def _lines(pieces: list[_Piece | None]) -> Iterator[list[_Piece]]:
    line: list[_Piece] = []
    for piece in pieces:
        if piece is None:
            yield line
            line = []
        else:
            line.append(piece)
    yield line


def _shown(text: str) -> str:
    """Return a line as a browser shows it: folded space is one space, none at the ends."""
    return _FOLDED.sub(" ", text).strip()
