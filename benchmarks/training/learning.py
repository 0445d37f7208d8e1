"""Groups to a trained model, within a given time.

The learning rate warms up and then falls linearly to zero by the clock, not by a count of steps,
so that a run on a machine shared with others ends on time with its schedule complete. The order
of the groups and all draws are seeded; `Learnt.steps`, given back as `max_steps`, repeats a run
but for the unevenness of its clock.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
import torch  # noqa: TID253 - this module trains
from mining import Group, Text
from model import CrossEncoder, loss_of
from reading import Pair, answer_tokens
from tokenizers import Tokenizer
from torch.optim import AdamW  # noqa: TID253 - likewise

from bot.answering.ranking.cross_encoders import tokenise

BATCH_GROUPS = 8
WRONG = 3
WRONG_IN_MISS = 2
HARDEST = 6
"""Two wrong passages of three are drawn from so many of the best ranked, the rest from all."""
WITHOUT_TITLE = 0.25
"""In this share of the groups the headline is left out, so that the model can do without."""
BUCKET_BATCHES = 24
BODY_RATE, HEAD_RATE = 1.2e-4, 1e-3
WEIGHT_DECAY = 0.01
WARM_UP = 0.06
MAX_NORM = 1.0
CHECKPOINT_SECONDS = 600
REPORT_STEPS = 25


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train: by the clock, or `max_steps` where they are given.

    `resume` goes on from `checkpoint`, which is written every `CHECKPOINT_SECONDS`.
    """

    seconds: float
    max_steps: int | None
    seed: int
    checkpoint: Path
    resume: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a run did; `losses` are means over `REPORT_STEPS` steps."""

    steps: int
    groups: int
    pairs: int
    seconds: float
    losses: tuple[float, ...]


@dataclass(slots=True)
class _SoFar:
    """How far a run has come."""

    steps: int = 0
    groups: int = 0
    pairs: int = 0
    seconds: float = 0.0
    losses: list[float] = field(default_factory=list)

    def add(self, batch: "Sequence[_Drawn]", loss: float) -> None:
        """Count a step, and report every `REPORT_STEPS`."""
        self.steps += 1
        self.groups += len(batch)
        self.pairs += sum(len(drawn.pairs) for drawn in batch)
        self.losses.append(loss)
        if self.steps % REPORT_STEPS == 0:
            place = f"{self.seconds:6.0f} s  step {self.steps}  {self.pairs} pairs"
            print(f"{place}  loss {self.means()[-1]:.3f}", flush=True)

    def means(self) -> list[float]:
        """Return the mean losses of each `REPORT_STEPS` steps."""
        cut = range(0, len(self.losses), REPORT_STEPS)
        parts = [self.losses[at : at + REPORT_STEPS] for at in cut]
        return [sum(part) / len(part) for part in parts]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A group as it is learnt from once; `taught` says that its first pair is right."""

    pairs: tuple[Pair, ...]
    taught: bool

    @property
    def chars(self) -> int:
        """The longest pair's length."""
        return max(len(p.question) + len(p.text.title) + len(p.text.text) for p in self.pairs)


def learn(
    model: CrossEncoder, tokenizer: Tokenizer, groups: Sequence[Group], plan: Plan
) -> Learnt:
    """Train `model` in place, report to standard output, and return what was done.

    The words' vectors stay as they are: half of the parameters, of which each step sees few.
    """
    torch.manual_seed(plan.seed)
    model.body.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
    optimizer = AdamW(_rates(model), weight_decay=WEIGHT_DECAY)
    peaks = [float(group["lr"]) for group in optimizer.param_groups]
    so_far = _resumed(model, optimizer, plan) if plan.resume else _SoFar()
    started, saved = time.monotonic() - so_far.seconds, so_far.seconds
    model.train()
    for batch in islice(_batches(groups, plan.seed), so_far.steps, None):
        so_far.seconds = time.monotonic() - started
        done = so_far.steps / plan.max_steps if plan.max_steps else so_far.seconds / plan.seconds
        if done >= 1:
            break
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * _height(done)
        so_far.add(batch, _step(model, tokenizer, batch, optimizer))
        if so_far.seconds - saved > CHECKPOINT_SECONDS:
            saved = so_far.seconds
            _save(model, optimizer, so_far, plan.checkpoint)
    _save(model, optimizer, so_far, plan.checkpoint)
    means = tuple(round(mean, 3) for mean in so_far.means())
    return Learnt(so_far.steps, so_far.groups, so_far.pairs, so_far.seconds, means)


def _save(model: CrossEncoder, optimizer: AdamW, so_far: "_SoFar", path: Path) -> None:
    """Write a checkpoint beside the old one, then in its place: a kill leaves one of them."""
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    beside = path.with_suffix(".new")
    torch.save({**state, "so_far": asdict(so_far)}, beside)
    beside.replace(path)


def _resumed(model: CrossEncoder, optimizer: AdamW, plan: Plan) -> "_SoFar":
    """Load the checkpoint and return how far it had come."""
    state = torch.load(plan.checkpoint)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return _SoFar(**state["so_far"])


def _rates(model: CrossEncoder) -> list[dict[str, object]]:
    body = [weight for weight in model.body.parameters() if weight.requires_grad]
    head = [*model.pair.parameters(), *model.token.parameters(), model.share]
    return [{"params": body, "lr": BODY_RATE}, {"params": head, "lr": HEAD_RATE}]


def _taught(model: CrossEncoder) -> list[torch.nn.Parameter]:
    return [weight for weight in model.parameters() if weight.requires_grad]


def _height(done: float) -> float:
    """Return the learning rate's share of its peak when the share `done` of the run is over."""
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _step(
    model: CrossEncoder, tokenizer: Tokenizer, batch: Sequence[_Drawn], optimizer: AdamW
) -> float:
    pairs = [pair for drawn in batch for pair in drawn.pairs]
    tokens = tokenise(tokenizer, [(pair.question, pair.text) for pair in pairs])
    arrays = (torch.from_numpy(array) for array in (tokens.ids, tokens.mask, tokens.types))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, evidence = model(*arrays)
    answers = torch.from_numpy(answer_tokens(tokens, pairs))
    loss = loss_of(logits, evidence, answers, torch.from_numpy(_places(batch)))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(_taught(model), MAX_NORM)
    optimizer.step()
    return float(loss.detach())


def _places(batch: Sequence[_Drawn]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return each group's pairs by number, the right one first; see `loss_of`."""
    places = np.full((len(batch), 1 + WRONG), -1, dtype=np.int64)
    number = 0
    for row, drawn in enumerate(batch):
        first = 0 if drawn.taught else 1
        places[row, first : first + len(drawn.pairs)] = range(number, number + len(drawn.pairs))
        number += len(drawn.pairs)
    return places


def _batches(groups: Sequence[Group], seed: int) -> Iterator[list[_Drawn]]:
    """Yield batches of groups of like length, without end."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    while True:
        order = chance.sample(list(groups), len(groups))
        bucket = BUCKET_BATCHES * BATCH_GROUPS
        for at in range(0, len(order), bucket):
            drawn = sorted(
                (_draw(group, chance) for group in order[at : at + bucket]),
                key=lambda item: item.chars,
            )
            cut = [drawn[i : i + BATCH_GROUPS] for i in range(0, len(drawn), BATCH_GROUPS)]
            yield from chance.sample(cut, len(cut))


def _draw(group: Group, chance: random.Random) -> _Drawn:
    bare = chance.random() < WITHOUT_TITLE
    pairs = [Pair(group.question, text) for text in _wrong(group, chance)]
    if group.positive:
        pairs.insert(0, Pair(group.question, group.positive))
    elif group.contrast:
        pairs.insert(0, Pair(*group.contrast))
    taught = group.positive is not None or group.contrast is not None
    if bare:
        pairs = [replace(pair, text=replace(pair.text, title="")) for pair in pairs]
    return _Drawn(tuple(pairs), taught)


def _wrong(group: Group, chance: random.Random) -> list[Text]:
    """Return hard wrong passages: of a near miss the best, else two of the best and any other."""
    if group.positive is None:
        return list(group.negatives[:WRONG_IN_MISS])
    best, rest = list(group.negatives[:HARDEST]), list(group.negatives[HARDEST:])
    hard = chance.sample(best, min(WRONG - 1, len(best)))
    others = [text for text in best if text not in hard] + rest
    return hard + chance.sample(others, min(WRONG - len(hard), len(others)))
