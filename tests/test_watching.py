"""`pullquote watch`: rounds over real sources, what goes wrong in one, and how it ends."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import WordEncoder

from bot.cli import main
from bot.settings import Settings
from bot.syncing import Tools
from bot.watching import Watch, repeat
from embeddings.archive import Archive
from embeddings.derived.verifying import verify
from embeddings.encoder import Vectors
from embeddings.errors import ArchiveMismatchError, InputError
from embeddings.fetching.fetcher import Fetcher
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.storage.locks import FILE_NAME, is_written

PRIVATE = "http://127.0.0.1:9/feed.xml"
"""An address that is refused before anything is asked: it is not on the public internet."""


class Newsroom:
    """Two folders of articles, an index, and the log of what watches them."""

    def __init__(self, root: Path, tools: Tools, caplog: pytest.LogCaptureFixture) -> None:
        self.root = root
        self.settings = Settings(_env_file=None, data_dir=root / "data")
        self.tools = tools
        self._log = caplog
        self.write("coast/harbour.txt", "The harbour opened at noon.")
        self.write("wire/ferry.txt", "The ferry sails again.")
        self.coast, self.wire = root / "coast", root / "wire"

    def write(self, name: str, text: str) -> None:
        """Write an article's file."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def watch(self, *sources: Path | str, clock: Callable[[], datetime] | None = None) -> Watch:
        """Return what watches these sources, or all that are noted."""
        if clock is None:
            return Watch(self.settings, self.tools, sources)
        return Watch(self.settings, self.tools, sources, clock=clock)

    def ids(self) -> list[str]:
        """Return the ids of the articles that are held, of an index that is sound."""
        with Archive.open(self.settings.data_dir) as archive:
            assert verify(archive) == []
            return sorted(entry.id for entry in archive.entries())

    def records(self) -> dict[str, SourceRecord]:
        """Return what is noted of the sources."""
        with Archive.open(self.settings.data_dir) as archive:
            return {record.source: record for record in Ledger(archive).sources()}

    def logged(self) -> list[tuple[str, str]]:
        """Return the levels and lines that were logged since the last time."""
        records = [one for one in self._log.records if one.name == "bot.watching"]
        lines = [(one.levelname, one.getMessage()) for one in records]
        self._log.clear()
        return lines


@pytest.fixture
def newsroom(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Newsroom]:
    """Yield a newsroom that was not indexed yet."""
    caplog.set_level(logging.INFO)
    with Fetcher("Pullquote/test") as fetcher:
        yield Newsroom(tmp_path, Tools(WordEncoder(), fetcher), caplog)


def test_each_round_takes_in_what_is_new_and_says_so_in_a_line_a_source(
    newsroom: Newsroom,
) -> None:
    """New, changed, removed and unchanged, each source by its name; then nothing."""
    watch = newsroom.watch(newsroom.coast, newsroom.wire)
    watch.round()
    assert newsroom.logged() == [
        ("INFO", f"{newsroom.coast}: 1 new, 0 changed, 0 removed, 0 unchanged"),
        ("INFO", f"{newsroom.wire}: 1 new, 0 changed, 0 removed, 0 unchanged"),
    ]
    newsroom.write("coast/gull.txt", "The gull came.")
    newsroom.write("wire/ferry.txt", "The ferry is late.")
    watch.round()
    assert newsroom.logged() == [
        ("INFO", f"{newsroom.coast}: 1 new, 0 changed, 0 removed, 1 unchanged"),
        ("INFO", f"{newsroom.wire}: 0 new, 1 changed, 0 removed, 0 unchanged"),
    ]
    assert newsroom.ids() == ["ferry", "gull", "harbour"]
    assert is_written(newsroom.settings.data_dir) is False


def test_a_problem_of_an_article_stands_in_the_line_of_its_source(newsroom: Newsroom) -> None:
    """The first one with its file; how many there are."""
    newsroom.write("coast/storm.txt", "")
    newsroom.write("coast/squall.txt", "")
    newsroom.watch(newsroom.coast).round()
    ((level, line),) = newsroom.logged()
    place = newsroom.coast / "squall.txt"
    expected = "1 new, 0 changed, 0 removed, 0 unchanged; 2 problems, the first:"
    assert level == "INFO"
    assert line.startswith(f"{newsroom.coast}: {expected} {place} ")


def test_without_names_everything_is_watched_that_was_indexed(newsroom: Newsroom) -> None:
    """What is indexed later joins in the next round."""
    newsroom.watch(newsroom.coast).round()
    watch = newsroom.watch()
    watch.check()
    watch.round()
    newsroom.watch(newsroom.wire).round()
    newsroom.logged()
    watch.round()
    assert [line.split(": ")[0] for _, line in newsroom.logged()] == [
        str(newsroom.coast),
        str(newsroom.wire),
    ]


def test_without_anything_to_watch_the_remedy_is_named(newsroom: Newsroom) -> None:
    """Before there is an index."""
    with pytest.raises(InputError, match="name folders, files or addresses"):
        newsroom.watch().check()
    assert not newsroom.settings.data_dir.exists()


def test_a_name_that_is_mistyped_is_told_but_a_folder_that_is_away_is_waited_for(
    newsroom: Newsroom,
) -> None:
    """A service that starts before a disk is mounted must not end."""
    with pytest.raises(InputError, match="There is no"):
        newsroom.watch(newsroom.root / "caost").check()
    newsroom.watch(newsroom.coast).round()
    newsroom.coast.rename(newsroom.root / "away")
    newsroom.watch(newsroom.coast).check()


def test_a_folder_that_has_vanished_is_an_alarm_and_its_articles_stay(
    newsroom: Newsroom,
) -> None:
    """The others are read all the same; the alarm begins once and ends once."""
    watch = newsroom.watch(newsroom.coast, newsroom.wire)
    watch.round()
    newsroom.logged()
    newsroom.coast.rename(newsroom.root / "away")
    newsroom.write("wire/gull.txt", "The gull came.")
    watch.round()
    failed, other, alarm = newsroom.logged()
    assert failed[0] == alarm[0] == "WARNING"
    assert failed[1].startswith(f"{newsroom.coast}: not read. There is no {newsroom.coast}")
    assert other[1].startswith(f"{newsroom.wire}: 1 new")
    assert alarm[1].startswith(f"Alarm: {newsroom.coast} has not been read with success since")
    assert newsroom.ids() == ["ferry", "gull", "harbour"]
    problem = newsroom.records()[str(newsroom.coast)].problem
    assert problem is not None
    assert problem.startswith("There is no")
    watch.round()
    assert len(newsroom.logged()) == 2
    (newsroom.root / "away").rename(newsroom.coast)
    watch.round()
    assert newsroom.logged()[-1] == ("INFO", f"Over: {newsroom.coast} is no alarm any more.")
    assert newsroom.records()[str(newsroom.coast)].problem is None


def test_an_address_that_fails_rings_when_the_limit_is_over(newsroom: Newsroom) -> None:
    """A website may be away for a while; the folder beside it is read every time."""
    now = [datetime.now(UTC)]
    watch = newsroom.watch(PRIVATE, newsroom.wire, clock=lambda: now[0])
    watch.round()
    (level, line), (other, _), (rings, _) = newsroom.logged()
    assert (level, other, rings) == ("WARNING", "INFO", "WARNING")  # no success ever: it rings
    assert line.startswith(f"{PRIVATE}: 0 new, 0 changed, 0 removed, 0 unchanged; not read to the")
    with Archive.open(newsroom.settings.data_dir) as archive, archive.bookkeeping():
        Ledger(archive).record_source(PRIVATE, now[0].isoformat(timespec="seconds"))
    watch.round()
    newsroom.logged()
    now[0] += timedelta(hours=24.1)
    watch.round()
    *_, alarm = newsroom.logged()
    assert alarm[1].startswith(f"Alarm: {PRIVATE} has not been read with success since")
    assert newsroom.ids() == ["ferry"]


class BrokenEncoder(WordEncoder):
    """Breaks on one word, in a way that nobody has foreseen."""

    def encode(self, texts: list[str]) -> Vectors:
        if any("kraken" in text for text in texts):
            raise ZeroDivisionError("kraken")
        return super().encode(texts)


def test_a_source_that_breaks_the_reading_does_not_stop_the_others(newsroom: Newsroom) -> None:
    """Whatever it is, it is logged with its cause, noted, and tried again."""
    newsroom.write("coast/kraken.txt", "The kraken woke.")
    newsroom.tools = Tools(BrokenEncoder(), newsroom.tools.fetcher)
    newsroom.watch(newsroom.coast, newsroom.wire).round()
    lines = newsroom.logged()
    assert ("ERROR", f"{newsroom.coast} could not be read") in lines
    assert ("WARNING", f"{newsroom.coast}: not read. ZeroDivisionError: kraken") in lines
    assert newsroom.ids() == ["ferry"]
    assert newsroom.records()[str(newsroom.coast)].problem == "ZeroDivisionError: kraken"


HOLD = (
    "import sys; from pathlib import Path; from embeddings.storage.locks import writing\n"
    "with writing(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
)


def test_while_another_process_writes_the_round_is_skipped(newsroom: Newsroom) -> None:
    """In one line; the next round makes up for it."""
    watch = newsroom.watch(newsroom.coast, newsroom.wire)
    watch.round()
    newsroom.write("coast/gull.txt", "The gull came.")
    newsroom.logged()
    command = [sys.executable, "-c", HOLD, str(newsroom.settings.data_dir)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        watch.round()
    ((level, line),) = newsroom.logged()
    assert level == "WARNING"
    assert line.startswith("The rest of this round is skipped.")
    assert newsroom.ids() == ["ferry", "harbour"]
    watch.round()
    assert newsroom.ids() == ["ferry", "gull", "harbour"]


class OtherEncoder(WordEncoder):
    fingerprint = "another-model"


def test_another_model_ends_the_watch(newsroom: Newsroom) -> None:
    """No round could ever succeed."""
    newsroom.watch(newsroom.coast).round()
    newsroom.tools = Tools(OtherEncoder(), newsroom.tools.fetcher)
    with pytest.raises(ArchiveMismatchError, match="--rebuild"):
        newsroom.watch().round()


def test_a_round_that_is_interrupted_leaves_the_last_consistent_state(
    newsroom: Newsroom,
) -> None:
    """Nothing of the source in hand, all of the one before; the lock is let go of."""

    class Interrupted(WordEncoder):
        def encode(self, texts: list[str]) -> Vectors:
            if any("ferry" in text for text in texts):
                raise KeyboardInterrupt
            return super().encode(texts)

    newsroom.tools = Tools(Interrupted(), newsroom.tools.fetcher)
    with pytest.raises(KeyboardInterrupt):
        newsroom.watch(newsroom.coast, newsroom.wire).round()
    assert newsroom.ids() == ["harbour"]
    assert is_written(newsroom.settings.data_dir) is False


@pytest.mark.parametrize(
    ("took", "waits"),
    [
        ([0, 0, 0], [60, 60, 60]),
        ([10, 0, 59], [50, 60, 1]),  # on the beat, however long a round took
        ([70, 5, 0], [0, 55, 60]),  # too long for a beat: at once, and from there on
    ],
)
def test_rounds_begin_on_the_beat(took: list[float], waits: list[float]) -> None:
    """A minute apart, until the wait says that it is enough."""
    now, waited, left = [100.0], [], list(took)

    def act() -> None:
        now[0] += left.pop(0)

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        now[0] += seconds
        return not left

    repeat(act, 60, wait, clock=lambda: now[0])
    assert waited == waits


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_the_command_at_once(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    """While it waits for the next round, an hour away; terminating a service is no failure."""
    (tmp_path / "gull.txt").write_text("The gull came on Monday.", encoding="utf-8")
    data = tmp_path / "data"
    command = [sys.executable, "-m", "bot", "watch", str(tmp_path / "gull.txt")]
    command += ["--every", "60", "--data-dir", str(data)]
    environment = os.environ | {"LOG_LEVEL": "INFO"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stderr=pipe, text=True, env=environment) as watch:
        assert watch.stderr
        lines = iter(watch.stderr.readline, "")
        assert any("1 new, 0 changed" in line for line in lines)
        watch.send_signal(number)
        try:
            _, rest = watch.communicate(timeout=60)
        finally:
            watch.kill()  # if it has not ended, nothing below would
    assert watch.returncode == status
    assert "what was written is whole" in rest
    with Archive.open(data) as archive:
        assert verify(archive) == []
        assert archive.counts() == (1, 1)


def test_once_is_one_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For those who have a scheduler of their own."""
    (tmp_path / "gull.txt").write_text("The gull came on Monday.", encoding="utf-8")
    data = str(tmp_path / "data")
    with pytest.raises(SystemExit) as ended:
        main(["watch", str(tmp_path / "gull.txt"), "--once", "--data-dir", data])
    assert ended.value.code == 0
    with pytest.raises(SystemExit) as ended:
        main(["status", "--json", "--data-dir", data])
    assert ended.value.code == 0
    (found,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert found["articles"] == 1
    assert (tmp_path / "data" / FILE_NAME).exists()
