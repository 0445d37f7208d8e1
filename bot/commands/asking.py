"""`pullquote ask`: questions in, answers or refusals out, with the reasons if wanted."""

from typing import Any

import typer
from rich.console import Console

from bot.answering.explanation import Explanation
from bot.answering.schema import Reply
from bot.answering.showing.last_gate import reply_within
from bot.answering.understanding.options import Options
from bot.commands import options
from bot.commands.shared import print_json, read_text, settings_for
from bot.composition import open_answerer, quoting_of
from bot.serialisation import reply_as_json
from bot.settings import Settings
from bot.terminal import explaining, replies


def ask(  # noqa: PLR0917 - typer reads options off the arguments, and passes them by name
    question: options.Question = None,
    questions: options.QuestionFile = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlet = None,
    author: options.Author = None,
    section: options.Section = None,
    language: options.Language = None,
    explain: options.Explain = False,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the passages that answer, word for word, with their sources.

    Examples: `pullquote ask "How many RD-180 engines has Russia delivered?"`,
    `pullquote ask --since 2022-03-01 "What did Rogozin say?"`,
    `pullquote ask --json --questions questions.txt`
    """
    asked = _questions(question, questions)
    within = Options(since, until, outlet, author, section, language)
    settings = settings_for(data_dir)
    with open_answerer(settings) as answerer:
        for one in asked:
            if explain:
                _print_explanation(answerer.explain(one, within), settings, as_json=as_json)
            else:
                print_reply(answerer.answer(one, within), settings, as_json=as_json)


def print_reply(reply: Reply, settings: Settings, *, as_json: bool) -> None:
    """Print an answer or a refusal."""
    if as_json:
        print_json(_as_json(reply, settings))
    else:
        within = reply_within(reply, quoting_of(settings))
        replies.print_reply(Console(), within, max_question_chars=settings.max_question_chars)


def _as_json(reply: Reply, settings: Settings) -> dict[str, Any]:
    within = reply_within(reply, quoting_of(settings))
    return reply_as_json(within, max_question_chars=settings.max_question_chars)


def _print_explanation(why: Explanation, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(why.reply, settings) | {"explanation": explaining.as_json(why)})
    else:
        print_reply(why.reply, settings, as_json=False)
        Console().print(explaining.explained(why))


def _questions(question: str | None, file: str | None) -> list[str]:
    if question is not None and file is None:
        return [question]
    if question is None and file is not None:
        return [line for line in read_text(file).splitlines() if line.strip()]
    raise typer.BadParameter("give one question in quotation marks, or --questions FILE")
