"""Looking articles up from memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.sources import MAX_WORDS, Catalogue, fold
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


WORDS = st.sampled_from(["harbour", "Ha", "opens", "a", "Ada Lind", "2022-03", "Wire", "x-1", "é"])
TITLES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def _place(article: Article, folded: str) -> int | None:
    """Return where an article belongs among what `folded` finds, by the rule, one by one."""
    parts = folded.split()
    title = fold(article.title)
    everything = fold(f"{article.title} {article.id} {article.outlet or ''}")
    if not all(part in everything for part in parts):
        return None
    if folded in (title, fold(article.id)):
        return 0
    return 1 if title.startswith(folded) else 2 if all(part in title for part in parts) else 3


@given(titles=st.lists(TITLES, max_size=8), outlet=WORDS, words=TITLES)
def test_the_order_is_that_of_the_rule(titles: list[str], outlet: str, words: str) -> None:
    """Looking through one text finds what looking at every article would, in the same order."""
    articles = [
        Article(id=f"x-{number}", text=".", title=title, outlet=outlet if number % 2 else None)
        for number, title in enumerate(titles)
    ]
    folded = fold(words)
    placed = [(place, one) for one in articles if (place := _place(one, folded)) is not None]
    expected = [one.id for _, one in sorted(placed, key=lambda item: item[0])]
    assert [one.article_id for one in Catalogue(articles).find(words, limit=99)] == expected


def test_of_long_input_the_beginning_counts() -> None:
    """Six thousand characters, as many as Discord takes, are no more work than two hundred."""
    found = Catalogue(ARTICLES).find("lindmoor " * 600)
    assert [item.article_id for item in found] == ["a-2", "a-1", "a-3"]
    assert Catalogue(ARTICLES).find("lindmoor " * MAX_WORDS + "nothing") == found


def test_a_suggestion_looks_at_so_many_rows_and_no_more() -> None:
    """What has to be there at once may miss what stands far behind; a look-up does not."""
    articles = [Article(id=f"x-{n}", text=".", title=f"The news {n}") for n in range(50)]
    catalogue = Catalogue(articles)
    assert [item.article_id for item in catalogue.find("news 49")] == ["x-49"]
    assert catalogue.find("news 49", most_rows=10) == []
