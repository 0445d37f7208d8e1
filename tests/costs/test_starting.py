"""What a command has imported, opened and read when it ends, and the bot when it is ready."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cost_bounds import Cost

from bot.settings import Settings
from embeddings.encoding.backends import Backend

sys.path.insert(0, str(Path(__file__).parent.parent / "chat"))

from loopback_discord import Discord

TO_MAKE_MODELS = {"torch", "transformers", "sentence_transformers", "onnx", "sklearn"}
TO_INDEX = {"scipy", "datasketch", "trafilatura", "lxml", "courlan", "httpx2", "httpcore2"}
TO_INDEX |= {"protego", "pandas", "ir_measures", "simcord", "PIL"}
INDEXING = (
    "embeddings.indexing",
    "embeddings.readers.sources",
    "embeddings.fetching",
    "bot.syncing",
)
MEASURING = ("bot.harness",)
TO_ANSWER = {"onnxruntime", "tokenizers", "dateparser", "babel"}
TO_SERVE = {"discord", "aiohttp"}
PROGRAM = """
import json, logging, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may ignore it
opened = []
sys.addaudithook(lambda event, about: event == "open" and opened.append(str(about[0])))
from bot.cli import main

class WhenReady(logging.Handler):
    def emit(self, record):
        if record.getMessage().startswith("Ready"):
            signal.raise_signal(signal.SIGINT)

logging.getLogger("bot.chat.upkeep").addHandler(WhenReady())
if {discord!r}:
    import discord.http

    discord.http.Route.BASE = {discord!r}
try:
    main({arguments!r})
except SystemExit as ended:
    status = ended.code or 0
try:
    read = dict(line.split(": ") for line in open("/proc/self/io").read().splitlines())["rchar"]
except OSError:
    read = 0
told = {{"status": status, "modules": sorted(sys.modules), "opened": opened, "read": int(read)}}
print("\\n" + json.dumps(told))
"""
COMMANDS = {
    "--help": ("--help",),
    "status": ("status",),
    "source": ("source", "Report 7 from"),
    "source, by words": ("source", "orchard painted refused"),
    "quote": ("quote", "praised the old mill of Tolmar before noon"),
    "ask": ("ask", "Which ferry left the harbour of Tolmar in spring 2021?"),
}
NEEDED = {"status": {"babel"}, "ask": TO_ANSWER, "run": TO_ANSWER | TO_SERVE}


@dataclass(frozen=True, slots=True)
class Started:
    """What a process has come to: the modules it imported, the files it opened, the bytes read."""

    status: int
    modules: list[str]
    opened: list[str]
    read: int

    def libraries(self) -> set[str]:
        """Return the names that all of what is imported begins with."""
        return {name.split(".")[0] for name in self.modules}

    def having(self, names: tuple[str, ...]) -> list[str]:
        """Return the modules whose names begin so."""
        return [name for name in self.modules if name.startswith(names)]


async def started(settings: Settings, arguments: Sequence[str], discord: str = "") -> Started:
    """Run a command in a process of its own, until it ends or the bot is ready."""
    environment = os.environ | {
        "DATA_DIR": str(settings.data_dir),
        "ENCODER_BACKEND": Backend.AUTO,
        "DISCORD_TOKEN": "MTAwMA.a.token",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM.format(arguments=list(arguments), discord=discord),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=settings.data_dir.parent,
        env=environment,
    )
    out, error = await process.communicate()
    assert process.returncode == 0, error.decode()
    return Started(**json.loads(out.decode().splitlines()[-1]))


async def started_bot(settings: Settings) -> Started:
    """Run the bot against a small Discord until it is ready."""
    from discord.http import Route

    async with Discord() as discord:
        with discord.in_place_of_the_real_one():
            address = Route.BASE
        return await started(settings, ["run"], address)


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_imports_what_it_needs(name: str, indexed: Settings, cost: Cost) -> None:
    """Nothing of what only other commands need, and no more than it does today."""
    found = await started(indexed, COMMANDS[name])
    assert found.status == 0, found
    needed = NEEDED.get(name, set())
    unwanted = TO_MAKE_MODELS | TO_INDEX | ((TO_ANSWER | TO_SERVE) - needed)
    assert sorted(unwanted & found.libraries()) == []
    assert found.having(INDEXING + MEASURING) == []
    cost(f"modules: {name}", len(found.modules))


async def test_a_question_opens_and_reads_what_it_needs(indexed: Settings, cost: Cost) -> None:
    """The weights that the index was made with are 90 MB: no start reads them."""
    found = await started(indexed, COMMANDS["ask"])
    assert [path for path in found.opened if path.endswith(".safetensors")] == []
    cost("files opened: ask", len(_own(indexed, found)))
    cost("megabytes read: ask", found.read // 1_000_000)


async def test_the_bot_imports_what_it_needs(indexed: Settings, cost: Cost) -> None:
    """From the start of the process until Discord has said that it is there."""
    found = await started_bot(indexed)
    assert found.status == 130
    assert found.libraries() >= TO_SERVE
    assert sorted((TO_MAKE_MODELS | TO_INDEX) & found.libraries()) == []
    assert found.having(INDEXING + MEASURING) == []
    assert [path for path in found.opened if path.endswith(".safetensors")] == []
    cost("modules: run", len(found.modules))
    cost("files opened: run", len(_own(indexed, found)))
    cost("megabytes read: run", found.read // 1_000_000)


def _own(settings: Settings, found: Started) -> list[str]:
    """Return what was opened of the data folder and of models."""
    data = str(settings.data_dir)
    return [
        path
        for path in found.opened
        if path.startswith(data) or path.endswith((".safetensors", ".onnx", ".int8"))
    ]
