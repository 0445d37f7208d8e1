"""Cutting and encoding articles again whose passages or vectors are not what they should be."""

from collections.abc import Iterator

import numpy as np

from embeddings.archive import Archive
from embeddings.chunking import passages
from embeddings.doctor.patient import stored_articles
from embeddings.doctor.texts import misfits
from embeddings.doctor.vectors import LEAST_COSINE, Drawn, cosines, unusable
from embeddings.encoder import Encoder
from embeddings.schema import Article, NewPassage

_BATCH_ARTICLES = 32


def recut_misfits(archive: Archive, encoder: Encoder) -> int:
    """Cut and encode the articles whose passages do not fit or cannot be searched.

    Returns how many there were.
    """
    found = {article.version for article, _ in misfits(archive)}
    found.update(version for _, version in unusable(archive))
    return _recut(archive, encoder, sorted(found))


def recut_misencoded(archive: Archive, encoder: Encoder) -> int:
    """Encode every passage, and cut and encode the articles that have a vector that differs.

    Returns how many there were.
    """
    found = [
        stored.version
        for stored in stored_articles(archive)
        if stored.article and _is_misencoded(archive, stored.article, encoder)
    ]
    return _recut(archive, encoder, found)


def _is_misencoded(archive: Archive, article: Article, encoder: Encoder) -> bool:
    rows = archive.connection.execute(
        "SELECT id, start, end, CAST(vector AS BLOB) FROM passages WHERE version = ?",
        (article.version,),
    )
    drawn = [
        Drawn(one, article.id, article.text[start:end], code) for one, start, end, code in rows
    ]
    found = cosines(encoder, drawn, archive.manifest.dimensions)
    return not bool((found >= LEAST_COSINE).all())


def _recut(archive: Archive, encoder: Encoder, versions: list[str]) -> int:
    """Give the articles of these versions passages as they are made today, some at a time."""
    for start in range(0, len(versions), _BATCH_ARTICLES):
        found = map(archive.version, versions[start : start + _BATCH_ARTICLES])
        made = [(article, list(_made(article, encoder))) for article in filter(None, found)]
        with archive.transaction():
            for article, new in made:
                archive.replace_passages(article, new)
    return len(versions)


def _made(article: Article, encoder: Encoder) -> Iterator[NewPassage]:
    spans = passages(article)
    vectors = encoder.encode([article.text[start:end] for start, end in spans])
    for (start, end), vector in zip(spans, vectors.astype(np.float16), strict=True):
        yield NewPassage(start, end, vector)
