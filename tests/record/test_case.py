"""The case JSON."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrin.record import Administration, NoneStated, RecordError, Score, read_case
from corrin.terms import Ask, Coding, Country

ON = date(2026, 3, 1)
DOSE = {"drug": "hydroxocobalamin", "dose_ug": 1000, "route": "im", "date": "2026-01-05"}


def refused(value: Any) -> list[tuple[str, str]]:
    text = value if isinstance(value, str) else json.dumps(value)
    with pytest.raises(RecordError) as refusal:
        read_case(text, on=ON)
    assert all(fault.met and fault.expected and fault.do for fault in refusal.value.faults)
    return [(fault.place, fault.expected) for fault in refusal.value.faults]


def test_a_vignette_gives_day_question_and_country_and_never_its_answer() -> None:
    text = json.dumps(
        {
            "on": "2026-03-02",
            "ask": "late_dose",
            "jurisdiction": "DK",
            "record": {"treatments": [DOSE]},
            "expect": "anything at all",
            "must_not": 7,
        }
    )
    case = read_case(text)
    assert (case.on, case.ask, case.country) == (date(2026, 3, 2), Ask.LATE_DOSE, Country.DK)
    (dose,) = case.record.of(Administration)
    assert dose.id == "/treatments/0"


def test_a_record_alone_is_read_too() -> None:
    case = read_case('{"diary": [{"date": "2026-02-20", "scores": {"fatigue": 7}}]}')
    assert case.on is None
    assert [s.score for s in case.record.of(Score)] == [7]


def test_an_empty_section_is_stated_and_a_missing_one_is_not() -> None:
    record = read_case('{"medicines": []}').record
    assert [n.section for n in record.of(NoneStated)] == ["medicines"]


def test_a_code_of_another_list_may_stand_wherever_a_code_stands() -> None:
    coded = {"system": "http://snomed.info/sct", "code": "84027009", "display": "PA"}
    case = read_case(json.dumps({"conditions": [{"code": coded}], "signs": [coded]}))
    assert {getattr(e, "code", None) for e in case.record.entries} == {Coding(**coded)}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("{", "line 1, column 2"),
        ("", "line 1, column 1"),
        ("[" * 100_000, "file"),
        ('{"labs": [], "labs": []}', "file"),
        ('{"diary": [{"date": "2026-02-20", "scores": {"fatigue": NaN}}]}', "file"),
        ([1, 2], "/"),
        ({"record": []}, "/record"),
        ({"conditions": "pernicious_anaemia"}, "/conditions"),
        ({"conditions": ["pernicious_anaemia"]}, "/conditions/0"),
        ({"conditions": [{"since": "2020-01-01"}]}, "/conditions/0/code"),
        ({"treatments": [{**DOSE, "dose_ug": -5}]}, "/treatments/0/dose_ug"),
        ({"treatments": [{**DOSE, "dose_ug": 0}]}, "/treatments/0/dose_ug"),
        ({"treatments": [{**DOSE, "dose_ug": "1 mg"}]}, "/treatments/0/dose_ug"),
        ({"treatments": [{**DOSE, "date": "1023-01-01"}]}, "/treatments/0/date"),
        ({"treatments": [{**DOSE, "date": "9999-01-01"}]}, "/treatments/0/date"),
        ({"treatments": [{**DOSE, "date": "05/01/2026"}]}, "/treatments/0/date"),
        ({"treatments": [{**DOSE, "every_days": 7}]}, "/treatments/0"),
        ({"symptoms": [{"code": "fatigue", "severity": True}]}, "/symptoms/0/severity"),
        ({"birth_year": 1023}, "/birth_year"),
        ({"birth_year": 1980.5}, "/birth_year"),
        ({"care_plan": {"band_days": [84, 28]}}, "/care_plan/band_days"),
        ({"record": {}, "on": "never"}, "/on"),
        ({"record": {}, "ask": "cure"}, "/ask"),
        ({"record": {}, "jurisdiction": "SE"}, "/jurisdiction"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(value: Any, place: str) -> None:
    assert [found for found, _ in refused(value)] == [place]


def test_all_faults_are_told_at_once() -> None:
    labs = [{"test": "hb", "value": 120, "unit": "g/L", "date": d} for d in ("x", "y")]
    assert [p for p, _ in refused({"labs": labs, "sex": 3})] == [
        "/labs/0/date",
        "/labs/1/date",
        "/sex",
    ]


def test_a_number_too_large_to_hold_is_refused() -> None:
    assert refused('{"care_plan": {"interval_days": 1e999}}')
    assert refused('{"care_plan": {"interval_days": ' + "9" * 5000 + "}}")


NAMES = "record on ask labs diary scores date value code treatments care_plan band_days symptoms"
KEYS = st.sampled_from([*NAMES.split(), "sex", "birth_date", "pregnancy", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_anything_at_all_is_read_or_refused_and_nothing_else(value: dict[str, Any]) -> None:
    try:
        read_case(json.dumps(value), on=ON)
    except RecordError as refusal:
        assert refusal.faults
