"""Folders in trouble, and commands that run into it without the superuser's powers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IS_ROOT = os.geteuid() == 0
_POWERS = "-dac_override,-dac_read_search,-fowner"
_PAGE = 4096
_NOBODY = 65_534


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    status: int
    out: str
    error: str


class Commands:
    """Sends commands to the server that runs them."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server = server

    def run(
        self, folder: Path, *arguments: str, most_bytes: int | None = None, **environment: str
    ) -> Ended:
        """Run `pullquote` in `folder`, where no file may grow beyond `most_bytes`."""
        order = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": environment,
            "most_bytes": most_bytes,
        }
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return Ended(**json.loads(self._server.stdout.readline()))


@contextmanager
def serving_commands() -> Iterator[Commands]:
    """Start the server; permissions count for it, even where the tests run as root."""
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "ANSWER_THRESHOLD": "0",
        "RERANKER": "none",
        "FETCH_ALLOWED_NETWORKS": '["127.0.0.0/8"]',
        "FETCH_DELAY_SECONDS": "0",
    }
    program = str(ROOT / "tests" / "command_server.py")
    command = [*_without_powers(), sys.executable, "-P", program]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as server:
        yield Commands(server)


def _without_powers() -> list[str]:
    """Return what to put before a command so that root, too, may do only what permissions say."""
    if not IS_ROOT or shutil.which("setpriv") is None:
        return []
    return ["setpriv", f"--inh-caps={_POWERS}", f"--bounding-set={_POWERS}"]


def need_permissions() -> None:
    """Skip the test where no process can be stopped by permissions."""
    if IS_ROOT and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to take that away")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the permission to write away from a folder and all in it."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def of_another_user(folder: Path) -> Iterator[None]:
    """Give a folder and all in it to another user; skip the test where nothing can be given."""
    if not IS_ROOT:
        pytest.skip("only root can give files to another user")
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        os.chown(path, _NOBODY, _NOBODY)
    yield
    for path in paths:
        os.chown(path, 0, 0)


class Disk:
    """A small disk of its own, mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, leave: int = 0) -> None:
        """Fill it to the last byte, or but for `leave` bytes."""
        left = shutil.disk_usage(self.folder).free - leave
        with self._ballast.open("ab", buffering=0) as file:
            file.write(bytes(left))
        assert shutil.disk_usage(self.folder).free <= leave + _PAGE

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()

    @contextmanager
    def mounted_read_only(self) -> Iterator[None]:
        """Mount it anew so that nobody may write."""
        _mount("remount,ro", self.folder)
        try:
            yield
        finally:
            _mount("remount,rw", self.folder)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """Mount a file system of that size, in memory; skip the test where that is not allowed."""
    folder.mkdir()
    found = _mount(f"size={megabytes}m,mode=777", folder, "-t", "tmpfs", "tmpfs", check=False)
    if found:
        pytest.skip(f"no file system may be mounted here ({found})")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def read_only_view(folder: Path, place: Path) -> Iterator[None]:
    """Let `place` be a read-only view of `folder`, as a container is given one; skip without."""
    place.mkdir()
    found = _mount("bind", place, str(folder), check=False)
    if found:
        pytest.skip(f"no folder may be mounted here ({found})")
    try:
        _mount("remount,bind,ro", place)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _mount(options: str, folder: Path, *more: str, check: bool = True) -> str:
    """Mount something; return what the system says against it."""
    command = ["mount", "-o", options, *more, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    assert not (check and done.returncode), done.stderr
    return done.stderr.strip() if done.returncode else ""
