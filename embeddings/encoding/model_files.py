"""What an encoder runs from without torch: a folder with its ONNX file, tokenizer and manifest.

`models/<fingerprint>/` of a data folder holds the model in full precision, `<fingerprint>.int8/`
the smaller one. A folder is written beside and swapped in, and never changed once it has its name;
`manifest.json` says what the model is and names every file with its size, time and SHA-256.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from embeddings.derived.generations import FileFacts, sha256

FOLDER_NAME = "models"
MODEL_NAME, WEIGHTS_NAME = "model.onnx", "model.onnx.data"
TOKENIZER_NAME, MANIFEST_NAME = "tokenizer.json", "manifest.json"
LAYOUT = 2
"""Names what the files hold; change it whenever they would come out other."""
_BUILDING = ".building-"


class Precision(StrEnum):
    """How the model's numbers are held; the values are part of the folders' names."""

    FULL = "full"
    INT8 = "int8"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the model is: its size, its inputs, and a text with the vector that it has.

    `refusal` says why there is no model: it cannot be made into an ONNX file.
    """

    fingerprint: str
    precision: Precision
    made_by: str
    dimensions: int = 0
    max_tokens: int = 0
    inputs: Sequence[str] = ()
    probe: str = ""
    probe_vector: Sequence[float] = ()
    least_cosine: float = 0.0
    mean_cosine: float = 0.0
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A folder of a model, what the model is, and its files by name."""

    folder: Path
    facts: Facts
    files: dict[str, FileFacts]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of `folder`.

        Raises:
            FileNotFoundError: there is none, or it is of another release.
            ValueError: it cannot be understood.
        """
        try:
            manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
            if manifest["layout"] != LAYOUT:
                raise FileNotFoundError(f"{folder} was made by another release")
            noted = manifest["facts"]
            facts = Facts(**noted | {"precision": Precision(noted["precision"])})
            files = {name: FileFacts(**one) for name, one in manifest["files"].items()}
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{folder / MANIFEST_NAME} cannot be understood") from error
        return cls(folder, facts, files)

    def check(self, *, thoroughly: bool = False) -> None:
        """Raise a ValueError where a file is not as it was made, an OSError where it is missing.

        A file of the same size and time is taken to be the same; `thoroughly`, none is.
        """
        for name, facts in self.files.items():
            status = (self.folder / name).stat()
            same = (status.st_size, status.st_mtime_ns) == (facts.size, facts.modified)
            if (thoroughly or not same) and sha256(self.folder / name) != facts.sha256:
                raise ValueError(f"{self.folder / name} is damaged")


def folder_for(root: Path, fingerprint: str, precision: Precision) -> Path:
    """Return where the model of that fingerprint lies in `root`."""
    return root / (fingerprint if precision is Precision.FULL else f"{fingerprint}.{precision}")


def whole(root: Path, fingerprint: str, precision: Precision) -> ModelFiles | None:
    """Return the model's files if they are there as they were made; None where there are none.

    Raises:
        ValueError: they are damaged.
    """
    folder = folder_for(root, fingerprint, precision)
    try:
        found = ModelFiles.read(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        found.check()
    except OSError as error:
        raise ValueError(f"{folder} is damaged ({error})") from error
    if (found.facts.fingerprint, found.facts.precision) != (fingerprint, precision):
        raise ValueError(f"{folder} holds another model")
    return found


@contextmanager
def building_in(root: Path) -> Iterator[Path]:
    """Yield a new folder of `root`; what is left of it afterwards is removed."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f"{_BUILDING}{uuid4().hex}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(building: Path, facts: Facts) -> ModelFiles:
    """Write the manifest of a finished folder, make it safe on the disk and give it its name."""
    files = {path.name: _facts_of(path) for path in sorted(building.iterdir())}
    manifest: dict[str, Any] = {  # Any: JSON values
        "layout": LAYOUT,
        "facts": asdict(facts),
        "files": {name: asdict(one) for name, one in files.items()},
    }
    path = building / MANIFEST_NAME
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    for one in (*building.iterdir(), building):
        _fsync(one)
    published = folder_for(building.parent, facts.fingerprint, facts.precision)
    _swap_in(building, published)
    return ModelFiles(published, facts, files)


def _swap_in(building: Path, published: Path) -> None:
    """Give a finished folder its name; one that has the name makes room for it."""
    if published.exists():
        aside = building.with_name(f"{_BUILDING}{uuid4().hex}")
        published.replace(aside)
        shutil.rmtree(aside, ignore_errors=True)
    building.replace(published)
    _fsync(building.parent)


def sweep(root: Path) -> None:
    """Remove what processes that were killed left; only who holds the lock may."""
    for folder in root.glob(f"{_BUILDING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def lend(root: Path, other: Path, fingerprint: str) -> None:
    """Let the models of that fingerprint be found in `other` too, as they are now.

    Files are linked; a folder that cannot be, on another disk, is left out.
    """
    for precision in Precision:
        source = folder_for(root, fingerprint, precision)
        target = folder_for(other, fingerprint, precision)
        if source.is_dir() and not _is_same(source, target):
            with suppress(OSError), building_in(other) as building:
                for path in source.iterdir():
                    os.link(path, building / path.name)
                _swap_in(building, target)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return (one / MANIFEST_NAME).read_bytes() == (other / MANIFEST_NAME).read_bytes()
    except OSError:
        return False


def _facts_of(path: Path) -> FileFacts:
    status = path.stat()
    return FileFacts(status.st_size, status.st_mtime_ns, sha256(path))


def _fsync(path: Path) -> None:
    with suppress(PermissionError):  # a platform that opens no folders
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
