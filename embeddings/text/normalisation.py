"""Text is normalised here, once, at ingestion, before any offset exists; never afterwards.

What changes: line ends become one newline; characters that nobody can see and that can hide or
reorder words (controls, bidirectional overrides, byte-order marks, soft hyphens) are removed. What
stays: every visible character, composed or decomposed as printed, and the joiners that emoji and
several scripts need.
"""

import re
from dataclasses import dataclass

_LINE_ENDS = re.compile("\r+\n|[\r\n\v\f\x85\u2028]")
_INVISIBLE = re.compile(
    # the flags of England, Scotland and Wales, the only signs that tags are shown in, stay
    "(\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067"
    "|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)"
    "|["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls; tab and newline stay
    "\u00ad"  # soft hyphen: a hint for layout, not a character of the text
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidirectional marks, overrides, isolates
    "\ufeff"  # byte-order mark
    "\ufff9-\ufffc"  # interlinear annotation; what stands for a picture
    "\U000e0001\U000e0020-\U000e007f"  # tags
    "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Text ready for offsets; `removed` counts the invisible characters taken out."""

    text: str
    removed: int


def normalise(raw: str) -> NormalisedText:
    """Return `raw` with one kind of line end and without invisible controls.

    Raises:
        ValueError: a lone surrogate, which no file can hold and no reader can see.
    """
    broken = _SURROGATE.search(raw)
    if broken:
        raise ValueError(f"holds half a character (U+{ord(broken[0]):04X}) at {broken.start()}")
    lined = _LINE_ENDS.sub("\n", raw.replace("\u2029", "\n\n"))
    text = _INVISIBLE.sub(r"\1", lined)
    return NormalisedText(text, removed=len(lined) - len(text))


def one_line(raw: str) -> str:
    """Return metadata (a headline, a name) normalised, on one line, without outer spaces."""
    return " ".join(normalise(raw).text.split())
