"""Quotes with one word changed: the answer is the true one, as printed, and never the changed.

An excerpt is a slice, so the changed words cannot be shown. Expected are the printed words around
the place of the change, in whichever article prints them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.showing.speech.tokens import word_set
from bot.harness.packs.clauses import ENDS
from bot.harness.packs.ground import Ground, Story, interleaved
from bot.harness.packs.opposites import OPPOSITES
from bot.harness.packs.schema import Kind, answerable
from bot.harness.schema import Fixture
from embeddings.lexical.terms import plain_words, terms

MIN_WORDS, MAX_WORDS = 5, 11
_AROUND = 2
_MIN_LETTERS, _SUFFIX, _MOST_LONGER = 5, 3, 2
_WORD = re.compile(r"\S+")
_PLAIN = re.compile(r"[^\W\d_]+")
_NO_CONTENT = word_set(
    "about above after again also back because been before being between both could does done "
    "down each even ever every from have here high however into just like made make many more "
    "most much must never next only other over same shall should since some still such than that "
    "their theirs them then there these they thing this those through today under until upon "
    "very want were what when where which while will with without would year yesterday your"
)
NOTE = "one word of the quote is changed: the article prints {old}, not {new}"


@dataclass(frozen=True, slots=True)
class _Quote:
    """The first words of a quotation, as spans of its story's text."""

    story: Story
    spans: Sequence[tuple[int, int]]

    @property
    def text(self) -> str:
        """The words as printed."""
        return self._from(0, len(self.spans) - 1)

    def word(self, number: int) -> str:
        """Return one word as printed."""
        return self._from(number, number)

    def around(self, number: int) -> str:
        """Return a word with those beside it, as printed."""
        last = min(len(self.spans) - 1, number + _AROUND)
        return self._from(max(0, number - _AROUND), last).rstrip(ENDS)

    def changed(self, number: int, new: str) -> str:
        """Return the words with another one in the place of one."""
        first, (start, end) = self.spans[0][0], self.spans[number]
        return f"{self.text[: start - first]}{new}{self.text[end - first :]}".rstrip(ENDS)

    def _from(self, first: int, last: int) -> str:
        return self.story.article.text[self.spans[first][0] : self.spans[last][1]]


def changed_quotes(ground: Ground) -> Iterator[Fixture]:
    """Yield who said a quotation of the coverage, one word of it another."""
    found = interleaved(
        [quote for span in story.quotations if (quote := _quote(story, *span))]
        for story in ground.stories
    )
    words = _words_of(ground)
    for quote in found:
        fixture = _changed(ground, quote, words)
        if fixture:
            yield fixture


def _quote(story: Story, start: int, end: int) -> _Quote | None:
    """Return the words of a quotation's first line to be asked for; None where they are few."""
    line = story.article.text[start + 1 : end - 1].split("\n")[0]
    reach = start + 1 + len(line)
    quote = _Quote(
        story, [one.span() for one in _WORD.finditer(story.article.text, start + 1, reach)]
    )
    while quote.spans and len(plain_words(quote.text)) > MAX_WORDS:
        quote = _Quote(story, quote.spans[:-1])
    return quote if len(quote.spans) >= MIN_WORDS else None


def _changed(ground: Ground, quote: _Quote, words: Sequence[str]) -> Fixture | None:
    """Return the question with that word changed which another one takes the place of best."""
    inner = sorted(range(1, len(quote.spans) - 1), key=lambda at: quote.word(at) not in OPPOSITES)
    for number in inner:
        new = _another(ground, quote, quote.word(number), words)
        if new and not ground.prints(quote.changed(number, new)):
            return _fixture(ground, quote, number, new)
    return None


def _fixture(ground: Ground, quote: _Quote, number: int, new: str) -> Fixture:
    quoted, words = f"“{quote.changed(number, new)}”", quote.around(number)
    return answerable(
        Kind.CHANGED_QUOTES,
        f"Who said {quoted}?" if quote.story.is_english else quoted,
        NOTE.format(old=quote.word(number), new=new),
        articles=ground.printing(words, quote.story),
        words=words,
    )


def _another(ground: Ground, quote: _Quote, old: str, words: Sequence[str]) -> str | None:
    """Return the opposite of a word, or one of the coverage that ends alike and is new there."""
    if old in OPPOSITES and quote.story.is_english:
        return OPPOSITES[old]
    if not _has_content(old):
        return None
    own = set(terms(quote.text))
    alike = [
        word
        for word in words
        if word[-_SUFFIX:] == old[-_SUFFIX:] and abs(len(word) - len(old)) <= _MOST_LONGER
    ]
    alike.sort(key=lambda word: (abs(len(word) - len(old)), ground.draw(f"{old}:{word}")))
    return next((word for word in alike if own.isdisjoint(terms(word))), None)


def _words_of(ground: Ground) -> list[str]:
    """Return the sample's words with content, in lower case."""
    found = {word for story in ground.stories for word in _PLAIN.findall(story.article.text)}
    return sorted(filter(_has_content, found))


def _has_content(word: str) -> bool:
    """Say whether a word stands for something: letters alone, in lower case, no small word."""
    return (
        len(word) >= _MIN_LETTERS
        and word.islower()
        and bool(_PLAIN.fullmatch(word))
        and word not in _NO_CONTENT
        and len(plain_words(word)) == len(terms(word)) == 1
    )
