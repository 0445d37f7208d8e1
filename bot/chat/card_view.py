"""Articles that were looked up as Discord messages: one as its card, several as a list."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot import wording
from bot.answering.schema import by_carrier
from bot.answering.sources import Listing
from bot.chat.articles import Card
from bot.chat.buttons import PageButton
from bot.chat.source_choice import SourceChoice
from bot.chat.source_line import headline, source_line
from bot.chat.views import Item, QuoteView, link_button, listed, sentence_view
from bot.chat.wire import Quoted, block_quote
from bot.languages import say
from embeddings.schema import Article


def listings_view(listings: Sequence[Listing]) -> QuoteView:
    """Return the articles that a look-up matches, to choose one of, or that there is none."""
    if not listings:
        return sentence_view(say(wording.NO_SOURCE))
    entries = [headline(item.title, None) for item in listings]
    return QuoteView(
        [
            ui.TextDisplay(listed(say(wording.MATCHES), entries)),
            ui.ActionRow(SourceChoice.of(listings)),
        ]
    )


def card_view(card: Card, page: int, quoted: Sequence[Quoted]) -> QuoteView:
    """Return an article's card with passage number `page`, counted from 0."""
    article = card.article
    title = ui.TextDisplay[QuoteView](f"### {headline(article.title, article.url)}")
    if not card.passages:
        why = f"{say(wording.WITHHELD)}." if card.limited else say(wording.NO_PASSAGES)
        shown: list[Item] = [ui.TextDisplay(source_line(article)), ui.TextDisplay(why)]
        return QuoteView([title, *shown, *_notes(card)])
    return QuoteView([title, *_page_items(card, page)], quoted)


def _page_items(card: Card, page: int) -> list[Item]:
    article, count = card.article, len(card.passages)
    passage = card.passages[page]
    text = article.text[passage.start : passage.end]
    place = say(wording.PASSAGE_OF, number=page + 1, count=count)
    return [
        ui.TextDisplay(block_quote(text)),
        ui.TextDisplay(source_line(article, text)),
        *_notes(card),
        ui.TextDisplay(f"-# {place}"),
        *([ui.TextDisplay(f"-# {say(wording.NOT_MORE)}")] if card.limited else []),
        ui.ActionRow(*_card_buttons(article, page, count, text)),
    ]


def _notes(card: Card) -> Iterator[Item]:
    """Yield who else prints the story, each name leading to where it stands."""
    carriers = by_carrier(card.article, card.also)
    if carriers:
        names = [headline(name, item.url) for name, item in carriers.items()]
        yield ui.TextDisplay(f"-# {wording.also_carried_by(names)}")


def _card_buttons(article: Article, page: int, count: int, text: str) -> list[Item]:
    return [
        PageButton(article.version, page - 1, say(wording.PREVIOUS), disabled=page == 0),
        PageButton(article.version, page + 1, say(wording.NEXT), disabled=page == count - 1),
        *link_button(say(wording.OPEN), article, text),
    ]
