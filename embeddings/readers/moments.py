"""Dates as sources write them (ISO 8601, RFC 2822) to ISO 8601; a zone is kept, none is added."""

import re
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_HALF_DAY = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_OFFSET = re.compile(r"\b(?:GMT|UTC)([+-])(\d\d):?(\d\d)\b(?:\s*\([^()]*\))?\s*$")


def moment_of(written: str) -> str | None:
    """Return a date or a time in ISO 8601, None where it cannot be read.

    A date without a time stays one: midnight would be a claim of its own.
    """
    if _HALF_DAY.search(written):
        return None
    written = _OFFSET.sub(r"\1\2\3", written)
    for read in (date.fromisoformat, datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, OverflowError):
            return read(written.strip()).isoformat()
    return None
