"""Every way out, whatever the limit: no message shows more of an article than is allowed."""

import asyncio
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from fakes import MakeAnswerer
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from leaks import FILES, FREE_SENTENCE, PARAGRAPHS, QUESTION, TEXT, shown_chars, strings
from rich.console import Console
from small_newsroom import evaluated

from bot.answering.answerer import Answerer
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import AbsentQuote, QuoteReply, UnusableQuote
from bot.answering.showing.pages import Sheet, sheet_of
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.answering.showing.stretches import Way
from bot.chat.articles import Card
from bot.chat.delivery import (
    deliver_card,
    deliver_context,
    deliver_copy,
    deliver_quote,
    deliver_reply,
    deliver_shared,
    deliver_stretch,
)
from bot.chat.demo import sample_questions
from bot.chat.desk import Desk
from bot.chat.explanation_view import explanation_view
from bot.chat.rendering import renderer
from bot.chat.views import QuoteView
from bot.harness.reports import json_file, terminal
from bot.harness.schema import Fixture
from bot.serialisation import article_as_json, quote_as_json, reply_as_json
from bot.terminal import explaining, replies


def limited(made: Answerer, limit: int) -> Answerer:
    """Return an answerer that may show so many characters of an article of The Wire."""
    quoting = QuotingLimits.for_outlets({"The Wire": limit})
    return Answerer(made.retriever, replace(made.limits, quoting=quoting))


def looked_up(made: Answerer, words: str) -> QuoteReply:
    """Look words up as every command does."""
    retriever, limits = made.retriever, made.limits
    return find_quote(
        retriever.archive,
        retriever.lexical,
        words,
        max_shown_chars=limits.max_excerpt_chars,
        quoting=limits.quoting,
    )


def sheet(made: Answerer) -> Sheet:
    """Return the limited article with its passages."""
    archive = made.retriever.archive
    wire = archive.article("wire")
    assert wire
    return sheet_of(wire, archive.passages_of(wire.version), made.limits.quoting)


def printed(*print_to: Callable[[Console], None]) -> str:
    """Return what is printed, lines left whole."""
    out = io.StringIO()
    for one in print_to:
        one(Console(file=out, width=400))
    return out.getvalue()


def at_the_terminal(made: Answerer, words: str) -> Iterator[str]:
    """Yield what each command prints, and its JSON."""
    why, found = made.explain(QUESTION), looked_up(made, words)
    yield printed(lambda to: replies.print_reply(to, why.reply, max_question_chars=500))
    yield printed(
        lambda to: replies.print_reply(to, why.reply, max_question_chars=500),
        lambda to: to.print(explaining.explained(why)),
    )
    yield printed(lambda to: replies.print_quote(to, found))
    yield printed(lambda to: replies.print_card(to, sheet(made)))
    yield joined(reply_as_json(why.reply, max_question_chars=500) | explaining.as_json(why))
    yield joined(quote_as_json(found))
    yield joined(article_as_json(sheet(made)))
    yield "\n".join(sample_questions(made.retriever.archive, made.limits.quoting))


def from_the_harness(made: Answerer) -> Iterator[str]:
    """Yield a report on questions that all fail, and its JSON."""
    asked = ("Is it a lantern?", QUESTION, "A lantern by Quist?", "Whose lantern?")
    found = evaluated(made, map(Fixture, asked), render=renderer(made))
    assert all(outcome.within_limits for outcome in found.outcomes)
    assert all(outcome.unproven is None for outcome in found.outcomes)
    yield printed(lambda to: to.print(terminal.report(found)))
    written = io.StringIO()
    json_file.write_report(found, written)
    yield joined(json.loads(written.getvalue()))


def joined(values: Any) -> str:
    """Return every string of JSON values, one a line."""
    return "\n".join(strings(values))


def on_discord(made: Answerer, words: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return every message for an answer, its contexts, a look-up, a card and why."""
    sent: list[str] = []

    async def send(view: QuoteView) -> None:
        sent.append(joined(view.to_components()))

    async def deliver(desk: Desk) -> None:
        reply = await desk.answer(QUESTION)
        await deliver_reply(send, desk, reply)
        await deliver_quote(send, desk, await desk.find_quote(words))
        card = await desk.card("Lights at sea")
        assert isinstance(card, Card)
        for page in range(len(card.passages) or 1):
            await deliver_card(send, desk, card, page)
        for span in spans:
            context = await desk.context(card.article.version, *span)
            assert context
            await deliver_context(send, desk, context)
            recalled = await desk.recalled([(card.article.version, *span)])
            await deliver_copy(send, desk, recalled)
            excerpts = [one.excerpt for one in recalled]
            await deliver_shared(send, desk, excerpts, "-# Shared", None)
            for way in Way:
                stretch = await desk.stretch(card.article.version, span[0], way)
                assert stretch
                await deliver_stretch(send, desk, stretch)
        sent.append(
            joined(explanation_view(made.explain(QUESTION), changed=False).to_components())
        )

    with closing(Desk(made)) as desk:
        asyncio.run(deliver(desk))
    return sent


@pytest.fixture
def unlimited(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over an article of The Wire and one of the Gazette."""
    return make_answerer(FILES, max_excerpts=5, max_excerpt_chars=1000)


def every_way(made: Answerer, words: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return what leaves the house, each message or output by itself."""
    shown = [*at_the_terminal(made, words), *from_the_harness(made)]
    return shown + on_discord(made, words, spans)


WORDS = TEXT.split()
SENTENCES = [f"{one}." for paragraph in PARAGRAPHS[:2] for one in paragraph[:-1].split(". ")]
SPANS = st.tuples(st.integers(0, len(WORDS) - 5), st.integers(4, 60))


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(limit=st.integers(0, 1500), span=SPANS, mixed=st.permutations(SENTENCES))
@example(limit=0, span=(0, 60), mixed=SENTENCES)
@example(limit=60, span=(4, 20), mixed=SENTENCES[::-1])
@example(limit=300, span=(10, 40), mixed=SENTENCES[::2])
@example(limit=656, span=(36, 5), mixed=[SENTENCES[one] for one in (1, 3, 6, 5, 0, 2, 4)])
def test_no_way_out_shows_more_than_is_allowed(
    unlimited: Answerer, limit: int, span: tuple[int, int], mixed: Sequence[str]
) -> None:
    """Counted in what is shown itself; the article's words are pasted whole, changed and mixed."""
    made = limited(unlimited, limit)
    pasted = WORDS[span[0] : sum(span)]
    changed = " ".join(pasted[:2] + pasted[3:])
    start = re.search(r"\s+".join(pasted[:2]), TEXT).start()  # type: ignore[union-attr] - they are its words
    for words in (" ".join(pasted), changed, " ".join([*mixed[:3], FREE_SENTENCE, mixed[3]])):
        spans = [(start, min(len(TEXT), start + len(words)))]
        for output in every_way(made, words, spans):
            assert shown_chars(output, TEXT, typed(made, words)) <= limit, output


def typed(made: Answerer, words: str) -> list[str]:
    """Return what somebody typed, where that is no article's: it may be repeated."""
    reply = looked_up(made, words)
    is_nowhere = isinstance(reply, UnusableQuote | AbsentQuote) and FREE_SENTENCE not in words
    return [words] if is_nowhere else []


def test_the_count_would_see_it(unlimited: Answerer) -> None:
    """Without a limit nearly every way out shows more than 300 characters of the article."""
    outputs = every_way(unlimited, TEXT[:600], [(0, 80)])
    assert sum(shown_chars(output, TEXT) > 300 for output in outputs) >= 12
