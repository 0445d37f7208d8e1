"""What pages state of their articles, in which order their sources count, and their encodings."""

import codecs
import json
from typing import Any

import pytest
from web_pages import HERE, RESCUE, page, read, read_bytes, story

from embeddings.errors import InputError
from embeddings.readers.fields import article_from
from embeddings.readers.moments import moment_of
from embeddings.readers.pages.json_ld import articles_in
from embeddings.schema import Article, Genre

BODY = story("")
META = '<meta property="{}" content="{}">'


def ld(inside: str) -> str:
    """Return a script of JSON-LD."""
    return f'<script type="application/ld+json">{inside}</script>'


def of_head(head: str, *, address: str | None = HERE) -> Article:
    """Return the article of a page with this head."""
    return read(BODY, head, address=address)


def from_fields(**fields: Any) -> Article:
    """Return the article of these fields."""
    return article_from(fields, "The crew landed.", default_id="a", path="a.md", name="a")


# Encodings


@pytest.mark.parametrize(
    ("encoding", "mark", "declared", "charset"),
    [
        ("utf-8", codecs.BOM_UTF8, "windows-1252", "iso-8859-2"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-8", "utf-8"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-8", None),
        ("utf-8", b"", "windows-1252", "UTF-8"),
        ("iso-8859-2", b"", "utf-8", "iso-8859-2"),
        ("windows-1252", b"", "iso-8859-1", None),
        ("windows-1252", b"", "utf-8", "latin1"),
        ("utf-8", b"", "utf-16", None),
        ("utf-8", b"", "no-such-encoding", None),
        ("utf-8", b"", "base64", None),
    ],
)
def test_the_mark_counts_before_the_transport_and_that_before_the_page(
    encoding: str, mark: bytes, declared: str, charset: str | None
) -> None:
    """As the HTML Standard has it; names of Latin-1 mean windows-1252 on the web."""
    sign = "ř" if encoding == "iso-8859-2" else "é"
    text = f'<meta charset="{declared}"><article><p>Caf{sign}. {RESCUE}</p></article>'

    found = read_bytes(mark + text.encode(encoding), charset=charset)

    assert found.text == f"Caf{sign}. {RESCUE}"


def test_latin_1_has_the_typographic_signs_of_windows() -> None:
    """What the page calls iso-8859-1 has quotation marks where that has controls."""
    raw = f'<meta charset="iso-8859-1"><p>\x93It\x92s over.\x94 {RESCUE}</p>'.encode("latin-1")

    assert read_bytes(raw).text == f"“It’s over.” {RESCUE}"


def test_bytes_of_another_encoding_name_the_one_that_was_tried() -> None:
    """A page whose declaration is wrong would be quoted wrongly."""
    raw = f'<meta charset="utf-8"><p>Caf\xe9. {RESCUE}</p>'.encode("latin-1")

    with pytest.raises(InputError, match=r"declares \(utf-8 was tried\)"):
        read_bytes(raw)
    with pytest.raises(InputError, match="declares no encoding and is not UTF-8"):
        read_bytes(raw.replace(b"charset", b"class"))


def test_broken_bytes_outside_the_article_do_no_harm() -> None:
    """No word of theirs is quoted."""
    raw = page("<nav>Caf\xe9</nav>" + BODY).replace("é".encode(), b"\xe9")

    assert read_bytes(raw).text.startswith(RESCUE)


# Sources of facts


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Said"}',
        '[{"@type": "WebPage"}, {"@type": ["Thing", "ReportageNewsArticle"], "headline": "Said"}]',
        '{"@graph": [{"@type": "http://schema.org/Article", "headline": "Said"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "Said"}}',
        '<!-- {"@type": "Article", "headline": "Said"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Said"}\n//]]>',
        '/*<![CDATA[*/{"@type": "Article", "headline": "Said"}/*]]>*/',
        '{"@type": "Article", "headline": "Said", "keywords": ["a, ]", "b",],}',
        '{"@type": "Article",\n "description": "two\nlines", "headline": "Said"}',
    ],
)
def test_json_ld_is_read_in_every_form_that_sites_write(script: str) -> None:
    """Lists, graphs, wrappings, trailing commas, lines inside strings."""
    (item,) = articles_in([script])

    assert item["headline"] == "Said"


@pytest.mark.parametrize("script", ["{", "", "null", "[" * 100_000, '"x"', '{"@type": "Person"}'])
def test_json_ld_that_cannot_be_read_leaves_the_word_to_the_rest(script: str) -> None:
    """It is no reason to lose the article."""
    found = of_head(ld(script) + META.format("og:title", "Said by OpenGraph"))

    assert found.title == "Said by OpenGraph"


def test_json_ld_counts_before_opengraph_and_that_before_plain_tags() -> None:
    """Each fact by itself: what the first leaves out the next may say."""
    found = of_head(
        ld(
            '{"@type": "OpinionNewsArticle", "headline": "It&#8217;s <em>said</em>", '
            '"author": {"name": "By Ann Lee and Bo Ek"}, "datePublished": "", '
            '"dateCreated": "2022-01-01", "license": {"url": "https://desk.example/licence"}, '
            '"isAccessibleForFree": "False"}'
        )
        + META.format("og:title", "Other")
        + META.format("og:site_name", "The Desk")
        + META.format("article:author", "Somebody Else")
        + META.format("article:published_time", "2022-03-12T09:30:00+0100")
        + '<meta name="date" content="2021-01-01"><meta name="section" content="Views">'
        + '<meta name="lastmod" content="Sun, 13 Mar 2022 08:00:00 GMT">'
    )

    assert (found.title, found.outlet) == ("It’s said", "The Desk")
    assert found.authors == ("Ann Lee", "Bo Ek")
    assert found.published == "2022-03-12T09:30:00+01:00"
    assert found.updated == "2022-03-13T08:00:00+00:00"
    assert (found.section, found.genre) == ("Views", Genre.OPINION)
    assert (found.rights, found.language) == ("https://desk.example/licence", "en")
    assert found.metadata == {"accessible_for_free": False}


def test_a_date_that_no_source_states_is_never_guessed() -> None:
    """Neither from the address, nor from the text, nor from when the page was made."""
    head = ld('{"@type": "NewsArticle", "dateCreated": "2022-03-12", "datePublished": "soon"}')
    body = story("<p>Published on 12 March 2022 at noon by the desk itself.</p>")

    found = read(body, head, address="https://desk.example/2022/03/12/barge")

    assert (found.published, found.updated) == (None, None)


def test_headline_and_outlet_may_be_guessed_from_the_page() -> None:
    """They are shown on it; a host is not the name of an outlet."""
    found = of_head("<title>Barge sinks | The Harbour Desk</title>")

    assert found.title == "Barge sinks"
    assert of_head("").outlet is None
    assert of_head('<link rel="canonical" href="https://desk.example/n/7">').outlet is None


def test_the_name_of_the_outlet_is_no_part_of_the_headline() -> None:
    """Sites put it after a sign."""
    head = META.format("og:title", "Barge sinks – two saved | The Desk")

    assert of_head(head + META.format("og:site_name", "The Desk")).title == (
        "Barge sinks – two saved"
    )


def test_of_several_articles_the_page_s_own_is_read() -> None:
    """By its address, or else by its headline."""
    two = [
        '{"@type": "NewsArticle", "headline": "Other", "url": "https://desk.example/o"}',
        '{"@type": "NewsArticle", "headline": "Own", "url": "https://desk.example/news/barge?id=7"}',
        '{"@type": "NewsArticle", "headline": "Barge sinks", "author": "Ann Lee"}',
    ]

    assert of_head(ld(f"[{','.join(two)}]")).title == "Own"
    assert of_head(ld(f"[{two[0]},{two[2]}]")).title == "Barge sinks"


@pytest.mark.parametrize(
    ("link", "address", "expected"),
    [
        ("/n/7#top", HERE, "https://desk.example/n/7"),
        (
            "https://WWW.Desk.example:443/n/7?utm_source=x&p=1",
            HERE,
            "https://www.desk.example/n/7?p=1",
        ),
        ("/", HERE, HERE),
        ("javascript:x", HERE, HERE),
        ("https://[", HERE, HERE),
        ("", HERE, HERE),
        ("https://other.test/7", HERE, HERE),
        ("https://desk.example/n/7", "http://127.0.0.1:8080/n/7", "https://desk.example/n/7"),
        ("https://desk.example/n/7", None, "https://desk.example/n/7"),
        ("/n/7", None, None),
    ],
)
def test_an_article_goes_by_its_canonical_address(
    link: str, address: str | None, expected: str | None
) -> None:
    """One that leads to a front page or to another site is not the page's own."""
    found = of_head(f'<link rel="canonical" href="{link}">', address=address)

    assert found.url == expected
    assert found.id == (expected if address else "a")


def test_a_copy_keeps_its_own_address_and_names_the_original() -> None:
    """A quote of the copy must lead to the words that were quoted."""
    found = of_head('<link rel="canonical" href="https://other.test/7">')

    assert found.metadata == {"original": "https://other.test/7"}


def test_a_saved_page_has_the_address_that_the_browser_noted() -> None:
    """Its links are seen from there; its id is that of the file all the same."""
    raw = b"<!-- saved from url=(0022)https://desk.example/n -->" + page(
        BODY, '<link rel="canonical" href="/n/7">'
    )

    found = read_bytes(raw, address=None)

    assert (found.id, found.url) == ("a", "https://desk.example/n/7")


RELATED = (
    '{"@type": "NewsArticle", "headline": "Mayor resigns", "author": "Wrong Person", '
    '"datePublished": "2019-01-01", "url": "https://desk.example/news/mayor"}'
)


@pytest.mark.parametrize("script", [RELATED, f"[{RELATED},{RELATED.replace('mayor', 'mare')}]"])
def test_json_ld_of_another_page_says_nothing_of_this_one(script: str) -> None:
    """A card for a related article has its own author and date."""
    found = of_head(ld(script))

    assert (found.title, found.authors, found.published) == ("Barge sinks", (), None)


def test_json_ld_without_an_address_may_have_the_headline_that_is_shared() -> None:
    """What social networks are told of the page is its headline too."""
    own = '{"@type": "NewsArticle", "headline": "A barge went down", "author": "Ann Lee"}'

    found = of_head(ld(f"[{RELATED},{own}]") + META.format("og:title", "A barge went down"))

    assert (found.title, found.authors) == ("A barge went down", ("Ann Lee",))


@pytest.mark.parametrize(
    "around",
    [
        "<section id='comments'>{}</section>",
        "<div itemscope itemtype='https://schema.org/Comment'>{}</div>",
        "<div class='related'><div itemscope>{}</div></div>",
    ],
)
def test_microdata_of_comments_and_cards_is_not_the_article_s(around: str) -> None:
    """Their authors wrote something else, on another day."""
    stated = (
        "<meta itemprop='author' content='Troll'>"
        "<time itemprop='datePublished' datetime='2024-09-09'>9 Sept</time>"
    )

    found = read(BODY + around.format(stated))

    assert (found.authors, found.published) == ((), None)


def test_microdata_around_the_headline_is_the_article_s() -> None:
    """That is where sites put it."""
    body = BODY.replace(
        "<h1>", "<time itemprop='datePublished' datetime='2022-03-12'>Saturday</time><h1>"
    ).replace("<article>", "<article itemscope>")

    assert read(body).published == "2022-03-12"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Mayor resigns<br>over barge", "Mayor resigns over barge"),
        ("Mayor resigns&lt;br/&gt;over barge", "Mayor resigns over barge"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("Why x<y and z>w matter", "Why x<y and z>w matter"),
        ("R&D in Vell", "R&D in Vell"),
        ("10<sup>6</sup> germs", "10⁶ germs"),
        ("H<sub>2</sub>O in Vell", "H₂O in Vell"),
        ("<a href='/x'>Barge</a> sinks", "Barge sinks"),
    ],
)
def test_a_headline_with_markup_is_its_words(written: str, title: str) -> None:
    """As a browser shows them: none is glued to the next, and no sign is taken for a tag."""
    assert of_head(ld(json.dumps({"@type": "Article", "headline": written}))).title == title


def test_a_kicker_is_not_glued_to_the_headline() -> None:
    """It stands above it."""
    kicker = "<h1><span class='kicker'>Opinion</span><span>Barge</span> sinks</h1>"
    head = "<meta property='og:type' content='article'>"

    assert read(BODY.replace("<h1>Barge sinks</h1>", kicker), head).title == "Opinion Barge sinks"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('{"name": ["Ada Quist", "Bo Ek"]}', ("Ada Quist", "Bo Ek")),
        ('[{"name": "Ada Quist"}, {"name": ["Bo Ek"]}]', ("Ada Quist", "Bo Ek")),
        ('[["Ada Quist"], [{"name": "Bo Ek"}]]', ("Ada Quist", "Bo Ek")),
        ('{"@type": "Person", "givenName": "Ada", "familyName": "Quist"}', ("Ada Quist",)),
        ("[null, 7, {}]", ()),
    ],
)
def test_authors_are_read_in_every_form_of_json_ld(author: str, names: tuple[str, ...]) -> None:
    """Lists in lists, lists of names, and names in two parts."""
    script = f'{{"@type": "Article", "headline": "Barge sinks", "author": {author}}}'

    assert of_head(ld(script)).authors == names


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Sat, 12 Mar 2022 10:00:00 PM", None),
        ("Sat, 12 Mar 2022 10:00 p.m.", None),
        ("Sat Mar 12 2022 10:00:00 GMT+0100 (CET)", "2022-03-12T10:00:00+01:00"),
        ("Sat, 12 Mar 2022 10:00:00 GMT-03:30", "2022-03-12T10:00:00-03:30"),
        ("Sat, 12 Mar 2022 10:00:00 GMT", "2022-03-12T10:00:00+00:00"),
        ("2022-03-12T10:00:00", "2022-03-12T10:00:00"),
    ],
)
def test_a_time_is_read_with_its_zone_or_not_at_all(written: str, moment: str | None) -> None:
    """Ten in the evening is not ten in the morning, nor ten in London ten in Vienna."""
    assert moment_of(written) == moment


def test_half_a_character_in_json_ld_is_no_word() -> None:
    """It can be written there, and nobody can read it."""
    assert of_head(ld('{"@type": "Article", "headline": "\\ud83d"}')).title == "Barge sinks"


# Fields


@pytest.mark.parametrize(
    ("word", "genre"),
    [
        ("opinion", Genre.OPINION),
        ("Op-Ed", Genre.OPINION),
        ("op_ed", Genre.OPINION),
        ("commentary", Genre.OPINION),
        ("OpinionNewsArticle", Genre.OPINION),
        ("https://schema.org/LiveBlogPosting", Genre.LIVE),
        ("liveblog", Genre.LIVE),
        ("Live updates", Genre.LIVE),
        ("Correction", Genre.CORRECTION),
        ("Corrections & clarifications", Genre.CORRECTION),
        ("NewsArticle", Genre.NEWS),
        ("news", Genre.NEWS),
    ],
)
def test_loose_words_name_a_genre(word: str, genre: Genre) -> None:
    """However they are written."""
    found = from_fields(genre=word)

    assert (found.genre, found.section, found.metadata) == (genre, None, {})


def test_a_word_that_names_no_genre_is_kept_as_it_is() -> None:
    """As the section where there is none, else beside it."""
    alone, beside = from_fields(genre="Travel"), from_fields(genre="Travel", section="Life")

    assert (alone.genre, alone.section, alone.metadata) == (None, "Travel", {})
    assert (beside.genre, beside.section, beside.metadata) == (None, "Life", {"genre": "Travel"})


@pytest.mark.parametrize(
    ("section", "genre"),
    [
        ("Opinion", Genre.OPINION),
        ("Corrections", Genre.CORRECTION),
        ("Live", None),
        ("News", None),
    ],
)
def test_a_section_may_tell_the_genre(section: str, genre: Genre | None) -> None:
    """Everything under Opinion is; what is under Live may be a concert."""
    assert (from_fields(section=section).genre, from_fields(section=section).section) == (
        genre,
        section,
    )


@pytest.mark.parametrize("key", ["rights", "licence", "license", "copyright"])
def test_rights_go_by_several_names(key: str) -> None:
    """None of them is kept twice."""
    found = from_fields(**{key: "© The Desk"})

    assert (found.rights, found.metadata) == ("© The Desk", {})


@pytest.mark.parametrize("value", [0, 300, "300", " 300 "])
def test_the_length_of_a_quote_may_be_limited(value: object) -> None:
    """In characters; none at all leaves headline and link."""
    assert from_fields(max_quote_chars=value).max_quote_chars == int(str(value))


@pytest.mark.parametrize("value", [-1, "many", 1.5, True, [3]])
def test_a_limit_that_is_none_is_refused(value: object) -> None:
    """A limit that is not understood must not be taken for no limit."""
    with pytest.raises(InputError, match=r"max_quote_chars .*: write a whole number"):
        from_fields(max_quote_chars=value)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee, Bo Ek and Cy Ray", ("Ann Lee", "Bo Ek", "Cy Ray")),
        ("by A, B and C", ("A", "B", "C")),
        ("BY: Ann Lee & Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Ann Lee; Bo Ek", ("Ann Lee", "Bo Ek")),
        ("John Smith, Jr.", ("John Smith, Jr.",)),
        ("John Smith, Jr., and Ann Lee, PhD", ("John Smith, Jr.", "Ann Lee, PhD")),
        ("Smith, John", ("Smith, John",)),
        ("Ada Quist, New York", ("Ada Quist, New York",)),
        ("Ada Quist, Data Analyst", ("Ada Quist, Data Analyst",)),
        ("Ada Quist, Guest Essayist", ("Ada Quist, Guest Essayist",)),
        ("Van der Berg, Jan Peter", ("Van der Berg, Jan Peter",)),
        ("Ann Lee, Bo Ek, Cy Ray", ("Ann Lee", "Bo Ek", "Cy Ray")),
        ("Ann Lee, Science Editor", ("Ann Lee, Science Editor",)),
        ("Department of Health and Social Care", ("Department of Health and Social Care",)),
        ("Byron Ek", ("Byron Ek",)),
        (["Ann Lee", "ann lee", {"name": "Bo Ek"}], ("Ann Lee", "Bo Ek")),
    ],
)
def test_a_byline_is_parted_only_where_its_parts_are_names(
    byline: object, names: tuple[str, ...]
) -> None:
    """A name that is cut in two would be two people that nobody knows."""
    assert from_fields(author=byline).authors == names


def test_a_date_keeps_what_it_says_of_the_zone_and_no_more() -> None:
    """Neither a zone nor a time of day is added."""
    dates = ("2022-03-12", "2022-03-12T09:30", "Sat, 12 Mar 2022 09:30:00 EST")

    assert [from_fields(date=one).published for one in dates] == [
        "2022-03-12",
        "2022-03-12T09:30:00",
        "2022-03-12T09:30:00-05:00",
    ]
