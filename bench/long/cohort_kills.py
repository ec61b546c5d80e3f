"""Runs whose workers, helpers and driver are killed at random moments, and started again.

    PYTHONPATH=src python bench/long/cohort_kills.py --runs 30 --seed 3 --scratch /tmp/kills

Each run of `corrin cohort run` is hit one to three times by `kill -9`, each when a number of files
drawn by chance is done, on one process of its session chosen by chance: a worker, the driver, or
what else it started (the pool's tracker; with `--engine spark` Java, Spark's Python daemon and the
workers it forks). A run whose driver is gone is started with the same words. At the end every
committed file must be byte for byte that of an undisturbed run, no patient twice, and rows in must
be answers and quarantine together (Linux).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corrin.cohort.engines import serial
from corrin.cohort.kernel import Params
from corrin.cohort.make import invented
from corrin.cohort.run import MANIFEST, run
from corrin.cohort.shards import QUARANTINED

FILES, PATIENTS = 12, 250
MOST_KILLS, LATER = 3, 1.5  # hits a run, seconds that each waits at most
WAIT = 0.05
MOST_STARTS = 12


def main() -> None:
    """Print what was killed and whether every run came to the same end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--engine", choices=("local", "spark"), default="local")
    parser.add_argument("--scratch", type=Path, required=True)
    told = parser.parse_args()
    print(
        f"command: bench/long/cohort_kills.py --runs {told.runs} --seed {told.seed} "
        f"--engine {told.engine}",
        flush=True,
    )
    cohort = _cohort(told.scratch, told.seed)
    wanted = told.scratch / "undisturbed"
    run(cohort, wanted, Params(proposals=False), serial)
    rng, hits, same = np.random.default_rng(told.seed), Counter[str](), 0
    for number in range(told.runs):
        out = told.scratch / f"run-{number}"
        killed = _disturbed(cohort, out, told.engine, rng)
        good = _committed(out) == _committed(wanted) and _accounted(out)
        hits.update(killed)
        same += good
        print(
            f"  {number}: killed {', '.join(killed) or 'nothing'}: "
            f"{'the same' if good else 'NOT THE SAME'}",
            flush=True,
        )
        shutil.rmtree(out)
    print(
        f"{same} of {told.runs} runs end with the bytes of an undisturbed one; killed: "
        + ", ".join(f"{n} {name}" for name, n in sorted(hits.items()))
    )


def _cohort(scratch: Path, seed: int) -> Path:
    """Files of some patients, in each of them one that is damaged."""
    shutil.rmtree(scratch, ignore_errors=True)
    folder = scratch / "cohort"
    folder.mkdir(parents=True)
    batch = invented(seed, 0)
    for n in range(FILES):
        rows = batch.slice(n * PATIENTS, PATIENTS).to_pylist()
        rows[n]["births"][0]["year"] = 1492
        table = pa.Table.from_pylist(rows, schema=batch.schema)
        pq.write_table(table, folder / f"{n:02}.parquet")
    return folder


def _disturbed(cohort: Path, out: Path, engine: str, rng: np.random.Generator) -> list[str]:
    """Run to the end in spite of it; gives the names of what was killed."""
    words = ["cohort", "run", str(cohort), str(out), "--findings-only", "--engine", engine]
    words += ["--workers", "2"]
    left, killed = int(rng.integers(1, MOST_KILLS + 1)), []
    for _ in range(MOST_STARTS):
        with subprocess.Popen(
            [sys.executable, "-m", "corrin", *words],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as driver:
            while left and _until(driver, out, rng):
                name = _hit(driver.pid, rng)
                left -= bool(name)
                killed += [name] if name else []
            driver.wait()
            _sweep(driver.pid)
        if driver.returncode == 0:
            return killed
    raise RuntimeError(f"not done after {MOST_STARTS} starts")


def _until(driver: subprocess.Popen[bytes], out: Path, rng: np.random.Generator) -> bool:
    """Wait for some more files, a number drawn by chance, and a moment; False when it has ended."""
    done = len(list(out.glob("*.parquet")))
    wanted, later = done + int(rng.integers(0, FILES - done + 1)), rng.uniform(0.0, LATER)
    while driver.poll() is None:
        if len(list(out.glob("*.parquet"))) >= wanted:
            with contextlib.suppress(subprocess.TimeoutExpired):
                driver.wait(later)
            break
        time.sleep(WAIT)
    return driver.poll() is None


def _session(session: int) -> dict[int, str]:
    """The processes of a session and what each is."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rsplit(") ", 1)[1].split()
            if int(fields[3]) == session and fields[0] != "Z":
                words = (folder / "cmdline").read_text()
                found[int(folder.name)] = _named(int(folder.name), int(fields[1]), session, words)
    return found


def _named(pid: int, parent: int, session: int, words: str) -> str:
    if pid == session:
        return "driver"
    if "pyspark.daemon" in words:  # a worker is a fork of the daemon, under its name
        with contextlib.suppress(OSError):
            above = Path(f"/proc/{parent}/cmdline").read_text()
            return "worker" if "pyspark.daemon" in above else "daemon"
    marks = {"spawn_main": "worker", "resource_tracker": "tracker", "java": "Java"}
    return next((n for m, n in marks.items() if m in words), "other")


def _hit(session: int, rng: np.random.Generator) -> str:
    """Kill one kind of process with the same chance as another; gives what it was."""
    there = _session(session)
    if not there:
        return ""
    kind = str(rng.choice(sorted(set(there.values()))))
    pid = int(rng.choice([pid for pid, name in there.items() if name == kind]))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return kind
    return ""


def _sweep(session: int) -> None:
    """What a killed driver has left running goes too, as a machine that fails takes all."""
    for pid in _session(session):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(0.05)


def _committed(out: Path) -> dict[str, bytes]:
    """The manifest and every file it names."""
    manifest = (out / MANIFEST).read_bytes()
    names = [shard["file"] for shard in json.loads(manifest)["shards"]]
    files = {name: (out / name).read_bytes() for name in names}
    aside = {f"{QUARANTINED}/{name}": (out / QUARANTINED / name).read_bytes() for name in names}
    return files | aside | {MANIFEST: manifest}


def _accounted(out: Path) -> bool:
    """Nobody twice, nobody lost, and no file beside those that are named."""
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    ids = [i for s in manifest["shards"] for i in pq.read_table(out / s["file"])["id"].to_pylist()]
    whole = len(set(ids)) == len(ids) == FILES * (PATIENTS - 1)
    there = {f.name for f in out.glob("*.parquet")}
    return whole and manifest["quarantined"] == FILES and len(there) == FILES


if __name__ == "__main__":
    main()
