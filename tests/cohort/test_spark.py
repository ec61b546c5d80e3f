"""Spark, a real one started here, writes the bytes that one process writes."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrin.cohort import engines, make
from corrin.cohort.kernel import Params
from corrin.cohort.run import run
from tests.needs import absent

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # Java that lives for seconds


def written(out: Path) -> dict[str, bytes]:
    """Every file of a run but pieces that somebody killed was writing, which nobody reads."""
    whole = (f for f in out.rglob("*") if f.is_file() and not f.name.startswith("_part-"))
    return {str(f.relative_to(out)): f.read_bytes() for f in sorted(whole)}


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Two files of twenty, and one that is none."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        absent("Spark")
    cohort = tmp_path / "cohort"
    cohort.mkdir()
    batch = make.invented(5, 0)
    for n in range(2):
        pq.write_table(pa.table(batch.slice(20 * n, 20)), cohort / f"part-{n}.parquet")
    (cohort / "rubbish.parquet").write_bytes(b"PAR1 not really")
    return cohort


def started(cohort: Path, out: Path) -> subprocess.Popen[str]:
    """`corrin cohort run` with Spark, as typed."""
    words = ["cohort", "run", str(cohort), str(out), "--engine", "spark"]
    return subprocess.Popen(
        [sys.executable, "-m", "corrin", *words],
        cwd=cohort.parent,
        env={**os.environ, "JAVA_TOOL_OPTIONS": QUICK},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.spark
def test_spark_writes_the_same_bytes_as_one_process(cohort: Path, tmp_path: Path) -> None:
    run(cohort, tmp_path / "alone", Params(), engines.serial)
    with started(cohort, tmp_path / "spark") as running:
        said, wrong = running.communicate(timeout=900)  # the machine may be busy
    assert running.returncode == 0, wrong[-2000:]
    assert said.startswith("40 answered, 1 in quarantine")
    assert written(tmp_path / "spark") == written(tmp_path / "alone")


@pytest.mark.spark
def test_a_run_whose_spark_goes_away_ends_in_words_and_is_taken_up_again(
    cohort: Path, tmp_path: Path
) -> None:
    out = tmp_path / "spark"
    with started(cohort, out) as running:
        java = first_child(running)
        while running.poll() is None and not any(out.glob("*.parquet")):
            time.sleep(0.05)
        os.kill(java, signal.SIGKILL)
        _, wrong = running.communicate(timeout=300)  # by itself PySpark would ask for far longer
    assert running.returncode == 1, wrong[-2000:]
    assert "went away; say the same again to go on" in wrong and "fault of ours" not in wrong
    run(cohort, tmp_path / "alone", Params(), engines.serial)
    run(cohort, out, Params(), engines.serial)
    assert written(out) == written(tmp_path / "alone")


def first_child(of: subprocess.Popen[str]) -> int:
    """The Java that it starts."""
    children = Path(f"/proc/{of.pid}/task/{of.pid}/children")
    while of.poll() is None:
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("it ended before Java began")
