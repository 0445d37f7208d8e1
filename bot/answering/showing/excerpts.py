"""Scored sentences to excerpts: windows of whole sentences, and the sentence to mark in each.

A window starts and ends at sentence edges, never inside a quotation, holds nothing that was set
aside as furniture, fits the limit, and is never somebody's quoted words without a word about who
said them. It grows from the sentence it marks for as long as the chance to hold the answer grows
faster than the text. It never starts with a sentence that only points back ("He added ...") while
the one before it is there and fits the limit, or stands in a better window.

What an article's own quoting limit keeps back is not lost: it comes as a withheld window, by which
the source can be named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.ranking.sentences import ScoredSentence
from bot.answering.showing.leads import points_back
from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from embeddings.schema import Article, Sentence
from embeddings.segmentation import follows
from embeddings.text.quotations import quotations, splits_quotation


@dataclass(frozen=True, slots=True)
class Shape:
    """How much a window may show.

    Another 100 characters must raise the chance to hold the answer by `length_cost`. Where a
    sentence that only points back cannot be led in, so much of the chance is given up to start
    elsewhere.
    """

    max_sentences: int
    length_cost: float
    points_back_cost: float


SHAPE = Shape(max_sentences=4, length_cost=0.01, points_back_cost=0.05)
"""Chosen by `benchmarks/ranking.py`: the most answers in the first excerpt at some 300 characters.

At the same length more and dearer sentences find more than fewer and cheaper ones do. The cost of
pointing back takes such starts from 11 to 4 in 100 and loses no answers.
"""
WEAKEST_ODDS = 0.1
"""The odds of the last excerpt shown beside those of the first: less is only more to read."""
_LEAST = 1e-9
PER_ARTICLE = 2
"""How many excerpts one article may give while others are relevant too."""


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences that may be shown; `best` is the one to mark, `score` its score.

    A `withheld` one is a single sentence that could be shown but for its article's quoting limit:
    its text goes nowhere.
    """

    article: Article
    start: int
    end: int
    best: Sentence
    score: float
    withheld: bool = False


Run = Sequence[ScoredSentence]
"""Consecutive sentences of one article, nothing but space between them."""


def cut(
    scored: Sequence[ScoredSentence],
    *,
    max_chars: int,
    quoting: QuotingLimits = NO_LIMITS,
    shape: Shape = SHAPE,
) -> Iterator[Window]:
    """Yield windows, none overlapping, by the score of the sentence each one marks, best first.

    A sentence that may not be shown (longer than `max_chars`, say) is passed over; one that only
    its article's quoting limit forbids is withheld.
    """
    pieces = _runs(scored)
    while pieces:
        place = max(range(len(pieces)), key=lambda number: _best(pieces[number]).score)
        piece = pieces.pop(place)
        best = _best(piece)
        allowed = min(max_chars, quoting.of(best.article))
        chosen = _worthiest(piece, best, allowed, shape)
        first = piece.index(chosen[0] if chosen else best)
        last = first + max(1, len(chosen))
        rest = _standing_alone(piece[last:]) if chosen else piece[last:]
        pieces += [part for part in (piece[:first], rest) if part]
        if chosen:
            yield _window(chosen, best)
        elif allowed < max_chars and _worthiest(piece, best, max_chars, shape):
            yield replace(_window([best], best), withheld=True)


def in_pages(windows: Sequence[Window], limit: int) -> Iterator[list[Window]]:
    """Yield what `select` chooses of `windows`, then what it chooses of those left, and so on."""
    left = _worthy(windows)
    while left:
        page = select(left, limit)
        yield page
        left = [window for window in left if window not in page]


def select(windows: Sequence[Window], limit: int) -> list[Window]:
    """Return up to `limit` of `windows` in their order, spread over the articles.

    Their scores are calibrated, best first; those far below the best are left out. At most
    `PER_ARTICLE` are of one article, unless the others do not fill the limit.
    """
    first: list[int] = []
    rest: list[int] = []
    worthy = _worthy(windows)
    for number, window in enumerate(worthy):
        same = sum(worthy[other].article.id == window.article.id for other in first)
        (first if same < PER_ARTICLE else rest).append(number)
    return [worthy[number] for number in sorted([*first, *rest][:limit])]


def _worthy(windows: Sequence[Window]) -> list[Window]:
    return [item for item in windows if _odds(item) >= WEAKEST_ODDS * _odds(windows[0])]


def _odds(window: Window) -> float:
    return window.score / max(1.0 - window.score, _LEAST)


def _runs(scored: Sequence[ScoredSentence]) -> list[Run]:
    """Return the longest runs that the sentences form, in the order of the text."""
    runs: list[list[ScoredSentence]] = []
    ordered = sorted(scored, key=lambda item: (item.article.version, item.sentence.start))
    for item in ordered:
        before = runs[-1][-1] if runs else None
        if (
            before
            and before.article.version == item.article.version
            and follows(item.article, before.sentence, item.sentence)
        ):
            runs[-1].append(item)
        else:
            runs.append([item])
    return list(runs)


def _best(run: Run) -> ScoredSentence:
    return max(run, key=lambda item: item.score)


def _standing_alone(rest: Run) -> Run:
    """Return what is left behind a window, without what opens by leaning on that window."""
    if not rest:
        return rest
    spans = quotations(rest[0].article.text)
    first = next((n for n, item in enumerate(rest) if not _leans_back(item, spans)), len(rest))
    return rest[first:]


def _worthiest(run: Run, best: ScoredSentence, max_chars: int, shape: Shape) -> Run:
    """Return the part of `run` around `best` that is worth most; empty if none may be shown."""
    spans = quotations(best.article.text)
    center = run.index(best)
    parts = [
        run[first:last]
        for first in range(max(0, center - shape.max_sentences + 1), center + 1)
        for last in range(center + 1, min(first + shape.max_sentences, len(run)) + 1)
    ]
    shown = [part for part in parts if _may_be_shown(part, spans, max_chars)]
    led_in = [part for part in shown if not _lacks_its_lead(run, part, spans, max_chars)]
    return max(led_in or shown, key=lambda part: _worth(part, spans, shape), default=[])


def _lacks_its_lead(run: Run, part: Run, spans: list[tuple[int, int]], max_chars: int) -> bool:
    """Say whether `part` leans on the sentence before it although that could be shown too."""
    place = run.index(part[0])
    if not place or not _leans_back(part[0], spans):
        return False
    with_lead = run[place - 1 : place + len(part)]
    return _may_be_shown(with_lead, spans, max_chars)


def _may_be_shown(run: Run, spans: list[tuple[int, int]], max_chars: int) -> bool:
    start, end = run[0].sentence.start, run[-1].sentence.end
    whole = not (splits_quotation(spans, start) or splits_quotation(spans, end))
    spoken_by_nobody = all(_is_quoted(item.sentence, spans) for item in run)
    return whole and not spoken_by_nobody and end - start <= max_chars


def _is_quoted(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether a sentence is nothing but quoted words."""
    return any(start <= sentence.start and sentence.end <= end for start, end in spans)


def _worth(run: Run, spans: Sequence[tuple[int, int]], shape: Shape) -> float:
    """Return the chance that the answer stands in `run`, less what showing it costs."""
    length = run[-1].sentence.end - run[0].sentence.start
    return (
        sum(item.chance for item in run)
        - shape.length_cost * length / 100
        - (shape.points_back_cost if _leans_back(run[0], spans) else 0.0)
    )


def _leans_back(item: ScoredSentence, spans: Sequence[tuple[int, int]]) -> bool:
    text = item.article.text[item.sentence.start : item.sentence.end]
    return points_back(text) or _is_quoted(item.sentence, spans)


def _window(run: Run, best: ScoredSentence) -> Window:
    first, last = run[0].sentence, run[-1].sentence
    return Window(best.article, first.start, last.end, best.sentence, best.score)
