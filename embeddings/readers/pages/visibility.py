"""What a browser shows nothing of, and what has a line of its own: by tag, class and style."""

import re
from collections.abc import Iterator

from embeddings.readers.pages.tokens import has_any, words
from embeddings.readers.pages.trees import Node

_NOT_SHOWN = words(
    "annotation annotation-xml area audio base canvas datalist embed frame frameset head"
    " iframe input link map meta noembed noframes noscript object optgroup option output param"
    " progress rp rt rtc script select source style svg template textarea title track video"
)
_RUNNING = frozenset(("p", "li", "em", "strong", "span"))
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:^|;)\s*opacity\s*:\s*0*\.?0+\s*(?:;|!|$)|font-size\s*:\s*0(?:px|em)?\s*(?:;|!|$)"
    r"|(?:left|text-indent)\s*:\s*-\d{4,}px"
    r"|(?:^|;)\s*clip\s*:\s*rect\(\s*[01](?:px)?[\s,)]|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*(?:0(?:px|em)?|1px)\s*(?:;|!|$)")
_CUT_OFF = re.compile(r"overflow\s*:\s*(?:hidden|clip)")
_OWN_LINE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item)\s*(?:;|!|$)")
_UNSEEN = (
    ("sr", "only"),
    ("visually", "hidden"),
    ("visuallyhidden",),
    ("screen", "reader"),
    ("screenreader",),
    ("print", "only"),
    ("assistive", "text"),
    ("element", "invisible"),
    ("hidden", "visually"),
    ("accessibly", "hidden"),
    ("off", "screen"),
    ("offscreen",),
    ("tooltiptext",),
    ("tooltip", "text"),
    ("tooltip", "content"),
    ("katex", "html"),
)
_UNSEEN_CLASSES = words("hidden invisible hide is-hidden d-none")
"""Names that hide only as a whole class: `hide-and-seek` is a story."""
_SHOWN_WHEN_WIDE = re.compile(r"(?:^|\s)(?:\w+:|d-\w+-)(?:block|inline|flex|grid|table|contents)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"(?:[a-z][a-z0-9]*)?\.([\w-]+)", re.IGNORECASE)
_DISPLAY = re.compile(r"(display|visibility)\s*:\s*([\w-]+)", re.IGNORECASE)


def is_hidden(node: Node) -> bool:
    """Say whether a browser shows nothing of `node`."""
    if node.tag in _NOT_SHOWN or node.get("hidden") is not None:
        return True
    if node.get("role") == "tooltip" or (node.tag == "button" and not _is_in_running_text(node)):
        return True
    if node.tag == "dialog" and node.get("open") is None:
        return True
    return _is_hidden_by_style(node.get("style", "")) or _is_hidden_by_name(node)


def is_own_line(node: Node) -> bool:
    """Say whether a style puts an element, whatever its tag, on a line of its own."""
    return bool(_OWN_LINE.search(node.get("style", "")))


def apply_styles(root: Node) -> None:
    """Put what the page's own <style> says of a class, hidden or a block, to its elements."""
    sheets = ("".join(one.itertext()) for one in root.iter("style") if _counts(one))
    stated = {name: said for sheet in sheets for name, said in _rules(sheet)}
    if not stated:
        return
    for node in root.iter():
        for name in (node.get("class") or "").split() if isinstance(node.tag, str) else ():
            said = stated.get(name)
            if said and not (_INVISIBLE.search(said) and _holds_paragraphs(node)):
                node.set("style", f"{said};{node.get('style', '')}")


def _counts(style: Node) -> bool:
    """Say whether a <style> is for any screen, and not for browsers without scripts alone."""
    media = style.get("media", "all").strip().lower()
    return media in ("", "all", "screen") and next(style.iterancestors("noscript"), None) is None


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the classes of a sheet and how they are shown; those of other media say nothing."""
    plain = _without_groups(_COMMENT.sub("", sheet))
    for selectors, body in _RULE.findall(plain):
        said = ";".join(f"{key}:{value}".lower() for key, value in _DISPLAY.findall(body))
        for selector in selectors.split(",") if said else ():
            name = _CLASS.fullmatch(selector.strip())
            if name:
                yield name[1], said


def _without_groups(sheet: str) -> str:
    """Return a sheet without its @ rules, whatever they hold."""
    kept: list[str] = []
    depth, grouped = 0, False
    for part in re.split(r"([{};])", sheet):
        if not depth:
            grouped = part.lstrip().startswith("@") or (grouped and part in "{;")
        depth += {"{": 1, "}": -1}.get(part, 0)
        kept += [] if grouped else [part]
    return "".join(kept)


def _is_hidden_by_style(style: str) -> bool:
    if _INVISIBLE.search(style):
        return True
    return bool(_NO_SIZE.search(style) and _CUT_OFF.search(style))


def _is_hidden_by_name(node: Node) -> bool:
    if has_any(node, _UNSEEN):
        return True
    names = node.get("class", "")
    hides = not _UNSEEN_CLASSES.isdisjoint(names.split()) and not _SHOWN_WHEN_WIDE.search(names)
    return hides and not _holds_paragraphs(node)


def _holds_paragraphs(node: Node) -> bool:
    """Say whether a node holds paragraphs: scripts unfold such parts, and a class says no more."""
    return next(node.iterdescendants("p"), None) is not None


def _is_in_running_text(node: Node) -> bool:
    """Say whether words stand on both sides of a node: a term that is explained at a click."""
    parent, before = node.getparent(), node.getprevious()
    said = (before.tail if before is not None else parent.text) or ""
    return parent.tag in _RUNNING and bool(said.strip()) and bool((node.tail or "").strip())
