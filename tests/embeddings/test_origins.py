"""Who had a story first: credits before dates, and dates by the instant."""

from dataclasses import replace

import pytest

from embeddings.schema import Article
from embeddings.stories.origins import in_order, originator, publication

BODY = "Two cranes fell.\n\nNobody was hurt.\n\nThe council meets.\n\nFerries leave from the pier."


def article(
    outlet: str | None, published: str | None, text: str = BODY, *authors: str, **seen: str
) -> Article:
    """Return an article named after its outlet."""
    first_seen = seen.get("first_seen")
    name = str(outlet)
    return Article(name, text, name, outlet, authors, published, first_seen=first_seen)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2024-03-01", "2024-03-02"),
        ("2024-03-01", "2024-03-01T08:00:00+00:00"),
        ("2024-03-01T08:00:00+02:00", "2024-03-01T07:00:00Z"),
        ("2024-03-01T08:00:00", "2024-03-01T09:00:00Z"),
        ("2024-03-01", None),
    ],
)
def test_the_earliest_published_comes_first(earlier: str, later: str | None) -> None:
    """By the instant, whatever the zone; what has no date comes last."""
    first, second = article("B", earlier), article("A", later)
    assert publication(first) < publication(second)
    assert originator([second, first]) is first


def test_of_two_published_at_once_the_first_seen_comes_first() -> None:
    """What was never seen comes last; then the id decides, so that there is one answer."""
    late = article("A", None, first_seen="2024-03-02T10:00:00+00:00")
    early = article("B", None, first_seen="2024-03-01T10:00:00+00:00")
    never, neither = article("C", None), article("D", None)
    for given in ([late, early, never, neither], [neither, never, early, late]):
        assert in_order(given) == [early, late, never, neither]


DATELINE = f"LINDMOOR, March 2 (AP) — {BODY}"


def test_the_agency_that_copies_credit_is_the_originator() -> None:
    """Though a paper has an earlier date; the others follow by theirs."""
    agency = article("The Associated Press", "2024-03-03")
    gazette, herald = article("Gazette", "2024-03-01"), article("Herald", "2024-03-02", DATELINE)
    assert in_order([herald, gazette, agency]) == [agency, gazette, herald]
    assert in_order([gazette, agency, replace(herald, text=BODY)])[0] is gazette


def test_an_agencys_own_dateline_is_evidence() -> None:
    """A paper's own byline is none, nor an agency's rights: they are under all that it prints."""
    gazette = article("Gazette", "2024-03-01")
    agency = article("AP News", "2024-03-01T09:00:00Z", DATELINE)
    assert originator([gazette, agency]) is agency
    rights = replace(agency, text=BODY, rights="© AP", authors=("AP",))
    assert originator([gazette, rights]) is gazette
    echo = article("Echo", "2024-03-02", f"(Echo) - {BODY}", "Echo staff")
    assert originator([gazette, echo]) is gazette


def test_a_credit_for_who_is_not_there_changes_nothing() -> None:
    """The earliest is quoted; it says itself whose it is."""
    gazette, herald = article("Gazette", "2024-03-02", DATELINE), article("Herald", "2024-03-01")
    assert originator([gazette, herald]) is herald


def test_who_is_credited_and_credits_another_passes_on() -> None:
    """The last link of the chain is the originator."""
    agency = article("AP", "2024-03-04")
    gazette = article("Gazette", "2024-03-02", DATELINE)
    herald = article("Herald", "2024-03-01", f"{BODY}\n\nRepublished from the Gazette.")
    assert originator([herald, gazette, agency]) is agency
    assert originator([herald, gazette]) is gazette


def test_two_that_credit_each_other_are_told_apart_by_date() -> None:
    """Both signed it; the one that is signed by none comes after them."""
    both = f"KYIV (AP/AFP) — {BODY}"
    ours, theirs = article("AP", "2024-03-03", both), article("AFP", "2024-03-02", both)
    assert originator([article("Gazette", "2024-03-01"), ours, theirs]) is theirs


def test_of_an_agencys_articles_the_earliest_counts() -> None:
    """It sends a story more than once."""
    first = replace(article("AP", "2024-03-02"), id="first")
    second = replace(article("AP", "2024-03-03", DATELINE), id="second")
    assert originator([second, first, article("Gazette", "2024-03-01", DATELINE)]) is first


def test_articles_without_an_outlet_are_ordered_by_date() -> None:
    """Nothing can credit them."""
    unnamed, gazette = article(None, "2024-03-02"), article("Gazette", "2024-03-03", DATELINE)
    assert originator([gazette, unnamed]) is unnamed


def test_nothing_has_no_originator() -> None:
    """And is in order."""
    assert in_order([]) == []
    with pytest.raises(ValueError, match="empty"):
        originator([])
