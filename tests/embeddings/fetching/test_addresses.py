import pytest
from fetching_kinds import Failing, MakeFetcher
from loopback_web import Site, page

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.addresses import checked, shown
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.results import Fetched


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("HTTP://News.Test/Story", "http://news.test/Story"),
        (" http://news.test/a/../b \n", "http://news.test/b"),
        ("http://news.test./#part", "http://news.test/"),
        ("https://m\u00fcller.test/\u00fc?q=\u00e9", "https://xn--mller-kva.test/%C3%BC?q=%C3%A9"),
        ("http://news.test/%C3%BC%2F%20", "http://news.test/%C3%BC%2F%20"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    ],
)
def test_an_address_has_one_form(address: str, found: str) -> None:
    """Case, dots, fragments and letters beyond ASCII are settled; escapes stay as they are."""
    assert str(checked(address)) == found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "news.test/story",
        "//news.test/story",
        "file:///etc/passwd",
        "ftp://news.test/",
        "gopher://news.test/",
        "data:text/html,x",
        "http://",
        "http:///story",
        "http://news.test:0/",
        "http://news.test:65536/",
        "http://news.test:port/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://%31%32%37.0.0.1/",
        "http://news test/",
        "http://news.test/\n\nX",
        "http://\u2603.test/",
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    """The error says so before anything is resolved or sent."""
    with pytest.raises(FetchError) as caught:
        checked(address)
    assert caught.value.reason is FetchFailure.ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "http://desk:hush@news.test/",
        "http://hush@news.test/",
        "http://desk:hush/@hush@news.test/story",
        "ftp://desk:hush@news.test/",
        "desk:hush@news.test",
        "http:\\\\desk:hush@news.test/",
        "http://desk:hush\n@news.test/",
    ],
)
def test_a_password_is_refused_and_never_repeated(address: str) -> None:
    """Neither the message nor what caused it holds the password; the host is still named."""
    with pytest.raises(FetchError) as caught:
        checked(address)
    assert caught.value.reason is FetchFailure.ADDRESS
    assert "hush" not in repr(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "\u2026@news.test" in str(caught.value)


def test_an_address_is_shown_on_one_line() -> None:
    """Signs that would break or rewrite a log line are replaced."""
    assert shown("http://a\n\x1b[2Jb\u202e/") == "http://a\ufffd\ufffd[2Jb\ufffd/"


def test_a_password_reaches_neither_the_server_nor_the_resolver(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """The fetcher refuses as the check does."""
    error = failing(fetcher, f"http://desk:hush@news.test:{site.port}/story")
    assert error.reason is FetchFailure.ADDRESS
    assert site.hits == []


def test_addresses_beyond_ascii_are_asked_for_in_ascii(
    site: Site, make_fetcher: MakeFetcher
) -> None:
    """The host goes by its IDNA name, the path in UTF-8 escapes."""
    site.answers["/%C3%BCber?q=%E2%82%AC"] = page(b"text")
    fetcher = make_fetcher(names={"xn--mller-kva.test": ["127.0.0.1"], "m\u00fcller.test": []})
    fetched = fetcher.fetch(site.at("/\u00fcber?q=\u20ac", host="m\u00fcller.test"))
    assert isinstance(fetched, Fetched)
    assert site.hits[-1].headers["host"] == f"xn--mller-kva.test:{site.port}"


def test_an_ipv6_address_stands_in_brackets_in_the_host_header(
    site: Site, make_fetcher: MakeFetcher
) -> None:
    """Host and port could not be told apart without."""
    make_fetcher().fetch(site.at("/story", host="[2001:db8::7]"))
    assert site.hits[-1].headers["host"] == f"[2001:db8::7]:{site.port}"
