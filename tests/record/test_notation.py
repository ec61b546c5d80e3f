"""The diary notation."""

from datetime import date

import pytest
from hypothesis import given

from corrin.record import (
    GRAMMAR,
    Administration,
    CarePlan,
    Lab,
    RecordError,
    Score,
    read_notation,
    read_notation_leniently,
    write_notation,
)
from corrin.record.model import Record
from tests.record.strategies import RECORDS

ON = date(2026, 3, 1)


@given(RECORDS)
def test_what_is_printed_reads_back_as_the_same_record(record: Record) -> None:
    assert read_notation(write_notation(record), on=date(2035, 12, 31)) == record


def test_the_printed_grammar_is_itself_a_record() -> None:
    record = read_notation(GRAMMAR)
    assert len(record.entries) > 20
    assert read_notation(write_notation(record)).sha256() == record.sha256()


def test_three_lines_of_a_diary() -> None:
    dose, felt, lab = read_notation(
        "2026-01-05 gave hydroxocobalamin 1000 ug im\n"
        "2026-02-20 felt fatigue 7\n"
        "2026-02-20 lab mma 0.42 umol/L\n"
    ).entries
    assert isinstance(dose, Administration) and dose.dose_ug == 1000 and dose.id == "line:1"
    assert isinstance(felt, Score) and felt.score == 7
    assert isinstance(lab, Lab) and (lab.value, lab.unit) == (0.42, "umol/L")


def test_comma_and_point_are_both_decimal_signs_and_milligrams_are_read() -> None:
    lab, dose = read_notation(
        "2026-02-20 lab mma 0,42 umol/L\n2026-02-20 gave hydroxocobalamin 1 mg im"
    ).entries
    assert isinstance(lab, Lab) and lab.value == 0.42
    assert isinstance(dose, Administration) and dose.dose_ug == 1000


def test_a_plan_names_the_clinician_and_the_day() -> None:
    (plan,) = read_notation('2026-01-05 plan every 56 days band 28 84 signed "Dr A"').entries
    assert isinstance(plan, CarePlan)
    assert (plan.band_days, plan.signed_by, plan.on) == ((28, 84), "Dr A", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("yesterday felt fatigue 7", "a date like 2026-03-05"),
        ("2026-02-30 felt fatigue 7", "a date like 2026-03-05"),
        ("1023-02-20 felt fatigue 7", "a year from 1900 to 2036"),
        ("9999-02-20 felt fatigue 7", "a year from 1900 to 2036"),
        ("2026-02-20 drank coffee", "one of gave, felt"),
        ("2026-02-20 felt fatigue nan", "a number from 0 to 10"),
        ("2026-02-20 felt fatigue", "a number from 0 to 10"),
        ("2026-02-20 felt fatigue 1e999", "a finite number"),
        ("2026-02-20 felt fatigue 7 8", "the end of the line"),
        ("undated ethnicity black black", "the end of the line"),
        ("2026-02-20 gave hydroxocobalamin -1 ug im", "a number above 0"),
        ("2026-02-20 gave hydroxocobalamin 1 litre im", "ug or mg"),
        ('2026-02-20 felt "fatigue 7', "closed quotation marks"),
        ("2026-02-20 felt fat\u202eigue 7", "closed quotation marks"),
        ("2026-02-20 felt fat\x00igue 7", "closed quotation marks"),
        ("2026-01-05 plan every 56 days band 84 28", "the shortest first"),
    ],
)
def test_a_bad_line_is_refused_with_place_and_what_would_be_right(line: str, told: str) -> None:
    with pytest.raises(RecordError) as refusal:
        read_notation(f"# a diary\n{line}", on=ON)
    (fault,) = refusal.value.faults
    assert fault.place == "line 2"
    assert told in fault.expected
    assert fault.do
    assert "\u202e" not in str(fault) and "\x00" not in str(fault)


def test_every_bad_line_is_told_and_the_good_ones_can_be_used() -> None:
    text = "2026-02-20 felt fatigue 7\nrubbish\n2026-02-21 felt fatigue 6\nmore rubbish"
    with pytest.raises(RecordError) as refusal:
        read_notation(text)
    assert [fault.place for fault in refusal.value.faults] == ["line 2", "line 4"]
    record, faults = read_notation_leniently(text)
    assert len(record.entries) == 2 and len(faults) == 2


def test_common_slips_are_read_as_they_are_meant() -> None:
    dose, felt, plan = read_notation(
        "2026-01-05 gave hydroxocobalamin 1mg im\n"
        "2026-02-20 Felt fatigue 7\n"
        "2026-01-05 plan every 8 weeks"
    ).entries
    assert isinstance(dose, Administration) and dose.dose_ug == 1000
    assert isinstance(felt, Score)
    assert isinstance(plan, CarePlan) and plan.interval_days == 56


def test_a_day_that_does_not_exist_is_named_as_such() -> None:
    with pytest.raises(RecordError, match="there is no such day"):
        read_notation("2026-02-30 felt fatigue 7")
