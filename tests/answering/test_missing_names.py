"""Which names in questions the sample coverage never mentions, and what is no name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fakes import QuietProgress, WordEncoder

from bot.answering.understanding.dates import understand
from bot.answering.understanding.missing_names import missing_name
from bot.answering.understanding.periods import Calendar
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever

ROOT = Path(__file__).parent.parent.parent
FIXTURES = yaml.safe_load((ROOT / "tests/fixtures/questions.yaml").read_text(encoding="utf-8"))
ANSWERABLE = [
    item["question"] for item in FIXTURES["questions"] if not item.get("unanswerable", False)
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """Yield a retriever over the sample coverage."""
    encoder = WordEncoder()
    folder = tmp_path_factory.mktemp("sample")
    with Archive.create(folder, manifest_of(encoder)) as archive:
        index(archive, encoder, [ROOT / "articles"], QuietProgress())
        yield Retriever(archive, encoder)


@pytest.mark.parametrize("question", ANSWERABLE)
def test_no_answerable_question_has_a_missing_name(retriever: Retriever, question: str) -> None:
    """A wrong refusal would be worse than a weak quote."""
    topic = understand(question, Calendar()).topic
    assert missing_name(topic, retriever.mentions) is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What did Bartholomew Quimby say?", "Bartholomew Quimby"),
        ("Who is Zorblax?", "Zorblax"),
        ("Peggy Quimby flew when?", "Peggy Quimby"),
        ("Was Quimby's dog in orbit too?", "Quimby"),
        ("How much did Horizonix Inc. pay?", "Horizonix Inc"),
        ("What did J. K. Quimbling write about Musk?", "J. K. Quimbling"),
        ("Did Musk ever meet Quimby?", "Quimby"),
        ("Did Rogozin fly to Zanzibar?", "Zanzibar"),
        ("What does the Quimby-Zorblax treaty say?", "Quimby-Zorblax"),
        ("Did Peggy Quimby react?", "Peggy Quimby"),  # no headline: its verb is small
        ("I read of Rogozin. Did Zorblax Quimby answer?", "Zorblax Quimby"),
        ("Did it anger Rogozin. Zorblax Quimby too?", "Zorblax Quimby"),
        ("Who are the Zorblaxers?", "Zorblaxers"),
        ("Who is McQuimby?", "McQuimby"),
    ],
)
def test_a_made_up_name_is_missing(retriever: Retriever, question: str, name: str) -> None:
    """It is given as the question writes it, without what only opens the sentence."""
    assert missing_name(question, retriever.mentions) == name
    assert name in question


@pytest.mark.parametrize(
    "question",
    [
        "Quimby said what?",  # one capital at the start may open the sentence
        "WHO IS ZORBLAX OF THE MOON",
        "Who Is Zorblax Of The Moon?",  # a headline has capitals everywhere
        "what did zorblax say",
        "What did Rogozine say about Elon Mask?",  # spelt almost right
        "What did ESQU say?",  # initials
        "What did the Bolivians want?",  # a nationality
        "Is it true that I may ask in May?",
        "How many RD-999 engines were there?",  # a number
        "What did President Rogozin say?",
        "What did the Prime Minister say?",
        "What did the Supreme Court say?",
        "What did the Pentagon say about Covid?",
        "Who commanded Expedition 66?",  # what a number counts
        "Was Mark VandeHei left behind?",  # one word for two
        "Did Mc Clain fly?",  # two words for one
        "What did the Floridaers think?",  # of a place that is there
        "What happened in Kiev?",  # a place with two names
        "What happened in Feb?",
        "¿Qué dijo Rogozin?",
        "Что сказал Рогозин?",  # the articles write him in another alphabet
        "Hey Zorblax, who is Rogozin?",  # a greeting
        "Thanks Zorblax! Who is Rogozin?",
        "Hello, Zorblax! Who is Rogozin?",
        "Who is Rogozin? Cheers, Zorblax",
        "What does https://Zorblax.example/Quimby say?",
        "What is 'Zorblax'?",  # one capital at the start of a title
        "Who is it – Zorblax?",
        "?",
        "",
    ],
)
def test_what_may_be_written_otherwise_is_not_missing(retriever: Retriever, question: str) -> None:
    """In doubt the ranking decides."""
    assert missing_name(question, retriever.mentions) is None
