"""What `benchmarks/speed` says is what was measured: memory, limits, ratios, exactness."""

import ast
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from speed.contenders import HAND_MADE, HAYSTACK, PLAIN, PULLQUOTE, TXTAI, Contender
from speed.corpora import Corpus, corpus_of
from speed.exactness import exactness
from speed.figures import median, percentile
from speed.goals import GOALS, goal_rows
from speed.keeping import Kept, keep, kept_in
from speed.measuring import Column, Plan, Size, measure
from speed.peers.driving import timed
from speed.processes import Measured, Missed, run
from speed.report import report
from speed.sampled import SampledEncoder
from speed.work import flops, product_flops

from embeddings.errors import InputError

PEERS = Path(__file__).parent.parent / "benchmarks" / "speed" / "peers"
PYTHON = Path(sys.executable)
TOY_PEER = f"""
import json, sys
sys.path.insert(0, {str(PEERS)!r})
from driving import drive

class Toy:
    def build(self, job):
        job.index.mkdir(parents=True)
        (job.index / "texts.json").write_text(json.dumps(list(job.texts())))

    def open(self, job):
        texts = json.loads((job.index / "texts.json").read_text())
        return lambda question: [text for text in texts if question.split()[-1] in text]

drive(Toy())
"""


def _measured(seconds: float, *, peak_mb: float = 100, found: object = None) -> Measured:
    return Measured(seconds, seconds, peak_mb, 0.0, seconds, found or {})


def _served(milliseconds: float, peak_mb: float) -> Measured:
    seconds = [milliseconds / 1000] * 3
    rates = {"1": 1000 / milliseconds, "2": 1000 / milliseconds}
    found = {"alone": seconds, "busy": seconds[0], "again": seconds, "rates": rates}
    found["passages"] = [one - 0.015 for one in seconds]
    return _measured(1, peak_mb=peak_mb, found=found)


def _column(build: float, start: float, milliseconds: float, peak_mb: float) -> Column:
    return Column([_measured(build)], [_measured(start)], [_served(milliseconds, peak_mb)])


def _corpus(folder: Path) -> Corpus:
    """Return two articles of one passage each."""
    (folder / "articles").mkdir(parents=True)
    texts = ["The ferry sails at noon.", "The bridge opened on Monday."]
    articles = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    (folder / "articles" / "all.jsonl").write_text("\n".join(articles), encoding="utf-8")
    passages = "\n".join(json.dumps({"text": text}) for text in texts)
    (folder / "passages.jsonl").write_text(passages, encoding="utf-8")
    questions = [f"{number} what about noon" for number in range(60)]
    files = (folder / "articles", folder / "passages.jsonl")
    return Corpus(2, *files, questions, count=2, tokens=7, vectors=None)


def _plan(folder: Path) -> Plan:
    return Plan(
        folder,
        rounds=2,
        starts=1,
        questions=5,
        at_once=(1, 2),
        limit_seconds=60,
        question_seconds=10,
        again_below_seconds=60,
    )


def test_memory_is_what_a_process_and_its_children_hold_together() -> None:
    """A parent and a child that hold 80 MB each at the same time hold more than 160."""
    child = "held = bytearray(80_000_000); print('held', flush=True); input()"
    parent = (
        "import subprocess, sys, time\n"
        "held = bytearray(80_000_000)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdin=-1, stdout=-1)\n"
        "child.stdout.readline()\n"
        "until = time.perf_counter() + 0.3\n"
        "while time.perf_counter() < until: pass\n"
        "child.communicate(b'\\n')\n"
    )
    done = run([PYTHON, "-c", parent], limit_seconds=60)
    assert isinstance(done, Measured)
    assert 160 < done.peak_mb < 260


def test_a_step_over_its_limit_is_stopped_and_shown_as_such() -> None:
    """Who does not end in time is ended, and the limit stands where the figure would."""
    started = time.perf_counter()
    assert run([PYTHON, "-c", "while True: pass"], limit_seconds=1) == Missed("over 1 s")
    assert time.perf_counter() - started < 10


def test_a_step_that_takes_too_much_memory_is_stopped_before_the_machine_is() -> None:
    """Who holds more than it may is ended, and that limit is shown."""
    greedy = "held = bytearray(150_000_000)\nwhile True: pass"
    started = time.perf_counter()
    assert run([PYTHON, "-c", greedy], limit_seconds=30, limit_mb=100) == Missed("over 100 MB")
    assert time.perf_counter() - started < 20


def test_a_step_that_fails_hands_on_what_it_said() -> None:
    """A failure is no figure, and its last words are kept."""
    done = run([PYTHON, "-c", "raise SystemExit('no such model')"], limit_seconds=60)
    assert done == Missed("failed", "no such model")


def test_the_first_line_of_json_is_the_answer_and_the_last_the_figures() -> None:
    """What else is printed counts for neither; the first answer is there before the end."""
    program = (
        "import time\nprint('loading'); print('{\"a\": 1}', flush=True)\n"
        "while time.process_time() < 0.4: pass\n"
        "print('{\"b\": 2}')"
    )
    done = run([PYTHON, "-c", program], limit_seconds=60)
    assert isinstance(done, Measured)
    assert done.found == {"b": 2}
    assert done.first_seconds is not None
    assert done.first_seconds + 0.2 < done.seconds
    assert done.processor_seconds >= 0.4


def test_operations_are_counted_from_the_shapes() -> None:
    """By hand: 6 layers of 4 x 384 x 384 and 2 x 384 x 1,536, two operations each a token."""
    assert product_flops(1) == 6 * 2 * (4 * 147_456 + 2 * 589_824) == 21_233_664
    assert flops(10) == 212_336_640 + 6 * 2 * (2 * 10 * 10 * 384) == 213_258_240


def test_a_sampled_vector_is_of_its_text_alone() -> None:
    """Whoever asks for it, and beside which others, gets the same; its length is one."""
    one, other = SampledEncoder("m", "f", 384), SampledEncoder("m", "f", 384)
    rows = one.encode(["a ferry", "a bridge", "a library"])
    assert np.array_equal(rows[1], other.encode(["a bridge"])[0])
    assert not np.allclose(rows[0], rows[1])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)


def test_percentiles_are_questions_that_were_asked() -> None:
    """The least value that so many do not exceed; nothing between two questions is made up."""
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile(list(range(1, 101)), 0.95) == 95
    assert percentile([7], 0.95) == 7


def test_a_round_that_was_missed_leaves_no_median() -> None:
    """Two good rounds do not hide a third that did not end."""
    rounds = [_measured(1), _measured(3), _measured(2)]
    assert median(rounds, lambda one: one.seconds) == 2
    missed = Missed("over 9 s")
    assert median([*rounds, missed], lambda one: one.seconds) == missed


def test_goals_are_ratios_to_the_best_of_the_peers_they_name(tmp_path: Path) -> None:
    """By hand: 3 times as fast; a start of 1 s to 4; 20 ms to 30, for passages 5 to 15."""
    columns = {
        PULLQUOTE: _column(10, 2, 200, 400),
        PLAIN: _column(10, 1, 20, 300),
        TXTAI: _column(40, 5, 60, 600),
        HAYSTACK: _column(50, 4, 30, 700),
        HAND_MADE: _column(30, 6, 10, 500),
    }
    scan = _measured(1, found={"scan_seconds": 3.0, "read_seconds": 2.0})
    size = Size(replace(_corpus(tmp_path), count=100_000), columns, scan)
    found = [goal.of(size) for goal in GOALS]
    third = pytest.approx(1 / 3)
    assert found == [pytest.approx(3), 0.25, None, pytest.approx(2 / 3), third, 0.6, 1.5]
    rates = {"encoder": 50, "numpy": 60, "onnxruntime": 90}
    encoding = _measured(1, found={"tokens": 100, "flops_per_second": rates})
    cells = [row[2] for row in goal_rows([size], encoding)]
    assert cells == [
        "3.00, reached",
        "0.25, not reached",
        "–",
        "0.67, not reached",
        "0.33, reached",
        "0.60, not reached",
        "1.50, reached",
        "1.80, reached",
    ]


def test_a_returned_passage_is_exact_only_if_an_article_has_it_to_the_letter(
    tmp_path: Path,
) -> None:
    """A passage, or a slice of an article, is; one with another space is not."""
    corpus = _corpus(tmp_path)
    shown = {"peer": [["The ferry sails at noon.", "ferry sails"], ["The  ferry", "Bridge"]]}
    found = exactness(corpus, shown)["peer"]
    assert (found.returned, found.exact) == (4, 2)


def test_a_size_is_measured_in_turns_from_building_to_answering(tmp_path: Path) -> None:
    """A peer's driver is built, started and asked as often as planned, and its index is gone."""
    driver = tmp_path / "toy.py"
    driver.write_text(TOY_PEER, encoding="utf-8")
    toy = Contender("toy", PYTHON, {}, driver)
    size = measure(_corpus(tmp_path), [toy], _plan(tmp_path))
    column = size.columns["toy"]
    assert [len(column.builds), len(column.starts), len(column.serves)] == [2, 1, 2]
    assert all(isinstance(one, Measured) for one in (*column.builds, *column.starts))
    served = column.serves[0]
    assert isinstance(served, Measured)
    assert [len(served.found[name]) for name in ("alone", "again")] == [5, 5]
    assert set(served.found["rates"]) == {"1", "2"}
    assert column.shown == [["The ferry sails at noon."]] * 5
    assert not (tmp_path / "indexes").exists()


def test_a_slow_peer_is_asked_no_more_than_its_time_allows() -> None:
    """Once the seconds are used up the rest is not asked; what was asked counts."""

    def slow(_: str) -> None:
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass

    found = timed(slow, ["who?"] * 100, seconds=0.12)
    assert 1 <= len(found) <= 3
    assert sum(found) > 0.12


def test_the_tables_show_ratios_and_why_a_figure_is_missing(tmp_path: Path) -> None:
    """A peer that did not end has its limit where its figure would be, and no ratio."""
    late = Column([Missed("over 60 s")], [Missed("no index")], [Missed("no index")])
    columns = {PULLQUOTE: _column(10, 2, 200, 400), TXTAI: _column(25, 2, 60, 600), "late": late}
    contenders = [Contender(name, PYTHON, {"it": "1.0"}, Path(name)) for name in columns]
    size = Size(_corpus(tmp_path), columns, Missed("not measured"))
    found = report(
        [size], contenders, _plan(tmp_path), models=_measured(9), encoding=Missed("not measured")
    )
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- python benchmarks/speed: from here -->\n<!-- python benchmarks/speed: to here -->",
        encoding="utf-8",
    )
    found.put_into(page)
    row = "| articles to index, s | 2 | 10.0 | 25.0 (2.5×) | over 60 s |"
    assert row in page.read_text(encoding="utf-8").splitlines()


def test_what_was_measured_is_gone_on_with(tmp_path: Path) -> None:
    """Each figure comes back as it was, the missed ones too."""
    late = Column([Missed("over 60 s")], [Missed("no index")], [Missed("failed", "no memory")])
    columns = {PULLQUOTE: _column(10, 2, 200, 400), "late": late}
    columns[PULLQUOTE].disk_mb = 1.5
    columns[PULLQUOTE].shown, columns["late"].shown = [["The ferry sails at noon."]], []
    corpus = _corpus(tmp_path)
    size = Size(corpus, columns, _measured(1, found={"scan_seconds": 3.0}))
    kept, path = Kept(_measured(9), Missed("not measured"), {2: size}), tmp_path / "measured.json"
    facts = {"versions": {"late": {"it": "1.0"}}, "rounds": 1}
    keep(path, facts, kept)
    assert kept_in(path, facts, lambda _: corpus) == kept
    assert kept_in(tmp_path / "none.json", facts, lambda _: corpus) is None


def test_figures_of_other_versions_or_options_are_not_mixed(tmp_path: Path) -> None:
    """What differs is named, what is not whole is said to be, and the file stays as it was."""
    path, corpus = tmp_path / "measured.json", _corpus(tmp_path)
    facts = {"versions": {"late": {"it": "1.0"}}, "rounds": 1, "seed": 0}
    keep(path, facts, Kept(_measured(9), Missed("not measured"), {}))
    kept = path.read_bytes()
    others = facts | {"versions": {"late": {"it": "1.1"}}, "rounds": 3}
    with pytest.raises(InputError, match="with other rounds, versions than"):
        kept_in(path, others, lambda _: corpus)
    assert path.read_bytes() == kept
    for broken in (kept[:-9], b"[]", b'{"facts": {}}'):
        path.write_bytes(broken)
        with pytest.raises(InputError, match=r"measured\.json .* without --resume"):
            kept_in(path, facts, lambda _: corpus)
        assert path.read_bytes() == broken


def test_a_corpus_has_passages_of_its_articles_and_no_question_twice(tmp_path: Path) -> None:
    """Passages are slices of their articles; sampled vectors are of the passages, in order."""
    corpus = corpus_of(tmp_path, 40, 0, sampled=True)
    lines = [path.read_text(encoding="utf-8") for path in corpus.articles.iterdir()]
    fields = [json.loads(line) for text in lines for line in text.splitlines()]
    articles = {one["id"]: one["text"] for one in fields}
    passages = [json.loads(line) for line in corpus.passages.read_text("utf-8").splitlines()]
    assert all(one["text"] in articles[one["article"]] for one in passages)
    assert len(passages) == corpus.count >= 40
    assert len(set(corpus.questions)) == len(corpus.questions) > 40
    assert corpus.vectors is not None
    vectors = SampledEncoder("m", "f", 384).encode([one["text"] for one in passages])
    assert np.array_equal(np.load(corpus.vectors), vectors)


@pytest.mark.parametrize("path", sorted(PEERS.glob("*.py")), ids=lambda path: path.name)
def test_peers_run_without_anything_of_this_project(path: Path) -> None:
    """A driver is run by an environment that has its peer, and not Pullquote."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    assert not names & {"bot", "embeddings", "speed", "rank_fitting", "indexing"}
