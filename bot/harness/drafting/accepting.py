"""From drafts to fixtures: the text of what a person kept moves over, and no other byte changes.

Both files are read, everything is checked, and only then are they swapped in, the fixtures first:
whatever happens in between, a question stands in one of them at least.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot.harness.drafting.blocks import Block, blocks_of
from bot.harness.drafting.files import read_utf8, remove, swap_in, written_beside
from bot.harness.drafting.schema import DRAFT_TAG
from bot.harness.fixtures.mistakes import Mistakes
from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.schema import Fixture
from embeddings.errors import InputError

_NEW_FILE = "questions:\n"
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many questions moved; the lines of the drafts that stay, as they are numbered now.

    `open_lines` still lack an article. Without any left the file of drafts is gone.
    """

    moved: int
    left: int
    open_lines: tuple[int, ...]


def accept(drafts: Path, into: Path, *, only: Collection[int] | None = None) -> Accepted:
    """Move the complete questions of `drafts` to the end of `into`, made first if need be.

    `only` names those to move by any of their lines. What is still open stays where it is.

    Raises:
        InputError: a file cannot be used or holds a mistake, a question stands in both, nothing is
            complete, or a line of `only` has no complete question. Nothing was changed then.
    """
    text = read_utf8(drafts)
    blocks = _blocks_of(drafts, text)
    if drafts.resolve() == into.resolve():
        raise InputError(f"{drafts} cannot be moved into itself: name another file with --into.")
    chosen = _chosen(drafts, blocks, only)
    new = _loaded_alone(drafts, text, chosen)
    before = read_utf8(into) if into.exists() else ""
    known = load_fixtures(into) if before.strip() else []
    _check_new(drafts, new, into, known)
    after = _appended(before or _NEW_FILE, text, chosen)
    _check_result(into, after, [*known, *new])
    rest = [block for block in blocks if block not in chosen]
    swap_in(into, after)
    _leave(drafts, text, chosen, rest)
    left = blocks_of(read_utf8(drafts)) if rest else []
    return Accepted(
        moved=len(chosen),
        left=len(left),
        open_lines=tuple(block.first for block in left if block.is_open),
    )


def _blocks_of(drafts: Path, text: str) -> list[Block]:
    try:
        blocks = blocks_of(text.removeprefix(_BOM))
    except yaml.YAMLError:
        blocks = []
    if not blocks:
        load_fixtures(drafts)  # says what is wrong, and where
        raise InputError(
            f"{drafts} has no questions that can be moved: write each on lines of its own, "
            "beginning with '- question:'."
        )
    return blocks


def _chosen(drafts: Path, blocks: Sequence[Block], only: Collection[int] | None) -> list[Block]:
    complete = [block for block in blocks if not block.is_open]
    if only is None:
        if not complete:
            lines = ", ".join(str(block.first) for block in blocks)
            raise InputError(
                f"No question of {drafts} is complete (lines {lines}): write the article behind "
                "'article:', or put 'unanswerable: true' in its place."
            )
        return complete
    mistakes = Mistakes()
    for line in sorted(only):
        block = next((one for one in blocks if one.first <= line <= one.last), None)
        if block is None:
            mistakes.note(drafts, line, "there is no question on it: give the line of one")
        elif block.is_open:
            remedy = "write the article behind 'article:', or 'unanswerable: true' in its place"
            mistakes.note(drafts, line, f"the question is still open: {remedy}")
    mistakes.check()
    return [one for one in complete if any(one.first <= line <= one.last for line in only)]


def _loaded_alone(drafts: Path, text: str, chosen: Iterable[Block]) -> list[Fixture]:
    """Return the chosen questions, read from their own lines; mistakes name these."""
    lines = text.removeprefix(_BOM).split("\n")
    kept = {number for block in chosen for number in range(block.first, block.last + 1)}
    first = min(kept)
    alone = [
        line if number in kept or (number < first and not _is_dropped(line)) else ""
        for number, line in enumerate(lines, start=1)
    ]
    with written_beside(drafts, "\n".join(alone)) as copy:
        try:
            return load_fixtures(copy)
        except InputError as error:
            raise InputError(str(error).replace(str(copy), str(drafts))) from error


def _is_dropped(line: str) -> bool:
    """Say whether a line above the first chosen question belongs to another one."""
    return line.startswith((" ", "-"))


def _check_new(drafts: Path, new: Iterable[Fixture], into: Path, known: Iterable[Fixture]) -> None:
    """Refuse questions that the fixtures ask already."""
    lines = {_asked(fixture): fixture.line for fixture in known}
    mistakes = Mistakes()
    for fixture in new:
        if _asked(fixture) in lines:
            line = lines[_asked(fixture)]
            mistakes.note(
                drafts,
                fixture.line,
                f"asks what line {line} of {into} asks ({fixture.question!r}): delete it here",
            )
    mistakes.check()


def _asked(fixture: Fixture) -> tuple[object, ...]:
    words = " ".join(fixture.question.split()).casefold()
    return words, fixture.since, fixture.until


def _appended(before: str, text: str, chosen: Iterable[Block]) -> str:
    """Return the text of the fixtures with the chosen blocks at its end, as far to the right."""
    line_end = "\r\n" if "\r\n" in before else "\n"
    known = blocks_of(before.removeprefix(_BOM))
    column = known[-1].column if known else 2
    lines = text.removeprefix(_BOM).split("\n")
    added = [line for block in chosen for line in _moved(lines, block, column)]
    start = before if before.endswith("\n") else before + line_end
    return start + "".join(line + line_end for line in added)


def _moved(lines: Sequence[str], block: Block, column: int) -> list[str]:
    """Return a block's lines without the mark of a draft, its dash at `column`."""
    found = []
    for number in range(block.first, block.last + 1):
        line = lines[number - 1]
        if block.draft_tag and block.draft_tag[0] == number:
            _, start, end = block.draft_tag
            line = line[:start] + line[end:]
        indent = len(line) - len(line.lstrip(" "))
        kept = max(0, indent + column - block.column)
        found.append((" " * kept + line[indent:]).rstrip("\r"))
    return found


def _check_result(into: Path, after: str, wanted: Sequence[Fixture]) -> None:
    """Load what is to be written, and refuse it if it does not say what it should."""
    with written_beside(into, after) as copy:
        try:
            found = [_bare(fixture) for fixture in load_fixtures(copy)]
        except InputError as error:
            raise InputError(
                f"{into} could not be read with the new questions at its end, so nothing was "
                "changed: see that its 'questions:' come last and each begins with a dash on a "
                f"line of its own. {str(error).replace(str(copy), str(into))}"
            ) from error
    if found != [_bare(fixture) for fixture in wanted]:
        raise InputError(
            f"{into} would say something else with the new questions at its end, so nothing was "
            "changed: add them by hand."
        )


def _bare(fixture: Fixture) -> Fixture:
    """Return a fixture without what moving it changes: its line, and the mark of a draft."""
    tags = tuple(tag for tag in fixture.tags if tag != DRAFT_TAG)
    return replace(fixture, line=1, tags=tags)


def _leave(drafts: Path, text: str, chosen: Iterable[Block], rest: Sequence[Block]) -> None:
    """Take the chosen questions, and the help above each, out of the file of drafts."""
    if not rest:
        remove(drafts)
        return
    lines = text.split("\n")
    gone: set[int] = set()
    for block in chosen:
        first = block.first
        while first > 1 and _is_help(lines[first - 2]):
            first -= 1
        gone |= set(range(first, block.last + 1))
        if block.last < len(lines) and not lines[block.last].strip():
            gone.add(block.last + 1)
    kept = [line for number, line in enumerate(lines, start=1) if number not in gone]
    swap_in(drafts, "\n".join(kept))


def _is_help(line: str) -> bool:
    return line.startswith(" ") and line.lstrip(" ").startswith("#")
