"""Situations read from real and random records, for holding the model against the code."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from corrin.advice import grounds_of
from corrin.knowledge import Protocol
from corrin.record import Case, Record, read_case
from corrin.situation import FACTS, UNKNOWN, Fact, Situation, of, read
from corrin.situation.fact import FactValue
from corrin.terms import Country
from tests.advice.patients import made

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
ON = date(2026, 6, 1)


def cases(*names: str) -> list[Case]:
    """The vignettes of some files."""
    lines = (line for n in names for line in (FOLDER / n).read_text("utf-8").splitlines())
    return [read_case(line) for line in lines]


def situations(rng: np.random.Generator, number: int) -> Iterator[tuple[Situation, Protocol]]:
    """Random patients under the rules of a random country and edition."""
    for _ in range(number):
        on = ON if rng.random() < 0.8 else date(2020, 6, 1)
        yield _read(made(rng, on, diary=0.1), on, Country(rng.choice(list(Country))))


def spoilt(rng: np.random.Generator, number: int) -> Iterator[tuple[Situation, Protocol]]:
    """Vignettes, courses among them, with entries left out and another patient's put in."""
    told = cases("open.jsonl", "courses-open.jsonl")
    for _ in range(number):
        case = told[int(rng.integers(len(told)))]
        assert case.on
        kept = [e for e in case.record.entries if rng.random() < rng.choice([0.7, 0.95, 1.0])]
        more = made(rng, case.on).entries if rng.random() < 0.5 else ()
        strays = [e for e in more if rng.random() < 0.2]
        yield _read(Record((*kept, *strays)), case.on, Country(rng.choice(list(Country))))


def _read(record: Record, on: date, country: Country) -> tuple[Situation, Protocol]:
    seen = grounds_of(record, on=on, country=country)
    return seen.situation, seen.protocol


def invented(rng: np.random.Generator) -> Situation:
    """A situation no record need have: every fact by chance, numbers around the rules' limits."""
    empty = read(Record(), on=ON, thresholds=())
    return empty.with_facts({name: _by_chance(rng, name) for name in FACTS})


NUMBERS = (0.0, 1.0, 3.0, 3.5, 4.0, 7.0, 8.0, 15.0, 16.0, 17.0, 18.0, 27.0, 28.0, 55.0, 56.0, 61.0)


def _by_chance(rng: np.random.Generator, name: str) -> Fact:
    term = FACTS[name]
    if rng.random() < 0.25:
        return UNKNOWN
    choices: dict[str, Sequence[FactValue]] = {
        "flag": (True, False),
        "number": (*NUMBERS, 84.0, 85.0, 100.0),
        "code": term.codes,
        "codes": ((), ("metformin",), ("metformin", "ppi")),
        "day": (ON, date(2026, 7, 1)),
    }
    values = choices[term.kind]
    return of(values[int(rng.integers(len(values)))])
