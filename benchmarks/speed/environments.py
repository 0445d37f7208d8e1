"""The peers' environments: made by pip once, each of its own, and used again."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from embeddings.errors import InputError

TORCH = "torch==2.13.0"
"""Asked for before all else, so that a build without CUDA that lies on this machine is taken."""
_VERSIONS = (
    "import json; from importlib.metadata import version; import sys; "
    "print(json.dumps({name: version(name) for name in sys.argv[1:]}))"
)


def interpreter(folder: Path, name: str, packages: Sequence[str], *, torch: bool) -> Path:
    """Return the interpreter of the environment `name`, which is made where it is not there.

    Raises:
        InputError: pip cannot install the packages.
    """
    home = folder / name
    python = home / "bin" / "python"
    whole = home / "packages.json"
    wanted = json.dumps([*([TORCH] if torch else []), *packages])
    if whole.is_file() and whole.read_text(encoding="utf-8") == wanted:
        return python
    print(f"installing {', '.join(packages)}", file=sys.stderr, flush=True)
    venv.create(home, with_pip=True, clear=True)
    for part in [[TORCH], packages] if torch else [packages]:
        _install(python, part)
    whole.write_text(wanted, encoding="utf-8")
    return python


def _install(python: Path, packages: Sequence[str]) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", *packages]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise InputError(
            f"pip cannot install {' '.join(packages)}: {done.stderr.strip()[-400:]}. Leave the "
            "peer out with --peers, or put packages where pip finds them."
        )


def versions(python: Path, names: Sequence[str]) -> dict[str, str]:
    """Return which versions of packages an environment has."""
    command = [str(python), "-c", _VERSIONS, *names]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def variables(**changes: str) -> Mapping[str, str]:
    """Return the variables of a step: nothing is fetched, nothing reported, threads by default."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith("_NUM_THREADS") and name != "TOKENIZERS_PARALLELISM"
    }
    quiet = {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return kept | quiet | changes
