"""The catalogues of `bot/languages`: complete, true to the English texts, and fit for Discord."""

import ast
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from discord import AppCommandType, app_commands
from fakes import MakeAnswerer

from bot import languages, wording
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.languages import Language, Plural, command_name_in
from bot.languages.catalogues import COMMAND

Key = tuple[str | None, str]
"""A message's context, and its text in English; the singular where there are two forms."""

ROOT = Path(__file__).parents[2]
TRANSLATED = [language for language in Language if language is not Language.ENGLISH]
MAX_NAME_CHARS = 32
NAME_SIGNS = set("-_'")
"""Beside letters and digits (Discord API documentation, application command naming)."""
MAX_DESCRIPTION_CHARS = 100
"""Also a choice's name (Discord API documentation, application command structure)."""
NARROW_SPACE = "\u202f"
READ_BY_DISCORD = re.compile(r"[\\*_~`|<>\[\]#@\n]")
STARTS = (">", "-", "+", "#")


def english(value: object) -> Iterator[str | Plural]:
    """Yield the texts among a module's constants; signs alone need no translation."""
    if isinstance(value, dict):
        for one in value.values():
            yield from english(one)
    elif isinstance(value, Plural | str) and any(map(str.isalpha, "".join(value))):
        yield value


def texts_of(module: ModuleType) -> list[str | Plural]:
    """Return the texts of a module's constants."""
    values = [value for name, value in vars(module).items() if name.isupper()]
    return [text for value in values for text in english(value)]


def words() -> list[str | Plural]:
    """Return every text that the bot says on Discord."""
    names = [module.name for module in iter_modules(wording.__path__)]
    modules = [import_module(f"bot.wording.{name}") for name in names if name != "terminal"]
    return list(dict.fromkeys(text for module in modules for text in texts_of(module)))


@pytest_asyncio.fixture
async def tree(make_answerer: MakeAnswerer) -> Any:
    """Yield the bot's commands."""
    desk = Desk(make_answerer({}))
    client = PullquoteClient(desk)
    yield client.tree
    await client.close()
    desk.close()


Parts = tuple[set[str], set[str]]
MENUS = (AppCommandType.user, AppCommandType.message)


def parts(command: Any) -> Parts:
    """Return the names and the other texts of a command, its options and those below it."""
    if isinstance(command, app_commands.ContextMenu):
        return set(), {command.name}
    names, texts = {command.name}, {command.description}
    for option in getattr(command, "parameters", ()):
        names.add(option.name)
        texts |= {str(option.description), *(choice.name for choice in option.choices)}
    for below in getattr(command, "commands", ()):
        more_names, more_texts = parts(below)
        names, texts = names | more_names, texts | more_texts
    return names, texts


def all_parts(tree: Any) -> Parts:
    """Return the names and the other texts of every command."""
    names, texts = zip(*map(parts, tree.walk_commands()), strict=True)
    menus = {menu.name for kind in MENUS for menu in tree.get_commands(type=kind)}
    return set().union(*names), set().union(*texts, menus)


def read(language: Language) -> Catalog:
    """Return a language's catalogue as it stands in its file."""
    path = Path(languages.__file__).with_name(f"{language}.po")
    with path.open("rb") as file:
        return read_po(file, locale=language.value, abort_invalid=True)


def messages(language: Language) -> list[Message]:
    """Return the messages of a catalogue, without its header."""
    return [message for message in read(language) if message.id]


def key(message: Message) -> Key:
    """Return what a message is found by."""
    return message.context, message.id[0] if isinstance(message.id, tuple) else message.id


def forms(text: Any) -> list[str]:
    """Return the forms of a text: one, or one for each number."""
    return [text] if isinstance(text, str) else list(text)


def pairs(language: Language) -> Iterator[tuple[str, str]]:
    """Yield each text that is no command's name in English and, form by form, in a language."""
    for message in messages(language):
        if not message.context:
            given = forms(message.id)
            for number, translated in enumerate(forms(message.string)):
                yield given[min(number, len(given) - 1)], translated


def lacking(missing: Iterable[tuple[str | None, str | Plural]]) -> str:
    """Return what to add to a catalogue, as it is written there."""
    lines = []
    for context, text in missing:
        lines += [f'msgctxt "{context}"'] if context else []
        lines += [f"msgid {quoted(one)}" for one in forms(text)[:1]]
        lines += [f"msgid_plural {quoted(one)}" for one in forms(text)[1:]]
        lines += ['msgstr ""\n'] if isinstance(text, str) else ['msgstr[0] ""', 'msgstr[1] ""\n']
    return "\n".join(lines)


def quoted(text: str) -> str:
    """Return a text as a catalogue writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("language", TRANSLATED)
async def test_no_text_is_missing_and_none_is_left_over(tree: Any, language: Language) -> None:
    """What is said, and what commands are called, has a translation; what is not, has none."""
    names, texts = all_parts(tree)
    wanted: dict[Key, str | Plural] = {(None, forms(text)[0]): text for text in words()}
    wanted |= {(None, text): text for text in texts} | {(COMMAND, name): name for name in names}
    have = {key(one): one for one in messages(language) if all(forms(one.string))}
    missing = [
        (context, wanted[context, text]) for context, text in wanted if (context, text) not in have
    ]
    assert not missing, f"{language}.po lacks:\n{lacking(missing)}"
    assert have.keys() - wanted.keys() == set(), f"{language}.po has texts that nobody says"
    both = [one for one in words() if isinstance(one, Plural)]
    assert {have[None, one.one].id for one in both} == {tuple(one) for one in both}


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_marked_as_doubtful(language: Language) -> None:
    """A fuzzy text would stay English in silence."""
    assert [message.id for message in messages(language) if message.fuzzy] == []
    assert read(language).obsolete == {}


def fields(text: str) -> set[tuple[str, str | None]]:
    """Return the placeholders of a text, with how they are written."""
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_english_text(language: Language) -> None:
    """None is lost, none is misspelt, and figures have as many digits."""
    for text, translated in pairs(language):
        assert fields(translated) == fields(text), translated


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_brings_no_sign_that_discord_reads(language: Language) -> None:
    """The Markdown and the mentions of the English text, and no others; nothing begins a quote."""
    for text, translated in pairs(language):
        bare, told = (re.sub(r"\{[^}]*\}", "", one) for one in (text, translated))
        assert sorted(READ_BY_DISCORD.findall(told)) == sorted(READ_BY_DISCORD.findall(bare)), told
        assert told.lstrip().startswith(STARTS) == bare.lstrip().startswith(STARTS)


@pytest.mark.parametrize("language", TRANSLATED)
async def test_names_and_descriptions_of_commands_are_as_discord_takes_them(
    tree: Any, language: Language
) -> None:
    """Lower case without spaces, and short."""
    said = dict(pairs(language))
    names, texts = all_parts(tree)
    for name in names:
        translated = command_name_in(language, name)
        assert 1 <= len(translated) <= MAX_NAME_CHARS
        assert all(sign.isalnum() or sign in NAME_SIGNS for sign in translated), translated
        assert translated == translated.lower()
    for text in texts:
        assert 1 <= len(said[text]) <= MAX_DESCRIPTION_CHARS, said[text]
    for menu in (menu for kind in MENUS for menu in tree.get_commands(type=kind)):
        assert len(said[menu.name]) <= MAX_NAME_CHARS


@pytest.mark.parametrize("language", TRANSLATED)
async def test_no_two_options_of_a_command_are_called_the_same(
    tree: Any, language: Language
) -> None:
    """Nor two commands: Discord refuses all of them then."""
    commands = list(tree.walk_commands())
    called = [command_name_in(language, command.name) for command in tree.get_commands()]
    assert len(set(called)) == len(called)
    for command in commands:
        options = [option.name for option in getattr(command, "parameters", ())]
        assert len({command_name_in(language, name) for name in options}) == len(options)


@pytest.mark.parametrize("language", TRANSLATED)
def test_commands_are_named_in_texts_as_they_are_called(language: Language) -> None:
    """Who reads that /ask helps finds it under that name."""
    for text, translated in pairs(language):
        named = re.findall(r"(?<![\w/])/(\w+)", text)
        told = re.findall(r"(?<![\w/])/(\w+)", translated)
        assert told == [command_name_in(language, name) for name in named]


def test_french_has_its_narrow_spaces() -> None:
    """Before two-part signs and within guillemets; an operator such as since: is no French."""
    bare = re.compile(
        rf"(?<![{NARROW_SPACE}])[;?!%»]|«(?!{NARROW_SPACE})|(?<![{NARROW_SPACE}]):(?=\s|$)"
    )
    for _, translated in pairs(Language.FRENCH):
        without_values = re.sub(r"\{[^}]*\}", "x", translated)
        assert not bare.search(without_values), translated
        assert "'" not in translated
        assert '"' not in translated.replace('since:"March 2022"', "")


# The texts of the bot's messages, and those of commands, which Discord asks for by itself.
SAID_BY_DISCORD = {"commands.py"}
SAYING = {"say", "say_count"}


def unsaid(path: Path) -> Iterator[str]:
    """Yield the constants of `wording` that a function uses without saying them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(below)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING
        for below in ast.walk(node)
    }
    functions = (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    for node in (below for function in functions for below in ast.walk(function)):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "wording":
            texts = list(english(getattr(wording, node.attr)))
            if node.attr.isupper() and texts and id(node) not in said:
                yield f"{path.name}:{node.lineno}: {node.attr}"


def test_no_text_is_used_unsaid() -> None:
    """`wording.X` is English and a key; what a message shows is `say(wording.X)`."""
    modules = (ROOT / "bot" / "chat").rglob("*.py")
    found = [use for path in modules if path.name not in SAID_BY_DISCORD for use in unsaid(path)]
    assert found == []
