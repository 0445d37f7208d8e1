"""What is promised of every answer, checked against a real archive."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from fakes import MakeAnswerer
from small_newsroom import FILES, article_of, forged, one_letter_off, sentence_of

from bot.answering.answerer import Answerer
from bot.answering.schema import Excerpt
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.harness.checking import is_attributed, is_slice, keeps_to

RIBBON = "Mayor Lindqvist cut the ribbon."


@dataclass(frozen=True, slots=True)
class Shouted(Excerpt):
    """An excerpt that shows other characters than those at its offsets."""

    @property
    def text(self) -> str:
        """The article's characters, in capitals."""
        return self.article.text[self.start : self.end].upper()


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return a sound answerer over the three articles."""
    return make_answerer(FILES)


@pytest.fixture
def sound(answerer: Answerer) -> Excerpt:
    """Return an excerpt that is as it should be."""
    return sentence_of(article_of(answerer, "harbour"), RIBBON, marked=RIBBON)


TAMPERINGS: dict[str, Callable[[Excerpt], Excerpt]] = {
    "starts a character late": lambda e: replace(e, start=e.start + 1, highlight=None),
    "ends a character early": lambda e: replace(e, end=e.end - 1, highlight=None),
    "runs past the end": lambda e: replace(e, end=len(e.article.text) + 5),
    "counts from the end": lambda e: replace(e, start=e.start - len(e.article.text)),
    "is empty": lambda e: replace(e, end=e.start, highlight=None),
    "marks more than it shows": lambda e: replace(e, highlight=(e.start, e.end + 1)),
    "marks nothing": lambda e: replace(e, highlight=(e.start, e.start)),
    "shows capitals": lambda e: Shouted(e.article, e.start, e.end, e.score, e.highlight),
    "has one letter changed": one_letter_off,
    "reads a text one character longer": lambda e: replace(
        e, article=forged(e.article, text=f"_{e.article.text}")
    ),
    "is of an article that is not there": lambda e: replace(
        e, article=replace(e.article, id="elsewhere")
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_what_is_not_in_the_archive_is_no_slice(
    answerer: Answerer, sound: Excerpt, how: str
) -> None:
    """However it differs: other characters, other offsets, half a sentence, a mark outside."""
    archive = answerer.retriever.archive

    assert is_slice(sound, archive)
    assert not is_slice(TAMPERINGS[how](sound), archive)


FACTS: list[dict[str, object]] = [
    {"id": "orchard"},
    {"title": "The tunnel is shut"},
    {"outlet": "The Rival"},
    {"url": "https://rival.example/harbour"},
    {"published": "2024-05-03"},
    {"updated": "2024-05-03"},
    {"authors": ("Ada Quist", "Ben Moe")},
]


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: next(iter(facts)))
def test_a_source_other_than_the_archives_is_no_attribution(
    answerer: Answerer, sound: Excerpt, facts: dict[str, object]
) -> None:
    """The right words under a wrong headline are a wrong quote, even if the version is claimed."""
    archive = answerer.retriever.archive
    spoilt = replace(sound, article=forged(sound.article, **facts))

    assert is_attributed(sound, archive)
    assert not is_attributed(spoilt, archive)
    assert not is_attributed(replace(sound, article=replace(sound.article, **facts)), archive)


def test_words_and_source_are_told_apart(answerer: Answerer, sound: Excerpt) -> None:
    """A wrong outlet leaves the words a slice, and a wrong letter leaves the source right."""
    archive = answerer.retriever.archive
    elsewhere = replace(sound, article=replace(sound.article, outlet="The Rival"))

    assert (is_slice(elsewhere, archive), is_attributed(elsewhere, archive)) == (True, False)
    misspelt = one_letter_off(sound)
    assert (is_slice(misspelt, archive), is_attributed(misspelt, archive)) == (False, True)


def test_the_limit_is_that_of_the_archives_article(answerer: Answerer, sound: Excerpt) -> None:
    """An excerpt that names another outlet is not allowed more for it; excerpts count together."""
    archive, length = answerer.retriever.archive, len(RIBBON)
    limits = QuotingLimits.for_outlets({"The Gull": length})
    posing = replace(sound, article=forged(sound.article, outlet="The Free Sheet"))
    pumps = sentence_of(sound.article, "The pumps cost nine million crowns.")

    assert keeps_to(limits, [sound, sound], archive)
    assert not keeps_to(limits, [sound, pumps], archive)
    assert not keeps_to(QuotingLimits.for_outlets({"The Gull": length - 1}), [posing], archive)
