"""What the README says is true: its commands run, its tables match the code."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import discord
import pytest

from bot.chat.permissions import PERMISSIONS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ *```sh\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
EXIT_NO_TOKEN = 3


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what a fresh clone has and the README's commands need."""
    folder = tmp_path_factory.mktemp("a clone")
    shutil.copytree(ROOT / "articles", folder / "articles")
    shutil.copytree(ROOT / "tests" / "fixtures", folder / "tests" / "fixtures")
    for name in (".env.example", "Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    if Path(program).name == "pullquote":
        program = str(Path(sys.executable).parent / "pullquote")
    environment = {key: value for key, value in os.environ.items() if key != "DISCORD_TOKEN"}
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_of_the_readme_runs(workshop: Path) -> None:
    """In the README's order: each ends with 0; without a token `run` says how to get one.

    The targets of `make` are only resolved: this very suite runs under one of them.
    """
    assert len(COMMANDS) > 10
    for command in COMMANDS:
        dry = command.replace("make ", "make --dry-run ", 1)
        result = _run(dry, workshop)
        if command.endswith("pullquote run"):
            assert result.returncode == EXIT_NO_TOKEN, result.stderr
            assert "DISCORD_TOKEN" in result.stderr
        else:
            assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"


def test_the_settings_table_is_complete_and_true() -> None:
    """Every setting stands in the README and in .env.example with its default."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? *\|", README, re.MULTILINE))
    example = dict(
        re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    defaults = {
        name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    lowered = {name: value.lower() for name, value in defaults.items()}
    assert {name: value.lower() for name, value in rows.items()} == lowered
    assert {name: value.lower() for name, value in example.items()} == lowered


def test_the_invite_link_asks_for_what_the_bot_needs() -> None:
    """The number in the link is the bot's permissions, no more and no fewer."""
    number = re.search(r"permissions=(\d+)", README)
    assert number is not None
    asked = discord.Permissions(int(number[1]))
    assert asked == PERMISSIONS
    needed = {
        "view_channel",
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "read_message_history",
    }
    assert asked == discord.Permissions(**dict.fromkeys(needed, True))


def test_the_picture_of_the_readme_is_there() -> None:
    """Every local picture that the README shows is in the repository."""
    for path in re.findall(r"!\[.*?\]\((?!http)(.*?)\)", README):
        assert (ROOT / path).is_file(), path


def test_every_subcommand_stands_in_the_readme() -> None:
    """The table of the command line names each subcommand."""
    result = _run("pullquote --help", ROOT)
    names = re.findall(r"^│ ([a-z]+) {2,}", result.stdout, re.MULTILINE)
    assert names
    for name in names:
        assert f"| `{name}" in README, name
