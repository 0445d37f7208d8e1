"""What is remembered, and what goes first."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from embeddings.remembering import Remembered, made_once

SOON = 20
"""Seconds until a test that hangs has failed."""


class Model:
    """Something that takes long to load."""

    def __init__(self) -> None:
        self.loads: list[int] = []
        self.begun, self.gate = threading.Event(), threading.Event()

    @made_once
    def loaded(self) -> object:
        """What is loaded."""
        self.loads.append(threading.get_ident())
        self.begun.set()
        assert self.gate.wait(SOON)
        return object()


def test_what_is_made_once_is_made_by_one_thread_for_all() -> None:
    """Who asks while it is made waits for it; another owner has its own."""
    model, asking = Model(), threading.Barrier(2)

    def ask() -> object:
        asking.wait(SOON)
        return model.loaded

    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(lambda: model.loaded)
        assert model.begun.wait(SOON)
        others = [threads.submit(ask) for _ in range(2)]
        assert not first.done()
        model.gate.set()
        found = {id(one.result(SOON)) for one in [first, *others]}
    assert found == {id(model.loaded)}
    assert len(model.loads) == 1
    other = Model()
    other.gate.set()
    assert other.loaded is not model.loaded


def test_what_could_not_be_made_is_tried_again() -> None:
    """A model that does not load may be mended while the process runs."""

    class Broken:
        mended = False

        @made_once
        def loaded(self) -> str:
            if not self.mended:
                raise FileNotFoundError
            return "loaded"

    model = Broken()
    with pytest.raises(FileNotFoundError):
        model.loaded  # noqa: B018 - asking for it is what is tried
    model.mended = True
    assert model.loaded == "loaded"


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    """Asking for a value keeps it, as does putting it anew."""
    known: Remembered[str, int] = Remembered(2)
    known.put("a", 1)
    known.put("b", 2)
    assert known.get("a") == 1
    known.put("c", 3)
    assert [known.get(key) for key in "abc"] == [1, None, 3]
    known.put("a", 4)
    known.put("d", 5)
    assert [known.get(key) for key in "acd"] == [4, None, 5]
    assert len(known) == 2


def test_nothing_is_remembered_where_nothing_may_be() -> None:
    """Of none at most, none is."""
    known: Remembered[str, int] = Remembered(0)
    known.put("a", 1)
    assert "a" not in known
    assert known.get("a") is None


def test_all_of_it_can_be_forgotten() -> None:
    """Nothing is left."""
    known: Remembered[str, int] = Remembered(2)
    known.put("a", 1)
    known.clear()
    assert len(known) == 0
