"""An Evaluation as a report for the terminal and as plain JSON values."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.answering.schema import Excerpt, Refusal
from bot.answering.showing.quoting_limits import Allowance
from bot.harness.evaluation import Evaluation, Outcome, figures_by_tag
from bot.harness.metrics import FigureName, Figures

SHOWN_CHARS = 110
"""How much of what was shown first a failed question repeats."""
NOTHING = "–"
"""What stands where there was nothing to take a figure from."""

_LABELS = {
    FigureName.HIT_AT_1: "right article first",
    FigureName.HIT_AT_3: "right article among the first 3",
    FigureName.HIT_AT_5: "right article among the first 5",
    FigureName.MRR: "mean reciprocal rank of the right article",
    FigureName.WORDS_IN_FIRST: "first excerpt holds the words",
    FigureName.WORDS_IN_ANY: "some excerpt holds the words",
    FigureName.WORDS_IN_MARKED: "marked sentence holds the words",
    FigureName.REFUSED_RIGHTLY: "unanswerable, refused (higher is better)",
    FigureName.REFUSED_WRONGLY: "answerable, refused (lower is better)",
    FigureName.AUROC: "score tells answerable from unanswerable",
    FigureName.SLICES: "excerpts that are slices of the archive",
    FigureName.WITHIN_LIMITS: "answers within the quoting limits",
    FigureName.MEDIAN_SECONDS: "seconds a question, median",
    FigureName.P95_SECONDS: "seconds a question, 95th percentile",
}
_BY_TAG = {
    FigureName.HIT_AT_1: "hit@1",
    FigureName.WORDS_IN_FIRST: "words in first",
    FigureName.REFUSED_RIGHTLY: "refused rightly",
    FigureName.REFUSED_WRONGLY: "refused wrongly",
}


def report(evaluation: Evaluation) -> Group:
    """Return the whole report: the figures, the figures by tag, and the failed questions."""
    return Group(*_parts(evaluation))


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as JSON values.

    `figures` holds the counts of questions, each figure by its name (null where there was nothing
    to take it from) and under `n` over how many cases; `outcomes` follows the fixtures' order. A
    report is one message: the text of an excerpt is null where it would show too much of its
    article beside those before it.
    """
    allowance = Allowance(evaluation.quoting)
    return {
        "figures": _figures_as_json(evaluation.figures),
        "by_tag": {
            tag: _figures_as_json(figures)
            for tag, figures in figures_by_tag(evaluation.outcomes).items()
        },
        "outcomes": [_outcome_as_json(outcome, allowance) for outcome in evaluation.outcomes],
    }


def _parts(evaluation: Evaluation) -> Iterator[RenderableType]:
    figures = evaluation.figures
    yield Text(
        f"{figures.questions} questions: {figures.answerable} answerable, "
        f"{figures.unanswerable} unanswerable"
    )
    yield _figures_table(figures)
    by_tag = figures_by_tag(evaluation.outcomes)
    if by_tag:
        yield _tags_table(by_tag)
    failed = [outcome for outcome in evaluation.outcomes if outcome.failure]
    allowance = Allowance(evaluation.quoting)
    yield _failures_table(failed, allowance) if failed else Text("No question failed.")


def _figures_table(figures: Figures) -> Table:
    table = _table("Figure", "Name", numbers=("Value", "n"))
    for name, label in _LABELS.items():
        figure = figures.measured[name]
        table.add_row(label, name.value, _written(figure.value), str(figure.n))
    return table


def _tags_table(by_tag: dict[str, Figures]) -> Table:
    table = _table("Tag", numbers=("questions", *_BY_TAG.values()))
    for tag, figures in by_tag.items():
        values = [_written(figures.value(name)) for name in _BY_TAG]
        table.add_row(Text(tag), str(figures.questions), *values)
    return table


def _failures_table(failed: Sequence[Outcome], allowance: Allowance) -> Table:
    table = _table("Failed question")
    table.add_column("Kind", no_wrap=True)
    table.add_column("Shown first")
    for outcome in failed:
        question = " ".join(outcome.fixture.question.split())
        table.add_row(Text(question), str(outcome.failure), Text(_shown_first(outcome, allowance)))
    return table


def _table(*names: str, numbers: Sequence[str] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _written(value: float | None) -> str:
    """Return a figure with three decimals; what is below 1 never reads as 1."""
    if value is None:
        return NOTHING
    return f"{min(value, 0.999) if value < 1 else value:.3f}"


def _shown_first(outcome: Outcome, allowance: Allowance) -> str:
    for excerpt in outcome.excerpts[:1]:
        article, end = excerpt.article, min(excerpt.end, excerpt.start + SHOWN_CHARS)
        allowed = allowance.takes(article, excerpt.start, end)
        return _cut(f"{article.title}: {excerpt.text[:SHOWN_CHARS] if allowed else NOTHING}")
    reason = _reason(outcome)
    return f"({reason.replace('_', ' ')})" if reason else NOTHING


def _reason(outcome: Outcome) -> str | None:
    return outcome.reply.reason.value if isinstance(outcome.reply, Refusal) else None


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1].rstrip() + "…"


def _figures_as_json(figures: Figures) -> dict[str, Any]:
    return {
        "questions": figures.questions,
        "answerable": figures.answerable,
        "unanswerable": figures.unanswerable,
        **{name.value: figure.value for name, figure in figures.measured.items()},
        "n": {name.value: figure.n for name, figure in figures.measured.items()},
    }


def _outcome_as_json(outcome: Outcome, allowance: Allowance) -> dict[str, Any]:
    fixture = outcome.fixture
    return {
        "question": fixture.question,
        "line": fixture.line,
        "tags": list(fixture.tags),
        "expected": list(fixture.articles),
        "ranked": [list(place) for place in outcome.ranked],
        "answered": not outcome.refused,
        "score": outcome.reply.score,
        "reason": _reason(outcome),
        "words_in_first": outcome.words_in_first,
        "words_in_any": outcome.words_in_any,
        "words_in_marked": outcome.words_in_marked,
        "failure": outcome.failure.value if outcome.failure else None,
        "seconds": round(outcome.seconds, 6),
        "excerpts": [
            _excerpt_as_json(excerpt, is_slice, allowance)
            for excerpt, is_slice in zip(outcome.excerpts, outcome.slices, strict=True)
        ],
    }


def _excerpt_as_json(excerpt: Excerpt, is_slice: bool, allowance: Allowance) -> dict[str, Any]:
    allowed = allowance.takes(excerpt.article, excerpt.start, excerpt.end)
    return {
        "article_id": excerpt.article.id,
        "version": excerpt.article.version,
        "start": excerpt.start,
        "end": excerpt.end,
        "text": excerpt.text if allowed else None,
        "score": excerpt.score,
        "is_slice": is_slice,
        "also_carried_by": [copy.article_id for copy in excerpt.also_carried_by],
    }
