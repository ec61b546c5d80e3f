"""What holds for every record: moving it in time, the order of entries, alarms, the band."""

import dataclasses
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corrin.advice import OUT_OF_SCOPE, RED_FLAGS, Assessment, assess, grounds_of
from corrin.record import (
    Administration,
    Born,
    CarePlan,
    Entry,
    History,
    Record,
    Score,
    case_from,
)
from corrin.situation import FACTS
from corrin.situation.reading import WEIGHED_DAYS
from corrin.terms import ADVICE, EXCLUSIVE, PLAN, Ask, Country
from tests.record.strategies import RECORDS

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
CASES = [
    case_from(json.loads(line))
    for name in ("open.jsonl", "courses-open.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]
ON = date(2026, 6, 1)
INTERVALS = {"shorten_interval", "may_extend_slowly", "keep_interval", "slow_way_out"}


def moved(entry: Entry, days: int) -> Entry:
    """The entry with every date in it moved."""
    step = timedelta(days=days)
    changes: dict[str, Any] = {
        f.name: value + step
        for f in dataclasses.fields(entry)
        if isinstance(value := getattr(entry, f.name), date)
    }
    return dataclasses.replace(entry, **changes)


def shape(found: Assessment, back: int = 0) -> dict[str, Any]:
    """The advice with its dates moved back, without the fingerprint."""
    step = timedelta(days=back)
    advice = []
    for r in found.advice:
        params = dict(r.params)
        if "next_due" in params:
            params["next_due"] = str(date.fromisoformat(str(params["next_due"])) - step)
        dates = tuple(d - step for d in r.dates)
        advice.append((r.key, sorted(params.items(), key=str), r.strength, r.rules, dates))
    missing = [(m.fact, m.keys) for m in found.missing]
    return {"advice": advice, "missing": missing, "withheld": found.withheld}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_moving_record_and_day_moves_only_dates(case: Any) -> None:
    born = case.record.of(Born)[0]
    assume_birth = born.birth or date((born.year or 1970), 7, 1)
    if born.age_months is None:
        entries = [e for e in case.record.entries if not isinstance(e, Born)]
        entries.append(Born(id=born.id, birth=assume_birth))
    else:
        entries = list(case.record.entries)
    on, country = max(case.on, date(2024, 6, 1)), case.country or Country.UK
    age = (on - assume_birth).days / 365.25
    grown: tuple[Born, ...] = ()
    if any(abs(age - limit) < 3 for limit in (1, 3, 16, 18)):
        entries = [e for e in entries if not isinstance(e, Born)]
        grown = (Born(birth=date(1970, 1, 1)),)
    here = assess(Record((*entries, *grown)), on=on, country=country, ask=case.ask)
    for days in (1, 30, 731):
        later = Record((*(moved(e, days) for e in entries), *grown))
        there = assess(later, on=on + timedelta(days=days), country=country, ask=case.ask)
        assert shape(there, back=days) == shape(here), days


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_the_order_of_entries_does_not_matter(case: Any) -> None:
    country = case.country or Country.DK
    turned = Record(tuple(reversed(case.record.entries)))
    one = assess(case.record, on=case.on, country=country, ask=case.ask)
    two = assess(turned, on=case.on, country=country, ask=case.ask)
    assert shape(one) == shape(two)
    assert one.proposal == two.proposal
    assert one.record_sha256 == two.record_sha256


@cache
def answers(name: str) -> dict[Ask, Assessment]:
    """What is said of a case to each question, where nothing else is named in the Netherlands."""
    case = next(c for c in CASES if c.id == name)
    country = case.country or Country.NL
    assert case.on
    return {ask: assess(case.record, on=case.on, country=country, ask=ask) for ask in Ask}


def everything(record: Record) -> list[Assessment]:
    return [assess(record, on=ON, country=country, ask=ask) for country in Country for ask in ASKS]


def contradictions(keys: frozenset[str]) -> list[tuple[str, str]]:
    """The exclusive pairs of which both are given."""
    plans = {"automatic_plan": PLAN}
    return [(a, b) for a, b in EXCLUSIVE if a in keys and keys & plans.get(b, {b})]


ASKS = (Ask.ASSESS, Ask.NEXT_INTERVAL, Ask.MAY_STOP)


@settings(max_examples=60)
@given(RECORDS)
def test_any_record_at_all_is_answered_and_nothing_contradicts_itself(record: Record) -> None:
    for found in everything(record):
        assert found.keys() <= set(ADVICE)
        assert not contradictions(found.keys())


MIXED = st.lists(st.sampled_from(CASES), min_size=2, max_size=3)


@settings(max_examples=80)
@given(MIXED, st.sampled_from(list(Country)), st.sampled_from(ASKS))
def test_beside_an_alarm_or_out_of_scope_there_is_no_interval(
    cases: list[Any], country: Country, ask: Ask
) -> None:
    entries = tuple(e for case in cases for e in case.record.entries)
    found = assess(Record(entries), on=max(c.on for c in cases), country=country, ask=ask)
    keys = found.keys()
    if keys & (RED_FLAGS | OUT_OF_SCOPE):
        assert found.proposal is None
    if keys & RED_FLAGS:
        assert not keys & INTERVALS
    if found.proposal and found.proposal.reason == "shorter":
        assert "shorten_interval" in keys
    if keys & OUT_OF_SCOPE:
        assert not keys & PLAN


@settings(max_examples=80)
@given(
    st.sampled_from([c for c in CASES if c.record.of(CarePlan)]),
    st.tuples(st.integers(1, 100), st.integers(1, 100)).map(lambda b: (min(b), max(b))),
)
def test_a_proposed_interval_never_leaves_the_signed_band(case: Any, band: tuple[int, int]) -> None:
    entries = [
        dataclasses.replace(e, band_days=band) if isinstance(e, CarePlan) else e
        for e in case.record.entries
    ]
    country = case.country or Country.DK
    found = assess(Record(tuple(entries)), on=case.on, country=country, ask="next_interval")
    for r in found.advice:
        if r.key == "shorten_interval":
            assert band[0] <= float(str(r.params["to_days"])) <= band[1]
        if r.key == "may_extend_slowly":
            assert found.proposal and found.proposal.interval_days
            assert band[0] <= found.proposal.interval_days <= band[1]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_the_question_changes_the_order_and_adds_but_removes_no_alarm_and_no_safety(
    case: Any,
) -> None:
    lasting = {k for k, term in ADVICE.items() if term.family in ("urgency", "safety")}
    assert len({frozenset(a.keys() & lasting) for a in answers(case.id).values()}) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_alarms_stand_first(case: Any) -> None:
    for found in answers(case.id).values():
        keys = [r.key for r in found.advice]
        alarms = [k in RED_FLAGS | OUT_OF_SCOPE for k in keys]
        assert alarms == sorted(alarms, reverse=True)
        assert "same_day_emergency" not in keys[1:]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_every_piece_of_advice_names_sources_and_entries_that_exist(case: Any) -> None:
    known = {e.id for e in case.record.entries} | {"/diary"}
    for r in answers(case.id)[case.ask or Ask.ASSESS].advice:
        assert r.citations
        assert set(r.because) <= known


def test_without_a_signed_band_there_is_no_proposal() -> None:
    for case in CASES:
        assert case.on
        entries = [
            dataclasses.replace(e, signed=False) if isinstance(e, CarePlan) else e
            for e in case.record.entries
        ]
        country = case.country or Country.DK
        found = assess(Record(tuple(entries)), on=case.on, country=country, ask="next_interval")
        assert found.proposal is None
        assert not found.keys() & {"shorten_interval", "may_extend_slowly"}


def test_with_the_interval_part_switched_off_the_plan_in_force_is_kept() -> None:
    for case in CASES:
        assert case.on
        country = case.country or Country.DK
        found = assess(
            case.record, on=case.on, country=country, ask="next_interval", interval_part=False
        )
        assert found.proposal is None
        assert not found.keys() & {"shorten_interval", "may_extend_slowly"}


@settings(max_examples=40)
@given(st.sampled_from(CASES), st.data())
def test_leaving_entries_out_never_brings_a_contradiction(case: Any, data: Any) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=5, max_size=40))
    entries = [e for i, e in enumerate(case.record.entries) if i >= len(kept) or kept[i]]
    assume(entries)
    keys = assess(Record(tuple(entries)), on=case.on, country=case.country or Country.UK).keys()
    assert not contradictions(keys)


def test_a_withheld_step_is_no_proposal_either() -> None:
    case = next(c for c in CASES if c.id == "tc-001")
    assert case.on
    leber = History(id="leber", section="family_history", code="leber")
    asked = {"on": case.on, "country": "dk", "ask": "next_interval"}
    plain = assess(case.record, **asked)  # type: ignore[arg-type]
    held = assess(Record((*case.record.entries, leber)), **asked)  # type: ignore[arg-type]
    assert plain.proposal and plain.proposal.reason == "shorter"
    assert "shorten_interval" in held.withheld and held.proposal is None


def kept_long(seed: int, on: date) -> Record:
    """A diary of six years, whose items and dose were others in the beginning."""
    chance, years = np.random.default_rng(seed), 6
    interval, rise = int(chance.choice((28, 56, 84))), int(chance.choice((0, 3)))
    entries: list[Entry] = [
        CarePlan(on=on - timedelta(days=900), interval_days=interval, band_days=(14, 84),
                 signed_by="dr", id="plan"),
    ]  # fmt: skip
    for ago in range(years * 365, -1, -1):
        day = on - timedelta(days=ago)
        since = ago % interval
        if since == 0:
            dose = 500.0 if ago > 4 * 365 else 1000.0
            entries.append(
                Administration(drug="hydroxocobalamin", dose_ug=dose, route="im", on=day,
                               id=f"dose {ago}")
            )  # fmt: skip
        worse = rise if since > interval - 9 else 0
        score = float(1 + worse + int(chance.integers(3)))
        item = "pain" if seed % 2 and ago > 2.5 * 365 else "fatigue"
        entries.append(Score(on=day, item=item, score=score, id=f"score {ago}"))
    return Record(tuple(entries))


@pytest.mark.parametrize("seed", range(6))
def test_daily_scores_of_more_than_three_years_ago_change_no_advice(seed: int) -> None:
    whole = kept_long(seed, ON)
    first = ON - timedelta(days=WEIGHED_DAYS)
    kept = [e for e in whole.entries if not isinstance(e, Score) or (e.on and e.on >= first)]
    assert len(kept) < len(whole.entries) - 900
    both = whole, Record(tuple(kept))
    one, two = (assess(r, on=ON, country=Country.DK) for r in both)
    assert shape(one) == shape(two)
    assert one.proposal == two.proposal
    told = [grounds_of(r, on=ON, country=Country.DK).situation for r in both]
    for name in FACTS:
        assert told[0].fact(name).value == told[1].fact(name).value, name
