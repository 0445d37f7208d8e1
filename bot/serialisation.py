"""Answers and refusals as plain JSON values: the contract that the README describes."""

from typing import Any

from bot.answering.schema import Answer, Excerpt, Refusal, Reply
from bot.wording import refusal


def reply_as_json(reply: Reply, *, max_question_chars: int) -> dict[str, Any]:
    """Return a reply as JSON values; offsets are code points into the article's ingested text."""
    answered = isinstance(reply, Answer)
    return {
        "question": reply.question,
        "answered": answered,
        "score": reply.score,
        "excerpts": [_excerpt(excerpt) for excerpt in reply.excerpts] if answered else [],
        "refusal": None if answered else _refusal(reply, max_question_chars),
        "seconds": round(reply.seconds, 6),
    }


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    article = excerpt.article
    return {
        "article_id": article.id,
        "version": article.version,
        "path": article.path,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": article.published,
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
