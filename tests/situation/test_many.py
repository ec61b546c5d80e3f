"""The facts of many patients, read at once, are the facts of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.knowledge import load
from corrin.record import Administration, Elsewhere, History, Lab, Record, Score, Symptom
from corrin.record.table import table
from corrin.situation import FACTS, Reading, read
from corrin.situation.many import ManySituation, bits, flags, read_many
from corrin.situation.many.expressions import NotForMany
from corrin.terms import Country
from tests.advice.patients import made, numbered
from tests.proof.situations import cases
from tests.record.strategies import RECORDS

ON = date(2026, 6, 1)
Told = tuple[Record, date]


def many_of(told: Sequence[Told], country: Country) -> ManySituation:
    days = np.array([float(on.toordinal()) for _, on in told])
    thresholds = load().protocol(country, ON).thresholds
    return read_many(table(record for record, _ in told), on=days, thresholds=thresholds)


def differing(told: Sequence[Told], country: Country = Country.UK) -> Iterator[str]:
    """Where a fact read for all is not the fact read for one, to the type."""
    many, thresholds = many_of(told, country), load().protocol(country, ON).thresholds
    each = [read(record, on=on, thresholds=thresholds) for record, on in told]
    for name in FACTS:
        values, index = many.column(name)
        for place, one in enumerate(each):
            for_one, for_many = one.fact(name).value, values[index[place]]
            if for_one != for_many or type(for_one) is not type(for_many):
                yield f"{name} of {place}: {for_one!r}, and {for_many!r} among many"


def degraded(rng: np.random.Generator, number: int) -> Iterator[Told]:
    """Vignettes and courses with entries left out and strangers' put in."""
    told = cases("open.jsonl", "own.jsonl", "courses-open.jsonl")
    for _ in range(number):
        case = told[int(rng.integers(len(told)))]
        assert case.on
        kept = [e for e in case.record.entries if rng.random() < rng.choice([0.7, 0.95, 1.0])]
        strays = [e for e in made(rng, case.on).entries if rng.random() < 0.2]
        yield Record((*kept, *strays)), case.on


def test_every_vignette_is_read_among_many_as_alone() -> None:
    told = sorted(
        (c for c in cases("open.jsonl", "own.jsonl", "courses-open.jsonl") if c.on),
        key=lambda c: c.country or Country.UK,
    )
    for country, group in groupby(told, key=lambda c: c.country or Country.UK):
        asked = [(case.record, case.on) for case in group if case.on]
        assert asked and not list(differing(asked, country))


@pytest.mark.parametrize("country", list(Country))
def test_random_and_degraded_records_are_read_among_many_as_alone(country: Country) -> None:
    rng = np.random.default_rng(len(country) + ord(country[0]))
    people = [(made(rng, ON, diary=0.1), ON) for _ in range(300)]
    assert not list(differing([*people, *degraded(rng, 150)], country))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(RECORDS, st.dates(date(2000, 1, 1), date(2034, 1, 1))), max_size=40))
def test_records_of_any_shape_are_read_among_many_as_alone(told: list[Told]) -> None:
    assert not list(differing(told))


def edges() -> Iterator[Record]:
    """Ties, double doses, empty spans, years only, and unknown words."""
    dose = Administration(drug="hydroxocobalamin", dose_ug=1000.0, route="im", on=ON)
    yield Record((dose, dose))
    yield numbered([dose, dose])
    yield numbered([replace(dose, on=None), replace(dose, on=None)])
    for gap in (0.0, 3.5, 6.5, 14.0):
        first = ON - timedelta(days=40)
        yield numbered([replace(dose, on=first, until=ON, every_days=gap)])
    yield numbered([replace(dose, until=ON - timedelta(9), every_days=2.0)])
    for around in ("2024", "2026-05", "2026", "sometime"):
        lab = Lab(test="b12_total", value=100.0, unit="pmol/L", around=around)
        yield numbered([lab, replace(dose, on=date(2026, 5, 31))])
    yield numbered([Elsewhere(on=ON), dose])
    yield numbered([Symptom(code="wobblyness", severity=9.0), Symptom(code="wobblyness")])
    yield numbered([History(section="conditions", code="coeliac", until=ON - timedelta(1))])
    yield numbered([Score(item="fatigue", score=s, on=ON) for s in (3.0, 11.0)])


def test_ties_and_empty_spans_are_read_among_many_as_alone() -> None:
    assert not list(differing([(record, ON) for record in edges()]))


def test_the_answers_do_not_depend_on_who_else_is_asked() -> None:
    rng = np.random.default_rng(4)
    told = [(made(rng, ON, diary=0.2), ON) for _ in range(60)]
    whole, half = many_of(told, Country.NL), many_of(told[30:], Country.NL)
    for name in FACTS:
        for place in range(30):
            assert whole.value(name, 30 + place) == half.value(name, place), name


def test_nobody_at_all_can_be_read() -> None:
    nobody = many_of([], Country.DK)
    assert nobody.everyone == 0
    assert all(len(nobody.column(name)[1]) == 0 for name in FACTS)


def test_a_fact_worked_out_elsewhere_is_put_in() -> None:
    many = many_of([(Record(), ON)] * 3, Country.DK)
    many.with_values("proposal", ["shorter", None, "keep"])
    found = many.masks("proposal", lambda value: value == "shorter")
    assert (found.certain, found.possible, found.unknown) == (0b001, 0b011, 0b010)


def loops(r: Reading) -> bool:
    seen = 0
    while seen < len(r.symptoms):
        seen += 1
    return seen > 2


def over_entries(r: Reading) -> int:
    worst = 0
    for s in r.symptoms:
        worst = max(worst, int(s.severity or 0))
    return worst


def breaks(r: Reading) -> str:
    for name in ("fatigue", "numbness"):
        if r.active_among(frozenset({name})):
            break
    return name


def loops_with_else(r: Reading) -> str:
    for name in ("fatigue", "numbness"):
        if r.active_among(frozenset({name})):
            return name
    else:
        return "none"


def test_a_name_given_in_a_branch_keeps_what_it_was_elsewhere() -> None:
    def worst(r: Reading) -> float:
        found = None
        for code in ("fatigue", "numbness"):
            told = r.active_among(frozenset({code}))
            if told:
                found = told[-1].severity
        return found or 0.0

    people = [
        Record((Symptom(code="fatigue", severity=3.0),)),
        Record((Symptom(code="numbness", severity=5.0), Symptom(code="fatigue", severity=2.0))),
        Record(),
    ]
    reading = many_of([(record, ON) for record in people], Country.DK).reading
    found = reading.python.call(worst, reading)  # type: ignore[arg-type]
    alone = [worst(Reading(record, on=ON, thresholds=())) for record in people]
    assert found.data.tolist() == alone == [3.0, 5.0, 0.0]


@pytest.mark.parametrize("function", [loops, over_entries, breaks, loops_with_else])
def test_what_cannot_be_done_for_many_is_refused_by_name(function: object) -> None:
    reading = many_of([(Record(), ON)], Country.DK).reading
    with pytest.raises(NotForMany, match=r"while|comprehension|break|for"):
        reading.python.call(function, reading)  # type: ignore[arg-type]


@given(st.lists(st.booleans(), max_size=70))
def test_flags_are_bits_and_back(told: list[bool]) -> None:
    mask = bits(np.array(told, dtype=bool))
    assert mask == sum(1 << place for place, one in enumerate(told) if one)
    assert flags(mask, len(told)).tolist() == told
