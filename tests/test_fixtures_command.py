"""`pullquote fixtures`: from the coverage and from feedback to drafts, and on to fixtures."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from fakes import QuietProgress, WordEncoder

from bot.answering.schema import RefusalReason
from bot.cli import main
from bot.feedback.store import FeedbackStore
from bot.harness.fixtures.yaml_file import load_fixtures
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of

Capture = pytest.CaptureFixture[str]
HERE, THERE = 111, 222
ARTICLES = {
    "harbour.txt": (
        "Harbour closed\n\nThe council of Lindmoor closed the harbour on March 3, 2022. About "
        "1,200 people left the harbour of Lindmoor by boat."
    ),
    "hafen.txt": (
        "Hafen gesperrt\n\nIm März 2022 sperrte der Stadtrat von Lindmoor den Hafen und die "
        "Brücke. Die Fähre ist nicht mehr von Lindmoor in das Dorf gefahren."
    ),
}


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["fixtures", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def desk(tmp_path: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder with an index in `data`, the working folder, without settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUOTE_LIMITS", raising=False)
    (tmp_path / "articles").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8")
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        index(archive, encoder, [tmp_path / "articles"], QuietProgress())
    return tmp_path


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose `data` has what two servers collected, and no index."""
    monkeypatch.chdir(tmp_path)
    now = datetime.now(UTC)
    with FeedbackStore.open(tmp_path / "data" / "bot.db") as store:
        for server in (HERE, THERE):
            store.set_collects(server, on=True)
        store.not_helpful("Who was it?", HERE, now - timedelta(days=31))
        for _ in range(2):
            store.unanswered("Who sank the ferry?", HERE, RefusalReason.NOTHING_RELEVANT, now)
        store.not_helpful("Where is the dam?", THERE, now)
    return tmp_path


def test_coverage_to_drafts_to_fixtures(desk: Path, capsys: Capture) -> None:
    """A person deletes one of the drafts, and accepts the others; German is asked in German."""
    assert status("draft", "--count", "9", "--out", "drafts.yaml") == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "Wrote 3 drafts into drafts.yaml: read, mend, and accept them.\n"
        "No more than 3 drafts can be made.\n"
    )
    made = {one.question: one for one in load_fixtures(desk / "drafts.yaml")}
    assert set(made) == {
        "When was it that the council of Lindmoor closed the harbour?",
        "How many people left the harbour of Lindmoor by boat?",
        "Wann sperrte der Stadtrat von Lindmoor den Hafen und die Brücke?",
    }
    boat = made["How many people left the harbour of Lindmoor by boat?"]
    assert (boat.articles, boat.words) == (("harbour",), ("About 1,200 people left",))

    lines = (desk / "drafts.yaml").read_text(encoding="utf-8").split("\n")
    del lines[boat.line - 1 : boat.line + 4]
    (desk / "drafts.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert status("accept", "drafts.yaml", "--into", "questions.yaml") == 0
    assert capsys.readouterr().out == (
        "Moved 2 drafts from drafts.yaml into questions.yaml.\n"
        "Nothing is left in drafts.yaml, so it was removed.\n"
    )
    assert {one.tags for one in load_fixtures(desk / "questions.yaml")} == {("cloze", "dates")}


@pytest.mark.usefixtures("desk")
def test_without_a_file_the_drafts_are_printed(capsys: Capture) -> None:
    """Standard output is YAML and nothing else."""
    assert status("draft", "--count", "1") == 0
    captured = capsys.readouterr()
    assert len(yaml.safe_load(captured.out)["questions"]) == 1
    assert captured.err == ""


def test_a_file_that_is_there_is_not_overwritten(desk: Path, capsys: Capture) -> None:
    """It may hold an afternoon's work."""
    (desk / "drafts.yaml").write_text("work", encoding="utf-8")
    assert status("draft", "--out", "drafts.yaml") == 3
    assert "drafts.yaml is there already and was left as it is" in capsys.readouterr().err
    assert (desk / "drafts.yaml").read_text(encoding="utf-8") == "work"


@pytest.mark.usefixtures("desk")
def test_the_owners_quoting_limits_hold_for_drafts(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outlet that may not be quoted is not drafted from."""
    monkeypatch.setenv("QUOTE_LIMITS", '{"*": 0}')
    assert status("draft") == 3
    assert "quoting limit): write the questions yourself" in capsys.readouterr().err


def test_without_an_index_there_is_nothing_to_draft_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """As for every command that needs one; and no feedback was ever kept."""
    monkeypatch.chdir(tmp_path)
    assert status("draft") == 4
    assert "There is no index in data" in capsys.readouterr().err
    assert status("draft", "--from", "feedback") == 3
    assert "No questions are kept in data/bot.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_feedback_to_drafts_to_fixtures(asked: Path, capsys: Capture) -> None:
    """What was asked most comes first, what expired not at all; a person says what answers it."""
    assert status("draft", "--from", "feedback", "--count", "2", "--out", "drafts.yaml") == 0
    assert "unlike bot.db, a file never forgets" in capsys.readouterr().err
    text = (asked / "drafts.yaml").read_text(encoding="utf-8")
    assert stat.S_IMODE((asked / "drafts.yaml").stat().st_mode) & 0o077 == 0
    questions = [one["question"] for one in yaml.safe_load(text)["questions"]]
    assert questions == ["Who sank the ferry?", "Where is the dam?"]
    assert "# Asked 2 times; refused (nothing relevant)." in text
    assert "# Asked once; answered, and the answer was of no help." in text

    assert status("accept", "drafts.yaml", "--into", "questions.yaml") == 3
    assert "No question of drafts.yaml is complete" in capsys.readouterr().err
    completed = text.replace("article:\n", "unanswerable: true\n", 1)
    (asked / "drafts.yaml").write_text(completed, encoding="utf-8")
    assert status("accept", "drafts.yaml", "--into", "questions.yaml") == 0
    out = capsys.readouterr().out
    assert "Left in drafts.yaml: 1 draft.\nStill without an article: line " in out
    (fixture,) = load_fixtures(asked / "questions.yaml")
    assert (fixture.question, fixture.answerable) == ("Who sank the ferry?", False)
    assert fixture.tags == ("asked",)


def test_one_servers_questions_stay_its_own(asked: Path, capsys: Capture) -> None:
    """`--server` names it by its id."""
    assert status("draft", "--from", "feedback", "--server", str(THERE)) == 0
    (one,) = yaml.safe_load(capsys.readouterr().out)["questions"]
    assert one["question"] == "Where is the dam?"
    assert asked.is_dir()


def test_with_an_index_the_nearest_headlines_help(asked: Path, capsys: Capture) -> None:
    """The bot's own search finds them, with the real model."""
    (asked / "harbour.txt").write_text(ARTICLES["harbour.txt"], encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["index", "harbour.txt"])
    capsys.readouterr()
    assert status("draft", "--from", "feedback", "--server", str(HERE)) == 0
    assert "  # Nearest in the coverage:\n  # harbour Harbour closed\n" in capsys.readouterr().out


def test_the_lines_to_accept_are_named(desk: Path, capsys: Capture) -> None:
    """`--only 4,9-20`, as the file numbers them."""
    assert status("draft", "--out", "drafts.yaml") == 0
    first, *others = load_fixtures(desk / "drafts.yaml")
    assert (
        status("accept", "drafts.yaml", "--into", "questions.yaml", "--only", str(first.line)) == 0
    )
    assert "Left in drafts.yaml: 2 drafts." in capsys.readouterr().out
    assert [one.question for one in load_fixtures(desk / "questions.yaml")] == [first.question]
    left = [one.question for one in load_fixtures(desk / "drafts.yaml")]
    assert left == [one.question for one in others]
    assert status("accept", "drafts.yaml", "--into", "questions.yaml", "--only", "x") == 3
    assert "'x' are no lines" in capsys.readouterr().err


def test_the_schema_is_printed(capsys: Capture) -> None:
    """Editors complete and check by it."""
    assert status("schema") == 0
    assert "questions" in json.loads(capsys.readouterr().out)["properties"]
