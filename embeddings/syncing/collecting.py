"""What stands at addresses: feeds, sitemaps, lists and pages, fetched and read into articles.

A listing says which pages there are. What falls off a feed or a sitemap stays: only a page that
its server says is gone, or that was struck off a list of addresses, is.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory

from embeddings.archive import Archive
from embeddings.errors import FetchError, FetchFailure, InputError
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.results import Fetched, NotModified
from embeddings.fetching.results import Gone as NotThere
from embeddings.readers import jsonl, markdown, text
from embeddings.readers.addresses import address_key, clean_address, name_of_address
from embeddings.readers.html import read_bytes
from embeddings.readers.kinds import Kind
from embeddings.readers.sources import Known, Reader
from embeddings.schema import Gone, Item, PageRecord, Problem, Read
from embeddings.syncing.listings import LISTINGS, Body, Link, Listing, listing_of
from embeddings.syncing.outings import Outing
from embeddings.syncing.page_notes import validators_of
from embeddings.syncing.pages import Pages

MAX_PAGES = 50_000
"""How many pages of one source are read: as many as one sitemap may list (sitemaps.org)."""
MAX_SITEMAPS = 200
_FILES: dict[Kind, tuple[str, Reader]] = {
    Kind.JSONL: (".jsonl", jsonl.read),
    Kind.MARKDOWN: (".md", markdown.read),
    Kind.TEXT: (".txt", text.read),
}


class Collector:
    """Brings the articles of addresses, and of files that list addresses, for one run."""

    def __init__(self, fetcher: Fetcher, archive: Archive, now: datetime) -> None:
        self._outing = Outing(fetcher, archive, now)

    def __call__(self, source: Path | str, known: Known) -> Iterator[Item]:
        """Yield what stands at `source`.

        Raises:
            FetchError: it cannot be had, or too many of its pages in a row cannot.
        """
        return _Errand(self._outing, source, known).items()


class _Errand:
    """One source of a run."""

    def __init__(self, outing: Outing, source: Path | str, known: Known) -> None:
        self._outing = outing
        self._source = source
        self._known = known
        self._origin = source if isinstance(source, str) else str(source.resolve())
        self._pages = Pages(outing, self._origin, known)

    def items(self) -> Iterator[Item]:
        if isinstance(self._source, Path):
            body = Body(_read(self._source), str(self._source))
            yield from self._walk(_listing_of(body))
        else:
            yield from self._fetched(self._source)

    def _fetched(self, source: str) -> Iterator[Item]:
        record = self._outing.ledger.page(source)
        was_listing = record is not None and bool(record.body)
        page = self._pages.at(clean_address(source))
        validators = validators_of(record) if was_listing else page.validators
        answer = self._outing.fetcher.fetch(source, validators)
        if isinstance(answer, NotThere) and (was_listing or not page.entries):
            raise FetchError(
                f"{source} is not there ({answer.status}): check the address.",
                FetchFailure.REFUSED,
            )
        if isinstance(answer, Fetched):
            was_file = bool(page.entries) and page.record is None
            yield from self._read(source, answer, was_listing=was_listing, was_file=was_file)
        elif isinstance(answer, NotModified) and was_listing and record:
            yield from self._walk(_listing_of(_body_of(record, answer.address)))
            yield self._noted_again(record, answer)
        else:
            yield from self._pages.answered(Link(page.address), page, answer)

    def _read(
        self, source: str, answer: Fetched, *, was_listing: bool, was_file: bool
    ) -> Iterator[Item]:
        """Yield what stands at an address, whatever it is.

        Raises:
            FetchError: it was something else the last time and is a page now: by pages sites say
                that they are being mended.
        """
        body = _body(source, answer)
        if body.kind in LISTINGS:
            yield from self._walk(_listing_of(body))
            yield self._noted(source, answer)
        elif was_listing or (was_file and body.kind is Kind.PAGE):
            raise FetchError(
                f"{source} was a listing or a file of articles and is a {body.kind} now: look at "
                "it in a browser; if that is to stay, 'pullquote remove' it first.",
                FetchFailure.UNEXPECTED,
            )
        elif body.kind is Kind.PAGE:
            page = self._pages.at(clean_address(source))
            yield from self._pages.answered(Link(page.address), page, answer)
        else:
            yield from self._of_file(body)

    def _walk(self, listing: Listing) -> Iterator[Item]:
        """Yield what a listing leads to, and of a complete one what it does not list any more."""
        links = 0
        for item in self._followed(listing):
            if not isinstance(item, Link):
                yield item
                continue
            links += 1
            if links > MAX_PAGES:
                what = f"lists more than {MAX_PAGES} pages, the rest is not read: split it"
                yield Problem(self._origin, what, kept=True)
                return
            yield from self._pages.listed(item)
        if listing.complete:
            yield self._struck_off(listing)
        else:
            yield from self._pages.unlisted()

    def _struck_off(self, listing: Listing) -> Gone:
        there = [self._pages.at(link.address) for link in listing.links]
        kept = {entry.id for page in there for entry in page.entries}
        kept |= {page.record.article_id or "" for page in there if page.record}
        ours = (one for one in self._known.by_id.values() if one.source == self._origin)
        return Gone(tuple(entry for entry in ours if entry.id not in kept))

    def _followed(self, listing: Listing) -> Iterator[Link | Problem | PageRecord]:
        """Yield what a listing and the sitemaps that it leads to list; each is read once.

        Raises:
            FetchError: there are sitemaps, and none can be had.
        """
        yield from listing.problems
        yield from listing.links
        left, met = deque(listing.sitemaps), {address_key(self._origin)}
        failures: list[Exception] = []
        while left:
            address = left.popleft()
            if address_key(address) in met:
                continue
            if len(met) > MAX_SITEMAPS:
                what = f"leads to more than {MAX_SITEMAPS} sitemaps, the rest is not read"
                yield Problem(self._origin, f"{what}: give them one by one", kept=True)
                break
            met.add(address_key(address))
            try:
                found, record = self._sitemap(address)
            except (FetchError, InputError) as error:
                yield Problem(address, str(error), kept=True)
                failures.append(error)
                continue
            yield from found.problems
            yield from found.links
            yield record
            left.extend(found.sitemaps)
        self._check_sitemaps(failures, read=len(met) - 1 - len(failures))

    def _check_sitemaps(self, failures: Sequence[Exception], *, read: int) -> None:
        if failures and not read:
            raise FetchError(
                f"None of the sitemaps of {self._origin} can be had. The last one: {failures[-1]}",
                FetchFailure.UNEXPECTED,
            )

    def _sitemap(self, address: str) -> tuple[Listing, PageRecord]:
        record = self._outing.ledger.page(address)
        before = record if record and record.body else None
        answer = self._outing.fetcher.fetch(address, validators_of(before))
        if isinstance(answer, NotThere):
            raise InputError(f"is not there ({answer.status}): mend the index that lists it")
        if isinstance(answer, Fetched):
            return listing_of(_body(address, answer)), self._noted(address, answer)
        if before is None:
            raise InputError("says that it has not changed, but it was never read: try again")
        return listing_of(_body_of(before, answer.address)), self._noted_again(before, answer)

    def _of_file(self, body: Body) -> Iterator[Item]:
        """Yield what a file of articles at an address holds; readers read from the disk.

        What stood in it before is gone, unless something in it cannot be read.
        """
        address, (suffix, read) = clean_address(self._origin), _FILES[body.kind]
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{name_of_address(address)}{suffix}"
            path.write_bytes(body.raw)
            items = list(read(path, f"{address}{suffix}", None))
        there = set()
        for item in items:
            if isinstance(item, Problem):
                yield replace(item, where=item.where.replace(str(path), self._origin), kept=True)
            else:
                there.add(item.id)
                yield Read(replace(item, source=self._origin, path=address))
        if len(there) == len(items):
            before = self._known.on_page(address)
            yield Gone(tuple(entry for entry in before if entry.id not in there))

    def _noted(self, address: str, answer: Fetched) -> PageRecord:
        """Return the note of a listing that was read."""
        said = answer.validators
        charset = f"; charset={answer.charset}" if answer.charset else ""
        return PageRecord(
            address=address,
            asked=self._outing.now.isoformat(),
            found=said.address,
            etag=said.etag,
            last_modified=said.last_modified,
            body=answer.body,
            content_type=f"{answer.content_type or ''}{charset}" or None,
        )

    def _noted_again(self, record: PageRecord, answer: NotModified) -> PageRecord:
        said = answer.validators
        return replace(
            record,
            asked=self._outing.now.isoformat(),
            etag=said.etag,
            last_modified=said.last_modified,
        )


def _listing_of(body: Body) -> Listing:
    try:
        return listing_of(body)
    except InputError as error:
        raise FetchError(f"{body.name} {error}.", FetchFailure.UNEXPECTED) from error


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except InputError as error:
        raise FetchError(f"{path} {error}.", FetchFailure.ADDRESS) from error


def _body(name: str, answer: Fetched) -> Body:
    return Body(answer.body, name, answer.address, answer.content_type, answer.charset)


def _body_of(record: PageRecord, address: str) -> Body:
    """Return what stood at a listing before, as its server declared it."""
    declared = Message()
    declared["Content-Type"] = record.content_type or ""
    kind = str(declared["Content-Type"]).partition(";")[0].strip()
    charset = declared.get_content_charset()
    return Body(record.body or b"", record.address, address, kind or None, charset)
