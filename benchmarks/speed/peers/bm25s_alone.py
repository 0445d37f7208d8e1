"""bm25s alone: words without a model, with the stemmer and stop words that its guide shows."""

from driving import Job, Search, drive


class Bm25sAlone:
    """`BM25()` as it is by default, its files mapped into memory."""

    def build(self, job: Job) -> None:
        """Index the passages, and write the index."""
        import bm25s
        import Stemmer

        texts = list(job.texts())
        tokens = bm25s.tokenize(
            texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False
        )
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        job.index.mkdir(parents=True)
        retriever.save(str(job.index), corpus=[{"text": text} for text in texts])

    def open(self, job: Job) -> Search:
        """Read the index, and return what searches it."""
        import bm25s
        import Stemmer

        retriever = bm25s.BM25.load(str(job.index), load_corpus=True, mmap=True)
        stemmer = Stemmer.Stemmer("english")

        def search(question: str) -> list[str]:
            tokens = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
            found, _ = retriever.retrieve(tokens, k=job.hits, show_progress=False)
            return [one["text"] for one in found[0]]

        return search


if __name__ == "__main__":
    drive(Bm25sAlone())
