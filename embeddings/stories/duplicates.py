"""The same copy in two articles: word shingles and how much of one text stands in another.

Broder, "On the resemblance and containment of documents", 1997.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from embeddings.schema import Article, Candidate
from embeddings.stories.origins import originator

SHINGLE_WORDS = 3
SAME_COPY = 0.8
"""Texts that contain each other by so much are the same copy.

Of a copy that has ten words of a hundred rewritten in a row, 0.88 is left.
"""
MIN_SHINGLES = 8
"""A text of less than ten words is a copy only of one that has no more: any text may hold it."""

LEFT_OUT_WORDS = 8
"""So many words in a row, none in a run that a text has, are left out of it, not edited."""

_WORD = re.compile(r"\w+")
_DATELINE = re.compile(
    r"\A[^\n.!?]{0,60}?(?:\b[A-ZÀ-Þ]{3,}\b|\([^()\n]{2,30}\))[^\n.!?]{0,30}?\s*[-–—]{1,2}\s"
)
_TELLING = re.compile(
    r"\w*\d\w*|t|not|never|cannot|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|dozens?"
    r"|(?:m|b|tr)illions?|half|twice"
)
"""A figure or a negation, as a word alone; `t` is what is left of "didn't".

"No" and "nobody" are none: whoever edits says "nobody was hurt" as "there were no injuries".
"""

_ODD = 0x5851F42D4C957F2D
"""A large odd number, to mix the hashes of words in a row."""

Shingles = frozenset[tuple[str, ...]]
Counts = NDArray[np.int64]


def shingles(text: str) -> Shingles:
    """Return the runs of three words in `text`, casefolded; a shorter text is one run."""
    words = _WORD.findall(text.casefold())
    if len(words) < SHINGLE_WORDS:
        return frozenset([tuple(words)] if words else [])
    return frozenset(zip(*(words[skip:] for skip in range(SHINGLE_WORDS)), strict=False))


def containment(part: Shingles, whole: Shingles) -> float:
    """Return the share of `part` that stands in `whole`, 0..1; of nothing, nothing does."""
    return len(part & whole) / len(part) if part else 0.0


def lacks(text: str, words: str) -> bool:
    """Say whether a sentence or more of `words`, or what tells them apart, is missing from `text`.

    A figure or a negation tells them apart: a copy with another one says something else.
    """
    return any(len(run) >= LEFT_OUT_WORDS or _is_telling(run) for run in _missing(text, words))


def contradicts(text: str, words: str) -> bool:
    """Say whether `text` has `words` with another figure in them, or without a negation.

    A sentence that is left out of it contradicts nothing.
    """
    return any(len(run) < LEFT_OUT_WORDS and _is_telling(run) for run in _missing(text, words))


def _missing(text: str, words: str) -> Iterator[list[str]]:
    """Yield the runs of `words` of which no word stands in a run of three that `text` has."""
    listed, whole = _WORD.findall(_DATELINE.sub("", words).casefold()), shingles(text)
    run: list[str] = []
    for number, word in enumerate(listed):
        around = range(max(0, number - SHINGLE_WORDS + 1), number + 1)
        if not any(tuple(listed[n : n + SHINGLE_WORDS]) in whole for n in around):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_telling(run: Sequence[str]) -> bool:
    return any(map(_TELLING.fullmatch, run))


def _is_same_copy(first: int, second: int, shared: int) -> bool:
    """Say whether texts of so many shingles, so many of them shared, are the same copy."""
    smaller, larger = sorted((first, second))
    return shared >= SAME_COPY * (smaller if smaller >= MIN_SHINGLES else larger)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to compare, and whose it is: nothing is a copy within one owner."""

    owner: Hashable
    text: str


def copies(texts: Sequence[Text]) -> list[list[int]]:
    """Group `texts` that are the same copy; each group by number, in the order of its first.

    A text joins the first group whose first text it is a copy of, if that is another owner's.
    """
    compared = _comparable([item.text for item in texts])
    groups = _grouped([texts[number] for number in compared])
    alone = [[number] for number in sorted(set(range(len(texts))).difference(compared))]
    return sorted([[compared[place] for place in group] for group in groups] + alone)


def _grouped(texts: Sequence[Text]) -> list[list[int]]:
    """Group `texts`, each compared with the first of every group before it."""
    groups: list[list[int]] = []
    heads: list[Shingles] = []
    first: dict[tuple[str, ...], int] = {}  # shingle to the first group that has it
    others: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)  # to the rest of them
    for number, item in enumerate(texts):
        own = shingles(item.text)
        known = first.keys() & own
        shared = Counter(map(first.__getitem__, known))
        for shingle in others.keys() & known:
            shared.update(others[shingle])
        found = [
            group
            for group, overlap in shared.items()
            if texts[groups[group][0]].owner != item.owner
            and _is_same_copy(len(own), len(heads[group]), overlap)
        ]
        if found:
            groups[min(found)].append(number)
            continue
        for shingle in known:
            others[shingle].append(len(groups))
        first.update(dict.fromkeys(own - known, len(groups)))
        groups.append([number])
        heads.append(own)
    return groups


def _comparable(texts: Sequence[str]) -> list[int]:
    """Return the numbers of the texts that may be copies, ascending; the others are none.

    The smaller of two that are has at most one in five of its shingles for itself, and the larger
    one has the rest of them. Counting takes a third of the time that comparing does.
    """
    places, own = _counted(texts)
    small: list[int] = np.flatnonzero(own < (1.0 - SAME_COPY) * places + 1).tolist()
    if not small:
        return []
    least = min(len(shingles(texts[number])) for number in small)
    may_hold = places - own > SAME_COPY * least - 1
    may_hold[small] = True
    found: list[int] = np.flatnonzero(may_hold).tolist()
    return found


def _counted(texts: Sequence[str]) -> tuple[Counts, Counts]:
    """Return how many shingles each text has, and how many stand in one place of all texts.

    They are told apart by hashes of 64 bits; a text of fewer words has none.
    """
    words = [_WORD.findall(text.casefold()) for text in texts]
    sizes = np.array([len(listed) for listed in words], dtype=np.int64)
    hashes = np.fromiter(map(hash, chain.from_iterable(words)), np.int64, int(sizes.sum()))
    of_text = np.repeat(np.arange(len(texts)), sizes)
    last = len(hashes) - SHINGLE_WORDS + 1
    runs = np.zeros(max(0, last), dtype=np.int64)
    for skip in range(SHINGLE_WORDS):
        runs = runs * _ODD + hashes[skip : last + skip]
    whole = of_text[: len(runs)] == of_text[SHINGLE_WORDS - 1 :]
    runs, of_text = runs[whole], of_text[: len(whole)][whole]
    _, back, counts = np.unique(runs, return_inverse=True, return_counts=True)
    places = np.bincount(of_text, minlength=len(texts))
    return places, np.bincount(of_text[counts[back] == 1], minlength=len(texts))


def collapse(candidates: Sequence[Candidate], articles: Mapping[str, Article]) -> list[Candidate]:
    """Return `candidates`, best first, with passages that are the same copy as one.

    It stands where the best placed one stood, with its score, and is the passage of the article
    that the others have it from; they are `also`. What that article leaves out, or has with
    another figure, stays with those that print it. `articles` are by version.
    """
    texts = [_text(candidate, articles[candidate.passage.version]) for candidate in candidates]
    groups = ([candidates[number] for number in group] for group in copies(texts))
    found = [one for group in groups for one in _as_few(group, articles)]
    return sorted(found, key=lambda candidate: -candidate.score)


def _text(candidate: Candidate, article: Article) -> Text:
    passage = candidate.passage
    return Text(article.id, article.text[passage.start : passage.end])


def _as_few(group: Sequence[Candidate], articles: Mapping[str, Article]) -> Iterator[Candidate]:
    """Yield a group's candidate of the originator, and what stands for those that say more."""
    if len(group) == 1:
        yield group[0]
        return
    versions = {item.passage.version: item for item in reversed(group)}
    origin = originator([articles[version] for version in versions])
    first = versions[origin.version]
    shown = _text(first, origin).text

    def says_more(item: Candidate) -> bool:
        article = articles[item.passage.version]
        text = _text(item, article).text
        if lacks(origin.text, text):
            return True
        return contradicts(text, shown) and contradicts(article.text, shown)

    more = [item for item in group if item is not first and says_more(item)]
    same = [item for item in group if item not in more]
    others = tuple(item.passage for item in same if item is not first)
    yield replace(same[0], passage=first.passage, also=others)
    if more:
        yield from _as_few(more, articles)
