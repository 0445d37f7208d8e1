"""The demo without its page: which folder and which questions a coverage gets."""

from pathlib import Path

from fakes import MakeAnswerer

from bot.chat.demo import demo_folder, sample_questions


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


def test_a_coverage_without_names_has_no_sample_questions(make_answerer: MakeAnswerer) -> None:
    """Nothing is made up."""
    assert sample_questions(make_answerer({"a.txt": "it rained."}).retriever.archive) == []
