"""Crashes: a hundredth of what `bench/long/keeping` does; each script fails if a control passes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import absent
from tools.start.place import ROOT

LONG = ROOT / "bench" / "long" / "keeping"


def done(*words: str) -> str:
    """What a script says; it ends with 0 only if the store held and the controls did not."""
    command = [sys.executable, str(LONG / words[0]), *words[1:]]
    memory = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}
    where = {**os.environ, **memory}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=where)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    return ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks and kills as Linux does")
def test_killed_writers_lose_nothing_and_double_nothing() -> None:
    assert "6 kills" in done("kills.py", "--kills", "6", "--seed", "3")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="cuts the power as Linux does")
def test_a_power_cut_at_any_moment_loses_nothing() -> None:
    if not shutil.which("cc"):
        absent("a C compiler named cc")
    words = ("--cuts", "12", "--seed", "3", "--diaries", "1", "--log-only")
    assert "12 cuts, 0 with acknowledged entries lost" in done("power_cuts.py", *words)
