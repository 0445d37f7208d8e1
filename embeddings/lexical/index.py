"""Lexical retrieval: BM25 by tantivy over every passage and its headline.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.

Passages taken out are never found again, but still count in the statistics, until tantivy merges
their segment: how often a term stands, among how many passages, how long they are.
"""

import json
import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Self

from embeddings.lexical.terms import composed, joined, term_analyzer, word_analyzer
from embeddings.schema import PassageText

if TYPE_CHECKING:
    import tantivy

FOLDER_NAME = "lexical"
HEADLINE_WEIGHT = 0.5
"""What a term in the headline counts beside one in the text.

On `squadshifts_new_wiki` 0, 0.5 and 1.5 rank alike (within 0.4 points): half is a guess at news.
"""
K1 = 1.2
"""Tantivy's BM25 saturation: no term can earn more than its weight times (K1 + 1)."""

_ANALYZER = "pullquote"
_PLAIN_ANALYZER = "pullquote-words"
_MAX_WORDS_SEARCHED = 64
LOCK_SUFFIX = ".lock"
"""What ends the names of the files that tantivy keeps others out with; they hold nothing."""
_META_NAME = "meta.json"
_WRITER_BYTES = 64_000_000
_FIELDS = ("body", "headline")
_DELETED_AT_ONCE = 10_000
_MOST_TIES = 4096
"""How many hits are looked at to put those that tie with the last in order."""
_ONE_SLIP, _TWO_SLIPS = 5, 8
"""From how many letters on a name may be misspelt by one letter, and by two."""
_MIN_BEGINNING = 3


class LexicalIndex:
    """BM25 against all passages, as of the moment it was opened."""

    def __init__(self, index: "tantivy.Index", folder: Path) -> None:
        index.config_reader(reload_policy="manual")  # else a thread watches the folder
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._index = index
        segments = json.loads((folder / _META_NAME).read_text(encoding="utf-8"))["segments"]
        self._counted: int = sum(segment["max_doc"] for segment in segments)

    @classmethod
    def build(cls, folder: Path, passages: Iterable[PassageText | tuple[int, str, str]]) -> Self:
        """Write the index of `passages` (id, text, headline) into `folder` and return it."""
        import tantivy

        folder.mkdir()
        index = tantivy.Index(_schema(), path=str(folder))
        _write(index, starmap(PassageText, passages), gone=())
        return cls(index, folder)

    @classmethod
    def update(
        cls,
        folder: Path,
        passages: Iterable[PassageText | tuple[int, str, str]],
        *,
        gone: Sequence[int],
    ) -> Self:
        """Add `passages` to the index in `folder`, take `gone` out of it, and return it.

        No file is written in place: a file that is linked into another folder stays there as it
        was.
        """
        import tantivy

        index = tantivy.Index.open(str(folder))
        _write(index, starmap(PassageText, passages), gone=gone)
        return cls(index, folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the index in `folder`; its files may go while it is open."""
        import tantivy

        with _with_room_for_locks(folder) as reachable:
            index = tantivy.Index.open(str(reachable))
            _register(index)
            return cls(index, folder)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @property
    def dead(self) -> int:
        """How many passages were taken out and still count in the statistics."""
        return self._counted - len(self)

    def ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        from tantivy import Query

        return sorted(self._best(Query.all_query(), max(1, len(self))))

    def weights(self, query_terms: Iterable[str]) -> dict[str, float]:
        """Return each term's inverse document frequency among the passages, as BM25 has it."""
        return {term: self._weight("body", term) for term in query_terms}

    def search(
        self, query_terms: Sequence[str], k: int, *, allowed: Sequence[int] | None = None
    ) -> list[int]:
        """Return the ids of the `k` passages with the highest BM25 score, best first.

        With `allowed` only among those passages.
        """
        if allowed is not None:
            return list(self._hits_among(query_terms, allowed, k))
        return list(self._hits(self._query(query_terms), k)) if query_terms else []

    def scores(self, query_terms: Sequence[str], ids: Sequence[int]) -> Mapping[int, float]:
        """Return the BM25 scores of the passages `ids`; those without a term are left out."""
        return self._hits_among(query_terms, ids, len(ids))

    def mentions(self, term: str) -> bool:
        """Say whether a passage or a headline holds `term`, or one spelt almost like it.

        A term of `_ONE_SLIP` letters may differ by one letter, one of `_TWO_SLIPS` by two.
        """
        if any(self._stands(field, term) for field in _FIELDS):
            return True
        slips = (len(term) >= _ONE_SLIP) + (len(term) >= _TWO_SLIPS)
        return slips > 0 and any(self._spelt_like(field, term, slips) for field in _FIELDS)

    def has_beginning(self, letters: str) -> bool:
        """Say whether a plain word of the zones begins with `letters`, three or more of them."""
        from tantivy import Query

        if len(letters) < _MIN_BEGINNING:
            return False
        query = Query.regex_query(self._schema, "words", f"{re.escape(letters)}.*")
        return bool(self._searcher.search(query, 1, count=False).hits)

    def holding(self, words: Sequence[str], k: int) -> list[int]:
        """Return the ids of up to `k` passages whose zones hold `words` in a row, best first."""
        if len(words) < 2:  # noqa: PLR2004 - tantivy's phrases have two words
            return []
        from tantivy import Query

        return list(self._hits(Query.phrase_query(self._schema, "words", list(words)), k))

    def word_weights(self, words: Iterable[str]) -> dict[str, float]:
        """Return each plain word's inverse document frequency among the zones."""
        return {word: self._weight("words", word) for word in words}

    def like(self, words: Sequence[str], k: int) -> list[int]:
        """Return the ids of the `k` passages whose zones share most with `words`, best first."""
        from tantivy import Occur, Query

        weights = self.word_weights(dict.fromkeys(words))
        rarest = sorted(weights, key=lambda word: -weights[word])[:_MAX_WORDS_SEARCHED]
        clauses = [
            (Occur.Should, Query.term_query(self._schema, "words", word, "freq"))
            for word in rarest
        ]
        return list(self._hits(Query.boolean_query(clauses), k)) if clauses else []

    def _weight(self, field: str, term: str) -> float:
        total, frequency = self._counted, self._searcher.doc_freq(field, term)
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))

    def _stands(self, field: str, term: str) -> bool:
        """Say whether a passage holds `term`; those taken out count in its frequency alone."""
        from tantivy import Query

        if not self._searcher.doc_freq(field, term):
            return False
        query = Query.term_query(self._schema, field, term, "freq")
        return bool(self._searcher.search(query, 1, count=False).hits)

    def _query(self, query_terms: Sequence[str]) -> "tantivy.Query":
        from tantivy import Occur, Query

        clauses = []
        for term in query_terms:
            body = Query.term_query(self._schema, "body", term, "freq")
            headline = Query.term_query(self._schema, "headline", term, "freq")
            clauses.append((Occur.Should, body))
            clauses.append((Occur.Should, Query.boost_query(headline, HEADLINE_WEIGHT)))
        return Query.boolean_query(clauses)

    def _spelt_like(self, field: str, term: str, slips: int) -> bool:
        from tantivy import Query

        query = Query.fuzzy_term_query(self._schema, field, term, distance=slips)
        return bool(self._searcher.search(query, 1, count=False).hits)

    def _hits_among(
        self, query_terms: Sequence[str], ids: Sequence[int], k: int
    ) -> dict[int, float]:
        if not query_terms or not ids:
            return {}
        from tantivy import Occur, Query

        among = Query.const_score_query(Query.term_set_query(self._schema, "id", list(ids)), 0.0)
        query = Query.boolean_query([(Occur.Must, among), (Occur.Must, self._query(query_terms))])
        return self._hits(query, k)

    def _hits(self, query: "tantivy.Query", k: int) -> dict[int, float]:
        """Return the `k` best with their scores, best first; among equals the lower id first.

        Tantivy has equals in the order of its files, which differs with the history of the index.
        """
        fetched = k + 1
        while True:
            found = self._best(query, fetched)
            scores = list(found.values())
            if len(found) < fetched or scores[-1] < scores[k - 1] or fetched > _MOST_TIES:
                ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
                return dict(ordered[:k])
            fetched *= 2

    def _best(self, query: "tantivy.Query", k: int) -> dict[int, float]:
        hits = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return {int(found or 0): score for found, (score, _) in zip(ids, hits, strict=True)}


def _write(
    index: "tantivy.Index", passages: Iterable[PassageText], *, gone: Sequence[int]
) -> None:
    """Take passages out and put others in, in one commit."""
    import tantivy

    _register(index)
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    for start in range(0, len(gone), _DELETED_AT_ONCE):
        part = list(gone[start : start + _DELETED_AT_ONCE])
        # `delete_documents_by_term` takes a number for a signed one and deletes nothing.
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, "id", part))
    for passage in passages:
        document = tantivy.Document()
        document.add_unsigned("id", passage.id)
        document.add_text("body", joined(passage.body))
        document.add_text("headline", joined(passage.headline))
        document.add_text("words", composed(passage.zone or passage.body))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _with_room_for_locks(folder: Path) -> Iterator[Path]:
    """Yield `folder` or, where it is read-only, one of links: tantivy makes a file to open any."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        links = Path(name)
        for path in folder.resolve().iterdir():
            if path.suffix != LOCK_SUFFIX:
                (links / path.name).symlink_to(path)
        yield links


def _schema() -> "tantivy.Schema":
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("headline", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("words", tokenizer_name=_PLAIN_ANALYZER, index_option="position")
    return builder.build()


def _register(index: "tantivy.Index") -> None:
    index.register_tokenizer(_ANALYZER, term_analyzer())
    index.register_tokenizer(_PLAIN_ANALYZER, word_analyzer())
