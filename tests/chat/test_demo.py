"""The demo without its page: which folder and which questions a coverage gets."""

import socket
from pathlib import Path

import pytest
from fakes import MakeAnswerer

from bot.chat.demo import demo_folder, sample_questions, serve
from embeddings.errors import InputError


def test_each_choice_of_sources_has_its_own_folder(tmp_path: Path) -> None:
    """In any order; a demo over other articles must not find those of the last one."""
    one, two = tmp_path / "one", tmp_path / "two"
    folder = demo_folder(tmp_path, [one, two])
    assert folder.parent == tmp_path
    assert folder == demo_folder(tmp_path, [two, one])
    assert len({folder, demo_folder(tmp_path, [one]), demo_folder(tmp_path, [two])}) == 3


def test_sample_questions_are_about_the_names_in_most_articles(
    make_answerer: MakeAnswerer,
) -> None:
    """Each article counts once, however often it says a name; three at most."""
    answerer = make_answerer(
        {
            "a.txt": "We saw Ada Lind and Port Avel. We saw Ada Lind, Bo Holm and Kim Ek.",
            "b.txt": "Ada Lind left Port Avel, and Bo Holm wept.",
            "c.txt": "Ada Lind and Port Avel are far apart. Jan Ny, Jan Ny and Jan Ny.",
        }
    )
    assert sample_questions(answerer.retriever.archive) == [
        "What about Ada Lind?",
        "What about Port Avel?",
        "What about Bo Holm?",
    ]


def test_a_word_that_only_opens_the_sentence_is_no_part_of_a_name(
    make_answerer: MakeAnswerer,
) -> None:
    """So "Then Ada Lind" is about Ada Lind, and "The Harbour" is no name of two words."""
    answerer = make_answerer({"a.txt": "Then Ada Lind left. The Harbour was quiet."})
    assert sample_questions(answerer.retriever.archive)[0] == "What about Ada Lind?"


def test_a_coverage_without_names_is_asked_about_by_headline(
    make_answerer: MakeAnswerer,
) -> None:
    """Some question can be shown over any coverage, in any script."""
    answerer = make_answerer({"rain over the bay.txt": "it rained."})
    assert sample_questions(answerer.retriever.archive) == ["What about rain over the bay?"]


def test_a_port_that_is_taken_is_named(make_answerer: MakeAnswerer) -> None:
    """With the remedy, and without a traceback."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=rf"Port {port} cannot be used .*: name another\."):
            serve(make_answerer({"a.txt": "It rained."}), port=port)
