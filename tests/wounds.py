"""A small newsroom whose index is damaged on purpose, in every way that a check-up should find."""

# ruff: noqa: S608 - our own statements, against our own database

import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.derived.opening import rebuild
from embeddings.doctor.examining import examine
from embeddings.doctor.findings import Finding, Severity
from embeddings.doctor.patient import Thoroughness
from embeddings.doctor.repairing import Repaired, repair
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.storage.database import FILE_NAME

DAMAGE, WARNING, NOTICE, OK = Severity.DAMAGE, Severity.WARNING, Severity.NOTICE, Severity.OK
LONG = "\n\n".join(
    " ".join(
        f"On day {day} of week {week} the crew of the station ate lettuce." for day in range(7)
    )
    for week in range(4)
)
MOON = "---\nid: moon\nurl: https://a.example/moon\n---\n\nThe moon rose on {} night."
FILES = {
    "crew.txt": LONG,
    "rocket.md": "---\nid: rocket\n---\n\nThe rocket flew to the station. It came back.",
    "more.jsonl": '{"id": "sun", "text": "The sun set in the west."}\n'
    '{"id": "sea", "text": "The sea was calm and grey."}\n',
    "moon.md": MOON.format("Monday"),
}


class Newsroom:
    """A folder with five articles, indexed twice: one of them has an older version."""

    def __init__(self, root: Path) -> None:
        self.folder, self.data = root / "articles", root / "data"
        self.database = self.data / FILE_NAME
        self.folder.mkdir(parents=True)
        for name, text in FILES.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.sync()
        (self.folder / "moon.md").write_text(MOON.format("Tuesday"), encoding="utf-8")
        self.sync()

    def sync(self) -> None:
        """Index the folder."""
        with Archive.create(self.data, manifest_of(WordEncoder())) as archive:
            index(archive, WordEncoder(), [self.folder], QuietProgress())

    def sql(self, *statements: str) -> None:
        """Change the database behind the archive's back."""
        connection = sqlite3.connect(self.database)
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    def rebuilt(self) -> None:
        """Make the search files of whatever the database holds now."""
        with Archive.open(self.data) as archive:
            rebuild(archive)

    def examine(self, *, quick: bool = False, sample: int = 64) -> list[Finding]:
        """Return what a check-up finds."""
        return list(examine(self.data, WordEncoder, Thoroughness(quick, sample, seed=1)))

    def wrong(self) -> dict[str, Severity]:
        """Return by check how bad what it finds is, of those that find something."""
        return {one.check: one.severity for one in self.examine() if one.severity is not OK}

    def found(self, check: str) -> Finding:
        """Return the first thing that a check finds."""
        return next(one for one in self.examine() if one.check == check)

    def repair(self) -> list[Repaired]:
        """Mend whatever can be."""
        return list(repair(self.data, self.examine(), WordEncoder))

    def texts(self) -> dict[str, str]:
        """Return the current articles, id to text."""
        with Archive.open(self.data) as archive:
            return {article.id: article.text for article in archive.articles()}

    def spans(self) -> set[tuple[str, int, int, bytes]]:
        """Return every passage: version, start, end, vector."""
        connection = sqlite3.connect(self.database)
        rows = set(connection.execute("SELECT version, start, end, vector FROM passages"))
        connection.close()
        return rows

    def stories(self) -> list[str]:
        """Return the articles that print the same story as another."""
        connection = sqlite3.connect(self.database)
        rows = connection.execute(
            "SELECT article_id FROM stories JOIN versions USING (version) WHERE story NOTNULL"
        ).fetchall()
        connection.close()
        return [article_id for (article_id,) in rows]

    def newest(self) -> Path:
        """Return the folder of the newest search files."""
        return max((self.data / "derived").glob("[0-9]*"), key=lambda path: int(path.name))


@dataclass(frozen=True)
class Wound:
    """Something done to a newsroom, and what the check-up then finds."""

    name: str
    inflict: Callable[[Newsroom], object]
    finds: dict[str, Severity]
    lost: Sequence[str] = ()


def _sql(*statements: str) -> Callable[[Newsroom], None]:
    return lambda newsroom: newsroom.sql(*statements)


def _published(*statements: str) -> Callable[[Newsroom], None]:
    """Change the database and make search files that agree with it."""

    def inflict(newsroom: Newsroom) -> None:
        newsroom.sql(*statements)
        newsroom.rebuilt()

    return inflict


def flipped(pattern: str) -> Callable[[Newsroom], None]:
    """Change a byte of a search file that keeps its size and its time."""

    def inflict(newsroom: Newsroom) -> None:
        path = max(newsroom.newest().glob(pattern))
        status, raw = path.stat(), bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    return inflict


def _without_an_entry_in_an_index(newsroom: Newsroom) -> None:
    """Hide an index from SQLite while a row changes."""
    name = "passages_by_version"
    connection = sqlite3.connect(newsroom.database, isolation_level=None)
    row = connection.execute("SELECT * FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
    connection.close()
    newsroom.sql(
        "INSERT INTO passages SELECT 99, version, start, end, vector, text_key FROM passages "
        f"WHERE {SEA}",
        f"DELETE FROM passages WHERE id < 99 AND {SEA}",
    )
    connection = sqlite3.connect(newsroom.database, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    connection.close()
    newsroom.rebuilt()


CREW = "version = (SELECT version FROM articles WHERE id = 'crew')"
SEA = "version = (SELECT version FROM articles WHERE id = 'sea')"
FIRST = f"id = (SELECT min(id) FROM passages WHERE {CREW})"
OLD = "article_id = 'moon' AND version NOT IN (SELECT version FROM articles)"
COPY = "start, end, vector, text_key FROM passages WHERE id = 1"
OLD_VERSION = f"SELECT version FROM versions WHERE {OLD}"
AXES = WordEncoder.dimensions
HALF, NAN = (np.full(AXES, one, np.float16).tobytes().hex() for one in (0.5 / 16, np.nan))
WOUNDS = [
    # Words
    Wound(
        "a word of a text",
        _sql(f"UPDATE versions SET text = replace(text, 'ate', 'hid') WHERE {CREW}"),
        {"texts": DAMAGE},
        ["crew"],
    ),
    Wound(
        "the headline",
        _sql(f"UPDATE versions SET facts = json_set(facts, '$.title', 'Lettuce') WHERE {CREW}"),
        {"texts": DAMAGE},
        ["crew"],
    ),
    Wound(
        "facts that are no JSON",
        _sql(f"UPDATE versions SET facts = '{{' WHERE {SEA}"),
        {"texts": DAMAGE, "sources": DAMAGE},
        ["sea"],
    ),
    Wound(
        "a text that is no UTF-8",
        _sql(f"UPDATE versions SET text = CAST(x'ff' AS TEXT) WHERE {SEA}"),
        {"texts": DAMAGE},
        ["sea"],
    ),
    Wound(
        "an older version",
        _sql(f"UPDATE versions SET text = 'The moon fell.' WHERE {OLD}"),
        {"texts": DAMAGE},
    ),
    # Rows
    Wound(
        "a passage of an older version",
        _sql(
            f"INSERT INTO passages SELECT 99, (SELECT version FROM versions WHERE {OLD}), {COPY}"
        ),
        {"orphans": DAMAGE, "search files": DAMAGE},
    ),
    Wound(
        "a passage of no version",
        _sql(f"INSERT INTO passages SELECT 99, 'nowhere', {COPY}"),
        {"references": DAMAGE, "search files": DAMAGE},
    ),
    Wound(
        "an article of no version",
        _sql("UPDATE articles SET version = 'nowhere' WHERE id = 'sea'"),
        {"references": DAMAGE, "orphans": DAMAGE, "signatures": NOTICE},
        ["sea"],
    ),
    Wound(
        "an article with the version of another",
        _sql(f"UPDATE articles SET {SEA} WHERE id = 'crew'"),
        {"orphans": DAMAGE},
        ["crew"],
    ),
    Wound(
        "an index of the database",
        _without_an_entry_in_an_index,
        {"database": DAMAGE, "offsets": DAMAGE, "sample": DAMAGE, "search files": DAMAGE},
    ),
    Wound("the state", _sql("DELETE FROM states"), {"format": WARNING}),
    # Spans
    Wound(
        "an end behind the text",
        _sql(f"UPDATE passages SET end = 100000 WHERE {FIRST}"),
        {"offsets": DAMAGE},
    ),
    Wound(
        "an end before the start",
        _sql(f"UPDATE passages SET end = start WHERE {FIRST}"),
        {"offsets": DAMAGE},
    ),
    Wound(
        "a start in a sentence",
        _sql(f"UPDATE passages SET start = start + 1 WHERE {FIRST}"),
        {"offsets": DAMAGE},
    ),
    Wound(
        "a passage that is lost",
        _published(f"DELETE FROM passages WHERE {FIRST}"),
        {"offsets": WARNING},
    ),
    Wound(
        "all passages of an article that are lost",
        _published(f"DELETE FROM passages WHERE {SEA}"),
        {"offsets": WARNING},
    ),
    Wound(
        "whole sentences that are cut otherwise",
        _published(
            f"UPDATE passages SET start = (SELECT min(start) FROM passages WHERE {CREW}) "
            f"WHERE id = (SELECT max(id) FROM passages WHERE {CREW})"
        ),
        {"offsets": NOTICE},
    ),
    # Vectors
    Wound(
        "a vector that is too short",
        _sql(f"UPDATE passages SET vector = x'0000' WHERE {FIRST}"),
        {"vectors": DAMAGE, "search files": DAMAGE},
    ),
    Wound(
        "a vector that is a text",
        _sql(f"UPDATE passages SET vector = 'north' WHERE {FIRST}"),
        {"vectors": DAMAGE, "search files": DAMAGE},
    ),
    Wound(
        "a vector of no numbers",
        _published(f"UPDATE passages SET vector = x'{NAN}' WHERE {FIRST}"),
        {"vectors": DAMAGE},
    ),
    Wound(
        "a vector of half the length",
        _published(f"UPDATE passages SET vector = x'{HALF}' WHERE {FIRST}"),
        {"vectors": DAMAGE},
    ),
    Wound(
        "a vector of another text",
        _published(
            f"UPDATE passages SET vector = (SELECT vector FROM passages WHERE {SEA}) WHERE {FIRST}"
        ),
        {"sample": DAMAGE},
    ),
    # Search files
    Wound("a byte of the vectors' file", flipped("*.faiss"), {"search files": DAMAGE}),
    Wound("a byte of the words' file", flipped("lexical/*.pos"), {"search files": DAMAGE}),
    Wound(
        "a manifest that cannot be read",
        lambda newsroom: (newsroom.newest() / "manifest.json").write_text("{", "utf-8"),
        {"search files": DAMAGE},
    ),
    Wound(
        "a file that is lost",
        lambda newsroom: next(newsroom.newest().glob("*.npy")).unlink(),
        {"search files": DAMAGE},
    ),
    Wound(
        "no search files",
        lambda newsroom: shutil.rmtree(newsroom.data / "derived"),
        {"search files": NOTICE},
    ),
    Wound(
        "what killed processes and a backup left",
        lambda newsroom: [
            (newsroom.data / "derived" / name).mkdir() for name in (".building-x", "9999")
        ],
        {"leftovers": NOTICE},
    ),
    Wound(
        "a log that was left large",
        lambda newsroom: os.truncate(_touched(newsroom.data / f"{FILE_NAME}-wal"), 1 << 27),
        {"log": NOTICE},
    ),
    # Notes
    Wound("a signature", _sql(f"DELETE FROM stories WHERE {SEA}"), {"signatures": NOTICE}),
    Wound(
        "a signature of another scheme",
        _sql(f"UPDATE stories SET signature = x'00000000' WHERE {SEA}"),
        {"signatures": NOTICE},
    ),
    Wound(
        "a signature that was cut off",
        _sql(f"UPDATE stories SET signature = substr(signature, 1, 99) WHERE {SEA}"),
        {"signatures": NOTICE},
    ),
    Wound(
        "a signature of no version",
        _sql(f"UPDATE stories SET version = 'nowhere' WHERE version = ({OLD_VERSION})"),
        {"references": DAMAGE},
    ),
    Wound(
        "an id that was taken down",
        _sql("INSERT INTO takedowns VALUES ('sea', NULL, '2022-03-12T12:00:00+00:00')"),
        {"takedowns": DAMAGE},
        ["sea"],
    ),
    Wound(
        "an address that was taken down, written otherwise",
        _sql("INSERT INTO takedowns VALUES ('luna', 'https://A.example/moon#top', '2022-03-12')"),
        {"takedowns": DAMAGE},
        ["moon"],
    ),
    Wound(
        "a note on a page of nothing",
        _sql("INSERT INTO pages (address, asked) VALUES ('https://a.example/x', '2022-03-12')"),
        {"pages": NOTICE},
    ),
]


def _touched(path: Path) -> Path:
    path.touch()
    return path
