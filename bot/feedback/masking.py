"""A question as it may be kept: on one line, without what names a person or leads to one.

Names written as plain words stay: they are what a question about news is about. So does what
people tell of themselves in plain words, which whoever switches the collection on has to know.
"""

import re

MASK = "[…]"

_NAMING = re.compile(
    r"<(?:@[!&]?|[#@]|id:|a?:\w{1,64}:|/[^<>\n]{1,100}:)\w+>"  # mentions hold ids
    r"|<?\w{1,20}://[^\s<>]+>?"  # addresses lead to messages and profiles, and hold tokens
    r"|(?:discord(?:app)?\.com|discord\.gg)/[^\s<>]+"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|(?<!\w)@[\w.]{2,}"  # names of users as they are typed
    r"|(?<![\w.,])\+\d(?:[ ()./-]{0,2}\d){7,14}(?!\d)"  # telephone numbers
    r"|(?<!\d)\d{15,}(?!\d)"  # ids
    r"|\b\w[\w.]{1,31}#\d{4}(?!\d)"  # names of users as they were until 2023
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"  # addresses of machines
    r"|(?<!\d)\d{4}(?:[ -]\d{4}){3}(?!\d)"  # bank cards
)
_LETTER = re.compile(r"[^\W\d_]")
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")


def kept_words(text: str, max_chars: int) -> str:
    """Return what may be kept of a text; empty where nothing of use is left.

    It is masked before it is cut, so that no half of an id is left over.
    """
    whole = _INVISIBLE.sub("", text.encode("utf-8", "replace").decode())  # may part an id in two
    line = _BREAK.sub(" ", whole)
    masked = " ".join(_NAMING.sub(MASK, line).split())
    return masked[:max_chars].rstrip() if _LETTER.search(masked.replace(MASK, "")) else ""
