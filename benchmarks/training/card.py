"""What a run leaves behind: settings to run the model by, its figures, its card and a checksum."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from exporting import INPUTS, OUTPUTS
from learning import BATCH_GROUPS, BODY_RATE, HEAD_RATE, WEIGHT_DECAY, WRONG, WRONG_IN_MISS, Learnt
from measuring import Combination
from mining import POOL
from model import BINARY_WEIGHT, EVIDENCE_WEIGHT, LISTWISE_WEIGHT
from reading import MAX_QUESTION_CHARS, MAX_TOKENS

from embeddings.encoder import DEFAULT_MODEL, DEFAULT_MODEL_SHA256
from embeddings.retrieval import WEIGHTS

Figures = dict[str, dict[str, dict[str, float]]]
SUMMED = ("model.int8.onnx", "tokenizer.json", "config.json", "MODEL_CARD.md", "figures.json")
LICENCES = {
    "squad11_dev": "CC BY-SA 4.0 (SQuAD 1.1 development set, Rajpurkar et al. 2016; Wikipedia)",
    "squad20_dev": "CC BY-SA 4.0 (SQuAD 2.0 development set, Rajpurkar et al. 2018; Wikipedia)",
    "squadshifts_new_wiki": "none stated (SquadShifts, Miller et al. 2020; Wikipedia)",
    "squadshifts_reddit": "none stated (SquadShifts, Miller et al. 2020; Reddit)",
    "squadshifts_amazon": "none stated (SquadShifts, Miller et al. 2020; reviews)",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was done; `seconds` is the median time to read a shortlist of `POOL` pairs."""

    held_out: str
    trained: Sequence[str]
    learnt: Learnt
    groups: int
    seconds: float
    threads: int
    seed: int


def write_all(
    folder: Path, base: Path, report: Report, how: Combination, figures: Figures
) -> None:
    """Write everything but the model into `folder`."""
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    _write_json(folder / "config.json", _config(how))
    _write_json(folder / "figures.json", {"report": asdict(report), "figures": figures})
    (folder / "MODEL_CARD.md").write_text(_card(report, how, figures), encoding="utf-8")
    sums = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in SUMMED
    ]
    (folder / "SHA256").write_text("\n".join(sums) + "\n", encoding="utf-8")


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _config(how: Combination) -> dict[str, object]:
    return {
        "inputs": INPUTS,
        "outputs": OUTPUTS,
        "max_tokens": MAX_TOKENS,
        "max_question_chars": MAX_QUESTION_CHARS,
        "truncation": "only_second",
        "pair": ["question", "headline: passage"],
        "pair_without_headline": ["question", "passage"],
        "pool": POOL,
        "score": "rerank * logit + fused * fused_score",
        "rerank": how.rerank,
        "fused": how.fused,
        "fused_weights": asdict(WEIGHTS),
        "chance": "1 / (1 + exp(-(slope * score + intercept)))",
        "slope": how.slope,
        "intercept": how.intercept,
        "evidence": "softmax over the passage's tokens; a sentence's share is the sum over "
        "the tokens that start in it",
    }


def _card(report: Report, how: Combination, figures: Figures) -> str:
    learnt = report.learnt
    data = "\n".join(f"- {name}: {LICENCES[name]}" for name in report.trained)
    tables = "\n\n".join(_table(title, rows) for title, rows in figures.items())
    return f"""# Pullquote's reranker

Reads a question and a passage together and says how well the passage answers (`logit`) and where
(`evidence`, one figure a token). int8 ONNX, {MAX_TOKENS} tokens at most.

## Base
{DEFAULT_MODEL} (Apache-2.0), `model.safetensors` SHA-256 {DEFAULT_MODEL_SHA256}.

## Data
{data}

Held out: {report.held_out} ({LICENCES[report.held_out]}). The project's own articles and fixture
questions were never trained on nor fitted to.

`--train squad11_dev squad20_dev` trains on the sets with a public licence alone.

## Recipe
`python benchmarks/training/train.py`, seed {report.seed}, {report.threads} threads. {learnt.steps}
steps in {learnt.seconds / 60:.1f} minutes, {learnt.groups} groups ({learnt.pairs} pairs) of the
{report.groups} mined, {BATCH_GROUPS} groups a step: a right passage with {WRONG} wrong ones, or a
near miss with {WRONG_IN_MISS}. Wrong passages are the fused ranking's best that hold no answer.
Losses: listwise softmax ({LISTWISE_WEIGHT}), balanced binary cross-entropy ({BINARY_WEIGHT}),
answer tokens within the right passage ({EVIDENCE_WEIGHT}). AdamW, {BODY_RATE} for the body and
{HEAD_RATE} for the heads, decay {WEIGHT_DECAY}, warm-up and linear decay to zero by the clock,
word vectors fixed, bf16 autocast. Exported to int8 by onnxruntime's dynamic quantisation.

Mean loss of each 25 steps: {", ".join(map(str, learnt.losses))}.

## Figures
Of the int8 model, one seed, the {POOL} best candidates of the fused ranking reranked. Percent,
but for n, chances and distances. Combined is {how.rerank:.3f} * logit + {how.fused:.3f} * fused.
"chance" compares the chance told for the first candidate with how often it answers. "near" are
questions about articles left out whose neighbours are indexed, "far" those of other documents;
"near miss" questions seem to be answered by an indexed article and are not. The near misses'
documents were not trained on; their set's others were. The weights inside the fused score were
fitted earlier on all sets, the one held out too, which favours "fused" a little.

{tables}

{POOL} pairs of about 120 tokens take {report.seconds:.3f} s on {report.threads} threads (median,
on a machine shared with others).

## Limits
English only; trained on Wikipedia, reviews and comments, not on news. One run with one seed, less
training than the data would bear. Questions that need two passages are unknown to it. The chance
is fitted on questions written beside a paragraph; calibrate on your own.
"""


def _table(title: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    columns = list(next(iter(rows.values())))
    lines = [
        f"### {title[0].upper()}{title[1:]}",
        "",
        f"| | {' | '.join(columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for name, row in rows.items():
        cells = [_cell(column, row[column]) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(column: str, value: float) -> str:
    if column.startswith("n"):
        return str(int(value))
    fine = column in ("Brier", "told", "true", "mean distance")
    return f"{value:.3f}" if fine else f"{value:.1f}"
