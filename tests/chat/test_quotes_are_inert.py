"""No quoted text can ping, format, link or break out of its block, in whichever message it is.

What a reader sees is told by `discord_reader`, which knows nothing of how quotes are escaped.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from discord_reader import Read, displays, quote_of, read
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from test_wire_properties import AWKWARD, TEXTS

from bot.answering.quotes.differences import align
from bot.answering.quotes.folding import fold
from bot.answering.quotes.results import ExactQuote, NearQuote, Place
from bot.answering.quotes.since import Fate
from bot.answering.schema import Answer, Excerpt, Headline
from bot.answering.showing.contexts import context_of
from bot.answering.showing.stretches import Stretch
from bot.chat.answer_view import answer_view, shared_view
from bot.chat.articles import Card
from bot.chat.asking.heading import Heading
from bot.chat.card_view import card_view
from bot.chat.context_view import context_view
from bot.chat.copy_view import copy_view
from bot.chat.plain import PlainMessage
from bot.chat.quote_views import quote_view
from bot.chat.recalled import Recalled
from bot.chat.source_line import excerpt_lines, source_line
from bot.chat.stretch_view import stretch_view
from bot.chat.views import QuoteView
from bot.chat.wire import Quoted, WireMismatchError, block_quote
from embeddings.schema import Article, Passage
from embeddings.text.normalisation import normalise

URL = "https://a.example/story"
LOUD = (
    "**b** *i* _u_ __u__ ~~s~~ ||spoiler|| `code` ``co`de`` \\* [masked](https://b.example/x) "
    "<https://b.example> https://b.example/y discord://z @everyone @here <@1> <@!2> <@&3> <#4> "
    "<id:customize> </ask:5> <t:6> <t:7:R> <:e:8> <a:e:9> :tada: >>> x\n> q\n>>> q\n# h\n## h\n"
    "### h\n-# s\n- l\n* l\n+ l\n1. l\n2) l\n  - l\n```\ncode\n```\n```js\nx```\n\\\n\\> q\n\\```"
)
"""Every form that Discord's Markdown, mentions and links have."""
WORDS = st.lists(st.sampled_from([*AWKWARD, *LOUD.split(" ")]) | TEXTS, max_size=12)
LINES = st.sampled_from([" ", "\n", "\n\n"]).flatmap(lambda between: WORDS.map(between.join))
ALLOWED_BELOW = {"line", "bold", "masked", "time"}

Span = tuple[int, int]
MakeView = Callable[[Article, Span], tuple[QuoteView, list[str]]]


def said(article: Article, span: Span) -> Quoted:
    """Return what a message that quotes a span must show."""
    text = article.text[slice(*span)]
    return Quoted(text, source_line(article, text))


def excerpt_of(article: Article, span: Span) -> Excerpt:
    """Return a span as an excerpt whose middle stands out."""
    third = (span[1] - span[0]) // 3
    return Excerpt(article, *span, 0.9, highlight=(span[0] + third, span[1] - third))


def answered(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return an answer under its question, and what it quotes."""
    excerpt = excerpt_of(article, span)
    also = (Headline("b", article.title, URL, article.outlet),)
    excerpt = replace(excerpt, also_carried_by=also)
    quoted = [Quoted(excerpt.text, excerpt_lines(excerpt))]
    answer = Answer("q", 0.9, [excerpt], 0.1, withheld=[Headline("c", article.title, URL)])
    heading = Heading(article.text[:200]).markdown
    return answer_view(answer, quoted, heading, can_be_shared=True), [excerpt.text]


def shared(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return a shared answer."""
    excerpt = excerpt_of(article, span)
    quoted = [Quoted(excerpt.text, excerpt_lines(excerpt))]
    heading = Heading(article.text[:200]).markdown or "-# x"
    return shared_view([excerpt], quoted, heading, None), [excerpt.text]


def copied(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return a quote to be copied."""
    excerpt = excerpt_of(article, span)
    recalled = Recalled(article.version, excerpt, Fate.CURRENT)
    return copy_view([recalled], [said(article, span)]), [excerpt.text]


def in_context(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return a quote in its context, in an article that has lost its first words since."""
    changed = Article(**_facts(article) | {"text": article.text[7:] or "x"})
    context = context_of(article, span, changed, max_chars=700)
    shown = [(one.article, (one.start, one.end)) for one in context.shown]
    view = context_view(context, [said(*one) for one in shown])
    texts = [one.text[slice(*place)] for one, place in shown]
    return view, texts[-1:] if len(view.quoted) < len(texts) else texts


def read_on(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return a paragraph that somebody reads on in."""
    return stretch_view(Stretch(article, *span), [said(article, span)]), [said(article, span).text]


def card(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return an article's card."""
    passage = Passage(1, article.id, article.version, *span)
    also = [Headline("b", article.title, URL, article.outlet)]
    view = card_view(Card(article, [passage], also=also), 0, [said(article, span)])
    return view, [said(article, span).text]


def looked_up(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return words that were looked up, and other articles that have them."""
    place = Place(article, span[0], span[1], *span)
    reply = ExactQuote(article.text[:200], place, 2, [article], 1)
    return quote_view(reply, [said(article, span)]), [said(article, span).text]


def nearly_found(article: Article, span: Span) -> tuple[QuoteView, list[str]]:
    """Return words like those that were looked up, compared with them."""
    place = Place(article, span[0], span[1], *span)
    found = align(fold(f"other {place.shown[5:]}"), fold(place.shown))
    differences = found.differences if found else ()
    reply = NearQuote(article.text[:200], place, 1, 2, differences, loses_words=True)
    return quote_view(reply, [said(article, span)]), [place.shown]


def _facts(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in ("id", "title", "outlet", "authors", "url")}


MESSAGES: list[MakeView] = [
    answered,
    shared,
    copied,
    in_context,
    read_on,
    card,
    looked_up,
    nearly_found,
]
ARTICLES = st.builds(
    lambda text, title, name: Article(
        id="a",
        text=normalise(text).text,
        title=normalise(f"The {title}").text.replace("\n", " "),
        outlet=normalise(f"Desk {name}").text.replace("\n", " "),
        authors=(normalise(f"Ada {name}").text.replace("\n", " "),),
        url=URL,
        published="2022-03-15T13:00:00Z",
    ),
    LINES,
    WORDS.map(" ".join),
    WORDS.map("".join),
)


@pytest.mark.parametrize("made", MESSAGES, ids=lambda made: made.__name__)
def test_a_quote_shows_its_text_and_does_nothing(made: MakeView) -> None:
    """The reader sees the article's characters, in their block, and beside them only our own."""
    seen: list[int] = []

    @settings(
        max_examples=80,
        derandomize=True,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(article=ARTICLES, start=st.integers(0, 300), length=st.integers(1, 700))
    @example(article=Article("a", LOUD, LOUD.replace("\n", " "), url=URL), start=0, length=700)
    @example(article=Article("a", LOUD[::-1], "t", url=URL), start=0, length=700)
    def check(article: Article, start: int, length: int) -> None:
        span = inside(article.text, start, length)
        view, texts = made(article, span)
        try:
            payload = json.loads(json.dumps(view.to_components()))
        except WireMismatchError as error:
            if "longer than" not in str(error):
                raise
            assume(False)
        check_payload(list(displays(payload)), texts)
        check_embeds(PlainMessage(view), texts)
        seen.append(len(texts))

    check()
    assert sum(count > 0 for count in seen) > 50


def inside(text: str, start: int, length: int) -> Span:
    """Return a span of a text that begins and ends with a letter or a sign, as excerpts do."""
    first = min(start, max(0, len(text) - 1))
    part = text[first : first + length]
    assume(part.strip())
    first += len(part) - len(part.lstrip())
    return first, first + len(part.strip())


def check_payload(shown: Sequence[str], texts: Sequence[str]) -> None:
    """Check that texts are quoted as they are, and that nothing else does what it should not."""
    found = [quote_of(content) for content in shown]
    assert [one.shown for one in found if one] == list(texts)
    assert all(set(one.effects) <= {"bold"} for one in found if one), found
    for content, quote in zip(shown, found, strict=True):
        if quote is None:
            check_below(content)


def check_below(content: str) -> None:
    """Check what stands around quotes: headlines link to their articles, and nothing pings."""
    told = read(content)
    # A comparison strikes through what is not in both; that is ours.
    assert set(told.effects) <= ALLOWED_BELOW | {"format"}, told
    assert "format" not in told.effects or "~~" in content, told
    for address, words in told.links:
        assert address.startswith(URL), address
        assert read(words).effects in ((), ("line",)), words


def check_embeds(plain: PlainMessage, texts: Sequence[str]) -> None:
    """Check the same of a message without Components V2."""
    plain.to_components()
    parts = [part for embed in plain.embeds for part in parted(str(embed.description))]
    check_payload(parts, texts)


def parted(description: str) -> Iterator[str]:
    """Yield the block that an embed begins with, and what stands below it."""
    if description.startswith("```"):
        block, _, below = description.partition("\n```\n")
        yield from (f"{block}\n```", below)
        return
    lines = description.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    yield from (part for part in ("\n".join(lines[:count]), "\n".join(lines[count:])) if part)


@pytest.mark.parametrize(
    ("markdown", "effects"),
    [
        ("@everyone", ("ping",)),
        (r"\@everyone", ()),
        ("<@1>", ("ping",)),
        (r"\<@1>", ()),
        ("</ask:5>", ("ping",)),
        ("<t:7:R>", ("time",)),
        ("<:e:8>", ("emoji",)),
        (":tada:", ("emoji",)),
        ("a **b**", ("bold", "bold")),
        ("a_b", ("format",)),
        ("`x`", ("code",)),
        ("https://b.example", ("link",)),
        ("[a](b)", ("masked",)),
        ("# h", ("line",)),
        ("1. l", ("line",)),
        (r"1\. l", ()),
        ("1986.", ()),
        ("> q", ("line",)),
    ],
)
def test_the_reader_would_see_it(markdown: str, effects: tuple[str, ...]) -> None:
    """Each form that has an effect is seen to have it, unless it is escaped."""
    assert read(markdown).effects == effects


def test_the_reader_sees_what_stands_outside_a_block() -> None:
    """A line without its mark, and a code block with more behind it."""
    assert quote_of("> a\nb") == Read("a\nb", ("outside",))
    assert quote_of("```\na\n```") == Read("a", ())
    assert quote_of("```js\na\n```") == Read("a", ("language",))
    assert quote_of("```\na\n``` b") is None
    assert quote_of(block_quote("**a**")) == Read("**a**", ())
