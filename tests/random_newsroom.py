"""Articles of random words and vectors, put into an archive and taken out without an encoder."""

import numpy as np

from embeddings.archive import Archive
from embeddings.schema import Article, NewPassage

DIMENSIONS = 32
WORDS = (
    "rocket",
    "crew",
    "station",
    "orbit",
    "sun",
    "moon",
    "dock",
    "pad",
    "soup",
    "ferry",
    "vote",
)


class Newsroom:
    """Puts articles of random words and vectors into an archive and takes them out."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive = archive
        self.random = np.random.default_rng(seed)

    def put(self, *names: str, passages: int = 10) -> None:
        """Put articles in, or new versions of them, in one transaction."""
        with self.archive.transaction():
            for name in names:
                words = [" ".join(self.random.choice(WORDS, 8)) for _ in range(passages)]
                text = ".\n".join(words)
                title = " ".join(self.random.choice(WORDS, 3))
                starts = [text.index(part) for part in words]
                new = [
                    NewPassage(start, start + len(part), self.vector().astype(np.float16))
                    for start, part in zip(starts, words, strict=True)
                ]
                self.archive.put(Article(name, text, title), new)

    def remove(self, *names: str) -> None:
        """Take articles out, in one transaction."""
        with self.archive.transaction():
            for name in names:
                self.archive.remove(name)

    def vector(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """Return a random direction; one in four is a coordinate axis, so that many tie."""
        if self.random.random() < 0.25:
            return np.eye(DIMENSIONS, dtype=np.float32)[self.random.integers(DIMENSIONS)]
        drawn = self.random.standard_normal(DIMENSIONS)
        return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)
