"""Who says it and who else prints it, under a quote: shown on Discord, and proven there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes import MakeAnswerer

from bot.answering.schema import Answer, Attribution, Excerpt, Headline
from bot.answering.understanding.periods import DateWindow
from bot.chat.answer_view import answer_view
from bot.chat.desk import Desk
from bot.chat.source_line import excerpt_lines
from bot.chat.views import QuoteView
from bot.chat.wire import WireMismatchError, text_displays
from embeddings.schema import Article

STORM = "“Nobody was hurt when the two cranes fell on Monday,” said Ada Quist of Lindmoor harbour."
FILES = {
    f"{name}.md": f"---\ntitle: Storm\noutlet: {name}\npublished: 2024-03-0{day}\n---\n\n{STORM}"
    for day, name in enumerate(["Wire", "Gazette", "Herald", "Echo", "Post_it"], start=1)
}
SHOWN = (
    "-# said by Ada Quist\n"
    "-# **Wire** · Storm · 1 March 2024\n"
    "-# also carried by Gazette, Herald, Echo and 1 more"
)


def excerpt(text: str, **facts: tuple[Attribution, ...] | tuple[Headline, ...]) -> Excerpt:
    """Return all of an article as an excerpt."""
    whole = Article(id="a", text=text, title="Storm")
    return replace(Excerpt(whole, 0, len(text), 0.9), **facts)


def test_without_speakers_and_copies_there_is_the_source_line_alone() -> None:
    """Nothing is said of what is not known."""
    assert excerpt_lines(excerpt("It blew.")) == "-# Storm · undated"


def test_speakers_and_carriers_stand_around_the_source_line() -> None:
    """Each once, their signs escaped as everywhere."""
    said = excerpt(
        "“Yes,” said Ada Quist. “No,” said Al_x Roe.",
        speakers=(Attribution((0, 6), (12, 21)), Attribution((23, 28), (34, 42))),
        also_carried_by=(Headline("b", "B", None, "The *Wire*"),),
    )
    assert excerpt_lines(said) == (
        "-# said by Ada Quist · said by Al\\_x Roe\n"
        "-# Storm · undated\n"
        "-# also carried by The \\*Wire\\*"
    )


@pytest.fixture
def desk(make_answerer: MakeAnswerer) -> Iterator[Desk]:
    """Yield a desk over five articles of the same copy."""
    desk = Desk(make_answerer(FILES))
    yield desk
    desk.close()


async def answered(desk: Desk) -> Answer:
    """Return the answer that quotes the copy."""
    reply = await desk.answer("Was anybody hurt when the cranes fell?")
    assert isinstance(reply, Answer)
    return reply


async def shown(desk: Desk, answer: Answer) -> QuoteView:
    """Return the message for an answer, with what the archive has to prove it by."""
    return answer_view(answer, await desk.quoted_excerpts(answer))


async def test_the_lines_under_an_answer_are_proven(desk: Desk) -> None:
    """What the message shows is what the archive gives once more."""
    view = await shown(desk, await answered(desk))
    assert list(text_displays(view.to_components()))[1] == SHOWN


HARBOUR = STORM.index("Lindmoor")
WRONG = {
    "another name of the article": {
        "speakers": (Attribution((0, 53), (HARBOUR, HARBOUR + 8)),),
    },
    "no name": {"speakers": ()},
    "a carrier that prints something else": {
        "also_carried_by": (Headline("Gazette", "Storm", None, "Rival"),),
    },
    "a carrier that is not there": {
        "also_carried_by": (Headline("Rival", "Storm", None, "Rival"),),
    },
}


@pytest.mark.parametrize("facts", WRONG.values(), ids=WRONG.keys())
async def test_lines_that_the_archive_does_not_give_are_never_sent(
    desk: Desk, facts: dict[str, tuple[Attribution, ...] | tuple[Headline, ...]]
) -> None:
    """A label is compared like the quote itself."""
    answer = await answered(desk)
    wrong = replace(answer, excerpts=[replace(item, **facts) for item in answer.excerpts])
    view = await shown(desk, wrong)
    with pytest.raises(WireMismatchError):
        view.to_components()


MARCH = DateWindow(datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC), "", True)
APRIL = replace(MARCH, since=MARCH.until, until=None)


@pytest.mark.parametrize(("window", "outside"), [(MARCH, False), (APRIL, True)])
async def test_the_days_an_answer_claims_are_proven(
    desk: Desk, window: DateWindow, outside: bool
) -> None:
    """What is said to be of March was published then; what is said not to be was not."""
    answer = await answered(desk)
    claimed = replace(answer, window=window, outside_window=outside)
    (await shown(desk, claimed)).to_components()
    view = await shown(desk, replace(claimed, outside_window=not outside))
    with pytest.raises(WireMismatchError):
        view.to_components()


async def test_an_article_that_does_not_print_the_words_is_no_carrier(
    make_answerer: MakeAnswerer,
) -> None:
    """Its headline is in the archive, the words are not in its text."""
    other = (
        "---\ntitle: Calm\noutlet: Calm\n---\n\nNothing happened in the port of Norsund at all."
    )
    desk = Desk(make_answerer({"Wire.md": FILES["Wire.md"], "Calm.md": other}))
    answer = await answered(desk)
    claimed = (Headline("Calm", "Calm", None, "Calm"),)
    first = [replace(answer.excerpts[0], also_carried_by=claimed)]
    view = await shown(desk, replace(answer, excerpts=first))
    desk.close()
    with pytest.raises(WireMismatchError):
        view.to_components()
