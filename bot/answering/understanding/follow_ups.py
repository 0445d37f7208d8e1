"""A question that carries too little on its own, like "And when was that?", and the one before it.

It is searched together with the last question that stood on its own. Only closed classes of words
decide: what it is about must be missing, not merely short.
"""

import re

from embeddings.lexical.terms import terms

_MOST_NAMED = 2
"""How many words with content a question may have that still leans on another."""
# English, German, Spanish and French: what joins a question to what was said before ...
_JOINS = re.compile(
    r"(?:and|but|or|so|also|what about|how about|und|aber|oder|was ist mit|y|e|pero|o|"
    r"qué hay de|et|mais|ou|qu['’]en est-il d\w*)\b",
    re.IGNORECASE,
)
_LEADING_SIGNS = " .,;:–—-¿¡«»\"'"
# ... and what stands in it for what was named before.
_POINTING_BACK = (
    "he she it they him her them his hers its their theirs that this those these there then "
    "er sie es ihm ihn ihr ihnen sein seine ihre das dies diese dieser dort dann dabei damals "
    "él ella ello ellos ellas eso esto esos esas ese esa allí entonces "
    "il elle ils elles lui leur cela ça ceci là alors celui celle"
)
# What a question asks for, rather than what it is about; English question words are stop words.
_ASKING = (
    "year day date month time long many much exactly happen happened else next "
    "wann wer wen wem was wo wohin warum wieso weshalb wie viel viele lange war waren ist sind "
    "hat haben wurde wurden der die und aber oder genau noch "
    "cuándo quién quiénes qué dónde adónde cómo cuánto cuántos fue fueron es son era y e pero por "
    "el la los las "
    "quand qui que quoi où pourquoi comment combien était étaient est sont a ont et mais ou le "
    "les la c'était"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POINTS_BACK = frozenset(_POINTING_BACK.split())
_ASKS = frozenset(_ASKING.split())


def leans_on_another(question: str) -> bool:
    """Say whether `question` names too little to be searched by itself."""
    words = [word.casefold() for word in _WORD.findall(question)]
    named = [place for place, word in enumerate(words) if _names(word)]
    if not named:
        return bool(words)
    back = [place for place, word in enumerate(words) if word in _POINTS_BACK]
    joined = _JOINS.match(question.lstrip(_LEADING_SIGNS)) is not None
    # "Did Ada Lind say it" names first what may be meant; "did he sail" does not.
    led_by_what_was_before = bool(back) and back[0] < named[0]
    leans = joined or led_by_what_was_before or (bool(back) and len(named) < _MOST_NAMED)
    return leans and len(named) <= _MOST_NAMED


def together(before: str, question: str, *, max_chars: int) -> str | None:
    """Return what to search for a question that leans on the one before; None if it is too long.

    `before` is the last question that stood on its own.
    """
    both = f"{before} {question}"
    return both if len(both) <= max_chars else None


def _names(word: str) -> bool:
    return word not in _POINTS_BACK and word not in _ASKS and bool(terms(word))
