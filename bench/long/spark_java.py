"""What Spark's Java spends on a job, and on one patient more, beside doing nothing.

    PYTHONPATH=src python bench/long/spark_java.py --patients 200000 --seed 1 --scratch /tmp/java

One local Spark, a fifth of the patients and all of them in turns. Its start costs far more than
any job and differs by seconds, so it is left out: CPU of the Java process from the begin of a job
to its end (Linux). One patient more is the difference of the two, medians of the later half, when
it is warm. Tasks and driver are told by `engines.py`.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from statistics import median
from time import monotonic, sleep

from corrin.cohort.engines import spark
from corrin.cohort.kernel import Params
from corrin.cohort.make import make
from corrin.cohort.run import work
from corrin.cohort.shards import Shard, shards

TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print what each job cost Java."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--scratch", type=Path, required=True)
    told = parser.parse_args()
    print(
        f"command: bench/long/spark_java.py --patients {told.patients} --seed {told.seed} "
        f"--rounds {told.rounds}",
        flush=True,
    )
    everyone = told.scratch / "everyone"
    if not everyone.is_dir():
        make(told.patients, everyone, told.seed)
    params = Params(proposals=False)
    plan, out = shards(everyone, params), told.scratch / "out"
    sizes = {"a fifth": plan[: len(plan) // 5], "all": plan}
    spent: dict[str, list[float]] = {name: [] for name in sizes}
    _job(plan[:1], out, params)
    print(f"start, and a first file: Java {_java():.2f} CPU s")
    for n in range(told.rounds):
        for name, some in sizes.items():
            before, begun = _java(), monotonic()
            _job(some, out, params)
            spent[name].append(_java() - before)
            took = monotonic() - begun
            print(
                f"{n + 1}, {name:7}: Java {spent[name][-1]:5.2f} CPU s in {took:4.1f} s", flush=True
            )
    fifth, every = (median(spent[name][told.rounds // 2 :]) for name in sizes)
    more = 1e6 * (every - fifth) / (told.patients * (1 - len(sizes["a fifth"]) / len(plan)))
    print(f"warm: a fifth {fifth:.2f} s, all {every:.2f} s; one patient more {more:.1f} us of Java")
    before = _java()
    sleep(20)
    print(f"20 s of doing nothing: Java {_java() - before:.2f} CPU s", flush=True)


def _job(files: list[Shard], out: Path, params: Params) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    work(files, out, params.as_dict(), spark(None))


def _java() -> float:
    """CPU seconds of this process's Java until now."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    for child in children:
        if "java" in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"):
            fields = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1]
            return sum(map(int, fields.split()[11:13])) / TICK
    raise SystemExit("no Java found below this process")


if __name__ == "__main__":
    main()
