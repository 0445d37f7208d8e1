"""Whose copy an article says that it prints: the forms that agencies and papers sign with."""

import pytest

from embeddings.schema import Article
from embeddings.stories.agencies import AGENCIES, is_agency, names_of, plain
from embeddings.stories.credits import credits_of

BODY = (
    "The storm tore two cranes from the northern quay. Nobody was hurt.\n\n"
    "The council meets on Thursday to decide what will become of them.\n\n"
    "Until then ferries leave from the old pier, where the rails end."
)


def credited(outlet: str, text: str = BODY, *authors: str, rights: str | None = None) -> bool:
    """Say whether an article credits an outlet."""
    article = Article(id="a", text=text, title="Storm", authors=authors, rights=rights)
    return credits_of(article).name(names_of(outlet))


@pytest.mark.parametrize(
    ("opening", "outlet"),
    [
        ("LINDMOOR (AP) — ", "The Associated Press"),
        ("LONDON, March 3 (Reuters) - ", "Reuters"),
        ("LONDON, March 3 (Reuters) - ", "www.reuters.com"),
        ("(Reuters) - ", "Reuters"),
        ("Berlin (dpa) - ", "Deutsche Presse-Agentur"),
        ("Frankfurt am Main (dpa/lno) - ", "dpa"),
        ("MOSCOW, March 3. /TASS/. ", "TASS"),
        ("BEIJING, March 3 (Xinhua) -- ", "Xinhua News Agency"),
        ("(ANSA) - ROMA, 3 MAR - ", "ANSA"),
        ("Madrid, 4 de septiembre (EFE).- ", "Agencia EFE"),
        ("New Delhi [India], March 3 (ANI): ", "Asian News International"),
        ("WASHINGTON, D.C., March 3 (UPI) -- ", "UPI"),
        ("KYIV (AP/AFP) — ", "AFP"),
        ("KYIV (AP and AFP) — ", "AP"),
        ("AFP – ", "Agence France-Presse"),
        ("東京 (共同通信) - ", "Kyodo News"),
        ("Storm hits the harbour\n\nLINDMOOR (AP) ", "AP"),
        ("By Ada Quist, Associated Press\n\n", "AP"),
        ("Source: Reuters\n\n", "Reuters"),
        ("LINDMOOR (Northern Wire) - ", "Northern Wire"),
    ],
)
def test_an_article_is_signed_where_it_begins(opening: str, outlet: str) -> None:
    """A dateline or a byline; the same words without it credit nobody."""
    assert credited(outlet, opening + BODY)
    assert not credited(outlet)


@pytest.mark.parametrize(
    ("ending", "outlet"),
    [
        (" (PTI)", "Press Trust of India"),
        ("\n\n-- IANS", "IANS"),
        ("\n\nReuters", "Reuters"),
        ("\n\nAP, Reuters", "AP"),
        ("\n\n© 2024 The Associated Press. All rights reserved.", "AP"),
        ("\n\nCopyright 2024 AFP", "AFP"),
        ("\n\nThis article was originally published in The Echo.", "The Echo"),
        ("\n\nThis story first appeared on echo.example.", "https://www.echo.example/"),
        ("\n\nRepublished from the Echo with permission.", "Echo"),
    ],
)
def test_an_article_is_signed_where_it_ends(ending: str, outlet: str) -> None:
    """Names in brackets, behind a dash or alone; whose it is; where it was published first."""
    assert credited(outlet, BODY + ending)


@pytest.mark.parametrize(
    ("author", "outlet"),
    [
        ("Reuters Staff", "Reuters"),
        ("Ada Quist, Associated Press", "AP"),
        ("Ada Quist of The Associated Press", "AP"),
        ("By Ada Quist and Per Holm, The Canadian Press", "CP"),
        ("Ada Quist (Reuters)", "Reuters"),
        ("Associated Press writers", "AP"),
        ("PA news agency", "PA Media"),
        ("Afp", "AFP"),
        ("dpa", "dpa"),
        ("DPA", "dpa"),
    ],
)
def test_an_agency_is_named_among_the_authors(author: str, outlet: str) -> None:
    """Alone, or behind the name of who writes for it."""
    assert credited(outlet, BODY, author)


@pytest.mark.parametrize("author", ["Pa Lindqvist", "Paul Reuters", "Ada Uni", "Ana Tass"])
@pytest.mark.parametrize("outlet", ["PA", "Reuters", "UNI", "TASS"])
def test_a_person_is_no_agency(author: str, outlet: str) -> None:
    """Whatever the name."""
    assert not credited(outlet, BODY, author)


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("“No,” she told The Associated Press on Monday", "AP"),
        ("The Reuters office was shut", "Reuters"),
        ("Oil prices rose sharply (Reuters) on", "Reuters"),
        ("Mayor Quist (AP) said so", "AP"),
        ("A crane at the quay. (AP Photo/Ada Quist)", "AP"),
        ("A crane at the quay. (Ada Quist/AP)", "AP"),
        ("Ada Quist/Reuters", "Reuters"),
        ("Photo: AP", "AP"),
        ("© AP, picture of the quay", "AP"),
        ("Photograph by Reuters", "Reuters"),
        ("The study was first published in The Echo", "Echo"),
        ("The Associated Press contributed to this report.", "AP"),
        ("With files from The Canadian Press", "CP"),
    ],
)
def test_who_is_only_named_is_not_credited(line: str, outlet: str) -> None:
    """An agency that was told something, that helped or that sold a picture."""
    assert not credited(outlet, f"{line}\n\n{BODY}")
    assert not credited(outlet, f"{BODY}\n\n{line}")


def test_a_credit_in_the_middle_is_somebody_elses() -> None:
    """Only the first and the last lines are an article's own."""
    assert not credited("AP", f"{BODY}\n\nLINDMOOR (AP) — \n\n{BODY}")


def test_rights_name_whose_the_text_is() -> None:
    """Not whose the pictures are, and no word that looks like initials."""
    assert credited("AP", rights="© 2024 The Associated Press. All rights reserved.")
    assert credited("dpa", rights="dpa-infocom, dpa:240301-99-1/1")
    assert not credited("AP", rights="Text © The Gazette. Photo: AP")
    assert not credited("MAP", rights="Take the map with you")


def test_every_agency_has_names_of_its_own() -> None:
    """No two share one, and each is known by all of them."""
    names = [plain(name) for agency in AGENCIES for name in agency]
    shared = {name for name in names if names.count(name) > 1}
    assert not shared
    assert names_of("The  Associated Press") == names_of("AP") == names_of("https://apnews.com/")
    assert is_agency("AFP")
    assert not is_agency("Gazette")
    assert names_of("The Gazette") == {"gazette"}


def test_an_article_of_nothing_credits_nobody() -> None:
    """Not even with rights of nothing."""
    assert not credited("AP", "")
    assert not credited("AP", "", "", rights="")
