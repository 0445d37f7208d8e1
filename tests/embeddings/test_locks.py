"""One writer at a time: told to others, and let go of however its process ends."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embeddings.errors import ArchiveLockedError
from embeddings.storage.locks import FILE_NAME, LockUnavailableError, is_written, writing

HOLD = """
import sys
from pathlib import Path
from embeddings.storage.locks import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_elsewhere(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process hold the lock meanwhile."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_process_is_told_at_once(tmp_path: Path) -> None:
    """Which folder it is, and what to do; when the first one is done, the second may write."""
    with held_elsewhere(tmp_path):
        with pytest.raises(ArchiveLockedError) as caught, writing(tmp_path):
            pass
        assert str(caught.value) == (
            f"{tmp_path} is being written by another process: wait until it is done."
        )
    with writing(tmp_path):
        pass


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    """The file may stay; it says nothing."""
    with held_elsewhere(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with writing(tmp_path):
            pass


def test_a_file_that_is_there_is_no_lock(tmp_path: Path) -> None:
    """Whatever it holds."""
    (tmp_path / FILE_NAME).write_text("4711", encoding="utf-8")
    with writing(tmp_path):
        pass


def test_who_holds_the_lock_may_take_it_again(tmp_path: Path) -> None:
    """By whichever name of the folder; it is let go of when the outer one ends."""
    (tmp_path / "inside").mkdir()
    with writing(tmp_path):
        with writing(tmp_path / "inside" / ".."):
            pass
        assert refused_in_a_thread(tmp_path)
    assert not refused_in_a_thread(tmp_path)


def refused_in_a_thread(folder: Path) -> bool:
    """Say whether another thread of this process is told to wait."""
    told = []

    def take() -> None:
        try:
            with writing(folder):
                pass
        except ArchiveLockedError as error:
            told.append(error)

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return bool(told)


def test_an_error_inside_lets_go_of_the_lock(tmp_path: Path) -> None:
    """And is not swallowed."""
    with pytest.raises(KeyError), writing(tmp_path):
        raise KeyError
    assert not refused_in_a_thread(tmp_path)


def test_where_no_lock_can_be_made_nothing_is_written(tmp_path: Path) -> None:
    """A file stands where the folder would be, which stops the superuser too."""
    (tmp_path / "file").touch()
    told = "cannot be locked for writing"
    with pytest.raises(LockUnavailableError, match=told), writing(tmp_path / "file"):
        pass


def test_one_can_ask_whether_somebody_is_writing(tmp_path: Path) -> None:
    """Without writing anything where nobody ever has; None where it cannot be told."""
    assert is_written(tmp_path) is False
    assert list(tmp_path.iterdir()) == []
    with held_elsewhere(tmp_path):
        assert is_written(tmp_path) is True
    assert is_written(tmp_path) is False
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir()
    assert is_written(tmp_path) is None
