"""Dates and outlets on Discord: the options of `/ask`, and the line on what was searched."""

from datetime import UTC, datetime

import pytest
from world import FRESHNESS, WHO_CUT, World, texts

from bot.answering.schema import Refusal, RefusalReason
from bot.answering.understanding.periods import DateWindow
from bot.chat.views import refusal_view
from bot.chat.wire import text_displays

pytestmark = pytest.mark.simcord(settle_timeout=30)


async def test_ask_searches_only_what_its_options_allow(world: World) -> None:
    """The line below the question says which days were searched."""
    result = await world.alice.slash(
        world.channel, "ask", question=WHO_CUT, since="2022-03-01", until="March 2022"
    )
    lines = texts(result.response)
    assert lines[1].startswith("> Mayor Brandt cut the ribbon")
    assert lines[0].split("\n")[1:] == ["-# Searched: 1 March 2022 to 31 March 2022"]
    assert lines[-1] == f"-# Quoted word for word · match N % · {FRESHNESS}"


async def test_ask_outside_the_coverages_days_is_refused(world: World) -> None:
    """With the nearest headlines from other days."""
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT, since="2023")
    lines = texts(result.response)
    assert lines[1] == "**The coverage has nothing that was published then.**"
    assert "Harbour opens" in lines[2]
    assert lines[3] == f"-# Searched: 1 January 2023 and later · {FRESHNESS}"


async def test_an_operator_in_a_message_is_no_different(world: World) -> None:
    """A mention has no options, so the question itself may say when and where."""
    await world.ask(f"{WHO_CUT} since:2022-03-01 outlet:coast")
    await world.ask(f"{WHO_CUT} since:soonish")
    answered, refused = world.answers()
    assert answered[0] == "-# Searched: 1 March 2022 and later"
    assert answered[1].startswith("> Mayor Brandt cut the ribbon")
    assert "since:soonish" in refused[0]


async def test_outlets_are_suggested_from_memory(world: World) -> None:
    """Those that hold what is typed so far."""
    suggest = world.alice.autocomplete
    expected = [{"name": "Coast Desk", "value": "Coast Desk"}]
    assert await suggest(world.channel, "ask", "outlet", "DES", question="q") == expected
    assert await suggest(world.channel, "ask", "outlet", "zzz", question="q") == []


@pytest.mark.parametrize(
    ("window", "line"),
    [
        (
            DateWindow(
                datetime(2022, 3, 15, 9, 30, tzinfo=UTC),
                datetime(2022, 3, 16, 9, 30, tzinfo=UTC),
                "past 24 hours",
                strict=True,
            ),
            "-# Searched: <t:1647336600:f> to <t:1647423000:f>",
        ),
        (
            DateWindow(None, datetime(2022, 3, 16, tzinfo=UTC), "", strict=True),
            "-# Searched: 15 March 2022 and earlier",
        ),
    ],
)
def test_days_are_written_out_and_hours_are_the_readers(window: DateWindow, line: str) -> None:
    """As an instant, a day would be the one before to half of the readers."""
    refusal = Refusal("q", None, RefusalReason.NOTHING_IN_WINDOW, [], 0.1, window)
    shown = list(text_displays(refusal_view(refusal, max_question_chars=500).to_components()))
    assert shown[-1] == line


def test_a_name_that_a_refusal_repeats_cannot_format_or_ping() -> None:
    """It is the reader's own text."""
    words = "> *Zorn*\n> @everyone"
    refusal = Refusal("q", None, RefusalReason.NAME_NOT_IN_COVERAGE, [], 0.1, words=words)
    (shown,) = text_displays(refusal_view(refusal, max_question_chars=500).to_components())
    assert shown == r"**The coverage never mentions \> \*Zorn\* \> \@everyone.**"
