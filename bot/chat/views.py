"""Replies as Discord messages (Components V2); every view with quotes proves them when it is sent.

Buttons keep all their state in `custom_id`, so that they work after a restart.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot import links, wording
from bot.answering.schema import Answer, Excerpt, Headline, Refusal
from bot.answering.sources import Listing
from bot.chat.buttons import ContextButton, PageButton
from bot.chat.desk import Card
from bot.chat.source_line import (
    excerpt_lines,
    headline,
    moment,
    shortened,
    source_line,
    stamp,
)
from bot.chat.wire import (
    Quoted,
    WireMismatchError,
    block_quote,
    escape,
    prove,
    text_displays,
)
from embeddings.schema import Article

MAX_TEXT_CHARS = 4000
"""Over all text displays of a message (Discord API documentation, Components V2)."""
MAX_LISTED = 10
MAX_LIST_CHARS = 3500
MAX_QUESTION_SHOWN = 300
MAX_WORDS_SHOWN = 100
"""Of a reader's own words that a refusal repeats."""
ACCENT = discord.Colour(0x1F6F8B)

Item = ui.Item[Any]  # discord.py's items are generic in the view they stand in


class QuoteView(ui.LayoutView):
    """A message whose quotes are compared with `quoted` each time its payload is made.

    `quoted` comes from the archive, read again, and not from what the message was made from.
    """

    def __init__(self, items: Sequence[Item], quoted: Sequence[Quoted] = ()) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(*items, accent_colour=ACCENT))
        self.quoted = tuple(quoted)

    def to_components(self) -> list[dict[str, Any]]:
        """Return the payload that goes to Discord.

        Raises:
            WireMismatchError: it does not show the quotes exactly, under their sources, or has no
                room to.
        """
        components = self._payload()
        prove(components, self.quoted)
        if self.text_length() > MAX_TEXT_CHARS:
            raise WireMismatchError(f"the message is longer than {MAX_TEXT_CHARS} characters")
        return components

    def text_length(self) -> int:
        """Return how much of `MAX_TEXT_CHARS` the message takes."""
        return sum(len(content) for content in text_displays(self._payload()))

    def _payload(self) -> list[dict[str, Any]]:
        components: list[dict[str, Any]] = super().to_components()  # type: ignore[no-untyped-call]
        return components


def question_line(question: str) -> str | None:
    """Return the line that repeats a question asked by command, which Discord does not show."""
    if not question:
        return None
    return f"-# {wording.ASKED}: {escape(shortened(question, MAX_QUESTION_SHOWN))}"


def answer_view(answer: Answer, quoted: Sequence[Quoted], heading: str | None = None) -> QuoteView:
    """Return the message for an answer; excerpts that find no room are left out whole.

    So are the sources that may not be quoted, before them.
    """
    shown, withheld = list(answer.excerpts), list(answer.withheld)
    while True:
        items = [*_heading(heading), *_answer_items(answer, shown, withheld)]
        view = QuoteView(items, quoted[: len(shown)])
        left_out = withheld or shown[1:]
        if not left_out or view.text_length() <= MAX_TEXT_CHARS:
            return view
        (withheld or shown).pop()


def _heading(heading: str | None) -> list[Item]:
    return [ui.TextDisplay(heading)] if heading else []


def _answer_items(
    answer: Answer, shown: Sequence[Excerpt], withheld: Sequence[Headline]
) -> list[Item]:
    items: list[Item] = []
    for excerpt in shown:
        items += _excerpt_items(excerpt)
        items.append(ui.Separator())
    if withheld:
        items.append(ui.TextDisplay(listed_headlines(wording.WITHHELD, withheld)))
    facts = [
        wording.QUOTED_WORD_FOR_WORD,
        wording.match(answer.score),
        *wording.searched(answer, stamp),
        *wording.freshness(answer.coverage, moment),
    ]
    items.append(ui.TextDisplay("-# " + wording.SOURCE_LINE_SEPARATOR.join(facts)))
    return items


def _excerpt_items(excerpt: Excerpt) -> list[Item]:
    article = excerpt.article
    buttons = [
        *link_button(wording.READ, article, excerpt.text),
        ContextButton(article.version, excerpt.start, excerpt.end),
    ]
    return [
        ui.TextDisplay(block_quote(excerpt.text, _marked(excerpt))),
        ui.TextDisplay(excerpt_lines(excerpt)),
        ui.ActionRow(*buttons),
    ]


def _marked(excerpt: Excerpt) -> tuple[int, int] | None:
    """Return what stands out within the excerpt: its best sentence, unless that is all of it."""
    if excerpt.highlight in (None, (excerpt.start, excerpt.end)):
        return None
    first, last = excerpt.highlight
    return first - excerpt.start, last - excerpt.start


def link_button(label: str, article: Article, quote: str) -> list[Item]:
    """Return the button to `quote` in its article, where there is an address a button can hold."""
    if not article.url or len(article.url) > links.MAX_CHARS:
        return []
    return [ui.Button(label=label, url=links.best(article.url, quote))]


def refusal_view(
    refusal: Refusal, *, max_question_chars: int, heading: str | None = None
) -> QuoteView:
    """Return the message for a refusal: the fixed sentence and the nearest headlines."""
    text = wording.refusal(
        refusal.reason,
        max_question_chars=max_question_chars,
        words=escape(shortened(" ".join(refusal.words.split()), MAX_WORDS_SHOWN)),
        window=refusal.window,
    )
    items: list[Item] = [*_heading(heading), ui.TextDisplay(f"**{text}**")]
    facts = [wording.match(refusal.score)] if refusal.score is not None else []
    facts += wording.searched(refusal, stamp)
    facts += wording.freshness(refusal.coverage, moment)
    below = "-# " + wording.SOURCE_LINE_SEPARATOR.join(facts)
    if refusal.nearest:
        room = MAX_TEXT_CHARS - QuoteView(items).text_length() - len(below)
        label = wording.nearest(refusal.reason)
        items.append(ui.TextDisplay(listed_headlines(label, refusal.nearest, max_chars=room)))
    if facts:
        items.append(ui.TextDisplay(below))
    return QuoteView(items)


def listed_headlines(
    label: str, nearest: Sequence[Headline], *, max_chars: int = MAX_LIST_CHARS
) -> str:
    """Return a list of headlines, linked where there is an address."""
    return listed(label, [headline(near.title, near.url) for near in nearest], max_chars)


def listed(label: str, entries: Sequence[str], max_chars: int = MAX_LIST_CHARS) -> str:
    """Return a list of as many entries as there is room for."""
    text = f"{label}:"
    for entry in entries[:MAX_LISTED]:
        if len(text) + len(entry) + len("\n- ") > min(max_chars, MAX_LIST_CHARS):
            break
        text += f"\n- {entry}"
    return text


def unproven_view(nearest: Sequence[Headline], label: str = wording.NOT_PROVEN) -> QuoteView:
    """Return what is sent instead of a message whose quotes did not prove: headlines and links."""
    if not nearest:
        return sentence_view(wording.ARTICLE_GONE)
    return QuoteView([ui.TextDisplay(listed_headlines(label, nearest))])


def sentence_view(text: str) -> QuoteView:
    """Return one fixed sentence as a message."""
    return QuoteView([ui.TextDisplay(text)])


def listings_view(listings: Sequence[Listing]) -> QuoteView:
    """Return the articles that a look-up matches, or that there is none."""
    if not listings:
        return sentence_view(wording.NO_SOURCE)
    entries = [headline(item.title, None) for item in listings]
    return sentence_view(listed(wording.MATCHES, entries))


def card_view(card: Card, page: int, quoted: Sequence[Quoted]) -> QuoteView:
    """Return an article's card with passage number `page`, counted from 0."""
    article, count = card.article, len(card.passages)
    title = headline(article.title, article.url)
    items: list[Item] = [ui.TextDisplay(f"### {title}")]
    if not count:
        why = f"{wording.WITHHELD}." if card.limited else wording.NO_PASSAGES
        return QuoteView([*items, ui.TextDisplay(source_line(article)), ui.TextDisplay(why)])
    passage = card.passages[page]
    text = article.text[passage.start : passage.end]
    place = wording.PASSAGE_OF.format(number=page + 1, count=count)
    items += [
        ui.TextDisplay(block_quote(text)),
        ui.TextDisplay(source_line(article, text)),
        ui.TextDisplay(f"-# {place}"),
        *([ui.TextDisplay(f"-# {wording.NOT_MORE}")] if card.limited else []),
        ui.ActionRow(*_card_buttons(article, page, count, text)),
    ]
    return QuoteView(items, quoted)


def _card_buttons(article: Article, page: int, count: int, text: str) -> list[Item]:
    return [
        PageButton(article.version, page - 1, wording.PREVIOUS, disabled=page == 0),
        PageButton(article.version, page + 1, wording.NEXT, disabled=page == count - 1),
        *link_button(wording.OPEN, article, text),
    ]
