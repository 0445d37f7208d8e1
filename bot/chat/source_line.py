"""The lines under a quote: outlet, headline, author, date, and nothing that is not known."""

from datetime import datetime

from bot import links, wording
from bot.answering.quotes.since import Fate
from bot.answering.schema import Excerpt
from bot.chat.wire import escape
from bot.languages import say, spoken, written_date
from embeddings.schema import Article

MAX_HEADLINE_CHARS = 200
MAX_NAME_CHARS = 100
"""An outlet, all authors together, a section: what is longer is cut, so that a quote has room."""

_SAID = {
    Fate.UNCHANGED: wording.UNCHANGED_SINCE,
    Fate.DROPPED: wording.DROPPED_SINCE,
    Fate.REMOVED: wording.REMOVED_SINCE,
}
_ENDS_LINK = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"})


def source_line(article: Article, quote: str | None = None) -> str:
    """Return the Markdown source line; the headline links to `quote` in the article if given."""
    parts = [
        f"**{_name(article.outlet)}**" if article.outlet else "",
        headline(article.title, article.url, quote),
        _name(", ".join(article.authors)),
        *_kind(article),
        moment(article.published) or say(wording.UNDATED),
        say(wording.UPDATED_ON, moment=moment(article.updated)) if article.updated else "",
    ]
    return "-# " + wording.SOURCE_LINE_SEPARATOR.join(part for part in parts if part)


def excerpt_lines(excerpt: Excerpt) -> str:
    """Return the Markdown under an excerpt: who says it, its source, who else prints it."""
    lines = [source_line(excerpt.article, excerpt.text)]
    if excerpt.speakers:
        lines.insert(0, f"-# {wording.said_by([_name(name) for name in excerpt.speaker_names])}")
    if excerpt.also_carried_by:
        names = [_name(name) for name in excerpt.carrier_names]
        lines.append(f"-# {wording.also_carried_by(names)}")
    return "\n".join(lines)


def since_quoted(fate: Fate, seen: str | None, updated: str | None) -> list[str]:
    """Return what is said of what became of a quote, in lines.

    The change was met when it was `seen`; the article says that it was `updated`; see `Context`.
    """
    lines = []
    if fate not in (Fate.CURRENT, Fate.REMOVED):
        lines.append(wording.updated_since(moment(seen), moment(updated)))
    if fate in _SAID:
        lines.append(say(_SAID[fate]))
    return lines


def headline(title: str, url: str | None, quote: str | None = None) -> str:
    """Return a headline as Markdown, linked where there is an address."""
    shown = escape(shortened(title, MAX_HEADLINE_CHARS))
    if not url:
        return shown
    return f"[{shown}]({_safe(links.best(url, quote))})"


def _kind(article: Article) -> list[str]:
    """Return the genre of what is no plain news, and the section unless it says the same."""
    genre = wording.genre(article.genre)
    section = wording.section_beside(article.genre, article.section)
    return [f"**{genre}**" if genre else "", _name(section)]


def _name(text: str) -> str:
    return escape(shortened(text, MAX_NAME_CHARS))


def shortened(title: str, max_chars: int) -> str:
    """Return `title`, cut with an ellipsis where it is longer than there is room for."""
    return title if len(title) <= max_chars else title[: max_chars - 1].rstrip() + "…"


def _safe(address: str) -> str:
    """Encode what would end a Markdown link early."""
    return address.translate(_ENDS_LINK)


def moment(iso: str | None) -> str:
    """Return a date as Discord shows it in the reader's own zone; a bare date as it is.

    A date without a time, or a time without a zone, names no instant: turned into one, it would
    show as the day before to half of the readers.
    """
    if not iso:
        return ""
    parsed = datetime.fromisoformat(iso)
    if parsed.tzinfo is None:
        return written_date(parsed, spoken())
    return f"<t:{int(parsed.timestamp())}:D>"


def stamp(instant: datetime) -> str:
    """Return an instant with its time, as Discord shows it in the reader's own zone."""
    return f"<t:{int(instant.timestamp())}:f>"
