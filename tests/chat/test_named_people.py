"""Who a message says speaks and who else prints a quote, read back by other rules."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import pytest
from fakes import MakeAnswerer
from small_newsroom import article_of, sentence_of

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Attribution, Excerpt, Headline
from bot.chat.answer_view import answer_view
from bot.chat.expected import Expected
from bot.chat.rendering import renderer
from bot.chat.source_line import excerpt_lines
from bot.chat.views import QuoteView
from bot.chat.wire import Quoted
from bot.languages import Language, speaking

SAID = "“The ferry left late on Monday,” said Ada Quist, who waited with Bo Lind."
COPY = "“The ferry left late on Monday”, said Ada Quist, who waited with Bo Lind."
OTHERS = {"b": "Coast, Desk", "c": "The *Wire*", "d": "Quay Post", "e": "North · Star", "f": ""}
GULLS = "Bo Lind writes about gulls. Nobody else does."


def printed(outlet: str, title: str, text: str) -> str:
    """Return an article's file."""
    outlet_line = f'outlet: "{outlet}"\n' if outlet else ""
    return f"---\ntitle: {title}\n{outlet_line}published: 2024-05-02\n---\n{text}\n"


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over a sentence that six print, and an article that does not."""
    files = {f"{name}.md": printed(of, f"Ferry {name}", COPY) for name, of in OTHERS.items()}
    files["a.md"] = printed("The Gull", "Ferry a", SAID)
    files["gulls.md"] = printed("The Rival", "Gulls", GULLS)
    return make_answerer(files)


def carried(answerer: Answerer, *names: str) -> Excerpt:
    """Return the sentence with who says it, and those who are said to print it too."""
    article = article_of(answerer, "a")
    others = [article_of(answerer, name) for name in names]
    at, name = SAID.index("“"), SAID.index("Ada")
    said = Attribution((at, SAID.index("”") + 1), (name, name + len("Ada Quist")))
    return replace(
        sentence_of(article, SAID),
        speakers=(said,),
        also_carried_by=tuple(Headline(o.id, o.title, o.url, o.outlet) for o in others),
    )


def answer(excerpt: Excerpt) -> Answer:
    """Return an answer that shows one excerpt."""
    return Answer("Who?", 0.8, [excerpt], 0.0)


Misprint = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Misprints:
    """A view whose lines under a quote are printed wrongly."""

    wrong: Misprint

    def __call__(self, reply: Answer, quoted: Sequence[Quoted]) -> QuoteView:
        """Return the message, whose text was changed where it was made."""
        view = answer_view(reply, quoted)
        lines = excerpt_lines(reply.excerpts[0])
        for item in view.walk_children():
            if getattr(item, "content", None) == lines:
                item.content = self.wrong(lines)  # type: ignore[attr-defined]  # a text display's
        return view


class ProvesMisprints(Expected):
    """Expects what the broken view prints, as whatever shares a formatter with it does."""

    def __init__(self, answerer: Answerer, wrong: Misprint) -> None:
        super().__init__(answerer)
        self._wrong = wrong

    def said(self, excerpts: Iterable[Excerpt]) -> list[Quoted]:
        """Return the quotes over wrong lines."""
        return [
            replace(quoted, source_line=self._wrong(quoted.source_line))
            for quoted in super().said(excerpts)
        ]


def said_of(answerer: Answerer, excerpt: Excerpt, wrong: Misprint) -> str | None:
    """Return what is said of a message whose view and proof make the same error."""
    proof = ProvesMisprints(answerer, wrong)
    return renderer(answerer, view=Misprints(wrong), expected=proof)(answer(excerpt))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("names", ["b", "bc", "bcd", "bcde", "bcdef", "f", "e"])
def test_what_is_right_is_read_back(answerer: Answerer, language: Language, names: str) -> None:
    """Commas, separators and marks in names, headlines for want of an outlet, and the rest."""
    with speaking(language):
        assert renderer(answerer)(answer(carried(answerer, *names))) is None


WRONG: dict[str, tuple[str, Misprint]] = {
    "a speaker whom the quote does not name": (
        "the line of who says it under quote 1 names somebody whom the quote does not",
        lambda lines: lines.replace("said by Ada Quist", "said by Ada Lovelace"),
    ),
    "a line that does not say what it is": (
        "the line of who says it under quote 1 names somebody whom the quote does not",
        lambda lines: lines.replace("said by Ada Quist", "denied by Ada Quist"),
    ),
    "an outlet that does not print it": (
        "the line of who else prints it under quote 1 names others than do",
        lambda lines: lines.replace("Quay Post", "The Rival"),
    ),
    "an outlet twice": (
        "the line of who else prints it under quote 1 names others than do",
        lambda lines: lines.replace("Quay Post", "Coast, Desk"),
    ),
    "an outlet left out": (
        "the line of who else prints it under quote 1 names others than do",
        lambda lines: lines.replace(", Quay Post", ""),
    ),
    "too many more": (
        "the line of who else prints it under quote 1 names others than do",
        lambda lines: lines.replace("and 1 more", "and 2 more"),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_found_though_the_proof_shares_the_error(
    answerer: Answerer, what: str
) -> None:
    """The formatter that both use may be the one that errs."""
    said, wrong = WRONG[what]
    excerpt = carried(answerer, *"bcde")
    lines = excerpt_lines(excerpt)
    assert wrong(lines) != lines
    assert said_of(answerer, excerpt, lambda lines: lines) is None
    assert said_of(answerer, excerpt, wrong) == said


def test_one_that_does_not_print_the_words_is_found_though_it_is_said_to(
    answerer: Answerer,
) -> None:
    """What looked for the others may err as well as what writes their names."""
    excerpt = carried(answerer, "b", "gulls")
    lines = excerpt_lines(excerpt)
    said = said_of(answerer, excerpt, lambda _: lines)
    assert said == "the line of who else prints it under quote 1 names others than do"
