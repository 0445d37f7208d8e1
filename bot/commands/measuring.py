"""`pullquote evaluate` and `calibrate`: how well fixture questions are answered."""

from collections.abc import Sequence

from rich.console import Console

from bot import wording
from bot.commands import options
from bot.commands.shared import EXIT_BELOW, fail, print_json, settings_for
from bot.composition import open_answerer
from bot.env_file import ENV_FILE, is_overridden, write_setting
from bot.harness import calibrating, calibration_report, evaluation, report
from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.metrics import parse_bounds, unmet
from bot.harness.schema import Fixture
from bot.settings import Settings
from bot.terminal.progress_bars import QuestionBar


def evaluate(
    fixtures: options.FixtureFile,
    minimum: options.Minimum = None,
    maximum: options.Maximum = None,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Ask fixture questions, and print how well they are answered.

    Status 1 where a figure misses its threshold, or an excerpt is no slice of its article.

    Example: `pullquote evaluate tests/fixtures/questions.yaml --min hit@1=0.8`
    """
    lowest, highest = parse_bounds(minimum or ()), parse_bounds(maximum or ())
    found = _evaluated(load_fixtures(fixtures), settings_for(data_dir))
    if as_json:
        print_json(report.as_json(found))
    else:
        Console().print(report.report(found))
    shortfalls = unmet(found.figures, lowest, highest)
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
    outcomes = _evaluated(
        questions, settings.model_copy(update={"answer_threshold": 0.0})
    ).outcomes
    found = calibrating.calibrate(outcomes, target, current=settings.answer_threshold)
    if as_json:
        print_json(calibration_report.as_json(found))
    else:
        Console().print(calibration_report.report(found))
    if found.chosen is None:
        fail(calibration_report.outcome(found), EXIT_BELOW)
    _set_threshold(Console(stderr=as_json), found.chosen.threshold, write=write)


def _evaluated(questions: Sequence[Fixture], settings: Settings) -> evaluation.Evaluation:
    """Ask `questions`, with a bar that shows how many are done."""
    with open_answerer(settings) as answerer, QuestionBar(len(questions)) as bar:
        return evaluation.evaluate(questions, answerer, bar.answered)


def _set_threshold(console: Console, threshold: float, *, write: bool) -> None:
    """Write the threshold into `.env`, or print the line to put there."""
    name, value = "ANSWER_THRESHOLD", str(threshold)
    if write:
        write_setting(ENV_FILE, name, value)
    said = wording.WROTE_SETTING if write else wording.PUT_SETTING
    console.print(said.format(line=f"{name}={value}"), soft_wrap=True, highlight=False)
    if is_overridden(name):
        console.print(wording.OVERRIDDEN.format(name=name), style="yellow", soft_wrap=True)
