"""The time of day, for whoever is given no other clock."""

from datetime import UTC, datetime


def now_in_utc() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)
