"""What a server collects: counts always, texts where it is switched on, nothing for long."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_trouble import small_disk

from bot.answering.schema import RefusalReason
from bot.feedback.schema import (
    KEEP_DAYS,
    TELLING_REASONS,
    Asked,
    Counts,
    KeepLimits,
    Kept,
    ReportKind,
    answer_key,
)
from bot.feedback.store import FeedbackStore
from bot.kept.database import KeptError

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HERE, THERE = 111, 222
NOTHING = RefusalReason.NOTHING_RELEVANT
ABSENT = RefusalReason.NAME_NOT_IN_COVERAGE
KEY = answer_key([("v1", 0, 10)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


@pytest.fixture
def store(path: Path) -> Iterator[FeedbackStore]:
    """Yield a store in which the server HERE collects and the server THERE does not."""
    with FeedbackStore.open(path) as opened:
        opened.set_collects(HERE, on=True)
        yield opened


def bytes_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_collection_is_off_until_a_server_switches_it_on(path: Path) -> None:
    """No text of a question or a report is kept before, and none ever of a direct message."""
    with FeedbackStore.open(path) as store:
        assert not store.collects(HERE)
        assert not store.collects(None)
        assert not store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
        assert not store.not_helpful("Who sank the ferry?", HERE, NOW)
        assert not store.report(KEY, HERE, ReportKind.OUTDATED, NOW, text="The ferry floats.")
        store.set_collects(HERE, on=True)
        assert not store.unanswered("Who sank the ferry?", None, NOTHING, NOW)
        assert not store.report(KEY, None, ReportKind.OUTDATED, NOW, text="The ferry floats.")
        assert store.collected(None, NOW) == []
        assert b"ferry" not in bytes_on_disk(path)


def test_counts_need_no_switch_and_name_nobody(store: FeedbackStore, path: Path) -> None:
    """An answer is judged and reported everywhere; servers are counted apart."""
    for is_helpful in (True, True, False):
        store.helpful(KEY, THERE, is_helpful, NOW)
    store.helpful(KEY, None, True, NOW)
    store.helpful("another", THERE, False, NOW)
    store.report(KEY, THERE, ReportKind.WRONG_SOURCE, NOW, text="Not yours.")
    store.report(KEY, THERE, ReportKind.WRONG_SOURCE, NOW)

    assert store.counts(KEY, THERE, NOW) == Counts(2, 1)
    assert store.counts(KEY, None, NOW) == Counts(1, 0)
    assert store.counts(KEY, HERE, NOW) == Counts()
    assert store.kept(THERE, NOW) == Kept(
        collects=False,
        counts=Counts(2, 2),
        reports={ReportKind.WRONG_SOURCE: 2},
        oldest=date(2026, 3, 10),
    )
    assert b"Not yours" not in bytes_on_disk(path)


def test_what_is_kept_of_a_question_is_its_words_server_reason_and_day(
    store: FeedbackStore, path: Path
) -> None:
    """Neither a time of the day nor the order in which things were said can be read."""
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    with sqlite3.connect(path) as other:
        rows = other.execute("SELECT * FROM questions").fetchall()
        tables = dict(other.execute("SELECT name, sql FROM sqlite_master").fetchall())
    other.close()

    assert rows == [(HERE, "2026-03-10", "Who sank the ferry?", "nothing_relevant", 1)]
    assert {"collecting", "judgements", "reports", "report_texts", "questions"} <= set(tables)
    assert all(made.rstrip().endswith("WITHOUT ROWID") for made in tables.values())


def test_the_day_is_the_one_in_utc(store: FeedbackStore) -> None:
    """A local day would tell where somebody lives."""
    evening = datetime(2026, 3, 10, 23, tzinfo=timezone(timedelta(hours=-3)))
    store.unanswered("Who sank the ferry?", HERE, NOTHING, evening)
    assert store.collected(HERE, evening)[0].last == date(2026, 3, 11)


def test_spellings_of_a_question_are_one_and_the_most_asked_comes_first(
    store: FeedbackStore,
) -> None:
    """The digest shows it as most people wrote it, and counts every asking."""
    for asked in (
        "Where is the dam?",
        "Who sank the ferry?",
        "who sank the  ferry",
        "Who sank the ferry?",
    ):
        store.unanswered(asked, HERE, NOTHING, NOW)
    store.unanswered("WHO SANK THE FERRY?!", HERE, ABSENT, NOW - timedelta(days=1))
    store.not_helpful("Where is the dam?", HERE, NOW)
    store.unanswered("Who sank the ferry?", THERE, NOTHING, NOW)

    assert store.collected(HERE, NOW) == [
        Asked("Who sank the ferry?", 4, date(2026, 3, 10), (ABSENT, NOTHING)),
        Asked("Where is the dam?", 2, date(2026, 3, 10), (NOTHING,), not_helpful=True),
    ]
    assert store.digest(HERE, date(2026, 3, 10), NOW) == [
        Asked("Who sank the ferry?", 3, date(2026, 3, 10), (NOTHING,)),
        Asked("Where is the dam?", 1, date(2026, 3, 10), (NOTHING,)),
    ]
    assert [one.times for one in store.digest(HERE, date(2026, 3, 10), NOW, limit=1)] == [3]
    assert store.digest(THERE, date(2026, 3, 1), NOW) == []


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_only_questions_that_tell_something_are_kept(
    store: FeedbackStore, reason: RefusalReason
) -> None:
    """An empty question, or one before there was an index, says nothing of the coverage."""
    assert store.unanswered("Who sank the ferry?", HERE, reason, NOW) is (
        reason in TELLING_REASONS
    )


@pytest.mark.parametrize(("days", "left"), [(KEEP_DAYS - 1, 1), (KEEP_DAYS, 0), (400, 0), (-2, 0)])
def test_nothing_is_kept_for_longer_than_thirty_days(
    store: FeedbackStore, path: Path, days: int, left: int
) -> None:
    """Texts and counts go on their thirtieth day, and so does what a wrong clock dated ahead."""
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    store.report(KEY, HERE, ReportKind.OUTDATED, NOW, text="The ferry floats.")
    store.helpful(KEY, HERE, True, NOW)
    later = NOW + timedelta(days=days)

    assert store.expire(later) == (0 if left else 4)
    found = store.kept(HERE, later)
    assert (found.questions, found.report_texts, found.counts.helpful) == (left, left, left)
    assert (b"ferry" in bytes_on_disk(path)) is bool(left)


def test_the_first_call_of_a_day_expires_what_is_old(store: FeedbackStore, path: Path) -> None:
    """Nobody has to think of it while the bot is used."""
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    store.helpful(KEY, THERE, True, NOW + timedelta(days=KEEP_DAYS))
    assert b"ferry" not in bytes_on_disk(path)


def test_switching_off_erases_the_texts_and_leaves_the_counts(
    store: FeedbackStore, path: Path
) -> None:
    """Not a byte of them is left in the file or in its log; other servers keep theirs."""
    store.set_collects(THERE, on=True)
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    store.unanswered("Where is the dam?", THERE, NOTHING, NOW)
    store.report(KEY, HERE, ReportKind.OUTDATED, NOW, text="The ferry floats.")
    assert b"ferry" in bytes_on_disk(path)
    store.set_collects(HERE, on=False)

    assert not store.collects(HERE)
    assert b"ferry" not in bytes_on_disk(path)
    assert store.kept(HERE, NOW).reports == {ReportKind.OUTDATED: 1}
    assert store.kept(THERE, NOW).questions == 1


def test_erasing_deletes_all_of_a_server_and_counts_it(store: FeedbackStore, path: Path) -> None:
    """Two texts and two counts are four entries; what others said stays."""
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    store.report(KEY, HERE, ReportKind.OUTDATED, NOW, text="The ferry floats.")
    store.helpful(KEY, HERE, True, NOW)
    store.helpful(KEY, THERE, True, NOW)
    assert store.report_texts(HERE, NOW) == [(ReportKind.OUTDATED, "The ferry floats.")]

    assert store.erase(HERE) == 4
    assert store.kept(HERE, NOW) == Kept(collects=True, counts=Counts())
    assert b"ferry" not in bytes_on_disk(path)
    assert store.counts(KEY, THERE, NOW) == Counts(1, 0)


def test_what_was_deleted_while_somebody_read_goes_with_the_next_write(
    store: FeedbackStore, path: Path
) -> None:
    """A log that is being read cannot be emptied at once."""
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM questions").fetchone()
    with FeedbackStore.open(path, lock_timeout_seconds=0) as impatient:
        impatient.erase(HERE)
        assert b"ferry" in bytes_on_disk(path)
        reader.close()
        impatient.helpful(KEY, HERE, True, NOW)
        assert b"ferry" not in bytes_on_disk(path)


def test_a_server_keeps_so_much_and_no_more(path: Path) -> None:
    """The oldest go first, and of a day those that were asked least."""
    limits = KeepLimits(questions=2, report_texts=1, counted_answers=2, text_chars=20)
    with FeedbackStore.open(path, limits=limits) as store:
        store.set_collects(HERE, on=True)
        store.unanswered("An old one?", HERE, NOTHING, NOW - timedelta(days=1))
        for question in ("A common one?", "A common one?", "B?", "C, and this is far too long?"):
            store.unanswered(question, HERE, NOTHING, NOW)
        for number in range(3):
            store.helpful(f"answer {number}", HERE, True, NOW)
            store.report(f"answer {number}", HERE, ReportKind.OUTDATED, NOW, text=f"Text {number}")
        asked = [one.question for one in store.collected(HERE, NOW)]
        found = store.kept(HERE, NOW)

    assert asked == ["A common one?", "C, and this is far t"]
    assert (found.counts.helpful, found.reports[ReportKind.OUTDATED]) == (2, 2)
    assert found.report_texts == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_is_kept_or_refused_without_an_error(store: FeedbackStore, text: str) -> None:
    """What people type may hold anything: lone surrogates, zeros, quotation marks of SQL."""
    store.erase(HERE)
    kept = store.unanswered(text, HERE, NOTHING, NOW)
    asked = store.collected(HERE, NOW)
    assert len(asked) == kept
    assert all("\n" not in one.question for one in asked)


def test_many_threads_lose_no_count(store: FeedbackStore) -> None:
    """The chat writes from a pool of threads."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.helpful(KEY, HERE, n % 2 == 0, NOW), range(100)))
    assert store.counts(KEY, HERE, NOW) == Counts(50, 50)


def test_a_new_file_is_for_its_owner_alone(store: FeedbackStore, path: Path) -> None:
    """So are the log and the index beside it; a mode that the owner gave it stays."""
    store.helpful(KEY, HERE, True, NOW)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {0o600}
    path.chmod(0o640)
    FeedbackStore.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_was_collected_is_there_after_a_restart(store: FeedbackStore, path: Path) -> None:
    """The switch too."""
    store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
    store.close()
    with FeedbackStore.open(path) as again:
        assert again.collects(HERE)
        assert again.kept(HERE, NOW).questions == 1


def _damage(path: Path) -> None:
    path.write_bytes(b"no database, but a text that is long enough to be read as one" * 20)


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (one)")
    other.close()


def _later(path: Path) -> None:
    FeedbackStore.open(path).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 9")
    other.close()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (_damage, "is damaged .*: move it away; what servers chose and collected is lost"),
        (_foreign, "is another program's database: move it away"),
        (_later, "has format 9 of a later release, this one reads \\d+: use that release"),
        (Path.mkdir, "cannot be used .*: check its permissions"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error_with_the_remedy(
    tmp_path: Path, trouble: Callable[[Path], None], said: str
) -> None:
    """Whoever answers catches this one error and goes on; nothing is written into the file."""
    path = tmp_path / "bot.db"
    trouble(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(KeptError, match=said):
        FeedbackStore.open(path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_locked_file_is_said_to_be_locked(store: FeedbackStore, path: Path) -> None:
    """It is waited for a little and no longer."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        FeedbackStore.open(path, lock_timeout_seconds=0.01) as impatient,
        pytest.raises(KeptError, match=r"written by another process: try again"),
    ):
        impatient.helpful(KEY, HERE, True, NOW)
    assert store.collects(HERE)
    other.close()


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """With room again the same store goes on."""
    with (
        small_disk(tmp_path / "disk", 1) as disk,
        FeedbackStore.open(disk.folder / "bot.db") as store,
    ):
        store.set_collects(HERE, on=True)
        store.unanswered("Who sank the ferry?", HERE, NOTHING, NOW)
        disk.fill()
        with pytest.raises(KeptError, match="free some space"):
            _ask_much(store)
        disk.free()
        assert store.collected(HERE, NOW)
        assert store.not_helpful("Where is the dam?", HERE, NOW)


def _ask_much(store: FeedbackStore) -> None:
    for number in range(1000):
        store.unanswered(f"Number {number}?", HERE, NOTHING, NOW)
