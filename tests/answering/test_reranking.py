"""The bundled reranker as it ships, any other CrossEncoder, none, and models that are broken."""

import logging
import shutil
from pathlib import Path

import pytest
from fakes import MakeAnswerer

from bot.answering.answerer import Answerer
from bot.answering.ranking.cross_encoders import (
    MAX_TOKENS,
    MODEL_NAME,
    TOKENIZER_NAME,
    BundledReranker,
)
from bot.answering.ranking.reading import Reranker, Titled
from bot.answering.ranking.reranking import FOLDER, POOL, SUMS_NAME, load_reranker
from bot.answering.ranking.weights import RERANKED
from bot.answering.schema import Answer
from embeddings.errors import ModelError

QUESTION = "How many bells did the foundry cast?"
ANSWERS = Titled(
    "The foundry closes",
    "The gates shut on Friday. The foundry cast 340 bells in ninety years. Weeds grow there now.",
)
ONLY_SHARES_WORDS = Titled(
    "Night at the foundry",
    "Many people did hear bells, and nobody knew how. The foundry has a museum with a door.",
)
UNRELATED = Titled("Orchards", "Late frost killed the blossoms. Growers lit candles.")
HALL = """---
id: hall
title: The town hall gets a roof
---
Carpenters finished the roof of the town hall. The roof weighs 90 tonnes.
"""
FOUNDRY = f"---\nid: foundry\ntitle: {ANSWERS.title}\n---\n{ANSWERS.text}\n"
WARNING_LOGGER = "bot.answering.ranking.reranking"


@pytest.fixture(scope="module")
def bundled() -> Reranker:
    """Return the reranker that ships."""
    reranker = load_reranker()
    assert isinstance(reranker, BundledReranker)
    return reranker


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    """Return a copy of the bundled model's folder that may be changed."""
    return shutil.copytree(FOLDER, tmp_path / "reranker")


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny CrossEncoder with one label."""
    return saved_model(tmp_path_factory.mktemp("own") / "model", labels=1)


def saved_model(folder: Path, *, labels: int) -> Path:
    """Save a tiny CrossEncoder with random weights, always the same ones; return its folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=30522,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=labels,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    signs = {"pad": "[PAD]", "cls": "[CLS]", "sep": "[SEP]", "unk": "[UNK]", "mask": "[MASK]"}
    PreTrainedTokenizerFast(
        tokenizer_file=str(FOLDER / TOKENIZER_NAME),
        model_max_length=512,
        **{f"{name}_token": sign for name, sign in signs.items()},
    ).save_pretrained(folder)
    return folder


def test_what_answers_reads_better_than_what_only_shares_words(bundled: Reranker) -> None:
    """And that better than what is about something else."""
    answers, shares, unrelated = bundled.read(QUESTION, [ANSWERS, ONLY_SHARES_WORDS, UNRELATED])

    assert answers.logit > shares.logit > unrelated.logit


def test_the_evidence_adds_up_and_lies_in_the_sentence_that_answers(bundled: Reranker) -> None:
    """Its shares are over the passage alone, without the headline and the question."""
    (reading,) = bundled.read(QUESTION, [ANSWERS])
    text, first = ANSWERS.text, "The foundry cast 340 bells in ninety years."
    start = text.index(first)
    before, inside, after = (
        reading.share(*span)
        for span in ((0, start), (start, start + len(first)), (start + len(first), len(text)))
    )

    assert before is not None
    assert inside is not None
    assert after is not None
    assert inside > max(before, after)
    assert before + inside + after == pytest.approx(1.0, abs=1e-5)
    assert reading.starts[0] == 0
    assert {text[start] for start in reading.starts} >= set("T3W.")


def test_readings_come_in_the_order_of_the_texts(bundled: Reranker) -> None:
    """However long each is and however many there are; one alone reads like one among many."""
    texts = [ANSWERS, UNRELATED, Titled("", "Bells."), ONLY_SHARES_WORDS]
    texts += [Titled(f"Part {n}", f"Weeds grow at gate {n}. " * (20 - n)) for n in range(20)]
    together = bundled.read(QUESTION, texts)
    alone = [bundled.read(QUESTION, [text])[0] for text in texts]

    assert len(together) == len(texts) > 2 * 8
    assert [reading.logit for reading in together] == [reading.logit for reading in alone]
    assert [len(reading.starts) for reading in together] == [len(item.starts) for item in alone]


def test_what_is_too_long_is_cut_at_its_end(bundled: Reranker) -> None:
    """A long question and a long passage are read as far as there is room, a headline first."""
    long = Titled("Bells", ANSWERS.text + " Weeds grow there now." * 500)
    (reading,) = bundled.read("How many bells? " * 200, [long])
    (titled,) = bundled.read(QUESTION, [Titled("headline " * 500, ANSWERS.text)])

    assert 0 < len(reading.starts) < MAX_TOKENS
    assert reading.evidence.sum() == pytest.approx(1.0, abs=1e-5)
    assert titled.share(0, len(ANSWERS.text)) is None


@pytest.mark.parametrize("sign", ["問", "🔔", "ß", "a "])
def test_a_question_of_many_tokens_is_read(bundled: Reranker, sign: str) -> None:
    """In some scripts each sign is a token, and 300 of them more than the model reads."""
    (reading,) = bundled.read(sign * 500, [ANSWERS])

    assert abs(reading.logit) < 100


def test_empty_texts_are_read_and_say_nothing(bundled: Reranker) -> None:
    """No passage at all gives no reading."""
    nothing, titled = bundled.read(QUESTION, [Titled("", ""), Titled("Bells", "")])

    assert (nothing.share(0, 10), titled.share(0, 10)) == (None, None)
    assert bundled.read(QUESTION, []) == []
    assert len(bundled.read("", [ANSWERS])) == 1


def test_none_means_none() -> None:
    """Without a warning: it was asked for."""
    assert load_reranker("none") is None


def damaged(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    return folder


def without(folder: Path, name: str) -> Path:
    (folder / name).unlink()
    return folder


@pytest.mark.parametrize(
    ("name", "harm", "fault"),
    [
        (MODEL_NAME, damaged, "model.int8.onnx has another checksum than SHA256 says"),
        (TOKENIZER_NAME, damaged, "tokenizer.json has another checksum than SHA256 says"),
        (MODEL_NAME, without, "model.int8.onnx cannot be read"),
        (SUMS_NAME, without, "SHA256 cannot be read"),
    ],
)
def test_a_broken_bundled_model_is_left_out_with_one_warning(
    model_copy: Path, caplog: pytest.LogCaptureFixture, name: str, harm: object, fault: str
) -> None:
    """The bot still answers; the log names the file and the remedy."""
    assert callable(harm)
    harm(model_copy, name)
    with caplog.at_level(logging.WARNING, WARNING_LOGGER):
        assert load_reranker(bundled=model_copy) is None
    (record,) = caplog.records

    assert record.getMessage() == (
        f"The bundled reranker is left out ({fault}), so answers are ranked without it: install "
        "pullquote again, or set RERANKER=none."
    )


def test_a_list_of_checksums_that_is_none_is_a_fault(
    model_copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A line without a name, say."""
    (model_copy / SUMS_NAME).write_text("0123\n", encoding="utf-8")
    assert load_reranker(bundled=model_copy) is None

    assert "(SHA256 cannot be read)" in caplog.messages[0]


@pytest.mark.parametrize("setting", ["no/such-model", "/no/such/folder"])
def test_a_model_that_is_not_here_is_an_error(setting: str) -> None:
    """It was asked for by name, so going on without it would be wrong."""
    with pytest.raises(ModelError, match=r"give (the path of its|a) folder"):
        load_reranker(setting)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    """Said when it is first needed, with the remedy."""
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    reranker = load_reranker(str(tmp_path))
    assert reranker
    with pytest.raises(ModelError, match=r"does not load .* or set RERANKER=bundled"):
        reranker.read(QUESTION, [ANSWERS])


def test_a_model_with_several_labels_is_an_error(tmp_path: Path) -> None:
    """Which of its figures says that a passage answers, nobody can know."""
    folder = saved_model(tmp_path / "model", labels=2)
    reranker = load_reranker(str(folder))
    assert reranker
    with pytest.raises(ModelError) as raised:
        reranker.read(QUESTION, [ANSWERS, UNRELATED])

    assert str(raised.value) == (
        f"The reranker {folder} gives each pair several figures: choose a CrossEncoder with one "
        "label, or set RERANKER=bundled."
    )


def test_any_cross_encoder_reads_a_headline_and_its_passage(own_model: Path) -> None:
    """Its logit is the raw one, and it says nothing of places."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    reranker = load_reranker(str(own_model))
    assert reranker
    readings = reranker.read(QUESTION, [ANSWERS, UNRELATED, Titled("", "Bells.")])
    model = AutoModelForSequenceClassification.from_pretrained(own_model).eval()
    tokenizer = AutoTokenizer.from_pretrained(own_model)
    seconds = [
        f"{ANSWERS.title}: {ANSWERS.text}",
        f"{UNRELATED.title}: {UNRELATED.text}",
        "Bells.",
    ]
    with torch.no_grad():
        expected = [
            float(model(**tokenizer(QUESTION, second, return_tensors="pt")).logits)
            for second in seconds
        ]

    assert [reading.logit for reading in readings] == pytest.approx(expected, abs=1e-4)
    assert len(set(expected)) == 3
    assert [reading.share(0, 10) for reading in readings] == [None] * 3


def test_passages_are_ordered_by_the_sum_of_both_scores(
    make_answerer: MakeAnswerer, own_model: Path
) -> None:
    """The fused score and the logit, each with its weight; only the best candidates are read."""
    lines = [f"The roof of barn {n} {'creaks ' * n}." for n in range(POOL + 4)]
    files = {f"barn-{n}.txt": f"Barn {n}\n\n{line}" for n, line in enumerate(lines)}
    plain = make_answerer(files)
    reranker = load_reranker(str(own_model))
    pipeline = Answerer(plain.retriever, plain.limits, reranker=reranker).pipeline
    query = plain.retriever.query("Which roof creaks?")
    found = pipeline.find(query)
    scores = [
        RERANKED.fused * item.candidate.score + RERANKED.logit * item.reading.logit
        for item in found.ranked
        if item.reading
    ]

    assert len(found.candidates) == POOL + 4
    assert len(scores) == POOL
    assert [item.score for item in found.ranked] == scores == sorted(scores, reverse=True)
    read = {item.candidate.passage.id for item in found.ranked}
    assert read == {item.passage.id for item in found.candidates[:POOL]}
    assert [item.candidate for item in pipeline.find(query).ranked] == [
        item.candidate for item in found.ranked
    ]


@pytest.mark.parametrize("kind", ["bundled", "none", "own"])
def test_every_reranker_can_answer(
    make_answerer: MakeAnswerer, own_model: Path, kind: str
) -> None:
    """With the passage that answers, by a score from 0 to 1."""
    plain = make_answerer({"foundry.md": FOUNDRY, "hall.md": HALL}, max_excerpts=1)
    reranker = load_reranker(str(own_model) if kind == "own" else kind)
    answerer = Answerer(plain.retriever, plain.limits, reranker=reranker)
    answerer.warm_up()
    reply = answerer.answer("How many bells did the foundry cast in ninety years?")

    assert isinstance(reply, Answer)
    assert 0 <= reply.score <= 1
    if kind != "own":  # whose weights are random
        assert "340 bells" in reply.excerpts[0].text
