"""Text to vectors without torch: tokenizers and onnxruntime, or OpenVINO, run a model's files.

Each text is encoded by itself: there is no padding, so nothing is computed for nothing, and no
vector depends on which other texts were asked for. Several texts are spread over the processors,
the longest first; beside that, more than one thread a text costs more than it brings.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.encoding.model_files import MODEL_NAME, TOKENIZER_NAME, ModelFiles
from embeddings.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int64]
Run = Callable[[dict[str, Ids]], Vectors]
"""Turns the inputs of one text, each of shape (1, tokens), into its vector, (1, dimensions)."""
Open = Callable[[Path], Run]


class OnnxEncoder:
    """A model run from its files; they are opened when they are first needed."""

    def __init__(self, model: str, files: ModelFiles, opened_by: Open | None = None) -> None:
        self.model = model
        self.files = files
        self._opened_by = opened_by or open_in_onnxruntime

    @property
    def fingerprint(self) -> str:
        """That of the model which the files were made from: the vectors are the same."""
        return self.files.facts.fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self.files.facts.dimensions

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.files.folder / TOKENIZER_NAME))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.files.facts.max_tokens)
        return tokenizer

    @cached_property
    def _run(self) -> Run:
        try:
            return self._opened_by(self.files.folder / MODEL_NAME)
        except ModelError:
            raise
        except Exception as error:  # the library raises whatever its loaders raise
            raise ModelError(
                f"{self.files.folder / MODEL_NAME} does not load ({type(error).__name__}): run "
                "'pullquote doctor', or set ENCODER_BACKEND=torch."
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        tokens = [item.ids for item in self._tokenizer.encode_batch(list(texts))]
        run = self._run

        def encode_one(row: int) -> None:
            vectors[row] = run(_inputs(tokens[row], self.files.facts.inputs))[0]

        rows = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
        if len(rows) == 1:
            encode_one(0)
            return vectors
        with ThreadPoolExecutor(min(len(rows), _processors())) as pool:
            list(pool.map(encode_one, rows))
        return vectors


def open_in_onnxruntime(path: Path) -> Run:
    """Return what runs the ONNX file `path` on the processor."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(inputs: dict[str, Ids]) -> Vectors:
        found: Vectors = session.run(None, inputs)[0]
        return found

    return run


def open_in_openvino(path: Path) -> Run:
    """Return what runs the ONNX file `path` in OpenVINO.

    Raises:
        ModelError: it is not installed.
    """
    try:
        import openvino
    except ImportError as error:
        raise ModelError(
            "ENCODER_BACKEND=openvino needs the package openvino: install it (pip install "
            "openvino), or set ENCODER_BACKEND=auto."
        ) from error
    settings = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "THROUGHPUT"}
    compiled = openvino.Core().compile_model(str(path), "CPU", settings)

    def run(inputs: dict[str, Ids]) -> Vectors:
        request = compiled.create_infer_request()  # one cannot serve two threads
        return np.array(request.infer(inputs)[compiled.output(0)], dtype=np.float32)

    return run


def _inputs(ids: Sequence[int], names: Sequence[str]) -> dict[str, Ids]:
    row = np.array([ids], dtype=np.int64)
    known = {
        "input_ids": row,
        "attention_mask": np.ones_like(row),
        "token_type_ids": np.zeros_like(row),
    }
    return {name: known[name] for name in names}


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
