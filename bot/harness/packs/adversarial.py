"""The adversarial pack: questions made from the coverage itself that lead a bot astray.

The same index, seed and number give the same questions. What can be answered is answered by
construction; what cannot was looked for in the whole index and is not there.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from bot.harness.packs.changed_quotes import changed_quotes
from bot.harness.packs.ground import Ground
from bot.harness.packs.hostile_input import hostile_input
from bot.harness.packs.markdown import markdown
from bot.harness.packs.negated_claims import negated_claims
from bot.harness.packs.off_topic import off_topic
from bot.harness.packs.schema import Kind, Pack
from bot.harness.packs.shifted_dates import shifted_dates
from bot.harness.packs.swapped_names import swapped_names
from bot.harness.schema import Fixture
from embeddings.retrieval import Retriever

PER_KIND = 20

_MADE: Mapping[Kind, Callable[[Ground], Iterator[Fixture]]] = {
    Kind.SWAPPED_NAMES: swapped_names,
    Kind.SHIFTED_DATES: shifted_dates,
    Kind.NEGATED_CLAIMS: negated_claims,
    Kind.MARKDOWN: markdown,
    Kind.CHANGED_QUOTES: changed_quotes,
}
_FIXED: Mapping[Kind, Callable[[Ground], Iterator[Fixture]]] = {
    Kind.OFF_TOPIC: off_topic,
    Kind.HOSTILE_INPUT: hostile_input,
}
_WHY_NOT = {
    Kind.SWAPPED_NAMES: (
        "no English sentence begins with a person's name or quotes a person, while another person "
        "of the coverage surely has nothing to do with it"
    ),
    Kind.SHIFTED_DATES: "no sentence is long enough to be asked about",
    Kind.NEGATED_CLAIMS: "no English sentence is short and plain enough to be denied",
    Kind.MARKDOWN: "no sentence is long enough to be asked about",
    Kind.CHANGED_QUOTES: "nobody is quoted with five words or more of which one could be another",
    Kind.OFF_TOPIC: "the coverage speaks of all of it",
    Kind.HOSTILE_INPUT: "the coverage speaks of all of it",
}


def adversarial(
    retriever: Retriever,
    limits: QuotingLimits = NO_LIMITS,
    *,
    seed: int = 0,
    per_kind: int = PER_KIND,
) -> Pack:
    """Return up to `per_kind` questions of each kind made from the coverage, and the fixed ones.

    `limits` are the owner's: an article that may not be quoted answers nothing.

    Raises:
        InputError: nothing is indexed.
    """
    with retriever.steady():
        ground = Ground(retriever, limits, seed=seed, per_kind=per_kind)
        made = {kind: tuple(islice(make(ground), per_kind)) for kind, make in _MADE.items()}
        made |= {kind: tuple(make(ground)) for kind, make in _FIXED.items()}
    left_out = {kind: _WHY_NOT[kind] for kind in Kind if not made[kind]}
    return Pack(tuple(one for kind in Kind for one in made[kind]), left_out)
