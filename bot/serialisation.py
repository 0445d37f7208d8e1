"""Answers, refusals and articles as plain JSON values: the contract that the README describes."""

from collections.abc import Sequence
from typing import Any

from bot.answering.schema import Answer, Excerpt, Refusal, Reply
from bot.wording import refusal
from embeddings.schema import Article, Passage


def reply_as_json(reply: Reply, *, max_question_chars: int) -> dict[str, Any]:
    """Return a reply as JSON values; offsets are code points into the article's ingested text."""
    values: dict[str, Any] = {
        "question": reply.question,
        "answered": isinstance(reply, Answer),
        "score": reply.score,
        "excerpts": [],
        "refusal": None,
        "seconds": round(reply.seconds, 6),
    }
    if isinstance(reply, Answer):
        values["excerpts"] = [_excerpt(excerpt) for excerpt in reply.excerpts]
    else:
        values["refusal"] = _refusal(reply, max_question_chars)
    return values


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
    }


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    return {
        **_facts(excerpt.article),
        "start": excerpt.start,
        "end": excerpt.end,
        "text": excerpt.text,
        "score": excerpt.score,
        "highlight": list(excerpt.highlight) if excerpt.highlight else None,
    }


def _refusal(reply: Refusal, max_question_chars: int) -> dict[str, Any]:
    return {
        "reason": reply.reason.value,
        "message": refusal(reply.reason, max_question_chars=max_question_chars),
        "nearest": [
            {"article_id": near.article_id, "title": near.title, "url": near.url}
            for near in reply.nearest
        ],
    }


def article_as_json(article: Article, passages: Sequence[Passage]) -> dict[str, Any]:
    """Return an article with its ingested text, into which all offsets point, and its passages."""
    return {
        **_facts(article),
        "updated": article.updated,
        "language": article.language,
        "section": article.section,
        "metadata": dict(article.metadata),
        "text": article.text,
        "passages": [
            {
                "start": passage.start,
                "end": passage.end,
                "text": article.text[passage.start : passage.end],
            }
            for passage in passages
        ],
    }
