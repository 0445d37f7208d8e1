"""The desk: slow work in one thread of its own, and how much context a quote gets."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes import MakeAnswerer, QuietProgress, WordEncoder
from world import COVERAGE

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Reply
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.scope import EVERYWHERE, Scope
from bot.chat.desk import Desk
from bot.chat.fair_use import Busy, BusyError
from embeddings.archive import Archive
from embeddings.indexing import index


class Watched(Answerer):
    """Notes the thread of every question."""

    threads: list[int]

    def answer(
        self, question: str, options: Options = NO_OPTIONS, scope: Scope = EVERYWHERE
    ) -> Reply:
        self.threads.append(threading.get_ident())
        return super().answer(question, options, scope)


@pytest.fixture
def desk(answerer: Answerer) -> Iterator[Desk]:
    """Yield a desk over the small coverage."""
    desk = Desk(answerer)
    yield desk
    desk.close()


async def test_questions_are_answered_one_after_another_off_the_event_loop(
    answerer: Answerer,
) -> None:
    """Encoding must not hold the heartbeat; the archive's connection is used by one thread."""
    watched = Watched(answerer.retriever, answerer.limits)
    watched.threads = []
    desk = Desk(watched)
    replies = await asyncio.gather(*(desk.answer("Who cut the ribbon?") for _ in range(5)))
    desk.close()
    assert all(isinstance(reply, Answer) for reply in replies)
    assert len(watched.threads) == 5
    assert len(set(watched.threads)) == 1
    assert threading.get_ident() not in watched.threads


async def test_what_is_indexed_meanwhile_is_suggested_after_the_next_work(
    desk: Desk, answerer: Answerer, encoder: WordEncoder, quiet_progress: QuietProgress
) -> None:
    """The bot need not be started again after another process has indexed."""
    folder = answerer.retriever.archive.path.parent
    new = folder.parent / "volcano.txt"
    new.write_text("Volcano wakes\n\nThe volcano of Oster woke.", encoding="utf-8")
    with Archive.open(folder) as other:
        index(other, encoder, [new], quiet_progress)
    reply = await desk.answer("Where did the volcano wake?")
    assert isinstance(reply, Answer)
    assert reply.excerpts[0].text == "The volcano of Oster woke."
    assert [item.title for item in desk.suggest("volcano", 5)] == ["Volcano wakes"]


async def context_of(answerer: Answerer, quote: str) -> str | None:
    """Return what a desk shows around a quote of the only article."""
    article = next(answerer.retriever.archive.articles())
    start = article.text.index(quote)
    desk = Desk(answerer)
    context = await desk.context(article.version, start, start + len(quote))
    desk.close()
    if context is None:
        return None
    (extract,) = context.shown
    assert extract.marked == (start, start + len(quote))
    return extract.text


async def test_a_quote_is_shown_with_the_paragraph_before_and_after(
    make_answerer: MakeAnswerer,
) -> None:
    """From whole paragraph to whole paragraph; at an end of the article what is there."""
    paragraphs = ["It began.", "Then it rained. It snowed.", "It ended.", "All went home."]
    answerer = make_answerer({"a.txt": "\n\n".join(paragraphs)})
    assert await context_of(answerer, "It snowed.") == "\n\n".join(paragraphs[:3])
    assert await context_of(answerer, "It snowed.\n\nIt ended.") == "\n\n".join(paragraphs)
    assert await context_of(answerer, "It began.") == "\n\n".join(paragraphs[:2])
    assert await context_of(answerer, "All went home.") == "\n\n".join(paragraphs[2:])


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (700, 700, "both"),
        (700, 900, "after"),
        (700, 1600, "before"),
        (1600, 900, "after"),
        (1600, 1600, "neither"),
    ],
)
async def test_context_is_narrowed_to_whole_paragraphs_where_there_is_no_room(
    make_answerer: MakeAnswerer, before: int, after: int, shown: str
) -> None:
    """1500 characters at most; what stands before the quote goes first."""
    first, last = "b" * before, "a" * after
    answerer = make_answerer({"a.txt": f"{first}.\n\nIt snowed.\n\n{last}."})
    expected = {
        "both": f"{first}.\n\nIt snowed.\n\n{last}.",
        "before": f"{first}.\n\nIt snowed.",
        "after": f"It snowed.\n\n{last}.",
        "neither": "It snowed.",
    }
    assert await context_of(answerer, "It snowed.") == expected[shown]


@pytest.mark.parametrize("span", [(0, 0), (5, 4), (0, 10_000), (-1, 4)])
async def test_a_span_outside_the_article_has_no_context(
    desk: Desk, answerer: Answerer, span: tuple[int, int]
) -> None:
    """A button's address is what a client sends, and may be made up."""
    (version, *_) = [article.version for article in answerer.retriever.archive.articles()]
    assert await desk.context(version, *span) is None


async def test_a_span_of_nothing_but_space_gets_no_more_than_itself(
    make_answerer: MakeAnswerer,
) -> None:
    """It stands in no paragraph."""
    answerer = make_answerer({"a.txt": "It began.\n\nIt ended."})
    assert await context_of(answerer, "\n\n") == "\n\n"


async def test_in_a_long_paragraph_context_is_whole_sentences(make_answerer: MakeAnswerer) -> None:
    """On both sides in turn, as many as there is room for."""
    before = [f"Before it, day {number} was {'very ' * 36}dry." for number in range(9)]
    after = [f"After it, day {number} was {'very ' * 36}wet." for number in range(9)]
    answerer = make_answerer({"a.txt": " ".join([*before, "It snowed.", *after])})
    assert await context_of(answerer, "It snowed.") == " ".join(
        [*before[-3:], "It snowed.", *after[:3]]
    )


async def test_a_quote_without_room_for_context_is_shown_alone(
    make_answerer: MakeAnswerer,
) -> None:
    """Never less than the quote, never a part of the sentence beside it."""
    long = " ".join(["word"] * 190)
    answerer = make_answerer({"a.txt": f"{long}. It began, {'and ' * 190}it went on. {long}."})
    quote = f"It began, {'and ' * 190}it went on."
    assert await context_of(answerer, quote) == quote


async def test_a_version_that_was_never_there_has_no_context_and_no_card(desk: Desk) -> None:
    """The same for a made-up version."""
    assert await desk.context("0" * 16, 0, 4) is None
    assert await desk.card_of_version("0" * 16) is None
    assert await desk.quoted([("0" * 16, 0, 4)]) == []


async def test_headlines_are_those_of_the_archive_each_once(desk: Desk) -> None:
    """In the order asked for; what is not there is left out."""
    found = await desk.headlines(["harbour", "gone", "ferry", "harbour"])
    assert [(near.article_id, near.title) for near in found] == [
        ("harbour", "Harbour opens [late]"),
        ("ferry", "Ferry to Oster sails again"),
    ]
    assert set(COVERAGE) == {"harbour.md", "ferry.md", "lighthouse.md"}


async def test_only_so_many_jobs_wait_for_the_thread(answerer: Answerer) -> None:
    """Whoever comes then is told when to try again; a job that is done makes room."""
    may_go_on = threading.Event()
    with closing(Desk(answerer, max_jobs=2)) as desk:
        jobs = [asyncio.create_task(desk._do(may_go_on.wait)) for _ in range(2)]  # noqa: SLF001
        await asyncio.sleep(0)
        with pytest.raises(BusyError) as refused:
            await desk.coverage()
        may_go_on.set()
        await asyncio.gather(*jobs)
        assert refused.value.why is Busy.QUEUE_FULL
        await desk.coverage()
