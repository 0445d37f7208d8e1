"""Taking articles out of the index by where they came from; their versions stay readable."""

from collections.abc import Sequence

from embeddings.archive import Archive
from embeddings.derived.opening import publish
from embeddings.errors import InputError
from embeddings.storage.ledger import Ledger
from embeddings.syncing.planning import Planner, Source, origin_of


def remove_sources(archive: Archive, sources: Sequence[Source]) -> int:
    """Take every article out that came from one of `sources`; return how many.

    The folders and files themselves need not be there any more.

    Raises:
        InputError: no article came from one of them; nothing was removed.
    """
    ledger = Ledger(archive)
    planner = Planner(archive, sources)
    found: set[str] = set()
    for source in sources:
        here = planner.came_from(origin_of(source))
        if not here and origin_of(source) not in {one.source for one in ledger.sources()}:
            raise InputError(f"No article in the index came from {source}: check the path.")
        found.update(here)
    with archive.transaction():
        for article_id in sorted(found):
            archive.remove(article_id)
        ledger.forget_pages_of(found)
        ledger.forget_pages(map(origin_of, sources))
        for source in sources:
            ledger.forget_source(origin_of(source))
    publish(archive)
    return len(found)
