"""The case JSON, written."""

import json
from datetime import date

from hypothesis import given

from corrin.record import (
    Administration,
    Doubt,
    Lab,
    Record,
    Score,
    case_of,
    doubts,
    read_case,
    write_case,
)
from corrin.terms import Coding
from tests.record.strategies import RECORDS

ON = date(2026, 3, 1)


@given(RECORDS)
def test_what_is_written_is_read_back_whole(record: Record) -> None:
    again = read_case(write_case(record), on=ON).record
    assert again.sha256() == record.sha256()
    assert sorted(map(repr, again.entries)) == sorted(map(repr, record.entries))
    assert write_case(again) == write_case(record)


def test_a_plain_case_is_written_as_it_was_read() -> None:
    record = {
        "birth_year": 1970,
        "sex": "female",
        "pregnancy": {"status": "no"},
        "conditions": [{"code": "pernicious_anaemia", "since": "2019-06-01"}],
        "medicines": [],
        "signs": ["loss_vibration"],
        "labs": [{"test": "mma", "value": 0.42, "unit": "umol/L", "date": "2026-02-20"}],
        "treatments": [
            {"drug": "hydroxocobalamin", "dose_ug": 1000, "route": "im", "date": "2026-01-05"}
        ],
        "diary": [{"date": "2026-02-20", "scores": {"fatigue": 7, "mood": 3}}],
    }
    assert case_of(read_case(json.dumps(record), on=ON).record) == record


def test_a_day_known_in_part_is_kept_and_asked_about() -> None:
    text = '{"labs": [{"test": "mma", "value": 1, "unit": "umol/L", "around": "2024-05"}]}'
    record = read_case(text, on=ON).record
    (lab,) = record.of(Lab)
    assert (lab.on, lab.around) == (None, "2024-05")
    assert Doubt("vague_date", ("/labs/0",), "2024-05") in doubts(record, on=ON)


def test_what_its_source_calls_an_error_is_kept_and_nothing_rests_on_it() -> None:
    wrong = Administration(
        id="a", on=ON, drug="hydroxocobalamin", dose_ug=1000.0, route="im", marked="not-done"
    )
    record = Record((wrong,))
    assert record.current().entries == ()
    assert doubts(record, on=ON) == (Doubt("marked_void", ("a",), "not-done"),)


def test_a_correction_entered_by_mistake_leaves_the_first_entry_standing() -> None:
    first = Score(id="a", on=ON, item="fatigue", score=7.0)
    mistake = Score(
        id="b", on=ON, item="fatigue", score=1.0, replaces="a", marked="entered-in-error"
    )
    assert Record((first, mistake)).current().entries == (first,)


def test_one_unknown_code_asks_one_question_whatever_its_entries() -> None:
    code = Coding("http://loinc.org", "2339-0", "Glucose")
    labs = tuple(Lab(id=str(i), on=ON, test=code, value=90.0, unit="mg/dL") for i in range(3))
    asked = [d for d in doubts(Record(labs), on=ON) if d.code == "unknown_code"]
    assert asked == [Doubt("unknown_code", ("0", "1", "2"), "Glucose (http://loinc.org 2339-0)")]
