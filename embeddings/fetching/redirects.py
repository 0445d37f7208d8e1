"""Redirects, followed by hand: each step is an address of its own that has to be checked."""

from typing import TYPE_CHECKING

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.addresses import checked, shown

if TYPE_CHECKING:
    import httpx2

_PERMANENT = frozenset({301, 308})
REDIRECTS = _PERMANENT | {302, 303, 307}


class Trail:
    """The way from the address asked for to where its redirects lead.

    `here` is the last address on it; `moved_to` is how far the permanent redirects reach that
    nothing passing stands before, or None.
    """

    def __init__(self, start: "httpx2.URL", max_redirects: int) -> None:
        self.here = start
        self.moved_to: str | None = None
        self._passed = [start]
        self._max_redirects = max_redirects
        self._is_permanent = True

    def follow(self, status: int, location: str | None) -> None:
        """Go on to `location` as the answer from `here` says.

        Raises:
            FetchError: (REDIRECT) it may not lead there, or too far.
        """
        target = self._target(location)
        if target in self._passed:
            raise self._error(f"in a circle, back to {target}")
        if len(self._passed) > self._max_redirects:
            raise self._error(f"more than {self._max_redirects} times")
        self._passed.append(target)
        self.here = target
        self._is_permanent = self._is_permanent and status in _PERMANENT
        if self._is_permanent:
            self.moved_to = str(target)

    def _target(self, location: str | None) -> "httpx2.URL":
        import httpx2

        if not location:
            raise self._error("without saying where to")
        try:
            target = checked(str(self.here.join(location)))
        except (httpx2.InvalidURL, FetchError):
            # Not chained: the causes may name a part of a password.
            where = f"to {shown(location)}, which is not an address that is fetched"
            raise self._error(where) from None
        if self.here.scheme == "https" and target.scheme == "http":
            raise self._error(f"from https to {target}, which anyone on the way can change")
        return target

    def _error(self, where: str) -> FetchError:
        return FetchError(
            f"{self._passed[0]} redirects {where}: open it in a browser, and use the address "
            "where it ends.",
            FetchFailure.REDIRECT,
        )
