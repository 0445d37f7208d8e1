"""The packs by the names that `--pack` takes."""

from collections.abc import Mapping
from typing import Protocol

from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from bot.harness.packs.adversarial import PER_KIND, adversarial
from bot.harness.packs.schema import Pack
from embeddings.retrieval import Retriever


class MakePack(Protocol):
    """Makes a pack from what a retriever finds."""

    def __call__(
        self,
        retriever: Retriever,
        limits: QuotingLimits = NO_LIMITS,
        *,
        seed: int = 0,
        per_kind: int = PER_KIND,
    ) -> Pack:
        """Return the pack; `limits` are the owner's, `per_kind` how many are made of a kind."""


PACKS: Mapping[str, MakePack] = {"adversarial": adversarial}
