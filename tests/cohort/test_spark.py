"""Spark, a real one started here, writes the bytes that one process writes."""

import importlib.util
import os
import shutil
import subprocess
import sys
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
    """Every file of a run."""
    return {str(f.relative_to(out)): f.read_bytes() for f in sorted(out.rglob("*")) if f.is_file()}


@pytest.mark.spark
def test_spark_writes_the_same_bytes_as_one_process(tmp_path: Path) -> None:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        absent("Spark")
    cohort = tmp_path / "cohort"
    cohort.mkdir()
    batch = make.invented(5, 0)
    for n in range(2):
        pq.write_table(pa.table(batch.slice(20 * n, 20)), cohort / f"part-{n}.parquet")
    (cohort / "rubbish.parquet").write_bytes(b"PAR1 not really")
    run(cohort, tmp_path / "alone", Params(), engines.serial)
    words = ["cohort", "run", str(cohort), str(tmp_path / "spark"), "--engine", "spark"]
    ran = subprocess.run(
        [sys.executable, "-m", "corrin", *words],
        cwd=tmp_path,
        env={**os.environ, "JAVA_TOOL_OPTIONS": QUICK},
        capture_output=True,
        text=True,
        timeout=900,  # half a minute on two cores of one's own; the machine may be busy
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.startswith("40 answered, 1 in quarantine")
    assert written(tmp_path / "spark") == written(tmp_path / "alone")
