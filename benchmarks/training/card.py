"""What a run leaves beside the model: its card, its figures and the checksums."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import fill

from exporting import TIMED_PAIRS, Check
from learning import (
    BATCH_GROUPS,
    BODY_RATE,
    HEAD_RATE,
    REPORT_STEPS,
    WEIGHT_DECAY,
    WRONG,
    WRONG_IN_MISS,
    Learnt,
)
from model import BINARY_WEIGHT, EVIDENCE_WEIGHT, LISTWISE_WEIGHT
from rank_fitting.reading import FIGURES_NAME

from bot.answering.ranking.cross_encoders import MAX_TOKENS, MODEL_NAME, TOKENIZER_NAME
from bot.answering.ranking.reranking import SUMS_NAME
from embeddings.encoder import DEFAULT_MODEL, DEFAULT_MODEL_SHA256

WIDTH = 99
CARD_NAME = "MODEL_CARD.md"
LICENCES = {
    "squad11_dev": "CC BY-SA 4.0 (SQuAD 1.1 development set, Rajpurkar et al. 2016; Wikipedia)",
    "squad20_dev": "CC BY-SA 4.0 (SQuAD 2.0 development set, Rajpurkar et al. 2018; Wikipedia)",
    "squadshifts_new_wiki": "none stated (SquadShifts, Miller et al. 2020; Wikipedia)",
    "squadshifts_reddit": "none stated (SquadShifts, Miller et al. 2020; Reddit)",
    "squadshifts_amazon": "none stated (SquadShifts, Miller et al. 2020; reviews)",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was done."""

    trained: Sequence[str]
    seed: int
    threads: int
    groups: int
    contrasts: int
    learnt: Learnt
    check: Check


def write_all(folder: Path, report: Report) -> None:
    """Write card, figures and checksums into `folder`, where the model and tokenizer lie."""
    (folder / CARD_NAME).write_text(_card(report), encoding="utf-8")
    figures = json.dumps(asdict(report), indent=2) + "\n"
    (folder / FIGURES_NAME).write_text(figures, encoding="utf-8")
    names = (MODEL_NAME, TOKENIZER_NAME)
    sums = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in names
    ]
    (folder / SUMS_NAME).write_text("\n".join(sums) + "\n", encoding="utf-8")


def _card(report: Report) -> str:
    return "\n".join((_WHAT, _data(report), _recipe(report), _loss(report), _LIMITS))


_WHAT = f"""# Pullquote's reranker

Reads a question and a passage together and says how well the passage answers (`logit`) and where
(`evidence`, one figure a token). Input: `[CLS] question [SEP] headline: passage [SEP]`, at most
{MAX_TOKENS} tokens. `{MODEL_NAME}` is int8 ONNX; `{SUMS_NAME}` holds the checksums that are looked
at before it is used.

## Base
{DEFAULT_MODEL} (Apache-2.0), `model.safetensors` SHA-256 {DEFAULT_MODEL_SHA256}.
"""


def _data(report: Report) -> str:
    data = "\n".join(f"- {name}: {LICENCES[name]}" for name in report.trained)
    return f"""## Data
{data}

Only sets whose licence lets what is made of them be passed on; the weights are under CC BY-SA 4.0
too. A sixth of the articles, by title, was left out. The project's own articles and fixture
questions were never trained on.
"""


def _recipe(report: Report) -> str:
    learnt = report.learnt
    how = (
        f"`python benchmarks/training/train.py`, seed {report.seed}, {report.threads} threads: "
        f"{learnt.steps} steps in {learnt.seconds / 60:.0f} minutes, {learnt.groups} groups "
        f"({learnt.pairs} pairs) drawn from {report.groups}, {BATCH_GROUPS} a step. A group is a "
        f"right passage with {WRONG} wrong ones of the fused ranking's best, or a near miss with "
        f"{WRONG_IN_MISS}; {report.contrasts} near misses stand beside a question that the same "
        f"passage does answer. Losses: listwise softmax ({LISTWISE_WEIGHT}), balanced binary "
        f"cross-entropy ({BINARY_WEIGHT}), answer tokens within the right passage "
        f"({EVIDENCE_WEIGHT}). AdamW, {BODY_RATE} for the body and {HEAD_RATE} for the heads, "
        f"decay {WEIGHT_DECAY}, warm-up and linear decay to zero by the clock, word vectors "
        "fixed, bf16 autocast."
    )
    losses = f"Mean loss of each {REPORT_STEPS} steps: {', '.join(map(str, learnt.losses))}."
    return f"## Recipe\n{fill(how, WIDTH)}\n\n{fill(losses, WIDTH)}\n"


def _loss(report: Report) -> str:
    found = report.check
    figures = (
        f"int8 against the trained weights, {found.groups} groups that were not trained on: the "
        f"same passage first in {100 * found.same_first:.0f} in 100, logits {found.distance:.2f} "
        f"apart on average, with a standard deviation of {found.spread:.1f}. {TIMED_PAIRS} pairs "
        f"of about 120 tokens take {found.seconds:.2f} s (median, two cores)."
    )
    return f"""## Figures
What it does for answers is what `benchmarks/quality.py` prints; the README shows it.

{fill(figures, WIDTH)}
"""


_LIMITS = """## Limits
English only; trained on questions about Wikipedia, not on news. The weights are of one run; the
README shows how much shorter ones differ by their seed (`benchmarks/seeds.py`). Questions that
need two passages are unknown to it.
"""
