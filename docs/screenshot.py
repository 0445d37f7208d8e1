"""Makes the pictures in docs/: a visit to the demo over articles/ in a real browser.

Run it in the repository: `python docs/screenshot.py`
"""  # noqa: INP001 - a script

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent
SIZE = (1100, 1400)
COLOURS = 128
"""Enough for letters on a dark ground; a third of the file."""


def visit(visitor: Any) -> Iterator[tuple[str, Any]]:
    """Go through the views, and yield each by the name of its picture while it can be seen.

    None stands for the whole conversation.
    """
    answer = visitor.ask("What did Musk say about the trampoline?")
    yield "answer", None
    yield "context", visitor.press(answer, "More context")
    private = visitor.give("ask", question="What does a seat on the Soyuz cost?")
    yield "private", private
    shared = visitor.press(private, "Share")
    yield "shared", shared
    form = visitor.open_form(shared, "Report")
    yield "report", form
    visitor.send(form, "Outdated", "There is a newer price.")
    several = visitor.give("source", query="rogozin")
    yield "sources", several
    yield "card", visitor.choose(several, "Come to Baikonur")
    yield "coverage", visitor.give("coverage")
    words = "the trampoline is functioning, the SpaceX chief said"
    yield "quote", visitor.give("quote", words=words)
    more = visitor.ask("Who is Rogozin?")
    yield "more", visitor.press(more, "More sources")


def main() -> None:
    """Go through the views, and save a small picture of each."""
    sys.path.insert(0, str(ROOT / "tests" / "chat"))  # the tests start demo and browser likewise
    from browser import chromium, demo
    from visitor import Visitor

    with TemporaryDirectory() as folder:
        start = demo(Path(folder), str(ROOT / "articles"))
        with start as address, chromium(SIZE) as (page, _):
            visitor = Visitor(page, address)
            for name, shown in visit(visitor):
                path = ROOT / "docs" / f"{name}.png"
                if shown is None:
                    visitor.conversation(path)
                else:
                    visitor.picture(shown, path)
                make_small(path)


def make_small(path: Path) -> None:
    """Write a picture again with as few colours as it needs."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
