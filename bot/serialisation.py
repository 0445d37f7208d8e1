"""Answers, refusals and articles as plain JSON values: the contract that the README describes."""

from collections.abc import Sequence
from typing import Any

from bot.answering.quotes.differences import Difference
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    Part,
    Place,
    QuoteReply,
)
from bot.answering.schema import Answer, Attribution, Excerpt, Headline, Refusal, Reply
from bot.answering.showing.pages import Sheet
from bot.wording import IN_HEADLINE, UNUSABLE, absence, refusal, verdict
from embeddings.schema import Article, Passage


def reply_as_json(reply: Reply, *, max_question_chars: int) -> dict[str, Any]:
    """Return a reply as JSON values; offsets are code points into the article's ingested text."""
    values: dict[str, Any] = {
        "question": reply.question,
        "answered": isinstance(reply, Answer),
        "score": reply.score,
        "excerpts": [],
        "withheld": [],
        "refusal": None,
        "window": _window(reply),
        "coverage": _coverage(reply),
        "seconds": round(reply.seconds, 6),
    }
    if isinstance(reply, Answer):
        values["excerpts"] = [_excerpt(excerpt) for excerpt in reply.excerpts]
        values["withheld"] = [_source(source) for source in reply.withheld]
    else:
        values["refusal"] = _refusal(reply, max_question_chars)
    return values


def _window(reply: Reply) -> dict[str, Any] | None:
    """Return when an article had to be published, half-open; null where nobody asked."""
    window = reply.window
    if window is None:
        return None
    return {
        "since": window.since.isoformat() if window.since else None,
        "until": window.until.isoformat() if window.until else None,
        "words": window.words,
        "outside": isinstance(reply, Answer) and reply.outside_window,
    }


def _coverage(reply: Reply) -> dict[str, Any] | None:
    """Return how fresh the coverage is that was searched; null where nothing was."""
    found = reply.coverage
    return {"newest": found.newest, "articles": found.articles} if found else None


def _facts(article: Article) -> dict[str, Any]:
    """Return what both a quote and its article are known by."""
    return {
        "article_id": article.id,
        "version": article.version,
        "path": article.path,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": article.published,
        "section": article.section,
        "genre": article.genre.value if article.genre else None,
    }


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    return {
        **_facts(excerpt.article),
        "start": excerpt.start,
        "end": excerpt.end,
        "text": excerpt.text,
        "score": excerpt.score,
        "highlight": list(excerpt.highlight) if excerpt.highlight else None,
        "speakers": [_speaker(speaker, excerpt.article) for speaker in excerpt.speakers],
        "also_carried_by": [_source(carrier) for carrier in excerpt.also_carried_by],
    }


def _speaker(speaker: Attribution, article: Article) -> dict[str, Any]:
    return {
        "quotation": list(speaker.quotation),
        "name": list(speaker.name),
        "text": article.text[slice(*speaker.name)],
    }


def _source(headline: Headline) -> dict[str, Any]:
    return {
        "article_id": headline.article_id,
        "title": headline.title,
        "url": headline.url,
        "outlet": headline.outlet,
    }


def _refusal(reply: Refusal, max_question_chars: int) -> dict[str, Any]:
    return {
        "reason": reply.reason.value,
        "message": refusal(
            reply.reason,
            max_question_chars=max_question_chars,
            words=reply.words,
            window=reply.window,
        ),
        "nearest": _nearest(reply.nearest),
    }


def _nearest(headlines: Sequence[Headline]) -> list[dict[str, Any]]:
    return [
        {"article_id": near.article_id, "title": near.title, "url": near.url} for near in headlines
    ]


def article_as_json(sheet: Sheet, others: Sequence[Headline] = ()) -> dict[str, Any]:
    """Return an article with its ingested text, into which all offsets point, and its passages.

    `others` print the same story.

    Where less may be shown there is no text but that of the first passages, and no metadata:
    nobody knows how much of the text these repeat.
    """
    article, limited = sheet.article, sheet.limited
    return {
        **_facts(article),
        "updated": article.updated,
        "language": article.language,
        "metadata": {} if limited else dict(article.metadata),
        "max_quote_chars": sheet.allowed,
        "also_carried_by": [_source(other) for other in others],
        "text": None if limited else article.text,
        "passages": [_passage(passage, sheet) for passage in sheet.pages],
    }


def _passage(passage: Passage, sheet: Sheet) -> dict[str, Any]:
    text = sheet.article.text[passage.start : passage.end] if passage in sheet.shown else None
    return {"start": passage.start, "end": passage.end, "text": text}


def quote_as_json(reply: QuoteReply) -> dict[str, Any]:
    """Return what looking a quote up gave; `verdict` is its kind in a word."""
    values: dict[str, Any] = {"words": reply.words, "verdict": "unusable", "reason": None}
    values |= {"message": "", "place": None, "times": 0, "others": [], "other_count": 0}
    values |= {
        "at_least": False,
        "until": None,
        "kept": None,
        "count": None,
        "differences": [],
        "nearest": [],
        "parts": [],
    }
    if isinstance(reply, ExactQuote):
        return values | {
            "verdict": "exact",
            "message": verdict(reply),
            "place": _place(reply.place),
            "times": reply.times,
            "others": [_facts(article) for article in reply.others],
            "other_count": reply.other_count,
            "at_least": reply.at_least,
        }
    if isinstance(reply, EarlierQuote):
        place, until = _place(reply.place), reply.until
        values |= {"verdict": "earlier", "message": verdict(reply), "times": 1}
        return values | {"place": place, "until": until}
    if isinstance(reply, NearQuote):
        return values | {
            "verdict": "near",
            "message": verdict(reply),
            "place": _place(reply.place),
            "kept": reply.kept,
            "count": reply.count,
            "differences": [_difference(item) for item in reply.differences],
        }
    if isinstance(reply, AbsentQuote):
        parts = [_part(part) for part in reply.parts]
        values |= {"verdict": "absent", "message": absence(reply), "parts": parts}
        return values | {"nearest": _nearest(reply.nearest)}
    if isinstance(reply, HeadlineQuote):
        nearest = _nearest(reply.headlines)
        return values | {"verdict": "headline", "message": IN_HEADLINE, "nearest": nearest}
    return values | {"reason": reply.reason.value, "message": UNUSABLE[reply.reason]}


def _place(place: Place) -> dict[str, Any]:
    return {
        **_facts(place.article),
        "start": place.start,
        "end": place.end,
        "text": None if place.withheld else place.found,
        "shown": None
        if place.withheld
        else {"start": place.first, "end": place.last, "text": place.shown},
    }


def _part(part: Part) -> dict[str, Any]:
    return {"words": part.words, "place": _place(part.place) if part.place else None}


def _difference(item: Difference) -> dict[str, Any]:
    printed = {"start": item.start, "end": item.end, "text": item.printed}
    return {
        "change": item.change.value,
        "printed": printed if item.printed else None,
        "pasted": item.pasted or None,
    }
