"""Who says it and who else prints it, in the terminal and as JSON."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from bot import links
from bot.answering.schema import Answer, Excerpt, Headline
from bot.answering.showing.speakers import attributions
from bot.serialisation import reply_as_json
from bot.terminal.replies import print_reply
from embeddings.schema import Article, Genre

TEXT = "“Nobody was hurt,” said Ada Quist. “We were lucky.”"
STORM = Article(id="wire", text=TEXT, title="Storm", outlet="Wire", url="https://wire.example/s")
EXCERPT = Excerpt(
    STORM,
    0,
    len(TEXT),
    0.9,
    speakers=attributions(STORM, 0, len(TEXT)),
    also_carried_by=tuple(
        Headline(name.lower(), f"{name}'s storm", None, name)
        for name in ("Gazette", "Herald", "Echo", "Post")
    ),
)


def printed(excerpt: Excerpt) -> list[str]:
    """Return the lines of an answer in a terminal."""
    console = Console(file=StringIO(), width=100)
    print_reply(console, Answer("Who was hurt?", 0.9, [excerpt], 0.1), max_question_chars=500)
    return [line.strip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]  # a StringIO


def test_the_terminal_names_speakers_and_carriers_under_the_quote() -> None:
    """A speaker once, three carriers and how many more."""
    assert printed(EXCERPT)[1:6] == [
        f"> {TEXT}",
        "said by Ada Quist",
        "Wire · Storm · undated",
        links.to_words("https://wire.example/s", TEXT),
        "also carried by Gazette, Herald, Echo and 1 more",
    ]


def test_the_terminal_says_nothing_of_what_is_not_known() -> None:
    """No line without a name."""
    lines = printed(Excerpt(STORM, 0, len(TEXT), 0.9))
    assert not any("said by" in line or "also carried" in line for line in lines)


def test_an_opinion_is_marked_as_one() -> None:
    """In the terminal and as JSON; plain news is not."""
    opinion = replace(STORM, genre=Genre.OPINION, section="Views")
    excerpt = Excerpt(opinion, 0, len(TEXT), 0.9)
    assert "Wire · Storm · Opinion · Views · undated" in printed(excerpt)
    assert "Wire · Storm · undated" in printed(
        Excerpt(replace(STORM, genre=Genre.NEWS), 0, 2, 0.9)
    )
    for article, genre in ((opinion, "opinion"), (STORM, None)):
        reply = Answer("Who was hurt?", 0.9, [Excerpt(article, 0, len(TEXT), 0.9)], 0.1)
        (values,) = reply_as_json(reply, max_question_chars=500)["excerpts"]
        assert (values["section"], values["genre"]) == (article.section, genre)


def test_json_gives_spans_names_and_carriers() -> None:
    """Each quotation with its own speaker; each carrier with what is known of it."""
    reply = Answer("Who was hurt?", 0.9, [EXCERPT], 0.1)
    (excerpt,) = reply_as_json(reply, max_question_chars=500)["excerpts"]
    assert excerpt["speakers"] == [
        {"quotation": [0, 18], "name": [24, 33], "text": "Ada Quist"},
        {"quotation": [35, 51], "name": [24, 33], "text": "Ada Quist"},
    ]
    assert excerpt["also_carried_by"][0] == {
        "article_id": "gazette",
        "title": "Gazette's storm",
        "url": None,
        "outlet": "Gazette",
    }
