"""Where the parts of an indexing run are put together: settings in, a changed archive out."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from bot.composition import encoder_of, model_of, models_of, sums_of
from bot.settings import Settings
from embeddings.archive import Archive
from embeddings.clock import now_in_utc
from embeddings.encoder import Encoder
from embeddings.encoding.backends import BuildingEncoder
from embeddings.errors import ArchiveError, ArchiveMissingError, InputError
from embeddings.fetching.fetcher import Fetcher, user_agent
from embeddings.fetching.results import FetchLimits
from embeddings.indexing import Summary, index, rebuilt
from embeddings.manifests import check_manifest, manifest_of
from embeddings.readers.addresses import is_address
from embeddings.readers.encodings import check_encoding
from embeddings.storage.database import LOCK_TIMEOUT_SECONDS, is_indexed, translated_errors
from embeddings.storage.ledger import Ledger, SourceRecord, Takedown
from embeddings.storage.locks import writing
from embeddings.sums import READ_ANEW
from embeddings.syncing.collecting import Collector
from embeddings.syncing.planning import (
    Collect,
    Plan,
    Progress,
    Source,
    SyncOptions,
    check_sources,
    make_plan,
    origin_of,
)
from embeddings.syncing.removal import remove_sources
from embeddings.syncing.takedown import lift, take_down


@dataclass(frozen=True, slots=True)
class Indexing:
    """How an owner wants sources to be indexed; see `pullquote index --help`.

    Another process's write is waited for `lock_timeout_seconds`.
    """

    encoding: str | None = None
    rebuild: bool = False
    prune: bool = False
    lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS


@dataclass(frozen=True, slots=True)
class Tools:
    """What is costly to make and serves many runs: the model, and what fetches pages."""

    encoder: Encoder
    fetcher: Fetcher


def index_sources(
    settings: Settings,
    sources: Sequence[Source],
    progress: Progress,
    how: Indexing,
    tools: Tools | None = None,
) -> Summary:
    """Bring the archive of the settings in step with `sources`; `tools` are kept between runs.

    Raises:
        InputError: a source, or the encoding's name, cannot be used; nothing was written.
        ArchiveError: the archive cannot be used with these settings, or is being written.
        ModelError: the model cannot be loaded.
    """
    encoding = check_encoding(how.encoding) if how.encoding else None
    check_sources(sources)
    with ExitStack() as stack:
        tools = tools or stack.enter_context(tools_of(settings))
        encoder = tools.encoder
        archive = stack.enter_context(_opened(settings, encoder, how.lock_timeout_seconds))
        stack.enter_context(translated_errors(archive.path))
        stack.enter_context(writing(settings.data_dir))
        if how.rebuild:
            rebuilt(archive, encoder, progress)
        check_manifest(archive, encoder)
        collect = Collector(tools.fetcher, archive, now_in_utc())
        options = SyncOptions(encoding, how.prune, collect)
        summary = index(archive, encoder, sources, progress, options=options)
        if isinstance(encoder, BuildingEncoder):
            encoder.make_ready()
        return summary


def plan_sources(
    settings: Settings, sources: Sequence[Source], progress: Progress, how: Indexing
) -> Plan:
    """Return what `index_sources` would do; no article is written, and no model is loaded.

    An archive of an earlier release is brought up to date, as whenever one is opened.

    Raises:
        InputError: a source, or the encoding's name, cannot be used.
        ArchiveError: the archive cannot be read.
    """
    encoding = check_encoding(how.encoding) if how.encoding else None
    check_sources(sources)
    with ExitStack() as stack:
        archive = stack.enter_context(_readable(settings, stack))
        stack.enter_context(translated_errors(archive.path))
        collect = stack.enter_context(collector_of(settings, archive))
        options = SyncOptions(encoding, how.prune, collect)
        return make_plan(archive, sources, progress, options=options)


def remove(settings: Settings, sources: Sequence[Source]) -> int:
    """Take the articles that came from `sources` out of the archive; return how many.

    Raises:
        InputError: none came from one of them.
        ArchiveError: there is no index, or it is being written.
    """
    with _written(settings) as archive:
        return remove_sources(archive, sources)


def take_down_articles(settings: Settings, name: str) -> list[Takedown]:
    """Erase the articles of that id or address for good; return what went.

    Raises:
        InputError: there is none.
        ArchiveError: there is no index, or it is being written.
    """
    with _written(settings) as archive:
        return take_down(archive, name, now_in_utc())


def lift_takedown(settings: Settings, name: str) -> list[Takedown]:
    """Let what was taken down come back with the next sync; return what it was.

    Raises:
        InputError: nothing was taken down under that id or address.
        ArchiveError: there is no index, or it is being written.
    """
    with _written(settings) as archive:
        return lift(archive, name)


def noted_sources(settings: Settings) -> list[SourceRecord]:
    """Return every source that was indexed, with how it went; none before there is an index.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    if not is_indexed(settings.data_dir):
        return []
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        return Ledger(archive).sources()


def note_failure(settings: Settings, source: Source, problem: str) -> None:
    """Note that a source could not be read; its articles stay as they are.

    Raises:
        ArchiveError: there is no index, or it is being written.
    """
    at = now_in_utc().isoformat(timespec="seconds")
    with _written(settings) as archive, archive.bookkeeping():
        Ledger(archive).record_source(origin_of(source), at, problem)


def source_of(name: str) -> Source:
    """Return a source by its name: an address in its usual form, else a path.

    Raises:
        InputError: it is neither, but was meant to be an address.
    """
    if is_address(name):
        parts = urlsplit(name)
        return urlunsplit(parts._replace(netloc=parts.netloc.lower(), fragment=""))
    if "://" in name or name.lower().startswith("www."):
        raise InputError(f"{name} is no address: start it with https:// or http://.")
    return Path(name)


@contextmanager
def tools_of(settings: Settings) -> Iterator[Tools]:
    """Yield the settings' model, loaded when it is first needed, and what fetches pages.

    Raises:
        ModelError: the model is not here, or not the published one.
    """
    with _fetcher_of(settings) as fetcher:
        yield Tools(building_encoder_of(settings), fetcher)


@contextmanager
def collector_of(settings: Settings, archive: Archive) -> Iterator[Collect]:
    """Yield what brings the articles of addresses, as polite as the settings want it."""
    with _fetcher_of(settings) as fetcher:
        yield Collector(fetcher, archive, now_in_utc())


def building_encoder_of(settings: Settings) -> BuildingEncoder:
    """Return what encodes passages, and makes the ONNX files of the model; likewise."""
    model = model_of(settings, sums_of(settings))
    return BuildingEncoder(model, models_of(settings), settings.encoder_backend)


def _fetcher_of(settings: Settings) -> Fetcher:
    return Fetcher(user_agent(settings.contact_page), fetch_limits_of(settings))


def fetch_limits_of(settings: Settings) -> FetchLimits:
    """Return how much may be fetched, how often and from where."""
    return FetchLimits(
        max_bytes=int(settings.fetch_max_megabytes * 1_000_000),
        timeout_seconds=settings.fetch_timeout_seconds,
        delay_seconds=settings.fetch_delay_seconds,
        allowed_networks=tuple(settings.fetch_allowed_networks),
    )


@contextmanager
def _written(settings: Settings) -> Iterator[Archive]:
    """Yield the archive of the settings, to be written by nobody else meanwhile."""
    with (
        Archive.open(settings.data_dir) as archive,
        translated_errors(archive.path),
        writing(settings.data_dir),
    ):
        yield archive


def _opened(settings: Settings, encoder: Encoder, lock_timeout_seconds: float) -> Archive:
    try:
        return Archive.open(settings.data_dir, lock_timeout_seconds=lock_timeout_seconds)
    except ArchiveMissingError:
        return Archive.create(settings.data_dir, manifest_of(encoder))


def _readable(settings: Settings, stack: ExitStack) -> Archive:
    """Return the archive of the settings or, before there is one, an empty one elsewhere."""
    if is_indexed(settings.data_dir):
        return Archive.open(settings.data_dir)
    try:
        folder = stack.enter_context(TemporaryDirectory())
    except OSError as error:
        raise ArchiveError(
            f"No temporary folder can be used ({error}): free some space, or name one with TMPDIR."
        ) from error
    return Archive.create(Path(folder), manifest_of(encoder_of(settings, READ_ANEW)))
