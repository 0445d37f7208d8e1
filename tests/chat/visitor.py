"""What a visitor of the demo page does there: types, picks, presses and reads."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAX_WIDTH = 700
"""Of what Discord shows of a card, with the picture of who says it."""
MARGIN = 10
_BUSY = re.compile("…$")


class Visitor:
    """Somebody at the opened demo page; every step waits for what it brings."""

    def __init__(self, page: Any, address: str) -> None:
        from playwright.sync_api import expect

        self._page, self._expect = page, expect
        self._composer = page.locator("#channel-composer-input")
        self.messages = page.locator("article.channel-message:has(.message-app-badge)")
        page.goto(address)
        expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")

    def ask(self, question: str) -> Any:
        """Write a message, and return the bot's."""
        return self._brings_one(lambda: self._write(question))

    def give(self, command: str, suggestion: str | None = None, **options: str) -> Any:
        """Pick a command, fill in its options, take a suggestion, and return what it brings."""
        self._composer.fill(f"/{command}")
        self._page.locator(".command-entry", has_text=f"/{command}").first.click()
        for name, value in options.items():
            field = self._page.locator(f'.command-option-input[data-option="{name}"]')
            field.press_sequentially(value)
        if suggestion:
            self._page.locator(".command-suggestion", has_text=suggestion).first.click()
        return self._brings_one(self._page.locator("#send-message").click)

    def press(self, message: Any, label: str) -> Any:
        """Press a button of a message, and return the message that it brings."""
        return self._brings_one(lambda: self.push(message, label))

    def push(self, message: Any, label: str) -> None:
        """Press a button of a message, the first of those that are called so."""
        message.get_by_role("button", name=label, exact=True).first.click()

    def choose(self, message: Any, label: str) -> Any:
        """Choose from a menu of a message, and return the message that it brings."""
        message.get_by_role("combobox").click()
        option = self._page.locator(".select-option", has_text=label)
        return self._brings_one(option.first.click)

    def open_form(self, message: Any, label: str) -> Any:
        """Press a button of a message, and return the form that it opens."""
        self.push(message, label)
        form = self._page.locator(".modal-dialog")
        self._expect(form).to_be_visible()
        return form

    def send(self, form: Any, choice: str, words: str) -> Any:
        """Fill in a form, send it, and return the message that it brings."""
        form.get_by_text(choice, exact=True).click()
        if form.locator("textarea").count():  # where nobody would read words, none are asked for
            form.locator("textarea").fill(words)
        return self._brings_one(form.get_by_role("button", name="Submit").click)

    def picture(self, shown: Any, path: Path) -> None:
        """Save what a message or a form looks like, with nothing else of the page."""
        self._settled()
        self._page.mouse.move(0, 0)
        for picture in shown.locator("img").all():
            self._expect(picture).not_to_have_js_property("naturalWidth", 0)
        container = shown.locator(".component-container")
        (container if container.count() else shown).screenshot(path=path)

    def conversation(self, path: Path) -> None:
        """Save what the whole conversation looks like, from its first message to its last."""
        self._settled()
        self._page.mouse.move(0, 0)
        messages = self._page.locator("article.channel-message")
        first, last = messages.first.bounding_box(), messages.last.bounding_box()
        top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
        clip = {"x": first["x"], "y": top, "width": MAX_WIDTH, "height": bottom - top}
        self._page.screenshot(path=path, clip=clip)

    def _write(self, text: str) -> None:
        self._composer.fill(text)
        self._composer.press("Enter")

    def _brings_one(self, step: Callable[[], None]) -> Any:
        """Return the message that a step brings, found by its id: others may come before it."""
        self._settled()
        before = self.messages.count()
        step()
        self._expect(self.messages).to_have_count(before + 1)
        self._expect(self._page.locator(".message-loading")).to_have_count(0)
        name = self.messages.nth(before).get_attribute("data-message-id")
        return self._page.locator(f'article[data-message-id="{name}"]')

    def _settled(self) -> None:
        self._expect(self._page.locator("#action-status")).not_to_have_text(_BUSY)
