"""Which part of the house may import which, and which libraries stay behind which door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What each part may import of this project, itself included; arrows point down.
MAY_IMPORT = {
    "embeddings": {"embeddings"},
    "bot.answering": {"bot.answering", "embeddings"},
    "bot.harness": {"bot.harness", "bot.answering", "embeddings"},
    "bot.kept": {"bot.kept", "bot.feedback", "bot.servers", "bot.languages", "embeddings"},
    "bot.feedback": {"bot.feedback", "bot.kept.database", "bot.answering", "embeddings"},
    "bot.servers": {
        "bot.servers",
        "bot.kept.database",
        "bot.languages",
        "bot.answering",
        "embeddings",
    },
    "bot.languages": {"bot.languages"},
    "bot.wording": {"bot.wording", "bot.languages", "bot.answering", "embeddings"},
    "bot.chat": {
        "bot.chat",
        "bot.answering",
        "bot.feedback",
        "bot.kept",
        "bot.servers",
        "bot.wording",
        "bot.languages",
        "bot.links",
        "bot.settings",
        "bot.composition",
        "embeddings",
    },
}
ONLY_IN = {
    "discord": "bot/chat/",
    "simcord": "bot/chat/demo.py",
    "PIL": "bot/chat/coverage_picture.py",
    "babel": "bot/languages/",
    "dateparser": "bot/answering/understanding/periods.py",
    "datasketch": "embeddings/stories/signatures.py",
    "faiss": "embeddings/derived/segments.py",
    "tantivy": "embeddings/lexical/",
    "filelock": "embeddings/storage/locks.py",
    "sqlite3": ("embeddings/storage/database.py", "bot/kept/database.py"),
    "sentence_transformers": ("embeddings/encoder.py", "bot/answering/ranking/cross_encoders.py"),
    "onnx": "embeddings/encoding/making.py",
    "onnxruntime": ("embeddings/encoding/", "bot/answering/ranking/cross_encoders.py"),
    "openvino": "embeddings/encoding/openvino_engine.py",
    "tokenizers": ("embeddings/encoding/", "bot/answering/ranking/cross_encoders.py"),
    "dotenv": "bot/env_file.py",
    "httpcore2": "embeddings/fetching/",
    "httpx2": "embeddings/fetching/",
    "ir_measures": "bot/harness/figures/trec.py",
    "protego": "embeddings/fetching/",
    "lxml": "embeddings/readers/pages/trees.py",
    "trafilatura": "embeddings/readers/pages/content.py",
    "courlan": "embeddings/readers/addresses.py",
    "typer": ("bot/cli.py", "bot/commands/"),
}
HEAVY = {
    "PIL",
    "datasketch",
    "dateparser",
    "discord",
    "faiss",
    "ir_measures",
    "onnxruntime",
    "simcord",
    "tantivy",
    "torch",
}
HEAVY |= {"datasketch", "httpcore2", "httpx2", "sentence_transformers", "transformers"}
HEAVY |= {"courlan", "lxml", "trafilatura"}


def _modules(part: str) -> list[Path]:
    return sorted((ROOT / part.replace(".", "/")).rglob("*.py"))


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_point_down(part: str) -> None:
    """A part imports only itself and what stands below it."""
    allowed = MAY_IMPORT[part]
    for path in _modules(part):
        ours = {name for name in _imported(path) if name.split(".")[0] in ("bot", "embeddings")}
        strays = {
            name
            for name in ours
            if not any(name == one or name.startswith(f"{one}.") for one in allowed)
        }
        assert not strays, f"{path.relative_to(ROOT)} imports {sorted(strays)}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_outside_thing_has_one_door(library: str) -> None:
    """An outside library is imported behind its door and nowhere else."""
    users = {
        path.relative_to(ROOT).as_posix()
        for part in ("bot", "embeddings")
        for path in _modules(part)
        if any(name.split(".")[0] == library for name in _imported(path))
    }
    assert users
    assert all(user.startswith(ONLY_IN[library]) for user in users), users


def test_the_command_line_starts_without_what_is_heavy() -> None:
    """A command loads a heavy library when it needs it; `--help` never does."""
    program = "import sys, bot.cli; print(*{name.split('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "typer" in loaded
    assert not HEAVY & set(loaded)
