"""Taking articles out of the index by where they came from; their versions stay readable."""

from collections.abc import Sequence
from pathlib import Path

from embeddings.archive import Archive
from embeddings.derived import open_derived
from embeddings.errors import InputError
from embeddings.planning import home_of


def remove_sources(archive: Archive, sources: Sequence[Path]) -> int:
    """Take every article out that came from one of `sources`; return how many.

    The folders and files themselves need not be there any more.

    Raises:
        InputError: no article came from one of them; nothing was removed.
    """
    found: set[str] = set()
    for source in sources:
        origin = source.resolve()
        here = {entry.id for entry in archive.entries() if home_of(entry).is_relative_to(origin)}
        if not here:
            raise InputError(f"No article in the index came from {source}: check the path.")
        found |= here
    with archive.transaction():
        for article_id in sorted(found):
            archive.remove(article_id)
    open_derived(archive)
    return len(found)
