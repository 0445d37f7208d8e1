"""Sentences to passages: spans of whole sentences, about 60 to 120 words, within one article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.lexical.terms import UNSPACED_SIGNS
from embeddings.schema import Article, Sentence
from embeddings.segmentation import follows, sentences

CHUNKING = "sentences-60-120/5"
"""Names this way of chunking in the manifest; change it whenever passages would come out other."""

MIN_WORDS = 60
MAX_WORDS = 120

_UNSPACED = (
    (re.compile(f"[{UNSPACED_SIGNS}]"), 2),  # Chinese and Japanese
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5),  # Thai, Lao, Burmese, Khmer
)
"""Signs of scripts that put no spaces between words, and about how many of them make a word."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Consecutive sentences; `words` counts theirs."""

    members: tuple[Sentence, ...]
    words: int


def passages(article: Article) -> list[Span]:
    """Return the spans of the article's passages, in order, none overlapping.

    What is set aside as furniture never stands inside a passage. A passage ends with a paragraph
    once it has `MIN_WORDS`, and earlier only where the next sentence would take it over
    `MAX_WORDS`; a longer single sentence stands alone.
    """
    groups: list[_Group] = []
    for sentence in sentences(article):
        words = _words(article, sentence)
        if groups and _joins(article, groups[-1], sentence, words):
            last = groups[-1]
            groups[-1] = _Group((*last.members, sentence), last.words + words)
        else:
            groups.append(_Group((sentence,), words))
    return [
        (group.members[0].start, group.members[-1].end)
        for group in _without_stubs(article, groups)
    ]


def _joins(article: Article, group: _Group, sentence: Sentence, words: int) -> bool:
    adjoining = follows(article, group.members[-1], sentence)
    if group.words + words > MAX_WORDS or not adjoining:
        return False
    new_paragraph = sentence.paragraph != group.members[-1].paragraph
    return not (new_paragraph and group.words >= MIN_WORDS)


def _without_stubs(article: Article, groups: Sequence[_Group]) -> list[_Group]:
    """Return `groups` with each short one joined to the one before it, or filled up from it.

    Short ones are left by whatever ends a run of sentences: the article, a heading, furniture.
    """
    found: list[_Group] = []
    for group in groups:
        before = found[-1] if found else None
        short = group.words < MIN_WORDS
        if short and before and follows(article, before.members[-1], group.members[0]):
            found[-1:] = _evened(article, before, group)
        else:
            found.append(group)
    return found


def _evened(article: Article, before: _Group, short: _Group) -> list[_Group]:
    """Return both as one where they fit, else with as few sentences moved over as it takes."""
    if before.words + short.words <= MAX_WORDS:
        return [_Group(before.members + short.members, before.words + short.words)]
    moved, kept = short, before
    while kept.words > MIN_WORDS and moved.words < MIN_WORDS:
        last = kept.members[-1]
        words = _words(article, last)
        moved = _Group((last, *moved.members), moved.words + words)
        kept = _Group(kept.members[:-1], kept.words - words)
    both = kept.words >= MIN_WORDS and MIN_WORDS <= moved.words <= MAX_WORDS
    return [kept, moved] if both else [before, short]


def _words(article: Article, sentence: Sentence) -> int:
    text = article.text[sentence.start : sentence.end]
    words = 0
    for signs, per_word in _UNSPACED:
        text, found = signs.subn(" ", text)
        words += -(-found // per_word)
    return words + len(text.split())
