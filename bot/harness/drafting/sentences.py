"""What makes a sentence unfit for a question in any language, and how its words are cut."""

import re

MIN_QUESTION_WORDS, MAX_QUESTION_WORDS = 5, 24
MAX_SENTENCE_CHARS = 400
_UNFIT = re.compile(
    r"[\"“”„«»‘‹›:;()\[\]{}|…/\\@#*_<>~`=\n\x00-\x1f]"  # quotations, lists, asides, mark-up
    r"|\s[-–—]+\s|—"
    r"|\.\w*\.$"  # "a.m."
)
_ANCHOR = re.compile(r"(?<=\s)(?:[^\W\d_a-zß-ÿ]\w|\d)")


def is_fit(sentence: str) -> bool:
    """Say whether a sentence is plain prose that ends with a full stop."""
    plain = sentence.endswith(".") and not _UNFIT.search(sentence)
    return plain and len(sentence) <= MAX_SENTENCE_CHARS


def is_question(question: str) -> bool:
    """Say whether a question is neither bare nor endless, and names something to go by."""
    length = len(question.split())
    return MIN_QUESTION_WORDS <= length <= MAX_QUESTION_WORDS and bool(_ANCHOR.search(question))


def holds(words: frozenset[str], text: str) -> bool:
    """Say whether any of `words`, in lower case, stands in a text."""
    return not words.isdisjoint(re.findall(r"[^\W\d_]+", text.lower()))
