"""Answers, cards and summaries as a person likes to read them in a terminal.

Where the output is no terminal, lines are left whole, so that a quote can be found in them.
"""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot import links, wording
from bot.answering.quotes.differences import Change, Difference
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    Place,
    QuoteReply,
    UnusableQuote,
)
from bot.answering.schema import (
    Answer,
    Excerpt,
    Headline,
    Refusal,
    RefusalReason,
    Reply,
    by_carrier,
)
from bot.answering.showing.pages import Sheet
from embeddings.schema import Article

_LEFT_BAR = box.Box("▌   \n" * 8)


def print_reply(console: Console, reply: Reply, *, max_question_chars: int) -> None:
    """Print a question with its quotes and their sources, or with why there are none."""
    console.print(Text(reply.question, style="bold cyan"), soft_wrap=True)
    if isinstance(reply, Answer):
        for excerpt in reply.excerpts:
            _print_quote(console, _marked(excerpt))
            _print_speakers(console, excerpt)
            _print_source(console, excerpt.article, excerpt.text, also=excerpt.carrier_names)
        _print_sources(console, wording.WITHHELD, reply.withheld)
        facts = [wording.QUOTED_WORD_FOR_WORD, wording.match(reply.score)]
    else:
        _print_refusal(console, reply, max_question_chars)
        facts = [wording.match(reply.score)] if reply.score is not None else []
    facts += wording.searched(reply)
    facts += wording.freshness(reply.coverage, wording.day)
    if facts:
        console.print(Text(wording.SOURCE_LINE_SEPARATOR.join(facts), style="dim"))
    console.print()


def _marked(excerpt: Excerpt) -> Text:
    text = Text(excerpt.text)
    if excerpt.highlight:
        start, end = excerpt.highlight
        text.stylize("bold", start - excerpt.start, end - excerpt.start)
    return text


def _print_quote(console: Console, quote: Text) -> None:
    if console.is_terminal:
        console.print(Panel(quote, box=_LEFT_BAR, border_style="green", padding=(0, 1)))
    else:
        for line in quote.plain.split("\n"):
            console.file.write(f"> {line}\n")  # rich would turn tabs into spaces


def _print_speakers(console: Console, excerpt: Excerpt) -> None:
    if excerpt.speakers:
        line = wording.said_by(excerpt.speaker_names)
        console.print(Text(f"  {line}", style="dim"), soft_wrap=True)


def _print_source(
    console: Console, article: Article, quote: str | None = None, *, also: Sequence[str] = ()
) -> None:
    known = [
        article.outlet,
        article.title,
        ", ".join(article.authors),
        wording.genre(article.genre),
        wording.section_beside(article.genre, article.section),
    ]
    when = (article.published or wording.UNDATED)[:10]
    line = wording.SOURCE_LINE_SEPARATOR.join([part for part in known if part] + [when])
    console.print(Text(f"  {line}", style="dim"), soft_wrap=True)
    if article.url:
        address = links.to_words(article.url, quote) if quote else article.url
        console.print(Text(f"  {address}", style="blue"), soft_wrap=True)
    elif article.path:
        console.print(Text(f"  {article.path}", style="dim"), soft_wrap=True)
    if also:
        console.print(Text(f"  {wording.also_carried_by(also)}", style="dim"), soft_wrap=True)
    console.print()


def _print_refusal(console: Console, refusal: Refusal, max_question_chars: int) -> None:
    sentence = wording.refusal(
        refusal.reason,
        max_question_chars=max_question_chars,
        words=refusal.words,
        window=refusal.window,
    )
    console.print(Text(sentence, style="yellow"), soft_wrap=True)
    label = wording.nearest(refusal.reason)
    if refusal.reason is RefusalReason.QUOTE_NOT_ALLOWED:
        _print_sources(console, label, refusal.nearest)
    else:
        _print_headlines(console, label, refusal.nearest)


def _print_headlines(console: Console, label: str, headlines: Sequence[Headline]) -> None:
    _print_list(console, label, [item.title for item in headlines])


def _print_sources(console: Console, label: str, headlines: Sequence[Headline]) -> None:
    """Print where something can be read that may not be quoted."""
    parts = [[one.outlet, one.title, one.url] for one in headlines]
    entries = [wording.SOURCE_LINE_SEPARATOR.join(filter(None, known)) for known in parts]
    _print_list(console, label, entries)


def _print_list(console: Console, label: str, entries: Sequence[str]) -> None:
    if entries:
        console.print(f"{label}:")
        for entry in entries:
            console.print(Text(f"  - {entry}"), soft_wrap=True)


def print_quote(console: Console, reply: QuoteReply) -> None:
    """Print where words stand that somebody looked up, what differs there, or that they do not."""
    if isinstance(reply, UnusableQuote):
        console.print(Text(wording.UNUSABLE[reply.reason], style="yellow"), soft_wrap=True)
    elif isinstance(reply, HeadlineQuote):
        console.print(Text(wording.IN_HEADLINE, style="bold yellow"), soft_wrap=True)
        _print_headlines(console, wording.HEADLINES, reply.headlines)
    elif isinstance(reply, AbsentQuote):
        _print_absent(console, reply)
    else:
        _print_place(console, reply)
    console.print()


def _print_place(console: Console, reply: ExactQuote | EarlierQuote | NearQuote) -> None:
    place = reply.place
    style = "bold green" if isinstance(reply, ExactQuote) else "bold yellow"
    console.print(Text(wording.verdict(reply), style=style), soft_wrap=True)
    _print_shown(console, place)
    if isinstance(reply, NearQuote):
        _print_comparison(console, reply.differences)
    elif isinstance(reply, ExactQuote):
        _print_list(console, wording.also_in(reply), [_listing(other) for other in reply.others])


def _print_shown(console: Console, place: Place) -> None:
    if place.withheld:
        console.print(f"{wording.WITHHELD}.", soft_wrap=True)
        _print_source(console, place.article)
        return
    shown = Text(place.shown)
    if place.highlight:
        shown.stylize("bold", *place.highlight)
    _print_quote(console, shown)
    _print_source(console, place.article, place.found)


def _print_absent(console: Console, reply: AbsentQuote) -> None:
    """Print that words are nowhere, or where the sentences stand that they were made of."""
    console.print(Text(wording.absence(reply), style="yellow"), soft_wrap=True)
    for place in reply.found:
        _print_shown(console, place)
    _print_list(console, wording.NOT_FOUND, reply.missing)
    if not reply.parts:
        _print_headlines(console, wording.NEAREST, reply.nearest)


def _listing(article: Article) -> str:
    when = (article.published or wording.UNDATED)[:10]
    return wording.SOURCE_LINE_SEPARATOR.join([article.title, when])


def _print_comparison(console: Console, differences: Sequence[Difference]) -> None:
    """Print the words of both sides, marked with signs too: there may be no colours."""
    if not differences:
        return
    line = Text("  ")
    for number, item in enumerate(differences):
        line.append(" " if number and item.spaced else "")
        if item.change is Change.KEPT:
            line.append(item.printed)
            continue
        line.append(f"[-{item.printed}-]" if item.printed else "", style="red")
        line.append(" " if item.printed and item.pasted else "")
        line.append(f"{{+{item.pasted}+}}" if item.pasted else "", style="green")
    legend = f"  [-{wording.PRINTED_ONLY}-]  {{+{wording.PASTED_ONLY}+}}"
    console.print(f"{wording.COMPARED}:")
    console.print(line, soft_wrap=True)
    console.print(Text(legend, style="dim"), soft_wrap=True)


def print_card(console: Console, sheet: Sheet, others: Sequence[Headline] = ()) -> None:
    """Print an article's facts and its passages, as many as may be shown at once.

    `others` print the same story.
    """
    article = sheet.article
    console.print(Text(article.title, style="bold cyan"), soft_wrap=True)
    _print_source(console, article, also=list(by_carrier(article, others)))
    console.print(Text(f"  id: {article.id}", style="dim"), soft_wrap=True)
    console.print()
    for number, passage in enumerate(sheet.shown, start=1):
        place = wording.PASSAGE_OF.format(number=number, count=len(sheet.pages))
        console.print(Text(place, style="dim"))
        _print_quote(console, Text(article.text[passage.start : passage.end]))
    if sheet.limited:
        said = wording.NOT_MORE if sheet.shown else f"{wording.WITHHELD}."
        console.print(Text(said, style="dim"), soft_wrap=True)


def print_listings(console: Console, found: Sequence[Article]) -> None:
    """Print the articles that a look-up matches, with the ids to look each up by."""
    console.print(f"{wording.MATCHES}:")
    for item in found:
        line = Text(f"  - {item.title}  ") + Text(f"--article-id {item.id}", style="dim")
        console.print(line, soft_wrap=True)
