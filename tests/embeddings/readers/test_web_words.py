"""Words that pages raise, hide, withdraw or break by style: what is read is what is seen."""

import pytest
from web_pages import CHAIN, PARAGRAPHS, RESCUE, between, read, story

from embeddings.readers.html import fragment_text


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("10<sup>6.5</sup> bacteria", "10^(6.5) bacteria"),
        ("10<sup>1,000</sup> ways", "10^(1,000) ways"),
        ("10<sup>–6</sup> m", "10⁻⁶ m"),
        ("x<sup>n+1</sup>", "xⁿ⁺¹"),
        ("x<sub>1.5</sub> here", "x_(1.5) here"),
        ("the 5<sup>th</sup> day", "the 5th day"),
        ("$9<sup>.99</sup> each", "$9.99 each"),
        ("10<span style='vertical-align: super'>6</span> ships", "10⁶ ships"),
        ("said it<sup>[1]</sup>", "said it[1]"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it", "1/2 of it"),
        ("<math><mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it", "1 1/2 of it"),
        ("<math><msup><mn>10</mn><mn>6</mn></msup></math> ships", "10⁶ ships"),
        ("<math><msup><mn>10</mn><mn>6.5</mn></msup></math> ships", "10^(6.5) ships"),
        ("<math><msub><mi>x</mi><mi>k</mi></msub></math> here", "x_(k) here"),
        (
            "<math alttext='12 over 5'><mtable><mtr><mtd>12</mtd></mtr></mtable></math>",
            "12 over 5",
        ),
        ("<math><mtable><mtd>1</mtd><mtd>2</mtd></mtable></math> so", "1 2 so"),
        (
            (
                "<math><semantics><msup><mn>2</mn><mn>6</mn></msup><annotation>2^6</annotation>"
                "</semantics></math> ships"
            ),
            "2⁶ ships",
        ),
    ],
)
def test_a_raised_figure_never_becomes_a_part_of_the_one_before_it(
    inside: str, expected: str
) -> None:
    """What has no raised sign is marked; 10 to the power of 6.5 is not 106.5."""
    assert between(f"<p>It was {inside}.</p>") == f"It was {expected}."


@pytest.mark.parametrize(
    "attributes",
    [
        "class='hidden'",
        "class='note invisible'",
        "class='hide'",
        "class='is-hidden'",
        "class='d-none'",
        "class='offscreen'",
        "class='assistive-text'",
        "class='element-invisible'",
        "class='tooltip-text'",
        "role='tooltip'",
        "style='opacity:0'",
        "style='font-size:0'",
        "style='visibility:collapse'",
        "style='position:absolute;left:-9999px'",
        "style='clip:rect(0,0,0,0)'",
        "style='height:0;overflow:hidden'",
        "class='strike'",
        "class='line-through'",
        "class='strikethrough'",
        "style='text-decoration:line-through'",
    ],
)
def test_words_that_nobody_sees_are_not_read(attributes: str) -> None:
    """However a page hides or withdraws them."""
    assert between(f"<p>She did<span {attributes}> not</span> go.</p>") == "She did go."


@pytest.mark.parametrize(
    "attributes",
    [
        "class='hide-and-seek'",
        "class='hidden md:inline'",
        "class='d-none d-md-inline'",
        "class='hunger-strike'",
        "style='opacity:0.9'",
        "style='max-width:100px;overflow:hidden'",
        "style='line-height:0'",
    ],
)
def test_names_and_styles_that_hide_nothing_take_no_word(attributes: str) -> None:
    """A word of a name is not the name, and a wide screen shows what a narrow one does not."""
    assert between(f"<p>She did<span {attributes}> not</span> go.</p>") == "She did not go."


def test_paragraphs_behind_a_class_that_scripts_unfold_are_read() -> None:
    """Where a whole part of the article waits for a click it is printed all the same."""
    assert between(f"<div class='hidden'><p>{CHAIN}</p></div>") == CHAIN


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (".x7{display:none}", "She did go."),
        ("p{color:red} span.x7 , .y { visibility : hidden }", "She did go."),
        ("@import url(a.css);.x7{display:none}", "She did go."),
        ("/* .x7{} */ @media print{.x7{display:none}}", "She did not go."),
        (".menu .x7{display:none}", "She did not go."),
        (".x7{display:none}.x7{display:inline}", "She did not go."),
        (".x7{display:block}", "She did\nnot\ngo."),
    ],
)
def test_the_page_s_own_styles_count(rule: str, expected: str) -> None:
    """Those of plain classes, and not those for paper or for some other place."""
    inside = "<p>She did<span class='x7'> not</span> go.</p>"

    assert between(inside, f"<style>{rule}</style>") == expected


def test_styles_for_browsers_without_scripts_say_nothing() -> None:
    """They hide what a script would have shown."""
    inside = "<p>She did<span class='x7'> not</span> go.</p>"
    head = "<noscript><style>.x7{display:none}</style></noscript>"

    assert between(inside, head) == "She did not go."


def test_a_block_of_style_is_a_line_of_its_own() -> None:
    """Its words are not glued to those beside it."""
    first = "<span style='display:block'>She said no</span>"
    inside = f"<p>{first}<b style='display: block'>He left.</b>And so on.</p>"

    assert between(inside) == "She said no\nHe left.\nAnd so on."


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("The <button>easing</button> programme ended.", "The easing programme ended."),
        ("It ended.<button>Copy link</button>", "It ended."),
        ("<button>Listen</button> It ended.", "It ended."),
        ("The mayor <span class='ad-label'>Advertisement</span> went.", "The mayor went."),
        ("It ended <a class='share' href='/s'>Share</a>", "It ended"),
        ("So she wrote.<a href='#n1'>[1]</a>", "So she wrote."),
        ("See the <a href='#map'>map of it</a>.", "See the map of it."),
        (
            "<time datetime='2022-03-12'>Saturday, 12 March 2022</time>, it ended.",
            "Saturday, 12 March 2022, it ended.",
        ),
    ],
)
def test_what_stands_in_a_line_is_read_if_it_is_of_the_sentence(
    inside: str, expected: str
) -> None:
    """A term to click is; a label, a share link, a note's mark and a control are not."""
    assert between(f"<p>{inside}</p>") == expected


def test_the_rest_of_a_paragraph_behind_a_box_is_read() -> None:
    """A box for an advertisement breaks the paragraph; what is behind it is no other text."""
    inside = "<p>The mayor said <div class='ad'>Ad</div> that the bridge would stay shut.</p>"

    assert between(inside) == "The mayor said\n\nthat the bridge would stay shut."


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_longer_article_on_the_page_is_not_read_for_the_one_of_the_headline(count: int) -> None:
    """A short notice stands above the next article of the section."""
    sailors = (
        "Two sailors were killed on Sunday when a yacht capsized off the island of Norr, the "
        "coast guard of the neighbouring county said, and nobody knew why it had sailed."
    )
    others = "".join(f"<p>{number} hours on: {sailors}</p>" for number in range(8))
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS[:count])

    text = read(
        f"<main><article><h1>Barge sinks</h1>{body}</article>"
        f"<article><h2>Elsewhere</h2>{others}</article></main>"
    ).text

    assert text == "\n\n".join(PARAGRAPHS[:count])


def test_the_paragraphs_behind_a_paywall_s_class_are_the_article() -> None:
    """Publishers name them for search engines; what the page holds was printed."""
    inside = f"<div class='paywall'><p>{CHAIN}</p></div>"

    assert between(inside) == CHAIN
    assert read(story(inside)).text.startswith(RESCUE)
    assert fragment_text(inside) == CHAIN
