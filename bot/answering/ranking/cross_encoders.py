"""Question and passage to a reading: cross-encoders read both together and judge the passage.

Nogueira and Cho, "Passage Re-ranking with BERT", 2019. The bundled model is trained by
`benchmarks/training` and run by onnxruntime; it also says where in the passage the answer stands.
Any sentence-transformers CrossEncoder can take its place; it judges passages alone.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.ranking.reading import Floats, Ints, Reading, Titled
from embeddings.errors import ModelError
from embeddings.processors import processors
from embeddings.remembering import made_once

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer

MODEL_NAME, TOKENIZER_NAME = "model.int8.onnx", "tokenizer.json"
MAX_TOKENS = 192
MAX_QUESTION_CHARS = 300
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("logit", "evidence")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token arrays of pairs, each of shape (pairs, tokens), padded with zeros.

    `starts` and `ends` are each token's span in the passage's text, -1 outside it.
    """

    ids: Ints
    mask: Ints
    types: Ints
    starts: Ints
    ends: Ints


class BundledReranker:
    """The project's own model, from the folder that its training wrote.

    Its threads, one a processor, are shared by all who ask it, and end with the process or once
    it is not used any more.
    """

    name = "bundled"
    each_by_itself = True
    """No reading depends on what else is read: it can be remembered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @made_once
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(processors(), thread_name_prefix="reading")

    @made_once
    def _tokenizer(self) -> "Tokenizer":
        return load_tokenizer(self._folder / TOKENIZER_NAME)

    @made_once
    def _session(self) -> "InferenceSession":
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1  # pairs side by side: one spread over threads waits more
        path = str(self._folder / MODEL_NAME)
        return InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def read(self, question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text, in order.

        Each is read by itself: int8 figures of pairs that are read together depend on each other,
        and what is read alone needs no padding, so it takes no longer. The longest go first, so
        that no thread is left with a long one at the end.
        """
        session = self._session  # it loads once, before the threads ask for it
        if len(texts) == 1 or processors() == 1:
            return [self._read(session, question, text) for text in texts]
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number].text))
        found = self._threads.map(lambda n: self._read(session, question, texts[n]), order)
        readings = dict(zip(order, found, strict=True))
        return [readings[number] for number in range(len(texts))]

    def _read(self, session: "InferenceSession", question: str, text: Titled) -> Reading:
        tokens = tokenise(self._tokenizer, [(question, text)])
        feed = dict(zip(INPUTS, (tokens.ids, tokens.mask, tokens.types), strict=True))
        (logit,), (evidence,) = session.run(list(OUTPUTS), feed)
        inside = tokens.starts[0] >= 0
        return Reading(float(logit), _shares(evidence[inside]), tokens.starts[0][inside])


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder on this machine."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    @made_once
    def _model(self) -> "CrossEncoder":
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(
                str(self._folder), local_files_only=True, max_length=MAX_TOKENS
            )
        except Exception as error:  # the library raises whatever its loaders raise
            raise ModelError(
                f"The reranker in {self._folder} does not load ({type(error).__name__}): give a "
                "sentence-transformers CrossEncoder's folder, or set RERANKER=bundled."
            ) from error
        return model

    def read(self, question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text, in order; it says nothing about places."""
        from torch import nn

        pairs = [(question[:MAX_QUESTION_CHARS], _titled(text)) for text in texts]
        logits = self._model.predict(
            pairs, activation_fn=nn.Identity(), show_progress_bar=False, convert_to_numpy=True
        )
        nowhere = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        if np.ndim(logits) != 1:
            raise ModelError(
                f"The reranker {self.name} gives each pair several figures: choose a CrossEncoder "
                "with one label, or set RERANKER=bundled."
            )
        return [Reading(float(logit), *nowhere) for logit in logits]


def load_tokenizer(path: Path) -> "Tokenizer":
    """Return the tokenizer of a `tokenizer.json`, set to cut pairs at `MAX_TOKENS`."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    return tokenizer


def tokenise(tokenizer: "Tokenizer", pairs: Sequence[tuple[str, Titled]]) -> Tokens:
    """Return the pairs as arrays, as wide as the longest.

    A pair is `[CLS] question [SEP] headline: passage [SEP]`; where it is too long the end of
    the longer part is cut off.
    """
    inputs = [(question[:MAX_QUESTION_CHARS], _titled(text)) for question, text in pairs]
    encoded = tokenizer.encode_batch(inputs)
    shape = (len(pairs), max(len(item.ids) for item in encoded))
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    starts, ends = (np.full(shape, -1, dtype=np.int64) for _ in range(2))
    for row, (item, (_, text)) in enumerate(zip(encoded, pairs, strict=True)):
        count = len(item.ids)
        ids[row, :count], types[row, :count], mask[row, :count] = item.ids, item.type_ids, 1
        spans = np.array(item.offsets) - (len(_titled(text)) - len(text.text))
        inside = (types[row, :count] == 1) & (spans[:, 0] >= 0) & (spans[:, 1] > spans[:, 0])
        starts[row, :count] = np.where(inside, spans[:, 0], -1)
        ends[row, :count] = np.where(inside, spans[:, 1], -1)
    return Tokens(ids, mask, types, starts, ends)


def _titled(text: Titled) -> str:
    return f"{text.title}: {text.text}" if text.title else text.text


def _shares(evidence: Floats) -> Floats:
    """Return the softmax of the tokens' figures; empty for a passage of no tokens."""
    if not len(evidence):
        return np.zeros(0, dtype=np.float32)
    raised = np.exp(evidence - evidence.max())
    shares: Floats = raised / raised.sum()
    return shares
