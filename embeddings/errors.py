"""The errors a user can act on; each message names the offender and the remedy.

PullquoteError
├── InputError            a path, file or option that cannot be used
├── ArchiveError          the data folder cannot be used
│   ├── ArchiveMissingError    nothing has been indexed there yet
│   ├── ArchiveClosedError     this user may not look into it
│   ├── ArchiveMismatchError   built with another model, chunking or format
│   ├── ArchiveCorruptError    the database is damaged
│   └── ArchiveLockedError     another process is writing
├── FetchError            an address gave nothing; `reason` says why
└── ModelError            the embedding model cannot be loaded or is not the expected one
"""

from enum import StrEnum


class PullquoteError(Exception):
    """One sentence that says what is wrong and what to do."""


class InputError(PullquoteError):
    """A path, file or option cannot be used."""


class ArchiveError(PullquoteError):
    """The data folder cannot be used."""


class ArchiveMissingError(ArchiveError):
    """Nothing has been indexed into the data folder yet."""


class ArchiveClosedError(ArchiveError, PermissionError):
    """This user may not look into the data folder."""


class ArchiveMismatchError(ArchiveError):
    """The archive was built with another model, chunking or format."""


class ArchiveCorruptError(ArchiveError):
    """The archive's database is damaged."""


class ArchiveLockedError(ArchiveError):
    """Another process is writing to the archive."""


class FetchFailure(StrEnum):
    """Why an address gave nothing."""

    ADDRESS = "address"  # unreadable, neither http nor https, or with a password in it
    NETWORK = "network"  # leads to a machine that is not on the public internet
    ROBOTS = "robots"  # robots.txt forbids it
    ROBOTS_UNAVAILABLE = "robots unavailable"  # robots.txt fails for now: stay away for now
    UNREACHABLE = "unreachable"  # no such host, connection refused or lost
    CERTIFICATE = "certificate"  # the server cannot prove its name
    TIMEOUT = "timeout"  # not all of it came within the time limit
    TOO_LARGE = "too large"  # larger than the size limit
    ENCODING = "encoding"  # packed in a way nobody asked for
    BROKEN = "broken"  # cut short, damaged, or no HTTP
    REDIRECT = "redirect"  # in a circle, too often, or to where redirects may not lead
    REFUSED = "refused"  # the server refuses (4xx)
    BUSY = "busy"  # asked too often (429), or wants to be left alone for longer than is waited
    SERVER_ERROR = "server error"  # the server fails (5xx)
    UNEXPECTED = "unexpected"  # an answer that does not fit the question


class FetchError(PullquoteError):
    """An address gave nothing; `retry_after_seconds` is how long its server wants to be left."""

    def __init__(
        self, message: str, reason: FetchFailure, *, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class ModelError(PullquoteError):
    """The embedding model cannot be loaded or is not the expected one."""
