"""Quotes on the wire against Markdown written by hand, and against another's renderer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from bot.chat.wire import (
    Quoted,
    WireMismatchError,
    block_quote,
    escape,
    prove,
    quotes_in,
    unescape,
    unquote,
)

# What the article says, and the Markdown that makes Discord show it.
ESCAPED = [
    ("plain words, 100 % of them", "plain words, 100 % of them"),
    ("*em* and **strong**", r"\*em\* and \*\*strong\*\*"),
    ("_em_ and __underline__", r"\_em\_ and \_\_underline\_\_"),
    ("~~struck~~", r"\~\~struck\~\~"),
    ("`code` and ```block```", r"\`code\` and \`\`\`block\`\`\`"),
    ("||spoiler||", r"\|\|spoiler\|\|"),
    ("> quoted", r"\> quoted"),
    (">>> quoted to the end", r"\>\>\> quoted to the end"),
    ("# Heading", r"\# Heading"),
    ("-# subtext", r"\-\# subtext"),
    ("- item", r"\- item"),
    ("+ item", r"\+ item"),
    ("* item", r"\* item"),
    ("1. item", r"1\. item"),
    ("2) item", r"2\) item"),
    ("1986. That was the year.", r"1986\. That was the year."),
    ("in 1986. Then - or + later", "in 1986. Then - or + later"),
    ("one\n  - two\n\t3. three", "one\n  \\- two\n\t3\\. three"),
    ("1986", "1986"),
    ("[x](y)", r"\[x\](y)"),
    ("<@1> <@!1> <@&1>", r"\<\@1\> \<\@!1\> \<\@&1\>"),
    ("<#1>", r"\<\#1\>"),
    ("<t:1:R>", r"\<t\:1:R\>"),
    ("</ask:1>", r"\</ask:1\>"),
    ("<:e:1> <a:e:1>", r"\<\:e:1\> \<a\:e:1\>"),
    ("<id:customize>", r"\<id:customize\>"),
    ("@everyone @here", r"\@everyone \@here"),
    ("https://a.example/b", r"https\://a.example/b"),
    ("a party :tada: at 10:30", r"a party \:tada: at 10:30"),
    ("at 10:30:59", r"at 10\:30:59"),
    ("a :thumbs_up::skin-tone-2: b", r"a \:thumbs\_up:\:skin-tone-2: b"),
    ("a\\b", r"a\\b"),
    ("a\\*b", r"a\\\*b"),
    ("ends in \\", r"ends in \\"),
    ("tab\there, no-break\u00a0space", "tab\there, no-break\u00a0space"),
    ("a\n\nb", "a\n\nb"),
    ("\u202fé e\u0301 👩\u200d🚀 👍🏽 שלום", "\u202fé e\u0301 👩\u200d🚀 👍🏽 שלום"),
]
TEXTS = [text for text, _ in ESCAPED]


@pytest.mark.parametrize(("text", "markdown"), ESCAPED)
def test_every_sign_that_discord_would_read_is_escaped_and_no_other(
    text: str, markdown: str
) -> None:
    """A quote shows the article's signs; what needs no escape gets none."""
    assert escape(text) == markdown


@pytest.mark.parametrize(("text", "markdown"), ESCAPED)
def test_unescaping_gives_the_text_that_discord_shows(text: str, markdown: str) -> None:
    """Each backslash before a sign stands for that sign alone."""
    assert unescape(markdown) == text


def test_every_line_of_a_quote_stands_in_the_block_the_blank_ones_too() -> None:
    """Discord ends a block at a line without the mark."""
    assert block_quote("a *b*\n\n- c") == "> a \\*b\\*\n> \n> \\- c"


@pytest.mark.parametrize(
    ("text", "span", "markdown"),
    [
        ("One. Two. Three.", (5, 9), "> One. **Two.** Three."),
        ("One. Two.", (0, 9), "> **One. Two.**"),
        ("a\nb c", (0, 3), "> **a**\n> **b** c"),
        ("a\n\nb", (0, 4), "> **a**\n> \n> **b**"),
        ("a  b", (1, 4), "> a  **b**"),
        ("2*2 is *four*", (7, 13), r"> 2\*2 is **\*four\***"),
        ("1986. Two.", (0, 5), r"> **1986\.** Two."),
        ("1986. Two.", (6, 10), r"> 1986\. **Two.**"),
        ("a\\ b\\", (3, 5), r"> a\\ **b\\**"),
        ("only space", (4, 5), "> only space"),
        ("no span", None, "> no span"),
    ],
)
def test_the_best_sentence_is_bold_line_by_line(
    text: str, span: tuple[int, int] | None, markdown: str
) -> None:
    """Bold marks open and close within a line, at words, and never within an escape."""
    assert block_quote(text, span) == markdown
    assert unquote(markdown) == text


@pytest.mark.parametrize("content", ["> a\nb", "a", "> a\n>b", ""])
def test_a_line_outside_the_block_is_no_quote(content: str) -> None:
    """Words beside the mark would be the bot's, not the article's."""
    with pytest.raises(WireMismatchError, match="outside its block"):
        unquote(content)


@pytest.mark.parametrize(
    "content",
    ["> a *b*", "> - a", "> 1. a", "> <@1>", "> :tada:", "> https://a.example", r"> \a\b"],
)
def test_a_sign_that_is_not_escaped_is_no_quote(content: str) -> None:
    """Discord would act on it, and show something else than the text."""
    with pytest.raises(WireMismatchError, match="not escaped"):
        unquote(content)


@pytest.mark.parametrize("content", ["> a **b", "> **a\n> b**", "> **a** **b**"])
def test_a_bold_mark_that_is_not_closed_in_its_line_is_no_quote(content: str) -> None:
    """Discord would show the stars, or mark what was not meant."""
    with pytest.raises(WireMismatchError, match="bold mark"):
        unquote(content)


def text_display(content: str) -> dict[str, Any]:
    """Return a text display as it goes to Discord."""
    return {"type": 10, "content": content}


def message(*items: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the payload of a message with `items` in one container."""
    return [{"type": 17, "components": list(items)}]


FIRST = Quoted("The hatch opened at *noon*.\n\nNobody spoke.", "-# **Desk** · Hatch · undated")
SECOND = Quoted("It closed.", "-# **Wire** · Closing · undated")
BUTTONS = {"type": 1, "components": [{"type": 2, "label": "More context"}]}
FOOTER = text_display("-# Quoted word for word")
SHOWN = [
    text_display("> **The hatch opened at \\*noon\\*.**\n> \n> Nobody spoke."),
    text_display(FIRST.source_line),
    BUTTONS,
    text_display("> It closed."),
    text_display(SECOND.source_line),
    BUTTONS,
    FOOTER,
]


def test_a_message_that_shows_its_quotes_under_their_sources_is_proven() -> None:
    """Containers, buttons and other texts do not count; the quotes and the lines under them do."""
    prove(message(*SHOWN), [FIRST, SECOND])
    assert quotes_in(message(*SHOWN)) == [FIRST, SECOND]
    prove(message(FOOTER), [])


def test_a_quote_within_a_section_is_found_too() -> None:
    """Nothing escapes the proof by standing deeper."""
    section = {"type": 9, "components": SHOWN[:2], "accessory": {"type": 2, "label": "x"}}
    assert quotes_in(message(section)) == [FIRST]


def swapped(number: int, content: str) -> list[Mapping[str, Any]]:
    """Return the shown items with one text changed."""
    return [*SHOWN[:number], text_display(content), *SHOWN[number + 1 :]]


REFUSED: dict[str, Sequence[Mapping[str, Any]]] = {
    "one letter changed": swapped(3, "> It dosed."),
    "one letter in another case": swapped(3, "> it closed."),
    "a space more": swapped(3, "> It  closed."),
    "a composed letter for a decomposed one": swapped(3, "> It closed\u0301."),
    "a sign not escaped": swapped(0, "> **The hatch opened at *noon*.**\n> \n> Nobody spoke."),
    "a blank line lost": swapped(0, "> **The hatch opened at \\*noon\\*.**\n> Nobody spoke."),
    "the source line of the other article": swapped(4, FIRST.source_line),
    "no source line": [*SHOWN[:4], *SHOWN[5:]],
    "no source line at the end": SHOWN[:4],
    "another text between quote and source": [*SHOWN[:4], FOOTER, *SHOWN[4:]],
    "quotes in another order": [*SHOWN[3:6], *SHOWN[:3], FOOTER],
    "a quote missing": SHOWN[3:],
    "every quote missing": [FOOTER],
    "a quote twice": [*SHOWN[:3], *SHOWN],
    "a quote too many": [*SHOWN, text_display("> More."), text_display(SECOND.source_line)],
    "a quote within another text": swapped(6, "-# Quoted word for word\n> More."),
    "an indented quote within another text": swapped(6, "Quoted\n  > More."),
    "a quote to the end of the message": swapped(6, ">>> More."),
    "a word outside the block": swapped(3, "It\n> closed."),
}


@pytest.mark.parametrize("items", REFUSED.values(), ids=REFUSED.keys())
def test_a_message_that_shows_anything_else_is_refused(items: Sequence[Mapping[str, Any]]) -> None:
    """What differs by one sign from slice and source line never leaves."""
    with pytest.raises(WireMismatchError):
        prove(message(*items), [FIRST, SECOND])


WORLD = {
    "users": {"1": "alice"},
    "roles": {"1": "editors"},
    "channels": {"1": "general"},
    "commands": {"1": "ask"},
    "emojis": {"1": {"id": "1", "name": "em", "animated": False}},
    "everyone": True,
}
"""What mentions in a text could come to mean."""


def rendered(markdown: str) -> list[dict[str, Any]]:
    """Return what simcord's page would show for a text display: another's reading of Markdown."""
    from simcord.preview._markdown import markdown_tokens

    return markdown_tokens(markdown, "text_display", context=WORLD)


def flat(tokens: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield tokens with those inside them."""
    for token in tokens:
        yield token
        yield from flat(token.get("children", ()))


ACTIVE = [
    ("*a*", "em_open"),
    ("**a**", "strong_open"),
    ("__a__", "u_open"),
    ("~~a~~", "s_open"),
    ("`a`", "code"),
    ("```\na\n```", "code_block"),
    ("||a||", "spoiler_open"),
    ("> a", "blockquote"),
    (">>> a", "blockquote"),
    ("# a", "heading"),
    ("- a", "bullet_list"),
    ("+ a", "bullet_list"),
    ("1. a", "ordered_list"),
    ("1986. a", "ordered_list"),
    ("[a](https://b.example)", "link_open"),
    ("https://b.example", "link_open"),
    ("<https://b.example>", "link_open"),
    ("<@1>", "mention"),
    ("<@!1>", "mention"),
    ("<@&1>", "mention"),
    ("<#1>", "mention"),
    ("@everyone", "mention"),
    ("@here", "mention"),
    ("<t:1:R>", "timestamp"),
    ("</ask:1>", "command"),
    ("<:em:1>", "emoji"),
]
"""Texts that come to life where they are not escaped, and as what.

Subtext is not among them: this renderer looks for its sign after it has taken escapes away.
"""


@pytest.mark.parametrize(("text", "kind"), ACTIVE)
def test_nothing_in_an_escaped_quote_comes_to_life(text: str, kind: str) -> None:
    """Another's renderer shows a block quote with the text's own signs and nothing else."""
    assert kind in {token["type"] for token in flat(rendered(text))}
    for span in (None, (0, len(text))):
        tokens = list(flat(rendered(block_quote(text, span))))
        kinds = {"blockquote", "paragraph", "inline", "text", "break"}
        marked = {"strong_open", "strong_close"} if span else set[str]()
        assert {token["type"] for token in tokens} <= kinds | marked
        assert shown_text(tokens) == text


def shown_text(tokens: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of flat tokens, line by line."""
    signs = {"text": lambda token: str(token["content"]), "break": lambda _: "\n"}
    return "".join(signs[token["type"]](token) for token in tokens if token["type"] in signs)
