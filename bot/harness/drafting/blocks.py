"""A file of questions as blocks of lines: what stands where, so that text can move untouched."""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from bot.harness.drafting.schema import DRAFT_TAG

_NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Block:
    """A question's lines in its file, numbered from 1, the last one included.

    `column` is where its dash stands. An open one has an 'article:' with nothing behind it.
    """

    first: int
    last: int
    column: int
    is_open: bool
    draft_tag: tuple[int, int, int] | None
    """The line of the tag that marks a draft, and the columns from which to which it is cut."""


def blocks_of(text: str) -> list[Block]:
    """Return the questions of a file; none where it is not a mapping with a list of questions.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    items = _items(text)
    lines = text.split("\n")
    starts = [item.start_mark.line for item in items]
    ends = [*starts[1:], len(lines)]  # one too many where there are none
    return [
        Block(
            first=start + 1,
            last=_last_line(lines, start, end),
            column=_dash(lines[start]),
            is_open=_is_open(item),
            draft_tag=_draft_tag(item),
        )
        for item, start, end in zip(items, starts, ends, strict=False)
    ]


def _items(text: str) -> Sequence[yaml.Node]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return []
    for key, value in root.value:
        if key.value == "questions" and isinstance(value, yaml.SequenceNode):
            return [] if value.flow_style else value.value
    return []


def _last_line(lines: Sequence[str], start: int, end: int) -> int:
    """Return the block's last line: comments and blank lines after it belong to what follows."""
    last = end
    while last > start + 1 and _is_beside(lines[last - 1]):
        last -= 1
    return last


def _is_beside(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#") or line.rstrip() in ("---", "...")


def _dash(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_open(item: yaml.Node) -> bool:
    fields = _fields(item)
    article = fields.get("article")
    return isinstance(article, yaml.ScalarNode) and article.tag == _NULL_TAG


def _draft_tag(item: yaml.Node) -> tuple[int, int, int] | None:
    """Return where the mark of a draft stands in a list of tags on one line, with its comma."""
    tags = _fields(item).get("tags")
    if not isinstance(tags, yaml.SequenceNode) or not tags.flow_style:
        return None
    for number, tag in enumerate(tags.value):
        if tag.value == DRAFT_TAG and tags.start_mark.line == tags.end_mark.line:
            if number + 1 < len(tags.value):
                cut = tag.start_mark.column, tags.value[number + 1].start_mark.column
            else:
                before = tags.value[number - 1].end_mark if number else tag.start_mark
                cut = before.column, tag.end_mark.column
            return (tag.start_mark.line + 1, *cut)
    return None


def _fields(item: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(item, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in item.value}
