"""Text to vectors without torch: tokenizers and an engine that runs a model's files.

There is no padding: texts are run together only where they have the same number of tokens, and
only by an engine that gives each the vector, to the last bit, which it has alone. So nothing is
computed for nothing, and no vector depends on which other texts were asked for. Runs are spread
over the processors, the longest first; beside that, more threads a run cost more than they bring.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.encoding.model_files import MODEL_NAME, TOKENIZER_NAME, ModelFiles
from embeddings.errors import ModelError
from embeddings.processors import processors
from embeddings.remembering import made_once

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int64]
Run = Callable[[dict[str, Ids]], Vectors]
"""Turns the inputs of some texts, each of shape (texts, tokens), into (texts, dimensions)."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What runs a model's file: how it is opened, and how many texts of one length it is given."""

    opened_by: Callable[[Path], Run]
    most_texts: int = 1


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


ONNXRUNTIME = Engine(open_in_onnxruntime)
"""One text at a time: its matrix products come out otherwise, in the last bits, with others'."""


class OnnxEncoder:
    """A model run from its files; they are opened when they are first needed."""

    each_by_itself = True
    """No vector depends on what else is encoded: it can be remembered."""

    def __init__(self, model: str, files: ModelFiles, engine: Engine = ONNXRUNTIME) -> None:
        self.model = model
        self.files = files
        self._engine = engine

    @property
    def fingerprint(self) -> str:
        """That of the model which the files were made from: the vectors are the same."""
        return self.files.facts.fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self.files.facts.dimensions

    @made_once
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.files.folder / TOKENIZER_NAME))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.files.facts.max_tokens)
        return tokenizer

    @made_once
    def _run(self) -> Run:
        try:
            return self._engine.opened_by(self.files.folder / MODEL_NAME)
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
        run, names = self._run, self.files.facts.inputs

        def encode_some(rows: list[int]) -> None:
            vectors[rows] = run(_inputs([tokens[row] for row in rows], names))

        runs = list(_of_one_length(tokens, self._engine.most_texts))
        if len(runs) == 1:
            encode_some(runs[0])
            return vectors
        with ThreadPoolExecutor(min(len(runs), processors())) as pool:
            list(pool.map(encode_some, runs))
        return vectors


def _of_one_length(tokens: Sequence[Sequence[int]], most: int) -> Iterator[list[int]]:
    """Yield rows of the same number of tokens, `most` of them at once, the longest first."""

    def length(row: int) -> int:
        return len(tokens[row])

    for _, group in groupby(sorted(range(len(tokens)), key=length, reverse=True), key=length):
        rows = list(group)
        yield from (rows[start : start + most] for start in range(0, len(rows), most))


def _inputs(ids: Sequence[Sequence[int]], names: Sequence[str]) -> dict[str, Ids]:
    rows = np.array(ids, dtype=np.int64)
    known = {
        "input_ids": rows,
        "attention_mask": np.ones_like(rows),
        "token_type_ids": np.zeros_like(rows),
    }
    return {name: known[name] for name in names}
