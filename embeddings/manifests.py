"""What an archive was made with, and whether it can be used with what is here today."""

from embeddings.archive import Archive
from embeddings.chunking import CHUNKING
from embeddings.encoder import Encoder
from embeddings.errors import ArchiveMismatchError
from embeddings.schema import Manifest


def manifest_of(encoder: Encoder) -> Manifest:
    """Return the manifest of an archive whose passages are made and encoded as today."""
    return Manifest(encoder.model, encoder.fingerprint, encoder.dimensions, CHUNKING)


def check_manifest(archive: Archive, encoder: Encoder) -> None:
    """Refuse an archive that was made with another model or another way of chunking.

    Raises:
        ArchiveMismatchError: it was.
    """
    found = archive.manifest
    folder = archive.path.parent
    if found.fingerprint != encoder.fingerprint:
        raise ArchiveMismatchError(
            f"The index in {folder} was made with the model {found.model} ({found.fingerprint}), "
            f"not {encoder.model} ({encoder.fingerprint}): set MODEL to the first, or run "
            "'pullquote index --rebuild'."
        )
    if found.chunking != CHUNKING:
        raise ArchiveMismatchError(
            f"The index in {folder} has passages of the kind {found.chunking}, this release makes "
            f"{CHUNKING}: run 'pullquote index --rebuild'."
        )
