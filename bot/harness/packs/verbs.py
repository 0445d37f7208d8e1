"""Which word is an English verb in the past, or one that helps another: in doubt it is none."""

from bot.answering.showing.speech.cues import VERBS
from bot.answering.showing.speech.tokens import Tokens, word_set

AUXILIARIES = word_set("is are was were will would can could should must might")
"""Verbs that "not" can follow."""
_PAST = word_set(
    "has have had became began bent bit bled blew bought bore brought broke built burned came "
    "caught chose dealt drew drove fell fed fought fled flew forbade found froze gave got grew "
    "went held hid hit kept knew laid led left lent lost made meant met paid quit ran rang read "
    "rode rose sang sank saw sent shook shone shot shut slept sold sought spent split spoke "
    "spread stole stood struck stuck swam swept swore taught threw took tore understood upset "
    "won woke wore"
)
_NO_VERB = word_set("indeed need speed seed feed hundred red bed united")
_REPORTING = VERBS | word_set(
    "asked estimated believed suggested claimed hoped expected agreed decided wanted needed "
    "seemed appeared promised called considered asking saying"
)
_REPORTED_WITHIN = 3


def is_verb(tokens: Tokens, at: int) -> bool:
    """Say whether a verb stands there that does not tell what somebody said or thought."""
    word = tokens[at].text
    if tokens[at + 1].text == "by":  # "the man named by the court"
        return False
    following = {token.text for token in tokens[at : at + _REPORTED_WITHIN]}
    regular = word.endswith("ed") and word.islower() and word not in _NO_VERB
    return (word in AUXILIARIES | _PAST or regular) and not following & _REPORTING
