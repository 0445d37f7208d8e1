"""Replies made the messages that Discord would get, and what is said where they are not right."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fakes import MakeAnswerer
from small_newsroom import FILES, article_of, forged, one_letter_off, sentence_of

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.chat.named_sources import leads_to
from bot.chat.rendering import renderer
from bot.languages import Language, speaking
from embeddings.schema import Article

CUT = "Mayor Lindqvist cut the ribbon."
PUMPS = "The pumps cost nine million crowns."


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over the three articles."""
    return make_answerer(FILES)


@pytest.fixture
def harbour(answerer: Answerer) -> Article:
    """Return the article that has an address."""
    return article_of(answerer, "harbour")


def answer(*excerpts: Excerpt) -> Answer:
    """Return an answer that shows these excerpts."""
    return Answer("Who?", 0.8, list(excerpts), 0.0)


def test_a_sound_answer_is_as_it_should_be(answerer: Answerer, harbour: Article) -> None:
    """Several excerpts, marks and addresses; with an answer that shows nothing, and a refusal."""
    reply = answerer.answer("Which ribbon did Mayor Lindqvist cut?")
    assert isinstance(reply, Answer)
    render = renderer(answerer)

    assert render(reply) is None
    marked = sentence_of(
        harbour, f"The harbour tunnel opened to bicycles on Thursday morning. {CUT}", marked=CUT
    )
    painting = sentence_of(article_of(answerer, "library"), "Curator Brandt found it in a cellar.")
    assert render(answer(marked, painting, sentence_of(harbour, PUMPS))) is None
    assert render(answer()) is None
    near = [Headline("harbour", "The harbour tunnel opens", None)]
    assert render(Refusal("Who?", 0.1, RefusalReason.NOTHING_RELEVANT, near, 0.0)) is None


def test_excerpts_that_find_no_room_are_not_missed(make_answerer: MakeAnswerer) -> None:
    """A message holds 4,000 characters; what it shows is compared, and its links counted."""
    facts = "---\ntitle: Ferry\nurl: https://gull.example/ferry\n---\n\n"
    sentences = [f"The ferry number {n} left the quay{' at last' * 150}." for n in range(5)]
    answerer = make_answerer({"ferry.md": facts + "\n\n".join(sentences)}, max_excerpt_chars=2000)
    ferry = article_of(answerer, "ferry")
    reply = answer(*(sentence_of(ferry, sentence) for sentence in sentences))

    assert renderer(answerer)(reply) is None


CHANGES: dict[str, tuple[Callable[[Excerpt], Excerpt], str]] = {
    "a letter": (one_letter_off, "quote 2 differs from character 1 on"),
    "the outlet": (
        lambda e: replace(e, article=forged(e.article, outlet="The Rival")),
        "the lines under quote 2 are not its article's",
    ),
    "the address": (
        lambda e: replace(e, article=forged(e.article, url="https://rival.example/a")),
        "the lines under quote 2 are not its article's",
    ),
    "the version": (
        lambda e: replace(e, article=replace(e.article, title="Another")),
        "the message shows 2 quotes, the archive has 1 of them",
    ),
    "the end": (
        lambda e: replace(e, article=forged(e.article, text=e.article.text.upper())),
        "quote 2 differs from character 2 on",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_is_named_without_the_words(
    answerer: Answerer, harbour: Article, what: str
) -> None:
    """A report may not be allowed to repeat them."""
    change, said = CHANGES[what]
    reply = answer(sentence_of(harbour, CUT), change(sentence_of(harbour, PUMPS)))

    assert renderer(answerer)(reply) == said


def test_more_than_is_allowed_is_named(answerer: Answerer, harbour: Article) -> None:
    """By the article's id; the limit is read from the archive's article."""
    quoting = QuotingLimits.for_outlets({"The Gull": len(CUT)})
    limited = Answerer(answerer.retriever, replace(answerer.limits, quoting=quoting))
    render = renderer(limited)

    assert render(answer(sentence_of(harbour, CUT))) is None
    said = render(answer(sentence_of(harbour, CUT), sentence_of(harbour, PUMPS)))
    assert said == "the message shows more of ['harbour'] than is allowed"


def test_a_message_that_cannot_be_made_is_named(answerer: Answerer, harbour: Article) -> None:
    """A button holds where its excerpt stands; there is no place before the beginning."""
    before = replace(sentence_of(harbour, CUT), start=-5)

    said = renderer(answerer)(answer(before))

    assert said is not None
    assert said.startswith("no message can be made of it")


def test_a_button_that_leads_elsewhere_is_found(make_answerer: MakeAnswerer) -> None:
    """Under a source line that is right: in Markdown both addresses are written alike."""
    text = FILES["harbour.md"].replace("gull.example/harbour", "gull.example/harbour(2)")
    answerer = make_answerer({"harbour.md": text})
    sound = sentence_of(article_of(answerer, "harbour"), CUT)
    encoded = forged(sound.article, url="https://gull.example/harbour%282%29")
    render = renderer(answerer)

    assert render(answer(sound)) is None
    assert render(answer(replace(sound, article=encoded))) == (
        "a button leads elsewhere than to its article"
    )


FERRY = """\
---
title: "[Live] The *ferry* (2) {title}"
outlet: The · Gull_s
authors: [Ada Quist, "@everyone"]
section: "#sea"
genre: opinion
published: 2024-05-02T10:00:00+02:00
updated: 2024-05-03
url: https://gull.example/a_(2)#top
---
“The ferry-boat left, (late) on Monday, with 50% of its seats empty,” said Ada Quist of Lindmoor.
"""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("title", ["", "and on " * 50], ids=["short", "cut"])
def test_a_source_line_of_awkward_signs_is_read_back(
    make_answerer: MakeAnswerer, language: Language, title: str
) -> None:
    """Separators in names, brackets in headlines and addresses, cut headlines, both dates."""
    answerer = make_answerer({"ferry.md": FERRY.replace("{title}", title)})
    reply = answerer.answer("Who said that the ferry left late on Monday?")
    assert isinstance(reply, Answer)
    assert reply.excerpts[0].speakers

    with speaking(language):
        assert renderer(answerer)(reply) is None


def test_a_headline_that_leads_elsewhere_is_found(answerer: Answerer) -> None:
    """A refusal quotes nothing, yet its links must lead to the articles that it names."""
    near = [Headline("harbour", "The harbour tunnel opens", "https://evil.example/")]
    refusal = Refusal("Who?", 0.1, RefusalReason.NOTHING_RELEVANT, near, 0.0)

    said = renderer(answerer)(refusal)

    assert said == "a link leads elsewhere than to an article that is named"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://gull.example/a", True),
        ("https://gull.example/a#:~:text=The%20tunnel%20opened.", True),
        ("https://gull.example/a#:~:text=The,opened.", True),
        ("https://gull.example/a#:~:text=Another", False),
        ("https://gull.example/a#:~:text=The,another", False),
        ("https://gull.example/ab", False),
        ("https://evil.example/", False),
    ],
)
def test_a_link_leads_to_the_page_and_to_the_words(address: str, leads: bool) -> None:
    """With or without the fragment that marks them."""
    assert leads_to(address, "https://gull.example/a", "The tunnel opened.") is leads
