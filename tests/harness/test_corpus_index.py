"""A collection's corpus as an index: made once, known again, found through, and left out of."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from fakes import QuietProgress, WordEncoder

from bot.harness.fixtures.collections import Collection, load_collection
from bot.harness.fixtures.corpus_index import indexed, key_of
from bot.harness.fixtures.leaving_out import LeftOut
from embeddings.archive import Archive
from embeddings.encoder import Vectors
from embeddings.errors import ArchiveError, ArchiveLockedError, InputError
from embeddings.indexing import BATCH_PASSAGES
from embeddings.retrieval import Retriever
from embeddings.storage.locks import writing

TOWNS = [
    *("Aldon", "Brack", "Cresk", "Dunmor", "Ellib", "Fossen", "Gratham", "Holmby", "Ister"),
    *("Jarrow", "Kelda", "Lunt", "Marrick", "Norby", "Oxley", "Penrik", "Quorn", "Rusk"),
    *("Selby", "Thornex"),
]
GOODS = [
    *("apples", "barley", "copper", "diamonds", "eels", "flax", "glass", "honey", "iron"),
    *("jute", "kelp", "lace", "marble", "nutmeg", "olives", "paper", "quartz", "rope"),
    *("silk", "timber"),
]


class CountingEncoder(WordEncoder):
    """Knows how many texts it was given; breaks down before the one after `most`."""

    def __init__(self, most: int | None = None) -> None:
        self.encoded = 0
        self._most = most

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        if self._most is not None and self.encoded > self._most:
            raise KeyboardInterrupt
        return super().encode(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a collection of twenty documents, each of which answers one question."""
    folder = tmp_path / "towns"
    folder.mkdir()
    with (
        (folder / "corpus.jsonl").open("w", encoding="utf-8") as corpus,
        (folder / "queries.jsonl").open("w", encoding="utf-8") as queries,
        (folder / "qrels.tsv").open("w", encoding="utf-8") as qrels,
    ):
        for number, (town, goods) in enumerate(zip(TOWNS, GOODS, strict=True)):
            text = f"The mar\u00adket of {town} has its own trade.\r\nIts merchants sell {goods}."
            start = text.index(goods)
            document = {"_id": f"d{number}", "title": "", "text": text}
            query = {
                "_id": f"q{number}",
                "text": f"What do the merchants of {town} sell?",
                "answers": [goods],
                "answer_spans": [[start, start + len(goods)]],
            }
            print(json.dumps(document), file=corpus)
            print(json.dumps(query), file=queries)
            print(f"q{number}\td{number}\t1", file=qrels)
    return folder


@pytest.fixture
def collection(folder: Path) -> Collection:
    return load_collection(folder)


@contextmanager
def opened(data: Path) -> Iterator[Archive]:
    with Archive.open(data) as archive:
        yield archive


def test_every_question_is_answered_out_of_the_index(
    collection: Collection, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """Ids are those of the corpus, and the places are those of the words in the stored texts."""
    encoder = CountingEncoder()
    data = indexed(collection, tmp_path / "cache", encoder, quiet_progress)

    with opened(data) as archive:
        retriever = Retriever(archive, encoder)
        for fixture, goods in zip(collection.fixtures, GOODS, strict=True):
            (article_id, start, end) = fixture.spans[0]
            article = archive.article(article_id)
            assert article is not None
            assert article.text[start:end] == goods
            best = retriever.search(retriever.query(fixture.question))[0]
            assert (best.passage.article_id,) == fixture.articles


def test_an_index_that_is_complete_is_not_made_again(
    collection: Collection, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """What was handed to the index in parts is gone, and nothing is encoded a second time."""
    data = indexed(collection, tmp_path / "cache", WordEncoder(), quiet_progress)
    encoder = CountingEncoder()

    assert indexed(collection, tmp_path / "cache", encoder, quiet_progress) == data
    assert encoder.encoded == 0
    assert sorted(path.name for path in data.parent.iterdir()) == ["complete.json", "data"]


def test_an_index_that_was_cut_short_is_gone_on_with(
    tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """It does not count as complete, and what it has already is not encoded again."""
    documents = [{"_id": f"d{one}", "text": f"On day {one} it rained."} for one in range(300)]
    lines = "".join(f"{json.dumps(document)}\n" for document in documents)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "When?"}', encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q\td7\t1\n", encoding="utf-8")
    collection, cache = load_collection(tmp_path), tmp_path / "cache"
    with pytest.raises(KeyboardInterrupt):
        indexed(collection, cache, CountingEncoder(most=BATCH_PASSAGES), quiet_progress)

    encoder = CountingEncoder()
    data = indexed(collection, cache, encoder, quiet_progress)

    assert encoder.encoded == 300 - BATCH_PASSAGES
    with opened(data) as archive:
        assert archive.counts() == (300, 300)


def test_articles_left_out_are_not_in_the_index(
    folder: Path, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """Another choice of them is another index; the whole one stays as it is."""
    whole = load_collection(folder)
    part = load_collection(folder, left_out=LeftOut(lines={"d3": 1, "d7": 2}))
    cache = tmp_path / "cache"

    first = indexed(whole, cache, WordEncoder(), quiet_progress)
    second = indexed(part, cache, WordEncoder(), quiet_progress)

    with opened(first) as archive, opened(second) as smaller:
        ids = {entry.id for entry in archive.entries()}
        assert ids - {entry.id for entry in smaller.entries()} == {"d3", "d7"}
    assert [fixture.id for fixture in part.fixtures if not fixture.answerable] == ["q3", "q7"]


def test_a_corpus_in_many_parts_is_the_same_index(
    collection: Collection, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """Where the parts are cut changes no article, not even the name of one without a headline."""
    one = indexed(collection, tmp_path / "one", WordEncoder(), quiet_progress)
    many = indexed(collection, tmp_path / "many", WordEncoder(), quiet_progress, part_chars=100)

    with opened(one) as first, opened(many) as second:
        versions = [{entry.version for entry in archive.entries()} for archive in (first, second)]
        paths = {entry.path for entry in second.entries()}
    assert len(paths) > 1
    assert versions[0] == versions[1]


def test_what_is_known_of_a_document_is_kept(
    tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """As keys of its own or under `metadata`; what cannot be used there costs no document."""
    documents = [
        {
            "_id": "a",
            "text": "Ajax won.",
            "metadata": {"url": "https://example.org/a", "outlet": "Wire"},
        },
        {"_id": "b", "text": "Ice lay there.", "published": "2022-03-01", "outlet": "Post"},
        {"_id": "c", "text": "It rained.", "metadata": {"url": "two; addresses", "outlet": "X"}},
        {"_id": "d", "text": " "},
    ]
    lines = "".join(f"{json.dumps(document)}\n" for document in documents)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "Who?"}', encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q\ta\t1\n", encoding="utf-8")

    data = indexed(load_collection(tmp_path), tmp_path / "cache", WordEncoder(), quiet_progress)

    with opened(data) as archive:
        facts = {one.id: (one.outlet, one.url, one.published) for one in archive.facts()}
    assert facts == {
        "a": ("Wire", "https://example.org/a", None),
        "b": ("Post", None, "2022-03-01"),
        "c": (None, None, None),
    }


def test_another_corpus_or_model_is_another_index(collection: Collection) -> None:
    """The name of the folder says what is in it."""
    other_model = WordEncoder()
    other_model.fingerprint = "another"

    keys = {
        key_of(collection, WordEncoder()),
        key_of(collection, other_model),
        key_of(replace(collection, digest="another"), WordEncoder()),
        key_of(replace(collection, left_out=frozenset({"d1"})), WordEncoder()),
    }

    assert len(keys) == 4


def test_two_at_once_do_not_harm_each_other(
    collection: Collection, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """Whoever comes second while an index is made is told to wait; once it is made, both read."""
    cache = tmp_path / "cache"
    data = cache / key_of(collection, WordEncoder()) / "data"
    data.mkdir(parents=True)
    with _held_by_another(data), pytest.raises(ArchiveLockedError, match="another process"):
        indexed(collection, cache, WordEncoder(), quiet_progress)
    assert [path.name for path in data.parent.rglob("*")] == ["data", "writing.lock"]
    indexed(collection, cache, WordEncoder(), quiet_progress)
    with _held_by_another(data):
        assert indexed(collection, cache, WordEncoder(), quiet_progress) == data


@contextmanager
def _held_by_another(data: Path) -> Iterator[None]:
    """Hold the lock in another thread: a thread may take its own again."""
    held, done = Event(), Event()

    def hold() -> None:
        with writing(data):
            held.set()
            done.wait(timeout=30)

    thread = Thread(target=hold)
    thread.start()
    assert held.wait(timeout=30)
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_corpus_that_changes_meanwhile_is_not_indexed(
    collection: Collection, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """The places of its answers would be those of another text."""
    with collection.corpus.open("a", encoding="utf-8") as file:
        print('{"_id": "late", "text": "It came late."}', file=file)

    with pytest.raises(InputError, match="has changed meanwhile: run the same command again"):
        indexed(collection, tmp_path / "cache", WordEncoder(), quiet_progress)


def test_a_cache_that_cannot_be_written_is_named(
    collection: Collection, tmp_path: Path, quiet_progress: QuietProgress
) -> None:
    """A file stands where the folder should be."""
    cache = tmp_path / "cache"
    cache.write_text("no folder", encoding="utf-8")

    with pytest.raises(ArchiveError, match=f"{cache} cannot be written"):
        indexed(collection, cache, WordEncoder(), quiet_progress)
