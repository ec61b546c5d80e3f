"""What is told from memory, and injections of which too little is known."""

import json
from datetime import date

import pytest

from corrin.record import (
    Elsewhere,
    Record,
    RecordError,
    Remembered,
    doubts,
    read_case,
    read_notation,
    write_notation,
)

ON = date(2026, 3, 1)


def asked(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.code, d.because) for d in doubts(read_notation(text, on=ON), on=ON)]


def test_weeks_remembered_are_kept_as_days() -> None:
    (told,) = read_notation("2025-11-03 remembered well 5 weeks\n").of(Remembered)
    assert (told.on, told.well_days) == (date(2025, 11, 3), 35)


def test_what_is_usual_needs_no_day() -> None:
    (told,) = read_notation("undated remembered well 30,5 days\n").of(Remembered)
    assert (told.on, told.well_days) == (None, 30.5)


def test_the_case_and_the_notation_hold_the_same() -> None:
    case = {
        "remembered": [{"date": "2025-11-03", "well_days": 35}, {"well_days": 30}],
        "elsewhere": [{"from": "2025-12-01", "to": "2025-12-20"}, {"date": "2026-01-05"}],
    }
    notation = """2025-11-03 remembered well 35 days id /remembered/0
undated remembered well 30 days id /remembered/1
2025-12-01 elsewhere until 2025-12-20 id /elsewhere/0
2026-01-05 elsewhere id /elsewhere/1
"""
    read = read_case(json.dumps(case), on=ON).record
    assert read == read_notation(notation, on=ON)
    assert write_notation(read) == notation


@pytest.mark.parametrize(
    "line",
    [
        "2025-11-03 remembered well 0 days",
        "2025-11-03 remembered well five weeks",
        "2025-11-03 remembered 5 weeks",
        "undated elsewhere",
        "2025-12-01 elsewhere until soon",
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_with_an_example(line: str) -> None:
    with pytest.raises(RecordError) as refusal:
        read_notation(line, on=ON)
    assert [fault.place for fault in refusal.value.faults] == ["line 1"]


def test_a_case_without_the_days_is_refused() -> None:
    with pytest.raises(RecordError) as refusal:
        read_case('{"remembered": [{}], "elsewhere": [{}]}', on=ON)
    places = [fault.place for fault in refusal.value.faults]
    assert places == ["/remembered/0/well_days", "/elsewhere/0/date"]


def test_an_injection_given_elsewhere_is_kept_and_asked_about() -> None:
    text = "2025-12-01 elsewhere until 2025-12-20\n"
    assert len(read_notation(text).of(Elsewhere)) == 1
    assert asked(text) == [("given_elsewhere", ("line:1",))]


def test_a_dose_without_a_day_and_a_drug_without_a_name_are_asked_about_once() -> None:
    text = """undated gave hydroxocobalamin 1000 ug im
undated gave hydroxocobalamin 1000 ug im
2025-12-01 gave b12_unspecified 1000 ug im
undated gave cyanocobalamin 1000 ug oral
"""
    assert asked(text) == [
        ("undated_dose", ("line:1", "line:2")),
        ("unnamed_drug", ("line:3",)),
    ]


def test_what_is_remembered_changes_the_fingerprint() -> None:
    one, two = (Record((Remembered(well_days=days),)) for days in (30.0, 31.0))
    assert one.sha256() != two.sha256()
