"""Sources against the archive: what is new, changed, moved or gone; nothing is written here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from embeddings.archive import Archive
from embeddings.errors import FetchError
from embeddings.readers.addresses import address_key, is_address
from embeddings.readers.sources import Known, files_of, is_listing, read_items
from embeddings.schema import Article, Entry, Gone, Item, Kept, PageRecord, Problem, Read
from embeddings.storage.ledger import Ledger, TakenDown
from embeddings.syncing.plans import (
    Collect,
    Moved,
    Named,
    Plan,
    Progress,
    Seen,
    Source,
    SyncOptions,
)

__all__ = [
    "Collect",
    "Named",
    "Plan",
    "Planner",
    "Progress",
    "Source",
    "SyncOptions",
    "check_sources",
    "make_plan",
    "origin_of",
]

_LINE = re.compile(r", line \d+$")
PRUNED_SHARE = Fraction(1, 5)
"""A source that has lost more of its articles than this is not pruned unless that is wanted."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """Who says that an article is gone, and the id of what stands in its place."""

    source: str
    by: str | None


class Planner:
    """Reads the sources once and sorts what they hold; `plan` is complete after `finish`."""

    def __init__(
        self, archive: Archive, sources: Iterable[Source], options: SyncOptions | None = None
    ) -> None:
        self.plan = Plan()
        self._sources = tuple(sources)
        self._options = options or SyncOptions()
        self._known = Known(archive.entries())
        ledger = Ledger(archive)
        self._taken_down = TakenDown.of(ledger)
        self._noted = {record.source for record in ledger.sources()}
        self._is_folder: dict[str, bool] = {}
        self._listings: set[str] = set()
        self._gone: dict[str, _Loss] = {}

    def articles(self, progress: Progress) -> Iterator[Read]:
        """Yield every article that is new or changed, as it is read.

        Raises:
            InputError: a source that does not exist or holds no article file; nothing was yielded.
        """
        listed = [(source, _files_of(source)) for source in self._sources]
        progress.reading(sum(len(files) or 1 for _, files in listed))
        for source, files in listed:
            origin = origin_of(source)
            for item in self._items(source, files, progress.read):
                work = self._sort_in(item, origin)
                if work:
                    yield work

    def finish(self) -> Plan:
        """Return the plan, now that everything was read: with what is gone."""
        for source in dict.fromkeys(map(origin_of, self._sources)):
            self._sort_out(source)
        self.plan.removed = sorted(set(self.plan.removed))
        return self.plan

    def _items(
        self, source: Source, files: Sequence[Path], done: Callable[[], None]
    ) -> Iterator[Item]:
        if not files:
            yield from self._collected(source)
            done()
        for path in files:
            folder = source if isinstance(source, Path) else path.parent
            yield from read_items(folder, [path], self._known, encoding=self._options.encoding)
            done()

    def _collected(self, source: Source) -> Iterator[Item]:
        if self._options.collect is None:
            raise TypeError(f"nothing was given that could fetch {source}")
        origin = origin_of(source)
        self._listings.add(origin)
        try:
            yield from self._options.collect(source, self._known)
        except FetchError as error:
            self.plan.failed[origin] = str(error)
            yield Problem(origin, str(error), kept=True)

    def _sort_in(self, item: Item, source: str) -> Read | None:
        """Sort an item of `source` into the plan; return it if it has to be written."""
        if isinstance(item, Read):
            return self._sort_article(item)
        if isinstance(item, Problem):
            self.plan.problems.append(item)
        elif isinstance(item, PageRecord):
            self.plan.pages.append(item)
        elif isinstance(item, Gone):
            self._gone |= {entry.id: _Loss(source, item.by) for entry in item.entries}
        else:
            for entry in item.entries:
                self._keep(entry, item)
        return None

    def _keep(self, entry: Entry, item: Kept) -> None:
        if entry.id in self.plan.seen:
            return
        path = item.path if item.path is not None else entry.path
        self.plan.seen[entry.id] = Seen(entry.version, item.source, path)
        self.plan.unchanged += 1
        if (entry.source, entry.path) != (item.source, path):
            self.plan.moved.append(Moved(entry.id, item.source, path, entry.digest))

    def _sort_article(self, item: Read) -> Read | None:
        article, plan = item.article, self.plan
        if self._taken_down.holds(article):
            plan.taken_down.append(article.id)
            self._set_aside(item)
            return None
        entry, twin = self._known.by_id.get(article.id), plan.seen.get(article.id)
        is_same = twin is not None and self._is_same(article, twin)
        if twin and is_same and not _is_change(item, twin, entry):
            self._set_aside(item, met_as=twin.version)
            return None
        clash = None if is_same else self._clash(article, twin, entry)
        plan.unchanged -= is_same
        if clash:
            plan.problems.append(Problem(str(self.home(article)), clash))
            self._leave_alone(item)
            return None
        plan.seen[article.id] = Seen(article.version, article.source, article.path)
        if entry is not None and entry.version == article.version:
            self._note_place(item, entry)
            return None
        (plan.new if entry is None else plan.changed).append(Named(article.id, article.title))
        return item

    def _set_aside(self, item: Read, *, met_as: str | None = None) -> None:
        """Write nothing of an article, but note the page that it was on.

        A page whose article was met as another version is not asked whether it changed: that it
        did not would hide what it says.
        """
        page = item.page
        if page and met_as not in (None, item.article.version):
            page = replace(page, etag=None, last_modified=None)
        if page:
            self.plan.pages.append(page)

    def _leave_alone(self, item: Read) -> None:
        """Write nothing of an article, and do not ask its page again at once."""
        if item.page:
            page = item.page
            self.plan.pages.append(
                PageRecord(page.address, page.asked, stamp=page.stamp, body=b"")
            )

    def _note_place(self, item: Read, entry: Entry) -> None:
        article = item.article
        self._set_aside(item)
        self.plan.unchanged += 1
        here = (article.source, article.path, item.digest)
        if (entry.source, entry.path, entry.digest) != here:
            self.plan.moved.append(Moved(article.id, *here))

    def _is_same(self, article: Article, twin: Seen) -> bool:
        """Say whether an article was met before in this run: a file named twice, a page listed so.

        What is on the web is named by its address, so whoever lists it means the same article.
        """
        if _is_web(article) and _is_web(twin):
            return True
        return twin.version == article.version and self.home(twin) == self.home(article)

    def _clash(self, item: Article, twin: Seen | None, entry: Entry | None) -> str | None:
        """Say why `item` cannot have its id: another article of this run or before has it."""
        if twin:
            taken = self.home(twin)
        elif entry and entry.source != item.source and entry.version != item.version:
            taken = self.home(entry)
            if taken == self.home(item) or not _is_there(taken):
                return None
            if _is_web(item) and _is_web(entry):
                return None
        else:
            return None
        return (
            f"has the id {item.id!r}, which the article in {taken} has already: the first one "
            "was kept; give each its own id (or file name)"
        )

    def home(self, item: Article | Entry | Seen) -> Path | str:
        """Return the file or the address that an article came from."""
        source = item.source or ""
        if _is_web(item):
            return item.path or source
        if source not in self._is_folder:
            self._is_folder[source] = Path(source).is_dir()
        return Path(source) / (item.path or "") if self._is_folder[source] else Path(source)

    def _sort_out(self, source: str) -> None:
        """Sort what came from `source` before into what is there, removed and held back.

        What another article has taken the place of is no loss.
        """
        came = (one for one in self.came_from(source) if not self._is_anothers(one, source))
        ours = {*came, *self._others_gone(source)}
        lost = {name for name in ours if self._is_lost(self._known.by_id[name], source)}
        replaced = {name for name in lost if self._is_replaced(name)}
        lost -= replaced
        self.plan.removed += replaced
        if len(lost) > PRUNED_SHARE * len(ours) and not self._options.prune:
            self.plan.held_back += sorted(lost)
            self.plan.problems.append(Problem(source, _held_back(len(lost), len(ours)), kept=True))
        else:
            self.plan.removed += lost

    def _others_gone(self, source: str) -> Iterator[str]:
        """Yield what `source` found gone of sources that are not read in this run."""
        read = set(map(origin_of, self._sources))
        for name, loss in self._gone.items():
            if loss.source == source and self._known.by_id[name].source not in read:
                yield name

    def _is_replaced(self, name: str) -> bool:
        """Say whether an article of this run stands where this one was, and for it alone.

        Where many pages lead to one, that is no new place of theirs but a wall before them.
        """
        by = self._gone[name].by if name in self._gone else None
        return by in self.plan.seen and self._successors[by] == 1

    @cached_property
    def _successors(self) -> Counter[str | None]:
        return Counter(loss.by for loss in self._gone.values())

    def came_from(self, source: str) -> list[str]:
        """Return the articles of the archive that came from `source` before."""
        return [entry.id for entry in self._known.by_id.values() if self._is_of(entry, source)]

    def _is_of(self, entry: Entry, source: str) -> bool:
        """Say whether an article came from `source`, or from a file in that folder."""
        if entry.source == source:
            return True
        if source in self._listings or _is_web(entry):
            return False
        return Path(self.home(entry)).is_relative_to(source)

    def _is_anothers(self, name: str, source: str) -> bool:
        """Say whether an article is another source's, a folder within or around this one, say.

        By that one it has another id. Where its file is gone it is whoever's notices first.
        """
        entry = self._known.by_id[name]
        is_noted = entry.source != source and entry.source in self._noted
        return is_noted and name not in self.plan.seen and _is_there(self.home(entry))

    def _is_lost(self, entry: Entry, source: str) -> bool:
        """Say whether an article is not there any more: what only fell off a feed still is."""
        if entry.id in self.plan.seen:
            return False
        if source in self._listings:
            return entry.id in self._gone
        return self.home(entry) not in self._troubled

    @cached_property
    def _troubled(self) -> set[Path | str]:
        """Return the files that a problem speaks of: what came from there stays as it was."""
        files = [Path(_LINE.sub("", problem.where)) for problem in self.plan.problems]
        return {home for file in files for home in (file.resolve(), _beside(file))}


def make_plan(
    archive: Archive,
    sources: Iterable[Source],
    progress: Progress,
    *,
    options: SyncOptions | None = None,
) -> Plan:
    """Read the sources and return what differs from the archive; nothing is written.

    Raises:
        InputError: a source that does not exist or holds no article file.
    """
    planner = Planner(archive, sources, options)
    for _ in planner.articles(progress):
        pass
    return planner.finish()


def check_sources(sources: Iterable[Source]) -> None:
    """Look whether every source is there, as far as can be told without reading it.

    Raises:
        InputError: one does not exist or holds no article file.
    """
    for source in sources:
        _files_of(source)


def origin_of(source: Source) -> str:
    """Return what articles from `source` are noted as coming from."""
    return source if isinstance(source, str) else str(source.resolve())


def _files_of(source: Source) -> Sequence[Path]:
    """Return the files that are read one by one; none of an address or a list of addresses."""
    return [] if isinstance(source, str) or is_listing(source) else files_of(source)


def _is_change(item: Read, twin: Seen, entry: Entry | None) -> bool:
    """Say whether the page that an article is named after is other than what others still give."""
    article, page = item.article, item.page
    if page is None or entry is None or not twin.version == entry.version != article.version:
        return False
    return address_key(page.address) == address_key(article.url or article.id)


def _is_web(item: Article | Entry | Seen) -> bool:
    """Say whether an article came from a page of the web, whoever listed it."""
    return is_address(item.path or item.source or "")


def _is_there(home: Path | str) -> bool:
    return isinstance(home, str) or home.exists()


def _beside(path: Path) -> Path:
    """Return `path` with its folder resolved, but not itself: it may be a link."""
    return path.parent.resolve() / path.name


def _held_back(lost: int, held: int) -> str:
    return (
        f"has lost {lost} of its {held} articles: nothing was removed; check it, and run this "
        "again with --prune if they are to go"
    )
