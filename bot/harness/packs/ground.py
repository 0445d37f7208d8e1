"""The coverage as a pack sees it: a sample of its articles, and what all of them say or do not.

The sample depends on the seed and on what the articles say, not on the order they came in. What
is looked up is looked up in the whole index: a claim is called absent only where nobody makes it.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from bot.answering.showing.quoting_limits import NO_LIMITS, Allowance, QuotingLimits
from bot.harness.packs.clauses import Clause, clauses_of
from bot.harness.packs.languages import is_english
from bot.harness.packs.people import people_of
from embeddings.errors import InputError
from embeddings.lexical.terms import plain_words, terms
from embeddings.retrieval import Retriever
from embeddings.schema import Article, Passage, Sentence
from embeddings.segmentation import sentences
from embeddings.text.quotations import quotations

_Item = TypeVar("_Item")
_TermsHeld = Mapping[tuple[int, int], Collection[str]]

MIN_STORIES = 100
STORIES_PER_QUESTION = 4
MOST_LOOKED_AT = 100
"""A word that stands in more passages than these is too common to say what is not told of it."""
BEST_LOOKED_AT = 50
_VERSIONS_KEPT = 500
SHARE_THAT_TELLS = 0.6
"""A passage with this share of a claim's terms may well make the claim in other words."""


@dataclass(frozen=True)
class Story:
    """One article of the sample with what questions are made of, each read once."""

    article: Article
    limits: QuotingLimits

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """The sentences that may be quoted, within what the outlet and the owner allow."""
        return [one for one in sentences(self.article) if self.may_show(one.start, one.end)]

    @cached_property
    def is_english(self) -> bool:
        """Whether questions in English can be made of its sentences."""
        return is_english(self.article)

    @cached_property
    def people(self) -> Sequence[str]:
        """The full names of those in it that are surely persons."""
        return people_of(self.article) if self.is_english else ()

    @cached_property
    def quotations(self) -> Sequence[tuple[int, int]]:
        """The quotations, marks included, that stand in its sentences."""
        return [
            (start, end)
            for start, end in quotations(self.article.text)
            if any(one.start <= start and end <= one.end for one in self.sentences)
        ]

    def may_show(self, start: int, end: int) -> bool:
        """Say whether a message may show that much of the article."""
        return Allowance(self.limits).takes(self.article, start, end)


class Ground:
    """A sample of the coverage, and the whole of it to check against."""

    def __init__(
        self, retriever: Retriever, limits: QuotingLimits = NO_LIMITS, *, seed: int, per_kind: int
    ) -> None:
        """Read the sample.

        Raises:
            InputError: nothing is indexed.
        """
        self.retriever = retriever
        self.seed = seed
        self._held = lru_cache(maxsize=_VERSIONS_KEPT)(self._read_terms)
        size = max(MIN_STORIES, STORIES_PER_QUESTION * per_kind)
        self.stories = [Story(article, limits) for article in self._sample(size)]
        if not self.stories:
            raise InputError(
                "There is no coverage to make questions from: run 'pullquote index PATH' first, "
                "or name another folder with --data-dir."
            )

    def _sample(self, size: int) -> Iterator[Article]:
        archive = self.retriever.archive
        entries = sorted(archive.entries(), key=lambda one: (self.draw(one.version), one.id))
        for entry in entries[:size]:
            article = archive.article(entry.id)
            if article is not None:
                yield article

    def draw(self, name: str) -> str:
        """Return where `name` stands in this seed's order: a digest to sort by."""
        return hashlib.sha256(f"{self.seed}:{name}".encode()).hexdigest()

    @cached_property
    def people(self) -> Sequence[str]:
        """The full names of the sample's persons, each once, in the seed's order."""
        names = {name for story in self.stories for name in story.people}
        return sorted(names, key=lambda name: (self.draw(name), name))

    @cached_property
    def clauses(self) -> Sequence[tuple[Story, Clause]]:
        """All clauses: the first of each story, then the second of each, and so on."""
        english = (story for story in self.stories if story.is_english)
        return list(interleaved([(story, one) for one in self._of(story)] for story in english))

    def _of(self, story: Story) -> Iterator[Clause]:
        """Yield a story's clauses; whoever it names by a surname alone may be known elsewhere."""
        own = {name.split()[-1] for name in story.people}
        elsewhere = [name for name in self.people if name.split()[-1] not in own]
        yield from clauses_of(story.article, story.sentences, [*story.people, *elsewhere])

    def published(self) -> Iterator[str | None]:
        """Yield when each article of the whole coverage was published, as its source says."""
        return (facts.published for facts in self.retriever.archive.facts())

    def is_told_beside(self, words: str, claim: str) -> bool:
        """Say whether an article that has `words` may make the claim; also if that is unsure."""
        found = self._passages_with(plain_words(words))
        if len(found) >= MOST_LOOKED_AT:
            return True
        return any(self._makes(version, claim) for version in {one.version for one in found})

    def is_told_elsewhere(self, claim: str, articles: Iterable[str]) -> bool:
        """Say whether an article beside `articles` may make the claim."""
        own = frozenset(articles)
        return any(
            passage.article_id not in own and self._share(passage, claim) >= SHARE_THAT_TELLS
            for passage in self._best(claim)
        )

    def holds_together(self, words: str) -> bool:
        """Say whether a passage, its headline included, has every one of `words`."""
        return any(self._share(passage, words) == 1 for passage in self._best(words))

    def prints(self, fragment: str) -> bool:
        """Say whether any article has these words in a row, whatever stands between them."""
        return bool(self._passages_with(plain_words(fragment)))

    def printing(self, fragment: str, story: Story) -> tuple[str, ...]:
        """Return the ids of the articles that print `fragment`, that of `story` first."""
        found = [story.article.id]
        for passage in self._passages_with(plain_words(fragment)):
            article = self.retriever.archive.version(passage.version)
            if article and fragment in article.text:
                found.append(article.id)
        return tuple(dict.fromkeys(found))

    def _passages_with(self, words: Sequence[str]) -> list[Passage]:
        lexical = self.retriever.lexical
        search = lexical.holding if len(words) > 1 else lexical.like
        return self.retriever.archive.passages(search(words, MOST_LOOKED_AT))

    def _best(self, claim: str) -> list[Passage]:
        found = self.retriever.lexical.search(list(dict.fromkeys(terms(claim))), BEST_LOOKED_AT)
        return self.retriever.archive.passages(found)

    def _makes(self, version: str, claim: str) -> bool:
        wanted = set(terms(claim))
        return any(
            _share(held, wanted) >= SHARE_THAT_TELLS for held in self._held(version).values()
        )

    def _share(self, passage: Passage, claim: str) -> float:
        """Return the share of the claim's terms that a passage and its headline hold."""
        held = self._held(passage.version).get((passage.start, passage.end), frozenset())
        return _share(held, set(terms(claim)))

    def _read_terms(self, version: str) -> _TermsHeld:
        """Return the terms of each passage of a version, those of the headline included."""
        archive = self.retriever.archive
        article = archive.version(version)
        return {
            (one.start, one.end): frozenset(
                terms(f"{article.title}\n{article.text[one.start : one.end]}")
            )
            for one in archive.passages_of(version)
            if article
        }


def _share(held: Collection[str], wanted: Collection[str]) -> float:
    return sum(term in held for term in wanted) / len(wanted) if wanted else 0.0


def interleaved(columns: Iterable[Sequence[_Item]]) -> Iterator[_Item]:
    """Yield the first of each sequence, then the second of each, and so on."""
    rows = list(columns)
    for number in range(max(map(len, rows), default=0)):
        yield from (row[number] for row in rows if number < len(row))
