"""The demo as a user starts it, in a terminal, and a real Chromium that opens its page."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
_OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/#\S+")


@contextmanager
def demo(folder: Path, *arguments: str, **settings: str) -> Iterator[str]:
    """Start `pullquote demo` at a terminal, yield the page's address, and end it by Ctrl-C."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", *arguments],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"DATA_DIR": str(folder)} | settings,
        text=True,
    )
    printed: list[str] = []
    try:
        yield _address(process, printed)
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        os.close(ours)
        os.close(theirs)
    if process.returncode:
        raise RuntimeError("".join(printed) + rest)


def _address(process: "subprocess.Popen[str]", printed: list[str]) -> str:
    for line in process.stdout or ():
        printed.append(line)
        address = _ADDRESS.search(line)
        if address:
            return address[0]
    raise RuntimeError("the demo served no page:\n" + "".join(printed))


@contextmanager
def chromium(size: tuple[int, int] = (1100, 850)) -> Iterator[tuple[Any, Sequence[str]]]:
    """Yield a page of `size` and the list of the errors in its console."""
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_OFFLINE)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        errors: list[str] = []
        page.on("console", lambda said: errors.extend(_errors(said)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        expect.set_options(timeout=20_000)  # the machine may be busy with other tests
        yield page, errors
        browser.close()


def _errors(said: Any) -> list[str]:
    return [f"{said.location['url']} {said.text}"] if said.type == "error" else []
