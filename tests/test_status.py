"""`pullquote status`: what the index holds and how its sources fare, without loading anything."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import QuietProgress, WordEncoder
from test_house import HEAVY

from bot.cli import main
from bot.status import status_of
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.storage.ledger import Ledger
from embeddings.storage.locks import writing
from embeddings.syncing.takedown import take_down

START = datetime(2022, 3, 12, 8, tzinfo=UTC)
DAY = timedelta(hours=24)
FEED = "https://news.example/feed.xml"


@pytest.fixture
def data_dir(tmp_path: Path, encoder: WordEncoder) -> Path:
    """Return the folder of an index over three articles, one of them undated."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, facts in {
        "harbour": "published: 2022-03-10\noutlet: Coast",
        "ferry": "published: 2022-03-11\noutlet: Coast",
        "gull": "outlet: Wire",
    }.items():
        text = f"---\n{facts}\n---\nThe {name} came on Monday."
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        index(archive, encoder, [folder], QuietProgress(), clock=lambda: START)
    return tmp_path / "data"


def status(*arguments: str) -> int:
    """Run the command and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(["status", *arguments])
    return int(ended.value.code or 0)


def note(data_dir: Path, source: str, at: datetime, problem: str | None) -> None:
    """Note how it went with a source."""
    with Archive.open(data_dir) as archive, archive.bookkeeping():
        moment = at.isoformat(timespec="seconds")
        Ledger(archive).record_source(source, moment, problem)


def test_the_json_of_a_status_is_the_contract(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything an owner or a monitor asks for, in one object."""
    note(data_dir, FEED, START, "timeout")
    assert status("--json", "--data-dir", str(data_dir)) == 0
    found = json.loads(capsys.readouterr().out)
    size = found.pop("bytes")
    folder, at = str(data_dir.parent / "articles"), "2022-03-12T08:00:00+00:00"
    assert found == {
        "data_dir": str(data_dir),
        "articles": 3,
        "passages": 3,
        "oldest": "2022-03-10",
        "newest": "2022-03-11",
        "undated": 1,
        "outlets": [
            {
                "outlet": "Coast",
                "articles": 2,
                "oldest": "2022-03-10",
                "newest": "2022-03-11",
                "undated": 0,
            },
            {"outlet": "Wire", "articles": 1, "oldest": None, "newest": None, "undated": 1},
        ],
        "sources": [
            {
                "source": folder,
                "articles": 3,
                "newest": "2022-03-11",
                "last_arrival": at,
                "tried": at,
                "succeeded": at,
                "problem": None,
            },
            {
                "source": FEED,
                "articles": 0,
                "newest": None,
                "last_arrival": None,
                "tried": at,
                "succeeded": None,
                "problem": "timeout",
            },
        ],
        "takedowns": 0,
        "index": {"generation": 2, "passages": 3, "current": True},
        "model": "word-encoder",
        "chunking": found["chunking"],
        "format": 3,
        "writing": False,
        "alarms": [{"source": FEED, "kind": "failing", "since": None, "problem": "timeout"}],
    }
    assert size == len((data_dir / "archive.sqlite3").read_bytes()) + sum(
        path.stat().st_size for path in (data_dir / "derived").rglob("*") if path.is_file()
    )


def test_a_person_reads_a_status(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The extent in words, a line for each outlet and source, and the alarms last."""
    note(data_dir, FEED, START, "It timed out.")
    assert status("--data-dir", str(data_dir)) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split() for line in lines]
    assert ["articles", "3"] in rows
    assert ["published", "10", "March", "2022", "to", "11", "March", "2022"] in rows
    assert ["being", "written", "no"] in rows
    assert ["Coast", "2"] in rows
    place = lines.index(FEED)
    assert lines[place + 1 : place + 3] == [
        "  0 articles, last tried 2022-03-12 08:00 UTC, last success never",
        "  It timed out.",
    ]
    assert lines[-1] == f"Alarm: {FEED} has never been read with success."


def test_without_an_index_the_status_is_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says what to run."""
    assert status("--data-dir", str(tmp_path)) == 4
    assert "run 'pullquote index PATH' first" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_status_follows_what_is_written(data_dir: Path) -> None:
    """A writer at work, an index that is behind or gone, a takedown."""
    with writing(data_dir):
        assert subprocess.run(
            [sys.executable, "-m", "bot", "status", "--json", "--data-dir", str(data_dir)],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.count('"writing": true')
    with Archive.open(data_dir) as archive:
        assert take_down(archive, "gull", START)
        before = status_of(data_dir, START, DAY)
        with archive.transaction():
            archive.remove("ferry")
    after = status_of(data_dir, START, DAY)
    assert (before.takedowns, before.index and before.index.current) == (1, True)
    assert (after.coverage.articles, after.index and after.index.current) == (1, False)
    (newest,) = (data_dir / "derived").iterdir()
    (newest / "manifest.json").write_text("{}", encoding="utf-8")
    assert status_of(data_dir, START, DAY).index is None


def test_a_status_loads_nothing_heavy(data_dir: Path) -> None:
    """A monitor may ask every minute."""
    program = (
        "import sys\n"
        "from bot.cli import main\n"
        "try:\n"
        f"    main(['status', '--data-dir', {str(data_dir)!r}])\n"
        "finally:\n"
        "    print(*{name.split('.')[0] for name in sys.modules})"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "sqlite3" in loaded
    assert not HEAVY & loaded
