import ssl
from ipaddress import ip_network
from itertools import chain

import pytest
from fetching_kinds import LOOPBACK, Failing, Hourglass, MakeFetcher
from loopback_web import CERTIFICATE, Handler, Site, page, serving

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.guard import Guard, resolve
from embeddings.fetching.results import Fetched, FetchLimits

PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
PUBLIC += ["64:ff9b::5db8:d70e"]
NOT_PUBLIC = {
    "loopback": ["127.0.0.1", "127.9.9.9", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "shared": ["100.64.0.1"],
    "link-local": ["169.254.1.1", "fe80::1", "fe80::1%lo"],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "255.255.255.255", "192.0.0.8", "192.88.99.1", "4000::1"],
    "unspecified": ["0.0.0.0", "::", "0.1.2.3"],  # noqa: S104 - nothing is bound to it
    "documentation": ["192.0.2.1", "203.0.113.9", "2001:db8::1", "3fff::1"],
    "wrapped": ["::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"],
    "tunnelled": ["2002:7f00:1::", "2002:5db8:d70e::", "2001:0:1::1", "::127.0.0.1"],
    "local NAT64": ["64:ff9b:1::5db8:d70e"],
    "metadata": ["169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254"],
}


def guard(*addresses: str, allowed: tuple[str, ...] = ()) -> Guard:
    """Return a guard for which every name resolves to `addresses`."""
    networks = [ip_network(network) for network in allowed]
    return Guard(networks, resolver=lambda _host, _port: addresses)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_reached(address: str) -> None:
    """Wrapped ones too: on some networks every address comes wrapped."""
    assert len(guard(address).reachable("news.test", 80)) == 1


@pytest.mark.parametrize("address", [*chain(*NOT_PUBLIC.values())])
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """Each kind of them is, bare or wrapped into another; the error names host and address."""
    with pytest.raises(FetchError, match=r"news\.test leads to") as caught:
        guard(address).reachable("news.test", 80)
    assert caught.value.reason is FetchFailure.NETWORK


def test_only_addresses_that_passed_are_connected_to() -> None:
    """A name with public and private addresses is reached at its public ones alone."""
    mixed = guard("10.0.0.1", "93.184.215.14", "::1")
    assert mixed.reachable("news.test", 80) == ["93.184.215.14"]


@pytest.mark.parametrize("address", ["10.2.3.4", "::ffff:10.2.3.4", "64:ff9b::a02:304"])
def test_a_network_that_is_allowed_may_be_reached(address: str) -> None:
    """An allowed network holds its addresses however they are wrapped."""
    assert guard(address, allowed=("10.2.0.0/16",)).reachable("cms.test", 80)
    with pytest.raises(FetchError):
        guard(address, allowed=("10.3.0.0/16", "fc00::/7")).reachable("cms.test", 80)


def test_metadata_addresses_have_to_be_allowed_one_by_one() -> None:
    """A wide network does not open them by accident."""
    with pytest.raises(FetchError):
        guard("169.254.169.254", allowed=("0.0.0.0/0",)).reachable("cloud.test", 80)
    exact = guard("169.254.169.254", allowed=("169.254.169.254/32",))
    assert exact.reachable("cloud.test", 80) == ["169.254.169.254"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_loopback_is_loopback_however_it_is_spelt(host: str) -> None:
    """The system's resolver reads old spellings of addresses; its result is what is judged."""
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.1"):
        Guard(()).reachable(host, 80)


@pytest.mark.parametrize("host", ["a" * 64 + ".test", "a..test"])
def test_a_name_that_cannot_be_one_does_not_resolve(host: str) -> None:
    """Names with labels too long or empty are unknown, not a crash."""
    with pytest.raises(OSError, match="no host name"):
        resolve(host, 80)


def test_a_name_without_addresses_cannot_be_reached() -> None:
    """That is told from a name whose addresses are refused."""
    with pytest.raises(OSError, match=r"news\.test has no address"):
        guard().reachable("news.test", 80)


def test_loopback_is_refused_unless_allowed(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """A name that resolves to loopback is refused before anything is sent."""
    error = failing(make_fetcher(limits=FetchLimits()), site.at("/story"))
    assert error.reason is FetchFailure.NETWORK
    assert site.hits == []


def test_a_name_is_resolved_once_for_a_connection(site: Site, hourglass: Hourglass) -> None:
    """What was checked is what is connected to: nobody asks again in between (DNS rebinding)."""
    answers = iter([["127.0.0.1"]])
    site.answers["/story"] = page(b"text")
    with (
        serving("127.0.0.2", port=site.port) as inside,
        Fetcher(
            "Pullquote/1.0",
            FetchLimits(allowed_networks=LOOPBACK),
            resolver=lambda _host, _port: next(answers, ["127.0.0.2"]),
            clock=hourglass.clock(),
        ) as fetcher,
    ):
        assert isinstance(fetcher.fetch(site.at("/story")), Fetched)
        assert inside.hits == []
    assert [hit.headers["host"] for hit in site.hits] == [f"news.test:{site.port}"] * 2


def test_a_name_that_turns_private_is_refused(
    site: Site, failing: Failing, hourglass: Hourglass
) -> None:
    """Every new connection is checked anew, within one fetch as well."""

    def hang_up(handler: Handler) -> None:
        handler.close_connection = True
        page(b"", headers={"Connection": "close"})(handler)

    answers = iter([["127.0.0.1"]])
    site.answers["/robots.txt"] = hang_up
    with (
        serving("127.0.0.2", port=site.port) as inside,
        Fetcher(
            "Pullquote/1.0",
            FetchLimits(allowed_networks=LOOPBACK),
            resolver=lambda _host, _port: next(answers, ["127.0.0.2"]),
            clock=hourglass.clock(),
        ) as fetcher,
    ):
        error = failing(fetcher, site.at("/story"))
        assert error.reason is FetchFailure.NETWORK
        assert inside.hits == []
    assert site.asked == []


def test_addresses_of_a_name_are_tried_in_turn(site: Site, make_fetcher: MakeFetcher) -> None:
    """A first address where nobody listens does not cost the page."""
    site.answers["/story"] = page(b"text")
    networks = (ip_network("127.0.0.0/8"),)
    fetcher = make_fetcher(
        names={"news.test": ["127.0.0.3", "127.0.0.1"]},
        limits=FetchLimits(allowed_networks=networks),
    )
    assert isinstance(fetcher.fetch(site.at("/story")), Fetched)


def secure_fetcher(hourglass: Hourglass) -> Fetcher:
    """Return a fetcher that trusts the test's certificate."""
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusted.load_verify_locations(CERTIFICATE)
    return Fetcher(
        "Pullquote/1.0",
        FetchLimits(allowed_networks=LOOPBACK),
        resolver=lambda _host, _port: ["127.0.0.1"],
        clock=hourglass.clock(),
        ssl_context=trusted,
    )


def test_a_checked_address_is_connected_to_in_the_name_of_its_host(hourglass: Hourglass) -> None:
    """TLS and the Host header carry the name, although the connection goes to an address."""
    with serving(tls=True) as site, secure_fetcher(hourglass) as fetcher:
        site.answers["/story"] = page(b"text")
        assert isinstance(fetcher.fetch(site.at("/story", scheme="https")), Fetched)
        assert site.names_asked_for == ["news.test"]
        assert site.hits[-1].headers["host"] == f"news.test:{site.port}"


def test_a_certificate_for_another_name_is_refused(failing: Failing, hourglass: Hourglass) -> None:
    """The certificate has to be the host's; that is not tried again."""
    with serving(tls=True) as site, secure_fetcher(hourglass) as fetcher:
        error = failing(fetcher, site.at("/story", host="other.test", scheme="https"))
        assert error.reason is FetchFailure.CERTIFICATE
        assert site.names_asked_for == ["other.test"]
        assert site.hits == []
