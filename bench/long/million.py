"""What a cohort costs: from a thousand patients to a million, and beside a plain loop.

    PYTHONPATH=src python bench/long/million.py --seed 1 --scratch /tmp/million

Invented patients through findings (`corrin cohort run --findings-only`) on the local engine. CPU
seconds are of all processes together, each at its last sight; memory is the greatest resident size
of any one Python process. What a run costs before its first patient (starting, reading
the rules, the first batch of each worker) is measured with ten patients a file and taken off;
it is told apart. Runs of ten thousand are made before and after the others, each on another file,
and their median is kept, since other work on the machine moves every figure. `plain` is a loop over
the same files with no names, no fingerprints, no manifest and no other process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.layout import SCHEMA
from corrin.cohort.make import A_FILE, make

EVERY = 0.2  # seconds between two looks at the processes of a run
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6
SIZES = (1_000, 10_000, 100_000, 1_000_000)
AROUND, AT_ONCE = 2, 4  # runs of ten thousand before and after; files of the plain loop


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--loop", type=Path, nargs="*", help="(the plain loop itself)")
    told = parser.parse_args()
    if told.loop:
        plain(told.loop)
        return
    print(
        f"command: bench/long/million.py --seed {told.seed} --most {told.most} "
        f"--workers {told.workers}",
        flush=True,
    )
    everyone = told.scratch / "everyone"
    if not everyone.is_dir():
        make(told.most, everyone, told.seed)
    Bench(told.scratch, sorted(everyone.glob("*.parquet")), told.workers).report(told.most)


def plain(files: list[Path]) -> None:
    """Read, answer, write, and nothing else."""
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(A_FILE):
            answered, _ = run_batch(batch.cast(SCHEMA), Params(proposals=False))
            pq.write_table(answered, file.with_suffix(".plain"), compression="zstd")
        file.with_suffix(".plain").unlink()


class Bench:
    """The runs, in a folder of links to the files of everyone."""

    def __init__(self, scratch: Path, files: list[Path], workers: int) -> None:
        self.scratch, self.files, self.workers = scratch, files, workers
        self.start = {n: median(self._tiny(n) for _ in range(3)) for n in sorted({1, workers})}
        print("CPU s before the first patient, by workers:", self.start, flush=True)

    def report(self, most: int) -> None:
        """Every size, then the plain loop."""
        tens = [self._each(10_000, n) for n in range(AROUND)]
        found = {n: self._each(n) for n in SIZES if n <= most and n != 10_000}
        tens += [self._each(10_000, AROUND + n) for n in range(AROUND)]
        found[10_000] = median(tens)
        for n in sorted(found):
            print(
                f"{n:>9,} patients: {found[n]:6.1f} us each, "
                f"{found[n] / found[10_000]:.3f} of ten thousand's",
                flush=True,
            )
        print("ten thousand's runs:", ", ".join(f"{us:.1f}" for us in tens), flush=True)
        self._beside_plain()

    def _tiny(self, files: int) -> float:
        folder = self.scratch / "tiny"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for n in range(files):
            few = pq.read_table(self.files[n]).slice(0, 10)
            pq.write_table(few, folder / f"{n}.parquet")
        return self._run(folder, files).cpu

    def _each(self, patients: int, first: int = 0) -> float:
        """CPU microseconds of each patient of so many."""
        folder = self._linked(self.files[first : first + -(-patients // A_FILE)])
        if patients < A_FILE:
            few = pq.read_table(self.files[0]).slice(0, patients)
            shutil.rmtree(folder)
            folder.mkdir()
            pq.write_table(few, folder / "few.parquet")
        files = len(list(folder.glob("*")))
        used = self._run(folder, min(files, self.workers))
        print(
            f"  {patients:>9,} patients, {files} files: wall {used.wall:.1f} s, CPU {used.cpu:.1f}"
            f" s, largest process {used.most_mb:.0f} MB; {used.said.strip().splitlines()[-1][:40]}",
            flush=True,
        )
        return 1e6 * (used.cpu - self.start[min(files, self.workers)]) / patients

    def _linked(self, files: list[Path]) -> Path:
        folder = self.scratch / "in"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file in files:
            (folder / file.name).symlink_to(file)
        return folder

    def _run(self, folder: Path, workers: int) -> Used:
        out = self.scratch / "out"
        shutil.rmtree(out, ignore_errors=True)
        words = ["cohort", "run", str(folder), str(out), "--findings-only"]
        count = str(max(workers, 2) if workers > 1 else self.workers)
        return watched([sys.executable, "-m", "corrin", *words, "--workers", count])

    def _beside_plain(self) -> None:
        """CPU of the engine, in one process and in several, over that of the plain loop."""
        files = self.files[:AT_ONCE]
        words = [sys.executable, __file__, "--scratch", str(self.scratch), "--loop"]
        ratios: dict[str, list[float]] = {"one process": [], "pool": []}
        for _ in range(2):
            loop = (
                watched([*words, *map(str, files)]).cpu
                - watched([*words, str(self.scratch / "tiny" / "0.parquet")]).cpu
            )
            folder = self._linked(files)
            pool = self._run(folder, self.workers).cpu - self.start[self.workers]
            alone = self._alone(folder) - self._alone(self.scratch / "tiny" / "0.parquet")
            ratios["pool"].append(pool / loop)
            ratios["one process"].append(alone / loop)
        for name, told in ratios.items():
            each = ", ".join(f"{r:.3f}" for r in told)
            print(f"{name} over the plain loop: {median(told):.3f} ({each})", flush=True)

    def _alone(self, cohort: Path) -> float:
        out = self.scratch / "out"
        shutil.rmtree(out, ignore_errors=True)
        words = ["cohort", "run", str(cohort), str(out), "--findings-only", "--workers", "1"]
        return watched([sys.executable, "-m", "corrin", *words]).cpu


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used: wall and CPU seconds, the largest Python process in MB."""

    wall: float
    cpu: float
    most_mb: float
    said: str


def watched(command: Sequence[str], **env: str) -> Used:
    """Run it to its end. Raises CalledProcessError where it fails."""
    seen: dict[int, float] = {}
    most, begun = 0.0, time.perf_counter()
    with subprocess.Popen(
        command,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **env},
    ) as process:
        while process.poll() is None:
            most = max(most, look(process.pid, seen))
            time.sleep(EVERY)
        assert process.stdout
        said = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return Used(time.perf_counter() - begun, sum(seen.values()), most, said)


def look(session: int, seen: dict[int, float]) -> float:
    """Note the CPU seconds of each process of a session; gives the largest Python's MB."""
    most = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, told = (folder / "stat").read_text().split("(", 1)[1].rsplit(") ", 1)
            fields = told.split()
            if int(fields[3]) == session:
                seen[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICKS
                if name.startswith("python"):
                    most = max(most, int(fields[21]) * PAGE_MB)
        except (OSError, IndexError):
            continue  # it has just ended
    return most


if __name__ == "__main__":
    main()
