"""What is remembered, and what goes first."""

from embeddings.remembering import Remembered


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
