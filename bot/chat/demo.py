"""The local page: the real bot in a simulated Discord, on this machine only, without a token."""

import asyncio
import hashlib
import re
import signal
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import discord

from bot.answering.answerer import Answerer
from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from embeddings.archive import Archive
from embeddings.errors import InputError
from embeddings.lexical.terms import terms

SETTLE_SECONDS = 30.0
"""How long the page waits for the bot to have answered."""
NAME = "Pullquote"
"""What the bot is called on the page."""
QUESTIONS = 3
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")


def demo_folder(data_dir: Path, sources: Sequence[Path]) -> Path:
    """Return where the index of a demo lies: one folder for each choice of sources."""
    names = "\n".join(sorted(str(source.resolve()) for source in sources))
    return data_dir / f"demo-{hashlib.sha256(names.encode()).hexdigest()[:12]}"


def sample_questions(archive: Archive, quoting: QuotingLimits = NO_LIMITS) -> list[str]:
    """Return questions about the names that stand in the most articles of any coverage.

    Of an article that may not be quoted, not even a name is taken.
    """
    names: Counter[str] = Counter()
    for article in archive.articles():
        found = map(_without_opening, _NAME.findall(article.text))
        allowed = [name for name in found if " " in name and len(name) <= quoting.of(article)]
        names.update(list(dict.fromkeys(allowed)))  # once, in order
    topics = [name for name, _ in names.most_common(QUESTIONS)]
    topics += [article.title for article in islice(archive.articles(), QUESTIONS - len(topics))]
    return [f"What about {topic}?" for topic in topics]


def _without_opening(name: str) -> str:
    """Return a name without a word before it that only opens the sentence, like "Then"."""
    first, _, rest = name.partition(" ")
    return name if terms(first) else rest


def serve(answerer: Answerer, *, port: int = 0) -> None:
    """Serve the page until Ctrl-C, or until it is ended from the page.

    Raises:
        InputError: the packages of the page are not installed, or the port is taken.
    """
    try:
        import simcord
    except ImportError as error:
        raise InputError("The page needs more packages: pip install 'pullquote[demo]'.") from error
    answerer.warm_up()
    try:
        asyncio.run(_serve(Desk(answerer), port))
    except simcord.SetupError as error:
        raise InputError(f"Port {port} cannot be used ({error}): name another.") from error


async def _serve(desk: Desk, port: int) -> None:
    import simcord

    idle = discord.Client(intents=discord.Intents.none())  # the years until today pass it by
    client = PullquoteClient(desk, shards=1)
    try:
        async with simcord.run(idle, settle_timeout=SETTLE_SECONDS, check_errors=False) as env:
            await env.advance_time((datetime.now(UTC) - env.now()).total_seconds())
            await env.restart_bot(client)
            if client.user:
                await client.user.edit(username=NAME)
            reader = env.create_user("reader", global_name="Reader")
            channel = reader.dm_channel
            async with env.preview(
                channel, viewers=[reader], layout="channel", port=port
            ) as preview:
                print(_invitation(preview.url), flush=True)  # noqa: T201 - the command's output
                await _until_ended(preview.wait_closed())
    finally:
        await idle.close()
        await client.close()
        desk.close()


def _invitation(url: str) -> str:
    return (
        f"The bot is waiting at {url}\n"
        "Type a question there, or use /ask, /quote, /source and /coverage. Ctrl-C ends it."
    )


async def _until_ended(closed: Coroutine[None, None, None]) -> None:
    """Wait for Ctrl-C, a request to terminate, or the page's own end."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no handlers in its loop
            loop.add_signal_handler(number, stopped.set)
    waits = [asyncio.ensure_future(closed), asyncio.ensure_future(stopped.wait())]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
