"""Outcomes in a temporary file, one a line: ten thousand take no more memory than one."""

import json
import tempfile
import weakref
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.harness.reports.json_file import outcome_as_json, outcome_from_json
from bot.harness.schema import Outcome
from embeddings.errors import InputError


class Spool(Collection[Outcome]):
    """Outcomes in the order in which they came; each iteration reads them anew.

    The file has no name that anybody could find it by. It goes when the spool is closed, or with
    the last that refers to the spool.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Make the file in `folder`, or where the system keeps what is temporary.

        Raises:
            InputError: no file can be made there.
        """
        try:
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        except OSError as error:
            raise _unusable(error) from error
        self._count, self._end = 0, 0
        self._closing = weakref.finalize(self, self._file.close)

    def add(self, outcome: Outcome) -> None:
        """Write an outcome behind the others.

        Raises:
            InputError: the disk is full.
        """
        line = json.dumps(outcome_as_json(outcome), allow_nan=False).encode("ascii") + b"\n"
        try:
            self._file.seek(self._end)
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise _unusable(error) from error
        self._end += len(line)
        self._count += 1

    def close(self) -> None:
        """Delete the file."""
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Outcome]:
        at = 0
        while at < self._end:
            self._file.seek(at)
            line = self._file.readline()
            at += len(line)
            yield outcome_from_json(json.loads(line))

    def __contains__(self, item: object) -> bool:
        return any(outcome == item for outcome in self)


def _unusable(error: OSError) -> InputError:
    return InputError(
        f"The outcomes cannot be kept in a temporary file ({error.strerror}): free some space, or "
        "name another folder with TMPDIR."
    )
