"""A trained model to an int8 ONNX file, and back to scores through onnxruntime."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from mining import Text
from model import CrossEncoder
from numpy.typing import NDArray
from reading import Pair, read
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("logit", "evidence")
BATCH = 16
TIMED_PAIRS, TIMED_RUNS = 16, 20
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of a pair: its logit and, for each token of the passage, its evidence.

    `starts` and `ends` are the tokens' spans in the passage's text; `evidence` sums to one.
    """

    logit: float
    evidence: Floats
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Scorer:
    """Reads pairs with an exported model on so many threads."""

    def __init__(self, model: Path, tokenizer: Tokenizer, threads: int = 2) -> None:
        self._session = _session(model, threads)
        self._tokenizer = tokenizer

    def score(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Return a reading of each pair, in order."""
        order = sorted(range(len(pairs)), key=lambda number: len(pairs[number].text.text))
        found: dict[int, Reading] = {}
        for at in range(0, len(order), BATCH):
            numbers = order[at : at + BATCH]
            readings = self._read([pairs[number] for number in numbers])
            found.update(zip(numbers, readings, strict=True))
        return [found[number] for number in range(len(pairs))]

    def _read(self, pairs: Sequence[Pair]) -> Iterator[Reading]:
        tokens = read(self._tokenizer, pairs)
        feed = dict(zip(INPUTS, (tokens.ids, tokens.mask, tokens.types), strict=True))
        logits, evidence = self._session.run(list(OUTPUTS), feed)
        for row, logit in enumerate(logits):
            inside = tokens.starts[row] >= 0
            raised = np.exp(evidence[row][inside] - evidence[row][inside].max(initial=-1e4))
            shares = raised / max(float(raised.sum()), 1e-9)
            yield Reading(
                float(logit), shares, tokens.starts[row][inside], tokens.ends[row][inside]
            )


def export(model: CrossEncoder, tokenizer: Tokenizer, folder: Path) -> tuple[Path, Path]:
    """Write `model.onnx` and `model.int8.onnx` into `folder` and return their paths."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole, small = folder / "model.onnx", folder / "model.int8.onnx"
    tokens = read(tokenizer, [Pair("Who came?", Text("", "The queen came.")) for _ in range(2)])
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
        small,
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=True,
    )
    return whole, small


def seconds_for_a_shortlist(scorer: Scorer, pairs: Sequence[Pair]) -> float:
    """Return the median time to read `TIMED_PAIRS` pairs."""
    seconds = []
    for _ in range(TIMED_RUNS):
        started = time.perf_counter()
        scorer.score(pairs[:TIMED_PAIRS])
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds))


def _session(path: Path, threads: int) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
