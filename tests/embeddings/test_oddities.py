"""A hundred oddities of real exports, each with what must come out, through the real path.

`tests/fixtures/oddities.yaml` is the table: a row names a file, the oddity in one sentence, the
articles that the file gives and the problems with it.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes import QuietProgress, WordEncoder

from bot.answering.answerer import Answerer, Limits
from bot.answering.schema import Answer
from bot.chat.wire import block_quote, unquote
from embeddings.archive import Archive
from embeddings.indexing import Summary, index
from embeddings.manifests import manifest_of
from embeddings.readers import feeds, sitemaps
from embeddings.readers.addresses import addresses_of
from embeddings.readers.kinds import Kind, kind_of
from embeddings.retrieval import Retriever
from embeddings.schema import Article, Problem
from embeddings.segmentation import MAX_SENTENCE_CHARS, sentences
from embeddings.syncing.planning import SyncOptions
from embeddings.text.normalisation import normalise
from embeddings.text.paragraphs import paragraphs
from embeddings.text.quotations import quotations, splits_quotation

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = FIXTURES / "oddities"
LEAST_ROWS = 100
LIMITS = Limits(threshold=0.0, max_excerpts=3, max_excerpt_chars=1000, max_question_chars=500)


@dataclass(frozen=True, slots=True)
class Row:
    """One oddity: its file, what is odd, and what must come out.

    A feed, a sitemap or a list that was fetched from `address` gives `links`.
    """

    file: str
    oddity: str
    expected: Sequence[Mapping[str, Any]] = ()
    problems: Sequence[str] = ()
    encoding: str | None = None
    address: str | None = None
    links: Sequence[str] = ()

    @property
    def holds_articles(self) -> bool:
        """Say whether the file is to be indexed; what only lists pages is not."""
        return bool(self.expected or self.problems)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: the articles by id, as the archive gives them back, and the problems."""

    archive: Archive
    problems: Sequence[Problem]
    articles: Mapping[str, Article] = field(default_factory=dict)


def rows() -> list[Row]:
    """Return the table."""
    table = yaml.safe_load((FIXTURES / "oddities.yaml").read_text(encoding="utf-8"))
    return [Row(**row) for row in table]


ROWS = rows()
ENCODER = WordEncoder()


def indexed(row: Row, archive: Archive) -> Summary:
    """Index the folder beside the archive that holds the row's file and nothing else."""
    folder = archive.path.parent / "articles"
    folder.mkdir(exist_ok=True)
    (folder / row.file).write_bytes((FILES / row.file).read_bytes())
    options = SyncOptions(row.encoding)
    return index(archive, ENCODER, [folder], QuietProgress(), options=options)


@pytest.fixture(
    scope="module", params=[row for row in ROWS if row.holds_articles], ids=lambda row: row.file
)
def row(request: pytest.FixtureRequest) -> Row:
    """Return each row of the table in turn."""
    found = request.param
    assert isinstance(found, Row)
    return found


@pytest.fixture(scope="module")
def outcome(row: Row, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """Yield what indexing the row's file into an empty archive gives."""
    with Archive.create(tmp_path_factory.mktemp("data"), manifest_of(ENCODER)) as archive:
        summary = indexed(row, archive)
        articles = {article.id: article for article in archive.articles()}
        yield Outcome(archive, summary.problems, articles)


def test_what_comes_out_is_what_the_table_says(row: Row, outcome: Outcome) -> None:
    """Every article with its facts, its words and what of them may be quoted; every problem."""
    assert list(outcome.articles) == [one["id"] for one in row.expected], row.oddity
    for one in row.expected:
        article = outcome.articles[one["id"]]
        for name, value in {"sentences": one["paragraphs"], **one}.items():
            found = PARTS[name](article) if name in PARTS else plain(getattr(article, name))
            assert found == value, f"{row.oddity} ({name})"
    said = [problem.what for problem in outcome.problems if not problem.kept]
    for what, words in zip_longest(said, row.problems, fillvalue=""):
        assert words, f"{row.oddity} ({said})"
        assert words in what, f"{row.oddity} ({said})"


def plain(value: Any) -> Any:
    """Return a fact as YAML has it: lists for tuples, words for enumerated values."""
    return json.loads(json.dumps(value))


def paragraph_texts(article: Article) -> list[str]:
    """Return the text of every paragraph."""
    return [article.text[start:end] for start, end in paragraphs(article.text)]


def sentence_texts(article: Article) -> list[str]:
    """Return the text of every sentence that may be quoted."""
    return [article.text[found.start : found.end] for found in sentences(article)]


PARTS = {"paragraphs": paragraph_texts, "sentences": sentence_texts}
"""What is compared beside an article's own facts."""


def test_no_sign_is_left_that_nobody_sees_and_that_reorders_words(
    row: Row, outcome: Outcome
) -> None:
    """Controls, directions and half characters are gone, and a second pass finds nothing."""
    for article in outcome.articles.values():
        assert normalise(article.text).text == article.text, row.oddity
        assert normalise(article.title).text == article.title, row.oddity
        for sign in article.text + article.title:
            control = unicodedata.category(sign) in ("Cc", "Cs")
            assert sign in "\n\t" or not control, f"{row.oddity} ({sign!r})"
            assert unicodedata.bidirectional(sign) not in DIRECTIONS, f"{row.oddity} ({sign!r})"


DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def test_every_passage_is_a_slice_of_whole_sentences(row: Row, outcome: Outcome) -> None:
    """In order, none overlapping, from the start of a sentence to the end of one."""
    for article in outcome.articles.values():
        found = outcome.archive.passages_of(article.version)
        starts = {sentence.start for sentence in sentences(article)}
        ends = {sentence.end for sentence in sentences(article)}
        assert all(passage.start in starts and passage.end in ends for passage in found), (
            row.oddity
        )
        assert all(one.end <= two.start for one, two in pairwise(found)), row.oddity
        for passage in found:
            words = article.text[passage.start : passage.end]
            assert words == words.strip() != "", row.oddity
            assert unquote(block_quote(words)) == words, row.oddity


def test_no_sentence_is_cut_where_a_reader_sees_one_character_or_one_quotation(
    row: Row, outcome: Outcome
) -> None:
    """Neither between a letter and its accent, nor inside what somebody is quoted to say."""
    for article in outcome.articles.values():
        spans = [
            (start, end)
            for start, end in quotations(article.text)
            if end - start <= MAX_SENTENCE_CHARS and "\n" not in article.text[start:end]
        ]
        for sentence in sentences(article):
            for edge in (sentence.start, sentence.end):
                assert not parts_a_character(article.text, edge), row.oddity
                assert not splits_quotation(spans, edge), row.oddity


def parts_a_character(text: str, offset: int) -> bool:
    """Say whether a mark stands behind `offset` that belongs to the letter before it."""
    behind = text[offset : offset + 1]
    joined = text[offset - 1 : offset] == "\u200d"
    return joined or bool(behind and unicodedata.category(behind).startswith("M"))


def test_an_excerpt_is_a_slice_of_the_version_in_the_archive(row: Row, outcome: Outcome) -> None:
    """Asked in an article's own words; what may not be quoted stands in no excerpt."""
    answerer = Answerer(Retriever(outcome.archive, ENCODER), LIMITS)
    for article in outcome.articles.values():
        for sentence in sentence_texts(article)[:3]:
            reply = answerer.answer(sentence)
            excerpts = reply.excerpts if isinstance(reply, Answer) else ()
            for excerpt in excerpts:
                kept = outcome.archive.version(excerpt.article.version)
                assert kept is not None, row.oddity
                assert excerpt.text == kept.text[excerpt.start : excerpt.end] != "", row.oddity
                quotable = sentences(kept)
                assert excerpt.start in {one.start for one in quotable}, row.oddity
                assert excerpt.end in {one.end for one in quotable}, row.oddity


def test_a_second_run_finds_nothing_changed(row: Row, outcome: Outcome) -> None:
    """What is read today has the hash of what is in the archive."""
    summary = indexed(row, outcome.archive)

    assert (summary.new, summary.changed, summary.removed) == (0, 0, 0), row.oddity
    assert summary.unchanged == len(outcome.articles), row.oddity
    for article in outcome.articles.values():
        kept = outcome.archive.version(article.version)
        assert kept is not None, row.oddity
        assert (kept.text, kept.version) == (article.text, article.version), row.oddity


@pytest.mark.parametrize("row", [row for row in ROWS if row.links], ids=lambda row: row.file)
def test_what_a_listing_names_is_what_the_table_says(row: Row) -> None:
    """Absolute addresses, each once, in order."""
    raw = (FILES / row.file).read_bytes()

    assert links_of(raw, row) == row.links, row.oddity


def links_of(raw: bytes, row: Row) -> list[str | None]:
    """Return the addresses in a feed, a sitemap, an index of sitemaps or a list."""
    if Path(row.file).suffix == ".urls":
        return list(addresses_of(raw.decode()).addresses)
    if kind_of(raw, content_type=None, name=row.file) is Kind.FEED:
        return [entry.link for entry in feeds.entries_of(raw, row.address).entries]
    sitemap = sitemaps.entries_of(raw, row.address)
    return [*(page.link for page in sitemap.pages), *sitemap.sitemaps]


def test_the_table_has_a_row_for_every_file_and_a_hundred_of_them() -> None:
    """A file that nobody looks at shows nothing."""
    named = [row.file for row in ROWS]

    assert len(set(named)) == len(named) >= LEAST_ROWS
    assert set(named) == {path.name for path in FILES.iterdir()}
    assert {Path(name).suffix for name in named} >= SUFFIXES


SUFFIXES = {".txt", ".md", ".jsonl", ".html", ".rss", ".atom", ".xml", ".urls"}


def test_the_files_are_as_they_were_written() -> None:
    """An editor or git that mends line ends and encodings would mend the oddity away."""
    raw = {path.name: path.read_bytes() for path in FILES.iterdir()}

    assert b"\r\n" in raw["crlf.txt"]
    assert (b"\r" in raw["cr.txt"], b"\n" in raw["cr.txt"]) == (True, False)
    assert raw["byte-order-mark.txt"].startswith(b"\xef\xbb\xbf")
    assert b"\x93We close\x85" in raw["windows-1252.txt"]
    assert raw["zero-bytes.txt"] == b""
