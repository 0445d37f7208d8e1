"""Where the parts are put together: settings in, a ready Answerer or an indexing run out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.answering.answerer import Answerer, Limits
from bot.answering.ranking.reranking import load_reranker
from bot.answering.understanding.periods import Calendar
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.database import is_indexed, translated_errors
from embeddings.encoder import SentenceTransformerEncoder, load_encoder
from embeddings.indexing import Summary, check_manifest, index, manifest_of, rebuilt
from embeddings.planning import Progress
from embeddings.readers.encodings import check_encoding
from embeddings.readers.sources import files_of
from embeddings.removal import remove_sources
from embeddings.retrieval import Retriever


def limits_of(settings: Settings) -> Limits:
    """Return what the settings allow an answer to be."""
    return Limits(
        threshold=settings.answer_threshold,
        max_excerpts=settings.max_excerpts,
        max_excerpt_chars=settings.max_excerpt_chars,
        max_question_chars=settings.max_question_chars,
    )


def encoder_of(settings: Settings) -> SentenceTransformerEncoder:
    """Return the encoder of the settings' model; it loads when it is first needed.

    Raises:
        ModelError: the model is not here, or not the published one.
    """
    return load_encoder(settings.model, allow_download=settings.allow_model_download)


def calendar_of(settings: Settings) -> Calendar:
    """Return what the dates in questions are read by."""
    return Calendar(ZoneInfo(settings.time_zone), settings.named_dates)


@contextmanager
def open_answerer(settings: Settings) -> Iterator[Answerer]:
    """Open the archive of the settings and yield an Answerer over it.

    Raises:
        ArchiveError: there is no index, or it cannot be used with these settings.
        ModelError: the model cannot be loaded.
    """
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        encoder = encoder_of(settings)
        check_manifest(archive, encoder)
        reranker = load_reranker(settings.reranker, allow_download=settings.allow_model_download)
        retriever = Retriever(archive, encoder)
        yield Answerer(
            retriever, limits_of(settings), reranker=reranker, calendar=calendar_of(settings)
        )


def index_sources(
    settings: Settings,
    sources: Sequence[Path],
    progress: Progress,
    *,
    encoding: str | None = None,
    rebuild: bool = False,
) -> Summary:
    """Bring the archive of the settings in step with `sources`.

    Raises:
        InputError: a source, or the encoding's name, cannot be used; nothing was written.
        ArchiveError: the archive cannot be used with these settings, or is being written.
        ModelError: the model cannot be loaded.
    """
    fallback_encoding = check_encoding(encoding) if encoding else None
    for source in sources:
        files_of(source)
    encoder = encoder_of(settings)
    with _opened(settings, encoder) as archive, translated_errors(archive.path):
        if rebuild:
            rebuilt(archive, encoder, progress)
        check_manifest(archive, encoder)
        return index(archive, encoder, sources, progress, fallback_encoding=fallback_encoding)


def remove(settings: Settings, sources: Sequence[Path]) -> int:
    """Take the articles that came from `sources` out of the archive; return how many.

    Raises:
        InputError: none came from one of them.
        ArchiveError: there is no index, or it is being written.
    """
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        return remove_sources(archive, sources)


def _opened(settings: Settings, encoder: SentenceTransformerEncoder) -> Archive:
    if is_indexed(settings.data_dir):
        return Archive.open(settings.data_dir)
    return Archive.create(settings.data_dir, manifest_of(encoder))
