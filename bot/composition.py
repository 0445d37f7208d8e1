"""Where the parts are put together: settings in, a ready Answerer out."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.answering.answerer import Answerer, Limits
from bot.settings import Settings
from embeddings.archive import Archive, translated_errors
from embeddings.encoder import load_encoder
from embeddings.indexing import check_manifest
from embeddings.retrieval import Retriever


def limits_of(settings: Settings) -> Limits:
    """Return what the settings allow an answer to be."""
    return Limits(
        threshold=settings.answer_threshold,
        max_excerpts=settings.max_excerpts,
        max_excerpt_chars=settings.max_excerpt_chars,
        max_question_chars=settings.max_question_chars,
    )


@contextmanager
def open_answerer(settings: Settings) -> Iterator[Answerer]:
    """Open the archive of the settings and yield an Answerer over it, its model loaded.

    Raises:
        ArchiveError: there is no index, or it cannot be used with these settings.
        ModelError: the model cannot be loaded.
    """
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        encoder = load_encoder(settings.model, allow_download=settings.allow_model_download)
        check_manifest(archive, encoder.fingerprint, settings.model)
        yield Answerer(Retriever(archive, encoder), limits_of(settings))
