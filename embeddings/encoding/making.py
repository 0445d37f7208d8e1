"""A sentence-transformers model to ONNX files: exported, checked against it, published.

The whole of the model is traced, from tokens to the vector of length one, with texts of one length
and no padding, as it will be run. What was made is compared with the model over texts of all
kinds: a model that does not survive this is refused, whatever it is made of.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import SentenceTransformerEncoder, Vectors
from embeddings.encoding.model_files import (
    MODEL_NAME,
    TOKENIZER_NAME,
    WEIGHTS_NAME,
    Facts,
    ModelFiles,
    Precision,
    building_in,
    publish,
    sweep,
    whole,
)
from embeddings.encoding.onnx_encoder import OnnxEncoder
from embeddings.errors import ModelError

LEAST_COSINES = {Precision.FULL: 0.999, Precision.INT8: 0.95}
"""Below this a vector made without torch is not the model's."""
PROBE = "The crew of the second ship landed on Monday, at 7:45 a.m., and was flown home."
SAMPLE = (
    PROBE,
    "Who landed?",
    "x",
    "",
    " \n\t ",
    "...!?",
    "Die Ärztin aß Weißkäse – für „12,50 €“ – in der Straße nach Düsseldorf.",
    "Экипаж вернулся на Землю. 乗組員は月曜日に帰還した。 عاد الطاقم يوم الاثنين.",
    "A zero\u200bwidth space, a soft\u00adhyphen, a family 👨‍👩‍👧 and e\u0301 for é.",
    "[SEP] [CLS] <s> </s> [MASK]",
    "The 3 boats sold for $1,250,000 each; see https://example.org/boats?id=7#sold for more.",
    "harbour " * 90,
    "The harbour was closed for two days, and the ferries stayed away. " * 45,
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 12,
)
_OPSET = 17
_MOST_TOKENS = 1_000_000
_TRACED = "The boats came back to the harbour before the storm, and nobody was hurt."
_PREPARED = {"onnx.quant.pre_process": "onnxruntime.quant"}
"""What a model says of itself so that the library does not warn of it."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_LOG = logging.getLogger(__name__)


class _RefusedError(Exception):
    """The model cannot be made into ONNX files; the message says why."""


def make(encoder: SentenceTransformerEncoder, root: Path, precision: Precision) -> ModelFiles:
    """Make the model's files in `root` and publish them; only who holds the writer's lock may.

    A model that cannot be made so is noted with the reason, and not tried again with the same
    torch. The smaller one is made of the one in full precision, which is made first if it must be.

    Raises:
        ModelError: it cannot, or a package is missing.
        OSError: they cannot be written.
    """
    if find_spec("onnx") is None:
        raise ModelError("The package onnx is missing: install pullquote again.")
    full = _full(encoder, root) if precision is Precision.INT8 else None
    sweep(root)
    with building_in(root) as folder:
        try:
            facts = _quantised(full, folder) if full else _exported(encoder, folder)
            facts = _checked(encoder, folder, facts)
        except _RefusedError as error:
            for path in folder.iterdir():
                path.unlink()
            facts = Facts(encoder.fingerprint, precision, made_by(), refusal=str(error))
        published = publish(folder, facts)
    if facts.refusal:
        raise ModelError(refusal_of(encoder.model, facts))
    said = "The model runs without torch from now on (cosines %.5f and more, mean %.5f)."
    _LOG.info(said, facts.least_cosine, facts.mean_cosine)
    return published


def refusal_of(model: str, facts: Facts) -> str:
    """Return what to tell of a model that cannot be run from ONNX files."""
    return (
        f"The model {model} cannot be run as {facts.precision} ONNX ({facts.refusal}): set "
        "ENCODER_BACKEND=torch."
    )


def made_by() -> str:
    """Return which torch makes the files here, without loading it."""
    return f"torch {version('torch')}"


def _full(encoder: SentenceTransformerEncoder, root: Path) -> ModelFiles:
    try:
        found = whole(root, encoder.fingerprint, Precision.FULL)
    except ValueError:
        found = None
    found = found or make(encoder, root, Precision.FULL)
    if found.facts.refusal:
        raise ModelError(refusal_of(encoder.model, found.facts))
    return found


def _exported(encoder: SentenceTransformerEncoder, folder: Path) -> Facts:
    """Write the model and its tokenizer into `folder`."""
    model = encoder.transformer
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise _RefusedError("its tokenizer is not one of the library tokenizers")
    if model.default_prompt_name is not None:
        raise _RefusedError("it puts a prompt before every text")
    tokenizer.save(str(folder / TOKENIZER_NAME))
    features = model.tokenizer([_TRACED] * 2, return_tensors="pt").to(model.device)
    names = [name for name in _INPUTS if name in features]
    with _quietly():
        _export(model, [features[name] for name in names], names, folder / MODEL_NAME)
    _put_weights_beside(folder / MODEL_NAME)
    return Facts(
        encoder.fingerprint,
        Precision.FULL,
        made_by(),
        dimensions=encoder.dimensions,
        max_tokens=min(int(model.max_seq_length or _MOST_TOKENS), _MOST_TOKENS),
        inputs=names,
    )


def _export(model: Any, inputs: Sequence[Any], names: Sequence[str], path: Path) -> None:
    """Trace `model` with `inputs`; Any: torch's modules and tensors."""
    import torch

    class Traced(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            found = self.model(dict(zip(names, inputs, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(found.float(), dim=1)

    try:
        torch.onnx.export(
            Traced().eval(),
            tuple(inputs),
            str(path),
            input_names=list(names),
            output_names=["vector"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names}
            | {"vector": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    except OSError:  # it cannot be written: that is no fault of the model
        raise
    except Exception as error:  # the exporter raises whatever it stumbles over
        raise _RefusedError(f"its export fails: {type(error).__name__}") from error


def _put_weights_beside(path: Path) -> None:
    """Move the weights of a model into a file of their own, which is mapped, not read, to run it.

    That halves the time a start takes for it, and the memory that it holds.
    """
    try:
        import onnx

        onnx.save_model(
            onnx.load(str(path)), str(path), save_as_external_data=True, location=WEIGHTS_NAME
        )
    except OSError:  # it cannot be written: that is no fault of the library
        raise
    except Exception as error:  # a broken installation raises whatever it likes
        raise ModelError(
            f"The package onnx does not work ({type(error).__name__}): install pullquote again."
        ) from error
    for other in path.parent.iterdir():  # torch writes a large model's weights one by one
        if other.name not in (path.name, WEIGHTS_NAME, TOKENIZER_NAME):
            other.unlink()
    path.with_name(WEIGHTS_NAME).chmod(path.stat().st_mode)  # onnx closes it to others


def _quantised(full: ModelFiles, folder: Path) -> Facts:
    """Write the model with its weights as whole numbers of 8 bits into `folder`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    (folder / TOKENIZER_NAME).write_bytes((full.folder / TOKENIZER_NAME).read_bytes())
    model = onnx.load(str(full.folder / MODEL_NAME))
    onnx.helper.set_model_props(model, _PREPARED)
    with _quietly():
        quantize_dynamic(
            model, str(folder / MODEL_NAME), weight_type=QuantType.QInt8, per_channel=True
        )
    _put_weights_beside(folder / MODEL_NAME)
    return replace(full.facts, precision=Precision.INT8, made_by=made_by())


def _checked(encoder: SentenceTransformerEncoder, folder: Path, facts: Facts) -> Facts:
    """Compare what is in `folder` with the model; return the facts with what came of it."""
    expected = encoder.encode(SAMPLE)
    try:
        found = OnnxEncoder(encoder.model, ModelFiles(folder, facts, {})).encode(SAMPLE)
    except Exception as error:  # onnxruntime raises whatever it stumbles over
        raise _RefusedError(f"what was made does not run: {type(error).__name__}") from error
    cosines = cosines_of(expected, found)
    if not cosines.min() >= LEAST_COSINES[facts.precision]:
        worst = SAMPLE[int(cosines.argmin())][:40]
        told = f"its vectors come out others, cosine {cosines.min():.4f} of {worst!r}"
        raise _RefusedError(told)
    return replace(
        facts,
        probe=PROBE,
        probe_vector=[round(float(number), 7) for number in expected[0]],
        least_cosine=float(cosines.min()),
        mean_cosine=float(cosines.mean()),
    )


def cosines_of(one: Vectors, other: Vectors) -> Vectors:
    """Return the cosine of each row of `one` with its row of `other`; they have length one."""
    found: Vectors = np.einsum("ij,ij->i", one, other)
    return found


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep what the libraries say to ourselves: the check afterwards tells whether it was right.

    They log by functions that set logging up where nobody has; a handler that is there stops it.
    """
    silent = logging.NullHandler()
    logging.root.addHandler(silent)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.root.removeHandler(silent)
