"""The one door to lxml: HTML and XML into trees, with nothing fetched and nothing expanded."""

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import Any

from embeddings.errors import InputError

Node = Any  # an lxml element: lxml ships no type information
Step = tuple[str, Node]  # "start" or "end", and the node that does

_ROOT = re.compile(r"<[A-Za-z_]|\Z")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]*(\[|>)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_BARE = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def html_tree(text: str) -> Node:
    """Return the root of an HTML page, comments left out.

    Raises:
        InputError: it holds nothing, or is nested so deep that the parser would drop its end.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    raw = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(raw, parser=parser)
    except etree.ParserError as error:
        raise InputError("is an empty page: save or fetch it again") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError("is nested too deep to be read whole: simplify its markup")
    return root


class Walk:
    """Yields ("start", node) and ("end", node) in the order of the page, at any depth."""

    def __init__(self, root: Node) -> None:
        from lxml import etree

        self._events = etree.iterwalk(root, events=("start", "end"))

    def __iter__(self) -> Iterator[Step]:
        yield from self._events

    def skip(self) -> None:
        """Go on at the end of the node that has just started."""
        self._events.skip_subtree()


def xml_tree(text: str) -> Node:
    """Return the root of an XML document.

    Common slips (HTML's names for characters, control characters, a bare ampersand) are repaired;
    nothing else is: a parser that recovers by itself drops what it cannot read.

    Raises:
        InputError: it declares entities of its own, or is no XML.
    """
    from lxml import etree

    body = _without_doctype(_DECLARATION.sub("", text.lstrip("\ufeff")).lstrip())
    problem = ""
    for attempt in (body, _repaired(body)):
        try:
            return etree.fromstring(attempt.encode("utf-8", "replace"), _xml_parser())
        except etree.XMLSyntaxError as error:
            problem = problem or str(error)
    raise InputError(f"is no XML that can be read ({problem}): repair it")


def _without_doctype(text: str) -> str:
    """Return an XML document without its DOCTYPE: nothing of a DTD is ever read.

    Raises:
        InputError: the DOCTYPE declares entities, which could be made to grow without end.
    """
    root = _ROOT.search(text)
    doctype = _DOCTYPE.search(text, 0, root.start()) if root else None
    if doctype is None:
        return text
    if doctype[1] == "[":
        raise InputError("declares entities of its own, which are not expanded: take them out")
    return text[: doctype.start()] + text[doctype.end() :]


def _xml_parser() -> Any:  # lxml ships no type information
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _repaired(text: str) -> str:
    """Return `text` with its common slips mended; CDATA has no entities to mend."""
    parts = _CDATA.split(_CONTROL.sub("", text))
    return "".join(part if part.startswith("<![CDATA[") else _mended(part) for part in parts)


def _mended(text: str) -> str:
    return _BARE.sub("&amp;", _NAMED.sub(_character, text))


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    return entity[0] if name in _XML_NAMES else html5.get(f"{name};", entity[0])


def inner_markup(node: Node) -> str:
    """Return what stands inside `node`, as markup."""
    from lxml import etree

    children = (etree.tostring(child, encoding="unicode") for child in node)
    return escape(node.text or "", quote=False) + "".join(children)


def local_name(node: Node) -> str:
    """Return a node's name without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
