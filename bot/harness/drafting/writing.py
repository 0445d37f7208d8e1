"""Drafts as YAML that a person edits: one question a block, with the help she needs above it."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator

from bot.harness.drafting.schema import Draft

_HEAD = """\
# Drafts of fixture questions. Nothing here counts until you accept it:
#   1. Read each question. Delete what you do not want, and mend what reads badly.
#   2. Where 'article:' is empty, write the article that answers (its id, address or headline), or
#      put 'unanswerable: true' in its place. What stays empty stays here.
#   3. Run: pullquote fixtures accept {name} --into questions.yaml
# Lines that begin with # are help, and are not taken over.
questions:
"""
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_PLAIN = re.compile(r"[a-z]+(?:-[a-z]+)*")


def as_yaml(drafts: Iterable[Draft], name: str = "drafts.yaml") -> str:
    """Return drafts as the text of the YAML file `name`, a path as a shell would be given it."""
    blocks = ("\n".join(_lines(draft)) for draft in drafts)
    return _HEAD.format(name=_on_one_line(shlex.quote(name))) + "\n\n".join(blocks) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    for hint in draft.hints:
        yield f"  # {_on_one_line(hint)}"
    yield f"  - question: {quoted(draft.question)}"
    if len(draft.articles) == 1:
        yield f"    article: {quoted(draft.articles[0])}"
    else:
        yield f"    article: {_listed(draft.articles)}".rstrip()
    if draft.words is not None:
        yield f"    words: {quoted(draft.words)}"
    if draft.tags:
        yield f"    tags: {_listed(draft.tags)}"
    if draft.note is not None:
        yield f"    note: {quoted(draft.note)}"


def _listed(texts: Iterable[str]) -> str:
    found = [one if _PLAIN.fullmatch(one) else quoted(one) for one in texts]
    return f"[{', '.join(found)}]" if found else ""


def quoted(text: str) -> str:
    """Return a text as a YAML scalar in quotation marks, on one line, whatever it holds.

    A lone surrogate, which no file can hold, becomes a question mark.
    """
    whole = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", whole)


def _on_one_line(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode()
    return " ".join(_UNPRINTABLE.sub(" ", whole).split())
