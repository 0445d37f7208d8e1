"""A message to a question."""

import pytest

from bot.chat.questions import plain_question


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@123> who sang it?", "who sang it?"),
        ("<@!123>  who\nsang <@&4> it? @everyone @here", "who sang it?"),
        ("**Who** sings in the `farewell` ||video||?", "Who sings in the farewell video?"),
        ("> quoted\n# Who was it <t:1647349200:D>?", "quoted Who was it ?"),
        ("who <:smile:12> is <a:wave:34> in <#56> </ask:78> <id:customize>", "who is in"),
        ("_Who_ wrote snake_case and __that__?", "Who wrote snake_case and that?"),
        ("is 3 < 4 and me@here.org right?", "is 3 < 4 and me@here.org right?"),
        ("<@123>", ""),
    ],
)
def test_what_discord_adds_is_not_asked_about(content: str, question: str) -> None:
    """Mentions, timestamps, emoji codes and Markdown signs are no words of the question."""
    assert plain_question(content) == question
