"""Runs a step as a process of its own, and says what it took: time, processor, memory."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import struct_rusage
from typing import IO, Any

LOOK_SECONDS = 0.02
"""How often memory is looked at; a process's own high-water mark knows what lies between."""
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6
MEMORY_MB = 0.75 * os.sysconf("SC_PHYS_PAGES") * _PAGE_MB
"""What a step may hold by default: the machine must not run out of it."""
_SAID_CHARS = 200

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took, its children included.

    `first_seconds` is when the first line that is a JSON object came; `found` is the last one.
    """

    seconds: float
    processor_seconds: float
    peak_mb: float
    load: float
    first_seconds: float | None = None
    found: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON


@dataclass(frozen=True, slots=True)
class Missed:
    """Why there is no figure: `reason` stands in the table, `said` is what the process said."""

    reason: str
    said: str = ""


def run(
    command: Command,
    *,
    limit_seconds: float,
    limit_mb: float = MEMORY_MB,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Measured | Missed:
    """Run a command to its end, or stop it after `limit_seconds` or over `limit_mb` of memory."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=errors,
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            start_new_session=True,
        )
        try:
            lines = _Lines(process.stdout, started)
            peak_mb, usage = _watched(process, started + limit_seconds, limit_mb)
        except BaseException:
            _stop(process)
            raise
        seconds = time.perf_counter() - started
        lines.join()
        if usage is None:
            limit = f"{limit_mb:,.0f} MB" if peak_mb > limit_mb else f"{limit_seconds:,.0f} s"
            return Missed(f"over {limit}")
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            return Missed("failed", said[-_SAID_CHARS:] or f"status {process.returncode}")
    processor_seconds = usage.ru_utime + usage.ru_stime
    return Measured(seconds, processor_seconds, peak_mb, load, lines.first_seconds, lines.found)


class _Lines(threading.Thread):
    """Reads the lines that a process prints while it runs."""

    def __init__(self, stream: "IO[bytes] | None", started: float) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._begun = started
        self.first_seconds: float | None = None
        self.found: dict[str, Any] = {}  # Any: JSON
        self.start()

    def run(self) -> None:
        """Note when the first JSON object came, and keep the last."""
        last = b""
        for line in self._stream or ():
            if line.startswith(b"{"):
                if self.first_seconds is None:
                    self.first_seconds = time.perf_counter() - self._begun
                last = line
        if self._stream:
            self._stream.close()
        self.found = json.loads(last) if last else {}


def _watched(
    process: "subprocess.Popen[bytes]", deadline: float, limit_mb: float
) -> tuple[float, struct_rusage | None]:
    """Return the most memory held, and the usage; None where the process had to be stopped."""
    peak_mb = 0.0
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return peak_mb, usage
        if time.perf_counter() > deadline or peak_mb > limit_mb:
            _stop(process)
            return peak_mb, None
        peak_mb = max(peak_mb, memory_mb(process.pid))
        time.sleep(LOOK_SECONDS)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process with its children."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def memory_mb(pid: int) -> float:
    """Return what a process and its children hold, or what it alone held at most, in MB."""
    held = [_held_mb(one) for one in _with_children(pid)]
    return max(sum(held), _most_mb(pid))


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
        except OSError:  # it has ended meanwhile
            continue
    return found


def _held_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_MB
    except (OSError, IndexError):
        return 0.0


def _most_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(line[1]) * 1024 / 1e6 for line in lines), 0.0)


def bytes_on_disk(folder: Path) -> int:
    """Return what the files of `folder` take, each once however many names it has."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            status = (Path(root) / name).lstat()
            found[status.st_dev, status.st_ino] = status.st_size
    return sum(found.values())
