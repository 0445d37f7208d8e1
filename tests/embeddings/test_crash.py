"""Killed at any moment: what is left is consistent, and the next run goes on to the same end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 50
PROGRAM = Path(__file__).with_name("crashing.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forked, which this system cannot do")
def test_fifty_kills_at_random_moments_leave_a_consistent_index(tmp_path: Path) -> None:
    """Building and updating 500 articles: the doctor finds no damage, the end is the same."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", str(PROGRAM), str(tmp_path), str(KILLS), "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["kills"] >= KILLS  # the round of the fiftieth may end with one more
    assert min(report["building"], report["updating"]) >= KILLS // 5
