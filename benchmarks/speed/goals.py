"""What the project wants of itself, as ratios within one run, and what was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speed.contenders import BM25S, HAND_MADE, HYBRID, PLAIN, PULLQUOTE
from speed.figures import (
    Value,
    answering_mb,
    build_rate,
    least,
    p50,
    passages_p50,
    ratio,
    start_seconds,
)
from speed.measuring import Column, Size
from speed.processes import Measured, Missed

MODELS_TOO = (*HYBRID, HAND_MADE)
"""The peers that search by meaning: bm25s alone loads no model."""

SCANNED_FROM = 50_000
"""Fewer vectors lie in the processor's caches, and a search is more than its scan."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that shall be at least, or at most, so much."""

    name: str
    wanted: float
    at_least: bool
    of: Callable[[Size], float | None]

    def reached(self, found: float) -> bool:
        """Say whether `found` is enough."""
        return found >= self.wanted if self.at_least else found <= self.wanted

    @property
    def shown(self) -> str:
        """The bound in signs."""
        return f"{'≥' if self.at_least else '≤'} {self.wanted:g}"


def _all(size: Size, figure: Callable[[Size, Column], Value]) -> Mapping[str, Value]:
    return {name: figure(size, column) for name, column in size.columns.items()}


def _building(size: Size) -> float | None:
    if size.corpus.is_sampled:
        return None
    found = _all(size, build_rate)
    return ratio(found.get(PULLQUOTE), found.get(HAND_MADE))


def _beside_best(
    figure: Callable[[Size, Column], Value], peers: Sequence[str]
) -> Callable[[Size], float | None]:
    def of(size: Size) -> float | None:
        found = _all(size, figure)
        return ratio(found.get(PLAIN), least(found, peers))

    return of


def scan_ratio(size: Size) -> float | None:
    """Return how many times as long a flat scan takes as reading as much memory."""
    if isinstance(size.scan, Missed):
        return None
    return float(size.scan.found["scan_seconds"] / size.scan.found["read_seconds"])


def encoder_ratio(encoding: Measured | Missed) -> float | None:
    """Return how many times as long the encoder takes as the products of its shapes."""
    if isinstance(encoding, Missed):
        return None
    rates: Mapping[str, Any] = encoding.found["flops_per_second"]  # Any: JSON
    return float(max(rates["numpy"], rates["onnxruntime"]) / rates["encoder"])


def _scan(size: Size) -> float | None:
    return scan_ratio(size) if size.corpus.count >= SCANNED_FROM else None


GOALS = (
    Goal("passages a second beside sentence-transformers' default", 2.5, True, _building),
    Goal(
        "start to first answer beside the best peer with a model",
        0.2,
        False,
        _beside_best(start_seconds, MODELS_TOO),
    ),
    Goal(
        "start to first answer beside bm25s, which has none",
        0.2,
        False,
        _beside_best(start_seconds, (BM25S,)),
    ),
    Goal("p50 beside the best hybrid peer", 0.5, False, _beside_best(p50, HYBRID)),
    Goal(
        "p50 of the passages alone, which is what the peers return",
        0.5,
        False,
        _beside_best(passages_p50, HYBRID),
    ),
    Goal(
        "memory while answering beside the best peer with a model",
        0.5,
        False,
        _beside_best(answering_mb, MODELS_TOO),
    ),
    Goal("a flat scan beside reading memory", 1.5, False, _scan),
)
ENCODER_MOST = 2.0


def goal_rows(sizes: Sequence[Size], encoding: Measured | Missed) -> list[list[str]]:
    """Return the rows of the table: the goal, its bound, and what each size has."""
    rows = [
        [goal.name, goal.shown, *(_cell(goal, goal.of(size)) for size in sizes)] for goal in GOALS
    ]
    encoder = Goal("the encoder beside matrix products of its shapes", ENCODER_MOST, False, _none)
    cell = _cell(encoder, encoder_ratio(encoding))
    return [*rows, [encoder.name, encoder.shown, cell, *("" for _ in sizes[1:])]]


def _none(_: Size) -> float | None:
    return None


def _cell(goal: Goal, found: float | None) -> str:
    if found is None:
        return "–"
    return f"{found:.2f}, {'reached' if goal.reached(found) else 'not reached'}"
