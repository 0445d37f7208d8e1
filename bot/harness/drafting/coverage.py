"""Drafts made from the coverage: sentences with a name, a number or a date taken out.

The articles are drawn at random and each gives one question before any gives a second, and kinds
take turns; so a hundred drafts of a large archive read a few hundred articles and no more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from bot.answering.showing.speech.tokens import word_set
from bot.harness.drafting import any_language, english, german
from bot.harness.drafting.schema import CLOZE_TAG, DRAFT_TAG, Draft, Gap
from bot.harness.packs.languages import is_english
from bot.harness.packs.people import people_of
from embeddings.archive import Archive
from embeddings.errors import InputError
from embeddings.schema import Article
from embeddings.segmentation import sentences

MAX_REPEATED_CHARS = 240
"""So much of an article a draft repeats at most, question and words together."""
_WORDS_AROUND = 2
_MAX_OF_AN_ARTICLE = 5
_GERMAN = word_set(
    "der die das und ist nicht ein eine von mit für auf im am den dem des wurde werden hat"
)
_MIN_GERMAN_SHARE = 0.15


def drafts_from_coverage(
    archive: Archive, *, count: int, seed: int, quoting: QuotingLimits = NO_LIMITS
) -> list[Draft]:
    """Return at most `count` drafts, the same for the same coverage and seed.

    Raises:
        InputError: the coverage is empty, or none of it can be turned into a question.
    """
    random = Random(seed)  # noqa: S311 - a draw, no secret
    ids = sorted(entry.id for entry in archive.entries())
    if not ids:
        raise InputError("There are no articles to draft from: run 'pullquote index PATH' first.")
    random.shuffle(ids)
    found = _Selection(count)
    for article_id in ids:
        article = archive.article(article_id)
        if article is not None:
            found.add(_drafts_of(article, random, quoting))
        if found.is_full:
            break
    if not found.drafts:
        raise InputError(
            f"None of the {len(ids):,} articles has a sentence that can be made a question "
            "(plain prose with a name, a number or a date, and few enough words for its outlet's "
            "quoting limit): write the questions yourself."
        )
    return found.drafts


class _Selection:
    """The drafts chosen so far; no question is asked twice."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._chosen: list[Draft] = []
        self._spare: list[Draft] = []
        self._kinds: Counter[str] = Counter()
        self._asked: set[str] = set()

    @property
    def is_full(self) -> bool:
        return len(self._chosen) >= self._count

    @property
    def drafts(self) -> list[Draft]:
        """The first draft of each article, then others where these are too few."""
        return [*self._chosen, *self._spare][: self._count]

    def add(self, sentences: Iterable[Sequence[Draft]]) -> None:
        """Take up one draft of each of an article's sentences, of a kind that is rare so far."""
        found = [min(left, key=self._commonness) for left in map(self._unasked, sentences) if left]
        new = list({_folded(draft): draft for draft in found}.values())
        new.sort(key=self._commonness)
        self._asked.update(map(_folded, new))
        for draft in new[:1]:
            self._chosen.append(draft)
            self._kinds[draft.tags[-1]] += 1
        room = self._count - len(self._spare)
        self._spare += new[1 : 1 + max(0, room)]

    def _commonness(self, draft: Draft) -> int:
        return self._kinds[draft.tags[-1]]

    def _unasked(self, drafts: Iterable[Draft]) -> list[Draft]:
        return [draft for draft in drafts if _folded(draft) not in self._asked]


def _folded(draft: Draft) -> str:
    return " ".join(draft.question.split()).casefold()


def _drafts_of(article: Article, random: Random, quoting: QuotingLimits) -> list[list[Draft]]:
    """Return the drafts of a few of an article's sentences, both in an order drawn at random."""
    allowed = min(MAX_REPEATED_CHARS, quoting.of(article))
    found = []
    for start, gaps in _gaps_of(article):
        drafts = [_draft(article, start, gap) for gap in gaps if gap.end <= allowed]
        random.shuffle(drafts)
        found.append(drafts)
    found = [drafts for drafts in found if drafts]
    random.shuffle(found)
    return found[:_MAX_OF_AN_ARTICLE]


def _gaps_of(article: Article) -> Iterator[tuple[int, Sequence[Gap]]]:
    """Yield where each sentence starts, and the gaps that can be made in it."""
    spoken = _language(article)
    people = people_of(article) if spoken == "en" else ()
    for sentence in sentences(article):
        text = article.text[sentence.start : sentence.end]
        if spoken == "en":
            yield sentence.start, english.gaps(text, article.text, people)
        else:
            of = german.gaps if spoken == "de" else any_language.gaps
            yield sentence.start, of(text)


def _language(article: Article) -> str | None:
    """Return "en", "de", or None for all others."""
    if is_english(article):
        return "en"
    if article.language:
        return "de" if re.match(r"(?:de|deu|ger)\b", article.language.casefold()) else None
    words = Counter(re.findall(r"[^\W\d_]+", article.text[:4000].casefold()))
    is_german = sum(words[word] for word in _GERMAN) >= _MIN_GERMAN_SHARE * max(1, words.total())
    return "de" if is_german else None


def _draft(article: Article, start: int, gap: Gap) -> Draft:
    first, last = start + gap.answer[0], start + gap.answer[1]
    said = f"“{article.title}”" + (f", {article.outlet}" if article.outlet else "")
    day = f", {article.published[:10]}" if article.published else ""
    return Draft(
        question=gap.question,
        articles=(article.id,),
        words=_around(article.text, (first, last), (start, start + gap.end)),
        tags=(DRAFT_TAG, CLOZE_TAG, gap.kind.value),
        note="Drafted from a sentence of the article.",
        hints=(f"{said}{day}", f"Answer: {article.text[first:last]}"),
    )


def _around(text: str, answer: tuple[int, int], part: tuple[int, int]) -> str:
    """Return the answer with a few words before and after it, no more than the part repeats."""
    before = [match.start() for match in re.finditer(r"\S+", text[part[0] : answer[0]])]
    after = [match.end() for match in re.finditer(r"\S+", text[answer[1] : part[1]])]
    first = part[0] + before[-_WORDS_AROUND:][0] if before else answer[0]
    last = answer[1] + after[:_WORDS_AROUND][-1] if after else answer[1]
    return text[first:last]
