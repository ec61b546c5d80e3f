"""Crashes: a hundredth of what `bench/long/keeping` does; each script fails if a control passes."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.needs import absent
from tools.start.place import ROOT

LONG = ROOT / "bench" / "long" / "keeping"


# Who is not root may be it in a namespace of their own, and mount disks that only it sees.
ROOT_OF_ITS_OWN = ["unshare", "--user", "--map-root-user", "--mount"]


def done(*words: str, before: Sequence[str] = ()) -> str:
    """What a script says; it ends with 0 only if the store held and the controls did not."""
    command = [*before, sys.executable, str(LONG / words[0]), *words[1:]]
    memory = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}
    where = {**os.environ, **memory}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=where)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    return ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks and kills as Linux does")
def test_killed_writers_lose_nothing_and_double_nothing() -> None:
    said = done("kills.py", "--kills", "20", "--seed", "3")
    assert re.search(r"as it is: 20 kills, \d+ acknowledged, 0 lost, 0 doubled, 0 faults", said)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks and kills as Linux does")
def test_a_killed_postgresql_loses_nothing_and_doubles_nothing() -> None:
    said = done("kills.py", "--kills", "1", "--seed", "3", "--postgresql")
    assert re.search(r"as it is: 1 kills, \d+ acknowledged, 0 lost, 0 doubled, 0 faults", said)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks as Linux does")
def test_twenty_orders_of_fifty_steps_say_the_same_on_both_databases() -> None:
    said = done("orders.py", "--runs", "20", "--seed", "3", "--postgresql")
    assert "as it is: 20 runs of 50 steps, 2 databases, all equal" in said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="preloads a library as Linux does")
def test_a_disk_that_fails_is_said_and_nothing_acknowledged_is_lost() -> None:
    if not shutil.which("cc"):
        absent("a C compiler named cc")
    said = done("failing.py", "--trials", "50", "--seed", "3")
    assert "0 lost, 0 lost after a power cut" in said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    for before in ([], ROOT_OF_ITS_OWN):
        tried = subprocess.run([*before, *mount], capture_output=True, check=False)
        if not tried.returncode:
            subprocess.run(["umount", str(tmp_path)], capture_output=True, check=False)
            assert "2 sizes" in done("full.py", "--sizes", "2", "--seed", "3", before=before)
            return
    pytest.skip("this system lets neither this user nor a user namespace mount a disk")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks as Linux does")
def test_backups_made_while_others_write_restore_to_the_same() -> None:
    assert "5 backups" in done("backups.py", "--backups", "5", "--seed", "3")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="cuts the power as Linux does")
def test_a_power_cut_at_any_moment_loses_nothing() -> None:
    if not shutil.which("cc"):
        absent("a C compiler named cc")
    words = ("--cuts", "12", "--seed", "3", "--diaries", "1", "--log-only")
    assert "12 cuts, 0 with acknowledged entries lost" in done("power_cuts.py", *words)
