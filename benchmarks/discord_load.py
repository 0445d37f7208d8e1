"""Ten thousand questions from a thousand people: what each gets, how much memory, how late it is.

`python benchmarks/discord_load.py [--questions N] [--users N]` connects the real bot over sockets
to a small Discord on this machine. Its answers are slow: each holds the answering thread for some
milliseconds, every five hundredth for a whole second. Without limits everyone asks at once, and
again when all are answered; within fair use nobody waits. Every twentieth message comes twice.
Memory is that of the whole process, the small Discord included. It ends with status 1 where a
question was lost or answered twice, or a heartbeat came more than a second late.
"""

import argparse
import asyncio
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.answering.answerer import Answerer, Limits
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits
from bot.chat.service import set_apart_what_stays
from bot.kept.keeping import Kept
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "chat"))

from crowd import Asked, Crowd, connected, outcomes
from fakes import QuietProgress, WordEncoder
from loopback_discord import Discord
from world import COVERAGE, WHO_CUT

SERVERS = 20
QUESTIONS = (WHO_CUT, "What do tickets cost?", "Why volcano lava erupts?")
LIMITS = Limits(threshold=0.45, max_excerpts=1, max_excerpt_chars=60, max_question_chars=500)
NO_LIMITS = FairUseLimits(0, 0, 0, 0)
USUAL_SECONDS, LONG_SECONDS, LONG_EVERY = 0.003, 1.0, 500
PAUSE_SECONDS = 0.005
BATCH = 1000
HEARTBEAT_SECONDS = 1.0
MOST_SECONDS_LATE = 1.0


class Slow(Answerer):
    """Takes its time over every answer."""

    count = 0

    def answer(self, *asked: Any) -> Any:
        """Return the answer, later."""
        self.count += 1
        time.sleep(USUAL_SECONDS if self.count % LONG_EVERY else LONG_SECONDS)
        return super().answer(*asked)


def main() -> int:
    """Let the crowd ask without limits and within fair use; fail where a question was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=1_000)
    given = parser.parse_args()
    is_well = True
    for name, limits in (("without limits", NO_LIMITS), ("within fair use", FairUseLimits())):
        print(f"{given.questions} questions from {given.users} users, {name}")
        with TemporaryDirectory() as folder:
            is_well &= asyncio.run(run(Path(folder), limits, given.questions, given.users))
    return 0 if is_well else 1


async def run(folder: Path, limits: FairUseLimits, questions: int, users: int) -> bool:
    """Let the crowd ask, print what came of it, and say whether each got what it should."""
    with Archive.create(folder / "data", manifest_of(WordEncoder())) as archive:
        slow = Slow(Retriever(indexed(archive, folder), WordEncoder()), LIMITS)
        began = time.monotonic()
        async with Discord(servers=SERVERS, heartbeat_seconds=HEARTBEAT_SECONDS) as discord:
            with Kept.open(folder) as kept:
                set_apart_what_stays()
                async with connected(discord, slow, AskingOptions(limits), kept):
                    crowd = Crowd(discord, users, QUESTIONS)
                    asked = await all_asked(crowd, questions, patiently=limits == NO_LIMITS)
            found = outcomes(asked, lambda one: discord.replies.get(one, []))
            for name, number in asdict(found).items():
                print(f"  {name:10} {number}")
            late = discord.worst_lateness()
            print(f"  {len(discord.beats)} heartbeats, at worst {late:.3f} s late")
            print(f"  {time.monotonic() - began:.0f} s in all", flush=True)
    return not (found.double or found.lost or found.apologised or late > MOST_SECONDS_LATE)


def indexed(archive: Archive, folder: Path) -> Archive:
    """Return the archive with the small coverage in it."""
    articles = folder / "articles"
    articles.mkdir()
    for name, content in COVERAGE.items():
        (articles / name).write_text(content, encoding="utf-8")
    index(archive, WordEncoder(), [articles], QuietProgress())
    return archive


async def all_asked(crowd: Crowd, questions: int, *, patiently: bool) -> list[Asked]:
    """Let the crowd ask in batches, and print the most memory so far after each of some."""
    asked: list[Asked] = []
    for first in range(0, questions, BATCH):
        numbers = range(first, min(first + BATCH, questions))
        if patiently:
            asked += await crowd.patiently(numbers)
        else:
            asked += await crowd.impatiently(numbers, PAUSE_SECONDS)
        if first == 0 or numbers.stop in {questions // 2, questions}:
            print(f"  {peak_mib():.0f} MiB at most after {numbers.stop} questions", flush=True)
    await crowd.until_quiet()
    return asked


def peak_mib() -> float:
    """Return the most memory that this process has held."""
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib / 1024 if sys.platform != "darwin" else kib / 1024**2


if __name__ == "__main__":
    sys.exit(main())
