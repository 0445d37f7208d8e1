"""Files to articles: encodings, formats, fields, titles, and the problems with each."""

import codecs
import json
import os
from pathlib import Path
from typing import Any

import pytest

from embeddings.errors import InputError
from embeddings.readers.encodings import check_encoding, decode, read_text
from embeddings.readers.fields import article_from
from embeddings.readers.markdown import plain_text
from embeddings.readers.sources import Known, files_of, read_items
from embeddings.readers.titles import body_after_title, title_of
from embeddings.schema import Article, Problem, Read

BODY = "The crew landed on Monday. They rest."


def read(folder: Path, *, encoding: str | None = None) -> list[Article | Problem]:
    """Return everything that the files of `folder` give."""
    found = read_items(folder, files_of(folder), Known([]), encoding=encoding)
    return [item.article if isinstance(item, Read) else item for item in found]  # type: ignore[misc]


def article_of(folder: Path) -> Article:
    """Return the one article of `folder`."""
    (found,) = read(folder)
    assert isinstance(found, Article), found
    return found


def problem_of(folder: Path) -> str:
    """Return what is the matter with the one file of `folder`."""
    (found,) = read(folder)
    assert isinstance(found, Problem), found
    return found.what


def from_fields(**fields: Any) -> Article:
    """Return the article of these fields."""
    return article_from(fields, BODY, default_id="a", path="a.jsonl", name="a")


def from_front_matter(folder: Path, matter: str) -> Article | Problem:
    """Return what a Markdown file with this front matter gives."""
    (folder / "a.md").write_text(f"---\n{matter}\n---\n\n{BODY}\n", encoding="utf-8")
    (found,) = read(folder)
    return found


# Encodings


@pytest.mark.parametrize(
    "raw",
    [
        "café 😀".encode(),
        codecs.BOM_UTF8 + "café 😀".encode(),
        codecs.BOM_UTF16_LE + "café 😀".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "café 😀".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "café 😀".encode("utf-32-le"),
        codecs.BOM_UTF32_BE + "café 😀".encode("utf-32-be"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_unicode_is_read_by_its_mark(raw: bytes) -> None:
    """The mark itself is no character of the text."""
    assert decode(raw) == "café 😀"


def test_what_is_not_unicode_is_not_guessed() -> None:
    """0xE9 is é in one encoding and something else in others: the user has to say."""
    with pytest.raises(InputError, match="UTF-8 and UTF-16 with a byte-order mark were tried"):
        decode(b"caf\xe9")
    assert decode(b"caf\xe9", fallback_encoding="windows-1252") == "café"
    assert decode(b"caf\xe9", fallback_encoding="iso-8859-7") == "cafι"


def test_the_named_encoding_serves_only_what_is_not_unicode() -> None:
    """A folder may hold both kinds; UTF-8 read as windows-1252 would be garbage."""
    assert decode("café".encode(), fallback_encoding="windows-1252") == "café"


def test_text_in_neither_encoding_names_both() -> None:
    """The remedy still is to name the right one."""
    with pytest.raises(InputError, match=r"then ascii.*--encoding"):
        decode(b"caf\xe9", fallback_encoding="ascii")


def test_a_zero_byte_means_binary() -> None:
    """Text without a byte-order mark holds none."""
    with pytest.raises(InputError, match="is a binary file"):
        decode(b"\x7fELF\x00\x01", fallback_encoding="windows-1252")


@pytest.mark.parametrize("name", ["klingon", "base64", "hex", "", "caf\udce9"])
def test_an_encoding_that_makes_no_text_is_unknown(name: str) -> None:
    """Python has codecs for other things than text; they would fail file by file."""
    with pytest.raises(InputError, match="use a name such as windows-1252"):
        check_encoding(name)


def test_an_encoding_may_go_by_any_of_its_names() -> None:
    """Python knows windows-1252 as cp1252."""
    assert [check_encoding(name) for name in ("windows-1252", "UTF-16", "Latin-1")] == [
        "cp1252",
        "utf-16",
        "iso8859-1",
    ]


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    """The system's own words, then the remedy."""
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\): check"):
        read_text(tmp_path)


def test_iso_8859_1_is_read_as_browsers_do() -> None:
    """What calls itself so has windows-1252's quotation marks, not invisible controls."""
    assert decode(b"\x93caf\xe9\x94", fallback_encoding="latin-1") == "“café”"


def test_damaged_utf_8_is_read_in_no_other_encoding() -> None:
    """More than three in four of its letters are whole: in windows-1252 all would be garbage."""
    whole = "Zoë, Renée, José é".encode()

    with pytest.raises(InputError, match="is UTF-8 but for some bytes, the first of them at 22"):
        decode(whole + b"\xff", fallback_encoding="windows-1252")
    assert decode(whole[:10] + b"\xe9!", fallback_encoding="latin-1") == "ZoÃ«, RenÃé!"


# Text


def test_a_text_file_is_one_article(tmp_path: Path) -> None:
    """Its id is its path without the suffix; what it does not say stays unknown."""
    (tmp_path / "2022").mkdir()
    (tmp_path / "2022" / "crew-lands.txt").write_text(BODY, encoding="utf-8")

    found = article_of(tmp_path)

    assert (found.id, found.path) == ("2022/crew-lands", "2022/crew-lands.txt")
    assert (found.text, found.title, found.body_start) == (BODY, "crew lands", 0)
    assert (found.outlet, found.authors, found.published, found.url) == (None, (), None, None)
    assert found.source == str(tmp_path.resolve())


# Markdown


def test_the_signs_of_markdown_are_not_the_articles_words() -> None:
    """What a browser would show is kept: no signs, no addresses, no pictures, no markup."""
    body = (
        "# Crew *lands*\n\nThe **crew** [landed](https://a.example) in\nTexas & `rests`.\n\n"
        "![a photo](a.jpg)\n\n> Quoted \\*words\\*.\n\n<div>Boxed</div>\n\n***\n\nEnd."
    )

    assert plain_text(body) == (
        "Crew lands\n\nThe crew landed in\nTexas & rests.\n\nQuoted *words*.\n\nBoxed\n\nEnd."
    )


def test_lists_keep_their_numbers_and_have_one_kind_of_bullet() -> None:
    """As a browser shows them; a number is part of what is said, and code stands as it is."""
    assert plain_text("- one\n* two\n\n3. three\n4. four\n\n    code\n") == (
        "• one\n\n• two\n\n3. three\n\n4. four\n\ncode"
    )
    assert plain_text("- one\n\n  more\n  - two") == "• one\n\nmore\n\n• two"


def test_a_bullet_stays_with_its_item() -> None:
    """An item without words hands its bullet to nothing that follows."""
    assert plain_text("-\n\nEnd.") == "End."
    assert plain_text("- ***\n\nEnd.") == "End."


def test_front_matter_becomes_the_articles_facts(tmp_path: Path) -> None:
    """YAML's own dates become ISO 8601; keys that nobody knows are kept as the source has them."""
    found = from_front_matter(
        tmp_path,
        "id: crew-42\ntitle: 'Crew lands: at last'\noutlet: The Desk\nauthors: [Ann Lee, Bo]\n"
        "published: 2022-03-12T09:30:00Z\nupdated: 2022-03-13\nurl: https://a.example/x\n"
        "language: en\nsection: Space\nrank: 7\nday: 2022-03-14\ntags: {a: [1, null, true]}",
    )

    assert found == Article(
        id="crew-42",
        text=BODY,
        title="Crew lands: at last",
        outlet="The Desk",
        authors=("Ann Lee", "Bo"),
        published="2022-03-12T09:30:00+00:00",
        updated="2022-03-13",
        url="https://a.example/x",
        language="en",
        section="Space",
        path="a.md",
        source=str(tmp_path.resolve()),
        metadata={"rank": 7, "day": "2022-03-14", "tags": {"a": [1, None, True]}},
    )


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("title: a: b", "allowed in this context): put values that hold a colon"),
        ("title: [a", "is no YAML (while parsing a flow sequence)"),
        ("[" * 2000, "is no YAML"),
        ("published: 2022-13-45", "cannot be (month must be in 1..12): write dates like 2022-03-"),
        ("just words", "has front matter without keys: write lines like 'title: ...'"),
        ("- a\n- b", "has front matter without keys"),
        ("published: yesterday", "has a date for published that cannot be read ('yesterday')"),
        (
            "title: yes",
            "has a value for title that is no text (True): write one line, in quotation marks",
        ),
        ("more: &a [*a]", "has metadata that cannot be kept"),
        ("title: a\ntitle: b", "has front matter with 'title' twice: keep one of them"),
    ],
)
def test_front_matter_that_cannot_be_used_says_so(
    tmp_path: Path, matter: str, message: str
) -> None:
    """The file is left out, with the remedy; no word of it is swallowed."""
    found = from_front_matter(tmp_path, matter)

    assert isinstance(found, Problem)
    assert found.where == str(tmp_path / "a.md")
    assert message in found.what


@pytest.mark.parametrize("matter", ["", "# only a comment"])
def test_empty_front_matter_is_none(tmp_path: Path, matter: str) -> None:
    """The fences are taken out all the same."""
    found = from_front_matter(tmp_path, matter)

    assert isinstance(found, Article)
    assert found.text == BODY


@pytest.mark.parametrize("raw", ["---\n\nNever closed.", "{\nNo JSON.\n}", "Plain --- words."])
def test_a_line_of_dashes_that_nothing_closes_is_no_front_matter(tmp_path: Path, raw: str) -> None:
    """Nothing of such a text is lost."""
    (tmp_path / "a.md").write_text(raw, encoding="utf-8")

    assert article_of(tmp_path).text == raw.removeprefix("---\n\n")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ('+++\ntitle = "Crew: lands"\n+++\n\n', "Crew: lands"),
        ('{"title": "Crew: lands"}\n\n', "Crew: lands"),
        ("---\rtitle: Crew\r---\r\r", "Crew"),
        ("---\ntitle: Crew\n...\n\n", "Crew"),
        ("\ufeff---\ntitle: 007\n---\n", "007"),
        ("---\ntitle: 12:30\n---\n", "12:30"),
        ("---\ntitle: 1.10\n---\n", "1.10"),
    ],
)
def test_front_matter_has_several_forms(tmp_path: Path, raw: str, title: str) -> None:
    """TOML and JSON beside YAML, whose numbers stay as they are written."""
    (tmp_path / "a.md").write_bytes((raw + BODY).encode())

    found = article_of(tmp_path)

    assert (found.title, found.text) == (title, BODY)


def test_tables_footnotes_and_tags_keep_their_words() -> None:
    """Cells are parted by tabs, a note of one word is no link, a raised figure stays raised."""
    assert plain_text("|a|b|\n|-|-|\n|c|*d*|") == "a\tb\nc\td"
    assert plain_text("End.[^1]\n\n[^1]: Ibid.") == "End.[^1]\n\n[^1]: Ibid."
    assert plain_text("One<br>\ntwo") == "One\ntwo"
    assert plain_text("10<sup>6</sup> &amp;\nso <!-- no -->on") == "10⁶ &\nso on"


# JSON Lines


def test_every_line_is_an_article(tmp_path: Path) -> None:
    """The id is the file's name and the hash of the text; blank lines are no articles."""
    lines = ['{"text": "One."}', "", '{"text": "Two.", "id": "b", "rank": 1}']
    (tmp_path / "march.jsonl").write_text("\r\n".join(lines), encoding="utf-8")

    one, two = (found for found in read(tmp_path) if isinstance(found, Article))

    assert (one.id, one.text, one.title) == ("march:70277bfc409b", "One.", "march")
    assert one.path == "march.jsonl"
    assert (two.id, two.text, two.metadata) == ("b", "Two.", {"rank": 1})


def test_an_article_keeps_its_id_where_lines_move(tmp_path: Path) -> None:
    """It hangs on the address, else on the text: an old quote never becomes another article's."""
    lines = ['{"text": "One."}', '{"text": "Two.", "link": "https://a.example/2"}']
    file = tmp_path / "2022.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    before = [found for found in read(tmp_path) if isinstance(found, Article)]
    file.write_text("\n".join(['{"text": "New."}', *lines]), encoding="utf-8")
    after = [found for found in read(tmp_path) if isinstance(found, Article)]

    assert after[1:] == before
    assert [found.version for found in after[1:]] == [found.version for found in before]
    assert [found.id for found in before] == ["2022:70277bfc409b", "2022:ef4425a1e41a"]


def test_an_article_with_an_address_keeps_its_id_where_its_text_changes(tmp_path: Path) -> None:
    """A correction is a new version of the same article."""
    for text in ("One.", "One, corrected."):
        line = {"text": text, "url": "https://a.example/2"}
        (tmp_path / "2022.jsonl").write_text(json.dumps(line), encoding="utf-8")

        assert article_of(tmp_path).id == "2022:ef4425a1e41a"


def test_a_line_separator_inside_a_string_ends_no_line(tmp_path: Path) -> None:
    """JSON allows U+2028 unescaped; it becomes a newline of the text."""
    (tmp_path / "a.jsonl").write_text('{"text": "One.\u2028Two."}\n', encoding="utf-8")

    assert article_of(tmp_path).text == "One.\nTwo."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{text: 1}", "is no JSON (Expecting property name"),
        ("[1]", "is no JSON object: write one object a line"),
        ('{"title": "x"}', 'has no "text": give every object one'),
        ('{"text": 5}', 'has no "text"'),
        ('{"text": "half \\ud83d"}', "holds half a character (U+D83D) at 5: repair the text"),
        ('{"text": "x", "title": "\\ud83d"}', "has a value for title that holds half a character"),
        ('{"text": "x", "authors": ["\\ud83d"]}', "has an author that holds half a character"),
        ('{"text": "x", "note": {"a": "\\ud83d"}}', "has metadata that cannot be kept"),
        ('{"text": "x", "\\ud83d": 1}', "has metadata that cannot be kept"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "is no JSON (Exceeds the limit"),
        ("[" * 100_000, "is no JSON"),
        ('{"text": "x", "n": NaN}', "is no JSON (NaN is no number): write one object a line"),
        ('{"text": "x", "n": [-Infinity]}', "is no JSON (-Infinity is no number)"),
        ('{"text": "x", "n": 1e999}', "is no JSON (1e999 is too large a number)"),
        ('{"text": "x", "a": {"b": 1, "b": 2}}', "has 'b' twice in an object: keep one of them"),
        ('{"text": " -- "}', "holds no prose"),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, line: str, message: str) -> None:
    """The lines around it are read."""
    lines = ['{"text": "One."}', line, '{"text": "Three."}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

    one, problem, three = read(tmp_path)

    assert isinstance(problem, Problem)
    assert problem.where == f"{tmp_path / 'a.jsonl'}, line 2"
    assert message in problem.what
    assert [found.id for found in (one, three) if isinstance(found, Article)] == [
        "a:70277bfc409b",
        "a:43c4d94ea2cd",
    ]


def test_a_file_that_is_not_text_is_one_problem(tmp_path: Path) -> None:
    """It has no lines to number."""
    (tmp_path / "a.jsonl").write_bytes(b"\0\0")

    assert problem_of(tmp_path).startswith("is a binary file")


# Fields


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("_id", 7, "id", "7"),
        ("headline", " Crew\nlands ", "title", "Crew lands"),
        ("source", "The Desk", "outlet", "The Desk"),
        ("author", "Ann Lee", "authors", ("Ann Lee",)),
        ("authors", ["Ann", " ", "Bo"], "authors", ("Ann", "Bo")),
        ("date", "2022-03-12", "published", "2022-03-12"),
        ("published_at", "2022-03-12T09:30:00Z", "published", "2022-03-12T09:30:00+00:00"),
        ("published", "2022-03-12 09:30", "published", "2022-03-12T09:30:00"),
        ("published", "Sat, 12 Mar 2022 09:30:00 +0100", "published", "2022-03-12T09:30:00+01:00"),
        ("author", {"@type": "Person", "name": "Ann Lee"}, "authors", ("Ann Lee",)),
        ("updated_at", "20220312", "updated", "2022-03-12"),
        ("link", "http://a.example", "url", "http://a.example"),
        ("lang", "en", "language", "en"),
        ("section", "", "section", None),
    ],
)
def test_a_field_goes_by_the_names_that_exports_use(
    key: str, value: object, field: str, expected: object
) -> None:
    """One meaning, whatever the export calls it; empty is unknown; none of it is kept twice."""
    found = from_fields(**{key: value})

    assert getattr(found, field) == expected
    assert found.metadata == {}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ["a"]}, "has a value for title that is no text (['a'])"),
        ({"language": False}, "has a value for language that is no text (False)"),
        ({"authors": {"full": "Ann"}}, "has authors that are no names"),
        ({"authors": [1]}, "has authors that are no names"),
        (
            {"published": "12.03.2022"},
            "has a date for published that cannot be read ('12.03.2022')",
        ),
        ({"published": "2022-02-30"}, "has a date for published that cannot be read"),
        ({"updated": "2022-03-12T25:00"}, "has a date for updated that cannot be read"),
        ({"url": "ftp://a.example"}, "has a url that is no web address"),
        ({"url": "a.example/x"}, "has a url that is no web address"),
        ({"url": "https://a.example/x y"}, "has a url that is no web address"),
        ({"url": "javascript:alert(1)"}, "has a url that is no web address"),
        ({"url": "https://[::1"}, "has a url that cannot be read"),
        ({"id": "x" * 301}, "has an id of 301 characters: use at most 300"),
    ],
)
def test_a_field_of_the_wrong_form_is_refused_with_its_value(
    fields: dict[str, Any], message: str
) -> None:
    """A fact that is shown under a quote is checked as strictly as the quote."""
    with pytest.raises(InputError) as refused:
        from_fields(**fields)

    assert message in str(refused.value)


# Titles


def test_the_first_line_is_the_title_where_it_reads_like_one() -> None:
    """It stands alone, is short and no sentence; the body begins after it."""
    text = "\nCrew lands safely\n\nThe crew landed."

    assert title_of(text, "a") == "Crew lands safely"
    assert body_after_title(text) == 18
    assert text[18:].strip() == "The crew landed."


@pytest.mark.parametrize(
    "text",
    [
        "The crew landed.\n\nThey rest.",  # a sentence
        "Crew lands\nin Texas\n\nThey rest.",  # not alone
        "Crew lands safely",  # nothing follows
        "Photo: NASA\n\nThey rest.",  # a credit
        "• Crew lands safely\n\nThey rest.",  # a list
        "2022 - 03\n\nThey rest.",  # no word
        "They left. They rest!\n\nThey sleep.",  # two sentences
        "港口关闭。\n\nThey rest.",  # a sentence
        " ".join(["word"] * 21) + "\n\nThey rest.",  # too many words
        "x" * 141 + "\n\nThey rest.",  # too many characters
    ],
)
def test_otherwise_the_name_of_the_file_serves(text: str) -> None:
    """No word of the body is taken away for a headline that is none."""
    assert title_of(text, "crew_lands-safely") == "crew lands safely"
    assert body_after_title(text) == 0


def test_a_title_that_is_given_leaves_the_whole_text_as_evidence() -> None:
    """The first line of the text is then part of what may be quoted."""
    found = article_from(
        {"title": "Crew lands"}, "A headline\n\nBody.", default_id="a", path="a", name="a"
    )

    assert (found.title, found.body_start) == ("Crew lands", 0)


# Sources


def test_a_folder_gives_its_files_in_order(tmp_path: Path) -> None:
    """Every known kind at any depth; what is hidden or of another kind is left out."""
    for name in ("b.txt", "a.MD", "c/d.jsonl", ".hidden.txt", ".git/e.txt", "f.pdf", "g.markdown"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    (tmp_path / "folder.txt").mkdir()

    names = [path.relative_to(tmp_path).as_posix() for path in files_of(tmp_path)]

    assert names == ["a.MD", "b.txt", "c/d.jsonl", "g.markdown"]


def test_a_file_is_its_own_source(tmp_path: Path) -> None:
    """Its path is its name alone."""
    file = tmp_path / "a.txt"
    file.write_text(BODY, encoding="utf-8")

    (found,) = read(file)

    assert isinstance(found, Article)
    assert (found.path, found.source) == ("a.txt", str(file.resolve()))


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
def test_a_name_that_is_not_unicode_is_a_problem(tmp_path: Path) -> None:
    """It could be neither shown nor stored as the article's path; the others are read."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(BODY, encoding="utf-8")
    (tmp_path / "z.txt").write_text(BODY, encoding="utf-8")

    problem, found = read(tmp_path)

    assert isinstance(problem, Problem)
    assert isinstance(found, Article)
    assert problem.what == "has a name that is not UTF-8: rename it"
    assert problem.where == f"'{tmp_path}/caf\\udce9.txt'"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list all")
def test_a_folder_that_cannot_be_listed_stops_the_run(tmp_path: Path) -> None:
    """Its articles would otherwise look as if they had been removed."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    try:
        with pytest.raises(InputError, match="closed cannot be listed"):
            files_of(tmp_path)
    finally:
        closed.chmod(0o700)


def test_metadata_comes_back_as_json_has_it(tmp_path: Path) -> None:
    """What cannot be JSON (dates, sets of YAML) is kept as its words."""
    found = from_front_matter(tmp_path, "1: one\nwhen: 2022-03-12\nnested: {2: [2022-03-13]}")

    assert isinstance(found, Article)
    assert json.loads(json.dumps(dict(found.metadata))) == {
        "1": "one",
        "when": "2022-03-12",
        "nested": {"2": ["2022-03-13"]},
    }
