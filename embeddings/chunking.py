"""Sentences to passages: spans of whole sentences, about 60 to 120 words, within one article."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.schema import Article, Sentence
from embeddings.segmentation import follows, sentences

CHUNKING = "sentences-60-120/1"
"""Names this way of chunking in the manifest; change it whenever passages would come out other."""

MIN_WORDS = 60
MAX_WORDS = 120

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
        words = len(article.text[sentence.start : sentence.end].split())
        if groups and _joins(article, groups[-1], sentence, words):
            last = groups[-1]
            groups[-1] = _Group((*last.members, sentence), last.words + words)
        else:
            groups.append(_Group((sentence,), words))
    return [
        (group.members[0].start, group.members[-1].end) for group in _without_stub(article, groups)
    ]


def _joins(article: Article, group: _Group, sentence: Sentence, words: int) -> bool:
    adjoining = follows(article, group.members[-1], sentence)
    if group.words + words > MAX_WORDS or not adjoining:
        return False
    new_paragraph = sentence.paragraph != group.members[-1].paragraph
    return not (new_paragraph and group.words >= MIN_WORDS)


def _without_stub(article: Article, groups: Sequence[_Group]) -> list[_Group]:
    """Return `groups` with a short last one joined to the one before it, where it fits."""
    if len(groups) < 2:  # noqa: PLR2004 - a stub needs a group before it
        return list(groups)
    *rest, before, last = groups
    adjoining = follows(article, before.members[-1], last.members[0])
    if last.words >= MIN_WORDS or before.words + last.words > MAX_WORDS or not adjoining:
        return list(groups)
    return [*rest, _Group(before.members + last.members, before.words + last.words)]
