"""The bullets and numbers that a browser shows before the items of a list."""

from embeddings.readers.pages.trees import Node

_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_OWN_STRUCTURE = frozenset(("article", "section", "time", "h1", "h2", "h3", "h4", "h5", "h6"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
BULLET = "• "


class Markers:
    """The lists around a place in a walk, and the marker that its next text is given."""

    def __init__(self) -> None:
        self._counts: list[int | None] = []  # None in a list without numbers
        self._types: list[str] = []
        self._next = ""

    def enter(self, node: Node) -> None:
        """Note that `node` starts."""
        if node.tag in _LISTS:
            self._counts.append(_number(node.get("start"), 1) if node.tag == "ol" else None)
            self._types.append(node.get("type", ""))
        elif node.tag == "li" and self._counts:
            self._next = self._marker(node)

    def leave(self, node: Node) -> None:
        """Note that `node` ends: an item without text hands its marker to nothing after it."""
        if node.tag in _LISTS and self._counts:
            self._counts.pop()
            self._types.pop()
        elif node.tag == "li":
            self._next = ""

    def take(self) -> str:
        """Return the marker for the text that comes now."""
        marker, self._next = self._next, ""
        return marker

    def _marker(self, item: Node) -> str:
        count = self._counts[-1]
        if count is not None:
            count = _number(item.get("value"), count)
            self._counts[-1] = count + 1
        if any(child.tag in _OWN_STRUCTURE for child in item):
            return ""  # cards and entries of a live blog: the list is one of layout
        return BULLET if count is None else f"{_lettered(count, self._types[-1])}. "


def _number(written: str | None, default: int) -> int:
    try:
        return int(written or default)
    except ValueError:
        return default


def _lettered(count: int, kind: str) -> str:
    if kind not in ("a", "A") or not 1 <= count <= len(_LETTERS):
        return str(count)
    letter = _LETTERS[count - 1]
    return letter.upper() if kind == "A" else letter
