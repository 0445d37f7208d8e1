"""Markdown tables: printed as they are made, and put where a document shows them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

FIRST = "<!-- python benchmarks/quality.py: from here -->"
LAST = "<!-- python benchmarks/quality.py: to here -->"


class Tables:
    """The tables of one run, and the lines between which a document shows them."""

    def __init__(self, first: str = FIRST, last: str = LAST) -> None:
        self._text: list[str] = []
        self._first, self._last = first, last

    def add(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table and remember it."""
        self._text.append(_table(title, columns, rows))
        print(f"\n{self._text[-1]}", flush=True)

    def put_into(self, path: Path) -> None:
        """Put the tables between the two lines of `path` that name them.

        Raises:
            ValueError: the lines are not there.
        """
        before, _, rest = path.read_text(encoding="utf-8").partition(self._first)
        _, found, after = rest.partition(self._last)
        if not found:
            raise ValueError(f"{path} lacks the line {self._first} or, after it, {self._last}")
        middle = "\n\n".join(self._text)
        path.write_text(
            f"{before}{self._first}\n\n{middle}\n\n{self._last}{after}", encoding="utf-8"
        )


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table."""
    print(f"\n{_table(title, columns, rows)}", flush=True)


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(
        [f"**{title}**", "", _line(columns), _line(["---"] * len(columns)), *map(_line, rows)]
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
