"""Which blocks of a page are its article: trafilatura finds the text, the page gives the words.

trafilatura drops and alters words on its way to plain text (a date in <time>, a raised figure, a
paragraph that repeats another), so that nothing of its output is kept: it only says which of the
page's own blocks belong to the article. What stands between two of those in the same flow belongs
to it as well, so that no quote closes over a gap.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from embeddings.readers.pages.blocks import Block, Kind, blocks_of, letters
from embeddings.readers.pages.furniture import (
    CORRECTION,
    is_furniture,
    is_named_furniture,
    without_misleading_names,
)
from embeddings.readers.pages.tokens import has_any, single_words, words
from embeddings.readers.pages.trees import Node

MIN_EVIDENCE = 25
"""Letters and digits that a block needs to be known by itself, not by what stands beside it."""
MIN_FRAMED_WORDS = 15
MIN_SHARE = 0.6
"""Share of a block's letters that must be in what trafilatura found."""
ROOT_SHARE = 0.9
FURNITURE_SHARE = 1 / 3
"""An element that holds more of the article than this is no furniture, whatever its name."""
MAX_LINKED = 0.5
_FLOWING = words("p blockquote ul ol dl table pre h2 h3 h4 h5 h6")
_STANDFIRST = single_words("standfirst dek lede strapline subheadline subtitle subhead")
_PROSE = frozenset((Kind.PARAGRAPH, Kind.ITEM))
_FRAMES = frozenset(("article", "main"))
_CONTROLS = frozenset(("nav", "form", "menu"))
_CORRECTION = re.compile(
    r"(?:corrections?|clarifications?|corrigendum|erratum|editors?[’']?s?[’']? note)\b"
    r"[^.!?]{0,40}?[:—–]",
    re.IGNORECASE,
)


def article_blocks(root: Node, *, language: str | None, is_live: bool = False) -> list[Block]:
    """Return the blocks of a page that are its article, in the page's order.

    The entries of a live blog stand beside each other: where `is_live`, those beside one that was
    found belong to the article as well.
    """
    blocks = blocks_of(root, language=language)
    article = _Article(blocks, _in_own_frame(blocks, _found(blocks, _said(root))))
    wanted = [
        number
        for number, block in enumerate(blocks)
        if article.corrects(block)
        or (not article.is_furniture(block) and article.holds(number, is_live=is_live))
    ]
    return _with_times([blocks[number] for number in wanted], article.root)


def fragment_blocks(root: Node, *, language: str | None) -> list[Block]:
    """Return the blocks of a fragment that is an article as a whole, its furniture left out."""
    blocks = blocks_of(root, language=language)
    article = _Article(blocks, set(range(len(blocks))))
    return [
        block for block in blocks if article.corrects(block) or not article.is_furniture(block)
    ]


def marked_blocks(root: Node, *, language: str | None) -> list[Block]:
    """Return the blocks of what the page itself marks as the body of its article."""
    bodies = root.xpath("//*[contains(@itemprop, 'articleBody')]") or root.xpath("//article")
    return fragment_blocks(bodies[0], language=language) if len(bodies) == 1 else []


class _Article:
    """What was found of an article on its page, and what follows from it for the rest."""

    def __init__(self, blocks: Sequence[Block], found: set[int]) -> None:
        self._blocks = blocks
        self._found = found
        self._weights = _weights(blocks[number] for number in found)
        self._total = sum(len("".join(blocks[number].evidence)) for number in found)
        self._known: dict[Node, bool] = {}
        self._marks: dict[Node, tuple[bool, bool]] = {}
        self.root = self._root()
        self._frame = self._enclosing_frame()
        self._flows = self._flows_found()

    def _root(self) -> Node:
        """Return the deepest element that holds nearly all of what was found."""
        holders = [node for node, weight in self._weights.items() if self._is_most(weight)]
        return max(holders, key=_depth, default=None)

    def _is_most(self, weight: int) -> bool:
        return weight >= ROOT_SHARE * self._total

    def _enclosing_frame(self) -> Node:
        chain = [] if self.root is None else list(_upwards(self.root))
        return next((node for node in chain if node.tag in _FRAMES), self.root)

    def _flows_found(self) -> dict[Node, tuple[int, int]]:
        """Return the elements whose paragraphs were found: the first and the last of each."""
        flows: dict[Node, tuple[int, int]] = {}
        for number in sorted(self._found):
            for node in _upwards(self._blocks[number].node):
                first, _ = flows.get(node, (number, number))
                flows[node] = (first, number)
        return flows

    def is_furniture(self, block: Block) -> bool:
        """Say whether a block stands in a part of the page that is none of the article."""
        return any(self._is_furniture(node) for node in _upwards(block.node))

    def corrects(self, block: Block) -> bool:
        """Say whether a block is a correction of the article, be it in its footer or an aside."""
        if block.kind not in _PROSE or self._is_linked(block):
            return False
        is_one = bool(_CORRECTION.match(block.text))
        for node in _upwards(block.node):
            if node not in self._marks:
                excluded = node.tag in _CONTROLS or is_named_furniture(node)
                self._marks[node] = (has_any(node, CORRECTION), excluded)
            marked, excluded = self._marks[node]
            is_one = is_one or marked
            if excluded or node is self._frame:
                return is_one and not excluded
        return False

    def _is_linked(self, block: Block) -> bool:
        return block.linked > MAX_LINKED * len("".join(block.evidence))

    def _is_furniture(self, node: Node) -> bool:
        if node not in self._known:
            small = self._weights[node] < FURNITURE_SHARE * self._total
            self._known[node] = small and is_furniture(node)
        return self._known[node]

    def holds(self, number: int, *, is_live: bool) -> bool:
        """Say whether the block of this number belongs to the article."""
        block = self._blocks[number]
        if number in self._found:
            return True
        if block.kind in (Kind.CAPTION, Kind.CREDIT):
            return self._is_within(block, self._frame)
        if block.kind is Kind.TIME:
            return self._is_within(block, self.root)
        if block.kind is Kind.PARAGRAPH and has_any(block.node, _STANDFIRST):
            return self._is_within(block, self._frame)
        linked = self._is_linked(block)
        if is_live and not linked and self.root is not None:
            return self._is_within(block, self._entries())
        return not linked and self._is_in_flow(number)

    def _is_within(self, block: Block, frame: Node) -> bool:
        for node in _upwards(block.node):
            if node is frame:
                return True
            if node.tag == "article" and not self._weights[node]:
                return False
        return False

    def _entries(self) -> Node:
        """Return what holds the entries of a live blog: all that stand beside the one found."""
        parent = self.root.getparent()
        alike = (self.root.tag, self.root.get("class"))
        like_it = [] if parent is None else [o for o in parent if (o.tag, o.get("class")) == alike]
        return parent if len(like_it) > 1 else self.root

    def _is_in_flow(self, number: int) -> bool:
        """Say whether a block stands between two that were found, as they do."""
        own = self._blocks[number].node
        first, last = self._flows.get(own, (number, number))
        if first < number < last:  # behind a box that a paragraph was broken by
            return True
        for node in _upwards(own):
            if node.tag not in _FLOWING:
                return False
            parent = node.getparent()
            first, last = self._flows.get(parent, (number, number))
            if first < number < last:
                return True
        return False


def _with_times(blocks: list[Block], root: Node) -> list[Block]:
    """Return the blocks with the times of a live blog's entries, and without any other times.

    An entry is what holds a time and text after it, but not the whole article.
    """
    kept: list[Block] = []
    timed: set[Node] = set()
    for number, block in enumerate(blocks):
        if block.kind is not Kind.TIME:
            kept.append(block)
            continue
        after = next((one for one in blocks[number + 1 :] if one.kind in _PROSE), None)
        entry = _entry_of(block, after, root)
        if entry is not None and entry not in timed:
            timed.add(entry)
            kept.append(block)
    return kept


def _entry_of(time: Block, after: Block | None, root: Node) -> Node:
    if after is None:
        return None
    around = set(_upwards(after.node))
    entry = next((node for node in _upwards(time.node) if node in around), None)
    is_quote = any(node.tag == "blockquote" for node in _upwards(time.node))
    is_inside = entry is not None and entry is not root and root in set(_upwards(entry))
    return entry if is_inside and not is_quote else None


def _weights(found: Iterable[Block]) -> Counter[Node]:
    """Return how many letters of the article each element holds."""
    weights: Counter[Node] = Counter()
    for block in found:
        size = len("".join(block.evidence))
        for node in _upwards(block.node):
            weights[node] += size
    return weights


def _upwards(node: Node) -> Iterator[Node]:
    yield node
    yield from node.iterancestors()


def _depth(node: Node) -> int:
    return sum(1 for _ in node.iterancestors())


def _found(blocks: Sequence[Block], said: str) -> set[int]:
    """Return the numbers of the blocks that stand in `said`; short ones by what they adjoin."""
    wholes = ["".join(block.evidence) for block in blocks]
    found = {
        number
        for number, block in enumerate(blocks)
        if len(wholes[number]) >= MIN_EVIDENCE and _is_said(block, wholes[number], said)
    }
    for number, whole in enumerate(wholes):
        before = wholes[number - 1][-MIN_EVIDENCE:] if number - 1 in found else ""
        after = wholes[number + 1][:MIN_EVIDENCE] if number + 1 in found else ""
        joined = (before and before + whole, after and whole + after)
        if whole and any(text and text in said for text in joined):
            found.add(number)
    return found


def _in_own_frame(blocks: Sequence[Block], found: set[int]) -> set[int]:
    """Return what of `found` stands in the <article> of the headline, where prose stands there."""
    heads = [one for one in blocks if one.kind is Kind.HEADING and one.node.tag == "h1"]
    frames = {next(one.node.iterancestors("article"), None) for one in heads[:1]}
    inside = {n for n in found if not frames.isdisjoint(_upwards(blocks[n].node))}
    prose = (len(blocks[n].text.split()) for n in inside if blocks[n].kind in _PROSE)
    return inside if sum(prose) >= MIN_FRAMED_WORDS else found


def _is_said(block: Block, whole: str, said: str) -> bool:
    if whole in said:
        return True
    known = sum(len(run) for run in block.evidence if run in said)
    return known >= MIN_SHARE * len(whole)


def _said(root: Node) -> str:
    """Return the letters of what trafilatura takes for the article."""
    document = _trafilatura().bare_extraction(
        without_misleading_names(root),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
    )
    if document is None or document.body is None:
        return ""
    return letters("".join(document.body.itertext()))


def guessed(root: Node, field: str) -> str | None:
    """Return trafilatura's guess at the `title` or the `sitename` of a page.

    Where it knows no name of the site it says the host of the canonical address: that is none.
    """
    metadata = _trafilatura().extract_metadata(
        deepcopy(root), date_config={"original_date": True}, extensive=False
    )
    value = getattr(metadata, field)
    if not isinstance(value, str):
        return None
    is_host = field == "sitename" and "." in value and value in (metadata.url or "")
    return None if is_host else value


@cache
def _trafilatura() -> Any:  # the module itself, imported late: it is heavy
    import trafilatura

    # What it cannot extract is a problem that is reported here, not a line in the log.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura
