"""How an index stands: what it holds, how its sources fare, what lies on the disk, who writes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from embeddings.archive import Archive
from embeddings.derived.generations import FOLDER_NAME, Generation, OutdatedError, numbered
from embeddings.schema import Manifest
from embeddings.storage.database import FORMAT, translated_errors
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.storage.locks import is_written
from embeddings.syncing.alarms import Alarm, alarms_of
from embeddings.syncing.coverage import Coverage, coverage_of


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The newest published files; `current` says that they are of the archive's last state."""

    generation: int
    passages: int
    current: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How an index stands at one moment.

    `size` is all that lies in the data folder, in bytes; `index` is None where no search files
    are published, or none that can be read; `written` is None where nobody can tell.
    """

    data_dir: Path
    coverage: Coverage
    passages: int
    sources: list[SourceRecord]
    takedowns: int
    index: SearchIndex | None
    size: int
    manifest: Manifest
    archive_format: int
    written: bool | None
    alarms: list[Alarm]


def status_of(data_dir: Path, now: datetime, stale_after: timedelta) -> Status:
    """Return how the index in `data_dir` stands; no model and no search file is opened.

    Raises:
        ArchiveMissingError: there is none.
        ArchiveError: it cannot be read.
    """
    size = _size_of(data_dir)  # before SQLite opens files of its own
    written = is_written(data_dir)
    with (
        Archive.open(data_dir) as archive,
        translated_errors(archive.path),
        archive.snapshot(),
    ):
        ledger = Ledger(archive)
        sources = ledger.sources()
        return Status(
            data_dir=data_dir,
            coverage=coverage_of(archive),
            passages=archive.counts()[1],
            sources=sources,
            takedowns=len(ledger.takedowns()),
            index=_index_of(archive),
            size=size,
            manifest=archive.manifest,
            archive_format=FORMAT,
            written=written,
            alarms=alarms_of(sources, now, stale_after),
        )


def _index_of(archive: Archive) -> SearchIndex | None:
    root = archive.path.parent / FOLDER_NAME
    for number in numbered(root):
        try:
            facts = Generation.read(root / str(number)).facts
        except (OSError, OutdatedError, ValueError, TypeError, KeyError, AttributeError):
            continue  # the next run builds it again
        return SearchIndex(number, facts.passages, current=facts.state == archive.state)
    return None


def _size_of(folder: Path) -> int:
    """Return the bytes of all files below `folder`; what is linked into two places counts once."""
    sizes = {}
    for path in folder.rglob("*"):
        try:
            status = path.lstat()
        except OSError:
            continue  # a writer has just swept it away
        if path.is_file():
            sizes[status.st_dev, status.st_ino] = status.st_size
    return sum(sizes.values())
