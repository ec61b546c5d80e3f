"""Random and degraded records by the hundred thousand: answered, inside the band, gaps named.

.venv/bin/python bench/long/records.py --number 100000 --seed 1 > bench/long/records.txt
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.knowledge import load
from corrin.record import RecordError
from corrin.terms import Lang, Reader
from corrin.words import as_text
from tests.advice.answered import answer, asked, faults

WRITTEN_OUT = 200  # one record in so many is also said in words
LOOKED_THROUGH = 10  # of one in so many every rule that cannot be said is looked at
TOLD = 5000  # progress, while it runs
STEPS = ("shorter", "longer")


def main() -> None:
    """Assess every record, print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    rng, seen, wrong = np.random.default_rng(told.seed), Counter[str](), Counter[str]()
    begun = process_time()
    for index, one in enumerate(asked(rng, told.number, diary=1 / 30)):
        if isinstance(one, RecordError):
            seen["refused"] += 1
            wrong["refused without a fault"] += not one.faults
            continue
        found = answer(one)
        seen["with advice"] += bool(found.advice)
        seen["with something missing"] += bool(found.missing)
        seen["with a proposal"] += found.proposal is not None
        seen["with a step"] += bool(found.proposal and found.proposal.reason in STEPS)
        seen["with something withheld"] += bool(found.withheld)
        wrong.update(faults(one, found, gaps=index % LOOKED_THROUGH == 0))
        if index % TOLD == 0:
            print(f"{index} records, {wrong.total()} faults", file=sys.stderr, flush=True)
        if index % WRITTEN_OUT == 0:
            lang, reader = Lang(rng.choice(list(Lang))), Reader(rng.choice(list(Reader)))
            seen["said in words"] += bool(as_text(found, lang, reader))
    print(f"command: bench/long/records.py --number {told.number} --seed {told.seed}")
    print(f"knowledge {load().edition}")
    print(f"{told.number} records, 0 exceptions, {wrong.total()} faults {dict(+wrong)}")
    print(f"{dict(seen)}; {process_time() - begun:.0f} s of CPU")


if __name__ == "__main__":
    main()
