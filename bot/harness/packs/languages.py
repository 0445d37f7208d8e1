"""Whether an article is in English: the patterns that questions are made by know no other."""

import re
from collections import Counter

from bot.answering.showing.speech.tokens import word_set
from embeddings.schema import Article

MIN_SHARE = 0.15
"""English prose is a quarter of these words; no other language comes near."""
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set(
    "the of and to in that is was for on with as it at by from be this have had are were but not "
    "they he she his her which who been has said would their"
)
_SAMPLED_CHARS = 4000


def is_english(article: Article) -> bool:
    """Say whether the article is in English; its words tell where it does not say."""
    if article.language:
        return article.language.casefold().split("-")[0].split("_")[0] in ("en", "eng", "english")
    words = Counter(_WORD.findall(article.text[:_SAMPLED_CHARS].casefold()))
    return sum(words[word] for word in _ENGLISH) >= MIN_SHARE * max(1, words.total())
