"""What a cohort costs a patient, beside one by one and beside a plain loop, and how it grows.

    python3 start.py bench      (or: .venv/bin/python bench/cohort.py)

Invented patients through findings, CPU of one process, medians. `together` answers a file's rows
from its columns, `one by one` is `assess` of each of some of them; `engine` is the whole run of two
files with names, fingerprints and manifest, `plain` a loop that reads, answers and writes them.
What a million cost was measured once, by `long/million.py`.
"""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

import pyarrow.parquet as pq

from corrin.advice import assess
from corrin.cohort.engines import serial
from corrin.cohort.kernel import Params, run_batch
from corrin.cohort.layout import Patient, patients
from corrin.cohort.make import make
from corrin.cohort.run import run

SIZES = (1_000, 10_000, 20_000)
ALONE, RUNS, SEED = 300, 3, 6
PARAMS = Params(proposals=False)
MILLION = Path(__file__).with_name("long") / "million.txt"


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds, the median of some runs."""
    spent = []
    for _ in range(RUNS):
        begun = process_time()
        work()
        spent.append(process_time() - begun)
    return median(spent)


def plain(cohort: Path, out: Path) -> None:
    """Read, answer, write."""
    for file in sorted(cohort.glob("*.parquet")):
        for batch in pq.ParquetFile(file).iter_batches(10_000):
            answered, _ = run_batch(batch, PARAMS)
            pq.write_table(answered, out / file.name, compression="zstd")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(SIZES[-1], folder / "cohort", SEED)
        batch = pq.read_table(folder / "cohort").combine_chunks().to_batches()[0]
        run_batch(batch.slice(0, 100), PARAMS)  # rules read, functions parsed
        print(f"command: bench/cohort.py, seed {SEED}; CPU of one process, medians of {RUNS}")
        together = 0.0
        for size in SIZES:
            together = 1e6 * seconds(partial(run_batch, batch.slice(0, size), PARAMS)) / size
            print(f"together   {size:>9,} patients {together:8.1f} us each")
        some = list(patients(batch.slice(0, ALONE)))
        alone = 1e6 * seconds(partial(_one_by_one, some)) / ALONE
        print(f"one by one {ALONE:>9,} patients {alone:8.1f} us each, diaries and all")
        (folder / "plain").mkdir()
        loop = seconds(lambda: plain(folder / "cohort", folder / "plain"))
        engine = seconds(lambda: _run(folder))
        print(f"one by one over together {alone / together:.1f}")
        print(f"engine over plain loop {engine / loop:.3f}")
    if MILLION.is_file():
        print("to a million (long/million.txt):")
        print(*(t for t in MILLION.read_text("utf-8").splitlines() if " us each" in t), sep="\n")


def _one_by_one(some: list[Patient]) -> None:
    for patient in some:
        assert patient.on and patient.country
        assess(patient.record, on=patient.on, country=patient.country)


def _run(folder: Path) -> None:
    shutil.rmtree(folder / "out", ignore_errors=True)
    run(folder / "cohort", folder / "out", PARAMS, serial)


if __name__ == "__main__":
    main()
