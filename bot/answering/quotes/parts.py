"""A quote that may have been put together from several places, cut into its sentences."""

import re

MAX_PARTS = 12

# "Mr." and "U.S." end no sentence, "it." and "ISS." do; a cut too many does no harm, as both sides
# stand in the coverage then.
_ENDS = re.compile(
    r"(?:(?<=[^\W_]{3}[.!?])|(?<=[^\W_A-Z]{2}[.!?]))[\s\"“”„«»'‘’]+(?=\S)|(?<=[.!?][\"”»])\s+"
    r"|(?<=[。！？])|[\[(]\s*(?:…|\.{3})\s*[\])]|…|\.{3}"
)


def parts_of(words: str) -> list[str]:
    """Return the sentences of `words`, each once, cut at ellipses too; none if it is one."""
    pieces = [piece.strip() for piece in _ENDS.split(words)]
    spoken = [piece for piece in pieces if any(sign.isalnum() for sign in piece)]
    found = list(dict.fromkeys(spoken))
    return found[:MAX_PARTS] if len(found) > 1 else []
