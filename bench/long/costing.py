"""What a run of a cohort costs: CPU as the system counted it, and memory, in a process of its own.

The cost of a task is noted by the process that did it, from its second task on: a process first
answers a few patients, so that modules are loaded, rules read and functions parsed. What starting
and stopping all processes cost is told apart; it does not grow with the number of patients.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pyarrow.parquet as pq

from corrin.cohort.engines import pool, serial, spark
from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.run import Engine, work
from corrin.cohort.shards import ROWS, Done, Shard, shards

PARAMS = Params(proposals=False)
ROOT = Path(__file__).resolve().parents[2]
# Not as a script: the workers of Spark must find by its name what was written here.
HERE = "from bench.long.costing import main; main()"
FEW = 30  # patients a process answers before anything is measured
SUBREAPER = 36  # of prctl: what a program leaves behind is waited for here, and so counted


@dataclass(frozen=True, slots=True)
class Timed:
    """A file of a cohort whose cost is noted by whoever answers it."""

    shard: Shard
    notes: str

    @property
    def name(self) -> str:
        """Of the file."""
        return self.shard.name

    def done(self, out: str) -> Done:
        """The answers on it, and the note."""
        begin(self.shard.path)
        before = process_time()
        done = self.shard.done(out)
        (Path(self.notes) / self.name).write_text(str(process_time() - before), "ascii")
        return done


@cache
def _begun() -> list[str]:
    return []


def begin(path: str) -> None:
    """Answer a few patients, once in a process."""
    if not _begun():
        run_batch(next(pq.ParquetFile(path).iter_batches(FEW)), PARAMS)
        _begun().append(path)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of the tasks and of the driver meanwhile; of all processes, start to end."""

    patients: int
    tasks: list[float]
    driver: float
    wall: float
    whole: float
    worker_mb: float  # the largest process but the driver
    driver_mb: float

    @property
    def each(self) -> float:
        """Microseconds of CPU a patient, without starting and stopping."""
        return 1e6 * (sum(self.tasks) + self.driver) / self.patients

    @property
    def around(self) -> float:
        """CPU seconds of starting and stopping."""
        return self.whole - sum(self.tasks) - self.driver


def cost(engine: str, files: Sequence[Path], scratch: Path) -> Cost:
    """Answer these files in a process of its own.

    `engine`: `plain` (a loop), `loops` (two at once), `serial`, `spark`, or a number of workers.
    What Spark leaves behind is waited for, so nothing of it is forgotten; the caller has no other
    child then.
    """
    ctypes.CDLL(None).prctl(SUBREAPER, int(engine == "spark"), 0, 0, 0)
    cohort = scratch / f"in-{os.getpid()}"
    shutil.rmtree(cohort, ignore_errors=True)
    cohort.mkdir()
    for file in files:
        (cohort / file.name).symlink_to(file)
    words = [sys.executable, "-c", HERE, engine, str(cohort), str(scratch / f"out-{os.getpid()}")]
    found = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=found) as child:
        assert child.stdout
        told = json.loads(child.stdout.read().splitlines()[-1])
        whole = sum(_ended(child.pid, alone=engine != "spark"))
    shutil.rmtree(cohort)
    patients = sum(pq.read_metadata(file).num_rows for file in files)
    return Cost(patients=patients, whole=whole, **told)


def _ended(child: int, *, alone: bool) -> Iterator[float]:
    """CPU seconds of a child that ends, those it waited for included; or of all children."""
    while True:
        try:
            ended, status, used = os.wait4(child if alone else -1, 0)
        except ChildProcessError:
            return
        if status and ended == child:  # what Spark leaves behind is ended by signals
            raise RuntimeError(f"a run failed: {status}")
        yield used.ru_utime + used.ru_stime


def measured(engine: str, cohort: Path, out: Path) -> dict[str, Any]:
    """Answer a cohort here."""
    shutil.rmtree(out, ignore_errors=True)
    notes = out / "notes"
    notes.mkdir(parents=True)
    files = shards(cohort, PARAMS)
    if engine in ("plain", "serial"):  # driver and worker are one process
        begin(files[0].path)
    before, begun = process_time(), perf_counter()
    if engine == "plain":
        tasks = [_looped(Path(shard.path), out) for shard in files]
    elif engine == "loops":
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as loops:
            tasks = list(loops.map(_looped_apart, [shard.path for shard in files], repeat(out)))
    else:
        plan = [Timed(shard, str(notes)) for shard in files]
        work(plan, out, PARAMS.as_dict(), ENGINES.get(engine, lambda: pool(int(engine)))())
        tasks = [float((notes / shard.name).read_text("ascii")) for shard in files]
    inside = sum(tasks) if engine in ("plain", "serial") else 0.0
    return {
        "tasks": tasks,
        "driver": process_time() - before - inside,
        "wall": perf_counter() - begun,
        "worker_mb": _largest(resource.RUSAGE_CHILDREN),
        "driver_mb": _largest(resource.RUSAGE_SELF),
    }


ENGINES: dict[str, Callable[[], Engine]] = {"serial": lambda: serial, "spark": lambda: spark(None)}


def _largest(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 1e3


def _looped(file: Path, out: Path) -> float:
    """Read, answer, write, and nothing else; gives CPU seconds."""
    before = process_time()
    for batch in pq.ParquetFile(file).iter_batches(ROWS):
        answered, _ = run_batch(batch, PARAMS)
        pq.write_table(answered, out / file.name, compression="zstd")
    return process_time() - before


def _looped_apart(path: str, out: Path) -> float:
    begin(path)
    return _looped(Path(path), out)


def main() -> None:
    """Be the process that is measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("cohort", type=Path)
    parser.add_argument("out", type=Path)
    told = parser.parse_args()
    print(json.dumps(measured(told.engine, told.cohort, told.out)))
