"""Names in a question that the coverage never mentions: an answer would only pretend to know them.

A name is a run of capitalised words; its last word that distinguishes it decides. What may be
written otherwise in the articles is left to the ranking: initials such as "ESA", nationalities,
numbers and what they count ("Expedition 66"), months and weekdays, titles and ranks, places with
two names, words of another alphabet.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_][\w]*(?:['’-]\w+)*\.?")
_POSSESSIVE = re.compile(r"['’]s?$")
_STARTS_SENTENCE = re.compile(r"(?:^|[.?!¿¡;:\"“”„«(\n]\s*|(?<!\w)['‘]|\s[-–—]\s*)$")
_ADDRESS = re.compile(r"\S+://\S+")
_NUMBER_FOLLOWS = re.compile(r"\s+#?\d")
_LATIN = re.compile(r"[a-zß-öø-ɏḁ-ỿ'’-]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_INHABITANTS = re.compile(r"ers$")
_MIN_LETTERS = 3
_MAX_ABBREVIATED_LETTERS = 4

# Words that open a question or a sentence, and stand before a name without being part of it.
_OPENING_WORDS = (
    "a about according after all also an and any are as at be before besides between both but by "
    "can could did do does during each every for from had has have how i if in is it its may "
    "might my of on or our please say should since so some tell than that the their then there "
    "these this those to under until was were what when where which while who whom whose why "
    "will with would you your"
)
# What greets or thanks somebody, whose name is then not what is asked about.
_GREETING_WORDS = "cheers dear greetings hello hey hi morning ok okay regards sorry thank thanks"
# What follows a name without being it, stands for a kind of thing, or has other forms in texts.
_INSIGNIFICANT_WORDS = (
    "inc ltd corp co llc plc gmbh ag sa jr sr ii iii iv phd md esq company corporation limited "
    "mr mrs ms dr prof professor sir lord lady dame king queen prince princess pope saint "
    "president minister secretary senator governor mayor chancellor ambassador general colonel "
    "captain chief director chairman chairwoman ceo judge justice officer congressman "
    "congresswoman representative vice prime first deputy foreign attorney press home defence "
    "defense interior finance treasury supreme national federal security state department "
    "ministry government congress senate parliament house court council committee commission "
    "party union administration agency office kremlin pentagon vatican capitol internet web earth "
    "moon sun god covid coronavirus jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter spring summer autumn "
    "winter french dutch german greek swiss thai czech mexican african american european asian "
    "cuban korean iraqi israeli pakistani saudi afghan arab turk uk us usa un eu america britain "
    "frenchman briton dane swede finn pole spaniard germans greeks americans europeans africans "
    "asians arabs koreans cubans swedes danes finns poles turks britons kiev kyiv lvov lviv "
    "peking beijing burma myanmar bombay mumbai madras chennai calcutta kolkata turkey türkiye "
    "holland netherlands"
)
_GREETED = re.compile(rf"\b(?:{_GREETING_WORDS.replace(' ', '|')})[,!]?\s*$", re.IGNORECASE)
_OPENING = frozenset(_OPENING_WORDS.split())
_GREETINGS = frozenset(_GREETING_WORDS.split())
_INSIGNIFICANT = frozenset(_INSIGNIFICANT_WORDS.split())
_DEMONYM = re.compile(r"(?:ish|ese|[ie]ans?)$")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()


def missing_name(text: str, mentioned: Callable[[str], bool]) -> str | None:
    """Return the first name in `text` that the coverage never mentions: a slice of `text`.

    `mentioned` says whether the coverage has a word. A question that is capitalised like a
    headline says nothing about names.
    """
    plain = _ADDRESS.sub(lambda match: ";" * len(match.group()), text)
    words = [_Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(plain)]
    if _is_like_a_headline(words):
        return None
    for run in _names(plain, words):
        telling = [place for place, word in enumerate(run) if _is_significant(word, plain)]
        if telling and not _is_mentioned(run, telling[-1], mentioned):
            return _POSSESSIVE.sub("", text[run[0].start : run[-1].end]).rstrip(".")
    return None


def _is_mentioned(run: Sequence[_Word], place: int, mentioned: Callable[[str], bool]) -> bool:
    """Say whether the coverage has the word at `place`, be it written in one word or in two."""
    word = _bare(run[place].text)
    humps = _HUMP.split(word)
    joined = _bare(run[place - 1].text) + word if place else word
    return (
        mentioned(word)
        or (len(humps) > 1 and all(map(mentioned, humps)))
        or (joined != word and mentioned(joined))
        or (bool(_INHABITANTS.search(word)) and mentioned(_INHABITANTS.sub("", word)))
    )


def _is_like_a_headline(words: Sequence[_Word]) -> bool:
    """Say whether most small words have capitals; for lack of them, whether all words do."""
    later = words[1:]
    small = [word.is_capitalised for word in later if word.text.casefold() in _OPENING]
    if small:
        return sum(small) > len(small) / 2
    return bool(later) and all(word.is_capitalised for word in later)


def _names(text: str, words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    """Yield the runs of capitalised words, without what only opens the sentence or greets."""
    for run in _runs(text, words):
        opens = bool(_STARTS_SENTENCE.search(text[: run[0].start]))
        greets = run[0].text.casefold() in _GREETINGS or _GREETED.search(text[: run[0].start])
        name = run[_opening_words(run) :]
        if name and not greets and not (opens and len(name) == len(run) == 1):
            yield name


def _opening_words(run: Sequence[_Word]) -> int:
    """Return how many words at the beginning of `run` open a sentence."""
    return next(
        (n for n, word in enumerate(run) if word.text.casefold() not in _OPENING), len(run)
    )


def _runs(text: str, words: Sequence[_Word]) -> Iterator[list[_Word]]:
    run: list[_Word] = []
    for word in words:
        apart = bool(run) and text[run[-1].end : word.start].strip(" ") != ""
        if run and (apart or _ends_name(run[-1].text) or not word.is_capitalised):
            yield run
            run = []
        if word.is_capitalised:
            run.append(word)
    if run:
        yield run


def _ends_name(word: str) -> bool:
    """Say whether nothing of a name follows: a possessive, or a full stop, not of "Prof."."""
    stops = word.endswith(".") and len(_bare(word)) > _MAX_ABBREVIATED_LETTERS
    return stops or bool(_POSSESSIVE.search(word))


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word.rstrip("."))


def _is_significant(word: _Word, text: str) -> bool:
    """Say whether a word of `text` tells one name from another, and is written in one way only."""
    bare = _bare(word.text)
    return (
        len(bare) >= _MIN_LETTERS
        and not bare.isupper()
        and bool(_LATIN.fullmatch(bare.lower()))
        and not _NUMBER_FOLLOWS.match(text, word.end)
        and bare.casefold() not in _INSIGNIFICANT
        and not _DEMONYM.search(bare)
    )
