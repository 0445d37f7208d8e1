"""Line numbers as people write them: `4,9-20`."""

import re

from embeddings.errors import InputError

MAX_LINES = 1_000_000
_PART = re.compile(r"\s*(\d{1,7})(?:\s*-\s*(\d{1,7}))?\s*", re.ASCII)


def parse_lines(written: str) -> frozenset[int]:
    """Return the numbers of a list like `4,9-20`, ends included.

    Raises:
        InputError: it cannot be read, or a range runs backwards.
    """
    found: set[int] = set()
    for part in written.split(","):
        match = _PART.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 1 <= first <= last <= MAX_LINES:
            raise InputError(
                f"{written!r} are no lines ({part.strip()!r}): write them like 4,9-20."
            )
        found |= set(range(first, last + 1))
    return frozenset(found)
