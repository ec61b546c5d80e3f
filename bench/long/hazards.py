"""Takes every safety control away, one at a time, and sees that its named test then fails.

.venv/bin/python bench/long/hazards.py > bench/long/hazards.txt

What is imported is imported once; each control is taken away in a process of its own, forked
before any knowledge is read.
"""

import argparse
import importlib
import multiprocessing
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.safety import ROOT, Control, hazards

SHARED = ("corrin.cli.advise", "corrin.advice", "corrin.words", "numpy")


def fails(control: Control) -> bool:
    """Whether the test of a control fails once the control is gone."""
    words = ["-q", "-x", "-p", "tools.removal", "--remove", control.what, control.test]
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        return pytest.main(words) == pytest.ExitCode.TESTS_FAILED


def main() -> int:
    """Print how many controls there are and which of them no test misses."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", default="0/1", help="every so many-th control only, like 0/3")
    told = parser.parse_args()
    os.chdir(ROOT)
    for name in SHARED:
        importlib.import_module(name)
    first, step = map(int, told.part.split("/"))
    controls = list(dict.fromkeys(c for h in hazards() for c in h.controls))[first::step]
    context = multiprocessing.get_context("fork")
    with context.Pool(1, maxtasksperchild=1) as pool:
        found = pool.map(fails, controls, chunksize=1)
    unmissed = [c for c, missed in zip(controls, found, strict=True) if not missed]
    print(f"command: bench/long/hazards.py --part {told.part}")
    print(f"{len(controls)} pairs of a control and its test; {sum(found)} tests failed without it.")
    for control in unmissed:
        print(f"not missed: {control.what} by {control.test}")
    return 1 if unmissed else 0


if __name__ == "__main__":
    sys.exit(main())
