"""`pullquote evaluate` and `calibrate`: how well fixture questions are answered."""

import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from bot import wording
from bot.commands import options
from bot.commands.ending import EXIT_BELOW, fail
from bot.commands.questions import Questions, questions_of
from bot.commands.shared import print_json, settings_for
from bot.composition import open_answerer
from bot.env_file import ENV_FILE, is_overridden, write_setting
from bot.harness import calibrating, evaluation
from bot.harness.comparing.comparison import check_comparable, compare
from bot.harness.comparing.drops import exceeded, parse_drops
from bot.harness.figures.bounds import parse_bounds, unmet
from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.reports import calibration, comparison, json_file, terminal
from bot.harness.reports.junit import write_junit
from bot.harness.reports.page.html_file import write_page
from bot.harness.reports.swapping import check_writable
from bot.harness.schema import Report
from bot.terminal.progress_bars import QuestionBar
from embeddings.errors import InputError


def evaluate(
    fixtures: options.FixturePath = None,
    *,
    pack: options.Pack = None,
    minimum: options.Minimum = None,
    maximum: options.Maximum = None,
    baseline: options.Baseline = None,
    max_drop: options.MaxDrop = None,
    html: options.HtmlFile = None,
    junit: options.JunitFile = None,
    leave_out: options.LeaveOut = None,
    data_dir: options.DataDir = None,
    as_json: options.AsReport = False,
) -> None:
    """Ask fixture questions, and print how well they are answered.

    Every answer is made the message that Discord would get, and compared with the archive. Status
    1 where a figure misses its bound or is worse than before by more than --max-drop allows, or
    an excerpt is not its article's words and source.

    Example: `pullquote evaluate tests/fixtures/questions.yaml --min hit@1=0.8 --html report.html`
    """
    lowest, highest = parse_bounds(minimum or ()), parse_bounds(maximum or ())
    drops = parse_drops(max_drop or ())
    if drops and baseline is None:
        raise InputError("--max-drop says how much worse than --baseline: name that report too.")
    check_outputs((html, junit), inputs=(fixtures, baseline, leave_out))
    before = json_file.read_report(baseline) if baseline else None
    settings = settings_for(data_dir)
    questions = questions_of(fixtures, settings, pack=pack, leave_out=leave_out)
    found = evaluated(questions, before)
    if as_json:
        json_file.write_report(found, sys.stdout)
    else:
        Console().print(terminal.report(found))
    _write_files(found, before, html, junit)
    shortfalls = unmet(found.figures, lowest, highest)
    if before:
        compared = compare(before, found)
        Console(stderr=as_json).print(comparison.report(compared))
        shortfalls += exceeded(compared, drops)
    if shortfalls:
        fail("; ".join(shortfalls) + ".", EXIT_BELOW)


def calibrate(
    fixtures: options.FixtureFile,
    target: options.Target = 0.05,
    data_dir: options.DataDir = None,
    write: options.Write = False,
    as_json: options.AsJson = False,
) -> None:
    """Choose ANSWER_THRESHOLD: the most answers of which few enough are wrong.

    An answer is wrong where its first excerpt is of another article or lacks the words, or where
    no article answers. Status 1 where no threshold keeps to the target.

    Example: `pullquote calibrate tests/fixtures/questions.yaml --target 0.05 --write`
    """
    questions = load_fixtures(fixtures)
    calibrating.check(questions, target)
    settings = settings_for(data_dir)
    everything = settings.model_copy(update={"answer_threshold": 0.0})
    asked = evaluated(questions_of(fixtures, everything))
    found = calibrating.calibrate(asked.outcomes, target, current=settings.answer_threshold)
    if as_json:
        print_json(calibration.as_json(found))
    else:
        Console().print(calibration.report(found))
    if found.chosen is None:
        fail(calibration.outcome(found), EXIT_BELOW)
    _set_threshold(Console(stderr=as_json), found.chosen.threshold, write=write)


def check_outputs(outputs: Iterable[Path | None], *, inputs: Iterable[Path | None]) -> None:
    """Go on only where every report can be written, and over nothing that is read or written.

    Raises:
        InputError: a file cannot be written, is an input, or is named for two reports.
    """
    read = {one.resolve(): one for path in inputs if path for one in _files_read(path)}
    written: set[Path] = set()
    for path in filter(None, outputs):
        target = path.resolve()
        if target in read:
            over = read[target]
            raise InputError(f"{path} would be written over {over}, which is read: name another.")
        if target in written:
            raise InputError(f"{path} is named for two reports: give each a file of its own.")
        check_writable(path)
        written.add(target)


def _files_read(path: Path) -> Iterator[Path]:
    """Yield an input and, of the folder of a public set, the files that may be read."""
    yield path
    for pattern in ("*.jsonl", "*.tsv", "qrels/*.tsv") if path.is_dir() else ():
        yield from path.glob(pattern)


def evaluated(questions: Questions, before: Report | None = None) -> Report:
    """Ask `questions`, with a bar that shows how many are done.

    Raises:
        InputError: none of them is in the report `before`, with which they will be compared.
    """
    from bot.chat.rendering import renderer

    with open_answerer(questions.settings) as answerer:
        fixtures = questions.made(answerer)
        if before:
            check_comparable(before, fixtures)
        answerer.warm_up()  # as the bot does: no question waits for the model
        with QuestionBar(len(fixtures)) as bar:
            return evaluation.evaluate(
                fixtures,
                answerer,
                bar.answered,
                about=evaluation.about_of(
                    questions.name, fixtures, answerer, version("pullquote")
                ),
                render=renderer(answerer),
            )


def _write_files(
    found: Report, before: Report | None, html: Path | None, junit: Path | None
) -> None:
    """Write the reports that are files, whether or not a bound is missed."""
    if html:
        write_page(found, html, baseline=before)
    if junit:
        write_junit(found, junit)


def _set_threshold(console: Console, threshold: float, *, write: bool) -> None:
    """Write the threshold into `.env`, or print the line to put there."""
    name, value = "ANSWER_THRESHOLD", str(threshold)
    if write:
        write_setting(ENV_FILE, name, value)
    said = wording.WROTE_SETTING if write else wording.PUT_SETTING
    console.print(said.format(line=f"{name}={value}"), soft_wrap=True, highlight=False)
    if is_overridden(name):
        console.print(wording.OVERRIDDEN.format(name=name), style="yellow", soft_wrap=True)
