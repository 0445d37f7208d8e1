"""sentence-transformers with FAISS by hand: a flat index of inner products, texts in a list."""

import json

from driving import Job, Search, drive, model_folder


class FaissByHand:
    """`SentenceTransformer.encode` as it is by default, and `IndexFlatIP`."""

    def build(self, job: Job) -> None:
        """Encode and index the passages, and write the index."""
        import faiss
        import numpy as np

        texts = list(job.texts())
        if job.vectors:
            vectors = np.load(job.vectors)
        else:
            from sentence_transformers import SentenceTransformer

            vectors = SentenceTransformer(model_folder()).encode(texts)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        job.index.mkdir(parents=True)
        faiss.write_index(index, str(job.index / "vectors.faiss"))
        (job.index / "texts.json").write_text(json.dumps(texts), encoding="utf-8")

    def open(self, job: Job) -> Search:
        """Read the index and the model, and return what searches it."""
        import faiss
        from sentence_transformers import SentenceTransformer

        index = faiss.read_index(str(job.index / "vectors.faiss"))
        texts = json.loads((job.index / "texts.json").read_text(encoding="utf-8"))
        model = SentenceTransformer(model_folder())

        def search(question: str) -> list[str]:
            _, rows = index.search(model.encode([question]), job.hits)
            return [texts[row] for row in rows[0] if row >= 0]

        return search


if __name__ == "__main__":
    drive(FaissByHand())
