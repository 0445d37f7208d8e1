"""The parts of a page that are no article, told by their tags and names.

Share lines, newsletter boxes, related links, author biographies marked as such, menus, comments.
"""

from collections.abc import Sequence
from copy import deepcopy

from embeddings.readers.pages.tokens import (
    Phrase,
    has_any,
    holds_any,
    names_in,
    single_words,
    words,
)
from embeddings.readers.pages.trees import Node

_TAGS = frozenset(("nav", "footer", "form", "aside", "menu"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog"))
_NAMES: tuple[Phrase, ...] = (
    *single_words("share shares sharing sharebar social socials"),
    *single_words("newsletter newsletters signup subscribe subscription"),
    *single_words("related recommended recommendations recirc recirculation"),
    *single_words("ad ads advert adverts advertisement advertising dfp sponsor"),
    *single_words("promo promos promotion outbrain taboola trending"),
    *single_words("comments disqus breadcrumb breadcrumbs cookie cookies consent"),
    *single_words("byline bylines bio biography sidebar navigation navbar"),
    *single_words("pullquote readmore donate"),
    *single_words("linkbox sponsored contributor contributors responses"),
    ("sign", "up"),
    ("story", "card"),
    ("story", "cards"),
    ("inline", "story"),
    ("inline", "stories"),
    ("link", "box"),
    ("also", "read"),
    ("in", "other", "news"),
    ("partner", "content"),
    ("nl", "form"),
    ("pull", "quote"),
    ("read", "more"),
    ("read", "next"),
    ("read", "also"),
    ("see", "also"),
    ("up", "next"),
    ("more", "from"),
    ("more", "on"),
    ("more", "stories"),
    ("most", "read"),
    ("most", "popular"),
    ("tag", "list"),
    ("tags", "list"),
    ("article", "tags"),
    ("post", "tags"),
    ("about", "author"),
    ("about", "the", "author"),
    *(("author", word) for word in words("bio box card info about description note profile")),
)
_WHOLE = words("reply replies")
"""Classes that are furniture by themselves: `reply-to-the-mayor` is a heading's name."""
_FREE_OF = tuple(
    pair for word in words("ad ads") for pair in (("no", word), ("without", word), (word, "free"))
)
_ORDINARY = single_words("social share sharing newsletter related cookie cookies consent comments")
_ORDINARY += single_words("subscription trending promotion biography recommended donate reply")
_PARTS = words(
    "bar bars bottom box button buttons card cards container footer form grid header icons inner"
    " item items link links list menu module nav outer panel posts row section sidebar slot"
    " stories tool tools top unit wrap wrapper widget widgets"
)
_MANY_WORDS = 3
CORRECTION: tuple[Phrase, ...] = (
    *single_words("correction corrections clarification clarifications corrigendum erratum"),
    *((who, note) for who in ("editors", "editor") for note in ("note", "notes")),
    ("editor", "s", "note"),
)


def is_furniture(node: Node) -> bool:
    """Say whether an element says of itself that it is no part of the article."""
    if has_any(node, CORRECTION):
        return is_named_furniture(node)
    if node.tag in _TAGS or node.get("role", "") in _ROLES:
        return True
    return is_named_furniture(node)


def is_named_furniture(node: Node) -> bool:
    """Say whether a class or the id of an element says so."""
    if not _WHOLE.isdisjoint(node.get("class", "").lower().split()):
        return True
    written = (*_telling(node, "class"), *_telling(node, "id"))
    return any(holds_any(one, _NAMES) for one in names_in(" ".join(written)))


def without_misleading_names(root: Node) -> Node:
    """Return a copy of a page without the names that only sound like furniture."""
    copy = deepcopy(root)
    for node in copy.iter():
        for kind in ("class", "id") if isinstance(node.tag, str) else ():
            if node.get(kind):
                node.set(kind, " ".join(_telling(node, kind)))
    return copy


def _telling(node: Node, kind: str) -> list[str]:
    """Return a node's classes or ids, without those that are free of ads or made of a heading."""
    return [
        name
        for name in node.get(kind, "").split()
        for said in names_in(name) or [[]]
        if not holds_any(said, _FREE_OF) and not (kind == "id" and _is_of_a_heading(said))
    ]


def _is_of_a_heading(name: Sequence[str]) -> bool:
    """Say whether an id is made of a heading: `social-media-reaction`, not `social-share-bar`."""
    if len(name) < _MANY_WORDS or not _PARTS.isdisjoint(name):
        return False
    others = [word for word in name if (word,) not in _ORDINARY]
    if len(others) == len(name):
        return False
    return len(others) > len(name) / 2 and not holds_any(others, _NAMES)
