"""The errors a user can act on; each message names the offender and the remedy.

PullquoteError
├── InputError            a path, file or option that cannot be used
├── ArchiveError          the data folder cannot be used
│   ├── ArchiveMissingError    nothing has been indexed there yet
│   ├── ArchiveMismatchError   built with another model, chunking or format
│   ├── ArchiveCorruptError    the database is damaged
│   └── ArchiveLockedError     another process is writing
└── ModelError            the embedding model cannot be loaded or is not the expected one
"""


class PullquoteError(Exception):
    """One sentence that says what is wrong and what to do."""


class InputError(PullquoteError):
    """A path, file or option cannot be used."""


class ArchiveError(PullquoteError):
    """The data folder cannot be used."""


class ArchiveMissingError(ArchiveError):
    """Nothing has been indexed into the data folder yet."""


class ArchiveMismatchError(ArchiveError):
    """The archive was built with another model, chunking or format."""


class ArchiveCorruptError(ArchiveError):
    """The archive's database is damaged."""


class ArchiveLockedError(ArchiveError):
    """Another process is writing to the archive."""


class ModelError(PullquoteError):
    """The embedding model cannot be loaded or is not the expected one."""
