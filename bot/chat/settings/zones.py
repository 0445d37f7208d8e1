"""Time zones as people type them."""

from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

MAX_NEAR = 3


@cache
def _names() -> dict[str, str]:
    """Return every zone's name by how it is compared."""
    return {_folded(name): name for name in sorted(available_timezones())}


def zone_named(typed: str) -> str | None:
    """Return the IANA name that is meant, whatever its case; None where there is none."""
    return _names().get(_folded(typed))


def near_zones(typed: str) -> list[str]:
    """Return names that are near what was typed: by their spelling, or by the place they name."""
    names, wanted = _names(), _folded(typed)
    places = {name.rpartition("/")[2]: name for name in names}
    found = [places[wanted]] if wanted in places else []
    found += get_close_matches(wanted, names, MAX_NEAR, cutoff=0.75)
    found += [places[one] for one in get_close_matches(wanted, places, MAX_NEAR, cutoff=0.75)]
    return [names[one] for one in dict.fromkeys(found)][:MAX_NEAR]


def _folded(name: str) -> str:
    return "_".join(name.split()).casefold()
