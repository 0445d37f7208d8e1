import gzip
import zlib

import pytest
from fetching_kinds import Failing, MakeFetcher
from loopback_web import Handler, Site, empty, in_turn, page

from embeddings.errors import FetchError, FetchFailure, InputError
from embeddings.fetching.fetcher import Fetcher, user_agent
from embeddings.fetching.results import Fetched, Gone, NotModified, Validators

FEED_HEADERS = {
    "ETag": '"issue-7"',
    "Last-Modified": "Tue, 14 Nov 2023 22:00:00 GMT",
    "Content-Type": "application/rss+xml",
}


def feed(handler: Handler) -> None:
    """Answer as a feed that has not changed since its tag was given."""
    if handler.headers["If-None-Match"] == FEED_HEADERS["ETag"]:
        handler.head(304, {"ETag": FEED_HEADERS["ETag"]})
    else:
        page(b"<rss/>", headers=FEED_HEADERS)(handler)


def test_a_page_is_its_bytes_and_what_its_server_says_of_them(
    site: Site, fetcher: Fetcher
) -> None:
    """A page comes with its address, media type, charset and validators."""
    headers = {"Content-Type": "Text/HTML; Charset=UTF-8", "ETag": 'W/"a"'}
    site.answers["/story"] = page("Kyïv".encode(), headers=headers)
    assert fetcher.fetch(site.at("/story#part")) == Fetched(
        address=site.at("/story"),
        body="Kyïv".encode(),
        content_type="text/html",
        charset="utf-8",
        validators=Validators('W/"a"', None, site.at("/story")),
    )


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    """Both validators go back to the server word for word; 304 keeps those it does not repeat."""
    site.answers["/feed"] = feed
    first = fetcher.fetch(site.at("/feed"))
    assert isinstance(first, Fetched)
    again = fetcher.fetch(site.at("/feed"), first.validators)
    assert again == NotModified(site.at("/feed"), first.validators)
    assert site.hits[-1].headers["if-none-match"] == FEED_HEADERS["ETag"]
    assert site.hits[-1].headers["if-modified-since"] == FEED_HEADERS["Last-Modified"]


def test_validators_of_another_page_are_not_sent(site: Site, fetcher: Fetcher) -> None:
    """Where a redirect leads elsewhere, the tag of the page that was there proves nothing."""
    site.answers["/feed"] = empty(302, Location="/parked")
    site.answers["/parked"] = feed
    known = Validators(FEED_HEADERS["ETag"], None, site.at("/feed"))
    assert isinstance(fetcher.fetch(site.at("/feed"), known), Fetched)


def test_a_304_from_another_page_is_no_news_of_this_one(site: Site, fetcher: Fetcher) -> None:
    """A page that was asked without validators cannot say that it is as it was."""
    site.answers["/feed"] = empty(302, Location="/parked")
    site.answers["/parked"] = empty(304)
    known = Validators(FEED_HEADERS["ETag"], None, site.at("/feed"))
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(site.at("/feed"), known)
    assert caught.value.reason is FetchFailure.UNEXPECTED


def test_validators_that_cannot_be_a_header_are_not_sent(site: Site, fetcher: Fetcher) -> None:
    """A stored tag with a line break in it cannot smuggle a header in."""
    site.answers["/feed"] = page(b"<rss/>")
    fetcher.fetch(site.at("/feed"), Validators('"a"\r\nX-Evil: 1', "caf\u00e9"))
    assert not {"x-evil", "if-none-match", "if-modified-since"} & set(site.hits[-1].headers)


def test_an_unasked_304_is_no_page(site: Site, fetcher: Fetcher, failing: Failing) -> None:
    """Not modified since when? Without validators that is a fault of the server."""
    site.answers["/feed"] = empty(304)
    assert failing(fetcher, site.at("/feed")).reason is FetchFailure.UNEXPECTED


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_no_error(site: Site, fetcher: Fetcher, status: int) -> None:
    """404 and 410 are results: the caller decides what becomes of the article."""
    site.answers["/story"] = empty(status)
    assert fetcher.fetch(site.at("/story")) == Gone(site.at("/story"), status)


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_refusal_is_not_asked_again(
    site: Site, fetcher: Fetcher, failing: Failing, status: int
) -> None:
    """Other answers of the 400s are final, and the error names address and status."""
    site.answers["/story"] = empty(status)
    error = failing(fetcher, site.at("/story"))
    assert error.reason is FetchFailure.REFUSED
    assert f"{site.at('/story')} answers {status}" in str(error)
    assert site.asked == ["/story"]


def test_the_declared_charset_is_passed_on_and_the_bytes_are_left_alone(
    site: Site, fetcher: Fetcher
) -> None:
    """Whether a charset is true, known or spelt well is for the readers to find out."""
    body = "Ça va – déjà".encode("cp1252")
    site.answers["/story"] = page(body, headers={"Content-Type": "text/html; charset=x-bogus"})
    fetched = fetcher.fetch(site.at("/story"))
    assert isinstance(fetched, Fetched)
    assert (fetched.body, fetched.charset) == (body, "x-bogus")


@pytest.mark.parametrize("declared", ["", ";;=", "text/html; charset*=%%", "caf\u00e9"])
def test_a_content_type_that_makes_no_sense_does_no_harm(
    site: Site, fetcher: Fetcher, declared: str
) -> None:
    """A broken header costs its own information and not the page."""
    site.answers["/story"] = page(b"text", headers={"Content-Type": declared})
    fetched = fetcher.fetch(site.at("/story"))
    assert isinstance(fetched, Fetched)
    assert fetched.body == b"text"


def test_a_gzipped_page_is_unpacked_member_after_member(site: Site, fetcher: Fetcher) -> None:
    """Several members one after the other are one body; zeros after the last are padding."""
    packed = gzip.compress(b"first, ") + gzip.compress(b"second") + b"\0" * 40
    site.answers["/story"] = page(packed, headers={"Content-Encoding": "gzip"})
    fetched = fetcher.fetch(site.at("/story"))
    assert isinstance(fetched, Fetched)
    assert fetched.body == b"first, second"
    assert site.hits[-1].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "deflate"])
def test_a_packing_nobody_asked_for_is_refused(
    site: Site, fetcher: Fetcher, failing: Failing, packing: str
) -> None:
    """Only gzip is unpacked, and only once."""
    packed = gzip.compress(gzip.compress(b"text"))
    site.answers["/story"] = page(packed, headers={"Content-Encoding": packing})
    assert failing(fetcher, site.at("/story")).reason is FetchFailure.ENCODING
    assert site.asked == ["/story"]


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"text" * 99, mtime=0)[:-12], zlib.compress(b"text")]
)
def test_a_damaged_packing_is_no_page(
    site: Site, fetcher: Fetcher, failing: Failing, packed: bytes
) -> None:
    """A packing that ends too soon or is none would pass half a page off as a whole one."""
    site.answers["/story"] = page(packed, headers={"Content-Encoding": "gzip"})
    error = failing(fetcher, site.at("/story"))
    assert error.reason is FetchFailure.BROKEN
    assert site.at("/story") in str(error)


def test_cookies_are_not_kept(site: Site, fetcher: Fetcher) -> None:
    """Every request is a stranger's."""
    site.answers["/story"] = page(b"text", headers={"Set-Cookie": "reader=1; Path=/"})
    fetcher.fetch(site.at("/story"))
    fetcher.fetch(site.at("/story"))
    assert "cookie" not in site.hits[-1].headers


def test_every_request_says_who_asks(site: Site, fetcher: Fetcher) -> None:
    """The user agent is sent for the page as for robots.txt."""
    fetcher.fetch(site.at("/story"))
    agents = [hit.headers["user-agent"] for hit in site.hits]
    assert agents == ["Pullquote/1.0 (+https://desk.test/bot)"] * 2


def test_a_user_agent_names_project_release_and_page() -> None:
    """A page that says who runs the bot is named where there is one."""
    assert user_agent().startswith("Pullquote/")
    assert user_agent("https://desk.test/bot") == f"{user_agent()} (+https://desk.test/bot)"


@pytest.mark.parametrize("name", ["", "Zeitung\u00e4", "Pullquote\r\nX-Evil: 1"])
def test_a_user_agent_that_cannot_be_a_header_is_refused(name: str) -> None:
    """The error comes before anything is asked."""
    with pytest.raises(InputError, match="user agent"):
        Fetcher(name)


def test_the_environments_proxy_is_not_used(
    site: Site, make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would connect for us to what was never checked."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/story"] = page(b"text")
    assert isinstance(make_fetcher().fetch(site.at("/story")), Fetched)


def test_the_connection_is_used_again_after_not_modified(site: Site, fetcher: Fetcher) -> None:
    """Asking a feed that has not changed leaves the connection open for its articles."""
    ports: list[int] = []

    def counted(handler: Handler) -> None:
        ports.append(handler.client_address[1])
        feed(handler)

    site.answers["/feed"] = in_turn(counted)
    for _ in range(3):
        fetcher.fetch(site.at("/feed"), Validators(FEED_HEADERS["ETag"]))
    assert len(ports) == 3
    assert len(set(ports)) == 1
