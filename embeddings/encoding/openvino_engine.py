"""OpenVINO as an engine for a model's files: much the fastest on a processor with bfloat16.

That is a floating-point number of 16 bits with the range of one of 32; products of such numbers
are computed twice as fast, and added up in 32 bits. Measured over 512 passages with the default
model, no vector has a cosine below 0.9999 to torch's. Elsewhere OpenVINO is no faster than
onnxruntime. Texts of one length come out alone as together, to the last bit.
"""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any

import numpy as np

from embeddings.encoder import Vectors
from embeddings.encoding.onnx_encoder import Engine, Ids, Run
from embeddings.errors import ModelError
from embeddings.processors import processors

_MOST_TEXTS = 8
"""More at once bring nothing: what they are multiplied with is in the cache already."""
_REMEMBERED_SHAPES = "64"
"""Longer than that, what is prepared for each length of texts fills the memory."""
_OPENING = Lock()
"""Where two threads are the first to take a vector out of OpenVINO, both may wait for ever."""


def has_fast_openvino() -> bool:
    """Say whether OpenVINO is installed and the processor computes in bfloat16."""
    if find_spec("openvino") is None:
        return False
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def open_in_openvino(path: Path, *, precision: str) -> Run:
    """Return what runs the ONNX file `path` in OpenVINO, with that precision hint.

    Raises:
        ModelError: it is not installed.
    """
    count = processors()
    settings = {
        "INFERENCE_PRECISION_HINT": precision,
        "NUM_STREAMS": count,
        "CPU_RUNTIME_CACHE_CAPACITY": _REMEMBERED_SHAPES,
    }
    compiled = _core().compile_model(str(path), "CPU", settings)
    free: SimpleQueue[Any] = SimpleQueue()  # Any: requests of a library without types
    for _ in range(count):
        free.put(compiled.create_infer_request())

    def run(inputs: dict[str, Ids]) -> Vectors:
        request = free.get()  # one cannot serve two threads
        try:
            return np.array(request.infer(inputs)[compiled.output(0)], dtype=np.float32)
        finally:
            free.put(request)

    with _OPENING:
        run({one.any_name: np.ones((1, 1), dtype=np.int64) for one in compiled.inputs})
    return run


def _core() -> Any:
    """Return OpenVINO itself; Any: it has no types."""
    try:
        import openvino
    except ImportError as error:
        raise ModelError(
            "ENCODER_BACKEND=openvino needs the package openvino: install it (pip install "
            "openvino), or set ENCODER_BACKEND=auto."
        ) from error
    return openvino.Core()


OPENVINO = Engine(partial(open_in_openvino, precision="f32"), _MOST_TEXTS)
OPENVINO_BFLOAT16 = Engine(partial(open_in_openvino, precision="bf16"), _MOST_TEXTS)
