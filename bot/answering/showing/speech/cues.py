"""The words around a quotation that say who speaks, and those that make it doubtful."""

import re

from bot.answering.showing.speech.adjuncts import has_a_clause, has_an_outcry
from bot.answering.showing.speech.tokens import Kind, Token, Tokens, word_set

INVERTED = word_set(
    "said says added adds wrote writes tweeted tweets asked asks replied replies warned warns "
    "explained explains noted notes concluded insisted insists argued argues joked continued "
    "declared announced posted responded answered admitted stated predicted countered quipped "
    "cautioned commented"
)
"""Verbs that may stand before their subject: "...," said Quist."""
_TELLING = word_set("told tells asked asks warned warns reminded assured informed")
VERBS = INVERTED | _TELLING
ASKING = word_set("asked asks")
ADVERBS = word_set(
    "also later then finally recently previously repeatedly simply had has further again since "
    "just earlier"
)

SINGLE_LEADS = word_set(
    "But And Yet Then Later Meanwhile Today Yesterday Still Afterwards Earlier Finally"
)
LEADS = word_set(
    "On In At After During Before Following Last This Asked Speaking Addressing Writing By "
    "However Since Despite"
)
MAX_LEAD_TOKENS = 8

_ADJUNCTS = word_set(
    "in on at to of after during before from via by later earlier afterwards yesterday today "
    "recently monday tuesday wednesday thursday friday saturday sunday last this that when as "
    "over shortly"
)
_BEHIND_A_COMMA = word_set(
    "the a an his her its their who whose in on at after during before as when while though "
    "chief head director founder author co-founder spokesman spokeswoman spokesperson chairman "
    "president mayor professor also later and but"
)
_PRONOUNS = word_set("i he she it we you they")
_AUXILIARIES = word_set(
    "is are was were be been has have had do does did will would can could shall should may "
    "might must"
)
_LISTENERS = word_set(
    "him her them me us reporters journalists lawmakers parliament television agency newspaper "
    "paper court radio magazine crowd audience committee conference network jury police council "
    "site website press"
)
_TALES = word_set("story joke tale lie truth sign motto slogan banner poster note")
_DOUBT = re.compile(
    r"\b(?:quot\w+|cit(?:e|es|ed|ing)|misquot\w*|paraphras\w*|recit\w*|recall\w*|remember\w*|echo\w*|"
    r"mimic\w*|impersonat\w*|imitat\w*|mock\w*|allegedly|reportedly|purportedly|supposedly|"
    r"apparently|falsely|saying|words|lyrics?|lines?|songs?|sang|sings?|singing|motto|slogan|"
    r"proverb|headlin\w*|titled|entitled|read|reads|reading|aloud|never|denie[sd]|deny\w*|"
    r"fabricat\w*|fake\w*|fictional|character|role|playing|portray\w*|voic(?:ed|ing)|behalf|"
    r"claim\w*|report|reports|reported|testif\w*|or so|as did|joined|signs?|banners?|"
    r"posters?|supposed|imagin\w*|would|could|might|if|whether|not|"
    r"to (?:say|tell|answer|reply|write))\b|n[’']t\b",
    re.IGNORECASE,
)
MAX_ADJUNCT_WORDS = 14
MAX_SHORT_ADJUNCT_WORDS = 5
MAX_LISTENER_WORDS = 4


def is_doubtful(tokens: Tokens, *, behind: bool) -> bool:
    """Say whether the words beside a quotation leave open whose words they are.

    `behind` the quotation there may stand one verb of saying and no more.
    """
    if tokens and tokens[-1].text in ("?", "(", ")"):
        return True
    words = [token.text for token in tokens if token.is_word]
    verbs = sum(
        word in VERBS and before != "when"
        for before, word in zip(["", *words], words, strict=False)
    )
    spoken = verbs + words.count("according")
    return (behind and spoken > 1) or bool(_DOUBT.search(" ".join(words)))


def is_list(tokens: Tokens) -> bool:
    """Say whether somebody else may share what was said: ", and Lindal"."""
    return any(
        token.text == "," and tokens[number + 1].text in ("and", "or") and _is_somebody(after)
        for number, (token, after) in enumerate(zip(tokens, tokens[2:], strict=False))
    )


def _is_somebody(token: Token) -> bool:
    determined = token.text in ("the", "a", "an", "his", "her", "its", "their")
    return token.is_capitalised or determined or token.text in _PRONOUNS


def is_settled(tokens: Tokens, at: int, *, short: bool = False) -> bool:
    """Say whether a cue can end before `at`: at a sign, or with when and where it was said.

    `short` is for a cue that may be a sentence of its own instead: it must end soon, and have
    no other verb.
    """
    if tokens[at].is_word:
        at = _behind_adjunct(tokens, at, short=short)
    token = tokens[at]
    if token.kind is Kind.BREAK or token.text in (".", ";"):
        return True
    following = tokens[at + 1] if token.text == "," else token
    if token.text != ",":
        return False
    return following.is_quotation or _goes_on(following, short=short)


def _goes_on(token: Token, *, short: bool) -> bool:
    """Say whether what follows a cue's comma belongs to the cue: "the mayor", "adding", "52"."""
    if not token.is_word:
        return False
    added = token.text[0].isdigit() or (token.text.endswith("ing") and token.text.islower())
    return added or (not short and token.text in _BEHIND_A_COMMA)


def _behind_adjunct(tokens: Tokens, at: int, *, short: bool) -> int:
    """Return where the words about when and where end; `at` itself if those there are not."""
    limit = MAX_SHORT_ADJUNCT_WORDS if short else MAX_ADJUNCT_WORDS
    opening = tokens[at].text.lower()
    if opening not in _ADJUNCTS:
        return at
    barred = {"that"} | (_AUXILIARIES | _PRONOUNS if short else set())
    for end in range(at + 1, at + 1 + limit):
        if not tokens[end].is_word:
            return at if has_an_outcry(tokens, at, end) else end
        if tokens[end].text in barred:
            break
    return at


def speaks_behind(tokens: Tokens, verb: int, *, short: bool) -> bool:
    """Say whether a cue can end with its verb, or with who was told: "told reporters"."""
    ends = [verb + 1, *_listeners(tokens, verb)]
    return any(is_settled(tokens, end, short=short) for end in ends)


def _listeners(tokens: Tokens, verb: int) -> list[int]:
    """Return where those may end whom the verb has told something; none if it tells nobody."""
    if tokens[verb].text not in _TELLING:
        return []
    first = verb + 1
    if tokens[first].text in ("the", "a", "an", "his", "her", "its", "their"):
        first += 1
    ends = []
    for end in range(first + 1, first + 1 + MAX_LISTENER_WORDS):
        last = tokens[end - 1]
        if not last.is_word or last.text in _PRONOUNS | _AUXILIARIES | VERBS | _TALES:
            break
        plural = last.text.islower() and last.text.endswith("s")
        if last.is_capitalised or plural or last.text in _LISTENERS:
            ends.append(end)
        if last.text in _ADJUNCTS:
            break
    return ends


def leads_to_quotation(tokens: Tokens, verb: int, at: int) -> bool:
    """Say whether nothing but when, where and to whom stands between a verb and a quotation."""
    starts = [verb + 1] if tokens[verb].text in INVERTED else []
    return any(_only_adjunct(tokens, start, at - 1) for start in starts + _listeners(tokens, verb))


def _only_adjunct(tokens: Tokens, first: int, end: int) -> bool:
    """Say whether the words from `first` up to the sign at `end` tell when and where, or none."""
    if first >= end:
        return first == end
    words = [token.text for token in tokens[first:end]]
    if words[0].lower() not in _ADJUNCTS or not all(token.is_word for token in tokens[first:end]):
        return False
    loose = {"that", "which", "who", "about"} | _PRONOUNS | _AUXILIARIES | VERBS | _TALES
    telling = words[0] == "of" and len(words) > 2  # noqa: PLR2004 - "of Quist", "of the plan" no
    if telling or len(words) > MAX_ADJUNCT_WORDS or loose.intersection(words):
        return False
    return not has_a_clause(tokens, first, end)
