"""An answer as a message: the question, its excerpts, and below them what can be done with it."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot import wording
from bot.answering.quotes.since import Fate
from bot.answering.schema import Answer, Excerpt, Headline
from bot.chat.answer_buttons import (
    CopyButton,
    JudgeButton,
    ReportButton,
    ShareButton,
    SourcesButton,
)
from bot.chat.buttons import ContextButton
from bot.chat.recalled import Recalled
from bot.chat.source_line import excerpt_lines, headline, moment, stamp
from bot.chat.views import MAX_TEXT_CHARS, Item, QuoteView, link_button, listed, listed_headlines
from bot.chat.wire import Quoted, block_quote
from bot.languages import say

MAX_SEPARATED = 4
"""Five excerpts with lines between them take more than Discord's 40 components."""
MAX_IN_ROW = 5
"""Buttons (Discord API documentation, action rows)."""


def answer_view(
    answer: Answer,
    quoted: Sequence[Quoted],
    heading: str | None = None,
    *,
    can_be_shared: bool = False,
) -> QuoteView:
    """Return the message for an answer; of excerpts that find no room their headlines are listed.

    Sources that may not be quoted go before them. One that only one person sees can be shared.
    """
    shown, withheld = list(answer.excerpts), list(answer.withheld)
    below = [_facts(answer), *_rows(_answer_buttons(answer, can_be_shared=can_be_shared))]
    head = _heading(_window(answer), heading)
    while True:
        listed = [*_withheld_items(withheld), *left_out_items(answer.excerpts[len(shown) :])]
        view = QuoteView([*head, *_excerpts_items(shown), *listed, *below], quoted[: len(shown)])
        if view.text_length() <= MAX_TEXT_CHARS:
            return view
        if not withheld and not shown[1:]:
            return QuoteView([*head, *_excerpts_items(shown), *below], quoted[: len(shown)])
        (withheld or shown).pop()


def shared_view(
    excerpts: Sequence[Excerpt], quoted: Sequence[Quoted], heading: str, next_page: int | None
) -> QuoteView:
    """Return the message that shows everyone what one person got, made from the archive anew.

    Of excerpts that find no room their headlines are listed, as in the answer itself.
    """
    shown = list(excerpts)
    facts = ui.TextDisplay[QuoteView](f"-# {say(wording.QUOTED_WORD_FOR_WORD)}")
    more = [SourcesButton(next_page)] if next_page else []
    below = [facts, *_rows([*more, *_judged_buttons()])]
    head = ui.TextDisplay[QuoteView](heading)
    while True:
        listed = left_out_items(excerpts[len(shown) :])
        view = QuoteView([head, *_excerpts_items(shown), *listed, *below], quoted[: len(shown)])
        if view.text_length() <= MAX_TEXT_CHARS:
            return view
        if not shown[1:]:
            return QuoteView([head, *_excerpts_items(shown), *below], quoted[:1])
        shown.pop()


def not_shared_view(changed: Sequence[Recalled]) -> QuoteView:
    """Return what is said where quotes are not shared since their articles have them no more."""
    listing = listed(say(wording.CHANGED_NOT_SHARED), list(dict.fromkeys(map(_became, changed))))
    return QuoteView([ui.TextDisplay(listing)])


def _became(quote: Recalled) -> str:
    article = quote.excerpt.article
    shown = headline(article.title, article.url)
    if quote.fate is Fate.REMOVED:
        return shown
    since = wording.updated_since(moment(quote.seen), moment(quote.updated))
    return f"{shown}{wording.SOURCE_LINE_SEPARATOR}{since}"


def _heading(window: str, heading: str | None) -> list[Item]:
    lines = [line for line in (heading, window) if line]
    return [ui.TextDisplay("\n".join(lines))] if lines else []


def _window(answer: Answer) -> str:
    """Return the line that says how dates in the question were understood."""
    facts = wording.searched(answer, stamp)
    return "-# " + wording.SOURCE_LINE_SEPARATOR.join(facts) if facts else ""


def _facts(answer: Answer) -> Item:
    facts = [
        say(wording.QUOTED_WORD_FOR_WORD),
        wording.match(answer.score),
        *wording.freshness(answer.coverage, moment),
    ]
    return ui.TextDisplay("-# " + wording.SOURCE_LINE_SEPARATOR.join(facts))


def _excerpts_items(shown: Sequence[Excerpt]) -> Iterator[Item]:
    for number, excerpt in enumerate(shown, start=1):
        yield from _excerpt_items(excerpt)
        if number == len(shown) or len(shown) <= MAX_SEPARATED:
            yield ui.Separator()


def _withheld_items(withheld: Sequence[Headline]) -> Iterator[Item]:
    if withheld:
        yield ui.TextDisplay(listed_headlines(say(wording.WITHHELD), withheld))


def left_out_items(left_out: Sequence[Excerpt]) -> Iterator[Item]:
    """Yield the list of where excerpts can be read that a message has no room for."""
    if left_out:
        articles = {one.article.id: one.article for one in left_out}.values()
        found = [Headline(one.id, one.title, one.url) for one in articles]
        yield ui.TextDisplay(listed_headlines(say(wording.NO_ROOM), found))


def _excerpt_items(excerpt: Excerpt) -> Iterator[Item]:
    article = excerpt.article
    yield ui.TextDisplay(block_quote(excerpt.text, _marked(excerpt)))
    yield ui.TextDisplay(excerpt_lines(excerpt))
    yield ui.ActionRow(
        *link_button(say(wording.READ), article, excerpt.text),
        ContextButton(article.version, excerpt.start, excerpt.end),
    )


def _marked(excerpt: Excerpt) -> tuple[int, int] | None:
    """Return what stands out within the excerpt: its best sentence, unless that is all of it."""
    if excerpt.highlight in (None, (excerpt.start, excerpt.end)):
        return None
    first, last = excerpt.highlight
    return first - excerpt.start, last - excerpt.start


def _answer_buttons(answer: Answer, *, can_be_shared: bool) -> Iterator[Item]:
    if answer.page:
        yield SourcesButton(answer.page - 1, leads_back=True)
    if answer.has_more:
        yield SourcesButton(answer.page + 1)
    if can_be_shared:
        yield ShareButton()
    yield from _judged_buttons()


def _judged_buttons() -> list[Item]:
    return [
        CopyButton(),
        JudgeButton(is_helpful=True),
        JudgeButton(is_helpful=False),
        ReportButton(),
    ]


def _rows(buttons: Iterator[Item] | Sequence[Item]) -> list[Item]:
    """Return as many rows as they need: what is done with quotes above what is said of them."""
    every = list(buttons)
    first = every if len(every) <= MAX_IN_ROW else every[:-3]
    rest = every[len(first) :]
    return [ui.ActionRow(*row) for row in (first, rest) if row]
