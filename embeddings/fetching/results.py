"""What a fetch takes and gives: limits and validators in; a body, "not modified" or "gone" out."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much, how long, how often, and where to beyond the public internet.

    `max_bytes` counts the body as it is after decompression. `timeout_seconds` is for one request
    and the whole of its answer, `read_timeout_seconds` for each silence in it; pauses between
    requests are not part of either. `delay_seconds` lies between two pages of a host, more where
    its robots.txt asks for more. A host that wants a pause longer than `max_pause_seconds` is left
    alone instead. `attempts` is how often a request is made when it fails in passing.
    Addresses that are not public are refused but for those in `allowed_networks`.
    """

    max_bytes: int = 10_000_000
    timeout_seconds: float = 30.0
    read_timeout_seconds: float = 10.0
    delay_seconds: float = 1.0
    max_pause_seconds: float = 60.0
    max_redirects: int = 5
    attempts: int = 3
    allowed_networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the state of a page, word for word, to be asked again with.

    They are sent only to the `address` that gave them, or to every one on the way where it is
    None: another page behind a redirect could take them for its own.
    """

    etag: str | None = None
    last_modified: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: its bytes after decompression, otherwise untouched.

    `address` is where it was found in the end. `content_type` is the media type in lower case and
    `charset` the declared one, right or wrong. `moved_to` is where the address asked for has moved
    for good (301, 308), or None.
    """

    address: str
    body: bytes
    content_type: str | None
    charset: str | None
    validators: Validators
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when it gave the validators; the ones here are for the next time."""

    address: str
    validators: Validators
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that there is no such page: 404, or 410 where it is gone for good."""

    address: str
    status: int
    moved_to: str | None = None
