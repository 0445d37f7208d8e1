"""What holds for every text: a quote can be un-rendered from its message, sign for sign."""

import json
from collections.abc import Sequence
from itertools import pairwise

from fakes import MakeAnswerer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.chat.answer_view import answer_view
from bot.chat.source_line import excerpt_lines
from bot.chat.wire import Quoted, block_quote, quotes_in, unquote
from embeddings.text.normalisation import normalise

AWKWARD = [
    *("\r\n", "\n", "\r\n\r\n", "\n\n", "\n \n", "\r", "\u2028", "\u2029", "\t", " ", "  "),
    *("\u00a0", "\u202f", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u200f"),
    *(
        "👩\u200d🚀",
        "👍🏽",
        "🇪🇸",
        "❤\ufe0f",
        "e\u0301",
        "o\u0308\u0323",
        "שלום",
        "مرحبا",
        "東京",
        "ﬁ",
    ),
    *("*", "**", "***", "_", "__", "~~", "`", "```", "|", "||", "\\", "\\\\", "\\*", "**\n**"),
    *("> ", ">>> ", "# ", "-# ", "- ", "+ ", "* ", "1. ", "1986.", "2) ", "---", "===", "    "),
    *("[a](b)", "](", "<@1>", "<@&1>", "<#1>", "<t:1:R>", "</ask:1>", "<:e:1>", "<id:customize>"),
    *(
        "@everyone",
        "@here",
        "https://a.example",
        ":tada:",
        "10:30:59",
        ":",
        "“",
        "”",
        '"',
        "«",
        "»",
    ),
    *(
        "The harbour opened at noon. ",
        "Dr. Marsh said no! ",
        "harbour",
        "No… 3.5 m? ",
        "word " * 90,
    ),
]
"""Pieces that Discord, a reader of files or a cutter of sentences could trip over."""

TEXTS = st.lists(
    st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    max_size=30,
).map("".join)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(raw=TEXTS, edges=st.tuples(st.integers(0, 400), st.integers(0, 400)))
def test_any_text_can_be_read_back_from_its_block_quote(raw: str, edges: tuple[int, int]) -> None:
    """Whatever was ingested, and whatever of it is marked, the message shows that text."""
    text = normalise(raw).text
    first, last = sorted(min(edge, len(text)) for edge in edges)
    assert unquote(block_quote(text)) == text
    assert unquote(block_quote(text, (first, last))) == text


STORIES = st.fixed_dictionaries(
    {
        "text": st.lists(TEXTS, min_size=1, max_size=4).map(
            "The harbour opened. It was late, the harbour master said.\r\n\r\n".join
        ),
        "title": TEXTS,
        "outlet": TEXTS,
        "author": TEXTS,
    },
    optional={
        "published": st.sampled_from(["2022-03-12", "2022-03-12T09:30:00+02:00"]),
        "url": st.sampled_from(["https://a.example/b_(c)#d", "https://a.example/" + "e" * 600]),
    },
)


def test_every_excerpt_can_be_read_back_from_the_message_that_shows_it(
    make_answerer: MakeAnswerer,
) -> None:
    """From file to message: slices of what was ingested, apart from each other, as printed."""
    shown: list[int] = []

    @settings(
        max_examples=60,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(stories=st.lists(STORIES, min_size=1, max_size=3))
    def check(stories: list[dict[str, str]]) -> None:
        for number, story in enumerate(stories):
            story |= {"id": str(number), "text": f"The harbour opened.\r\n\r\n{story['text']}"}
        lines = "\n".join(json.dumps(story, ensure_ascii=False) for story in stories)
        answerer = make_answerer({"stories.jsonl": lines}, max_excerpts=5)
        shown.append(excerpts_shown(answerer, [story["text"] for story in stories]))

    check()
    assert sum(count > 0 for count in shown) >= 50
    assert sum(count > 1 for count in shown) >= 20


def excerpts_shown(answerer: Answerer, raw_texts: Sequence[str]) -> int:
    """Ask about the harbour, check all that must hold, and return how many excerpts were shown."""
    reply = answerer.answer("When did the harbour open?")
    if not isinstance(reply, Answer):
        return 0
    quoted = []
    for excerpt in reply.excerpts:
        assert excerpt.highlight is not None
        assert excerpt.start <= excerpt.highlight[0] < excerpt.highlight[1] <= excerpt.end
        ingested = normalise(raw_texts[int(excerpt.article.id)]).text
        text = ingested[excerpt.start : excerpt.end]
        assert excerpt.text == text
        quoted.append(Quoted(text, excerpt_lines(excerpt)))
    spans = sorted((item.article.id, item.start, item.end) for item in reply.excerpts)
    assert all(one[0] != two[0] or one[2] <= two[1] for one, two in pairwise(spans))
    found = quotes_in(answer_view(reply, quoted).to_components())
    assert found == quoted[: len(found)]
    return len(found)
