"""Progress bars on a terminal: sources read, passages encoded, questions asked."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


class _Bars:
    """Progress bars that are there for as long as a `with` statement lasts."""

    def __init__(self, console: Console, *more: ProgressColumn, transient: bool = False) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            *more,
            console=console,
            transient=transient,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


class NoBars:
    """The progress of an indexing run that nobody looks at."""

    def reading(self, files: int) -> None:
        """Say nothing."""

    def read(self) -> None:
        """Say nothing."""

    def encoding(self, passages: int) -> None:
        """Say nothing."""

    def encoded(self, passages: int) -> None:
        """Say nothing."""


class IndexingBars(_Bars):
    """Two progress bars: files read, passages encoded."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._files = self._progress.add_task("Reading sources", total=None)
        self._passages = self._progress.add_task("Encoding passages", total=None, visible=False)
        self._to_encode = 0

    def reading(self, files: int) -> None:
        """Say how many files will be read."""
        self._progress.update(self._files, total=files)

    def read(self) -> None:
        """Say that one of them has been read."""
        self._progress.advance(self._files)

    def encoding(self, passages: int) -> None:
        """Say how many more passages will be encoded."""
        self._to_encode += passages
        self._progress.update(self._passages, total=self._to_encode, visible=self._to_encode > 0)

    def encoded(self, passages: int) -> None:
        """Say that so many more have been."""
        self._progress.advance(self._passages, passages)


class QuestionBar(_Bars):
    """A progress bar over questions, on standard error, with the time that they still take."""

    def __init__(self, questions: int) -> None:
        super().__init__(Console(stderr=True), TimeRemainingColumn(), transient=True)
        self._task = self._progress.add_task("Asking", total=questions)

    def answered(self, _outcome: object) -> None:
        """Say that one more has been answered."""
        self._progress.advance(self._task)
