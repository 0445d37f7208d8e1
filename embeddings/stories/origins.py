"""Who had a story first: the agency that the copies credit, or else the earliest to publish."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from embeddings.schema import Article
from embeddings.stories.agencies import is_agency, names_of
from embeddings.stories.credits import Credits, credits_of

_LAST = datetime.max.replace(tzinfo=UTC)


def publication(article: Article) -> tuple[datetime, datetime, str]:
    """Return what articles sort by: when published, when first seen, id; what is unknown last.

    A date without a time is the day's beginning; one without a zone is taken as UTC.
    """
    return _moment(article.published), _moment(article.first_seen), article.id


def _moment(iso: str | None) -> datetime:
    if not iso:
        return _LAST
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def originator(articles: Sequence[Article]) -> Article:
    """Return the article, of those that print the same, that the others have it from.

    It is the earliest one of an outlet that another credits. An agency may credit itself: its
    own dateline tells as much as a copy that kept it. A credited outlet that credits another one
    of them passes on. Where nobody is credited, it is the earliest of all.

    Raises:
        ValueError: there are no articles.
    """
    if len({article.outlet for article in articles}) == 1:
        return min(articles, key=publication)
    signed = [(article, credits_of(article)) for article in articles]
    credited = [article for article in articles if _is_credited(article, signed)]
    passing_on = [
        article for article, own in signed if _credits_another(article, own, among=credited)
    ]
    sources = [article for article in credited if article not in passing_on]
    return min(sources or credited or articles, key=publication)


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Return articles that print the same: the originator, then the others by publication."""
    ordered = sorted(articles, key=publication)
    if not ordered:
        return []
    first = originator(ordered)
    return [first, *(article for article in ordered if article is not first)]


def _is_credited(article: Article, signed: Iterable[tuple[Article, Credits]]) -> bool:
    if not article.outlet:
        return False
    names = names_of(article.outlet)
    return any(
        own.name(names)
        if names.isdisjoint(names_of(other.outlet or ""))
        else is_agency(article.outlet) and not names.isdisjoint(own.datelines)
        for other, own in signed
    )


def _credits_another(article: Article, own: Credits, *, among: Iterable[Article]) -> bool:
    outlet = names_of(article.outlet or "")
    others = (names_of(other.outlet) for other in among if other.outlet)
    return any(own.name(names) for names in others if names.isdisjoint(outlet))
