"""Lexical retrieval: BM25 by tantivy over every passage and its headline.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

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
_WRITER_BYTES = 64_000_000
_MAX_TOKEN_CHARS = 60
# Words that carry no subject matter; question words are among them, since questions are searched.
_STOP_WORDS = (
    "a about after all also am an and any are aren as at be because been before being but by "
    "can cannot could couldn d did didn do does doesn doing don done for from get had hadn has "
    "hasn have haven having he her here hers him his how i if in into is isn it its itself just "
    "ll m may me might more most must my no nor not of off on once only or other our out over "
    "own re s same say said says shall she should so some such t tell than that the their them "
    "then there these they this those through to too under until up ve very was wasn we were "
    "weren what when where which while who whom whose why will with would wouldn you your"
)


@cache
def _analyzer() -> "tantivy.TextAnalyzer":
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (
        Filter.remove_long(_MAX_TOKEN_CHARS),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.custom_stopword(_STOP_WORDS.split()),
        Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def terms(text: str) -> list[str]:
    """Return the terms of `text` as the index holds them: folded, without stop words, stemmed."""
    return list(_analyzer().analyze(text))


class LexicalIndex:
    """BM25 against all passages."""

    def __init__(self, index: "tantivy.Index") -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._index = index

    @classmethod
    def build(cls, folder: Path, passages: Iterable[tuple[int, str, str]]) -> Self:
        """Write the index of `passages` (id, text, headline) into `folder` and return it."""
        import tantivy

        folder.mkdir()
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for passage_id, body, headline in passages:
            document = tantivy.Document()
            document.add_unsigned("id", passage_id)
            document.add_text("body", body)
            document.add_text("headline", headline)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return cls(index)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the index in `folder`."""
        import tantivy

        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        return cls(index)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def weights(self, query_terms: Iterable[str]) -> dict[str, float]:
        """Return each term's inverse document frequency among the passages, as BM25 has it."""
        total = len(self)
        return {
            term: math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
            for term in query_terms
            for frequency in [self._searcher.doc_freq("body", term)]
        }

    def search(self, query_terms: Sequence[str], k: int) -> list[int]:
        """Return the ids of the `k` passages with the highest BM25 score, best first."""
        return list(self._hits(self._query(query_terms), k)) if query_terms else []

    def scores(self, query_terms: Sequence[str], ids: Sequence[int]) -> Mapping[int, float]:
        """Return the BM25 scores of the passages `ids`; those without a term are left out."""
        if not query_terms or not ids:
            return {}
        from tantivy import Occur, Query

        among = Query.const_score_query(Query.term_set_query(self._schema, "id", list(ids)), 0.0)
        query = Query.boolean_query([(Occur.Must, among), (Occur.Must, self._query(query_terms))])
        return self._hits(query, len(ids))

    def _query(self, query_terms: Sequence[str]) -> "tantivy.Query":
        from tantivy import Occur, Query

        clauses = []
        for term in query_terms:
            body = Query.term_query(self._schema, "body", term, "freq")
            headline = Query.term_query(self._schema, "headline", term, "freq")
            clauses.append((Occur.Should, body))
            clauses.append((Occur.Should, Query.boost_query(headline, HEADLINE_WEIGHT)))
        return Query.boolean_query(clauses)

    def _hits(self, query: "tantivy.Query", k: int) -> dict[int, float]:
        hits = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return {int(found or 0): score for found, (score, _) in zip(ids, hits, strict=True)}


def _schema() -> "tantivy.Schema":
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("headline", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()
