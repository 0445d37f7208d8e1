"""What a sentence says of whom: the subject it begins with, and the few words from its verb on.

A narrow pattern for English: whatever does not fit it gives no clause, since a clause cut wrongly
makes a question that nobody would ask.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.showing.speech.cues import VERBS
from bot.answering.showing.speech.names import CALENDAR, is_known_elsewhere, names_at
from bot.answering.showing.speech.tokens import Token, Tokens, tokenise, word_set
from bot.harness.packs.verbs import is_verb
from embeddings.lexical.terms import terms
from embeddings.schema import Article, Sentence

MIN_WORDS, MAX_WORDS = 4, 12
"""How many words are said of a subject at least, and how many a clause has at most."""
MAX_SUBJECT_WORDS = 4
MIN_TERMS = 3
"""With fewer words that mean something a clause could be about anything."""

ENDS = ".,;:!?—–…’'”-"
"""Signs that a fragment of a sentence does not end with."""
_STOPS = word_set(
    "who whom whose which when while because although though as but so since until unless where "
    "if whether than after before that or"
)
_PRONOUNS = word_set(
    "he she it they him her them his hers its their theirs this that these those there i we you "
    "my our your us me himself herself itself themselves one ones other others another same"
)
_PREPOSITIONS = word_set(
    "on in at from with during for by to of into over under about between through against toward "
    "towards since until near"
)
_LOOSE_ENDS = _PREPOSITIONS | word_set(
    "the a an and or not to more most very also be been being some no any his"
)
_DETERMINERS = word_set("the a an")
_NEGATIVE = word_set(
    "not neither never no nobody nothing none hardly scarcely barely yet anyone anything anybody"
)
_NOT_IN_SUBJECT = _STOPS | _PREPOSITIONS | _PRONOUNS | _NEGATIVE | {"and"}
MONTHS = word_set(
    "january february march april may june july august september october november december"
)
DATED = (
    MONTHS
    | CALENDAR
    | word_set(
        "noon midnight morning evening afternoon night week weeks weekend month months today "
        "tonight yesterday tomorrow ago now currently recently earlier later next last"
    )
)
"""Words that say when, in lower case."""
_WORD = re.compile(r"\S+")
_ANSWERING_WORDS = 4
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject and what is said of it: two spans of the article's text, one after the other.

    `verb_end` is where the first word of what is said ends. `person` is the subject's full name;
    None where it is not surely a person.
    """

    article: Article
    subject: tuple[int, int]
    said: tuple[int, int]
    verb_end: int
    person: str | None

    @property
    def subject_text(self) -> str:
        """The subject as it stands within a sentence: "the capsule"."""
        text = " ".join(self.article.text[slice(*self.subject)].split())
        first = text.split()[0]
        return text[0].lower() + text[1:] if first.lower() in _DETERMINERS else text

    @property
    def said_text(self) -> str:
        """What is said, the verb first."""
        return " ".join(self.article.text[slice(*self.said)].split())

    @property
    def verb(self) -> str:
        """The first word of what is said."""
        return self.article.text[self.said[0] : self.verb_end]

    @property
    def claim(self) -> str:
        """The whole clause."""
        return f"{self.subject_text} {self.said_text}"

    @property
    def is_dated(self) -> bool:
        """Whether it says a day, a month, a year or a time itself."""
        return bool(DATED.intersection(self._said_words) or _YEAR.search(self.said_text))

    @property
    def has_loose_date(self) -> bool:
        """Whether it says when only as of the day it was printed: "on Monday", "on 3 May"."""
        loose = MONTHS if _YEAR.search(self.said_text) else frozenset[str]()
        return bool((DATED - loose).intersection(self._said_words))

    @property
    def _said_words(self) -> list[str]:
        return self.said_text.lower().replace(",", " ").split()

    @property
    def asked(self) -> str:
        """The question that the clause answers."""
        if self.person:
            return f"Who {self.said_text}?"
        return f"Is it true that {self.claim}?"

    @property
    def answer(self) -> str:
        """The printed words that answer: the subject's last with the first of what is said."""
        text = self.article.text
        first = self.subject[1] - len(text[slice(*self.subject)].split()[-1])
        words = _WORD.finditer(text, *self.said)
        end = [word.end() for word in words][:_ANSWERING_WORDS][-1]
        return text[first:end]


def clauses_of(
    article: Article, sentences: Sequence[Sentence], people: Sequence[str]
) -> Iterator[Clause]:
    """Yield the clauses that `sentences` begin with."""
    tokens = tokenise(article.text)
    places = {token.start: number for number, token in enumerate(tokens) if token.is_word}
    for sentence in sentences:
        at = places.get(sentence.start)
        if at is None:
            continue
        verb = _verb_after_subject(article.text, tokens, at)
        end = _end(tokens, verb, MAX_WORDS - (verb - at)) if verb else None
        if verb and end and len(set(terms(_text(article, tokens[verb:end])))) >= MIN_TERMS:
            subject = tokens[at].start, tokens[verb - 1].end
            said = tokens[verb].start, tokens[end - 1].end
            person = _person(article.text[slice(*subject)], people)
            yield Clause(article, subject, said, tokens[verb].end, person)


def _text(article: Article, tokens: Sequence[Token]) -> str:
    return article.text[tokens[0].start : tokens[-1].end]


def _person(subject: str, people: Sequence[str]) -> str | None:
    """Return the one full name that the subject is the end of."""
    found = [name for name in people if f" {name}".endswith(f" {subject}")]
    return found[0] if len(found) == 1 else None


def _verb_after_subject(text: str, tokens: Tokens, at: int) -> int | None:
    """Return where the verb stands behind a name or "the ..." at `at`."""
    for first, last in names_at(tokens, at):
        joined = any(token.text in ("and", "&") for token in tokens[first:last])
        alone = last - first == 1 and not is_known_elsewhere(text, tokens[at].text)
        if first == at and not joined and not alone and is_verb(tokens, last):
            return last
    if tokens[at].text.lower() not in _DETERMINERS:
        return None
    for verb in range(at + 2, at + 2 + MAX_SUBJECT_WORDS):
        word = tokens[verb]
        if is_verb(tokens, verb):
            return verb
        if not word.is_word or word.text.lower() in _NOT_IN_SUBJECT:
            return None
    return None


def _end(tokens: Tokens, verb: int, max_words: int) -> int | None:
    """Return where what the verb opens can be cut, `max_words` on at most; None where nowhere."""
    end = _stop(tokens, verb)
    if end - verb > max_words:
        cuts = [
            at
            for at in range(verb + MIN_WORDS, verb + max_words + 1)
            if tokens[at].text in _PREPOSITIONS - {"of"}
        ]
        end = cuts[-1] if cuts else verb
    while end > verb and tokens[end - 1].text.lower() in _LOOSE_ENDS:
        end -= 1
    words = [token.text.lower() for token in tokens[verb:end]]
    if len(words) < MIN_WORDS or (_PRONOUNS | _NEGATIVE).intersection(words):
        return None
    return end


def _stop(tokens: Tokens, verb: int) -> int:
    """Return where the words end that belong to the verb: at a sign, or at another clause."""
    at = verb
    while True:
        at += 1
        token = tokens[at]
        apart = not token.is_word and not _is_in_date(tokens, at)
        joined = token.text == "and" and _opens_clause(tokens, at + 1)
        if apart or joined or token.text.lower() in _STOPS:
            return at


def _is_in_date(tokens: Tokens, at: int) -> bool:
    """Say whether a comma parts day and year: "April 9, 2021"."""
    day, year = tokens[at - 1].text, tokens[at + 1].text
    month = tokens[at - 2].text.lower() in MONTHS
    return tokens[at].text == "," and day.isdigit() and month and year.isdigit()


def _opens_clause(tokens: Tokens, at: int) -> bool:
    word = tokens[at].text
    return (
        word in VERBS
        or word.lower() in _PRONOUNS
        or any(is_verb(tokens, later) for later in range(at, at + 3) if tokens[later].is_word)
    )
