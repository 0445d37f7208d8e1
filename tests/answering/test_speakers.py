"""Who is named as the speaker of quoted words: never the wrong one, on a set made by hand."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.schema import Attribution
from bot.answering.showing.speakers import attributions
from bot.answering.showing.speech.tokens import Kind, tokenise
from embeddings.schema import Article

FIXTURES = Path(__file__).parent.parent / "fixtures" / "speakers.yaml"
MIN_LABELLED = 100
MIN_RECALL = 0.94


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and the label each of its quotations may get, by its number from 1."""

    text: str
    said: dict[int, str]


EXAMPLES = [
    Example(row["text"], row.get("said", {}))
    for row in yaml.safe_load(FIXTURES.read_text(encoding="utf-8"))
]


def labels(text: str) -> dict[int, str]:
    """Return the names given to a text's outer quotations, by their number from 1."""
    article = Article(id="a", text=text, title="")
    starts = [token.start for token in tokenise(text) if token.kind is Kind.QUOTATION]
    return {
        starts.index(found.quotation[0]) + 1: text[slice(*found.name)]
        for found in attributions(article, 0, len(text))
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text[:70])
def test_no_quotation_gets_a_wrong_label(example: Example) -> None:
    """A label names the speaker as printed; where the set has none, none is given."""
    wrong = {
        number: name
        for number, name in labels(example.text).items()
        if example.said.get(number) != name
    }
    assert not wrong, f"{example.text!r} has {example.said}"


def test_explicit_cues_are_recognised() -> None:
    """Precision is not had by silence: most of what a reader would label is."""
    due = [(example, number) for example in EXAMPLES for number in example.said]
    missed = [(example.text, n) for example, n in due if n not in labels(example.text)]
    recall = 1 - len(missed) / len(due)
    assert len(due) >= MIN_LABELLED
    assert recall >= MIN_RECALL, f"recall {recall:.2f} of {len(due)}, missed: {missed}"


QUIST = (
    "The harbour opened. “We lost both cranes,” said Ada Quist. “We did not lose a ship.” Good."
)
"""Sentences from 0, 20 (the quotation to 42, the name 48 to 57) and 59."""


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, len(QUIST), [Attribution((20, 42), (48, 57)), Attribution((59, 84), (48, 57))]),
        (20, 58, [Attribution((20, 42), (48, 57))]),
        (59, 90, []),
        (0, 19, []),
    ],
)
def test_a_label_stands_within_the_excerpt(start: int, end: int, found: list[Attribution]) -> None:
    """A name that the reader does not see beside the words is not given."""
    assert list(attributions(Article(id="a", text=QUIST, title=""), start, end)) == found


def test_a_name_that_opens_a_sentence_alone_must_be_known_as_one() -> None:
    """Any word has a capital there; the article has to use it as a name elsewhere."""
    cue = "Seaways said: “The tests went well.”"
    assert labels(cue) == {}
    assert labels(f"The ships of Seaways sail again. {cue}") == {1: "Seaways"}
    assert labels(f"Inland waters and seaways, like Seaways, freeze. {cue}") == {}
    assert labels(f"They met at Seaways House. {cue}") == {}


PIECES = [
    *("“We left,”", '"We left."', "“Who left?”", "“", "”", '"', "«", "»", "‘we’", "\n\n", "\n“"),
    *(
        "Ada",
        "Quist",
        "Dr.",
        "J.",
        "Quist’s",
        "the",
        "The",
        "a",
        "mayor",
        "President",
        "who",
        "of",
    ),
    *(
        "said",
        "told",
        "asked",
        "reporters",
        "according",
        "to",
        "that",
        "and",
        "On",
        "Monday",
        "was",
    ),
    *(",", ".", ":", ";", "?", "!", "(", ")", "—", "52", "_", "…", "van", "al-", "é", "東京"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.data())
def test_every_label_is_a_slice_of_the_excerpt(pieces: list[str], data: st.DataObject) -> None:
    """Whatever the text: a quotation with its marks, a name with a capital, both inside."""
    text = " ".join(pieces)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for found in attributions(Article(id="a", text=text, title=""), start, end):
        assert all(start <= first < last <= end for first, last in (found.quotation, found.name))
        assert text[found.quotation[0]] in '“«"'
        assert text[found.name[0]].isupper()


def test_what_stands_behind_the_excerpt_still_counts() -> None:
    """A window may end at a question; whoever asked it is not left to the one before."""
    text = "“We open,” said Ada Quist. “Who pays?” a councillor asked."
    article = Article(id="a", text=text, title="")
    found = attributions(article, 0, text.index(" a councillor"))
    assert [text[slice(*item.quotation)] for item in found] == ["“We open,”"]
