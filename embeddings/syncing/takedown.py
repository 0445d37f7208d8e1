"""Taking an article down for good: its text, vectors and index rows go, and it does not come back.

A takedown leaves a tombstone with the id and the address. What a later sync finds under either is
left out, until the takedown is lifted.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from embeddings.archive import Archive
from embeddings.derived.opening import rebuild
from embeddings.errors import ArchiveError, InputError
from embeddings.readers.addresses import address_key, is_address
from embeddings.storage.ledger import Ledger, Takedown


def take_down(archive: Archive, name: str, at: datetime) -> list[Takedown]:
    """Erase the articles that have or had this id or address, and all their versions.

    Return what is taken down under that name now. An address that is not in the archive is noted
    all the same: it will never come in. What was taken down before is made sure of again: a full
    disk may have cut it short.

    Raises:
        InputError: an id that no article has or had.
        ArchiveError: it was not taken down, or not to the end; the message says which.
    """
    found = _called(archive, name)
    before = [one for one in _taken_down(archive, name) if one.article_id not in found]
    if not found and not before and not is_address(name):
        raise InputError(
            f"No article has the id {name!r}: 'pullquote source WORDS --json' prints ids; an "
            "address works too."
        )
    moment, asked = at.isoformat(timespec="seconds"), name if is_address(name) else None
    new = [Takedown(one, url or asked, moment) for one, url in found.items()]
    again = [replace(one, before=True) for one in before]
    done = [*new, *again] or [Takedown(name, name, moment)]
    try:
        done = _erased(archive, done)
        rebuild(archive)
        archive.empty_log()
    except ArchiveError as error:
        if not _taken_down(archive, name):
            raise
        raise ArchiveError(
            f"{name} is not quoted any more and will not come back, but its words are still on "
            f"the disk: when that is mended, run 'pullquote takedown' for it once more. {error}"
        ) from error
    return done


def _erased(archive: Archive, takedowns: Sequence[Takedown]) -> list[Takedown]:
    """Erase what is taken down; return the takedowns with how many versions went."""
    ledger = Ledger(archive)
    going = {takedown.article_id for takedown in takedowns}
    done = []
    with archive.transaction():
        ledger.forget_listings()
        for takedown in takedowns:
            ledger.record_takedown(takedown)
            copies = _copies(archive, ledger, takedown.article_id)
            staying = tuple(one for one in copies if one not in going)
            erased = archive.erase(takedown.article_id)
            done.append(replace(takedown, erased=erased, copies=staying))
    return done


def _copies(archive: Archive, ledger: Ledger, article_id: str) -> tuple[str, ...]:
    """Return the ids of the other articles that print the same story."""
    version = archive.current_version(article_id)
    found = map(archive.version, ledger.same_story(version)) if version else ()
    return tuple(article.id for article in found if article)


def _called(archive: Archive, name: str) -> dict[str, str | None]:
    """Return, by id, the latest address of each article that has or had this id or address.

    An address counts however it is written, and whether or not the article is still in the index.
    """
    key = address_key(name)
    found: dict[str, str | None] = {}
    for article_id, url in archive.names():
        if key in (address_key(article_id), address_key(url or article_id)):
            found[article_id] = url or found.get(article_id)
    return found


def lift(archive: Archive, name: str) -> list[Takedown]:
    """Let what was taken down under this id or address come back; return what it was.

    Raises:
        InputError: nothing was.
    """
    ledger = Ledger(archive)
    found = _taken_down(archive, name)
    if not found:
        raise InputError(f"Nothing was taken down as {name!r}: check the id or the address.")
    with archive.bookkeeping():
        for one in found:
            ledger.lift_takedown(one.article_id)
    return found


def _taken_down(archive: Archive, name: str) -> list[Takedown]:
    """Return what was taken down under this id or address."""
    return [one for one in Ledger(archive).takedowns() if _is_called(one, address_key(name))]


def _is_called(takedown: Takedown, key: str) -> bool:
    names = (takedown.article_id, takedown.url)
    return any(address_key(name) == key for name in names if name)
