"""Addresses checked before anything is asked: http or https, a plain host, no password."""

import re
from typing import TYPE_CHECKING

from embeddings.errors import FetchError, FetchFailure

if TYPE_CHECKING:
    import httpx2

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65535
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_TO_LAST_AT = re.compile(r"^.*@", re.DOTALL)


def shown(address: str) -> str:
    """Return an unchecked address as it may stand in a message: on one line, without a password.

    A password may hold any sign, and this address may be no address at all: whatever stands
    before its last @ is left out.
    """
    bare = _TO_LAST_AT.sub("…@", address)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in bare)


def checked(address: str) -> "httpx2.URL":
    """Return `address` parsed and in its one form, without the part behind #.

    Raises:
        FetchError: (ADDRESS) it cannot be asked for.
    """
    import httpx2

    try:
        url = httpx2.URL(address.strip()).copy_with(fragment=None)
        host = url.raw_host.decode("ascii").lower().rstrip(".")
        url = url.copy_with(host=host)
    except httpx2.InvalidURL:
        # Not chained: the cause may name a part of a password.
        raise _refused(address, "is no address that can be read: check its spelling") from None
    if url.scheme not in _DEFAULT_PORTS:
        raise _refused(address, "is neither http nor https: only these are fetched")
    if url.userinfo:
        raise _refused(address, "has a user name or password in it: give the address without")
    if not _HOST.fullmatch(host) or not 0 < port_of(url) <= _MAX_PORT:
        raise _refused(address, "has no usable host or port: check its spelling")
    return url


def _refused(address: str, what: str) -> FetchError:
    return FetchError(f"{shown(address)} {what}.", FetchFailure.ADDRESS)


def port_of(url: "httpx2.URL") -> int:
    """Return the port of `url`, said or not."""
    return _DEFAULT_PORTS[url.scheme] if url.port is None else url.port


def host_of(url: "httpx2.URL") -> str:
    """Return the host of `url` in the one form that politeness counts by."""
    return url.raw_host.decode("ascii")


def origin_of(url: "httpx2.URL") -> tuple[str, str, int]:
    """Return what a robots.txt is valid for: scheme, host and port."""
    return url.scheme, host_of(url), port_of(url)
