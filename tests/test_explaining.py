"""Explanations in the terminal, as JSON, and the sentence that says what decided."""

import json
from pathlib import Path

import pytest
from fakes import MakeAnswerer
from rich.console import Console

from bot import wording
from bot.answering.explanation import Explanation
from bot.answering.ranking.weights import FUSED
from bot.answering.schema import Answer, Refusal, RefusalReason
from bot.answering.understanding.options import Options
from bot.cli import main
from bot.terminal import explaining

FILES = {
    "bells.txt": "The foundry [closes]\n\nThe foundry cast 340 bells in ninety years.",
    "roof.txt": "Roof\n\nCarpenters finished the roof of the town hall.",
}
QUESTION = "How many bells did the foundry cast?"


def printed(why: Explanation, width: int = 100) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(explaining.explained(why))
    return capture.get()


def test_the_terminal_shows_every_stage(make_answerer: MakeAnswerer) -> None:
    """The query, its terms, both tables and the decision; brackets are no markup."""
    why = make_answerer(FILES).explain(QUESTION)
    text = printed(why, 160)

    assert f"Searched for: {QUESTION}" in text
    assert "Reranker: none" in text
    assert "The foundry [closes]: The foundry cast 340 bells" in text
    assert "shown" in text
    assert (
        f"Answered: the best score {round(why.reply.score or 0, 3)} reaches the threshold 0.0."
        in text
    )


def test_filters_are_named_in_the_terminal(make_answerer: MakeAnswerer) -> None:
    """With what was asked for."""
    files = {"bells.md": "---\noutlet: Coast Desk\n---\nThe foundry cast 340 bells."}
    why = make_answerer(files).explain(QUESTION, Options(outlet="coast"))

    assert "Within: outlet: coast" in printed(why)


def test_a_narrow_terminal_keeps_the_figures(make_answerer: MakeAnswerer) -> None:
    """A passage takes one line, cut."""
    text = printed(make_answerer(FILES).explain(QUESTION), 80)

    assert max(map(len, text.splitlines())) <= 80
    (row,) = [line for line in text.splitlines() if line.split()[:1] == ["1"]]
    assert row.count("(1)") == 3


def test_the_json_holds_every_figure(make_answerer: MakeAnswerer) -> None:
    """Places, evidence and windows with their spans."""
    why = make_answerer(FILES).explain(QUESTION)
    found = explaining.as_json(why)
    (search,) = found["searches"]
    best, window = search["passages"][0], search["windows"][0]

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["threshold"], found["reranker"], search["filters"]) == (0.0, None, {})
    assert search["query"] == QUESTION
    assert best["places"] == {"final": 1, "fused": 1, "cosine": 1, "bm25": 1}
    assert (best["article_id"], best["logit"], best["score"]) == (
        "bells",
        None,
        pytest.approx(FUSED.fused * best["fused"]),
    )
    assert window["shown"] is True
    assert window["score"] == why.reply.score


@pytest.mark.parametrize(
    ("score", "threshold", "sentence"),
    [
        (
            0.312,
            0.4,
            "Refused (nothing relevant): the best score 0.312 is below the threshold 0.4.",
        ),
        (
            0.39996,
            0.4,
            "Refused (nothing relevant): the best score 0.39996 is below the threshold 0.4.",
        ),
        (0.0, 0.0, "Refused (nothing relevant): nothing that was found may be shown."),
        (None, 0.4, "Refused (nothing relevant): no score decided that."),
    ],
)
def test_a_refusal_says_what_decided(score: float | None, threshold: float, sentence: str) -> None:
    """Never that a score is below its equal."""
    refusal = Refusal("?", score, RefusalReason.NOTHING_RELEVANT, [], 0.0)

    assert wording.decision(refusal, threshold) == sentence


def test_an_answer_says_what_decided() -> None:
    """The score and the threshold it reaches."""
    assert wording.decision(Answer("?", 0.71249, [], 0.0), 0.4) == (
        "Answered: the best score 0.712 reaches the threshold 0.4."
    )


def test_ask_explains_where_it_is_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the answer, or within its JSON."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = str(tmp_path / "data")
    for arguments in (
        ["index", str(tmp_path), "--data-dir", data],
        ["ask", QUESTION, "--explain", "--data-dir", data],
        ["ask", QUESTION, "--explain", "--json", "--data-dir", data],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0
    *lines, last = capsys.readouterr().out.splitlines()
    reply = json.loads(last)
    (search,) = reply["explanation"]["searches"]

    assert lines.index("> The foundry cast 340 bells in ninety years.") < lines.index(wording.WHY)
    assert "Reranker: bundled" in lines
    assert reply["explanation"]["decision"] in lines
    assert search["windows"][0]["score"] == reply["score"]
