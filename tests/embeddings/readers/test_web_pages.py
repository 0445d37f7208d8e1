"""HTML pages to the words that were printed, and the pages that hold no article."""

from pathlib import Path

import pytest
from web_pages import BARGE, CHAIN, PARAGRAPHS, RESCUE, between, page, read, read_bytes, story

from embeddings.chunking import passages
from embeddings.errors import InputError
from embeddings.readers import html
from embeddings.readers.html import fragment_text
from embeddings.readers.pages.blocks import blocks_of
from embeddings.readers.pages.entities import decoded_once_more
from embeddings.readers.pages.trees import html_tree
from embeddings.schema import Article, Genre, Problem

FERRY = Path(__file__).parents[2] / "fixtures" / "pages" / "ferry-rescue.html"
FERRY_TEXT = """\
Passengers formed a chain to pull people from the water off Vell.

The barge listed for an hour before it went down.

The crew of the ferry Halden pulled forty people from the water on Saturday after a gravel barge \
sank off the port of Vell, the coast guard said.

“We heard shouting before we saw anyone,” said the master, Ines Torvik, on 12 March.

No one died.

A chain of hands

Passengers knelt on the car deck and formed a chain, handing blankets and coffee along it until \
the lifeboat arrived from Orrin at a quarter past nine.

No one died.

“I have sailed for thirty years and never saw so many people work so quietly.”

The barge, built in 1974, carried 10³ tonnes of gravel. It had been inspected in January, \
according to the register of the port authority.

• Forty people were rescued

• Three were treated for cold

Ship\tPeople
Halden\t36
Lifeboat\t4

The coast guard will raise the wreck in the summer, a spokesman said."""


def test_a_page_becomes_its_article(tmp_path: Path) -> None:
    """All its words in their order, all its facts; no menu, box, byline, biography or footer."""
    file = tmp_path / "ferry-rescue.html"
    file.write_bytes(FERRY.read_bytes())

    (found,) = html.read(file, "2022/ferry-rescue.html", None)

    assert found == Article(
        id="2022/ferry-rescue",
        text=FERRY_TEXT,
        title="Ferry crew rescues forty from sinking barge",
        outlet="The Harbour Desk",
        authors=("Mara Quill", "Tom Arden"),
        published="2022-03-12T09:30:00+00:00",
        updated="2022-03-12T14:05:00+00:00",
        language="en-GB",
        section="Shipping",
        genre=Genre.NEWS,
        rights="© 2022 The Harbour Desk",
        path="2022/ferry-rescue.html",
        metadata={"picture_credits": ["Photo: Jo Dunn/Harbour Pictures"]},
    )


def test_passages_of_a_page_are_slices_without_its_furniture() -> None:
    """What the page marks as share line, newsletter box, related links or biography is in none."""
    article = read_bytes(FERRY.read_bytes())
    spans = passages(article)
    quotable = "\n".join(article.text[start:end] for start, end in spans)

    assert [article.text[start:end] for start, end in spans] == [
        FERRY_TEXT[: FERRY_TEXT.index("\n\nA chain of hands")],
        FERRY_TEXT[FERRY_TEXT.index("Passengers knelt") :],
    ]
    for furniture in ("Share on", "Sign up", "dredging", "is a reporter", "Photo:", "reserved"):
        assert furniture not in quotable


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>It took 5&nbsp;minutes.</p>", "It took 5\xa0minutes."),
        ("<p>It cost 10\u2009000 crowns.</p>", "It cost 10\u2009000 crowns."),
        ("<p>It  was\n\t over.</p>", "It was over."),
        ("<p>Un<b>believ</b>able, she said.</p>", "Unbelievable, she said."),
        ("<p><span class='dropcap'>T</span>he crew rested.</p>", "The crew rested."),
        ("<p>It&#146;s over&#8230;</p>", "It’s over…"),
        ("<p>It&amp;rsquo;s AT&amp;amp;T&amp;#039;s.</p>", "It’s AT&T's."),
        ("<p>Write &amp;nbsp; for a space.</p>", "Write &nbsp; for a space."),
        ("<p>Write <code>a&amp;nbsp;b</code>.</p>", "Write a&nbsp;b."),
        ("<p>About 10<sup>6</sup> of CO<sub>2</sub>.</p>", "About 10⁶ of CO₂."),
        ("<p>Her 30<sup>th</sup> year.</p>", "Her 30th year."),
        ("<p>So she wrote.<sup><a href='#n1'>1</a></sup></p>", "So she wrote."),
        ("<p>He said <q>no, <q>never</q> was it</q>.</p>", "He said “no, ‘never’ was it”."),
        ("<p>On <time>12 March</time> it sank.</p>", "On 12 March it sank."),
        ("<p>Forty<s>-one</s> were saved.</p>", "Forty were saved."),
        ("<p>Done <img class='emoji' alt='😀'> then.</p>", "Done 😀 then."),
        ("<p>A very long<wbr>word.</p>", "A very longword."),
        ("<p>One line<br>and another.</p>", "One line\nand another."),
        ("<p>One text.<br><br>And another.</p>", "One text.\n\nAnd another."),
        ("<p>One text.<br>&nbsp;<br>And another.</p>", "One text.\n\nAnd another."),
        ("<p>Seen.<span style='display: none'> Not seen.</span></p>", "Seen."),
        ("<p>Seen.<span class='sr-only'> Not seen.</span></p>", "Seen."),
        ("<p>One<!-- note -->s and<script>x()</script> twos.</p>", "Ones and twos."),
        ("<blockquote>“We saw it.”</blockquote>", "“We saw it.”"),
        ("<pre>Roses are red\nViolets blue</pre>", "Roses are red\nViolets blue"),
        (f"<p>{RESCUE}</p>", RESCUE),
        ("<p>No.</p><p>No.</p>", "No.\n\nNo."),
        ("<ul><li>one boat<li>two boats</ul>", "• one boat\n\n• two boats"),
        ("<ol start='3'><li>one boat<li>two boats</ol>", "3. one boat\n\n4. two boats"),
        ("<ol type='a'><li>one boat</ol>", "a. one boat"),
        ("<h2>A heading</h2><p>A word on it.</p>", "A heading\n\nA word on it."),
        (
            "<table><tr><th>Ship<th>Year<tr><td>Halden<td></tr></table>",
            "Ship\tYear\nHalden",
        ),
        ("<p style='border: 0'>It was bordered.</p>", "It was bordered."),
    ],
)
def test_words_are_those_that_a_browser_shows(inside: str, expected: str) -> None:
    """None is altered, joined, parted or left out, however the page is built."""
    assert between(inside) == expected


@pytest.mark.parametrize(
    "inside",
    [
        "<div class='share-bar'><p>Share this story with your friends on any network</p></div>",
        "<div class='newsletterSignup'><p>The best of the harbour in your inbox daily.</p></div>",
        "<aside><p>What you should know about barges and the way in which they sink.</p></aside>",
        "<div id='related-stories'><p>Why barges sink in calm water when nobody looks.</p></div>",
        "<div class='author_bio'><p>Mara Quill covers shipping for the desk and sails.</p></div>",
        "<form><p>Tell us what you think of it and we will print your letter here.</p></form>",
        "<p class='ad'>A better ferry for a better life: book your crossing by Sunday.</p>",
        "<div class='story-card'><p>Why barges sink in calm water when nobody looks.</p></div>",
        "<div class='inline-story'><p>Why barges sink in calm water when no one looks.</p></div>",
        "<div class='linkbox'><p>Why barges sink in calm water when nobody looks.</p></div>",
        "<p class='also-read'>Also read: why barges sink in calm water.</p>",
        "<div class='in-other-news'><p>Why barges sink in calm water off Orrin.</p></div>",
        "<div class='sponsored'><p>A better ferry for a better life: book today.</p></div>",
        "<div class='partner-content'><p>A better ferry for a better life.</p></div>",
        "<div class='contributor'><p>Mara Quill covers shipping and sails.</p></div>",
        "<div class='responses'><p>What a brave crew that was, well done!</p></div>",
        "<div class='reply'><p>What a brave crew that was, well done!</p></div>",
        "<div class='nl-form'><p>The best of the harbour in your inbox daily.</p></div>",
        "<div id='social-share-bar'><p>Share this story with your friends.</p></div>",
        "<div class='pull-quote'><p>Passengers formed a chain from deck to deck.</p></div>",
    ],
)
def test_what_a_page_marks_as_no_part_of_the_article_is_left_out(inside: str) -> None:
    """By tag or name, in whatever way the name is written; the words around it stay."""
    assert between(inside) == ""


def test_a_wrapper_is_not_furniture_for_its_name() -> None:
    """What holds most of the article is the article, though it be called after a newsletter."""
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)

    text = read(f"<div class='newsletter-post'><div class='related'>{body}</div></div>").text

    assert text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "attributes",
    [
        "class='paragraph no-ads'",
        "class='ad-free'",
        "id='social-media-reaction'",
        "id='how-the-newsletter-began'",
    ],
)
def test_names_that_only_hold_such_a_word_are_not_furniture(attributes: str) -> None:
    """What is free of ads is none, and an id may be made of a heading."""
    assert between(f"<div {attributes}><p>{CHAIN}</p></div>") == CHAIN


@pytest.mark.parametrize(
    "end",
    [
        "<aside class='correction'><p>{0}</p></aside>",
        "<aside class='clarification'><p>{0}</p></aside>",
        "<div class='editors-note'><p>{0}</p></div>",
        "<footer><p>Share it</p><p>{0}</p></footer>",
        "<footer><div class='correction'>{0}</div></footer>",
    ],
)
def test_a_correction_is_kept_wherever_the_article_has_it(end: str) -> None:
    """It says which of the words above are wrong."""
    note = "Correction: the barge was built in 1974, not in 1947."
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)

    text = read(f"<article><h1>Barge sinks</h1>{body}{end.format(note)}</article>").text

    assert text == "\n\n".join((*PARAGRAPHS, note))


@pytest.mark.parametrize(
    "end",
    [
        "<div class='comments'><p>Correction: it was a tug, you fools, and not a barge.</p></div>",
        "<aside class='corrections'><p><a href='/c'>Correction: mayor of Orrin</a></p></aside>",
    ],
)
def test_a_reader_s_correction_and_a_link_to_one_are_none(end: str) -> None:
    """They are not of this article."""
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)

    text = read(f"<article><h1>Barge sinks</h1>{body}{end}</article>").text

    assert text == "\n\n".join(PARAGRAPHS)


def test_a_cell_that_spans_rows_says_its_value_in_each() -> None:
    """A row that is quoted alone must not have its figures under the wrong heads."""
    table = (
        "<table><tr><th>Port<th>Year<th>Ships<tr><td rowspan='2'>Vell<td>2021<td>4"
        "<tr><td>2022<td>6<tr><td>Orrin<td>2022<td>1</table>"
    )

    assert between(table) == "Port\tYear\tShips\nVell\t2021\t4\nVell\t2022\t6\nOrrin\t2022\t1"


def test_a_caption_is_told_from_its_credit() -> None:
    """The caption is the newsroom's sentence; who took the picture is kept beside the text."""
    figure = (
        "<figure><img><figcaption>The barge on Friday. <span class='credit'>Jo Dunn</span>"
        "</figcaption></figure>"
    )

    found = read(story(figure))

    assert found.text == f"{RESCUE}\n\nThe barge on Friday.\n\n{BARGE}"
    assert found.metadata == {"picture_credits": ["Jo Dunn"]}


@pytest.mark.parametrize(
    "body",
    [
        "<article><h1>Barge</h1>{0}<br><br>{1}<br>\n<br>{2}</article>",
        "<div id='content'><h1>Barge</h1><div>{0}</div><div>{1}</div><div>{2}</div></div>",
        "<table role='presentation'><tr><td><p>{0}</p><p>{1}</p><p>{2}</p></td></tr></table>",
        "<form id='aspnet'><div class='story'><p>{0}</p><p>{1}</p><p>{2}</p></div></form>",
    ],
)
def test_paragraphs_are_found_however_a_page_parts_them(body: str) -> None:
    """By line breaks, by boxes, in a table that lays the page out, inside one large form."""
    assert read(body.format(*PARAGRAPHS)).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("opened", "entry"),
    [("<main>", "article"), ("<main><div class='entries'>", "article"), ("<main><ol>", "li")],
)
def test_a_live_blog_keeps_the_text_and_the_time_of_each_entry(opened: str, entry: str) -> None:
    """The time stands above the entry's first paragraph, so that a quote of it carries it."""
    entries = zip(("09:15", "09:40", "10:05"), PARAGRAPHS, strict=True)
    articles = "".join(
        f"<{entry} class='entry'><span class='timestamp'>{time}</span><h2>Now {time[3:]}</h2>"
        f"<p>{text}</p></{entry}>"
        for time, text in entries
    )
    head = (
        '<script type="application/ld+json">'
        '{"@type": "LiveBlogPosting", "headline": "Barge"}</script>'
    )

    found = read(f"{opened}{articles}", head)

    assert found.genre is Genre.LIVE
    assert found.text == (
        f"Now 15\n\n09:15\n{RESCUE}\n\nNow 40\n\n09:40\n{CHAIN}\n\nNow 05\n\n10:05\n{BARGE}"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<div><time>12 March 2022, 14:05</time></div>",
        "<blockquote><p><time>14:05</time></p></blockquote>",
    ],
)
def test_the_time_of_the_page_is_no_word_of_the_article(inside: str) -> None:
    """Only an entry of a live blog has one of its own; that of an embedded post is the post's."""
    assert between(inside) == ""


def test_signs_of_quotation_are_those_of_the_language() -> None:
    """As browsers draw them around <q>."""
    (block,) = blocks_of(html_tree("<p>Er sagte <q>nein</q>.</p>"), language="de-AT")

    assert block.text == "Er sagte „nein“."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5&nbsp;km", "5\xa0km"),
        ("now &ndash; then", "now – then"),
        ("“&nbsp;” is a space", "“&nbsp;” is a space"),
        ("&unknown;s", "&unknown;s"),
        ("a &lt; b", "a &lt; b"),
        ("a&lt;b", "a<b"),
    ],
)
def test_an_entity_is_decoded_once_more_only_where_it_is_left_over(
    text: str, expected: str
) -> None:
    """One that stands alone is being written about."""
    assert decoded_once_more(text) == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "holds no article text"),
        ("<p>Home</p>", "holds no article text"),
        ("<p>Please enable JavaScript to go on.</p>", "only a call to enable JavaScript"),
        ("<p>We and our partners use cookies. Accept all cookies to go on.</p>", "a consent wall"),
        ("<p>Show that you are not a robot.</p>", "only a test for robots"),
        (
            "<main>" + "<p><a href='/1'>Why barges sink in calm water by the port</a></p>" * 9,
            "holds no article",
        ),
    ],
)
def test_a_page_without_an_article_says_so(body: str, message: str) -> None:
    """What is no article must not be quoted as one."""
    with pytest.raises(InputError, match=message):
        read(body)


def test_the_front_page_of_a_site_is_no_article() -> None:
    """Its teasers are other pages' words."""
    with pytest.raises(InputError, match="front page or a list of links; give the addresses"):
        read(story(""), address="https://desk.example/")


def test_a_short_notice_that_says_it_is_an_article_is_one() -> None:
    """A correction may have two sentences."""
    body = "<article><p>The barge was built in 1974, not in 1947.</p></article>"
    head = "<meta property='og:type' content='article'>"

    assert read(body, head).text == "The barge was built in 1974, not in 1947."
    with pytest.raises(InputError):
        read(body)


def test_a_page_nested_too_deep_is_refused() -> None:
    """The parser would drop what stands deeper: a text would end where its article does not."""
    with pytest.raises(InputError, match="is nested too deep"):
        read("<div>" * 3000 + RESCUE)


def test_the_problem_with_a_file_names_the_file(tmp_path: Path) -> None:
    """The rest of the folder is read."""
    file = tmp_path / "a.html"
    file.write_bytes(page("<p>Home</p>"))

    (found,) = html.read(file, "a.html", None)
    (missing,) = html.read(tmp_path / "b.html", "b.html", None)

    assert isinstance(found, Problem)
    assert found.where == str(file)
    assert isinstance(missing, Problem)
    assert missing.what.startswith("cannot be read (No such file")


def test_a_fragment_is_an_article_as_a_whole() -> None:
    """Nothing has to be found in it; its furniture goes all the same."""
    markup = "<p>One boat.</p>Two&nbsp;boats.<div class='share'>Share this</div><h3>More</h3>"

    assert fragment_text(markup) == "One boat.\n\nTwo\xa0boats."
