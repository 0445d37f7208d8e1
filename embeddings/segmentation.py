"""Article to sentences that may be quoted: spans, paragraph by paragraph, furniture left out."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from embeddings.schema import Article, Sentence
from embeddings.text.boilerplate import (
    author_notes,
    heading_length,
    is_boilerplate,
    is_heading,
    is_notice,
)
from embeddings.text.clusters import is_inside_cluster
from embeddings.text.paragraphs import paragraphs
from embeddings.text.quotations import join_across, quotations
from embeddings.text.signs import CLOSERS, ORNAMENTS

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

MAX_SENTENCE_CHARS = 1000
"""Longer runs without a sentence end (lists, tables, transcripts) are cut at lines or spaces."""

_TRIM_LEFT = re.compile(r"\s*")
_STOP = re.compile(
    rf"(?:[。｡]|(?<![A-Za-z])[！？])[。｡！？]*[{CLOSERS}]*(?<![」』])(?![，、；：,;:])"
    rf"|[؟۔।॥።။។][{CLOSERS}]*(?=\s)"
)
"""The ends of sentences that the tokenizer, made for Latin script, does not know."""
_NO_END = re.compile(
    r"(?:(?<!\bI )\b"
    r"(?i:am|vom|zum|beim|im|ins|ab|seit|bis|der|dem|den|des|das|ihr\w*|sein\w*|dieser?)"
    r"[^\S\n]+\d{1,3}|\b(?:bzw|ca|evtl|ggf|inkl|Mio|Mrd|Nr|sog|aprox|Sra|Srta))\.$"
)
"""What a full stop follows without ending a sentence, where the tokenizer knows English only:
German ordinals behind one of the words that stand before them, German and Spanish short forms."""
_MONTH_FOLLOWS = re.compile(
    r"(?:Jänner|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
    r"\b"
)
_SHORT_FORM = re.compile(r"(?:\b[IVX]+|\b\w(?:\.\w)+)\.$")
"""A Roman number or initials: where the next word is small, the sentence goes on."""
_ORDINAL = re.compile(r"\b[0-3]?\d\.$")
_NO_WORDS = re.compile(rf"(?:[\W_{ORNAMENTS}]|\[\^?\w{{1,3}}\])+")
_NOTE_SIGNS = re.compile(r"((?:\[\^?\w{1,3}\])+)\s+")
_MAX_CLUSTER_CHARS = 50


@cache
def _punkt() -> "PunktSentenceTokenizer":
    import nupunkt

    return nupunkt.load("default")


def sentences(article: Article) -> list[Sentence]:
    """Return the article's quotable sentences in order, none overlapping.

    A sentence never ends inside a quotation: sentences that one quotation runs across are joined,
    as long as the whole stays within `MAX_SENTENCE_CHARS`.
    """
    segmented = Segmented(article)
    return [one for number in range(len(segmented)) for one in segmented.of(number)]


class Segmented:
    """An article's quotable sentences, found a paragraph at a time when they are asked for."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._spans = paragraphs(article.text, article.body_start)
        bodies = [article.text[start:end] for start, end in self._spans]
        self._left_out = author_notes(bodies, article.authors)
        if len(bodies) > 1:
            self._left_out |= {n for n, body in enumerate(bodies) if is_heading(body)}
        self._found: dict[int, list[Sentence]] = {}

    def __len__(self) -> int:
        """Return how many paragraphs there are."""
        return len(self._spans)

    def of(self, number: int) -> Sequence[Sentence]:
        """Return the sentences of a paragraph, in order."""
        if number not in self._found:
            self._found[number] = [] if number in self._left_out else self._sentences_of(number)
        return self._found[number]

    def between(self, start: int, end: int) -> list[Sentence]:
        """Return the sentences of which any character lies in that span, in order."""
        near = [n for n, span in enumerate(self._spans) if span[0] < end and span[1] > start]
        return [
            one
            for number in near
            for one in self.of(number)
            if one.start < end and one.end > start
        ]

    def before(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence before one of them, None for the first."""
        earlier = [one for one in self.of(sentence.paragraph) if one.start < sentence.start]
        numbers = range(sentence.paragraph - 1, -1, -1)
        return (
            earlier[-1] if earlier else next((self.of(n)[-1] for n in numbers if self.of(n)), None)
        )

    def after(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence after one of them, None for the last."""
        later = [one for one in self.of(sentence.paragraph) if one.start > sentence.start]
        numbers = range(sentence.paragraph + 1, len(self))
        return later[0] if later else next((self.of(n)[0] for n in numbers if self.of(n)), None)

    def _sentences_of(self, number: int) -> list[Sentence]:
        paragraph = self.article.text[slice(*self._spans[number])]
        heading = heading_length(paragraph)
        start = self._spans[number][0] + heading
        return _paragraph_sentences(paragraph[heading:], start, number)


def follows(article: Article, first: Sentence, second: Sentence) -> bool:
    """Say whether nothing but space stands between two sentences of an article."""
    return not article.text[first.end : second.start].strip()


def _paragraph_sentences(paragraph: str, offset: int, number: int) -> list[Sentence]:
    pieces = [
        Sentence(start, end, number)
        for segment in _ended(paragraph)
        for whole in _stopped(paragraph, *segment)
        for start, end in _bounded(paragraph, *whole)
    ]
    if is_notice(paragraph[pieces[0].start : pieces[0].end]):
        return []
    pieces = list(_with_what_follows(pieces, paragraph))
    kept = [piece for piece in pieces if not is_boilerplate(paragraph[piece.start : piece.end])]
    return [
        Sentence(offset + piece.start, offset + piece.end, number)
        for piece in _joined(kept, paragraph)
    ]


def _ended(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the tokenizer's sentences, those joined that end where no sentence does."""
    held: tuple[int, int] | None = None
    for segment in _punkt().segments(paragraph):
        if held and _goes_on(paragraph, held, segment.start):
            held = (held[0], segment.end)
            continue
        if held:
            yield held
        held = (segment.start, segment.end)
    if held:
        yield held


def _goes_on(paragraph: str, before: tuple[int, int], start: int) -> bool:
    """Say whether a sentence goes on at `start`, on the same line."""
    text = paragraph[before[0] : before[1]].rstrip()
    if "\n" in paragraph[before[0] + len(text) : start] or not text.endswith("."):
        return False
    if paragraph[start].islower() and _SHORT_FORM.search(text):
        return True
    is_date = _ORDINAL.search(text) and _MONTH_FOLLOWS.match(paragraph, start)
    return bool(is_date or _NO_END.search(text))


def _with_what_follows(pieces: list[Sentence], paragraph: str) -> Iterator[Sentence]:
    """Yield the pieces, each with what follows it without a word: emoji, a footnote's sign."""
    held = pieces[0]
    for piece in pieces[1:]:
        behind = _NOTE_SIGNS.match(paragraph, piece.start, piece.end)
        fits = piece.end - held.start <= MAX_SENTENCE_CHARS
        if fits and _NO_WORDS.fullmatch(paragraph, piece.start, piece.end):
            held = Sentence(held.start, piece.end, held.paragraph)
        elif behind and piece.start == held.end:
            yield Sentence(held.start, behind.end(1), held.paragraph)
            held = Sentence(behind.end(), piece.end, piece.paragraph)
        else:
            yield held
            held = piece
    yield held


def _joined(pieces: list[Sentence], paragraph: str) -> list[Sentence]:
    """Join what a quotation runs across, unless the result would be too long to show."""
    spans = [
        (start, end) for start, end in quotations(paragraph) if end - start <= MAX_SENTENCE_CHARS
    ]
    starts = [piece.start for piece in pieces]
    found: list[Sentence] = []
    for whole in join_across(pieces, spans):
        if whole.end - whole.start <= MAX_SENTENCE_CHARS:
            found.append(whole)
        else:
            found += pieces[bisect_left(starts, whole.start) : bisect_left(starts, whole.end)]
    return found


def _stopped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span, cut where a script without spaces or of its own signs ends a sentence."""
    for stop in _STOP.finditer(text, start, end):
        following = _TRIM_LEFT.match(text, stop.end(), end)
        if following and following.end() < end:
            yield start, stop.end()
            start = following.end()
    yield start, end


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span whole, or cut where it is longer than a sentence can be shown."""
    while end - start > MAX_SENTENCE_CHARS:
        cut = _cut(text, start, start + MAX_SENTENCE_CHARS)
        yield start, start + len(text[start:cut].rstrip())
        skipped = _TRIM_LEFT.match(text, cut, end)
        start = skipped.end() if skipped else cut
    if start < end:
        yield start, end


def _cut(text: str, start: int, limit: int) -> int:
    """Return where to cut before `limit`: after a line, else a space, else between characters."""
    for sign in ("\n", " "):
        cut = text.rfind(sign, start + 1, limit)
        if cut > start:
            return cut
    for cut in range(limit, max(start, limit - _MAX_CLUSTER_CHARS), -1):
        if not is_inside_cluster(text, cut):
            return cut
    return limit
