"""The schema for editors: that it is the published one, and says what the loader says."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.harness.fixtures.json_schema import KEYS, as_text, schema
from bot.harness.fixtures.yaml_file import load_fixtures
from embeddings.errors import InputError

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "fixtures.schema.json"
OWN = ROOT / "tests" / "fixtures" / "questions.yaml"


class _AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2 has no dates: to an editor they are texts."""


_AsEditorsRead.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
    for sign, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def is_accepted_by_schema(text: str) -> bool:
    validator = jsonschema.Draft202012Validator(schema())
    return validator.is_valid(_read(text))


def is_accepted_by_loader(tmp_path: Path, text: str) -> bool:
    path = tmp_path / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        load_fixtures(path)
    except InputError:
        return False
    return True


def _read(text: str) -> Any:  # Any: YAML values
    return yaml.load(text, Loader=_AsEditorsRead)  # noqa: S506 - a safe loader without dates


ACCEPTED = [
    "{question: Who, article: a}",
    "{question: Who, article: [a, b], words: ['1,500', b]}",
    "{question: Who, unanswerable: true}",
    "{question: Who, unanswerable: false, article: a}",
    "{question: Who, article: a, tags: []}",
    "{question: Who, article: a, tags: [names], note: n, id: one}",
    "{question: Who, article: a, since: 2022-03-01, until: 2022-03}",
    "{question: Who, article: a, since: 2022, until: '2022'}",
]
REFUSED = [
    "Who",
    "{article: a}",
    "{question: Who}",
    "{question: ' ', article: a}",
    "{question: 7, article: a}",
    "{question: Who, article: }",
    "{question: Who, article: []}",
    "{question: Who, article: ['']}",
    "{question: Who, article: {id: a}}",
    "{question: Who, article: a, words: 1500}",
    "{question: Who, article: a, words: []}",
    "{question: Who, article: a, tags: names}",
    "{question: Who, article: a, tags: [2]}",
    "{question: Who, article: a, id: 7}",
    "{question: Who, article: a, note: ''}",
    "{question: Who, article: a, since: March 2022}",
    "{question: Who, article: a, since: 2022-13}",
    "{question: Who, article: a, since: 2022-3-1}",
    "{question: Who, article: a, since: 2022-03-01T10:00:00Z}",
    "{question: Who, article: a, until: 1066}",
    "{question: Who, article: a, until: [2022]}",
    "{question: Who, unanswerable: false}",
    "{question: Who, unanswerable: maybe}",
    "{question: Who, unanswerable: true, article: a}",
    "{question: Who, unanswerable: true, words: a}",
    "{question: Who, articel: a}",
]


def test_the_published_schema_is_that_of_the_code() -> None:
    """Whoever changes the form publishes it again: `as_text()` is what the file holds."""
    assert PUBLISHED.read_text(encoding="utf-8") == as_text()


def test_the_schema_is_sound() -> None:
    """Editors can use it: it keeps to its draft, and says something of every key."""
    jsonschema.Draft202012Validator.check_schema(schema())

    described = json.loads(as_text())["$defs"]["question"]["properties"]
    assert all(described[key]["description"] for key in KEYS)


@pytest.mark.parametrize("question", ACCEPTED)
def test_what_the_loader_accepts_the_schema_accepts(tmp_path: Path, question: str) -> None:
    """An editor marks nothing that can be used."""
    text = f"questions:\n  - {question}\n"

    assert is_accepted_by_loader(tmp_path, text)
    assert is_accepted_by_schema(text)


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_loader_refuses_the_schema_refuses(tmp_path: Path, question: str) -> None:
    """An editor marks what could not be used."""
    text = f"questions:\n  - {question}\n"

    assert not is_accepted_by_loader(tmp_path, text)
    assert not is_accepted_by_schema(text)


@pytest.mark.parametrize("text", ["{}\n", "questions: []\n", "- question: A?\n", "question: A?\n"])
def test_a_file_without_questions_is_refused_by_both(tmp_path: Path, text: str) -> None:
    """What stands around the questions is checked too."""
    assert not is_accepted_by_loader(tmp_path, text)
    assert not is_accepted_by_schema(text)


@pytest.mark.parametrize(
    "question",
    [
        "{question: Who, article: a, since: 2022-02-30}",
        "{question: Who, article: a, since: 2023, until: 2022}",
    ],
)
def test_some_mistakes_only_the_loader_sees(tmp_path: Path, question: str) -> None:
    """A schema cannot count days; where that changes the module's first words have to."""
    text = f"questions:\n  - {question}\n"

    assert not is_accepted_by_loader(tmp_path, text)
    assert is_accepted_by_schema(text)


def test_this_projects_own_questions_name_the_schema_and_keep_to_it() -> None:
    """The comment that the language server for YAML reads leads to the published file."""
    text = OWN.read_text(encoding="utf-8")
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")

    assert (OWN.parent / named).resolve() == PUBLISHED
    assert is_accepted_by_schema(text)
