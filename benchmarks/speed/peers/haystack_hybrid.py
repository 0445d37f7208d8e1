"""Haystack in memory, hybrid: its BM25 and its embedding retriever, joined by reciprocal rank."""

from typing import Any

from driving import Job, Search, drive, model_folder


class HaystackHybrid:
    """The pipeline of its guide to hybrid retrieval, without the ranker at the end."""

    def build(self, job: Job) -> None:
        """Encode and index the passages, and write the store."""
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        if job.vectors:
            import numpy as np

            vectors = np.load(str(job.vectors), mmap_mode="r")
            documents = [
                Document(content=text, embedding=vector.tolist())
                for text, vector in zip(job.texts(), vectors, strict=True)
            ]
        else:
            documents = _embedded([Document(content=text) for text in job.texts()])
        store = InMemoryDocumentStore()
        store.write_documents(documents)
        job.index.mkdir(parents=True)
        store.save_to_disk(str(job.index / "store.json"))

    def open(self, job: Job) -> Search:
        """Read the store and the model, and return what searches it."""
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(str(job.index / "store.json"))
        pipeline = _pipeline(store, job.hits)

        def search(question: str) -> list[str]:
            asked = {"embedder": {"text": question}, "words": {"query": question}}
            return [one.content for one in pipeline.run(asked)["joiner"]["documents"]]

        return search


def _embedded(documents: list[Any]) -> list[Any]:  # Any: types of another environment
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
    )

    embedder = SentenceTransformersDocumentEmbedder(model=model_folder(), progress_bar=False)
    embedder.warm_up()
    found: list[Any] = embedder.run(documents)["documents"]
    return found


def _pipeline(store: Any, hits: int) -> Any:  # Any: types of another environment
    from haystack import Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersTextEmbedder,
    )

    pipeline = Pipeline()
    embedder = SentenceTransformersTextEmbedder(model=model_folder(), progress_bar=False)
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=hits))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=hits))
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=hits)
    pipeline.add_component("joiner", joiner)
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "joiner")
    pipeline.connect("words", "joiner")
    pipeline.warm_up()
    return pipeline


if __name__ == "__main__":
    drive(HaystackHybrid())
