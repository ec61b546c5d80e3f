"""Random and degraded records by the hundred thousand: answered, inside the band, gaps named.

.venv/bin/python bench/long/records.py --number 100000 --seed 1 > bench/long/records.txt
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.advice import Assessment, assess
from corrin.record import Record
from corrin.situation import FACTS
from corrin.terms import ADVICE, Ask, Country, Lang, Reader
from corrin.words import as_text
from tests.advice.patients import made
from tests.proof.situations import ON, cases

WRITTEN_OUT = 200  # one record in so many is also said in words


def records(rng: np.random.Generator, number: int) -> Iterator[tuple[Record, date]]:
    """Nine random patients of ten, one in thirty of them with a diary; else a spoilt vignette."""
    told = cases("open.jsonl", "courses-open.jsonl")
    for _ in range(number):
        if rng.random() < 0.9:
            yield made(rng, ON, diary=1 / 30), ON
            continue
        case = told[int(rng.integers(len(told)))]
        assert case.on
        kept = [e for e in case.record.entries if rng.random() < 0.8]
        strays = [e for e in made(rng, case.on).entries if rng.random() < 0.2]
        yield Record((*kept, *strays)), case.on


def faults(found: Assessment) -> Iterator[str]:
    """What an assessment should never hold."""
    if not found.keys() <= set(ADVICE):
        yield "a key outside the vocabulary"
    if any(m.fact not in FACTS or not m.keys for m in found.missing):
        yield "something missing that has no name"
    if len({m.fact for m in found.missing}) != len(found.missing):
        yield "one missing fact named twice"
    p = found.proposal
    if p and p.band_days and p.interval_days is not None:
        low, high = p.band_days
        changed = p.reason in ("shorter", "longer")
        if changed and not low <= p.interval_days <= high:
            yield "a proposal outside the band"
    if p and p.band_days is None:
        yield "a proposal without a band"


def main() -> None:
    """Assess every record, print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    rng, seen, wrong = np.random.default_rng(told.seed), Counter[str](), Counter[str]()
    begun = process_time()
    for index, (record, on) in enumerate(records(rng, told.number)):
        country, ask = Country(rng.choice(list(Country))), Ask(rng.choice(list(Ask)))
        found = assess(record, on=on, country=country, ask=ask)
        seen["with advice"] += bool(found.advice)
        seen["with something missing"] += bool(found.missing)
        seen["with a proposal"] += found.proposal is not None
        seen["with a step"] += bool(found.proposal and found.proposal.reason in STEPS)
        seen["with something withheld"] += bool(found.withheld)
        wrong.update(faults(found))
        if index % WRITTEN_OUT == 0:
            seen["said in words"] += bool(as_text(found, Lang(rng.choice(list(Lang))), READER))
    print(f"command: bench/long/records.py --number {told.number} --seed {told.seed}")
    print(f"{told.number} records, 0 exceptions, {wrong.total()} faults {dict(wrong)}")
    print(f"{dict(seen)}; {process_time() - begun:.0f} s of CPU")


STEPS = ("shorter", "longer")
READER = Reader.CLINICIAN

if __name__ == "__main__":
    main()
