"""A trained model to an int8 ONNX file, and how little is lost and how long it takes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from mining import Group, Text

from bot.answering.ranking.cross_encoders import (
    INPUTS,
    MODEL_NAME,
    OUTPUTS,
    BundledReranker,
    tokenise,
)
from bot.answering.ranking.reading import Titled

if TYPE_CHECKING:
    from model import CrossEncoder
    from tokenizers import Tokenizer

OPSET = 17
TIMED_PAIRS, TIMED_RUNS = 16, 20
USUAL_CHARS = 560
"""A question and a passage of about 120 tokens."""
COMPARED_GROUPS = 100


@dataclass(frozen=True, slots=True)
class Check:
    """The exported model beside the trained one, on groups that were not trained on.

    `same_first` is the share of groups whose best passage is the same, `distance` the logits' mean
    distance, `spread` their standard deviation; `seconds` is the median time to read
    `TIMED_PAIRS` pairs of about 120 tokens.
    """

    groups: int
    same_first: float
    distance: float
    spread: float
    seconds: float


def export(model: "CrossEncoder", tokenizer: "Tokenizer", folder: Path) -> None:
    """Write the model into `folder` as int8 ONNX; fp32 goes by `model.onnx` beside it."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = folder / "model.onnx"
    tokens = tokenise(tokenizer, [("Who came?", Titled("", "The queen came."))] * 2)
    sample = tuple(torch.from_numpy(array) for array in (tokens.ids, tokens.mask, tokens.types))
    axes = {name: {0: "pairs", 1: "tokens"} for name in (*INPUTS, "evidence")}
    model.eval()
    torch.onnx.export(
        model,
        sample,
        str(whole),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes={**axes, "logit": {0: "pairs"}},
        opset_version=OPSET,
        dynamo=False,
    )
    quantize_dynamic(
        whole,
        folder / MODEL_NAME,
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=True,
    )


def check(
    model: "CrossEncoder", tokenizer: "Tokenizer", folder: Path, groups: Sequence[Group]
) -> Check:
    """Return how the exported model in `folder` compares on `groups`."""
    reranker = BundledReranker(folder)
    compared = [group for group in groups if len(_texts(group)) > 1][:COMPARED_GROUPS]
    small = [
        np.array([reading.logit for reading in reranker.read(group.question, _texts(group))])
        for group in compared
    ]
    exact = [_logits(model, tokenizer, group) for group in compared]
    same = [a.argmax() == b.argmax() for a, b in zip(small, exact, strict=True)]
    apart = np.abs(np.concatenate(small) - np.concatenate(exact))
    return Check(
        groups=len(compared),
        same_first=float(np.mean(same)),
        distance=float(apart.mean()),
        spread=float(np.concatenate(exact).std()),
        seconds=_seconds(reranker, groups),
    )


def _texts(group: Group) -> list[Text]:
    first = [group.positive] if group.positive else []
    return [*first, *group.negatives][:TIMED_PAIRS]


def _logits(
    model: "CrossEncoder", tokenizer: "Tokenizer", group: Group
) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    import torch

    tokens = tokenise(tokenizer, [(group.question, text) for text in _texts(group)])
    arrays = (torch.from_numpy(array) for array in (tokens.ids, tokens.mask, tokens.types))
    with torch.no_grad():
        logits, _ = model(*arrays)
    return np.asarray(logits.numpy(), dtype=np.float32)


def _seconds(reranker: BundledReranker, groups: Sequence[Group]) -> float:
    texts = [text for group in groups for text in group.negatives]
    usual = sorted(texts, key=lambda text: abs(len(text.text) - USUAL_CHARS))[:TIMED_PAIRS]
    seconds = []
    for _ in range(TIMED_RUNS):
        started = time.perf_counter()
        reranker.read(groups[0].question, usual)
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds))
