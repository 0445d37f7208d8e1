"""A Report as one JSON object in a file, written and read again without holding its outcomes.

The file has one outcome a line, so that ten thousand can be read one after another; any reader of
JSON takes it whole. The keys are the names of `bot.harness.schema`.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from pydantic import TypeAdapter, ValidationError

from bot.harness.schema import About, Curves, Figure, FigureName, Figures, Outcome, Report
from embeddings.errors import InputError

FORMAT = 2
"""The number that changes when an older reader could not read a report."""

_ABOUT, _CURVES, _OUTCOME = TypeAdapter(About), TypeAdapter(Curves), TypeAdapter(Outcome)
_MEASURED = TypeAdapter(dict[FigureName, Figure])
_COUNTS = ("questions", "answerable", "unanswerable")
_OUTCOMES_OPEN, _OUTCOMES_CLOSE = '"outcomes": [', "]}"
_NOTHING_MEASURED = Figure(None, 0)
_AGAIN = "write it again with pullquote evaluate --json"


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:  # Any: JSON values
    """Return an outcome as JSON values, from which `outcome_from_json` makes it again."""
    return dict(_OUTCOME.dump_python(outcome, mode="json"))


def outcome_from_json(values: Mapping[str, Any]) -> Outcome:  # Any: JSON values
    """Return the outcome that `outcome_as_json` was given.

    Raises:
        InputError: the values are no outcome's; the message names the first that is wrong.
    """
    try:
        return _OUTCOME.validate_python(values)
    except ValidationError as error:
        raise InputError(f"This is no outcome: {_first_mistake(error)}.") from error


def figures_as_json(figures: Figures) -> dict[str, Any]:  # Any: JSON values
    """Return the counts of questions, and each figure by its name."""
    counts = {name: getattr(figures, name) for name in _COUNTS}
    return counts | dict(_MEASURED.dump_python(dict(figures.measured), mode="json"))


def write_report(report: Report, file: TextIO) -> None:
    """Write a report as one JSON object, one outcome after another; it ends with a line break.

    Only ASCII is written: what stands there is the same in every encoding of a terminal or file.
    """
    by_tag = {tag: figures_as_json(figures) for tag, figures in report.by_tag.items()}
    head = {
        "format": FORMAT,
        "about": _ABOUT.dump_python(report.about, mode="json"),
        "figures": figures_as_json(report.figures),
        "by_tag": by_tag,
        "curves": _CURVES.dump_python(report.curves, mode="json"),
    }
    file.write("{\n")
    file.writelines(f'"{name}": {_dumped(section)},\n' for name, section in head.items())
    file.write(f"{_OUTCOMES_OPEN}")
    separator = "\n"
    for outcome in report.outcomes:
        file.write(separator + _dumped(outcome_as_json(outcome)))
        separator = ",\n"
    file.write(f"\n{_OUTCOMES_CLOSE}\n")


def read_report(path: Path) -> Report:
    """Return the report of a file; its outcomes are checked now and read anew when iterated.

    A file that another program has laid out differently is held whole.

    Raises:
        InputError: the file cannot be read, is no report, or only a part of one.
    """
    try:
        return _streamed(path) or _whole(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: save it as UTF-8.") from error


@dataclass(frozen=True, slots=True)
class OutcomesOfFile(Collection[Outcome]):
    """The outcomes of a report's file, read anew with every iteration."""

    path: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Outcome]:
        return _outcomes(self.path)

    def __contains__(self, item: object) -> bool:
        return any(outcome == item for outcome in self)


def _streamed(path: Path) -> Report | None:
    """Return the report of a file as `write_report` lays it out; None of any other."""
    with path.open(encoding="utf-8-sig") as file:
        head = _head_of(file)
    if head is None:
        return None
    try:
        sections = _loaded(f"{head}{_OUTCOMES_OPEN}{_OUTCOMES_CLOSE}")
    except ValueError as error:
        raise _damaged(path, str(error)) from error
    _check_format(path, sections)
    return _report(path, sections, OutcomesOfFile(path, sum(1 for _ in _outcomes(path))))


def _whole(path: Path) -> Report:
    try:
        sections = _loaded(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise _no_report(path) from error
    _check_format(path, sections)
    listed = sections.get("outcomes")
    if not isinstance(listed, list):
        raise _damaged(path, "it has no list of outcomes")
    numbered = enumerate(listed, start=1)
    return _report(path, sections, tuple(_checked(path, at, values) for at, values in numbered))


def _head_of(file: TextIO) -> str | None:
    """Return what stands before the outcomes, and leave the file there."""
    if file.readline(3).rstrip() != "{":
        return None
    lines = ["{"]
    for line in file:
        if line.startswith(_OUTCOMES_OPEN):
            return "".join(lines)
        lines.append(line)
    return None


def _outcomes(path: Path) -> Iterator[Outcome]:
    """Yield the outcomes of a file as `write_report` lays it out."""
    with path.open(encoding="utf-8-sig") as file:
        _head_of(file)
        for number, line in enumerate(file, start=1):
            if line.strip() == _OUTCOMES_CLOSE:
                if any(rest.strip() for rest in file):
                    raise _damaged(path, "something stands after its end")
                return
            try:
                values = _loaded(line.rstrip().removesuffix(","))
            except ValueError as error:
                raise _damaged(path, f"outcome {number}: {error}") from error
            yield _checked(path, number, values)
    raise _damaged(path, "its end is missing")


def _checked(path: Path, number: int, values: object) -> Outcome:
    try:
        return _OUTCOME.validate_python(values)
    except ValidationError as error:
        raise _damaged(path, f"outcome {number}, {_first_mistake(error)}") from error


def _check_format(path: Path, sections: object) -> None:
    if not isinstance(sections, dict) or not {"figures", "outcomes"} <= sections.keys():
        raise _no_report(path)
    found = sections.get("format", 1)
    if found != FORMAT:
        raise InputError(
            f"{path} is a report of format {found!r}, and this is read in format {FORMAT}: "
            f"{_AGAIN} of this version."
        )


def _report(
    path: Path,
    sections: Mapping[str, Any],  # Any: JSON values
    outcomes: Collection[Outcome],
) -> Report:
    try:
        by_tag = sections["by_tag"].items()
        found = Report(
            about=_ABOUT.validate_python(sections["about"]),
            figures=_figures(sections["figures"]),
            by_tag={tag: _figures(values) for tag, values in by_tag},
            curves=_curves(sections["curves"]),
            outcomes=outcomes,
        )
    except ValidationError as error:
        raise _damaged(path, _first_mistake(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path, f"a section is missing or is none ({error})") from error
    if found.figures.questions != len(outcomes):
        counts = f"{len(outcomes)} outcomes of {found.figures.questions} questions"
        raise _damaged(path, f"it holds {counts}")
    return found


def _figures(values: Mapping[str, Any]) -> Figures:  # Any: JSON values
    """Return figures; one that an older version did not know was not measured."""
    known = {name: value for name, value in values.items() if name not in _COUNTS}
    measured = dict.fromkeys(FigureName, _NOTHING_MEASURED) | _MEASURED.validate_python(known)
    questions, answerable, unanswerable = (int(values[name]) for name in _COUNTS)
    return Figures(questions, answerable, unanswerable, measured)


def _curves(values: Mapping[str, Any]) -> Curves:  # Any: JSON values
    read = _CURVES.validate_python(values)
    return Curves(tuple(read.risk_coverage), tuple(read.reliability), tuple(read.latency))


def _loaded(text: str) -> Any:  # Any: JSON values
    return json.loads(text, parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _dumped(values: Any) -> str:  # Any: JSON values
    return json.dumps(values, allow_nan=False)


def _first_mistake(error: ValidationError) -> str:
    [first, *_] = error.errors(include_url=False, include_input=False)
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def _no_report(path: Path) -> InputError:
    return InputError(
        f"{path} is no whole report: give a file that pullquote evaluate --json has written."
    )


def _damaged(path: Path, what: str) -> InputError:
    return InputError(f"{path} is damaged ({what}): {_AGAIN}.")
