"""Tables of figures, told from tables that only lay a page out."""

from collections.abc import Callable, Iterator, Mapping

from embeddings.readers.pages.trees import Node

_PROSE = frozenset(("p", "div", "article", "section", "h1", "h2", "h3", "h4", "table", "ul", "ol"))
_MAX_ROWS = 1000
_MAX_PROSE_CHARS = 200
"""A cell that holds more than this in blocks of its own is a part of the page, not a figure."""


def is_data(table: Node) -> bool:
    """Say whether a table shows figures: several cells a row, and no page laid out in them."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iterdescendants("table"), None) is not None:
        return False
    cells = list(table.iter("td", "th"))
    if any(_is_prose(cell) for cell in cells):
        return False
    return any(sum(child.tag in ("td", "th") for child in row) > 1 for row in table.iter("tr"))


def _is_prose(cell: Node) -> bool:
    holds_blocks = any(child.tag in _PROSE for child in cell)
    return holds_blocks and len("".join(cell.itertext())) > _MAX_PROSE_CHARS


def rows_of(table: Node, text_of: Callable[[Node], str]) -> Iterator[list[str]]:
    """Yield the texts of the cells, row by row; rows without text are left out."""
    for caption in table.iter("caption"):
        yield [text_of(caption)]
    spanning: dict[int, tuple[str, int]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        own = iter([child for child in row if child.tag in ("td", "th")])
        _take_over(spanning, cells)
        for cell in own:
            text = text_of(cell)
            rows = _rows_spanned(cell)
            if rows > 1:
                spanning[len(cells)] = (text, rows)
            cells.append(text)
            _take_over(spanning, cells)
        spanning = {at: (text, left - 1) for at, (text, left) in spanning.items() if left > 1}
        if any(cells):
            yield cells


def _take_over(spanning: Mapping[int, tuple[str, int]], cells: list[str]) -> None:
    """Add the values that cells of the rows above have in the next columns of this one too."""
    while len(cells) in spanning:
        cells.append(spanning[len(cells)][0])


def _rows_spanned(cell: Node) -> int:
    stated = cell.get("rowspan", "").strip()
    return min(int(stated), _MAX_ROWS) if stated.isdecimal() else 1
