"""The report's page as its readers see it, in a real Chromium, from a file."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, chromium
from reports_made import FIGURES, HATCH, one_of_each, outcome, report

from bot.harness.reports.labels import GROUPS
from bot.harness.reports.page.html_file import write_page
from bot.harness.schema import Failure, FigureName, Report

# Never skipped where CI checks the project: there a browser has to be installed.
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ,
    reason=f"there is no {CHROMIUM} to open the report's page with",
)

Open = Callable[..., Any]  # Any: playwright's page

# Every text of the page with less contrast to what is behind it than WCAG 2.2 AA asks for.
PALE_TEXTS = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => parse(colour).slice(0, 3)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (parse(colour)[3] !== 0) return colour;
    }
  };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    element.checkVisibility() && !["SCRIPT", "STYLE", "OPTION", "title"].includes(element.tagName)
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return texts.flatMap((element) => {
    const style = getComputedStyle(element);
    const ink = element instanceof SVGElement ? style.fill : style.color;
    const [pale, dark] = [light(ink), light(behind(element))].sort((a, b) => b - a);
    const contrast = (pale + 0.05) / (dark + 0.05);
    return contrast < 4.5 ? [`${element.textContent.slice(0, 30)}: ${contrast.toFixed(2)}`] : [];
  });
}"""


# What reaches beyond the window's right edge, but for what is scrolled within itself.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((element) => !element.closest(".wide, .skip, svg, thead") && element.checkVisibility())
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => `${element.tagName} ${element.className}`)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[tuple[Any, Any, list[str]]]:
    """Yield a page, the errors of its console, and what it requested beside files and data."""
    with chromium() as (page, errors):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        yield page, errors, asked


@pytest.fixture
def opened(browser: tuple[Any, Any, list[str]], tmp_path: Path) -> Iterator[Open]:
    """Yield what opens a report's page; nothing may go wrong in it, and nothing leave it."""
    page, errors, asked = browser
    errors.clear()
    asked.clear()
    file = tmp_path / "page.html"

    def open_page(made: Report, hash_part: str = "", **options: Any) -> Any:
        write_page(made, file, **options)
        page.goto(f"{file.as_uri()}{hash_part}")
        return page

    yield open_page
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size({"width": 1100, "height": 850})
    assert list(errors) == []
    assert {url.partition("#")[0] for url in asked} <= {file.as_uri(), "data:,"}


def _questions(page: Any) -> list[str]:
    found: list[str] = page.locator("#list summary > [dir=auto]").all_text_contents()
    return found


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def _many(count: int) -> Report:
    """Return a report of questions, every tenth failed, whose scores rise with their lines."""
    return report(
        [
            outcome(
                f"Question {line}?",
                line=line,
                score=line / count,
                seconds=(count - line) / 100,
                failure=None if line % 10 else Failure.RANKED_LOW,
            )
            for line in range(1, count + 1)
        ]
    )


def test_questions_are_filtered_by_result_tag_and_kind(opened: Open) -> None:
    """Each choice leaves what it names; a live region says how many; Clear brings all back."""
    from playwright.sync_api import expect

    page = opened(report(one_of_each()))
    count = page.locator("#count")
    expect(count).to_have_text("11 questions.")
    expect(count).to_have_attribute("role", "status")
    page.get_by_label("Result").select_option("ranked low")
    expect(count).to_have_text("1 of 11 questions.")
    assert _questions(page) == ["Who did what, number 9?"]
    page.get_by_label("Result").select_option("passed")
    assert _questions(page) == ["What colour was the hatch painted?"]
    page.get_by_label("Tag", exact=True).select_option("names")
    assert len(_questions(page)) == 1
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Kind").select_option("unanswerable")
    assert _questions(page) == ["Who did what, number 6?"]
    page.get_by_label("Tag", exact=True).select_option("colour")
    expect(count).to_have_text("None of 11 questions is like that.")


def test_the_search_reads_questions_and_excerpts_without_accents(opened: Open) -> None:
    """All words must be there, in the question or in what was shown, whatever their case."""
    from playwright.sync_api import expect

    shown = (replace(HATCH, title="Müsli in orbit", text="The crew ate it.", marked=None),)
    asked = [outcome("Who ate cereal?", shown=shown), outcome("Who painted it?")]
    page = opened(report(asked))
    search = page.get_by_label("Search")
    search.fill("MUSLI crew")
    expect(page.locator("#count")).to_have_text("1 of 2 questions.")
    assert _questions(page) == ["Who ate cereal?"]
    search.fill("musli painted")
    expect(page.locator("#count")).to_have_text("None of 2 questions is like that.")


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("failed first", "Question 10?"),
        ("line of the file", "Question 1?"),
        ("lowest score first", "Question 1?"),
        ("highest score first", "Question 30?"),
        ("slowest first", "Question 1?"),
        ("fastest first", "Question 30?"),
    ],
)
def test_questions_are_ordered(opened: Open, order: str, first: str) -> None:
    """By line, score or seconds, or what failed first."""
    page = opened(_many(30))
    page.get_by_label("Order").select_option(order)
    assert _questions(page)[0] == first


def test_everything_is_done_with_keys(opened: Open) -> None:
    """`/` goes to the search, j, k and the arrows from question to question, Enter opens one."""
    from playwright.sync_api import expect

    page = opened(_many(120))
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("question 1j/k")
    expect(page.get_by_label("Search")).to_have_value("question 1j/k")
    page.get_by_label("Search").fill("")
    page.keyboard.press("Enter")
    assert "Question 10?" in _focused(page)
    page.keyboard.press("j")
    assert "Question 20?" in _focused(page)
    page.keyboard.press("ArrowDown")
    assert "Question 30?" in _focused(page)
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    assert "Question 10?" in _focused(page)
    page.keyboard.press("Enter")
    expect(page.locator("#list details").first).to_have_attribute("open", "")
    expect(page.locator("#list blockquote").first).to_be_visible()


def test_the_next_question_is_fetched_when_the_list_ends(opened: Open) -> None:
    """From the last question listed, j goes on to the next batch."""
    page = opened(_many(120))
    page.locator("#list summary").last.focus()
    page.keyboard.press("j")
    assert page.locator("#list > li").count() == 120
    assert page.evaluate("document.activeElement === document.querySelectorAll('summary')[104]")


def test_single_keys_can_be_switched_off(opened: Open) -> None:
    """Who speaks to the computer sets off letters unawares (WCAG 2.1.4)."""
    from playwright.sync_api import expect

    page = opened(_many(5))
    page.get_by_label("Keys:").uncheck()
    page.keyboard.press("/")
    page.keyboard.press("j")
    expect(page.get_by_label("Keys:")).to_be_focused()


def test_focus_is_always_seen_and_follows_the_page(opened: Open) -> None:
    """Tab reaches the skip link first, then everything in order, each with an outline."""
    page = opened(report(one_of_each()))
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "[document.activeElement.getBoundingClientRect().top + scrollY,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(found)
    assert len(seen) > 30
    assert {style for _, style in seen} == {"solid"}
    assert page.evaluate("document.querySelector('.skip').tabIndex") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(opened: Open, scheme: str) -> None:
    """Light and dark, what is written stands out as WCAG 2.2 AA asks, 4.5 to 1 or more."""
    page = opened(report(one_of_each()), baseline=report([outcome("Who did what, number 5?")]))
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="Open all listed").click()
    page.locator(".facts summary").click()
    assert page.evaluate(PALE_TEXTS) == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(252, 252, 250)", "dark": "rgb(23, 25, 27)"}[scheme]


@pytest.mark.parametrize("width", [320, 1100])
def test_the_page_fits_a_phone(opened: Open, width: int) -> None:
    """At 320 pixels only a wide table, within itself, is scrolled sideways (WCAG 1.4.10)."""
    long = "Donaudampfschifffahrtsgesellschaft" * 12
    shown = (
        replace(HATCH, title=long, text=long, marked=(100, 200), url=f"https://a.example/{long}"),
    )
    hostile = outcome(long, tags=(long,), note=long, articles=(long,), shown=shown)
    made = report([*one_of_each(), hostile], by_tag={long: FIGURES})
    page = opened(made)
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Open all listed").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF) == []


def test_what_looks_like_code_is_shown_as_text(opened: Open) -> None:
    """Whatever a question or an article holds, it is read and never run."""
    from playwright.sync_api import expect

    run = "document.title='run'"
    code = f'</script><img src=x onerror="{run}"><script>{run}</script>'
    turned = "\u202eRTL \u05e9\u05dc\u05d5\u05dd"
    shown = (replace(HATCH, title=code, text=code, marked=None, url="javascript:alert(1)"),)
    asked = outcome(code, tags=(code,), note=turned, articles=(code,), shown=shown)
    page = opened(report([asked], by_tag={code: FIGURES}))
    page.locator("#list summary").click()
    expect(page.locator("#list summary > [dir=auto]")).to_have_text(code)
    expect(page.locator("#list blockquote")).to_have_text(code)
    expect(page.locator("#list dd[dir=auto]").last).to_have_text(turned)
    assert page.locator("img").count() == 0
    assert page.locator("#list a").count() == 0
    assert page.title() == "questions.yaml: how well its questions are answered"


def test_a_question_tells_what_was_expected_and_what_was_shown(opened: Open) -> None:
    """The excerpt with its source and its marked sentence stands beside what was expected."""
    from playwright.sync_api import expect

    wrong = outcome(
        "What colour?", articles=("ferry",), near=("hatch",), failure=Failure.WRONG_ARTICLE
    )
    page = opened(report([wrong]))
    page.locator("#list summary").click()
    detail = page.locator(".detail")
    expect(detail.locator(".why")).to_have_text(
        "Shown first is hatch. The expected article stands at place 2 of 2."
    )
    expect(detail.locator("mark")).to_have_text(
        "The hatch of the lighthouse was painted green in spring."
    )
    expect(detail.locator(".source")).to_have_text(
        "The hatch of the lighthouse, Coast Desk, 15 March 2022"
    )
    link = detail.get_by_role("link", name="The hatch of the lighthouse")
    expect(link).to_have_attribute("href", "https://news.example/hatch")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(detail.locator("ol li").nth(1)).to_have_text("Expected: ferry")
    expect(detail.locator(".excerpt .quiet")).to_contain_text("Not an expected article: hatch")


def test_a_text_that_may_not_be_repeated_is_named_as_such(opened: Open) -> None:
    """Where quoting limits forbid the excerpt, words say so, and source and place remain."""
    from playwright.sync_api import expect

    page = opened(report([outcome("Who?", shown=(replace(HATCH, text=None),))]))
    page.locator("#list summary").click()
    expect(page.locator(".excerpt")).to_contain_text("the quoting limits do not allow it")
    expect(page.locator(".excerpt")).to_contain_text("100 to 177")
    assert page.locator("blockquote").count() == 0


def test_a_link_to_a_failure_lists_its_questions(opened: Open) -> None:
    """The table of failures leads to them; the address keeps the filter over a reload."""
    from playwright.sync_api import expect

    page = opened(report(one_of_each()))
    page.get_by_role("link", name="not retrieved").click()
    expect(page.locator("#count")).to_have_text("1 of 11 questions.")
    expect(page.locator("#questions")).to_be_focused()
    page.get_by_label("Kind").select_option("answerable")
    assert page.url.endswith("#result=not+retrieved&kind=answerable")
    page.reload()
    expect(page.locator("#count")).to_have_text("1 of 11 questions.")


def test_an_address_that_names_no_choice_shows_all(opened: Open) -> None:
    """A filter of another report, kept in a bookmark, hides nothing here."""
    page = opened(report(one_of_each()), "#tag=gone&sort=gone")
    assert len(_questions(page)) == 11
    chosen = "[...document.querySelectorAll('select')].map((field) => field.selectedIndex)"
    assert page.evaluate(chosen) == [0, 0, 0, 0, 0]


def test_what_changed_since_the_baseline_is_filtered(opened: Open) -> None:
    """With a baseline there is a choice of what fares worse or better; without one, none."""
    now = [outcome("A?"), outcome("B?", failure=Failure.REFUSED), outcome("C?")]
    then = report([outcome("A?", failure=Failure.REFUSED), outcome("B?"), outcome("C?")])
    page = opened(report(now), baseline=then)
    page.get_by_label("Since before").select_option("worse")
    assert _questions(page) == ["B?"]
    assert not opened(report(now)).get_by_label("Since before").is_visible()


def test_ten_thousand_questions_are_listed_in_batches(opened: Open) -> None:
    """A hundred rows stand in the page, whatever is filtered, until more are asked for."""
    from playwright.sync_api import expect

    page = opened(_many(10_000))
    expect(page.locator("#count")).to_have_text(
        "10,000 questions; the first 100 are listed.", timeout=60_000
    )
    assert page.locator("#list > li").count() == 100
    assert page.locator("*").count() < 3000
    page.get_by_label("Search").fill("question 99")
    expect(page.locator("#count")).to_have_text(
        "280 of 10,000 questions; the first 100 are listed."
    )
    page.get_by_role("button", name="Show 100 more").click()
    assert page.locator("#list > li").count() == 200
    page.get_by_role("button", name="Show 80 more").click()
    expect(page.locator("#count")).to_have_text("280 of 10,000 questions.")
    expect(page.locator("#more")).to_be_hidden()


def test_figures_and_charts_need_no_script(opened: Open, tmp_path: Path) -> None:
    """Where scripts may not run, all but the list of questions is there, and that is said."""
    browser = opened(report(one_of_each())).context.browser
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator(".chart").count() == 3
    assert page.locator(".figures tbody tr").count() == len(FigureName) + len(GROUPS)
    assert page.locator("#without-script").is_visible()
    assert not page.locator("#filter").is_visible()
    context.close()


def test_nothing_moves_for_whoever_asked_for_that(opened: Open) -> None:
    """Scrolling is smooth only where no reduced motion is asked for."""
    page = opened(report(one_of_each()))
    ways = []
    for motion in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=motion)
        ways.append(page.evaluate("getComputedStyle(document.documentElement).scrollBehavior"))
    assert ways == ["auto", "smooth"]


def test_a_print_holds_no_controls_and_is_light(opened: Open) -> None:
    """On paper stand the figures and the questions listed, dark on white."""
    page = opened(report(one_of_each()))
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#filter").is_visible()
    assert page.locator("#list > li").count() == 11
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(PALE_TEXTS) == []
