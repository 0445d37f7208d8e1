"""`pullquote evaluate` with the real model: files, folders, packs, reports, bad input."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.cli import main

CREW = "The crew of the station grew lettuce and ate it on Monday."
PROBE = "The probe Heron came down in a crater of the moon."
QUESTIONS = """\
questions:
  - question: What did the crew of the station grow?
    article: Station garden
    words: lettuce
  - question: Where did the probe Heron come down?
    article: probe
    words: crater
"""

Capture = pytest.CaptureFixture[str]


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an index, fixture questions, and a public set with the same texts."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "crew.txt").write_text(f"Station garden\n\n{CREW}", encoding="utf-8")
    (folder / "probe.txt").write_text(f"Moon probe\n\n{PROBE}", encoding="utf-8")
    (folder / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    sources = [str(folder / name) for name in ("crew.txt", "probe.txt")]
    assert status("index", *sources, "--data-dir", str(folder / "data")) == 0
    public = folder / "public"
    public.mkdir()
    texts = {"d1": ("Station garden", CREW), "d2": ("Moon probe", PROBE)}
    _write_lines(
        public / "corpus.jsonl",
        [{"_id": name, "title": title, "text": text} for name, (title, text) in texts.items()],
    )
    span = [CREW.index("lettuce"), CREW.index("lettuce") + len("lettuce")]
    crew = {"_id": "q1", "text": "What did the crew of the station grow?", "gold_doc": "d1"}
    _write_lines(
        public / "queries.jsonl",
        [
            {**crew, "answers": ["lettuce"], "answer_spans": [span]},
            {"_id": "q2", "text": "Where did the probe Heron come down?"},
        ],
    )
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n"
    (public / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def _write_lines(path: Path, lines: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def evaluate(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the command with its data folder, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return ["evaluate", "--data-dir", str(desk / "data")]


def test_a_file_gives_every_report(
    evaluate: list[str], desk: Path, tmp_path: Path, capsys: Capture
) -> None:
    """JSON on standard output, the page and JUnit in their files; a headline names an article."""
    files = ["--html", "page.html", "--junit", "junit.xml"]
    assert status(*evaluate, str(desk / "questions.yaml"), "--json", *files) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["figures"]["hit@1"]["value"] == 1
    assert found["outcomes"][0]["fixture"]["articles"] == ["crew"]
    assert "What did the crew of the station grow?" in (tmp_path / "page.html").read_text()
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - written just now
    assert suite.attrib["tests"] == "2"


def test_a_run_is_compared_with_an_earlier_one(
    evaluate: list[str], desk: Path, tmp_path: Path, capsys: Capture
) -> None:
    """What is worse by more than is allowed ends with status 1, after every report was written."""
    questions = str(desk / "questions.yaml")
    assert status(*evaluate, questions, "--json") == 0
    before = json.loads(capsys.readouterr().out)
    (tmp_path / "before.json").write_text(json.dumps(before), encoding="utf-8")
    worse = tmp_path / "worse.yaml"
    wrong = "article: probe\n    words: moon\n"
    worse.write_text(QUESTIONS.replace("article: Station garden\n    words: lettuce\n", wrong))

    same = [*evaluate, questions, "--baseline", "before.json", "--max-drop", "mrr=0.02"]
    assert status(*same) == 0
    assert "2 questions in both reports" in capsys.readouterr().out
    changed = [*evaluate, str(worse), "--baseline", "before.json", "--max-drop", "mrr=0.02"]
    assert status(*changed, "--html", "page.html") == 1
    assert "mrr" in capsys.readouterr().err
    assert (tmp_path / "page.html").exists()


def test_a_folder_is_a_public_set(evaluate: list[str], desk: Path, capsys: Capture) -> None:
    """Its corpus is indexed once, and asked with its own questions and spans."""
    for _ in range(2):
        assert status(*evaluate, str(desk / "public"), "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert found["about"]["fixtures"] == "public"
        assert found["figures"]["hit@1"]["value"] == 1
        assert found["figures"]["words_in_first"] == {
            "value": 1,
            "n": 1,
            "low": None,
            "high": None,
        }
    assert len(list((desk / "data" / "evaluations").iterdir())) == 1


def test_what_is_left_out_is_not_there_to_answer(
    evaluate: list[str], desk: Path, tmp_path: Path, capsys: Capture
) -> None:
    """The question of a document that is left out becomes unanswerable."""
    (tmp_path / "out.txt").write_text("# the garden\nd1\n", encoding="utf-8")
    assert status(*evaluate, str(desk / "public"), "--leave-out", "out.txt", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["about"]["articles"], found["figures"]["unanswerable"]) == (1, 1)


def test_a_pack_is_made_from_what_is_indexed(evaluate: list[str], capsys: Capture) -> None:
    """Hostile input and other topics fit every coverage; what cannot be made is said."""
    assert status(*evaluate, "--pack", "adversarial", "--json") == 0
    printed = capsys.readouterr()
    tags = json.loads(printed.out)["by_tag"]
    assert {"off-topic", "hostile-input"} <= set(tags)
    assert "left out: swapped-names" in printed.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a YAML file"),
        (["--pack", "gentle"], "Unknown pack 'gentle': use adversarial"),
        (["{desk}/questions.yaml", "--pack", "adversarial"], "one after the other"),
        (["{desk}/questions.yaml", "--max-drop", "mrr=0.1"], "--baseline"),
        (["{desk}/questions.yaml", "--leave-out", "x"], "index of a folder"),
        (["{desk}/questions.yaml", "--html", "nowhere/page.html"], "cannot be written"),
        (["{desk}/questions.yaml", "--baseline", "{desk}/crew.txt"], "crew.txt"),
        (["{desk}/questions.yaml", "--html", "{desk}/questions.yaml"], "is read: name another"),
        (["{desk}/public", "--junit", "{desk}/data/../public/qrels.tsv"], "is read: name another"),
        (["x.yaml", "--baseline", "{desk}/b.json", "--html", "{desk}/b.json"], "is read: name"),
        (["x.yaml", "--html", "a.html", "--junit", "./a.html"], "named for two reports"),
        (["{desk}/data"], "corpus.jsonl"),
        (["nothing.yaml"], "There is no file nothing.yaml"),
    ],
)
def test_what_cannot_be_evaluated_is_told_before_anything_is_asked(
    evaluate: list[str], desk: Path, arguments: list[str], said: str, capsys: Capture
) -> None:
    """One sentence with the remedy, and status 3."""
    given = [argument.format(desk=desk) for argument in arguments]
    assert status(*evaluate, *given) == 3
    printed = capsys.readouterr()
    assert said in " ".join(printed.err.split())
    assert not printed.out
