"""The arguments and options of the commands, with the words that explain them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

DEFAULT_COVERAGE = Path("articles")

DataDir = Annotated[
    Path | None,
    typer.Option(help="Where the index lies; otherwise DATA_DIR.", show_default=False),
]
AsReport = Annotated[
    bool, typer.Option("--json", help="Print the whole report as one JSON object.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]

IndexedSources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Folders, files (.txt, .md, .html, .jsonl, .xml, .urls), or addresses of feeds, "
        "sitemaps, lists and pages.",
        show_default="articles/",
    ),
]
WatchedSources = Annotated[
    list[str] | None,
    typer.Argument(help="Folders, files or addresses.", show_default="all that were indexed"),
]
Prune = Annotated[
    bool,
    typer.Option("--prune", help="Let a source lose more than a fifth of its articles."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print what would be done, and do nothing.")
]
Minutes = Annotated[
    float | None,
    typer.Option(min=1, help="Minutes between two rounds; otherwise WATCH_MINUTES."),
]
Once = Annotated[bool, typer.Option("--once", help="End after one round.")]
TakenDown = Annotated[str, typer.Argument(help="The article's id or address.")]
Lift = Annotated[bool, typer.Option("--lift", help="Let it come back with the next sync.")]
Encoding = Annotated[
    str | None, typer.Option(help="Read files that are not Unicode in this encoding.")
]
Rebuild = Annotated[
    bool, typer.Option("--rebuild", help="Encode every article again, with today's model.")
]
RemovedSources = Annotated[
    list[str], typer.Argument(help="Folders, files or addresses that were indexed.")
]

Question = Annotated[str | None, typer.Argument(help="Your question.")]
QuestionFile = Annotated[
    str | None, typer.Option(help="A file with one question a line, or - for standard input.")
]
Since = Annotated[
    str | None,
    typer.Option(help="Published on this day or later: 2022-03-01, 'March 2022', 'last week'."),
]
Until = Annotated[str | None, typer.Option(help="Published on this day or earlier.")]
Outlet = Annotated[str | None, typer.Option(help="Only articles of this outlet.")]
Author = Annotated[str | None, typer.Option(help="Only articles by this author.")]
Section = Annotated[str | None, typer.Option(help="Only articles of this section.")]
Language = Annotated[str | None, typer.Option(help="Only articles in this language, like en.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Print why: what was searched, found and weighed.")
]

SourceWords = Annotated[
    str | None, typer.Argument(help="A headline, author, outlet, address, date or words.")
]
ArticleId = Annotated[str | None, typer.Option(help="The id of one article.")]
ArticleVersion = Annotated[
    str | None,
    typer.Option("--version", help="A version that --json printed; an earlier one is shown too."),
]
QuotedWords = Annotated[str, typer.Argument(help="The words, or - for standard input.")]

FixtureFile = Annotated[Path, typer.Argument(help="A YAML file of fixture questions.")]
FixturePath = Annotated[
    Path | None,
    typer.Argument(
        help="A YAML file of fixture questions, or a folder of a public set in the BEIR layout.",
        show_default=False,
    ),
]
Pack = Annotated[
    str | None,
    typer.Option(help="Questions made from what is indexed instead: adversarial."),
]
Baseline = Annotated[
    Path | None, typer.Option(help="An earlier report (evaluate --json) to compare with.")
]
HtmlFile = Annotated[Path | None, typer.Option(help="Write a page to look at into this file.")]
JunitFile = Annotated[Path | None, typer.Option(help="Write JUnit XML into this file.")]
LeaveOut = Annotated[
    Path | None,
    typer.Option(
        help="With a folder: ids of documents, one a line, to leave out of the index; what only "
        "they answer becomes unanswerable."
    ),
]
Minimum = Annotated[
    list[str] | None,
    typer.Option("--min", help="A figure's least value, like hit@1=0.9; repeatable."),
]
Maximum = Annotated[
    list[str] | None, typer.Option("--max", help="A figure's highest value; repeatable.")
]
MaxDrop = Annotated[
    list[str] | None,
    typer.Option(
        help="By how much a figure may be worse than before, like mrr=0.02; seconds by a share of "
        "what they were; repeatable."
    ),
]
ReportBefore = Annotated[
    Path, typer.Argument(help="The report before: what evaluate --json printed.")
]
ReportAfter = Annotated[Path, typer.Argument(help="The report after.")]
DraftCount = Annotated[int, typer.Option(min=1, max=10_000, help="How many drafts at most.")]
DraftOrigin = Annotated[
    Literal["coverage", "feedback"],
    typer.Option("--from", help="What to make them from."),
]
DraftFile = Annotated[
    Path | None,
    typer.Option(help="A new file for them; otherwise standard output.", show_default=False),
]
DraftSeed = Annotated[int, typer.Option("--seed", min=0, help="Another number, other drafts.")]
Server = Annotated[
    int | None,
    typer.Option(help="With --from feedback: only this server's, by its Discord id."),
]
Drafts = Annotated[Path, typer.Argument(help="The file of drafts, as you have edited it.")]
Into = Annotated[
    Path, typer.Option(help="The file of questions they go to; made if it is not there.")
]
OnlyLines = Annotated[
    str | None,
    typer.Option("--only", help="Only the drafts on these of its lines, like 4,9-20."),
]
Target = Annotated[
    float, typer.Option(help="The share of the answers that may be wrong, between 0 and 1.")
]
Write = Annotated[
    bool, typer.Option("--write", help="Write ANSWER_THRESHOLD into .env in this folder.")
]

DemoPaths = Annotated[
    list[Path] | None,
    typer.Argument(help="Folders or files of articles.", show_default="articles/"),
]
DemoQuestions = Annotated[
    list[str] | None, typer.Option(help="A question to print the answer to; repeatable.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")]

SyncCommands = Annotated[
    bool,
    typer.Option(
        "--sync", help="Publish the commands though they have not changed since the last start."
    ),
]

Quick = Annotated[
    bool, typer.Option("--quick", help="Leave out what reads every text, vector and file.")
]
Repair = Annotated[bool, typer.Option("--repair", help="Mend what can be made again.")]
Sample = Annotated[int, typer.Option(min=0, help="How many passages to encode again.")]
Seed = Annotated[
    int | None, typer.Option(help="What draws them; otherwise others each time.", min=0)
]
