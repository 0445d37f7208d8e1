"""The demo page as a visitor sees it: the real command, the real model, a real browser."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, chromium, demo

HATCH = """---
title: The hatch of the lighthouse
outlet: Coast Desk
published: 2022-03-15T13:00:00Z
url: https://news.example/hatch
---
The hatch of the lighthouse was painted green in spring. Keeper Ada Lind chose the colour herself.

Nobody in Port Avel remembers a storm like that of May 1986.
"""
FERRY = """---
title: Ferry to Oster sails again
---
The ferry to Oster sails again from Monday, the harbour office in Port Avel said.
"""

# Never skipped where CI checks the project: there a browser has to be installed.
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ,
    reason=f"there is no {CHROMIUM} to open the demo page with",
)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """Yield the opened demo page; nothing may go wrong in it."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "hatch.md").write_text(HATCH, encoding="utf-8")
    (articles / "ferry.md").write_text(FERRY, encoding="utf-8")
    started = demo(tmp_path / "data", str(articles), ANSWER_THRESHOLD="0")
    with started as address, chromium() as (page, errors):
        page.goto(address)
        yield page
        assert [error for error in errors if "/favicon.ico" not in error] == []


def test_a_visitor_asks_reads_on_and_looks_articles_up(page: Any) -> None:
    """A plain question, More context, `/ask` and `/source` from the picker."""
    from playwright.sync_api import expect

    expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
    composer = page.locator("#channel-composer-input")
    public = page.locator("#channel-message-list blockquote")
    send = page.locator("#send-message")
    private = page.locator("article", has=page.locator(".message-ephemeral-note"))

    composer.fill("What colour was the hatch of the lighthouse painted?")
    composer.press("Enter")
    expect(public.first).to_contain_text("hatch of the lighthouse was painted green in spring.")
    expect(page.locator(".message-author", has_text="Pullquote")).to_have_count(1)
    link = page.locator("a.link-button", has_text="Read it in the article")
    expect(link.first).to_have_attribute(
        "href", re.compile("^https://news.example/hatch#:~:text=")
    )

    page.get_by_role("button", name="More context").first.click()
    expect(private).to_have_count(1)
    expect(private.locator("blockquote")).to_contain_text("Nobody in Port Avel remembers a storm")

    composer.fill("/ask")
    page.locator(".command-entry", has_text="/ask").click()
    page.locator('.command-option-input[data-option="question"]').fill("When sails the ferry?")
    send.click()
    expect(private).to_have_count(2)
    answer = private.last.locator("blockquote").first
    expect(answer).to_contain_text("The ferry to Oster sails again from Monday")

    composer.fill("/source")
    page.locator(".command-entry", has_text="/source").click()
    page.locator('.command-option-input[data-option="query"]').press_sequentially("hat")
    page.locator(".command-suggestion", has_text="The hatch of the lighthouse").click()
    send.click()
    expect(private).to_have_count(3)
    expect(private.last.locator("h3")).to_have_text("The hatch of the lighthouse")
