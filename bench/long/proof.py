"""The whole proof with its time, and the model held against the code by the thousand.

.venv/bin/python bench/long/proof.py --patients 4000 --seed 1000 > bench/long/proof.txt
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.knowledge import load
from corrin.rules.expression import Values
from tests.proof.situations import invented, situations, spoilt
from tests.proof.test_background import LINES
from tests.proof.test_mirror import EDITIONS, disagreements
from tools.proof.theorems import THEOREMS, counterexamples


def main() -> None:
    """Print every theorem with its claims and seconds, then what the comparisons found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1000)
    told = parser.parse_args()
    print(f"command: bench/long/proof.py --patients {told.patients} --seed {told.seed}")
    print(f"knowledge {load().edition}\n")
    _proved()
    _compared(told.patients, np.random.default_rng(told.seed))
    _background(told.patients, np.random.default_rng(told.seed + 1))


def _proved() -> None:
    begun = process_time()
    for theorem in THEOREMS:
        print(f"{theorem.name}: {theorem.sentence}")
        for edition in EDITIONS:
            since, claims = perf_counter(), len(list(theorem.claims(edition)))
            broken = [claim.label for claim in counterexamples(theorem, edition)]
            said = "proved" if not broken else f"BROKEN by {broken}"
            print(f"  {edition.id}: {claims} claims, {said}, {perf_counter() - since:.1f} s")
    print(f"\nall theorems, all editions: {process_time() - begun:.0f} s of CPU")


def _compared(patients: int, rng: np.random.Generator) -> None:
    share = patients // 4
    made = (
        *((e.id, ((invented(rng), e) for _ in range(share // 2))) for e in EDITIONS),
        ("random records", situations(rng, share)),
        ("spoilt vignettes and courses", spoilt(rng, share)),
    )
    for name, pairs in made:
        found = disagreements(pairs, rng)
        print(f"model and code, {name}: {sum(map(bool, found))} of {len(found)} differ")


def _background(patients: int, rng: np.random.Generator) -> None:
    broken: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    for source in (situations, spoilt):
        for situation, _ in source(rng, patients):
            values = Values(situation.fact)
            for bound, when, then in LINES:
                if when is None or when.value(values) is True:
                    reached[bound.when or "always"] += 1
                    broken[bound.when] += then.value(values) is not True
    told = f"{len(LINES)} lines, {2 * patients} records, {broken.total()} breaches"
    print(f"background: {told}; rarest reached: {reached.most_common()[-1]}")


if __name__ == "__main__":
    main()
