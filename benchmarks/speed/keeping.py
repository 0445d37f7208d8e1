"""Measurements kept in a file, size by size: hours of them outlive an interruption."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from speed.corpora import Corpus
from speed.measuring import Column, Size
from speed.processes import Measured, Missed

from embeddings.errors import InputError

Facts = Mapping[str, Any]
"""What must be the same for figures to stand in one table: versions, rounds, the seed. JSON."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was measured so far; `sizes` are as they were asked for."""

    models: Measured
    encoding: Measured | Missed
    sizes: Mapping[int, Size]


def keep(path: Path, facts: Facts, kept: Kept) -> None:
    """Write what was measured, round by round; what the file had stays until all is written."""
    found = {
        "facts": facts,
        "models": kept.models,
        "encoding": kept.encoding,
        "sizes": [
            {"size": number, "columns": size.columns, "scan": size.scan}
            for number, size in kept.sizes.items()
        ],
    }
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(found, default=_as_json, indent=1), encoding="utf-8")
    beside.replace(path)


def kept_in(path: Path, facts: Facts, corpus: Callable[[int], Corpus]) -> Kept | None:
    """Return what an earlier run has measured; None where there was none.

    Args:
        path: the file that `keep` wrote.
        facts: those of this run.
        corpus: tells the corpus of a size.

    Raises:
        InputError: the file is not whole, or its figures are of other versions or options.
    """
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        theirs = found["facts"]
        others = sorted(name for name in theirs | facts if theirs.get(name) != facts.get(name))
        if not others:
            sizes = {one["size"]: _size(one, corpus(one["size"])) for one in found["sizes"]}
            return Kept(_measured(found["models"]), _taken(found["encoding"]), sizes)
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path} is not what an earlier run has measured: {error!r}. Measure without --resume."
        ) from error
    raise InputError(
        f"{path} was measured with other {', '.join(others)} than this run would be: figures of "
        "both do not belong into one table. Measure with the same ones, or without --resume."
    )


def _size(found: Mapping[str, Any], corpus: Corpus) -> Size:
    columns = {name: _column(column) for name, column in found["columns"].items()}
    return Size(corpus, columns, _taken(found["scan"]))


def _column(found: Mapping[str, Any]) -> Column:
    rows: Sequence[list[Measured | Missed]] = [
        [_taken(one) for one in found[name]] for name in ("builds", "starts", "serves")
    ]
    return Column(*rows, disk_mb=found["disk_mb"], shown=found["shown"])


def _taken(found: Mapping[str, Any]) -> Measured | Missed:
    return Missed(**found) if "reason" in found else _measured(found)


def _measured(found: Mapping[str, Any]) -> Measured:
    return Measured(**found)


def _as_json(value: object) -> object:
    if isinstance(value, Column | Measured | Missed):
        return asdict(value)
    raise TypeError(f"{value!r} is no part of the measurements")
