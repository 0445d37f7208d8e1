"""Which words of an article are somebody's name, beside a verb of saying; in doubt none are.

A name is a run of capitalised words with its title as printed ("Dr. Ada Quist", "Bank of
Norsund"). A pronoun, a role ("the minister"), a crowd ("officials", "Norwegians") is none.
"""

import re
from collections.abc import Iterator

from bot.answering.showing.speech.tokens import Token, Tokens, word_set

MAX_PREFIX_WORDS = 6
"""How many words of a role may stand before the name it belongs to."""

_MODIFIERS = word_set(
    "prime foreign defence defense finance interior justice vice deputy press attorney lord"
)
TITLES = word_set(
    "mr mr. mrs mrs. ms ms. dr dr. prof prof. professor president minister chief chancellor "
    "secretary senator sen sen. rep rep. representative governor gov gov. mayor judge general gen "
    "gen. lt lt. lieutenant colonel col col. major maj maj. captain capt capt. commander cmdr "
    "cmdr. sergeant sgt sgt. admiral adm adm. pope king queen prince princess lord lady sir dame "
    "bishop archbishop cardinal rabbi imam rev rev. reverend father sister brother ambassador "
    "commissioner administrator director chairman chairwoman chair ceo"
)
_ROLES = TITLES | word_set(
    "spokesman spokeswoman spokesperson head boss leader manager master coach officer official "
    "engineer scientist researcher astronaut cosmonaut lawyer attorney counsel prosecutor analyst "
    "economist author editor founder co-founder cofounder owner pilot skipper doctor nurse "
    "teacher principal headteacher envoy negotiator lawmaker mp councillor premier treasurer "
    "trustee conductor curator archivist inspector detective sheriff warden foreman fisherman "
    "farmer biologist geologist historian physicist chemist designer architect builder champion "
    "striker goalkeeper defender singer actor actress poet novelist artist musician witness "
    "resident neighbour neighbor widow mother mum mom dad grandma grandpa grandmother grandfather "
    "uncle aunt god executive adviser advisor strategist organiser organizer activist campaigner "
    "reporter journalist"
)
_CROWDS = word_set(
    "police staff management officials critics witnesses residents sources scientists experts "
    "people others both some many most all few several everyone everybody someone somebody "
    "nobody anyone anybody none one another men women children parents mps lawmakers labour "
    "democrats republicans conservatives liberals tories socialists greens americans russians "
    "germans romans britons brits french dutch danes swedes finns poles czechs turks greeks "
    "spaniards scots irish welsh cubans afghans iraqis israelis saudis pakistanis arabs jews "
    "muslims christians catholics londoners parisians yorkers europeans africans asians"
)
_VERBS = word_set("thought knew felt meant heard saw wrote said told")
CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december christmas easter"
)
_NO_NAME = word_set(
    "i he she it we you they him her them us me who whom whose which what that this these those "
    "there here a an the his its our their your my no not nor neither either every each any "
    "if when whenever whether while because since although though unless until once as than like "
    "unlike why how where suppose imagine perhaps maybe even only did does do had has have was "
    "were is are be been would could should can will may might must to of for from with without "
    "by about against between among into over under through and or but so yet then in on at "
    "before after during first later asked according more such other instead never ever "
    "allegedly reportedly two three four five six seven eight nine ten dozens hundreds "
    "thousands"
)
_INSTITUTIONS = word_set(
    "kremlin pentagon vatican treasury guardian times economist telegraph commons bundestag"
)
_HEADS = word_set(
    "bank university department ministry office academy institute bureau council house court "
    "church city association federation league union chamber board museum college"
)
_PARTICLES = word_set("de da di du del della van von der den ter bin ibn al el la le dos das")
_DEMONYM = re.compile(r"(?:[iec]ans?|ese|ish)$", re.IGNORECASE)
_PREFIXED = re.compile(r"(?:al|el|an|as|ash|ben|d)[-’']\w", re.IGNORECASE)
_DETERMINERS = word_set("the a an its his her their")

Name = tuple[int, int]
"""A name's tokens: the number of its first, and that after its last."""


def names_at(tokens: Tokens, at: int) -> Iterator[Name]:
    """Yield every way to read a speaker from token `at` on, roles before the name included.

    The name's own tokens are yielded; what follows it has to say whether it is the speaker.
    """
    for first, last in _single_names(tokens, at):
        if tokens[last].text not in ("and", "&"):
            yield first, last
            continue
        second = _run(tokens, last + 1)
        if second and _is_name(tokens, last + 1, second):
            yield first, second


def _single_names(tokens: Tokens, at: int) -> Iterator[Name]:
    end = _run(tokens, at)
    if end and _is_name(tokens, at, end):
        yield _from_title(tokens, at, end), end
    if tokens[at].text.lower() == "the":
        end = _run(tokens, at + 1)
        if end and _is_institution(tokens, at + 1, end):
            yield at + 1, end
    yield from _after_role(tokens, at)


def _run(tokens: Tokens, at: int) -> int | None:
    """Return where the capitalised words end that begin at `at`; None if none do."""
    if not _may_be_named(tokens[at]):
        return None
    end = at + 1
    while True:
        joint = _joint(tokens, at, end)
        word = tokens[end + joint]
        if not (_may_be_named(word) or (word.is_word and _PREFIXED.match(word.text))):
            return end
        end += joint + 1


def _joint(tokens: Tokens, at: int, end: int) -> int:
    """Return how many small words at `end` hold a name together: "van der", "of the"."""
    organisation = tokens[at].text.lower() in _HEADS
    held = _PARTICLES | ({"of", "the", "for"} if organisation else set())
    small = 0
    while small < 2 and tokens[end + small].text in held:  # noqa: PLR2004 - two at most
        small += 1
    return small


def _may_be_named(token: Token) -> bool:
    return (
        token.is_capitalised
        and not token.is_possessive
        and token.text.lower() not in _NO_NAME | CALENDAR
    )


def _is_name(tokens: Tokens, at: int, end: int) -> bool:
    words = [token.text.lower() for token in tokens[at:end]]
    last = words[-1]
    if {last, last.removesuffix("s"), re.sub("men$", "man", last)} & (_ROLES | _CROWDS):
        return False
    return len(words) > 1 or not (words[0].endswith("ians") or words[0] in _HEADS)


def _is_institution(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether "the" may stand before the words: an organisation, not "the Norwegian"."""
    if not _is_name(tokens, at, end) or _DEMONYM.search(tokens[end - 1].text):
        return False
    acronym = len(tokens[at].text) > 1 and tokens[at].text.isupper()
    return end - at > 1 or acronym or tokens[at].text.lower() in _INSTITUTIONS


def _from_title(tokens: Tokens, at: int, end: int) -> int:
    """Return where the name begins, with the titles directly before it and nothing else's."""
    titles = [number for number in range(at, end - 1) if tokens[number].text.lower() in TITLES]
    if not titles:
        return at
    first = titles[-1]
    while first > at and tokens[first - 1].text.lower() in TITLES | _MODIFIERS:
        first -= 1
    return first


def _after_role(tokens: Tokens, at: int) -> Iterator[Name]:
    """Yield the name in "the agency's director Ada Quist" and "the director, Ada Quist,"."""
    for role in range(at, at + MAX_PREFIX_WORDS):
        token = tokens[role]
        determined = role == at and token.text.lower() in _DETERMINERS
        if not (determined or _may_name_a_role(token)):
            return
        if token.text not in _ROLES:
            continue
        apart = tokens[role + 1].text == ","
        owned = tokens[at].text.lower() in _DETERMINERS - {"a", "an"} or tokens[at].is_possessive
        if apart and not (role > at and owned):
            continue
        first = role + (2 if apart else 1)
        end = _run(tokens, first)
        if end and _is_name(tokens, first, end):
            yield _from_title(tokens, first, end), end


def _may_name_a_role(token: Token) -> bool:
    """Say whether a word can stand in "NASA press secretary": a verb or a small word cannot."""
    word = token.text.lower()
    if not token.is_word or word in _NO_NAME | _VERBS:
        return False
    return token.is_possessive or not (token.text.islower() and word.endswith(("s", "ed")))


def is_known_elsewhere(text: str, word: str) -> bool:
    """Say whether a word that opens a sentence is a name: `text` has it so within a sentence.

    It must stand there at a name's end ("Ada Quist" for "Quist"), and nowhere without its capital.
    """
    if re.search(rf"\b{re.escape(word.lower())}\b", text):
        return False
    inside = rf"[a-zà-ÿ,] (?:[A-Z](?:[\w’'-]*|\.) )*{re.escape(word)}\b(?![’'-]?\w)(?! [A-Z])"
    return bool(re.search(inside, text))
