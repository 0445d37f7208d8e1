"""`pullquote fixtures`: questions proposed as drafts, accepted by a person, and their form."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import typer
from rich.console import Console

from bot.answering.answerer import Answerer
from bot.answering.schema import Headline, Refusal
from bot.commands import options
from bot.commands.shared import settings_for
from bot.composition import open_answerer, quoting_of
from bot.feedback.schema import Asked
from bot.feedback.store import FeedbackStore
from bot.harness.drafting import accepting, writing
from bot.harness.drafting.collected import CollectedQuestion, Nearest, drafts_from_feedback
from bot.harness.drafting.coverage import drafts_from_coverage
from bot.harness.drafting.files import write_new
from bot.harness.drafting.lines import parse_lines
from bot.harness.drafting.schema import Draft
from bot.harness.fixtures import json_schema
from bot.kept.database import FILE_NAME
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.errors import InputError
from embeddings.storage.database import is_indexed, translated_errors

fixtures = typer.Typer(
    no_args_is_help=True,
    help="Fixture questions: propose some, accept them, print their form.",
    rich_markup_mode="markdown",
    add_completion=False,
)


@fixtures.command()
def draft(  # noqa: PLR0917 - typer reads options off the arguments, and passes them by name
    count: options.DraftCount = 20,
    origin: options.DraftOrigin = "coverage",
    out: options.DraftFile = None,
    seed: options.DraftSeed = 1,
    server: options.Server = None,
    data_dir: options.DataDir = None,
) -> None:
    """Propose fixture questions, as YAML for a person to read, mend and accept.

    From the coverage: sentences with a name, a number or a date taken out. From feedback: what
    people asked in vain, where their server lets it be kept; you say which article answers.

    Example: `pullquote fixtures draft --count 20 --out drafts.yaml`
    """
    settings = settings_for(data_dir)
    if origin == "coverage":
        drafts = _from_coverage(settings, count, seed)
    else:
        drafts = _from_feedback(settings, count, server)
    notes = Console(stderr=True, soft_wrap=True, highlight=False)
    if out is None:
        sys.stdout.write(writing.as_yaml(drafts))
    else:
        write_new(out, writing.as_yaml(drafts, str(out)))
        notes.print(f"Wrote {_drafts(len(drafts))} into {out}: read, mend, and accept them.")
    if len(drafts) < count:
        notes.print(f"No more than {_drafts(len(drafts))} can be made.")
    if origin == "feedback":
        notes.print(f"These are people's own words: unlike {FILE_NAME}, a file never forgets.")


@fixtures.command()
def accept(drafts: options.Drafts, into: options.Into, only: options.OnlyLines = None) -> None:
    """Move drafts that a person has read to the end of a file of fixture questions.

    A draft without an article stays. Nothing is changed where any of them has a mistake.

    Example: `pullquote fixtures accept drafts.yaml --into questions.yaml --only 12,20-31`
    """
    done = accepting.accept(drafts, into, only=parse_lines(only) if only else None)
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"Moved {_drafts(done.moved)} from {drafts} into {into}.")
    if done.left == 0:
        console.print(f"Nothing is left in {drafts}, so it was removed.")
    else:
        console.print(f"Left in {drafts}: {_drafts(done.left)}.")
    if done.open_lines:
        lines = ", ".join(map(str, done.open_lines))
        console.print(f"Still without an article: line {lines}.")


@fixtures.command()
def schema() -> None:
    """Print the JSON Schema of a file of fixture questions, which editors complete and check by.

    Example: `pullquote fixtures schema > questions.schema.json`
    """
    sys.stdout.write(json_schema.as_text())


def _from_coverage(settings: Settings, count: int, seed: int) -> list[Draft]:
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        return drafts_from_coverage(archive, count=count, seed=seed, quoting=quoting_of(settings))


def _from_feedback(settings: Settings, count: int, server: int | None) -> list[Draft]:
    path = settings.data_dir / FILE_NAME
    asked: list[Asked] = []
    if path.exists():
        with FeedbackStore.open(path) as store:
            asked = store.collected(server, datetime.now(UTC))
    if not asked:
        raise InputError(
            f"No questions are kept in {path}: a server's administrators switch their collection "
            "on, and it begins then."
        )
    with _nearest(settings) as nearest:
        return drafts_from_feedback(map(_collected, asked), nearest, count=count)


def _collected(asked: Asked) -> CollectedQuestion:
    refusals = [reason.value.replace("_", " ") for reason in asked.refusals]
    outcomes = [f"refused ({', '.join(refusals)})"] if refusals else []
    if asked.not_helpful:
        outcomes.append("answered, and the answer was of no help")
    return CollectedQuestion(asked.question, asked.times, "; ".join(outcomes))


@contextmanager
def _nearest(settings: Settings) -> Iterator[Nearest]:
    """Yield what finds the headlines nearest to a question; none before there is an index."""
    if not is_indexed(settings.data_dir):
        yield lambda _: ()
        return
    with open_answerer(settings) as answerer:
        yield lambda question: _headlines(answerer, question)


def _headlines(answerer: Answerer, question: str) -> Sequence[Headline]:
    reply = answerer.answer(question)
    if isinstance(reply, Refusal):
        return reply.nearest
    shown = (excerpt.article for excerpt in reply.excerpts)
    return [Headline(one.id, one.title, one.url, one.outlet) for one in shown]


def _drafts(count: int) -> str:
    return "1 draft" if count == 1 else f"{count:,} drafts"
