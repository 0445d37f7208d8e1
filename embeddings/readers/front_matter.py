"""Front matter: the facts above a text, in YAML, TOML or JSON, told from the text itself.

YAML's numbers stay as they are written where Python would write them in another way: an id of 007
is not 7, a headline of 12:30 is not 750.
"""

import json
import re
import tomllib
from collections.abc import Hashable
from typing import Any

import yaml

from embeddings.errors import InputError

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without its C library
    from yaml import SafeLoader  # type: ignore[assignment]  # the same loader, slower

_LINE_ENDS = re.compile("\r\n?")
_YAML = re.compile(r"-{3,}[ \t]*\n(.*?)^(?:-{3,}|\.{3})[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+{3}[ \t]*\n(.*?)^\+{3}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_UNSEEN = "\ufeff\u200b \t\n"
_MERGE = "<<"


def split(raw: str) -> tuple[dict[str, Any], str]:
    """Return the facts and the text below them; without front matter, none and the whole.

    Raises:
        InputError: there is front matter that cannot be read.
    """
    raw = _LINE_ENDS.sub("\n", raw).lstrip(_UNSEEN)
    for form, read in ((_YAML, _of_yaml), (_TOML, _of_toml)):
        found = form.match(raw)
        if found:
            return read(found[1]), raw[found.end() :].strip()
    return _json_and_text(raw)


def _of_yaml(matter: str) -> dict[str, Any]:
    try:
        fields = yaml.load(matter, Loader=_Loader)  # noqa: S506 -- it is a safe loader
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(
            f"has front matter that is no YAML ({str(error).splitlines()[0]}): put values that "
            "hold a colon or begin with a sign in quotation marks, and indent with "
            f"spaces{_place(error)}"
        ) from error
    except ValueError as error:
        raise InputError(
            f"has front matter with a value that cannot be ({error}): write dates like "
            "2022-03-12, or put it in quotation marks"
        ) from error
    if fields is not None and not isinstance(fields, dict):
        raise InputError("has front matter without keys: write lines like 'title: ...'")
    return fields or {}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 2})" if mark else ""


def _of_toml(matter: str) -> dict[str, Any]:
    try:
        return tomllib.loads(matter)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"has front matter that is no TOML ({error}): write lines like 'title = \"...\"'"
        ) from error


def _json_and_text(raw: str) -> tuple[dict[str, Any], str]:
    """Return a JSON object and what stands below it; a text that opens with a brace is a text."""
    if not raw.startswith("{"):
        return {}, raw
    try:
        fields, end = json.JSONDecoder().raw_decode(raw)
    except (ValueError, RecursionError):
        return {}, raw
    below = raw[end:]
    return (fields, below.strip()) if not below or below.startswith("\n") else ({}, raw)


class _Loader(SafeLoader):
    """YAML that refuses a key given twice and keeps numbers as they are written."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping, unless it says two things under one name."""
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((name for name in names if names.count(name) > 1 and name != _MERGE), None)
        if twice is not None:
            raise InputError(f"has front matter with {twice!r} twice: keep one of them")
        return super().construct_mapping(node, deep)

    def construct_number(self, node: yaml.ScalarNode) -> int | float | str:
        """Return a number, or its words where they are not how the number is written."""
        whole = node.tag.endswith(":int")
        value = self.construct_yaml_int(node) if whole else self.construct_yaml_float(node)
        written = str(node.value)
        return value if str(value) == written else written


for _tag in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.construct_number)
