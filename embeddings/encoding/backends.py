"""What runs the model: torch, or its ONNX files where they are there; see ENCODER_BACKEND.

The files are made from the model while indexing, and checked against it. In full precision their
vectors differ from torch's by less than a vector loses in the archive, so both count as the same
model, and the archive never needs to know. With int8 only questions, and the sentences compared
with them, are encoded.

Many passages are encoded by OpenVINO in bfloat16 where that is installed and the processor knows
it: the products of full precision are what takes the time, and onnxruntime computes them as fast
as the processor can. Vectors are held against those of full precision before it is used.
"""

import logging
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from embeddings.encoder import Encoder, SentenceTransformerEncoder, Vectors
from embeddings.encoding.making import SAMPLE, cosines_of, made_by, make, refusal_of
from embeddings.encoding.model_files import Facts, ModelFiles, Precision, whole
from embeddings.encoding.onnx_encoder import ONNXRUNTIME, OnnxEncoder
from embeddings.encoding.openvino_engine import OPENVINO, OPENVINO_BFLOAT16, has_fast_openvino
from embeddings.errors import ModelError
from embeddings.remembering import made_once

_NVIDIA = (Path("/proc/driver/nvidia/version"), Path("C:/Windows/System32/nvcuda.dll"))
MANY = 128
"""From so many texts at once on OpenVINO is worth its second of opening."""
LEAST_IN_BFLOAT16 = 0.9995
"""What is less like the model is not used: some text's vector might be taken for another's."""
_LOG = logging.getLogger(__name__)


class Backend(StrEnum):
    """What runs the model; the values are those of ENCODER_BACKEND."""

    AUTO = "auto"
    TORCH = "torch"
    ONNX = "onnx"
    ONNX_INT8 = "onnx-int8"
    OPENVINO = "openvino"


def answering_encoder(
    model: SentenceTransformerEncoder, models: Path, backend: Backend
) -> Encoder:
    """Return what encodes questions: run from the files in the folder `models`, if they are there.

    Nothing is written. With `auto`, torch takes the place of files that are not there.

    Raises:
        ModelError: the files that `backend` needs are not there, or damaged.
    """
    if backend is Backend.ONNX_INT8:
        return _from_files(model, models, backend, Precision.INT8)
    return full_encoder(model, models, backend)


def full_encoder(model: SentenceTransformerEncoder, models: Path, backend: Backend) -> Encoder:
    """Return what encodes in full precision, likewise.

    Raises:
        ModelError: the files that `backend` needs are not there, or damaged.
    """
    if backend is Backend.TORCH:
        return model
    if backend is Backend.AUTO:
        files = usable(models, model.fingerprint, Precision.FULL)
        return OnnxEncoder(model.model, files) if files else model
    return _from_files(model, models, backend, Precision.FULL)


class BuildingEncoder:
    """What encodes passages, in full precision; with `auto` the fastest that is there.

    That is torch where there is CUDA, else the model's files, made when they are first needed.
    """

    def __init__(self, model: SentenceTransformerEncoder, models: Path, backend: Backend) -> None:
        self._torch = model
        self._models = models
        self._backend = backend
        self._is_made_ready = False

    @property
    def model(self) -> str:
        """The model's name or path, as the owner gave it."""
        return self._torch.model

    @property
    def fingerprint(self) -> str:
        """A hash that changes whenever the vectors would."""
        return self._torch.fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        files = usable(self._models, self.fingerprint, Precision.FULL)
        return files.facts.dimensions if files else self._torch.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""
        chosen = self._for_many if len(texts) >= MANY else self._chosen
        return chosen.encode(texts)

    @made_once
    def _chosen(self) -> Encoder:
        if self._backend is Backend.TORCH or (self._backend is Backend.AUTO and has_cuda()):
            return self._torch
        self.make_ready()
        return full_encoder(self._torch, self._models, self._backend)

    @made_once
    def _for_many(self) -> Encoder:
        may_change = self._backend in (Backend.AUTO, Backend.OPENVINO)
        return in_bfloat16(self._chosen) if may_change else self._chosen

    def make_ready(self) -> None:
        """Make the files that answering will need, where they are not there as they should be.

        It is tried once. With `auto`, a model of which none can be made is run by torch.

        Raises:
            ModelError: they cannot be made, and `backend` asks for them.
        """
        wanted = {Backend.TORCH: (), Backend.ONNX_INT8: tuple(Precision)}
        for precision in wanted.get(self._backend, (Precision.FULL,)):
            if not self._is_made_ready:
                self._make_if_missing(precision)
        self._is_made_ready = True

    def _make_if_missing(self, precision: Precision) -> None:
        try:
            facts = _made_if_missing(self._torch, self._models, precision)
        except (ModelError, OSError) as error:
            if self._backend is not Backend.AUTO:
                raise _unmade(self._torch, error) from error
            _LOG.warning("Torch is needed to answer: %s", error)
            return
        if facts.refusal and self._backend is not Backend.AUTO:
            raise ModelError(refusal_of(self._torch.model, facts))


def usable(models: Path, fingerprint: str, precision: Precision) -> ModelFiles | None:
    """Return the model's files if there are any that can be run; damage is logged."""
    try:
        files = whole(models, fingerprint, precision)
    except (ValueError, OSError) as error:
        _LOG.warning("%s; 'pullquote index' makes it anew. Torch is used meanwhile.", error)
        return None
    return files if files and not files.facts.refusal else None


def in_bfloat16(encoder: Encoder) -> Encoder:
    """Return `encoder` run in bfloat16 where that is faster and as good, else itself."""
    try:
        if not (isinstance(encoder, OnnxEncoder) and has_fast_openvino()):
            return encoder
        return if_as_good(OnnxEncoder(encoder.model, encoder.files, OPENVINO_BFLOAT16), encoder)
    except Exception as error:  # noqa: BLE001 - a broken installation raises whatever it likes
        _LOG.warning("OpenVINO is here, but does not run (%s): it is left out.", error)
        return encoder


def if_as_good(fast: Encoder, full: Encoder) -> Encoder:
    """Return `fast` if its vectors of texts of all kinds are those of `full`, else `full`."""
    least = float(cosines_of(full.encode(SAMPLE), fast.encode(SAMPLE)).min())
    if least >= LEAST_IN_BFLOAT16:
        return fast
    _LOG.info("The model %s is not run in bfloat16: cosine %.4f.", full.model, least)
    return full


def has_cuda() -> bool:
    """Say whether torch can compute on a graphics card; torch is asked only where there is one."""
    if not any(path.exists() for path in _NVIDIA):
        return False
    import torch

    return torch.cuda.is_available()


def _from_files(
    model: SentenceTransformerEncoder, models: Path, backend: Backend, precision: Precision
) -> OnnxEncoder:
    try:
        files = whole(models, model.fingerprint, precision)
    except (ValueError, OSError) as error:
        raise ModelError(f"{error}: run 'pullquote index', which makes it anew.") from error
    if files is None:
        raise ModelError(
            f"There are no ONNX files ({precision}) of the model {model.model} in {models}: run "
            f"'pullquote index' with ENCODER_BACKEND={backend}, which makes them."
        )
    if files.facts.refusal:
        raise ModelError(refusal_of(model.model, files.facts))
    engine = OPENVINO if backend is Backend.OPENVINO else ONNXRUNTIME
    return OnnxEncoder(model.model, files, engine)


def _made_if_missing(
    model: SentenceTransformerEncoder, models: Path, precision: Precision
) -> Facts:
    """Return what is there, or what has been made; a refusal counts for the torch it was of."""
    try:
        found = whole(models, model.fingerprint, precision)
    except ValueError as error:
        _LOG.warning("%s: it is made anew.", error)
        found = None
    if found and not (found.facts.refusal and found.facts.made_by != made_by()):
        return found.facts
    return make(model, models, precision).facts


def _unmade(model: SentenceTransformerEncoder, error: Exception) -> ModelError:
    if isinstance(error, ModelError):
        return error
    return ModelError(
        f"The ONNX files of {model.model} cannot be written ({error}): free some space or check "
        "the permissions of the data folder, or set ENCODER_BACKEND=torch."
    )
