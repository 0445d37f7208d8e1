"""Asks Pullquote's desk, as the bot does: one question after another, then several at once.

    python benchmarks/speed/steps/answering.py JOB.json

The job and what is printed are those of the peers' drivers; the settings are the environment's.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for what lies beside `speed`

from speed.peers.driving import Job, say, timed

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.chat.desk import Desk
from bot.chat.known_answers import KnownAnswers
from bot.composition import open_answerer, open_helpers
from bot.settings import Settings


def main() -> None:
    """Open the index, ask, and print how long it took."""
    job = Job.read(sys.argv[1])
    settings = Settings(data_dir=job.index)
    with open_answerer(settings) as answerer, open_helpers(answerer) as helpers:
        desk = Desk(answerer, helpers=helpers, known=KnownAnswers())
        try:
            found = asyncio.run(_serve(desk, job))
        finally:
            desk.close()
        taken = timed(partial(_passages, answerer), job.passages_of, job.seconds)
        say(found | {"passages": taken})


async def _serve(desk: Desk, job: Job) -> dict[str, object]:
    await desk.warm_up()
    for question in job.warm_up:
        await desk.answer(question)
    found: list[list[str]] = []
    busy = time.process_time()
    alone = await _timed(desk, job.alone, job.seconds, found)
    busy = (time.process_time() - busy) / len(alone)
    again = await _timed(desk, job.alone[: len(alone)], job.seconds)
    rates = {many: await _rate(desk, job, many) for many in job.at_once}
    if job.shown:
        job.shown.write_text(json.dumps(found), encoding="utf-8")
    return {"alone": alone, "busy": busy, "again": again, "rates": rates}


def _passages(answerer: Answerer, question: str) -> None:
    """Find what the peers return, and nothing of what is made of it."""
    retriever = answerer.retriever
    with retriever.steady():
        retriever.search(retriever.query(question))


async def _timed(
    desk: Desk, questions: Sequence[str], seconds: float, found: list[list[str]] | None = None
) -> list[float]:
    """Return how long each question took; the quotes of the answers are added to `found`."""
    taken: list[float] = []
    for question in questions:
        started = time.perf_counter()
        reply = await desk.answer(question)
        taken.append(time.perf_counter() - started)
        if found is not None:
            quotes = reply.excerpts if isinstance(reply, Answer) else ()
            found.append([excerpt.text for excerpt in quotes])
        if sum(taken) > seconds:
            break
    return taken


async def _rate(desk: Desk, job: Job, many: str) -> float:
    """Return how many questions a second are answered where `many` are asked at once."""
    left, started = iter(job.at_once[many]), time.perf_counter()
    answered = await asyncio.gather(
        *(_asked(desk, left, started + job.seconds) for _ in range(int(many)))
    )
    return sum(answered) / (time.perf_counter() - started)


async def _asked(desk: Desk, left: Iterator[str], deadline: float) -> int:
    answered = 0
    for question in left:
        await desk.answer(question)
        answered += 1
        if time.perf_counter() > deadline:
            break
    return answered


if __name__ == "__main__":
    main()
