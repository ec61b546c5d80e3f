"""Random patients who could walk in: codes of every list, plausible values, gaps everywhere.

`made(rng, on)` makes one; the same seed makes the same patient. What is random in
`tests/record/strategies.py` is the shape of entries; here it is the person.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from corrin.record import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Entry,
    History,
    Ill,
    Lab,
    NoneStated,
    Pregnancy,
    Record,
    Score,
    Symptom,
)
from corrin.terms import ANALYTES, SECTIONS, VOCABULARY

Chance = np.random.Generator
SECTION_MEANS = {
    "conditions": 1.2,
    "medicines": 0.6,
    "allergies": 0.15,
    "family_history": 0.3,
    "exposures": 0.3,
    "signs": 0.6,
}
# Where values of each test lie, in its base unit: log-uniform between the two.
USUAL = {
    "b12_total": (60, 900),
    "holotc": (8, 130),
    "mma": (0.1, 3),
    "homocysteine": (5, 60),
    "hb": (55, 160),
    "mcv": (75, 125),
    "platelets": (20, 900),
    "wbc": (1.5, 12),
    "folate_serum": (3, 40),
    "creatinine": (50, 250),
    "egfr": (15, 110),
    "potassium": (2.5, 6),
    "phq9_item9": (0.4, 3),
}
OFTEN = ("b12_total", "b12_total", "b12_total", "mma", "if_antibody")
GAPS = (2, 3, 3.5, 7, 14, 28, 42, 56, 61, 84, 91)
INJECTED = ("hydroxocobalamin", "cyanocobalamin", "mecobalamin", "b12_unspecified")


def made(rng: Chance, on: date, *, diary: float = 0.0) -> Record:
    """A patient read on a day or near it; with a diary in that share of them."""
    entries = [*_person(rng, on), *_history(rng, on), *_complaints(rng, on), *_labs(rng, on)]
    treated = list(_treatment(rng, on))
    scored = list(_diary(rng, on)) if rng.random() < diary else []
    stated = [NoneStated(section=s) for s in SECTIONS if rng.random() < 0.6]
    return numbered([*entries, *treated, *scored, *stated])


def numbered(entries: list[Entry]) -> Record:
    """The entries as a record, each with its own id."""
    for index, entry in enumerate(entries):
        object.__setattr__(entry, "id", f"line:{index + 1}")
    return Record(tuple(entries))


def _one(rng: Chance, kind: str) -> str:
    return str(rng.choice(sorted(VOCABULARY[kind])))


def _day(rng: Chance, on: date, back: int = 900) -> date | None:
    """A day up to so many before, sometimes just after, sometimes not known; recent ones often."""
    chance = rng.random()
    if chance < 0.08:
        return None
    if chance < 0.11:
        return on + timedelta(days=int(rng.integers(1, 40)))
    reach = int(rng.choice([3, 20, 120, back]))
    return on - timedelta(days=int(rng.integers(0, reach + 1)))


def _person(rng: Chance, on: date) -> Iterator[Entry]:
    age = int(rng.choice([0, 2, 10, 15, 16, 17, 18, 30, 45, 60, 80]))
    birth = on - timedelta(days=age * 365 + int(rng.integers(2, 364)))
    born = (Born(birth=birth), Born(year=birth.year), Born(age_months=age * 12))
    if rng.random() < 0.9:
        yield born[int(rng.integers(3))]
    if rng.random() < 0.8:
        yield Attribute(name="sex", value=_one(rng, "sex"))
    if rng.random() < 0.6:
        yield Attribute(name="diet", value=_one(rng, "diet"))
    if rng.random() < 0.5:
        yield Pregnancy(status=_one(rng, "pregnancy"), on=_day(rng, on, 60))


def _history(rng: Chance, on: date) -> Iterator[Entry]:
    for section, mean in SECTION_MEANS.items():
        for _ in range(rng.poisson(mean)):
            began = _day(rng, on, 3000)
            ended = _day(rng, on) if rng.random() < 0.15 else None
            until = max(began, ended) if began and ended else None
            yield History(section=section, code=_one(rng, section), on=began, until=until)


def _complaints(rng: Chance, on: date) -> Iterator[Entry]:
    for _ in range(rng.poisson(1.6)):
        severity = None if rng.random() < 0.2 else float(rng.integers(0, 11))
        trend = None if rng.random() < 0.3 else _one(rng, "trends")
        code = _one(rng, "symptoms") if rng.random() < 0.97 else "wobblyness"
        yield Symptom(code=code, severity=severity, trend=trend, on=_day(rng, on))


def _labs(rng: Chance, on: date) -> Iterator[Entry]:
    for _ in range(rng.poisson(2.2)):
        test = str(rng.choice([*USUAL, *OFTEN, _one(rng, "tests")]))
        yield _result(rng, test, _day(rng, on))


def _result(rng: Chance, test: str, on: date | None) -> Lab:
    if test not in ANALYTES or rng.random() < 0.12:
        return Lab(test=test, value=_one(rng, "qualitative"), unit="1", on=on)
    low, high = USUAL[test]
    unit = str(rng.choice(sorted(ANALYTES[test].factors)))
    value = float(np.exp(rng.uniform(np.log(low), np.log(high)))) / ANALYTES[test].factors[unit]
    reference = rng.random() < 0.3
    return Lab(
        test=test,
        value=round(value, 4),
        unit=None if rng.random() < 0.03 else unit,
        op=str(rng.choice(["=", "=", "=", "=", "<", ">"])),
        ref_low=round(value * rng.uniform(0.5, 1.2), 4) if reference else None,
        ref_high=round(value * rng.uniform(0.6, 1.6), 4) if reference else None,
        on=on,
    )


def _treatment(rng: Chance, on: date) -> Iterator[Entry]:
    if rng.random() < 0.5:
        yield from _injections(rng, on)
    if rng.random() < 0.2:
        first = on - timedelta(days=int(rng.integers(0, 400)))
        last = first + timedelta(days=int(rng.integers(0, 400)))
        dose = float(rng.choice([50, 150, 500, 1000, 2000]))
        drug = str(rng.choice(INJECTED[1:]))
        yield Administration(
            drug=drug, dose_ug=dose, route="oral", on=first, until=last, every_days=1
        )
    if rng.random() < 0.05:
        yield Administration(drug="folic_acid", dose_ug=5000, route="oral", on=_day(rng, on, 60))
    if rng.random() < 0.4:
        yield _plan(rng, on)


def _injections(rng: Chance, on: date) -> Iterator[Entry]:
    """Single doses at a steady or unsteady gap, or a series; the last one recent or long ago."""
    gap = float(rng.choice(GAPS))
    count = int(rng.integers(1, 14))
    last = on - timedelta(days=int(rng.choice([0, gap / 2, gap, gap + 3, 500])))
    route, drug = str(rng.choice(["im", "sc"])), str(rng.choice(INJECTED))
    if rng.random() < 0.3:
        first = last - timedelta(days=int(gap * count))
        yield Administration(
            drug=drug, dose_ug=1000, route=route, on=first, until=last, every_days=gap
        )
        return
    jitter = int(rng.choice([0, 0, 2, 9]))
    for index in range(count):
        day = last - timedelta(days=int(gap * index) + int(rng.integers(0, jitter + 1)))
        yield Administration(drug=drug, dose_ug=1000, route=route, on=day)
    if rng.random() < 0.05:
        ahead = on + timedelta(days=int(rng.integers(0, 9)))
        yield Administration(drug=drug, dose_ug=1000, route=route, on=ahead)


def _plan(rng: Chance, on: date) -> CarePlan:
    days = float(rng.choice(GAPS))
    low = max(1.0, round(days * rng.uniform(0.3, 1.1)))
    signed = bool(rng.random() < 0.6)
    return CarePlan(
        interval_days=days if rng.random() < 0.8 else None,
        interval_months=2 if rng.random() < 0.2 else None,
        band_days=(low, low + float(rng.integers(0, 60))) if rng.random() < 0.7 else None,
        signed=signed,
        signed_by="Dr A" if signed else "",
        on=_day(rng, on, 400),
    )


def _diary(rng: Chance, on: date) -> Iterator[Entry]:
    """Scores that follow the injections, drift, or do neither."""
    length, gap = int(rng.integers(5, 260)), float(rng.choice(GAPS))
    level, swing, drift = rng.uniform(0, 6), rng.uniform(0, 4), rng.uniform(-2, 2)
    kept = float(rng.choice([0.1, 0.5, 0.95]))
    item = _one(rng, "diary")
    for back in range(length):
        if rng.random() < kept:
            score = level + swing * ((length - back) % gap) / gap + drift * back / length
            score += rng.normal(0, 0.7)
            day = on - timedelta(days=back)
            yield Score(item=item, score=float(np.clip(round(score), 0, 10)), on=day)
    if rng.random() < 0.3:
        yield Ill(on=on - timedelta(days=int(rng.integers(0, length))))
