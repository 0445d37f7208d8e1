"""The parts of a page that are no article, told by their tags and names.

Share lines, newsletter boxes, related links, author biographies marked as such, menus, comments.
"""

from embeddings.readers.tokens import Phrase, has_any, single_words, words
from embeddings.readers.trees import Node

_TAGS = frozenset(("nav", "footer", "form", "aside", "menu"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog"))
_NAMES: tuple[Phrase, ...] = (
    *single_words("share shares sharing sharebar social socials"),
    *single_words("newsletter newsletters signup subscribe subscription paywall"),
    *single_words("related recommended recommendations recirc recirculation"),
    *single_words("ad ads advert adverts advertisement advertising dfp sponsor"),
    *single_words("promo promos promotion outbrain taboola trending"),
    *single_words("comments disqus breadcrumb breadcrumbs cookie cookies consent"),
    *single_words("byline bylines bio biography sidebar navigation navbar"),
    *single_words("pullquote readmore donate"),
    ("sign", "up"),
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


def is_furniture(node: Node) -> bool:
    """Say whether an element says of itself that it is no part of the article."""
    if node.tag in _TAGS or node.get("role", "") in _ROLES:
        return True
    return has_any(node, _NAMES)
