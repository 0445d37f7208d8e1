"""Questions that the coverage answers, in Discord's markdown and among mentions and links."""

from collections.abc import Iterator

from bot.harness.packs.ground import Ground
from bot.harness.packs.plain_questions import plain_questions
from bot.harness.packs.schema import Kind, answerable
from bot.harness.schema import Fixture

DRESSES = (
    "**{}**",
    "<@123456789012345678> {}",
    "@everyone {}",
    "||{}||",
    "`{}`",
    "[{}](https://example.org/a_(b)_c)",
    "*{}*",
    "```\n{}\n```",
    "<@&123456789012345678> {} @here",
    "> {}",
    "__{}__",
    "~~{}~~",
    "# {}",
    "<:pull_quote:123456789012345678> {}",
    "{} https://example.org/?q=**bold**&since=2001",
    "***{}***",
    "<#123456789012345678> {} <t:1646092800:R>",
    "-# {}",
    "- {}",
    ">>> {}",
    "{} </ask:123456789012345678>",
    "\\*{}\\*",
)
"""What a question may be wrapped in on Discord; {} stands for it."""
NOTE = "the same question as without its signs"


def markdown(ground: Ground) -> Iterator[Fixture]:
    """Yield plain questions, each dressed in another way."""
    for number, plain in enumerate(plain_questions(ground)):
        question = DRESSES[number % len(DRESSES)].format(plain.question)
        yield answerable(Kind.MARKDOWN, question, NOTE, articles=plain.articles, words=plain.words)
