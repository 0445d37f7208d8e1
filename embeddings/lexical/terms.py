"""Text to the terms and words that it is searched by."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
UNSEEN_JOINERS = "\u034f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f"
"""A character class of signs that nobody sees and that may stand in the middle of a word."""
UNSPACED_SIGNS = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
"""A character class of the signs of Chinese and Japanese, which put no spaces between words."""
_JOINERS = re.compile(f"[{UNSEEN_JOINERS}]")
_UNSPACED_SIGN = re.compile(f"[{UNSPACED_SIGNS}]")
_MAX_TOKEN_CHARS = 60
# Words that carry no subject matter; question words are among them, since questions are searched.
_STOP_WORDS = (
    "a about after all also am an and any are aren as at be because been before being but by "
    "can cannot could couldn d did didn do does doesn doing don done for from get had hadn has "
    "hasn have haven having he her here hers him his how i if in into is isn it its itself just "
    "ll m may me might more most must my no nor not of off on once only or other our out over "
    "own re s same say said says shall she should so some such t tell than that the their them "
    "then there these they this those through to too under until up ve very was wasn we were "
    "weren what when where which while who whom whose why will with would wouldn you your"
)


@cache
def term_analyzer() -> "tantivy.TextAnalyzer":
    """Return what makes terms of text."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (
        Filter.remove_long(_MAX_TOKEN_CHARS),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.custom_stopword(_STOP_WORDS.split()),
        Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


@cache
def word_analyzer() -> "tantivy.TextAnalyzer":
    """Return what makes plain words of text."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def joined(text: str) -> str:
    """Return `text` with the points taken out of initials, so that U.S. and US are one term."""
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), text)


def terms(text: str) -> list[str]:
    """Return the terms of `text` as the index holds them: folded, without stop words, stemmed."""
    return list(term_analyzer().analyze(joined(text)))


def plain_words(text: str) -> list[str]:
    """Return the words of `text` as phrases are searched in: folded, every one, as they stand."""
    return list(word_analyzer().analyze(composed(text)))


def composed(text: str) -> str:
    """Return `text` without what would cut a word in one writing of it and not in another.

    Accents become one sign with their letters, joiners that nobody sees go, and the apostrophe
    that counts as a letter becomes one that does not. Case is folded here, since tantivy knows no
    final sigma; a sign of a script without spaces is a word of its own.
    """
    whole = unicodedata.normalize("NFC", _JOINERS.sub("", text)).casefold()
    return _UNSPACED_SIGN.sub(r" \g<0> ", whole.replace("ʼ", "'"))
