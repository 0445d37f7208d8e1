"""Why an answer was given, as a message for those who run the bot, within Discord's limits."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot import wording
from bot.answering.explanation import Explanation, Search, Weighed, snippet
from bot.answering.showing.excerpts import Window
from bot.answering.showing.quoting_limits import Allowance
from bot.chat.source_line import shortened
from bot.chat.views import MAX_QUESTION_SHOWN, MAX_TEXT_CHARS, Item, QuoteView
from bot.chat.wire import escape
from bot.languages import say, say_count
from embeddings.schema import Article

MAX_LINE_CHARS = 300
MAX_TITLE_CHARS = 60
MAX_SNIPPET_CHARS = 80
PASSAGES_SHARE = 0.6
"""How much of a search's room its passages may take; what could be shown takes the rest."""

_SPARE = 100  # for the lines that say how many are left out


def explanation_view(why: Explanation, *, changed: bool) -> QuoteView:
    """Return the message for an explanation; what finds no room is counted.

    `changed` says that the message asked about shows something else.
    """
    head = "\n".join(_head(why, changed=changed))
    room = (MAX_TEXT_CHARS - len(head)) // max(1, len(why.searches))
    items: list[Item] = [ui.TextDisplay(head)]
    allowance = Allowance(why.quoting)
    for search in why.searches:
        items += [ui.Separator(), ui.TextDisplay(_search_text(why, search, room, allowance))]
    return QuoteView(items)


def _head(why: Explanation, *, changed: bool) -> Iterator[str]:
    yield f"### {say(wording.WHY)}"
    yield f"**{wording.decision(why.reply, why.threshold)}**"
    if changed:
        yield say(wording.WHY_CHANGED)
    if why.reply.question:
        asked = _short(why.reply.question, MAX_QUESTION_SHOWN)
        yield f"-# {wording.labelled(say(wording.ASKED), asked)}"
    reranker = _short(why.reranker or say(wording.WHY_NO_RERANKER), 100)
    yield f"-# {wording.labelled(say(wording.WHY_RERANKER), reranker)}"


def _search_text(why: Explanation, search: Search, room: int, allowance: Allowance) -> str:
    """Return what was searched and found, in at most `room` characters."""
    text = "\n".join(_searched(search))
    passages = [_passage(item, allowance) for item in search.weighed()]
    left = room - len(text) - _SPARE
    text += _listed(say(wording.WHY_PASSAGES), passages, int(left * PASSAGES_SHARE))
    windows = [_window(why, item, allowance) for item in search.found.windows]
    return text + _listed(say(wording.WHY_WINDOWS), windows, room - len(text) - _SPARE)


def _searched(search: Search) -> Iterator[str]:
    yield _line(say(wording.WHY_SEARCHED), search.query.text)
    yield _line(say(wording.WHY_TERMS), wording.terms(search.terms))
    if search.given:
        yield _line(say(wording.WHY_WITHIN), wording.filters(search.given))
    yield f"-# {say(wording.WHY_PLACES)}"


def _line(label: str, words: str) -> str:
    return wording.labelled(label, _short(words, MAX_LINE_CHARS))


def _listed(label: str, entries: Sequence[str], room: int) -> str:
    """Return as many entries as there is room for, and how many more there are."""
    text, count = f"\n**{label}**", 0
    for entry in entries:
        if len(text) + len(entry) + 1 > room:
            break
        text, count = f"{text}\n{entry}", count + 1
    if not entries:
        return f"{text}\n{say(wording.WHY_NOTHING)}"
    left = len(entries) - count
    return f"{text}\n-# {say_count(wording.WHY_MORE, left)}" if left else text


def _passage(item: Weighed, allowance: Allowance) -> str:
    candidate = item.ranked.candidate
    evidence = candidate.evidence
    figures = say(
        wording.WHY_FIGURES,
        score=item.ranked.score,
        logit=say(wording.WHY_NO_RERANKER) if item.logit is None else f"{item.logit:.2f}",
        fused=candidate.score,
        by_fused=item.fused,
        cosine=evidence.cosine,
        by_cosine=item.by_cosine,
        bm25=evidence.bm25,
        by_bm25=item.by_bm25,
        coverage=evidence.coverage,
        article=evidence.article,
    )
    entry = _entry(allowance, item.ranked.article, item.passage.start, item.passage.end)
    return f"**{item.place}** {entry}\n-# {figures}"


def _window(why: Explanation, window: Window, allowance: Allowance) -> str:
    fate = say(wording.WHY_SHOWN) if why.shows(window) else ""
    mark = say(wording.WHY_WITHHELD) if window.withheld else fate
    entry = _entry(allowance, window.article, window.best.start, window.best.end)
    parts = [f"**{window.score:.3f}**", mark, f"{window.start}–{window.end}", entry]
    return wording.SOURCE_LINE_SEPARATOR.join(part for part in parts if part)


def _entry(allowance: Allowance, article: Article, start: int, end: int) -> str:
    words = snippet(allowance, article, start, end, max_chars=MAX_SNIPPET_CHARS)
    return wording.labelled(_short(article.title, MAX_TITLE_CHARS), escape(words))


def _short(text: str, max_chars: int) -> str:
    """Return `text` on one line, cut and escaped."""
    return escape(shortened(" ".join(text.split()), max_chars))
