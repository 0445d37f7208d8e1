"""A check of what answers without torch: are the model's files whole, and do they still encode."""

from pathlib import Path

import numpy as np

from embeddings.doctor.findings import Finding, Severity
from embeddings.encoder import SentenceTransformerEncoder
from embeddings.encoding.backends import Backend, answering_encoder
from embeddings.encoding.making import LEAST_COSINES
from embeddings.encoding.model_files import ModelFiles, Precision, whole
from embeddings.encoding.onnx_encoder import OnnxEncoder
from embeddings.errors import ModelError

CHECK = "encoder"
_REMEDY = "Run 'pullquote index': it makes them anew."


def encoder_files(model: SentenceTransformerEncoder, models: Path, backend: Backend) -> Finding:
    """Look whether `backend` runs the model as it should; torch itself is never loaded."""
    if backend is Backend.TORCH:
        return Finding(CHECK, Severity.OK, "Torch runs the model (ENCODER_BACKEND=torch).")
    precision = Precision.INT8 if backend is Backend.ONNX_INT8 else Precision.FULL
    bad = Severity.WARNING if backend is Backend.AUTO else Severity.DAMAGE
    try:
        files = whole(models, model.fingerprint, precision)
        if files is None:
            return _missing(models, backend)
        if files.facts.refusal:
            what = f"The model runs in torch alone: as ONNX, {files.facts.refusal}."
            return Finding(CHECK, Severity.OK if backend is Backend.AUTO else bad, what)
        files.check(thoroughly=True)
        return _encoded(model, models, backend, files)
    except (ValueError, OSError) as error:
        return Finding(CHECK, bad, f"The ONNX files cannot be used: {error}.", _REMEDY)
    except ModelError as error:
        return Finding(CHECK, bad, str(error))


def _missing(models: Path, backend: Backend) -> Finding:
    what = f"There are no ONNX files of the model in {models}"
    if backend is Backend.AUTO:
        told = f"{what}, so torch is loaded to answer."
        return Finding(CHECK, Severity.NOTICE, told, "Run 'pullquote index': it makes them.")
    return Finding(CHECK, Severity.DAMAGE, f"{what}.", "Run 'pullquote index': it makes them.")


def _encoded(
    model: SentenceTransformerEncoder, models: Path, backend: Backend, files: ModelFiles
) -> Finding:
    """Encode the text whose vector was noted when the files were made."""
    encoder = answering_encoder(model, models, backend)
    facts = files.facts
    found = encoder.encode([facts.probe])[0]
    cosine = float(found @ np.array(facts.probe_vector, dtype=np.float32))
    said = f"{files.folder} encodes as the model does, cosine {cosine:.5f}"
    if isinstance(encoder, OnnxEncoder) and cosine >= LEAST_COSINES[facts.precision]:
        return Finding(CHECK, Severity.OK, f"{said}, without torch.")
    what = f"{files.folder} does not encode on this machine as the model does ({cosine:.4f})."
    return Finding(CHECK, Severity.DAMAGE, what, "Set ENCODER_BACKEND=torch.")
