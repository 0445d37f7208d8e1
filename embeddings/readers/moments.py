"""Dates as sources write them (ISO 8601, RFC 2822) to ISO 8601; a zone is kept, none is added."""

from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime


def moment_of(written: str) -> str | None:
    """Return a date or a time in ISO 8601, None where it cannot be read.

    A date without a time stays one: midnight would be a claim of its own.
    """
    for read in (date.fromisoformat, datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, OverflowError):
            return read(written.strip()).isoformat()
    return None
