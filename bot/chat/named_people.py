"""Who a message says speaks in a quote and who else prints it, read back by rules of its own.

As in `named_sources`, nothing that wrote the message or found the names helps to read them.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from bot import wording
from bot.chat.named_sources import LEAST_OF_A_CUT, left_after, shown
from bot.languages import say, say_count
from embeddings.schema import Article

_SUBTEXT = "-# "
_LETTERS = re.compile(r"\w+")


def misattributed(markdown: str, quote: str) -> bool:
    """Say whether a line names anybody as speaking whom the quote itself does not name."""
    rest, said = _text(markdown), " ".join(quote.split())
    opening, ending = _around(lambda name: say(wording.SAID_BY, name=name))
    between = ending + wording.SOURCE_LINE_SEPARATOR + opening
    if not (rest.startswith(opening) and rest.endswith(ending)):
        return True
    names = rest.removeprefix(opening).removesuffix(ending).split(between)
    return not all(name and _stands_in(name, said) for name in names)


def miscarried(markdown: str, article: Article, quote: str, others: Sequence[Article]) -> bool:
    """Say whether a line names others than print the words of a quote of `article`, or not all.

    `others` are the articles that it may name: by their outlets, or their headlines where those
    say nothing new. After the first few it says how many more there are.
    """
    if not all(one.id != article.id and _prints(one, quote) for one in others):
        return True
    wanted = set(filter(None, (_called(one, article) for one in others)))
    opening, ending = _around(lambda names: say(wording.ALSO_CARRIED_BY, names=names))
    rest, more = _text(markdown), len(wanted) - wording.MAX_CARRIERS_NAMED
    if more > 0:
        ending += f" {say_count(wording.AND_MORE, more)}"
    if not (rest.startswith(opening) and rest.endswith(ending)):
        return True
    listed = rest.removeprefix(opening).removesuffix(ending)
    return not _lists(listed, wanted, min(len(wanted), wording.MAX_CARRIERS_NAMED))


def _lists(listed: str, names: set[str], count: int) -> bool:
    """Say whether a text is so many different ones of `names`, with commas between them."""
    if not count:
        return not listed
    for name in names:
        left = left_after(listed, name)
        if left is None:
            continue
        if count == 1 and not left:
            return True
        if left.startswith(", ") and _lists(left.removeprefix(", "), names - {name}, count - 1):
            return True
    return False


def _called(other: Article, article: Article) -> str:
    is_new = other.outlet and other.outlet != article.outlet
    return other.outlet or "" if is_new else other.title


def _prints(article: Article, quote: str) -> bool:
    """Say whether an article has the letters and figures of a quote, one after the other."""
    return _letters(quote) in _letters(article.text)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_LETTERS.findall(plain))


def _stands_in(name: str, said: str) -> bool:
    """Say whether a name, cut or whole, stands in what was said."""
    begun = name.removesuffix("…")
    return name in said or (len(begun) >= LEAST_OF_A_CUT and begun != name and begun in said)


def _around(said: Callable[[str], str]) -> tuple[str, str]:
    """Return what stands before and after a name in a sentence, in the language in force."""
    before, _, after = said("\0").partition("\0")
    return before, after


def _text(markdown: str) -> str:
    return shown(markdown).text.removeprefix(_SUBTEXT)
