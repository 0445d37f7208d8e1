"""The desk's threads: questions side by side, look-ups beside them, answers that are known."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from sqlite3 import ProgrammingError
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from world import COVERAGE, WHO_CUT

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Refusal, RefusalReason, Reply
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.periods import Calendar, DateWindow
from bot.answering.understanding.scope import EVERYWHERE, Scope
from bot.chat.desk import Desk
from bot.chat.known_answers import KnownAnswers, key_of
from bot.composition import open_helpers
from embeddings.archive import Archive
from embeddings.storage.ledger import Ledger, Takedown
from embeddings.storage.locks import writing
from embeddings.syncing.takedown import take_down

QUESTIONS = (
    WHO_CUT,
    "What do tickets cost?",
    "Who was the second keeper?",
    "When does the old quay go?",
    "What did Zebulon Quux say?",
    "What sails again in April 2022?",
)
SOON = 20
"""Seconds until a test that hangs has failed."""


class Held(Answerer):
    """Answers once the gate is open; says when it has come to a question."""

    gate: threading.Event
    reached: threading.Semaphore
    asked: list[str]

    def answer(self, question: str, *how: Any) -> Reply:
        """Answer, when the gate is open."""
        self.asked.append(question)
        self.reached.release()
        assert self.gate.wait(SOON)
        return super().answer(question, *how)


@pytest.fixture
def held(answerer: Answerer) -> Held:
    """Return an answerer whose gate is open."""
    made = Held(answerer.retriever, answerer.limits)
    made.gate, made.reached, made.asked = threading.Event(), threading.Semaphore(0), []
    made.gate.set()
    return made


@contextmanager
def desk_with(
    answerer: Answerer, helpers: int, known: KnownAnswers | None = None
) -> Iterator[Desk]:
    """Yield a desk with so many helpers."""
    with ExitStack() as stack:
        others = stack.enter_context(open_helpers(answerer, helpers))
        yield stack.enter_context(closing(Desk(answerer, helpers=others, known=known)))


def untimed(reply: Reply) -> Reply:
    """Return a reply without the time it took."""
    return replace(reply, seconds=0.0)


async def test_a_look_up_waits_for_no_question(held: Held) -> None:
    """Whoever presses a button is not kept by those who ask, however many they are."""
    with desk_with(held, 2) as desk:
        held.gate.clear()
        asked = [asyncio.create_task(desk.answer(question)) for question in QUESTIONS]
        assert await asyncio.to_thread(held.reached.acquire, timeout=SOON)
        try:
            async with asyncio.timeout(SOON):
                coverage, _ = await desk.coverage()
        finally:
            held.gate.set()
        assert coverage.articles == len(COVERAGE)
        assert len(await asyncio.gather(*asked)) == len(QUESTIONS)


async def test_no_more_questions_are_answered_at_once_than_there_are_helpers(held: Held) -> None:
    """All of the helpers work, each on one; the others wait."""
    with desk_with(held, 2) as desk:
        held.gate.clear()
        asked = [asyncio.create_task(desk.answer(question)) for question in QUESTIONS]
        await asyncio.sleep(0)  # they come to the desk
        both = [await asyncio.to_thread(held.reached.acquire, timeout=SOON) for _ in range(2)]
        assert both == [True, True]
        assert not held.reached.acquire(blocking=False)
        assert sorted(held.asked) == sorted(QUESTIONS[:2])
        held.gate.set()
        await asyncio.gather(*asked)
        assert sorted(held.asked) == sorted(QUESTIONS)


async def test_helpers_and_known_answers_change_no_answer(answerer: Answerer) -> None:
    """Asked one by one, side by side, and once more: the same, but for the time it takes."""
    with closing(Desk(answerer)) as plain:
        wanted = [untimed(await plain.answer(question)) for question in QUESTIONS]
    known = KnownAnswers()
    with desk_with(answerer, 3, known) as desk:
        for _ in range(2):
            found = await asyncio.gather(*map(desk.answer, QUESTIONS))
            assert [untimed(reply) for reply in found] == wanted
    answered = [one for one in wanted if isinstance(one, Answer) and not one.window]
    assert 1 < len(answered) < len(wanted)
    assert len(known) >= len(answered)


async def test_what_was_asked_before_is_answered_while_others_wait(held: Held) -> None:
    """It is a look-up: nothing is searched again."""
    with desk_with(held, 1, KnownAnswers()) as desk:
        first = await desk.answer(WHO_CUT)
        held.gate.clear()
        waiting = asyncio.create_task(desk.answer(QUESTIONS[1]))
        try:
            async with asyncio.timeout(SOON):
                again = await desk.answer(f" {WHO_CUT} ")
        finally:
            held.gate.set()
        await waiting
    assert again == first
    assert held.asked == [WHO_CUT, QUESTIONS[1]]


async def test_a_takedown_empties_what_is_known(answerer: Answerer) -> None:
    """At the next work of any kind, be it no question; nothing taken down is quoted."""
    known = KnownAnswers()
    with desk_with(answerer, 1, known) as desk:
        before = await desk.answer(WHO_CUT)
        assert isinstance(before, Answer)
        assert len(known) == 1
        with Archive.open(answerer.retriever.archive.path.parent) as archive:
            take_down(archive, "harbour", datetime.now(UTC))
        await desk.coverage()
        assert len(known) == 0
        after = await desk.answer(WHO_CUT)
        excerpts = after.excerpts if isinstance(after, Answer) else ()
        assert "harbour" not in {one.article.id for one in excerpts}


async def test_nothing_taken_down_is_suggested_while_the_indexes_are_behind(
    answerer: Answerer,
) -> None:
    """Between a takedown and its publishing, the first work of any kind sees it."""
    folder = answerer.retriever.archive.path.parent
    with desk_with(answerer, 1) as desk, Archive.open(folder) as archive, writing(folder):
        assert [one.article_id for one in desk.suggest("harbour", 5)] == ["harbour"]
        before = answerer.retriever.state
        with archive.transaction():
            Ledger(archive).record_takedown(Takedown("harbour", None, "2022-05-01T12:00:00Z"))
            archive.erase("harbour")
        await desk.coverage()
        assert answerer.retriever.state == before  # who is writing publishes
        assert desk.suggest("harbour", 5) == []


async def test_days_that_were_counted_too_early_are_not_kept(answerer: Answerer) -> None:
    """A helper may see a change while they are counted: they are of the state before it."""
    with desk_with(answerer, 1) as desk:
        before = await desk.timeline()
        counted = desk._days  # noqa: SLF001 - what a slow thread still has in hand
        with Archive.open(answerer.retriever.archive.path.parent) as archive:
            take_down(archive, "ferry", datetime.now(UTC))
        await desk.answer(WHO_CUT)
        desk._days = counted  # noqa: SLF001
        after = await desk.timeline()
    assert before is not None
    assert after is not None
    days = [sum(bar.articles for bar in found.bars) for found in (before, after)]
    assert days == [len(COVERAGE), len(COVERAGE) - 1]


async def test_who_waits_when_the_threads_stop_is_cancelled(
    held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    """The work in hand is finished, nothing else is begun, and nothing is said in the log."""
    with desk_with(held, 1) as desk:
        held.gate.clear()
        asked = [asyncio.create_task(desk.answer(question)) for question in QUESTIONS]
        assert await asyncio.to_thread(held.reached.acquire, timeout=SOON)
        closed = asyncio.create_task(asyncio.to_thread(desk.close))
        try:
            async with asyncio.timeout(SOON):
                waiting = await asyncio.gather(*asked[1:], return_exceptions=True)
        finally:
            held.gate.set()
        await closed
        assert await asked[0] is not None
    assert {type(one) for one in waiting} == {asyncio.CancelledError}
    assert held.asked == [QUESTIONS[0]]
    assert not caplog.records


async def test_what_changes_while_a_question_is_answered_is_not_known(held: Held) -> None:
    """The answer may be of the older state: it is given, and made anew for the next."""
    known = KnownAnswers()
    with desk_with(held, 1, known) as desk:
        held.gate.clear()
        asked = asyncio.create_task(desk.answer(WHO_CUT))
        assert await asyncio.to_thread(held.reached.acquire, timeout=SOON)
        with Archive.open(held.retriever.archive.path.parent) as archive:
            take_down(archive, "ferry", datetime.now(UTC))
        held.gate.set()
        await asked
        assert len(known) == 0


async def test_a_new_day_has_new_answers(answerer: Answerer) -> None:
    """What sailed yesterday is something else then."""
    made = Answerer(answerer.retriever, answerer.limits)
    known = KnownAnswers()
    for day, expected in ((2, 1), (2, 1), (3, 2)):
        made.calendar = Calendar(clock=partial(datetime, 2022, 4, day, 12, tzinfo=UTC))
        with closing(Desk(made, known=known)) as desk:
            await desk.answer("What sailed?", Options(since="yesterday"))
        assert len(known) == expected


def test_who_asks_otherwise_is_not_given_the_same() -> None:
    """Words, options, place and day all count; what goes by the hour is never known."""
    today = date(2022, 4, 2)
    asked = ("Who?", NO_OPTIONS, EVERYWHERE, today)
    others = [
        ("Whom?", NO_OPTIONS, EVERYWHERE, today),
        ("Who?", Options(outlet="Coast"), EVERYWHERE, today),
        ("Who?", NO_OPTIONS, Scope(outlets=("Coast",)), today),
        ("Who?", NO_OPTIONS, Scope(page=1), today),
        ("Who?", NO_OPTIONS, Scope(zone=ZoneInfo("Pacific/Kiritimati")), today),
        ("Who?", NO_OPTIONS, Scope(zone=ZoneInfo("Pacific/Honolulu")), today),
        ("Who?", NO_OPTIONS, EVERYWHERE, today + timedelta(days=1)),
    ]
    assert key_of(*asked) == key_of(" Who? ", *asked[1:])
    assert len({key_of(*one) for one in [asked, *others]}) == 1 + len(others)
    assert key_of("Who sailed in the last 3 Hours?", *asked[1:]) is None


def test_known_answers_hold_no_question_and_none_of_its_words() -> None:
    """What is kept could be read by whoever sees the memory; the question comes from who asks."""
    known, state = KnownAnswers(), ("a", "a")
    refused = Refusal(
        "Who is Zork?", None, RefusalReason.NAME_NOT_IN_COVERAGE, (), 0, None, "Zork"
    )
    answered = Answer("Who cut it?", 0.9, (), 0.1)
    dated = DateWindow(datetime(2022, 4, 1, tzinfo=UTC), None, "since the flood", strict=False)
    known.put(b"1", state, refused)
    known.put(b"2", state, answered)
    known.put(b"3", state, replace(answered, window=dated))
    known.put(b"4", state, replace(refused, words="", window=dated))
    assert len(known) == 1
    kept = known._replies.get(b"2")  # noqa: SLF001 - what lies in memory
    assert kept == replace(answered, question="")
    assert known.get(b"2", state, "Who cut it?") == answered


def test_only_so_many_answers_are_known_and_only_of_one_state() -> None:
    """The one asked for longest ago goes first; with the state they all go."""
    known, state = KnownAnswers(2), ("a", "a")
    for key in (b"1", b"2"):
        known.put(key, state, Answer("", 0.9, (), 0.1))
    assert known.get(b"1", state, "")
    known.put(b"3", state, Answer("", 0.9, (), 0.1))
    assert [key in known for key in (b"1", b"2", b"3")] == [True, False, True]
    assert known.get(b"1", ("b", "a"), "") is None
    assert len(known) == 0


def test_helpers_see_what_another_process_indexed(answerer: Answerer) -> None:
    """Each of them, what is large opened once for all; in the end their archives are closed."""
    with open_helpers(answerer, 2) as helpers:
        with Archive.open(answerer.retriever.archive.path.parent) as archive:
            take_down(archive, "ferry", datetime.now(UTC))
        replies = [one.answer("What do ferry tickets cost?") for one in [*helpers, answerer]]
        assert len({len(one.retriever) for one in [*helpers, answerer]}) == 1
        assert len({id(one.retriever.lexical) for one in [*helpers, answerer]}) == 1
        assert {type(untimed(one)) for one in replies} == {type(replies[0])}
        assert all(untimed(one) == untimed(replies[0]) for one in replies)
        assert all(one.coverage is None or one.coverage.articles == 2 for one in replies)
    with pytest.raises(ProgrammingError):
        helpers[0].retriever.refresh()
