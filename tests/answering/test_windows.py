"""What is answered, and what refused, where a question says when: real parts, small articles."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Refusal, RefusalReason, Reply
from bot.answering.understanding.options import Options
from bot.answering.understanding.periods import Calendar
from bot.serialisation import reply_as_json

MakeAnswerer = Callable[..., Answerer]
NOW = datetime(2022, 3, 16, 9, 30, tzinfo=UTC)
QUESTION = "Who repaired the cranes of the harbour"


def _article(title: str, text: str, published: str | None, outlet: str = "Gazette") -> str:
    dated = f"published: {published}\n" if published else ""
    return f"---\ntitle: {title}\noutlet: {outlet}\n{dated}---\n\n{text}\n"


FILES = {
    "march.md": _article(
        "Harbour repaired", "Ada Quist repaired the cranes of the harbour.", "2022-03-09"
    ),
    "old.md": _article(
        "Harbour then",
        "Per Askim repaired the cranes of the harbour in May 2014.",
        "2021-12-20",
        "Herald",
    ),
    "choir.md": _article("Choir wins", "The choir of the school won a prize.", "2022-01-05"),
}
UNDATED = {
    "storm.txt": "Storm\n\nThe storm of June 2013 broke the cranes of the harbour.\n",
    "choir.txt": "Choir\n\nThe choir of the school won a prize.\n",
}


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over three dated articles; the time is 16 March 2022."""
    return _at_now(make_answerer(FILES))


def _at_now(made: Answerer, threshold: float = 0.5) -> Answerer:
    limits = replace(made.limits, threshold=threshold)
    return Answerer(made.retriever, limits, calendar=Calendar(clock=lambda: NOW))


def _shown(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer), reply
    return [excerpt.article.id for excerpt in reply.excerpts]


def _refused(reply: Reply) -> tuple[RefusalReason, list[str]]:
    assert isinstance(reply, Refusal), reply
    return reply.reason, [near.article_id for near in reply.nearest]


def test_without_dates_everything_is_searched(answerer: Answerer) -> None:
    """Nothing is said of a window that nobody asked for."""
    reply = answerer.answer(f"{QUESTION}?")
    assert set(_shown(reply)) == {"march", "old"}
    assert reply.window is None
    assert wording.searched(reply) == []


def test_a_strict_window_leaves_out_what_was_published_at_another_time(answerer: Answerer) -> None:
    """Operators, options and relative phrases alike, and the reply says which time it was."""
    for question, options in (
        (f"{QUESTION} last week?", Options()),
        (f"{QUESTION} since:2022-03-01?", Options()),
        (f"{QUESTION}?", Options(since="2022-03-01")),
    ):
        reply = answerer.answer(question, options)
        assert _shown(reply) == ["march"]
        assert reply.question == question
        assert reply.window is not None
        assert reply.window.strict


def test_filters_choose_the_articles(answerer: Answerer) -> None:
    """By operator or option."""
    assert _shown(answerer.answer(f"{QUESTION}?", Options(outlet="herald"))) == ["old"]
    assert _shown(answerer.answer(f"{QUESTION} outlet:herald")) == ["old"]


def test_a_filter_that_fits_nothing_says_so(answerer: Answerer) -> None:
    """The nearest headlines are those without it."""
    reason, near = _refused(answerer.answer(f"{QUESTION}?", Options(outlet="Nobody")))
    assert reason == RefusalReason.NOTHING_MATCHES
    assert set(near[:2]) == {"march", "old"}


def test_a_time_without_articles_is_refused_with_headlines_from_other_times(
    answerer: Answerer,
) -> None:
    """Nothing lies in it, so nothing is searched and there is no score."""
    reply = answerer.answer(f"{QUESTION} yesterday?")
    reason, near = _refused(reply)
    assert reason == RefusalReason.NOTHING_IN_WINDOW
    assert set(near[:2]) == {"march", "old"}
    assert reply.score is None
    assert wording.searched(reply) == ["Searched: 15 March 2022"]


def test_a_strict_window_that_does_not_answer_shows_its_own_headlines_first(
    answerer: Answerer,
) -> None:
    """What is outside comes after, however well it would answer."""
    reply = answerer.answer(f"{QUESTION} since:2022-01-01 until:2022-02-01")
    reason, near = _refused(reply)
    assert reason == RefusalReason.NOTHING_RELEVANT
    assert near[0] == "choir"
    assert set(near[1:]) == {"march", "old"}
    assert reply.window is not None


def test_a_named_date_is_answered_from_that_time(answerer: Answerer) -> None:
    """An article published in March 2022 answers what is asked of March 2022."""
    reply = answerer.answer(f"{QUESTION} in March 2022?")
    assert _shown(reply) == ["march"]
    assert isinstance(reply, Answer)
    assert not reply.outside_window
    assert wording.searched(reply) == ["Searched: 1 March 2022 to 31 March 2022"]


def test_an_article_that_names_the_date_answers_from_outside(answerer: Answerer) -> None:
    """A newsroom tells in 2021 what happened in 2014, and the reader is told plainly."""
    reply = answerer.answer(f"{QUESTION} in May 2014?")
    assert _shown(reply) == ["old"]
    assert isinstance(reply, Answer)
    assert reply.outside_window
    assert wording.searched(reply) == ["Searched: 1 May 2014 to 31 May 2014", wording.FROM_OUTSIDE]
    assert reply_as_json(reply, max_question_chars=500)["window"] == {
        "since": "2014-05-01T00:00:00+00:00",
        "until": "2014-06-01T00:00:00+00:00",
        "words": "in May 2014",
        "outside": True,
    }


def test_the_year_of_publication_goes_without_saying(make_answerer: MakeAnswerer) -> None:
    """An article of 10 March says "March 9", and means that year's."""
    text = "On March 9 Tove Lindal repaired the cranes of the harbour."
    article = _article("Repairs", text, "2022-03-10")
    made = _at_now(make_answerer({"after.md": article}), threshold=0.1)
    assert _shown(made.answer(f"{QUESTION} on 9 March 2022?")) == ["after"]
    assert _refused(made.answer(f"{QUESTION} on 9 March 2021?"))[0] == RefusalReason.OUTSIDE_WINDOW


def test_what_neither_is_from_then_nor_names_the_date_is_refused(answerer: Answerer) -> None:
    """However well it fits otherwise."""
    reason, near = _refused(answerer.answer(f"{QUESTION} in June 2013?"))
    assert reason == RefusalReason.OUTSIDE_WINDOW
    assert set(near[:2]) == {"march", "old"}


def test_undated_articles_answer_only_by_naming_the_date(make_answerer: MakeAnswerer) -> None:
    """Nobody knows when they were published."""
    made = _at_now(make_answerer(UNDATED), threshold=0.1)
    named = made.answer("What broke the cranes of the harbour in June 2013?")
    assert _shown(named) == ["storm"]
    assert isinstance(named, Answer)
    assert named.outside_window
    other = made.answer("What broke the cranes of the harbour in June 2012?")
    assert _refused(other)[0] == RefusalReason.OUTSIDE_WINDOW
    recent = made.answer("What broke the cranes of the harbour last week?")
    assert _refused(recent)[0] == RefusalReason.NOTHING_IN_WINDOW


def test_dates_the_wrong_way_round_are_refused_with_what_was_understood(
    answerer: Answerer,
) -> None:
    """The sentence names both days, last ones included."""
    reply = answerer.answer(f"{QUESTION} since:2022-03-05 until:2022-01-31")
    assert _refused(reply) == (RefusalReason.DATES_REVERSED, [])
    message = reply_as_json(reply, max_question_chars=500)["refusal"]["message"]
    assert "5 March 2022 to 31 January 2022" in message


@pytest.mark.parametrize(
    ("question", "options", "words"),
    [
        (f"{QUESTION} since:soon?", Options(), "since:soon"),
        (f"{QUESTION}?", Options(until="some day"), "some day"),
    ],
)
def test_a_date_nobody_can_read_is_refused_by_its_words(
    answerer: Answerer, question: str, options: Options, words: str
) -> None:
    """With an example of one that can be read."""
    reply = answerer.answer(question, options)
    assert _refused(reply) == (RefusalReason.DATE_NOT_UNDERSTOOD, [])
    message = reply_as_json(reply, max_question_chars=500)["refusal"]["message"]
    assert words in message
    assert "2022-03-01" in message


def test_a_name_the_coverage_never_mentions_is_refused(answerer: Answerer) -> None:
    """Its nearest headlines are still shown, and no score pretends anything."""
    reply = answerer.answer("When did Bartholomew Zorn repair the cranes?")
    reason, near = _refused(reply)
    assert reason == RefusalReason.NAME_NOT_IN_COVERAGE
    assert set(near[:2]) == {"march", "old"}
    assert isinstance(reply, Refusal)
    assert (reply.words, reply.score) == ("Bartholomew Zorn", None)
    message = reply_as_json(reply, max_question_chars=500)["refusal"]["message"]
    assert message == "The coverage never mentions Bartholomew Zorn."


def test_a_name_that_only_a_photo_credit_has_is_mentioned(make_answerer: MakeAnswerer) -> None:
    """What is never quoted is still in the coverage, and it must not be denied."""
    text = "The cranes of the harbour broke.\n\nPhoto: Kolm Picture Desk"
    made = _at_now(make_answerer({"a.txt": f"Storm\n\n{text}\n"}))
    assert made.retriever.mentions("Kolm")
    assert not made.retriever.mentions("K_lm%")


def test_an_outlet_is_a_name_that_the_coverage_knows(answerer: Answerer) -> None:
    """It stands in no text, but it is what the articles come from."""
    question = "Who repaired the cranes, according to the {}?"
    known = answerer.answer(question.format("Herald"))
    assert getattr(known, "reason", None) != RefusalReason.NAME_NOT_IN_COVERAGE
    unknown = answerer.answer(question.format("Courier"))
    assert getattr(unknown, "reason", None) == RefusalReason.NAME_NOT_IN_COVERAGE
