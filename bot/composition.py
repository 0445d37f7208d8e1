"""Where the parts are put together: settings in, a ready Answerer out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.answering.answerer import Answerer, Limits
from bot.answering.ranking.memory import remembering_reranker
from bot.answering.ranking.reranking import load_reranker
from bot.answering.showing.quoting_limits import QuotingLimits, warn_of_unknown
from bot.answering.understanding.periods import Calendar
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.encoder import Encoder, SentenceTransformerEncoder, load_encoder
from embeddings.encoding.backends import answering_encoder, full_encoder
from embeddings.encoding.model_files import FOLDER_NAME as MODELS
from embeddings.manifests import check_manifest
from embeddings.processors import processors
from embeddings.retrieval import Retriever
from embeddings.storage.database import translated_errors
from embeddings.sums import NOTE_NAME, READ_ANEW, Sums

MOST_HELPERS = 4
"""How many questions are answered side by side at most: more would only wait for each other."""


def limits_of(settings: Settings) -> Limits:
    """Return what the settings allow an answer to be."""
    return Limits(
        threshold=settings.answer_threshold,
        max_excerpts=settings.max_excerpts,
        max_excerpt_chars=settings.max_excerpt_chars,
        max_question_chars=settings.max_question_chars,
        quoting=quoting_of(settings),
    )


def quoting_of(settings: Settings) -> QuotingLimits:
    """Return how much of an article a message may show."""
    return QuotingLimits.for_outlets(settings.quote_limits)


def encoder_of(settings: Settings, sums: Sums | None = None) -> Encoder:
    """Return what encodes in full precision; it loads when it is first needed.

    What is in the model's files is known by `sums`, which are the settings' own if none are given.

    Raises:
        ModelError: the model is not here, or not the published one, or its ONNX files are not.
    """
    model = model_of(settings, sums or sums_of(settings))
    return full_encoder(model, models_of(settings), settings.encoder_backend)


def answering_encoder_of(settings: Settings) -> Encoder:
    """Return what encodes questions; likewise."""
    model = model_of(settings, sums_of(settings))
    return answering_encoder(model, models_of(settings), settings.encoder_backend)


def model_of(settings: Settings, sums: Sums = READ_ANEW) -> SentenceTransformerEncoder:
    """Return the settings' model itself; torch is loaded when it is first needed.

    What is in its files is known by `sums`.

    Raises:
        ModelError: the model is not here, or not the published one.
    """
    return load_encoder(settings.model, allow_download=settings.allow_model_download, sums=sums)


def sums_of(settings: Settings) -> Sums:
    """Return what is known of models' files since they were last read."""
    return Sums(models_of(settings) / NOTE_NAME)


def models_of(settings: Settings) -> Path:
    """Return the folder of the model's ONNX files."""
    return settings.data_dir / MODELS


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
        encoder = answering_encoder_of(settings)
        check_manifest(archive, encoder)
        if settings.quote_limits:
            warn_of_unknown(quoting_of(settings), (facts.outlet for facts in archive.facts()))
        reranker = load_reranker(
            settings.reranker,
            allow_download=settings.allow_model_download,
            sums=sums_of(settings),
        )
        retriever = Retriever(archive, encoder)
        yield Answerer(
            retriever,
            limits_of(settings),
            reranker=remembering_reranker(reranker),
            calendar=calendar_of(settings),
        )


@contextmanager
def open_helpers(answerer: Answerer, count: int = 0) -> Iterator[list[Answerer]]:
    """Yield `count` more Answerers, for as many threads, each with its own connection.

    Without a count there is one a processor, up to `MOST_HELPERS`. What is large is shared.

    Raises:
        ArchiveError: the archive cannot be opened any more.
    """
    folder = answerer.retriever.archive.path.parent
    with ExitStack() as stack:
        archives = [
            stack.enter_context(Archive.open(folder))
            for _ in range(count or min(processors(), MOST_HELPERS))
        ]
        yield [answerer.beside(archive) for archive in archives]
