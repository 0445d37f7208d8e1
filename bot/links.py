"""Links to the exact words of an article: URL text fragments.

The form is `#:~:text=first words,last words` of the WICG draft "URL Fragment Text Directives".
"""

from urllib.parse import quote

EDGE_WORDS = 5
"""How many words name each end of a longer quote."""
MAX_CHARS = 512
"""The address of a link button (Discord API documentation, button structure)."""


def best(url: str, text: str | None = None) -> str:
    """Return the link to `text` within `url`, or `url` alone where that link would be too long."""
    address = to_words(url, text) if text else url
    return address if len(address) <= MAX_CHARS else url


def to_words(url: str, text: str) -> str:
    """Return `url` with a fragment that makes a browser scroll to `text` and mark it."""
    words = text.split()
    if len(words) <= 2 * EDGE_WORDS:
        directive = _encoded(words)
    else:
        directive = f"{_encoded(words[:EDGE_WORDS])},{_encoded(words[-EDGE_WORDS:])}"
    address, mark, fragment = url.partition("#")
    anchor = fragment.partition(":~:")[0] if mark else ""
    return f"{address}#{anchor}:~:text={directive}"


def _encoded(words: list[str]) -> str:
    """Percent-encode, the hyphen too: in a text directive it has a meaning of its own."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
