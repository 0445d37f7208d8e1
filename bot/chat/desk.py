"""Between Discord and the answers: does the slow work in threads, off the event loop.

One thread looks up what is quick to find, so that no button waits behind a row of questions; where
there are helpers, they answer those. Each uses a connection of its own to the archive.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from bot.answering.answerer import Answerer
from bot.answering.explanation import Explanation
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import QuoteReply
from bot.answering.quotes.within import OutletArchive
from bot.answering.schema import Answer, Excerpt, Headline, Reply
from bot.answering.showing.contexts import Context
from bot.answering.showing.stretches import Stretch, Way
from bot.answering.sources import Catalogue, Listing
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.scope import EVERYWHERE, Scope
from bot.chat.articles import Articles, Card
from bot.chat.crew import Crew
from bot.chat.expected import Expected, Span
from bot.chat.fair_use import Busy, BusyError
from bot.chat.known_answers import KnownAnswers, key_of
from bot.chat.recalled import Recalled
from bot.chat.wire import Quoted
from embeddings.retrieval import Retriever
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.syncing.alarms import Alarm, alarms_of
from embeddings.syncing.coverage import Coverage
from embeddings.syncing.timeline import DayCount, Timeline, days_of, timeline_of

MAX_JOBS = 10_000
_JOB_SECONDS = 0.1  # a guess: a look-up takes less, a question more

T = TypeVar("T")
MOST_SUGGESTED_FROM = 20_000
"""How many headlines that may fit are looked at for a suggestion: it holds up everybody."""


class Desk:
    """Answers questions and looks articles up without holding the event loop.

    `helpers` answer the questions, each in a thread, as `answerer` does; without any, one thread
    does everything. What was asked before is answered from `known`, if that is given. At most
    `max_jobs` wait for the threads, whoever they are for; more raise `BusyError`.
    """

    def __init__(
        self,
        answerer: Answerer,
        *,
        helpers: Sequence[Answerer] = (),
        known: KnownAnswers | None = None,
        max_jobs: int = MAX_JOBS,
    ) -> None:
        self._max_jobs, self._jobs = max_jobs, 0
        self._known = KnownAnswers(0) if known is None else known
        self._answerer = answerer
        self._archive = answerer.retriever.archive
        self._articles = Articles(answerer)
        self._expected = Expected(answerer)
        self._looking_up = Crew([answerer], "looking up")
        self._answering = Crew(helpers, "answering") if helpers else self._looking_up
        self._catching_up = Lock()
        self._everyone = (answerer, *helpers)
        self._state = _state_of(answerer.retriever)
        self._catalogue = Catalogue(self._archive.facts())
        self._days: tuple[str | None, tuple[DayCount, ...]] | None = None
        self.max_question_chars = answerer.limits.max_question_chars
        self.max_excerpts = answerer.limits.max_excerpts
        self.zone = answerer.calendar.zone

    def close(self) -> None:
        """Finish the work in hand and stop the threads; what waits for them is cancelled."""
        try:
            self._answering.close()
        finally:
            self._looking_up.close()

    async def warm_up(self) -> None:
        """Load what the first question would otherwise wait for.

        Raises:
            ModelError: the model cannot be loaded.
        """
        await self._ask(lambda answerer: answerer.warm_up())

    async def answer(
        self, question: str, options: Options = NO_OPTIONS, scope: Scope = EVERYWHERE
    ) -> Reply:
        """Return the answer to `question` within `options` and what its place allows."""
        key = self._key_of(question, options, scope)
        if key is None:
            return await self._ask(lambda answerer: answerer.answer(question, options, scope))
        if key in self._known:  # which is a look-up: it waits for no other question
            known = await self._do(lambda: self._known_reply(key, question))
            if known is not None:
                return known
        return await self._ask(
            lambda answerer: self._remembered(answerer, key, (question, options, scope))
        )

    def outlets(self, words: str, limit: int, within: Collection[str] = ()) -> list[str]:
        """Return outlets for autocompletion, at once, from memory; of those named, if any are."""
        return self._catalogue.within(within).outlets(words, limit)

    async def coverage(self) -> tuple[Coverage, list[SourceRecord]]:
        """Return what there is to answer from, and how it went with each source."""
        return await self._do(lambda: (self._answerer.coverage(), self._sources()))

    async def timeline(self, outlets: Collection[str] = ()) -> Timeline | None:
        """Return when the articles of these outlets were published; none named means all."""
        return await self._do(lambda: timeline_of(self._counted_days(), outlets))

    async def alarms(self, now: datetime, stale_after: timedelta) -> list[Alarm]:
        """Return which sources need somebody's attention at `now`."""
        return await self._do(lambda: alarms_of(self._sources(), now, stale_after))

    async def explain(self, question: str, scope: Scope = EVERYWHERE) -> Explanation:
        """Return the reply to `question` with why it is given."""
        return await self._ask(lambda answerer: answerer.explain(question, scope=scope))

    def suggest(self, words: str, limit: int, within: Collection[str] = ()) -> list[Listing]:
        """Return articles for autocompletion, at once, from memory; of these outlets, if any."""
        return self._catalogue.within(within).find(words, limit, most_rows=MOST_SUGGESTED_FROM)

    async def card(self, query: str, within: Collection[str] = ()) -> Card | list[Listing]:
        """Return the one article that `query` names, or those that match it.

        Where outlets are named, what is of others is not found.
        """
        return await self._do(lambda: self._articles.named(query, self._catalogue, within))

    async def find_quote(self, words: str, within: Collection[str] = ()) -> QuoteReply:
        """Return where the coverage has `words`, or words near them; of these outlets, if any."""
        return await self._do(lambda: self._find_quote(words, within))

    async def card_of_version(self, version: str, within: Collection[str] = ()) -> Card | None:
        """Return the article that `version` belongs to, as it is now.

        Where outlets are named, it is not said that others print the same.
        """
        return await self._do(lambda: self._articles.of_version(version, within))

    async def is_within(self, versions: Iterable[str], outlets: Collection[str]) -> bool:
        """Say whether articles are of these outlets, at a version and now; none named means all.

        What is not in the archive is not kept out.
        """
        return not outlets or await self._do(lambda: self._articles.are_within(versions, outlets))

    async def context(self, version: str, start: int, end: int) -> Context | None:
        """Return a quote with the paragraphs around it; None if it is not in the archive.

        Where its article has changed since, what stands there now comes with it.
        """
        return await self._do(lambda: self._articles.context(version, start, end))

    async def stretch(self, version: str, offset: int, way: Way) -> Stretch | None:
        """Return the paragraph of an article's version after `offset`, or before it.

        None where the version is not in the archive; a `Stretch` of nothing where no sentence of
        it may be shown.
        """
        return await self._do(lambda: self._articles.stretch(version, offset, way))

    async def recalled(self, spans: Sequence[Span]) -> list[Recalled]:
        """Return the quotes of an older message, with what became of them; none that is gone."""
        return await self._do(lambda: self._expected.recalled(spans))

    async def shared(self, excerpts: Sequence[Excerpt]) -> list[Quoted]:
        """Return what an answer that is shared must show: of earlier versions, nothing."""
        return await self._do(lambda: self._expected.shared(excerpts))

    async def copied(self, spans: Sequence[Span]) -> list[Quoted]:
        """Return what a message must show for slices to be copied, with what became of them."""
        return await self._do(lambda: self._expected.copied(spans))

    async def taken_down(self, version: str) -> str | None:
        """Return when the article that `version` was of was taken down; None if it was not."""
        return await self._do(lambda: Ledger(self._archive).taken_down_at(version))

    async def quoted(self, spans: Sequence[Span]) -> list[Quoted]:
        """Return what messages must show for these slices, read from the archive again.

        A version that is missing gives nothing: the message then cannot be proven.
        """
        return await self._do(lambda: self._expected.quotes(spans))

    async def quoted_excerpts(self, answer: Answer) -> list[Quoted]:
        """Return what a message must show for an answer, found in the archive once more.

        Who says it is read anew from the archive's article, and who is said to print the same
        words must do so there. What was not published when the answer says gives nothing.
        """
        return await self._do(lambda: self._expected.excerpts(answer))

    async def headlines(self, article_ids: Iterable[str]) -> list[Headline]:
        """Return where these articles can be read, as the archive has them now, each once."""
        return await self._do(lambda: self._articles.headlines(dict.fromkeys(article_ids)))

    async def _do(self, work: Callable[[], T]) -> T:
        """Do what is quick to look up."""
        return await self._up_to_date(self._looking_up, lambda _: work())

    async def _ask(self, work: Callable[[Answerer], T]) -> T:
        """Do what takes as long as a question does."""
        return await self._up_to_date(self._answering, work)

    async def _up_to_date(self, crew: Crew[Answerer], work: Callable[[Answerer], T]) -> T:
        """Let `crew` work over the coverage as it is now; another process may have changed it."""
        if self._jobs >= self._max_jobs:
            raise BusyError(Busy.QUEUE_FULL, self._jobs * _JOB_SECONDS)

        def keep_up_first(answerer: Answerer) -> T:
            self._keep_up(answerer)
            return work(answerer)

        self._jobs += 1
        try:
            return await crew.do(keep_up_first)
        finally:
            self._jobs -= 1

    def _keep_up(self, answerer: Answerer) -> None:
        """See what another process has changed, and drop what was known of the older state.

        A helper that has nothing to do for a long time forgets its articles then, too.
        """
        retriever = answerer.retriever
        retriever.refresh()
        self._known.keep_to(retriever.states)
        state = _state_of(retriever)
        if state == self._state:
            return
        with self._catching_up:
            if state != self._state:
                self._catalogue, self._state = Catalogue(retriever.archive.facts()), state
                for one in self._everyone:
                    one.retriever.archive.forget()

    def _key_of(self, question: str, options: Options, scope: Scope) -> bytes | None:
        calendar = self._answerer.calendar
        today = replace(calendar, zone=scope.zone or calendar.zone).now().date()
        return key_of(question, options, scope, today)

    def _known_reply(self, key: bytes, question: str) -> Reply | None:
        return self._known.get(key, self._answerer.retriever.states, question.strip())

    def _remembered(
        self, answerer: Answerer, key: bytes, asked: tuple[str, Options, Scope]
    ) -> Reply:
        """Answer, and remember what nobody changed meanwhile."""
        before = answerer.retriever.states
        reply = answerer.answer(*asked)
        if answerer.retriever.states == before:
            self._known.put(key, before, reply)
        return reply

    def _counted_days(self) -> tuple[DayCount, ...]:
        """Return how many articles each day has, counted once for each state of the archive."""
        state = self._archive.state  # before they are counted: they may be newer, never older
        if self._days is None or self._days[0] != state:
            self._days = state, days_of(self._archive)
        return self._days[1]

    def _sources(self) -> list[SourceRecord]:
        return Ledger(self._archive).sources()

    def _find_quote(self, words: str, within: Collection[str]) -> QuoteReply:
        retriever, limits = self._answerer.retriever, self._answerer.limits
        with retriever.steady():
            archive = retriever.archive
            return find_quote(
                OutletArchive(archive, within) if within else archive,
                retriever.lexical,
                words,
                max_shown_chars=limits.max_excerpt_chars,
                quoting=limits.quoting,
            )


def _state_of(retriever: Retriever) -> tuple[object, ...]:
    """Return what changes with the indexes, and with a takedown before they have followed."""
    return retriever.state, *Ledger(retriever.archive).takedown_mark()
