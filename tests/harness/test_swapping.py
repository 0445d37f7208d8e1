"""A report's file takes the place of an earlier one whole, or not at all."""

import os
import threading
from pathlib import Path

import pytest

from bot.harness.reports.swapping import check_writable, swapped_in
from embeddings.errors import InputError


def _write_and_stop(path: Path) -> None:
    with swapped_in(path) as file:
        file.write("half of it")
        raise KeyboardInterrupt


def test_a_file_is_swapped_in_when_it_is_whole(tmp_path: Path) -> None:
    """Until the last word is written, the earlier file stands there."""
    path = tmp_path / "report.html"
    path.write_text("earlier", encoding="utf-8")
    with swapped_in(path) as file:
        file.write("later")
        assert path.read_text(encoding="utf-8") == "earlier"
    assert path.read_text(encoding="utf-8") == "later"
    assert list(tmp_path.iterdir()) == [path]


def test_ctrl_c_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    """Whoever stops a long report keeps yesterday's."""
    path = tmp_path / "report.html"
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _write_and_stop(path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """`--html >(gzip > page.gz)` names a pipe, which must not become a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    with swapped_in(pipe) as file:
        file.write("through")
    reader.join(timeout=10)
    assert read == ["through"]
    assert pipe.is_fifo()


def test_what_cannot_be_written_is_said_before_any_question_is_asked(tmp_path: Path) -> None:
    """A missing folder or a folder's own name is refused; a good name is left as it was."""
    with pytest.raises(InputError, match=r"nowhere/page\.html cannot be written .*folder that"):
        check_writable(tmp_path / "nowhere" / "page.html")
    with pytest.raises(InputError, match="is a folder: name a file in it"):
        check_writable(tmp_path)
    check_writable(tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "page.html").write_text("earlier", encoding="utf-8")
    check_writable(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "earlier"
