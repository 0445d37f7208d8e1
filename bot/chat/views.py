"""Replies as Discord messages (Components V2); every view with quotes proves them when it is sent.

Buttons keep all their state in `custom_id`, so that they work after a restart.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot import links, wording
from bot.answering.schema import Headline, Refusal
from bot.chat.source_line import (
    headline,
    moment,
    shortened,
    stamp,
)
from bot.chat.wire import (
    Quoted,
    WireMismatchError,
    escape,
    prove,
    text_displays,
)
from bot.languages import say
from embeddings.schema import Article

MAX_TEXT_CHARS = 4000
"""Over all text displays of a message (Discord API documentation, Components V2)."""
MAX_LISTED = 10
MAX_LIST_CHARS = 3500
MAX_QUESTION_SHOWN = 300
MAX_WHOLE_QUESTION = 1000
"""Where the question must stand to be asked again."""
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
    head: list[Item] = [ui.TextDisplay(heading)] if heading else []
    items = [*head, ui.TextDisplay(f"**{text}**")]
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
    text = wording.label_above(label)
    for entry in entries[:MAX_LISTED]:
        if len(text) + len(entry) + len("\n- ") > min(max_chars, MAX_LIST_CHARS):
            break
        text += f"\n- {entry}"
    return text


def unproven_view(nearest: Sequence[Headline], label: str | None = None) -> QuoteView:
    """Return what is sent instead of a message whose quotes did not prove: headlines and links."""
    if not nearest:
        return sentence_view(say(wording.ARTICLE_GONE))
    return QuoteView([ui.TextDisplay(listed_headlines(label or say(wording.NOT_PROVEN), nearest))])


def sentence_view(text: str) -> QuoteView:
    """Return one fixed sentence as a message."""
    return QuoteView([ui.TextDisplay(text)])
