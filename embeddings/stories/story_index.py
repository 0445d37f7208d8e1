"""Articles that print the same story: exact copies by hash, near copies by their signatures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.stories.nearness import BANDS, Bands, bands, closeness, meetings
from embeddings.stories.signatures import LENGTH, SIZE, Rows, as_row

MIN_SHINGLES = 20
"""A text of fewer than 22 words is a stub, a teaser or a caption, and nobody's copy."""
_BATCH = 8192

Near = Mapping[int, Mapping[int, float]]
"""By row, the rows near it and how close they are."""


@dataclass(frozen=True, slots=True)
class StoryKey:
    """What an article's current version is compared by: its text's hash and signature."""

    article_id: str
    version: str
    text_hash: str
    signature: bytes


Cluster = tuple[StoryKey, ...]
"""Two articles or more that print the same story; who comes first is for `origins` to say."""


def clusters(keys: Iterable[StoryKey]) -> list[Cluster]:
    """Return the stories that several of `keys` print, the same whatever their order.

    From the longest text to the shortest, each joins the closest of the texts that it is near
    and that no other text has taken in, or stands for a story of its own. So all members are near
    one text, and what is only near a member stays out.

    Raises:
        ValueError: a signature is of another scheme.
    """
    return StoryIndex(keys).clusters()


class StoryIndex:
    """Which articles print the same story; articles come and go without the rest being redone."""

    def __init__(self, keys: Iterable[StoryKey] = ()) -> None:
        given = list(keys)
        self._hashes: list[str] = []  # row to the text that it stands for
        self._row: dict[str, int] = {}  # and back
        self._printing: defaultdict[str, dict[str, StoryKey]] = defaultdict(dict)
        self._text: dict[str, str] = {}  # version to text hash
        self._rows: Rows = np.empty((len(given), LENGTH), np.uint32)
        self._bands: Bands = np.empty((len(given), BANDS), np.uint64)
        for key in given:
            self.add(key)

    def __len__(self) -> int:
        """Return how many articles are in it."""
        return len(self._text)

    def add(self, key: StoryKey) -> None:
        """Add an article's current version; its older one is to be discarded.

        Raises:
            ValueError: its signature is of another scheme.
        """
        try:
            row = as_row(key.signature)
        except ValueError as error:
            raise ValueError(f"article {key.article_id}: {error}") from error
        self.discard(key.version)
        self._text[key.version] = key.text_hash
        same = self._printing[key.text_hash]
        same[key.version] = key
        if row[SIZE] >= MIN_SHINGLES:
            self._put(key.text_hash, min(item.signature for item in same.values()))

    def discard(self, version: str) -> None:
        """Take an article's version out, if it is there."""
        text = self._text.pop(version, None)
        if text is None:
            return
        same = self._printing[text]
        del same[version]
        if same:
            self._put(text, min(item.signature for item in same.values()))
            return
        del self._printing[text]
        self._drop(text)

    def near(self, signature: bytes) -> list[StoryKey]:
        """Return the articles whose text is the same or nearly so, the closest first."""
        row = as_row(signature)
        if row[SIZE] < MIN_SHINGLES:
            return []
        found = self._near(row, bands(row[None])[0])
        rows = sorted(found, key=lambda item: (-found[item], self._hashes[item]))
        return [key for item in rows for key in self._keys(item)]

    def story(self, version: str) -> Cluster:
        """Return the cluster that a version is in, as `clusters` has it; itself where alone.

        Raises:
            KeyError: the version is not in the index.
        """
        text = self._text[version]
        if text not in self._row:
            return (self._printing[text][version],)
        near = self._connected(self._row[text])
        groups = self._grouped(near, near)
        group = next(group for group in groups if self._row[text] in group)
        return self._cluster(group)

    def clusters(self) -> list[Cluster]:
        """Return the stories that several articles print, the longest text's first."""
        near: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for first, second, close in self._near_pairs():
            near[first][second] = near[second][first] = close
        groups = self._grouped(range(len(self._hashes)), near)
        found = map(self._cluster, groups)
        return [cluster for cluster in found if len(cluster) > 1]

    def _grouped(self, rows: Iterable[int], near: Near) -> list[list[int]]:
        """Return `rows` in groups, the first of each being near to all others of it."""
        groups: dict[int, list[int]] = {}
        for row in sorted(rows, key=lambda row: (-int(self._rows[row, SIZE]), self._hashes[row])):
            heads = [item for item in near.get(row, {}) if item in groups]
            if heads:
                best = min(heads, key=lambda item: (-near[row][item], self._hashes[item]))
                groups[best].append(row)
            else:
                groups[row] = [row]
        return list(groups.values())

    def _cluster(self, group: Sequence[int]) -> Cluster:
        return tuple(key for row in group for key in self._keys(row))

    def _keys(self, row: int) -> list[StoryKey]:
        """Return the articles that print a row's text, by version."""
        return sorted(self._printing[self._hashes[row]].values(), key=lambda key: key.version)

    def _connected(self, row: int) -> dict[int, dict[int, float]]:
        """Return what is near to `row`, to what is near to it, and so on: all that decides."""
        found: dict[int, dict[int, float]] = {}
        waiting = [row]
        while waiting:
            item = waiting.pop()
            if item not in found:
                near = self._near(self._rows[item], self._bands[item])
                found[item] = {other: near[other] for other in near if other != item}
                waiting += found[item]
        return found

    def _near(self, row: Rows, bands: Bands) -> dict[int, float]:
        """Return the rows near to one, itself too if it is in the index, and how close."""
        here = self._bands[: len(self._hashes)]
        rows = np.flatnonzero((here == bands).any(axis=1))
        close = closeness(row, self._rows[rows])
        return {int(rows[n]): float(close[n]) for n in np.flatnonzero(close)}

    def _near_pairs(self) -> Iterator[tuple[int, int, float]]:
        """Yield each two rows that are near, once, in batches that fit the memory."""
        count = len(self._hashes)
        for first, second in meetings(self._bands[:count]):
            for start in range(0, len(first), _BATCH):
                one, two = first[start : start + _BATCH], second[start : start + _BATCH]
                close = closeness(self._rows[one], self._rows[two])
                for n in np.flatnonzero(close):
                    yield int(one[n]), int(two[n]), float(close[n])

    def _put(self, text: str, signature: bytes) -> None:
        """Let `signature` stand for a text, in its row or in a new one."""
        row = as_row(signature)
        if row[SIZE] < MIN_SHINGLES:
            return
        place = self._row.setdefault(text, len(self._hashes))
        if place == len(self._hashes):
            self._hashes.append(text)
            self._make_room()
        self._rows[place] = row
        self._bands[place] = bands(row[None])[0]

    def _make_room(self) -> None:
        missing = len(self._hashes) - len(self._rows)
        if missing > 0:
            more = missing + len(self._rows) // 8
            self._rows = np.pad(self._rows, ((0, more), (0, 0)))
            self._bands = np.pad(self._bands, ((0, more), (0, 0)))

    def _drop(self, text: str) -> None:
        """Give a text's row to the last one, if it has a row."""
        place = self._row.pop(text, None)
        if place is None:
            return
        last = self._hashes.pop()
        if last != text:
            self._hashes[place], self._row[last] = last, place
            self._rows[place] = self._rows[len(self._hashes)]
            self._bands[place] = self._bands[len(self._hashes)]
