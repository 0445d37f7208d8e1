"""A whole visit to the demo page in a real browser: every view that a reader can come to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, chromium, demo
from visitor import Visitor

from bot import wording

ARTICLES = Path(__file__).parents[2] / "articles"
ENGINES = "What did Rogozin say about the engines?"
BROOMSTICKS = "Let them fly on something else, their broomsticks, I don’t know what."

# Never skipped where CI checks the project: there a browser has to be installed.
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ,
    reason=f"there is no {CHROMIUM} to open the demo page with",
)


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    """Yield a visitor of the demo over the sample coverage; nothing may go wrong in the page."""
    with demo(tmp_path, str(ARTICLES)) as address, chromium((1100, 1400)) as (page, errors):
        yield Visitor(page, address)
        assert [error for error in errors if "/favicon.ico" not in error] == []


def test_a_visit_asks_reads_on_shares_reports_and_looks_up(visitor: Visitor) -> None:
    """One visit: each step starts from what the one before has brought."""
    from playwright.sync_api import expect

    # A question in a message, its context both ways, and the sources that found no room.
    answer = visitor.ask("What did Rogozin say?")
    expect(answer.locator("blockquote")).to_have_count(3)
    more = visitor.press(answer, wording.MORE_SOURCES)
    shown = set(answer.locator("blockquote").all_inner_texts())
    assert not shown & set(more.locator("blockquote").all_inner_texts())
    context = visitor.press(answer, wording.MORE_CONTEXT)
    expect(context).to_contain_text(wording.CONTEXT)
    expect(context).to_contain_text("Only you can see this")

    # A command's answer is private until it is shared.
    private = visitor.give("ask", question=ENGINES)
    expect(private).to_contain_text("Only you can see this")
    expect(private.locator("blockquote").first).to_contain_text(BROOMSTICKS)
    copied = visitor.press(private, wording.COPY)
    expect(copied.locator("pre").first).to_contain_text(BROOMSTICKS)
    shared = visitor.press(private, wording.SHARE)
    expect(shared.locator("blockquote").first).to_contain_text(BROOMSTICKS)
    expect(shared).not_to_contain_text("Only you can see this")
    expect(private).to_contain_text("Shared with everyone here")

    # What everyone sees can be reported.
    form = visitor.open_form(shared, wording.REPORT)
    expect(form).to_contain_text(wording.REPORT_TITLE)
    thanks = visitor.send(form, wording.REPORT_KINDS["outdated"], "He has left since.")
    expect(thanks).to_contain_text("Thank you.")

    # An article by a word of its headline, chosen from several, its passages paged.
    several = visitor.give("source", query="rogozin")
    expect(several).to_contain_text(wording.MATCHES)
    card = visitor.choose(several, "Rogozin is out, and the seat swap is on")
    expect(card.locator("h3")).to_have_text("Rogozin is out, and the seat swap is on")
    expect(card).to_contain_text("Passage 1 of 3")
    visitor.push(card, wording.NEXT)
    expect(card).to_contain_text("Passage 2 of 3")

    # What the coverage holds, with its picture; and words that somebody quotes wrongly.
    coverage = visitor.give("coverage")
    picture = coverage.locator("img")
    expect(picture).to_have_attribute(
        "alt", "Articles per month, March 2019 to December 2022. The most: 4 articles, March 2022."
    )
    expect(picture).to_have_js_property("naturalWidth", 1100)
    quote = visitor.give("quote", words="the trampoline is functioning, the SpaceX chief said")
    expect(quote.locator("blockquote")).to_contain_text("The trampoline is working")
    expect(quote.locator("del").first).to_have_text("working")
