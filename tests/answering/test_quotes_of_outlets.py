"""The archive as a place sees it that is bound to some outlets."""

import pytest
from fakes import MakeAnswerer, QuietProgress

from bot.answering.quotes.exact import ARTICLES_READ
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import EarlierQuote, ExactQuote
from bot.answering.quotes.within import OutletArchive
from bot.answering.showing.quoting_limits import QuotingLimits
from embeddings.indexing import index

WORDS = "The bell of the harbour rang twice before dawn."
MANY = {
    f"{n}.md": f"---\nid: w{n}\ntitle: Bell {n}\noutlet: Wire\npublished: 2021-01-01\n---\n{WORDS}"
    for n in range(ARTICLES_READ)
}
LATER = f"---\nid: c\ntitle: Bell\noutlet: Coast\npublished: 2022-01-01\n---\n{WORDS}"


def test_articles_of_other_outlets_take_no_ones_place(make_answerer: MakeAnswerer) -> None:
    """As many as are read of others have the words, all earlier: the place's own is found."""
    answerer = make_answerer({**MANY, "coast.md": LATER})
    retriever = answerer.retriever
    archive = OutletArchive(retriever.archive, ["coast"])
    found = find_quote(archive, retriever.lexical, WORDS, max_shown_chars=500)
    assert isinstance(found, ExactQuote)
    assert found.place.article.id == "c"
    assert found.other_count == 0
    assert not found.at_least


def test_what_is_of_other_outlets_is_not_there(make_answerer: MakeAnswerer) -> None:
    """By its id, its version and its date; an outlet is known without case and accents."""
    answerer = make_answerer({"wire.md": MANY["0.md"], "coast.md": LATER})
    whole = answerer.retriever.archive
    wire, coast = whole.article("w0"), whole.article("c")
    assert wire
    assert coast
    part = OutletArchive(whole, ["CÓAST"])
    assert part.article("w0") is part.version(wire.version) is None
    assert part.version(coast.version) == part.article("c") == coast
    assert part.publication_dates([wire.version, coast.version]) == {coast.version: "2022-01-01"}


@pytest.mark.parametrize(
    ("outlets", "is_found"), [(["Coast"], False), (["Wire"], False), (["Coast", "Wire"], True)]
)
def test_earlier_words_are_found_where_both_their_outlet_and_todays_are(
    make_answerer: MakeAnswerer, outlets: list[str], is_found: bool
) -> None:
    """An article that is another outlet's now is not shown, and keeps to that one's limit."""
    answerer = make_answerer({"coast.md": LATER, "other.md": MANY["0.md"].replace("bell", "sea")})
    archive, retriever = answerer.retriever.archive, answerer.retriever
    folder = archive.path.parent.parent / "articles"
    moved = LATER.replace("outlet: Coast", "outlet: Wire").replace(WORDS, "The harbour is shut.")
    (folder / "coast.md").write_text(moved, encoding="utf-8")
    index(archive, retriever.encoder, [folder], QuietProgress())
    retriever.refresh()
    found = find_quote(
        OutletArchive(archive, outlets),
        retriever.lexical,
        WORDS,
        max_shown_chars=500,
        quoting=QuotingLimits.for_outlets({"Wire": 5}),
    )
    assert isinstance(found, EarlierQuote) is is_found
    if isinstance(found, EarlierQuote):
        assert (found.words, found.place.withheld) == ("", True)
