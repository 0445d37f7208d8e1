"""txtai, hybrid: its own BM25 beside vectors, and the texts in its SQLite database."""

import json
from collections.abc import Iterator
from threading import Lock
from typing import Any

from driving import Job, Search, drive, model_folder


class TxtaiHybrid:
    """`Embeddings(hybrid=True, content=True)`, all else as it is by default."""

    def build(self, job: Job) -> None:
        """Encode and index the passages, and write the index."""
        from txtai import Embeddings

        if job.vectors:
            _build_of_vectors(job)
            return
        embeddings = Embeddings(path=model_folder(), hybrid=True, content=True)
        embeddings.index(job.texts())
        embeddings.save(str(job.index))

    def open(self, job: Job) -> Search:
        """Read the index and the model; one question at a time, as txtai's database wants it."""
        from txtai import Embeddings

        embeddings = Embeddings()
        embeddings.load(str(job.index))
        lock = Lock()

        def search(question: str) -> list[str]:
            with lock:
                return [one["text"] for one in embeddings.search(question, job.hits)]

        return search


def _build_of_vectors(job: Job) -> None:
    """Index the passages by vectors that are there, then name the model that questions need."""
    import numpy as np
    from txtai import Embeddings

    rows = iter(_batches(np.load(str(job.vectors), mmap_mode="r")))
    state: dict[str, Any] = {"left": next(rows)}  # Any: arrays, in an environment of their own

    def transform(texts: list[str]) -> Any:  # Any: as above
        while len(state["left"]) < len(texts):
            state["left"] = np.concatenate([state["left"], next(rows)])
        taken, state["left"] = state["left"][: len(texts)], state["left"][len(texts) :]
        return taken

    embeddings = Embeddings(method="external", transform=transform, hybrid=True, content=True)
    embeddings.index(job.texts())
    embeddings.save(str(job.index))
    path = job.index / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    del config["method"], config["transform"]
    path.write_text(json.dumps(config | {"path": model_folder()}), encoding="utf-8")


def _batches(vectors: Any) -> Iterator[Any]:  # Any: arrays
    for start in range(0, len(vectors), 4096):
        yield vectors[start : start + 4096]


if __name__ == "__main__":
    drive(TxtaiHybrid())
