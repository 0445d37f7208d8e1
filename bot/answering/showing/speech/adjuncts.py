"""Words about when and where something was said, told from a clause in which another speaks.

"Quist said on Monday in Norsund" has one subject. In "Quist said on Monday her son shouted" a
second one begins: a noun phrase without a preposition before it, or a verb that no noun follows.
"""

from bot.answering.showing.speech.names import CALENDAR
from bot.answering.showing.speech.tokens import Token, Tokens, word_set

_JOINTS = word_set(
    "in on at to of after during before from via by over as with for against among between into "
    "near outside inside under through throughout since until within without towards toward "
    "behind beside beyond across along around above below upon amid despite following ahead"
)
"""What may stand before a noun phrase that is nobody's subject."""
_DETERMINERS = word_set("the a an his her its their my our your this these those no every each")
_SUBJECTS = _DETERMINERS - {"this"} | word_set(
    "some several many few both all others someone somebody everyone everybody anyone anybody "
    "nobody one another"
)
"""What begins a noun phrase, and so a subject, where no preposition stands before it."""
_CLAUSES = word_set(
    "whose whom where why how because although though but while whereas unless until"
)
_TIMES = word_set(
    "day days night morning evening afternoon week weeks weekend month months year years decade "
    "hour hours minute minutes moment"
)
_PAPERS = word_set(
    "statement statements letter letters email emails e-mail message messages post video clip "
    "podcast interview speech address article column essay memo release report book document "
    "piece briefing conference meeting rally event ceremony debate recording footage remarks "
    "comments"
)
"""What "released on Monday" and "held in Norsund" are said of, and what does not itself speak."""
_PAST = word_set(
    "beat began bought brought broke came caught chose cut did drew fell felt fought "
    "found gave got heard held hit kept knew laid led lost made met paid put ran rang read rose "
    "sang sat saw sent shook shot showed snuck sold sought spat spent spoke stood stole struck "
    "swore taught thought threw took understood went wept woke won"
)
"""Pasts without "-ed"; none that often is another word, as "left" and "set" are."""
_CRIES = word_set(
    "shout shouts scream screams yell yells cry cries chant chants whisper whispers mutter "
    "mutters roar roars sing sings swear swears beg begs"
)
_NO_PAST = word_set("hundred shed sled hatred kindred sacred")
_OUTCRIES = word_set(
    "shouted screamed yelled cried texted chanted whispered muttered mumbled sang ruled thundered "
    "roared bellowed exclaimed emailed messaged swore complained boasted begged pleaded demanded "
    "ordered vowed pledged threatened snapped sobbed hissed growled interrupted interjected "
    "remarked shrieked wailed barked called"
)
_SUBORDINATORS = word_set("as when while after before until since which who whom")
_MIN_PAST_CHARS = 4


def has_a_clause(tokens: Tokens, first: int, end: int) -> bool:
    """Say whether somebody else may speak in the words from `first`, an opening, to `end`.

    All of them are words; a sign stands at `end`.
    """
    return any(
        tokens[at].text in _CLAUSES
        or _begins_subject(tokens, at)
        or _begins_name(tokens, at, end)
        or _is_verb(tokens, at)
        for at in range(first + 1, end)
    )


def has_an_outcry(tokens: Tokens, first: int, end: int) -> bool:
    """Say whether those words end with what another did: "at the scene a man screamed".

    "As a man screamed" tells no more than when.
    """
    if any(tokens[at].text in _SUBORDINATORS for at in range(first, end)):
        return False
    return tokens[end - 1].text in _OUTCRIES and _is_verb(tokens, end - 1)


def _begins_subject(tokens: Tokens, at: int) -> bool:
    """Say whether a noun phrase begins where none can: "on Tuesday / her husband"."""
    if tokens[at].text not in _SUBJECTS or _joins(tokens[at - 1]):
        return False
    return not any(token.text in _TIMES or _is_day(token) for token in tokens[at + 1 : at + 3])


def _begins_name(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether a name begins where none can: "at the hearing / Judge Lindal ruled".

    Behind a plain noun it may still belong to it: "with broadcaster NRK on Monday".
    """
    before = tokens[at - 1]
    if not _is_named(tokens[at]) or _joins(before) or _is_named(before) or before.is_possessive:
        return False
    if before.text in _DETERMINERS:
        return False
    last = at + 1
    while _is_named(tokens[last]) and not tokens[last - 1].is_possessive:
        last += 1
    after = tokens[last]
    return _is_day(before) or not (last >= end or _joins(after) or _is_day(after))


def _is_verb(tokens: Tokens, at: int) -> bool:
    """Say whether a word is a verb of a clause, and no participle beside its noun."""
    before, word, after = tokens[at - 1 : at + 2]
    past = word.text.endswith("ed") and len(word.text) >= _MIN_PAST_CHARS
    regular = past and not (word.text.endswith("eed") or word.text in _NO_PAST)
    if not word.text.islower() or not (regular or word.text in _PAST | _CRIES):
        return False
    opens = _joins(before) or before.text in _DETERMINERS or before.is_possessive
    named = before.text in _PAPERS and after.is_word
    if opens or named or after.text == "by":
        return False
    return not (_is_adjective(before) and _is_noun(after))


def _is_adjective(token: Token) -> bool:
    """Say whether a word may stand before an attributive participle: "rare", "hastily"."""
    return token.is_word and token.text.islower() and not token.text.endswith("s")


def _is_noun(token: Token) -> bool:
    plain = token.is_word and token.text.islower()
    return plain and not (_joins(token) or token.text in _SUBJECTS)


def _joins(token: Token) -> bool:
    return token.text.lower() in _JOINTS


def _is_day(token: Token) -> bool:
    return token.text.lower() in CALENDAR


def _is_named(token: Token) -> bool:
    return token.is_capitalised and not _is_day(token)
