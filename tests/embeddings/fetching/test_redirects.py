import pytest
from fetching_kinds import LOOPBACK, Failing, MakeFetcher
from loopback_web import Site, empty, page, serving

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.addresses import checked
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.redirects import Trail
from embeddings.fetching.results import Fetched, FetchLimits, Gone

PAGE = page(b"text")
METADATA = "http://169.254.169.254/latest/meta-data"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_the_page(site: Site, fetcher: Fetcher, status: int) -> None:
    """The result says where the page was found; only a lasting redirect says that it moved."""
    site.answers["/old"] = empty(status, Location="/new?a=1#top")
    site.answers["/new?a=1"] = PAGE
    fetched = fetcher.fetch(site.at("/old"))
    assert isinstance(fetched, Fetched)
    assert fetched.address == site.at("/new?a=1")
    assert fetched.moved_to == (site.at("/new?a=1") if status in (301, 308) else None)


def test_a_page_has_moved_as_far_as_its_lasting_redirects_reach(
    site: Site, fetcher: Fetcher
) -> None:
    """A lasting redirect behind a passing one says nothing of the address asked for."""
    site.answers["/one"] = empty(301, Location="/two")
    site.answers["/two"] = empty(302, Location="/three")
    site.answers["/three"] = empty(301, Location="/four")
    gone = fetcher.fetch(site.at("/one"))
    assert gone == Gone(site.at("/four"), 404, moved_to=site.at("/two"))


def test_five_redirects_are_followed_and_no_more(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """The sixth is an error that names the address it began with."""
    for number in range(6):
        site.answers[f"/{number}"] = empty(302, Location=f"/{number + 1}")
    site.answers["/6"] = PAGE
    assert isinstance(fetcher.fetch(site.at("/1")), Fetched)
    error = failing(fetcher, site.at("/0"))
    assert error.reason is FetchFailure.REDIRECT
    assert f"{site.at('/0')} redirects more than 5 times" in str(error)


def test_redirects_in_a_circle_are_an_error(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """Coming back ends the way, long before it is too long."""
    site.answers["/a"] = empty(302, Location="/b")
    site.answers["/b"] = empty(302, Location="/a")
    error = failing(fetcher, site.at("/a"))
    assert error.reason is FetchFailure.REDIRECT
    assert "in a circle" in str(error)
    assert site.asked == ["/a", "/b"]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://news.test/", "javascript:alert(1)", "http://[bad"],
)
def test_redirects_lead_only_to_addresses_that_may_be_fetched(
    site: Site, fetcher: Fetcher, failing: Failing, location: str
) -> None:
    """What could not be asked for is not reached by a redirect either."""
    site.answers["/story"] = empty(302, Location=location)
    error = failing(fetcher, site.at("/story"))
    assert error.reason is FetchFailure.REDIRECT
    assert site.at("/story") in str(error)


def test_a_redirect_without_a_goal_is_an_error(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """A redirect has to say where to."""
    site.answers["/story"] = empty(302)
    assert failing(fetcher, site.at("/story")).reason is FetchFailure.REDIRECT


def test_a_password_in_a_redirect_is_refused_and_not_told(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """Neither is it sent, nor does it reach a log."""
    site.answers["/story"] = empty(302, Location="http://desk:hush@news.test/")
    error = failing(fetcher, site.at("/story"))
    assert error.reason is FetchFailure.REDIRECT
    assert "hush" not in repr(error)
    assert error.__cause__ is None


@pytest.mark.parametrize("location", [METADATA, "http://169.254.169.254.nip.test/"])
def test_a_redirect_to_the_metadata_address_is_refused(
    site: Site, make_fetcher: MakeFetcher, failing: Failing, location: str
) -> None:
    """That loopback is allowed opens no other network, whatever the host is called."""
    site.answers["/story"] = empty(302, Location=location)
    away = ["169.254.169.254"]
    names = {"169.254.169.254": away, "169.254.169.254.nip.test": away}
    error = failing(make_fetcher(names=names), site.at("/story"))
    assert error.reason is FetchFailure.NETWORK
    assert "169.254.169.254" in str(error)


def test_a_redirect_to_a_private_address_is_refused(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """Each step is judged by what its own host resolves to."""
    site.answers["/story"] = empty(302, Location="http://intranet.test/salaries")
    error = failing(make_fetcher(names={"intranet.test": ["10.1.2.3"]}), site.at("/story"))
    assert error.reason is FetchFailure.NETWORK
    assert "intranet.test leads to 10.1.2.3" in str(error)


def test_a_redirect_asks_the_robots_txt_of_the_new_host(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """What a host forbids is not reached through another."""
    with serving() as closed:
        closed.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /")
        site.answers["/story"] = empty(302, Location=closed.at("/story", host="closed.test"))
        assert failing(fetcher, site.at("/story")).reason is FetchFailure.ROBOTS
        assert closed.asked == []


def test_a_redirect_may_be_forbidden_altogether(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """The number of redirects is a setting, none included."""
    site.answers["/story"] = empty(302, Location="/new")
    limits = FetchLimits(max_redirects=0, allowed_networks=LOOPBACK)
    assert failing(make_fetcher(limits=limits), site.at("/story")).reason is FetchFailure.REDIRECT


def test_redirects_never_lead_from_https_to_http() -> None:
    """Up is allowed, down is not: anyone on the way could change the page."""
    trail = Trail(checked("http://news.test/story"), 5)
    trail.follow(301, "https://news.test/story")
    assert trail.moved_to == "https://news.test/story"
    with pytest.raises(FetchError, match=r"from https to http://news\.test/other") as caught:
        trail.follow(301, "http://news.test/other")
    assert caught.value.reason is FetchFailure.REDIRECT
