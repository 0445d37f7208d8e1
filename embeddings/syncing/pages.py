"""Pages of the web: which of them are asked for again, and what became of what they held.

A page is asked for when a listing says that it changed, or after a while; its server then says
whether it did. What it said is noted with the article that it gave, never before that article.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from embeddings.errors import FetchError, InputError
from embeddings.fetching.results import Fetched, NotModified
from embeddings.fetching.results import Gone as NotThere
from embeddings.readers.addresses import address_key, article_id_of, name_of_address
from embeddings.readers.html import read_page
from embeddings.readers.kinds import Kind, kind_of
from embeddings.readers.sources import Known
from embeddings.schema import Article, Entry, Gone, Item, Kept, PageRecord, Problem, Read
from embeddings.syncing.listings import Link
from embeddings.syncing.outings import OF_THE_PAGE, Outing, Patience
from embeddings.syncing.page_notes import Page, stamped, stamps

RECHECK = timedelta(hours=1)
"""How long a page is taken to be as it was where its listing says nothing else."""
RECHECK_UNLISTED = timedelta(days=7)
"""The same for a page that no listing names any more; it may be corrected or taken back still."""
MAX_UNLISTED = 20
"""How many of these are asked in one run; those that were asked longest ago come first."""
Answer = Fetched | NotModified | NotThere


class Pages:
    """The pages that one source lists."""

    def __init__(self, outing: Outing, origin: str, known: Known) -> None:
        self._outing = outing
        self._origin = origin
        self._known = known
        self._patience = Patience(origin)

    def at(self, address: str) -> Page:
        """Return what is known of a page."""
        record = self._outing.asked.get(address) or self._outing.ledger.page(address)
        current = self._known.on_web(record.article_id) if record else None
        entries = {entry.id: entry for entry in self._known.on_page(address)}
        if current:
            entries[current.id] = current
        return Page(address, record, current, tuple(entries.values()))

    def listed(self, link: Link) -> Iterator[Item]:
        """Yield what became of what a listing names: an article, or a page asked for where due."""
        page = self.at(link.address)
        record = page.record
        if record and record.body:
            return  # a listing itself
        if self._outing.taken_down.is_at(link.address, record.article_id if record else None):
            return
        if link.whole and not page.current:
            yield from self._whole(link.whole)
        elif record and not self._is_due(link, page):
            yield from self._left_alone(link, page, record)
        else:
            yield from self._asked(link, page)

    def unlisted(self) -> Iterator[Item]:
        """Yield what became of some pages that fell off their listing long ago.

        That their server is no more says nothing of the listing: each is tried again a week later.
        """
        since = (self._outing.now - RECHECK_UNLISTED).isoformat()
        found = self._outing.ledger.pages_not_asked(self._origin, since, MAX_UNLISTED)
        for address in found:
            link, page = Link(address), self.at(address)
            if address in self._outing.asked:
                continue
            try:
                answer = self._outing.fetcher.fetch(address, page.validators)
            except FetchError as error:
                yield Problem(address, str(error), kept=True)
                yield self._nothing(page, link)
            else:
                yield from self.answered(link, page, answer)

    def answered(self, link: Link, page: Page, answer: Answer) -> Iterator[Item]:
        """Yield what became of what a page held, now that its server has answered."""
        if isinstance(answer, Fetched):
            yield from self._read(link, page, answer)
        elif isinstance(answer, NotModified):
            yield from self._as_before(page)
            if page.record:
                yield self._noted(page, answer, link, article_id=page.record.article_id)
        elif page.entries:
            yield Gone(page.entries)
        else:
            what = f"is listed but not there ({answer.status}): nothing can be read"
            yield Problem(page.address, what)
            yield self._nothing(page, link)

    def _is_due(self, link: Link, page: Page) -> bool:
        record = page.record
        if record is None or page.address in self._outing.asked:
            return record is None
        if record.article_id and not page.current:
            return True  # it never came in, or it was taken out
        if link.stamp and link.stamp not in stamps(record):
            return True
        age = self._outing.now - datetime.fromisoformat(record.asked)
        return not timedelta(0) <= age < RECHECK

    def _left_alone(self, link: Link, page: Page, record: PageRecord) -> Iterator[Item]:
        """Yield that a page is as it was, or what it gave when it was asked in this run."""
        if page.address not in self._outing.asked:
            yield from self._as_before(page)
        elif page.current:
            yield self._kept(page.current)
        if link.stamp and link.stamp not in stamps(record):
            yield self._remembered(replace(record, stamp=stamped(record, link)))

    def _asked(self, link: Link, page: Page) -> Iterator[Item]:
        try:
            answer = self._outing.fetcher.fetch(page.address, page.validators)
        except FetchError as error:
            yield Problem(page.address, str(error), kept=bool(page.entries))
            if error.reason in OF_THE_PAGE:
                yield self._nothing(page, link)
            self._patience.lose(error)
            return
        self._patience.restore()
        yield from self.answered(link, page, answer)

    def _as_before(self, page: Page) -> Iterator[Item]:
        """Yield that an article stands where it stood; what had been there before it is gone."""
        if page.current is None:
            yield from map(self._kept, page.entries)
            return
        yield self._kept(page.current)
        yield from _superseded(page, page.current.id)

    def _whole(self, article: Article) -> Iterator[Item]:
        """Yield an article that its listing holds; one of another listing is left to that one."""
        article = self._named(article)
        entry = self._known.on_web(article.id)
        if entry and entry.source != self._origin and self._owner(entry) == entry.source:
            yield self._kept(entry)
        else:
            yield Read(replace(article, source=self._origin))

    def _read(self, link: Link, page: Page, answer: Fetched) -> Iterator[Item]:
        try:
            _check_kind(answer)
            article = self._named(_article_of(link, answer))
            self._check(article, page, answer)
        except InputError as error:
            yield Problem(page.address, str(error), kept=bool(page.entries))
            yield self._nothing(page, link)
            return
        yield from _superseded(page, article.id)
        article = self._placed(self._filled(article, link), page)
        record = self._noted(page, answer, link, article_id=article.id)
        original = self._original(article, page)
        if original is None:
            yield Read(article, page=record)
            return
        yield record
        if original.address not in self._outing.asked:
            yield from self._asked(Link(original.address), original)

    def _original(self, article: Article, page: Page) -> Page | None:
        """Return the page that an article is named after, where it gave another version of it.

        A page for printing, or for telephones, must not take turns with it.
        """
        entry = self._known.on_web(article.id)
        if (
            entry is None
            or entry.version == article.version
            or article.url in (None, page.address)
        ):
            return None
        original = self.at(str(article.url))
        return original if original.current == entry else None

    def _check(self, article: Article, page: Page, answer: Fetched) -> None:
        """Refuse what stands in the place of an article only for a while, or cuts it off.

        Raises:
            InputError: it does.
        """
        if not page.entries:
            return
        if article.id not in {entry.id for entry in page.entries} and page.leads_elsewhere(answer):
            raise InputError(
                f"leads to another page for now, {answer.address}: what it held before stays; "
                "give the address where it ends if it is to stay there"
            )
        before = self._outing.archive.article(page.current.id) if page.current else None
        if before and before.id == article.id and _is_cut_off(article, before):
            raise InputError(
                "shows only the beginning of what it showed before, and says that it is not free "
                "to read: what it held before stays"
            )

    def _named(self, article: Article) -> Article:
        """Return an article under the id that it has already, though its address was different."""
        known = self._known.by_id.get(article.id)
        key = address_key(article.id)
        name = article.id if known else self._known.same_page(article.id)
        return replace(article, id=self._outing.ids.setdefault(key, name or article.id))

    def _filled(self, article: Article, link: Link) -> Article:
        """Return an article with what its own listing says of it, not what others say."""
        entry = self._known.on_web(article.id)
        if entry is None or self._owner(entry) == self._origin:
            return link.fill_in(article)
        before = self._outing.archive.article(entry.id)
        return Link.of(before).fill_in(article) if before else article

    def _placed(self, article: Article, page: Page) -> Article:
        entry = self._known.on_web(article.id)
        source = self._owner(entry) if entry else self._origin
        stays = entry and entry.path and source == entry.source
        path = entry.path if entry and stays else page.address
        return replace(article, source=source, path=path)

    def _owner(self, entry: Entry) -> str:
        """Return the source that an article belongs to: its own as long as that is synced."""
        source = entry.source or self._origin
        return source if self._outing.is_kept_up(source) else self._origin

    def _kept(self, entry: Entry) -> Kept:
        return Kept((entry,), self._owner(entry))

    def _noted(
        self, page: Page, answer: Fetched | NotModified, link: Link, *, article_id: str | None
    ) -> PageRecord:
        said = answer.validators
        record = PageRecord(
            address=page.address,
            asked=self._outing.now.isoformat(),
            found=said.address,
            etag=said.etag,
            last_modified=said.last_modified,
            stamp=stamped(page.record, link),
            article_id=article_id,
        )
        return self._remembered(record)

    def _nothing(self, page: Page, link: Link) -> PageRecord:
        """Return the note of a page that gave no article now; one that it gave before stays."""
        record = PageRecord(
            address=page.address,
            asked=self._outing.now.isoformat(),
            found=page.record.found if page.record else None,
            stamp=stamped(page.record, link),
            body=None if page.current else b"",
            article_id=page.current.id if page.current else None,
        )
        return self._remembered(record)

    def _remembered(self, record: PageRecord) -> PageRecord:
        self._outing.asked[record.address] = record
        return record


def _check_kind(answer: Fetched) -> None:
    kind = kind_of(answer.body, content_type=answer.content_type, name=answer.address)
    if kind in (Kind.FEED, Kind.SITEMAP):
        raise InputError(f"is a {kind}, no article's page: name it as a source of its own")


def _superseded(page: Page, by: str) -> Iterator[Item]:
    others = tuple(entry for entry in page.entries if entry.id != by)
    if others:
        yield Gone(others, by)


def _is_cut_off(article: Article, before: Article) -> bool:
    paragraphs = article.text.split("\n\n")
    is_paid = article.metadata.get("accessible_for_free") is False
    is_short = len(article.text) * 2 < len(before.text)
    return is_paid and is_short and all(one in before.text for one in paragraphs[:-1])


def _article_of(link: Link, answer: Fetched) -> Article:
    return read_page(
        answer.body,
        address=answer.address,
        charset=answer.charset,
        default_id=article_id_of(link.address),
        path=link.address,
        name=link.title or name_of_address(link.address),
    )
