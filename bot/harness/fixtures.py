"""Fixture questions: a YAML file to frozen Fixtures, every mistake reported with its line.

The file is composed into nodes, not constructed: nodes know their lines, and what YAML would turn
into a number or a date is still the text that the owner wrote.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from embeddings.errors import InputError

_KEYS = ("question", "article", "words", "unanswerable", "tags", "note")
_TRUE = ("yes", "true", "on")
_TEXT_TAG = "tag:yaml.org,2002:str"
_BOOLEAN_TAG = "tag:yaml.org,2002:bool"

_Fields = Mapping[str, yaml.Node]


@dataclass(frozen=True, slots=True)
class Fixture:
    """A question with the articles that answer it; without articles it is unanswerable.

    An excerpt is right if it holds any of `words`; without words no excerpt is checked. `line` is
    where the question stands in its file, from 1.
    """

    question: str
    articles: tuple[str, ...]
    words: tuple[str, ...]
    tags: tuple[str, ...]
    note: str | None
    line: int

    @property
    def answerable(self) -> bool:
        """Whether some article answers."""
        return bool(self.articles)


class _MistakeError(Exception):
    """What is wrong on which line; the file's name is added at the edge."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(line, what)
        self.line = line
        self.what = what


def load_fixtures(path: Path) -> list[Fixture]:
    """Return the fixture questions of a YAML file, in its order.

    Raises:
        InputError: the file cannot be read or used; the message names the line and the remedy.
    """
    text = _read(path)
    try:
        found = [_fixture(node) for node in _question_nodes(_compose(text))]
        _check_unique(found)
    except _MistakeError as error:
        raise InputError(f"{path}, line {error.line}: {error.what}.") from error
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(
            f"There is no file {path}: give the path of a YAML file of questions."
        ) from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}): give a YAML file that you may read."
        ) from error
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise InputError(f"{path}, line {line}: is not UTF-8: save it as UTF-8.") from error


def _compose(text: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _MistakeError(line, "holds a control character: take it out") from error
    except yaml.MarkedYAMLError as error:
        raise _MistakeError(*_syntax_mistake(error)) from error
    except RecursionError as error:
        raise _MistakeError(1, "is nested too deeply: list the questions flat") from error
    if not isinstance(node, yaml.Node):
        raise _MistakeError(1, "the file is empty: start it with 'questions:' and list them")
    return node


def _syntax_mistake(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    mark = error.problem_mark or error.context_mark
    what = (
        f"is not YAML ({error.problem or error.context}): check the indentation, and put text "
        "that holds a colon or a # in quotation marks"
    )
    return (mark.line + 1 if mark else 1), what


def _question_nodes(root: yaml.Node) -> Sequence[yaml.Node]:
    if not isinstance(root, yaml.MappingNode):
        raise _mistake(root, "there is no 'questions:' at the top: start the file with it")
    node = _fields(root, ("questions",)).get("questions")
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        remedy = "list at least one '- question: ...' under 'questions:'"
        raise _mistake(node or root, f"there are no questions: {remedy}")
    return list(node.value)


def _fixture(node: yaml.Node) -> Fixture:
    if not isinstance(node, yaml.MappingNode):
        raise _mistake(node, "is no question: write '- question: ...'")
    fields = _fields(node, _KEYS)
    if "question" not in fields:
        raise _mistake(node, "has no question: add 'question: ...' to it")
    question = _text(fields["question"], "question").strip()
    _check_answer(node, fields)
    return Fixture(
        question=question,
        articles=tuple(_texts(fields, "article")),
        words=tuple(_texts(fields, "words")),
        tags=tuple(_tags(fields)),
        note=_text(fields["note"], "note") if "note" in fields else None,
        line=_line(node),
    )


def _check_answer(node: yaml.Node, fields: _Fields) -> None:
    """Refuse a question that is neither, or both, answerable and unanswerable."""
    unanswerable = "unanswerable" in fields and _truth(fields["unanswerable"])
    if not unanswerable and "article" not in fields:
        remedy = "add 'article: ID' of the article that answers it, or 'unanswerable: true'"
        raise _mistake(node, f"the question has no article: {remedy}")
    for key in ("article", "words"):
        if unanswerable and key in fields:
            what = f"the question is unanswerable, yet it has '{key}': take one of the two out"
            raise _mistake(fields[key], what)


def _fields(node: yaml.MappingNode, known: Sequence[str]) -> _Fields:
    """Return the values of a mapping by key; each key is known and stands there once."""
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "(not a name)"
        if name not in known:
            raise _mistake(key, f"unknown key {name!r}: use {', '.join(known)}")
        if name in found:
            raise _mistake(key, f"the key {name!r} stands there twice: take one out")
        found[name] = value
    return found


def _texts(fields: _Fields, key: str) -> Iterator[str]:
    """Yield the one text of `key` or each of its list."""
    node = fields.get(key)
    if isinstance(node, yaml.SequenceNode):
        if not node.value:
            raise _mistake(node, f"'{key}' is an empty list: fill it, or take it out")
        for item in node.value:
            yield _text(item, key)
    elif node is not None:
        yield _text(node, key)


def _tags(fields: _Fields) -> Iterator[str]:
    node = fields.get("tags")
    if node is not None and not isinstance(node, yaml.SequenceNode):
        raise _mistake(node, "'tags' is no list: write it like [names, dates]")
    for item in node.value if node else ():
        yield _text(item, "tags")


def _text(node: yaml.Node, key: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _mistake(node, f"'{key}' is no text where it should be: write it on one line")
    if not node.value.strip():
        raise _mistake(node, f"'{key}' is empty: fill it, or take it out")
    if node.tag != _TEXT_TAG:
        kind = node.tag.rpartition(":")[2]
        what = f"'{key}' is no text but reads as {kind} ({node.value}): put it in quotation marks"
        raise _mistake(node, what)
    return str(node.value)


def _truth(node: yaml.Node) -> bool:
    if not isinstance(node, yaml.ScalarNode) or node.tag != _BOOLEAN_TAG:
        raise _mistake(node, "'unanswerable' is neither true nor false: write 'true'")
    return node.value.lower() in _TRUE


def _check_unique(fixtures: Sequence[Fixture]) -> None:
    lines: dict[str, int] = {}
    for fixture in fixtures:
        asked = " ".join(fixture.question.split()).casefold()
        if asked in lines:
            what = f"asks what line {lines[asked]} asks ({fixture.question!r}): take one out"
            raise _MistakeError(fixture.line, what)
        lines[asked] = fixture.line


def _mistake(node: yaml.Node, what: str) -> _MistakeError:
    return _MistakeError(_line(node), what)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
