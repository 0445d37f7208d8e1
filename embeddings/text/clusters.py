"""What is read as one character: no cut may fall between a letter and its accents or joiners.

The rules are those of Unicode Standard Annex 29 that matter for text: marks and modifiers stay
with what they stand on, joined signs together, flags in pairs, Hangul syllables whole.
"""

import re
import unicodedata

_MARKS = ("Mn", "Mc", "Me")
_TAIL = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_ZERO_WIDTH_JOINER = "\u200d"
_VIRAMA_CLASS = 9
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_FLAGS_BEFORE = 50
_VOWEL_OR_FINAL = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")
_LEADING = re.compile("[\u1100-\u115f\ua960-\ua97c]")


def is_inside_cluster(text: str, offset: int) -> bool:
    """Say whether a cut of `text` at `offset` would part what is read as one character."""
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    if unicodedata.category(after) in _MARKS or _TAIL.match(after):
        return True
    if before == _ZERO_WIDTH_JOINER or unicodedata.combining(before) == _VIRAMA_CLASS:
        return not after.isspace()
    if _FLAG.match(before) and _FLAG.match(after):
        return _flags_before(text, offset) % 2 == 1
    if _LEADING.match(before):
        return bool(_LEADING.match(after) or "\uac00" <= after <= "\ud7a3") or bool(
            _VOWEL_OR_FINAL.match(after)
        )
    return bool(_VOWEL_OR_FINAL.match(after))


def _flags_before(text: str, offset: int) -> int:
    """Return how many halves of flags stand in a row before `offset`."""
    first = max(0, offset - _FLAGS_BEFORE)
    return next(
        (n for n, sign in enumerate(reversed(text[first:offset])) if not _FLAG.match(sign)),
        offset - first,
    )
