"""The check-up itself: every check in turn, from the folder to the last vector."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from embeddings.archive import Archive
from embeddings.doctor import folder, notes, search_files, structure, texts, vectors
from embeddings.doctor.findings import Fault, Finding, Outcome, Severity, findings_of
from embeddings.doctor.patient import Patient, Thoroughness
from embeddings.encoder import Encoder
from embeddings.errors import (
    ArchiveMissingError,
    PullquoteError,
)
from embeddings.manifests import check_manifest
from embeddings.storage.database import (
    FILE_NAME,
    FORMAT,
    LOCK_TIMEOUT_SECONDS,
    connect,
    is_indexed,
    translated_errors,
)

LoadEncoder = Callable[[], Encoder]
DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Check:
    """A check of an archive that this release reads; a `slow` one is left out of a quick look."""

    name: str
    look: Callable[[Patient], Outcome]
    slow: bool = False


FOLDER_CHECKS: dict[str, Callable[[Path], Outcome]] = {
    "permissions": folder.permissions,
    "disk space": folder.disk_space,
    "log": folder.log,
    "writer": folder.writer,
}
CHECKS = (
    Check(DATABASE, structure.integrity, slow=True),
    Check("references", structure.references),
    Check("orphans", structure.orphans),
    Check("takedowns", notes.takedowns),
    Check("texts", texts.texts, slow=True),
    Check("offsets", texts.offsets, slow=True),
    Check("vectors", vectors.shapes, slow=True),
    Check("sample", vectors.sample, slow=True),
    Check("search files", search_files.search_files),
    Check("leftovers", search_files.leftovers),
    Check("signatures", notes.signatures),
    Check("sources", notes.sources),
    Check("pages", notes.pages),
)


def examine(
    data_dir: Path, load_encoder: LoadEncoder, how: Thoroughness | None = None
) -> Iterator[Finding]:
    """Yield what each check of a data folder finds, as it is found; nothing is written.

    Of the database nothing more is looked at where it cannot be opened, or not by this release;
    whatever a check stumbles over is a finding too.

    Raises:
        ArchiveMissingError: nothing has been indexed there.
    """
    _check_is_there(data_dir)
    for name, look in FOLDER_CHECKS.items():
        yield from findings_of(name, _seen(partial(look, data_dir)))
    if folder.is_readable(data_dir):
        yield from _examine_archive(data_dir, load_encoder, how or Thoroughness())


def _check_is_there(data_dir: Path) -> None:
    """Raise an ArchiveMissingError where there is nothing; a closed folder may hold anything."""
    try:
        if not is_indexed(data_dir):
            raise ArchiveMissingError(
                f"There is no index in {data_dir}: run 'pullquote index PATH' first, or name "
                "another folder with --data-dir."
            )
    except PermissionError:
        return


def _examine_archive(
    data_dir: Path, load_encoder: LoadEncoder, how: Thoroughness
) -> Iterator[Finding]:
    path = data_dir / FILE_NAME
    try:
        archive = Archive(connect(path, LOCK_TIMEOUT_SECONDS), path)
    except PullquoteError as error:
        yield Finding("format", Severity.DAMAGE, str(error))
        return
    with archive:
        opened = _seen_in(archive, partial(structure.format_and_manifest, archive))
        yield from findings_of("format", opened)
        if not _reads(archive):
            return
        encoder, outcome = _model(archive, load_encoder)
        yield from findings_of("model", outcome)
        patient = Patient(archive, encoder, how)
        for check in CHECKS:
            if not (check.slow and how.quick):
                outcome = _seen_in(archive, partial(check.look, patient))
                yield from findings_of(check.name, outcome)


def _reads(archive: Archive) -> bool:
    """Say whether the database is of this release's format, with a manifest that can be read."""
    try:
        with translated_errors(archive.path):
            return structure.readable_format(archive) == str(FORMAT) and bool(archive.manifest)
    except PullquoteError:
        return False


def _model(archive: Archive, load_encoder: LoadEncoder) -> tuple[Encoder | None, Outcome]:
    """Load the model and compare it with the one that the archive was made with."""
    try:
        encoder = load_encoder()
        check_manifest(archive, encoder)
    except PullquoteError as error:
        return None, Outcome("", [Fault(Severity.DAMAGE, str(error))])
    said = f"{encoder.model} is here, unchanged ({encoder.fingerprint})."
    return encoder, Outcome(said)


def _seen_in(archive: Archive, look: Callable[[], Outcome]) -> Outcome:
    def translated() -> Outcome:
        with translated_errors(archive.path):
            return look()

    return _seen(translated)


def _seen(look: Callable[[], Outcome]) -> Outcome:
    """Return what a check comes to: damage, where something so broken ends it early."""
    try:
        return look()
    except (PullquoteError, OSError, ValueError, TypeError) as error:
        fault = Fault(Severity.DAMAGE, f"This could not be looked at to the end: {error}")
    return Outcome("", [fault])
