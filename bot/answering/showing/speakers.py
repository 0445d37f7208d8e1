"""Who says the quoted words: only where a name and a verb of saying stand right beside them.

Written for English. Each cue is a narrow pattern over tokens, and whatever does not fit it leaves
the quotation without a speaker: a wrong label would be worse than none.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from bot.answering.schema import Attribution
from bot.answering.showing.speech.cues import (
    ADVERBS,
    ASKING,
    INVERTED,
    LEADS,
    MAX_LEAD_TOKENS,
    SINGLE_LEADS,
    VERBS,
    is_doubtful,
    is_list,
    is_settled,
    leads_to_quotation,
    speaks_behind,
)
from bot.answering.showing.speech.names import CALENDAR, Name, is_known_elsewhere, names_at
from bot.answering.showing.speech.tokens import Kind, Token, Tokens, tokenise
from embeddings.schema import Article

MIN_WORDS_OF_SOURCE = 3
"""Fewer quoted words beside "according to" are a term somebody uses, and not what was said."""
MAX_WORDS_OF_TERM = 2
"""So many quoted words may be a title or a term in somebody's sentence."""
MAX_APPOSITION_TOKENS = 20


def attributions(article: Article, start: int, end: int) -> tuple[Attribution, ...]:
    """Return who says the quotations of `article.text[start:end]`, where the text there says so.

    Both spans of each lie within `start` and `end`.
    """
    return tuple(
        found
        for found in _attributions(article.text)
        if all(start <= first and last <= end for first, last in (found.quotation, found.name))
    )


@lru_cache(maxsize=128)  # an answer asks for several windows of an article
def _attributions(text: str) -> tuple[Attribution, ...]:
    return tuple(_Reader(text).read())


class _Reader:
    """Reads the cues of one article."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Tokens = tokenise(text)
        self._known: dict[str, bool] = {}

    def read(self) -> Iterator[Attribution]:
        """Yield each quotation that has a speaker, in order."""
        previous: tuple[int, Name] | None = None  # where the last cue ends, and whose it is
        for at, token in enumerate(self.tokens):
            if not token.is_quotation:
                continue
            own = self._own_cue(at)
            name = own[1] if own else None
            if not own and previous and self._continues(at, previous[0]):
                name = previous[1]
            previous = own
            if name:
                first, last = self.tokens[name[0]], self.tokens[name[1] - 1]
                yield Attribution((token.start, token.end), (first.start, last.end))

    def _own_cue(self, at: int) -> tuple[int, Name] | None:
        """Return where the cue of the quotation at `at` ends and its name, if there is just one.

        A cue before the quotation ends where nothing can continue it.
        """
        behind = self._cue_behind(at)
        before = self._cue_before(at)
        if behind and before:
            return None
        if behind and self._opens_sentence(at):
            return behind
        if before and not behind and self._is_complete(at):
            return at, before
        return None

    # A cue behind the quotation: "...," Quist said.

    def _cue_behind(self, at: int) -> tuple[int, Name] | None:
        quoted, after = self.tokens[at], at + 1
        if self.tokens[after].text == ",":
            after += 1
        elif not quoted.text.endswith((",", "?", "!", "—", "–", "-", "…", "?’", "!’", ",’")):
            return None
        rest = self._rest(after)
        if is_doubtful(rest, behind=True) or is_list(rest):
            return None
        ended = quoted.closes_sentence
        for end, name in self._readings_behind(after, ended=ended):
            if self._is_term(at) and self.tokens[end].text not in ("", "."):
                continue
            return end, name
        return None

    def _readings_behind(self, at: int, *, ended: bool) -> Iterator[tuple[int, Name]]:
        """Yield where a cue that begins at `at` ends, and its name.

        `ended` says that the quotation could end its sentence, and another begin at `at`.
        """
        tokens = self.tokens
        source = [token.text for token in tokens[at : at + 2]] == ["according", "to"]
        if tokens[at].text in INVERTED or (source and self._has_words(at, MIN_WORDS_OF_SOURCE)):
            for name in names_at(tokens, at + (2 if source else 1)):
                if is_settled(tokens, name[1]):
                    yield name[1], name
        for name in names_at(tokens, at):
            if ended and not self._is_sure(at, name):
                continue
            for verb in self._verbs_after(name[1]):
                if speaks_behind(tokens, verb, short=ended):
                    yield verb + 1, name

    # A cue before the quotation: Quist said: "..."

    def _cue_before(self, at: int) -> Name | None:
        first = self._sentence_start(at)
        if first is None or self.tokens[at - 1].text not in (":", ","):
            return None
        if is_doubtful(self.tokens[first:at], behind=False) or is_doubtful(
            self._rest(at + 1), behind=False
        ):
            return None
        for start in self._leads(first, at):
            for name in names_at(self.tokens, start):
                if start - 1 > first and not self._is_apart(start - 1, name):
                    continue
                if self._is_sure(start, name) and self._speaks(name[1], at):
                    return name
        return self._source_before(first, at)

    def _speaks(self, after: int, at: int) -> bool:
        return any(leads_to_quotation(self.tokens, verb, at) for verb in self._verbs_after(after))

    def _source_before(self, first: int, at: int) -> Name | None:
        """Return the name in "According to Quist, "...""."""
        if [token.text for token in self.tokens[first : first + 2]] != ["According", "to"]:
            return None
        names = names_at(self.tokens, first + 2)
        enough = self._has_words(at + 1, MIN_WORDS_OF_SOURCE)
        return next((name for name in names if enough and name[1] == at - 1), None)

    def _leads(self, first: int, at: int) -> Iterator[int]:
        """Yield where a name may begin: at the sentence's start, or behind "On Monday,"."""
        tokens = self.tokens
        yield first
        word = tokens[first].text
        if word in SINGLE_LEADS:
            yield first + 1
        commas = [
            n for n in range(first, min(at, first + MAX_LEAD_TOKENS)) if tokens[n].text == ","
        ]
        if commas and first < commas[0] < at - 1 and self._is_lead(first, commas[0]):
            yield commas[0] + 1

    def _is_apart(self, comma: int, name: Name) -> bool:
        """Say whether a name behind a comma is no part of a place: "in Kingston, Ontario"."""
        before = self.tokens[comma - 1]
        day = before.text.lower() in CALENDAR
        return day or not before.is_capitalised or name[1] - name[0] > 1

    def _is_lead(self, first: int, comma: int) -> bool:
        words = [token.text for token in self.tokens[first:comma]]
        plain = all(token.is_word for token in self.tokens[first:comma])
        timed = words[0] in LEADS | SINGLE_LEADS or words[-1] in ("later", "earlier", "afterwards")
        spoken = any(word in VERBS for word in words[1:])
        return plain and timed and not spoken

    # What both have in common

    def _verbs_after(self, at: int) -> Iterator[int]:
        """Yield where the verb stands whose subject ends before `at`, an apposition between."""
        yield from self._verb(at)
        if self.tokens[at].text != ",":
            return
        for end in range(at + 1, at + MAX_APPOSITION_TOKENS):
            token = self.tokens[end]
            if token.text == ",":
                if self._is_apposition(at + 1, end):
                    yield from self._verb(end + 1)
                return
            if not token.is_word or token.text in VERBS:
                return

    def _is_apposition(self, first: int, end: int) -> bool:
        opening = self.tokens[first]
        return (
            opening.text[0].isdigit() or opening.text in ("the", "a", "an", "who", "its")
        ) and (not is_list(self.tokens[first - 1 : end]))

    def _verb(self, at: int) -> Iterator[int]:
        while self.tokens[at].text in ADVERBS:
            at += 1
        if self.tokens[at].text in VERBS:
            yield at

    def _is_sure(self, start: int, name: Name) -> bool:
        """Say whether a name that opens a sentence is one: many words, a title, or known."""
        first, last = name
        alone = last - first == 1 and first == start
        word = self.tokens[first].text
        if alone and word not in self._known:
            self._known[word] = is_known_elsewhere(self.text, word)
        return not alone or self._known[word]

    def _continues(self, at: int, cue_end: int) -> bool:
        """Say whether the quotation at `at` goes on where the cue of the one before it ended."""
        tokens = self.tokens
        between = tokens[cue_end:at]
        if any(token.kind is not Kind.WORD and token.text not in (",", ".") for token in between):
            return False
        signs = [token.text for token in between if not token.is_word]
        if not between or not self._is_complete(at):
            return False
        if signs == [","]:
            return len(between) == 1
        unclear = _ends_with(tokens[at], "?!") and tokens[at + 1].kind is not Kind.BREAK
        full = tokens[at].closes_sentence and tokens[at].text[0].isupper()
        if unclear or self._answers(at, cue_end):
            return False
        return between[-1].text == "." and signs.count(".") == 1 and full

    def _answers(self, at: int, cue_end: int) -> bool:
        """Say whether the quotation at `at` may answer the one before it, whose cue ends there."""
        asked = self._quotation_before(at)
        verbs = {token.text for token in self.tokens[asked + 1 : cue_end]}
        return _ends_with(self.tokens[asked], "?") or bool(ASKING & verbs)

    def _is_complete(self, at: int) -> bool:
        """Say whether a quotation ends its sentence, and nobody's cue can stand behind it."""
        quoted, after = self.tokens[at], self.tokens[at + 1]
        if quoted.closes_sentence:
            return not (after.is_word and after.text[0].islower()) and after.text != ","
        return after.text in (".", ";") or (after.kind is Kind.BREAK and quoted.text[-1] != ",")

    def _opens_sentence(self, at: int) -> bool:
        return self.tokens[at - 1].closes_sentence

    def _sentence_start(self, at: int) -> int | None:
        """Return where the sentence before `at` begins; None if another quotation stands in it."""
        first = at
        while not self.tokens[first - 1].closes_sentence:
            first -= 1
            if self.tokens[first].is_quotation:
                return None
        return first if first < at else None

    def _rest(self, at: int) -> list[Token]:
        """Return what follows from `at` to the sentence's end or the next quotation."""
        end = at
        while not (self.tokens[end].closes_sentence or self.tokens[end].is_quotation):
            end += 1
        return list(self.tokens[at : end + 1])

    def _is_term(self, at: int) -> bool:
        """Say whether quoted words may be a title or a term: few, or all with a capital."""
        words = self.tokens[at].text.strip(" ,").split()
        long = [word for word in words if len(word) > 3]  # noqa: PLR2004 - "the", "and" are short
        titled = len(words) > 1 and bool(long) and all(word[0].isupper() for word in long)
        return len(words) <= MAX_WORDS_OF_TERM or titled

    def _has_words(self, after: int, number: int) -> bool:
        return len(self.tokens[self._quotation_before(after)].text.split()) >= number

    def _quotation_before(self, after: int) -> int:
        return next(at for at in range(after - 1, -1, -1) if self.tokens[at].is_quotation)


def _ends_with(quotation: Token, signs: str) -> bool:
    """Say whether one of `signs` is among the marks that end a quotation, in any order."""
    marks = takewhile(lambda sign: not sign.isalnum(), reversed(quotation.text))
    return any(sign in signs for sign in marks)
