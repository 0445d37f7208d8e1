"""Messages at Discord's limits: quotes are shown whole or not at all."""

import pytest
from world import buttons

from bot import wording
from bot.answering.schema import Answer, Excerpt, Headline
from bot.answering.showing.contexts import context_of
from bot.answering.sources import Catalogue
from bot.chat.answer_view import answer_view
from bot.chat.articles import Card
from bot.chat.card_view import card_view, listings_view
from bot.chat.context_view import context_view
from bot.chat.source_line import source_line
from bot.chat.views import (
    QuoteView,
    unproven_view,
)
from bot.chat.wire import Quoted, WireMismatchError, text_displays
from embeddings.schema import Article, Passage

URL = "https://a.example/b"


def article(text: str, **facts: str) -> Article:
    """Return an article of `text`."""
    return Article(**{"id": "a", "text": text, "title": "The hatch", "url": URL} | facts)


def excerpt_of(whole: Article) -> Excerpt:
    """Return all of an article as an excerpt."""
    return Excerpt(whole, 0, len(whole.text), 0.9)


def quoted(whole: Article) -> Quoted:
    """Return what a message that quotes all of an article must show."""
    return Quoted(whole.text, source_line(whole, whole.text))


def answered(*articles: Article) -> QuoteView:
    """Return the message for an answer that quotes all of `articles`."""
    answer = Answer("q", 0.9, [excerpt_of(whole) for whole in articles], 0.1)
    return answer_view(answer, [quoted(whole) for whole in articles])


def lengths(view: QuoteView) -> list[int]:
    """Return how long the quotes of a message are."""
    return [len(text) for text in text_displays(view.to_components()) if text.startswith("> ")]


@pytest.mark.parametrize(
    ("chars", "shown"),
    [
        # A quote takes 2 more for its mark, its source line 45, the last line of the message 36.
        (100, 5),
        (700, 5),
        (900, 4),
        (1000, 3),
    ],
)
def test_as_many_excerpts_are_shown_as_fit_whole(chars: int, shown: int) -> None:
    """The best come first; what finds no room is left out, and no quote is cut."""
    view = answered(*[article("x" * chars, id=str(n)) for n in range(5)])
    assert lengths(view) == [chars + 2] * shown
    assert view.text_length() <= 4000


def test_what_finds_no_room_is_named() -> None:
    """No page shows it otherwise; nothing is said where all found room."""
    said = list(
        text_displays(answered(*[article("x" * 900, id=str(n)) for n in range(5)]).to_components())
    )
    assert said[-2] == f"{wording.NO_ROOM}:\n- [The hatch]({URL})"
    assert wording.NO_ROOM not in "".join(text_displays(answered(article("x")).to_components()))


def test_an_excerpt_whose_every_sign_is_escaped_still_fits() -> None:
    """A thousand signs, the most an owner can set, take two thousand characters."""
    view = answered(article("*" * 1000))
    assert lengths(view) == [2002]


def test_a_quote_that_finds_no_room_even_alone_is_not_sent() -> None:
    """Discord would refuse the message; headlines go instead."""
    with pytest.raises(WireMismatchError, match="longer than 4000 characters"):
        answered(article("*" * 2000)).to_components()


def test_a_quote_without_spaces_takes_no_room_for_its_link() -> None:
    """A text fragment of a thousand Japanese letters would take nine thousand characters."""
    view = answered(article("あ" * 1000))
    assert lengths(view) == [1002]
    assert buttons(view.to_components())[0]["url"] == URL


def test_an_address_too_long_for_a_button_gets_none() -> None:
    """Discord would refuse the whole message."""
    long = "https://a.example/".ljust(513, "b")
    labels = [b["label"] for b in buttons(answered(article("Yes.", url=long)).to_components())]
    assert labels[0] == wording.MORE_CONTEXT
    fits = buttons(answered(article("Yes.", url=long[:-1])).to_components())
    assert fits[0]["url"] == long[:-1]


def test_five_excerpts_keep_to_the_number_of_components() -> None:
    """Discord takes 40 in a message, those inside others included."""

    def count(parts: list[dict[str, object]]) -> int:
        return sum(1 + count(part.get("components", [])) for part in parts)  # type: ignore[arg-type]

    excerpts = [excerpt_of(article("Yes.", id=str(n))) for n in range(5)]
    withheld = [Headline("w", "Withheld", URL)]
    for can_be_shared, page, expected in ((False, 0, 36), (True, 1, 39)):
        answer = Answer("q", 0.9, excerpts, 0.1, withheld=withheld, page=page, has_more=True)
        quotes = [quoted(excerpt.article) for excerpt in excerpts]
        view = answer_view(answer, quotes, "-# Asked: Who?", can_be_shared=can_be_shared)
        assert count(view.to_components()) == expected <= 40


def test_an_article_without_passages_has_a_card() -> None:
    """The card says so, and quotes nothing."""
    whole = article("Photo: Reuters", published="2022-03-15")
    view = card_view(Card(whole, []), 0, [])
    assert list(text_displays(view.to_components())) == [
        f"### [The hatch]({URL})",
        f"-# [The hatch]({URL}) · 15 March 2022",
        wording.NO_PASSAGES,
    ]


def test_a_card_proves_its_passage() -> None:
    """A look-up quotes too."""
    whole = article("Yes. No.")
    card = Card(whole, [Passage(1, "a", whole.version, 0, 8)])
    card_view(card, 0, [quoted(whole)]).to_components()
    with pytest.raises(WireMismatchError):
        card_view(card, 0, [Quoted("Yes! No.", source_line(whole, "Yes. No."))]).to_components()


def test_a_context_proves_its_paragraphs() -> None:
    """What stands around a quote is quoted as well."""
    whole = article("Yes. No.")
    context = context_of(whole, (0, 4), whole, max_chars=1000)
    context_view(context, [quoted(whole)]).to_components()
    with pytest.raises(WireMismatchError):
        context_view(context, [Quoted("Yes.", source_line(whole, "Yes."))]).to_components()


@pytest.mark.parametrize("count", [1, 10, 30])
def test_a_list_of_headlines_keeps_to_ten_and_to_the_room_there_is(count: int) -> None:
    """Even where every sign of every headline needs an escape."""
    near = [Headline(str(n), "*" * 300, URL) for n in range(count)]
    listings = Catalogue(Article(id=str(n), text="x", title="*" * 300) for n in range(count))
    for view in (unproven_view(near), listings_view(listings.find("", 30))):
        (text,) = text_displays(view.to_components())
        assert len(text) <= 4000
        assert text.count("\n- ") == min(count, 8)


def test_where_no_source_is_left_to_point_to_the_message_says_so() -> None:
    """An article can leave the archive between question and answer."""
    assert list(text_displays(unproven_view([]).to_components())) == [wording.ARTICLE_GONE]
