"""Which machines may be connected to: those on the public internet, and those a setting allows.

A name is judged by what it resolves to, and what was judged is what is connected to: a name that
answers otherwise the next time (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.results import Network

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to IP addresses, in the order to be tried; raises OSError where there is none."""
_IPAddress = IPv4Address | IPv6Address

_NAT64 = ip_network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays, retired
        "2001::/23",  # Teredo and other wrappings of IPv4 addresses
        "2002::/16",  # 6to4, retired; wraps IPv4 addresses
        "3fff::/20",  # documentation
    )
)
"""Ranges that some of the supported Pythons still take for public."""
_METADATA = frozenset(
    ip_address(address)
    for address in (
        "169.254.169.254",  # most clouds
        "169.254.170.2",  # Amazon's containers
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",  # Alibaba
        "192.0.0.192",  # Oracle
        "168.63.129.16",  # Azure; in a public range
    )
)
"""Where a cloud hands its machines their credentials; refused unless named one by one."""


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host` as the system knows them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no host name") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Resolves names and lets through what may be connected to."""

    def __init__(
        self, allowed_networks: Sequence[Network], *, resolver: Resolver = resolve
    ) -> None:
        self._allowed = tuple(allowed_networks)
        self._resolver = resolver

    def reachable(self, host: str, port: int) -> list[str]:
        """Return the IP addresses of `host` that may be connected to, at least one.

        Raises:
            FetchError: (NETWORK) there is none.
            OSError: the name does not resolve.
        """
        found = [ip_address(address) for address in self._resolver(host, port)]
        passed = [str(address) for address in found if self._may_reach(address)]
        if not found:
            raise OSError(f"{host} has no address")
        if not passed:
            raise FetchError(
                f"{host} leads to {found[0]}, which is not on the public internet: where the "
                "machine is yours, allow its network in the settings.",
                FetchFailure.NETWORK,
            )
        return passed

    def _may_reach(self, address: _IPAddress) -> bool:
        meant = _unwrapped(address)
        holding = [network for network in self._allowed if meant in network or address in network]
        if meant in _METADATA:
            return any(network.num_addresses == 1 for network in holding)
        return bool(holding) or _is_public(meant)


def _unwrapped(address: _IPAddress) -> _IPAddress:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def _is_public(address: _IPAddress) -> bool:
    """Return whether `address` is one machine on the public internet."""
    site_local = isinstance(address, IPv6Address) and address.is_site_local
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and not (address.is_loopback or address.is_link_local or site_local)
        and not any(address in network for network in _NOT_PUBLIC)
    )
