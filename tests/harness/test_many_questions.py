"""Hundreds of questions in one run, nothing kept: `benchmarks/harness.py` asks ten thousand."""

import gc
from collections.abc import Iterator

from fakes import MakeAnswerer
from small_newsroom import evaluated

from bot.chat.rendering import renderer
from bot.harness.schema import Fixture, Outcome
from bot.terminal.progress_bars import QuestionBar

TOWNS = ("Lindmoor", "Norsund", "Ashby", "Varn", "Tolle", "Brack", "Osby", "Hale")
THINGS = ("ferry", "bridge", "library", "orchard")
FILES = {
    f"{town}-{thing}.txt": (
        f"{town} {thing}\n\nThe {thing} of {town} opened on the {number}th day. "
        f"It cost {number * 7} crowns, said the mayor of {town}."
    )
    for number, (town, thing) in enumerate((town, thing) for town in TOWNS for thing in THINGS)
}
WARM, MANY = 100, 400
"""After how many questions what is loaded once has been loaded; and how many there are in all."""


def questions(count: int) -> Iterator[Fixture]:
    """Yield different questions, every fourth of which nothing answers."""
    for number in range(count):
        town, thing = TOWNS[number % 8], THINGS[number // 8 % 4]
        if number % 4:
            asked = f"What did the {thing} of {town} cost in row {number}?"
            yield Fixture(asked, (f"{town}-{thing}",), ("crowns",), tags=(thing,))
        else:
            yield Fixture(f"Who plays the harp in row {number} of the choir?")


class Watch(QuestionBar):
    """A progress bar that counts all the objects there are, and the outcomes among them."""

    def __init__(self) -> None:
        super().__init__(MANY)
        self.done = 0
        self.counted: list[tuple[int, int]] = []

    def answered(self, outcome: object) -> None:
        """Count after `WARM` questions and after the last."""
        super().answered(outcome)
        self.done += 1
        if self.done in (WARM, MANY):
            gc.collect()
            alive = gc.get_objects()
            outcomes = sum(
                type(one) is Outcome for one in alive
            )  # isinstance would ask modules that warn
            self.counted.append((len(alive), outcomes))


def test_nothing_is_kept_of_a_question_but_numbers(make_answerer: MakeAnswerer) -> None:
    """Asked with the bar, each reply made a message: there are no more objects than before."""
    answerer = make_answerer(FILES, threshold=0.2)

    with Watch() as bar:
        found = evaluated(
            answerer, questions(MANY), progress=bar.answered, render=renderer(answerer)
        )

    (before, outcomes_before), (after, outcomes) = bar.counted
    assert after - before < 2 * (MANY - WARM)  # an outcome alone is a dozen; the bar keeps some
    assert outcomes == outcomes_before
    assert len(found.outcomes) == found.figures.questions == MANY
    assert sum(outcome.refused for outcome in found.outcomes) >= MANY / 4
