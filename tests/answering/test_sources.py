"""Looking articles up from memory."""

import pytest

from bot.answering.sources import Catalogue, fold
from embeddings.schema import Article

ARTICLES = [
    Article(
        id="a-1",
        text="One.",
        title="Café owners protest in Lindmoor",
        outlet="Gazette",
        authors=("Åsa Quist",),
        published="2021-05-01",
        url="https://example.org/cafe",
    ),
    Article(id="a-2", text="Two.", title="Lindmoor votes", published="2022-11-08"),
    Article(id="a-3", text="Three.", title="Harbour opens", authors=("Per Lindmoor",)),
]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cafe", ["a-1"]),
        ("CAFÉ OWNERS", ["a-1"]),
        ("gazette", ["a-1"]),
        ("asa quist", ["a-1"]),
        ("2022-11", ["a-2"]),
        ("8 november 2022", ["a-2"]),
        ("May 2021", ["a-1"]),
        ("example.org/cafe", ["a-1"]),
        ("a-3", ["a-3"]),
        ("votes lindmoor", ["a-2"]),
        ("nothing like it", []),
    ],
)
def test_an_article_is_found_by_any_of_its_facts(words: str, expected: list[str]) -> None:
    """Headline, outlet, author, date, address and id are searched, without case and accents."""
    assert [item.article_id for item in Catalogue(ARTICLES).find(words)] == expected


def test_headlines_come_before_other_facts() -> None:
    """A headline that begins with the words, then one that holds them, then an author's name."""
    found = Catalogue(ARTICLES).find("lindmoor")
    assert [item.article_id for item in found] == ["a-2", "a-1", "a-3"]


def test_no_words_give_the_newest() -> None:
    """An empty look-up lists by date published, undated last."""
    assert [i.article_id for i in Catalogue(ARTICLES).find("", limit=2)] == ["a-2", "a-1"]


def test_folding_keeps_letters_and_drops_accents() -> None:
    """Folding is for finding: case, accents and double spaces do not count."""
    assert fold("  CAFÉ\u00a0Ångström ") == "cafe angstrom"
