"""A sentence of any language with spaces to an honest cloze: a few of its words and a gap."""

import re
from collections.abc import Iterator

from bot.harness.drafting.schema import Gap, Kind
from bot.harness.drafting.sentences import is_fit, is_question

BLANK = "____"
_WORDS_BEFORE, _WORDS_AFTER = 7, 7
_MIN_BEFORE = 2
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+|\d+(?:[.,]\d+)?")
_CAPITAL = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def gaps(sentence: str) -> list[Gap]:
    """Return the gaps for a sentence's numbers, and for names of two words or more within it."""
    if not is_fit(sentence):
        return []
    found = (_gap(sentence[:-1], start, end, kind) for start, end, kind in _answers(sentence))
    return [gap for gap in found if is_question(gap.question)]


def _answers(sentence: str) -> Iterator[tuple[int, int, Kind]]:
    words = list(_WORD.finditer(sentence[:-1]))
    run: list[re.Match[str]] = []
    for word in words[_MIN_BEFORE:]:
        if _NUMBER.fullmatch(word.group()):
            yield word.start(), word.end(), Kind.NUMBERS
        plain = word.group().rstrip(",")
        capital = bool(_CAPITAL.fullmatch(plain)) and plain[0].isupper() and not plain.isupper()
        if capital:
            run.append(word)
        if run and (not capital or plain != word.group() or word is words[-1]):
            if len(run) > 1:
                yield (
                    run[0].start(),
                    run[-1].start() + len(run[-1].group().rstrip(",")),
                    Kind.NAMES,
                )
            run = []


def _gap(body: str, start: int, end: int, kind: Kind) -> Gap:
    before = [match.start() for match in _WORD.finditer(body, 0, start)][-_WORDS_BEFORE:]
    after = [match.end() for match in _WORD.finditer(body, end)][:_WORDS_AFTER]
    first, last = before[0] if before else start, after[-1] if after else end
    opened = "… " if first else ""
    closed = " …" if last < len(body) else ""
    question = f"{opened}{body[first:start]}{BLANK}{body[end:last]}{closed}"
    return Gap(question, kind, (start, end), last)
