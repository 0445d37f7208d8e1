"""What servers chose: which choices hold where, and that they are kept and forgotten."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Thread
from zoneinfo import ZoneInfo

import pytest

from bot.answering.understanding.scope import Scope
from bot.feedback.store import FeedbackStore
from bot.kept.database import Database
from bot.languages import Language
from bot.servers.schema import ANYWHERE, Answered, Choices, Delivery, Listening, Place, Server
from bot.servers.store import FOLLOWED_FOR, ServerStore

GUILD, OTHER, CHANNEL, THREAD = 11, 12, 21, 31
NOW = datetime(2026, 3, 1, tzinfo=UTC)
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def store(path: Path) -> Iterator[ServerStore]:
    database = Database(path)
    yield ServerStore(database)
    database.close()


def _reopened(path: Path) -> ServerStore:
    return ServerStore(Database(path))


def _id_of(moment: datetime) -> int:
    """Return an id that Discord gives at a moment (Discord API documentation, snowflakes)."""
    return int((moment - EPOCH).total_seconds() * 1000) << 22


def test_without_choices_the_defaults_hold(store: ServerStore) -> None:
    """Commands work, mentions are answered with a reply, everything is searched."""
    assert store.place(GUILD, CHANNEL) == ANYWHERE == Place()
    assert store.place(None, CHANNEL) == ANYWHERE


def test_a_channels_choice_comes_before_the_servers(store: ServerStore) -> None:
    """What a channel leaves open is as the server has it, then as the default has it."""
    store.choose(GUILD, Choices(delivery=Delivery.THREAD, max_excerpts=1, zone="Europe/Berlin"))
    store.choose(GUILD, Choices(max_excerpts=2, outlets=("The Wire",)), CHANNEL)
    assert store.place(GUILD, CHANNEL) == Place(
        delivery=Delivery.THREAD, max_excerpts=2, outlets=("The Wire",), zone="Europe/Berlin"
    )
    assert store.place(GUILD, 99).max_excerpts == 1
    assert store.place(OTHER, CHANNEL) == ANYWHERE


def test_a_thread_is_answered_like_its_channel_until_it_chooses(store: ServerStore) -> None:
    """Threads come and go; nobody sets each of them up."""
    store.choose(GUILD, Choices(listening=Listening.NOTHING), CHANNEL)
    assert store.place(GUILD, THREAD, CHANNEL).listening is Listening.NOTHING
    store.choose(GUILD, Choices(listening=Listening.QUESTIONS), THREAD)
    assert store.place(GUILD, THREAD, CHANNEL).listening is Listening.QUESTIONS


def test_a_channel_can_open_what_the_server_narrowed(store: ServerStore) -> None:
    """All outlets is a choice, other than none made; so is a switch that is off."""
    store.choose(GUILD, Choices(outlets=("The Wire",), commands=True))
    store.choose(GUILD, Choices(outlets=(), commands=False), CHANNEL)
    place = store.place(GUILD, CHANNEL)
    assert place.outlets == ()
    assert not place.commands


def test_choices_are_kept_over_a_restart(store: ServerStore, path: Path) -> None:
    """What was chosen is in the file as soon as it was said."""
    choices = Choices(
        commands=False,
        listening=Listening.QUESTIONS,
        delivery=Delivery.BUTTON,
        outlets=("Küste", "The Wire"),
        max_excerpts=4,
        zone="Asia/Tokyo",
        language=Language.GERMAN,
    )
    store.choose(GUILD, choices, CHANNEL)
    store.set_server(GUILD, Server(report_channel=5, digest=True))
    again = _reopened(path)
    assert again.choices(GUILD, CHANNEL) == choices
    assert again.server(GUILD) == Server(5, digest=True)
    assert again.channels(GUILD) == [CHANNEL]
    assert again.with_digest() == [GUILD]


def test_no_choice_leaves_no_row(store: ServerStore, path: Path) -> None:
    """Taking everything back is as if nothing had been chosen."""
    store.choose(GUILD, Choices(max_excerpts=4), CHANNEL)
    store.choose(GUILD, Choices(), CHANNEL)
    assert store.channels(GUILD) == []
    assert _reopened(path).channels(GUILD) == []


def test_a_choice_of_a_later_release_is_left_open(store: ServerStore, path: Path) -> None:
    """Going back to an older release loses that choice, not the bot."""
    store.choose(GUILD, Choices(max_excerpts=4, delivery=Delivery.THREAD))
    database = Database(path)
    with database.writing():
        later = '{"max_excerpts": 4, "delivery": "carrier pigeon", "colour": "red"}'
        database.rows("UPDATE choices SET choices = ?", later)
    assert ServerStore(database).choices(GUILD) == Choices(max_excerpts=4)
    database.close()


@pytest.mark.parametrize(
    "held",
    [
        '{"zone": "US/Pacific-New"}',
        '{"zone": "../etc/passwd"}',
        '{"zone": 3}',
        '{"outlets": 5}',
        '{"outlets": "The Wire"}',
        '{"outlets": ["The Wire", 3]}',
        '{"max_excerpts": "4"}',
        '{"max_excerpts": true}',
        '{"max_excerpts": -1}',
        '{"commands": "no"}',
        '{"delivery": ["thread"], "language": {}}',
    ],
)
def test_what_another_release_means_otherwise_is_left_open(
    store: ServerStore, path: Path, held: str
) -> None:
    """Neither the start nor a question there fails for it: zones go and come, kinds change."""
    store.choose(GUILD, Choices(max_excerpts=4))
    database = Database(path)
    with database.writing():
        database.rows("UPDATE choices SET choices = ?", held)
    again = ServerStore(database)
    assert again.choices(GUILD) == Choices()
    assert again.place(GUILD, CHANNEL).scope() == Scope()
    database.close()


def test_a_server_that_is_left_is_forgotten(store: ServerStore) -> None:
    """Its choices go, another server's stay."""
    for guild in (GUILD, OTHER):
        store.choose(guild, Choices(max_excerpts=4))
        store.set_server(guild, Server(report_channel=5))
    assert store.forget(GUILD) == 2
    assert store.place(GUILD, CHANNEL) == ANYWHERE
    assert store.server(GUILD) == Server()
    assert store.place(OTHER, CHANNEL).max_excerpts == 4


def test_an_answer_is_found_by_its_question_for_a_while(store: ServerStore) -> None:
    """A question's id says when it was asked: after a month its answer is not followed."""
    young, old = _id_of(NOW), _id_of(NOW - FOLLOWED_FOR - timedelta(minutes=1))
    for question in (young, old):
        store.note_answer(GUILD, Answered(CHANNEL, question, 7))
    assert store.expire(NOW) == 1
    assert store.answer_of(young) == Answered(CHANNEL, young, 7)
    assert store.answer_of(old) is None
    store.forget_answer(young)
    assert store.answer_of(young) is None


def test_a_place_bounds_its_answers(store: ServerStore) -> None:
    """Outlets, number of excerpts and time zone are those of the place; the page is asked for."""
    store.choose(GUILD, Choices(outlets=("The Wire",), max_excerpts=1, zone="Asia/Tokyo"))
    scope = store.place(GUILD, CHANNEL).scope(page=2)
    assert scope == Scope(("The Wire",), 1, ZoneInfo("Asia/Tokyo"), 2)


def test_what_was_chosen_is_known_while_others_write(path: Path) -> None:
    """Reading waits for nobody: neither for the lock of the store nor for that of the file."""
    database = Database(path, lock_timeout_seconds=60)
    store, feedback = ServerStore(database), FeedbackStore(database)
    store.choose(GUILD, Choices(max_excerpts=4))
    store.set_server(GUILD, Server(report_channel=5, digest=True))
    feedback.set_collects(GUILD, True)
    others = sqlite3.connect(path, isolation_level=None)
    others.execute("BEGIN EXCLUSIVE")
    is_held, may_end = Event(), Event()

    def hold() -> None:
        with database.reading():
            is_held.set()
            may_end.wait()

    threads = [Thread(target=hold, daemon=True)]
    threads[0].start()
    is_held.wait()
    threads.append(Thread(target=store.choose, args=(OTHER, Choices(max_excerpts=1)), daemon=True))
    threads[1].start()
    with ThreadPoolExecutor(1) as reader:
        known = reader.submit(lambda: _known(store, feedback))
        try:
            assert known.result(timeout=10) == (4, Server(5, digest=True), [GUILD], [], True)
        finally:
            may_end.set()
            others.close()
            for thread in threads:
                thread.join()
    assert store.place(OTHER, CHANNEL).max_excerpts == 1
    database.close()


def _known(store: ServerStore, feedback: FeedbackStore) -> tuple[object, ...]:
    return (
        store.place(GUILD, CHANNEL).max_excerpts,
        store.server(GUILD),
        store.with_digest(),
        store.channels(OTHER),
        feedback.collects(GUILD),
    )


def test_of_two_choices_at_once_memory_has_the_one_that_is_kept(
    store: ServerStore, path: Path
) -> None:
    """Whichever came last: what is answered now is what holds after a restart."""
    ready = Barrier(8)

    def choose(number: int) -> None:
        ready.wait()
        for turn in range(5):
            store.choose(GUILD, Choices(max_excerpts=number * 5 + turn), CHANNEL)
            store.place(GUILD, CHANNEL)

    with ThreadPoolExecutor(8) as people:
        list(people.map(choose, range(8)))
    assert store.choices(GUILD, CHANNEL) == _reopened(path).choices(GUILD, CHANNEL)


def test_of_two_changes_at_once_none_is_lost(store: ServerStore) -> None:
    """The second is made of what the first left, however long that takes."""
    second = Thread(target=lambda: store.change(GUILD, CHANNEL, _with_zone))

    def first(held: Choices) -> Choices:
        second.start()
        second.join(timeout=0.3)
        return replace(held, max_excerpts=2)

    store.change(GUILD, CHANNEL, first)
    second.join()
    assert store.choices(GUILD, CHANNEL) == Choices(max_excerpts=2, zone="UTC")


def _with_zone(held: Choices) -> Choices:
    return replace(held, zone="UTC")


def test_the_servers_that_want_every_question_answered_are_known(store: ServerStore) -> None:
    """Whether they chose it for all their channels or for one."""
    every = Choices(listening=Listening.QUESTIONS)
    store.choose(GUILD, every)
    store.choose(OTHER, every, CHANNEL)
    store.choose(13, Choices(listening=Listening.MENTIONS))
    assert store.with_every_question() == [GUILD, OTHER]
    store.choose(GUILD, Choices())
    assert store.with_every_question() == [OTHER]


def test_choices_that_cannot_be_read_cost_no_other_server(store: ServerStore, path: Path) -> None:
    """They are left open."""
    for guild in (GUILD, OTHER):
        store.choose(guild, Choices(max_excerpts=4))
    database = Database(path)
    with database.writing():
        database.rows("UPDATE choices SET choices = '{' WHERE guild_id = ?", GUILD)
    again = ServerStore(database)
    assert again.place(GUILD, CHANNEL) == ANYWHERE
    assert again.place(OTHER, CHANNEL).max_excerpts == 4
    database.close()
