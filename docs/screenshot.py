"""Makes docs/answer.png: the demo over articles/ answers one question in a real browser.

Run it in the repository: `python docs/screenshot.py`
"""  # noqa: INP001 - a script

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
QUESTION = "What did Musk say about the trampoline?"
SIZE = (1100, 640)


def main() -> None:
    """Ask, wait for the quote, and save what the channel shows."""
    sys.path.insert(0, str(ROOT / "tests" / "chat"))  # the tests start demo and browser likewise
    from browser import chromium, demo
    from playwright.sync_api import expect

    with TemporaryDirectory() as folder:
        start = demo(Path(folder), str(ROOT / "articles"))
        with start as address, chromium(SIZE) as (page, _):
            page.goto(address)
            expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
            composer = page.locator("#channel-composer-input")
            composer.fill(QUESTION)
            composer.press("Enter")
            expect(page.locator("#channel-message-list blockquote").first).to_be_visible()
            composer.blur()
            page.locator("#channel-layout").screenshot(path=ROOT / "docs" / "answer.png")


if __name__ == "__main__":
    main()
