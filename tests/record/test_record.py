"""Corrections, withdrawals, what was known when, and questions about entries."""

import hashlib
from dataclasses import fields
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrin.record import Record, Score, doubts, read_case, read_notation
from tests.record.strategies import RECORDS

ON = date(2026, 3, 1)


def scores(record: Record) -> list[float]:
    return [entry.score for entry in record.current().of(Score)]


def test_a_correction_stands_for_what_it_replaces() -> None:
    diary = "2026-02-20 felt fatigue 7 id a\n2026-02-20 felt fatigue 3 id b replaces a"
    assert scores(read_notation(diary)) == [3]


def test_a_withdrawn_correction_brings_the_first_entry_back() -> None:
    diary = (
        "2026-02-20 felt fatigue 7 id a\n"
        "2026-02-20 felt fatigue 3 id b replaces a\n"
        "2026-02-21 withdraw b"
    )
    assert scores(read_notation(diary)) == [7]


def test_entries_that_replace_each_other_do_not_hang() -> None:
    diary = "2026-02-20 felt fatigue 7 id a replaces b\n2026-02-20 felt fatigue 3 id b replaces a"
    assert scores(read_notation(diary))


def test_what_was_known_on_a_day_leaves_later_notes_out() -> None:
    diary = (
        "2026-02-20 felt fatigue 7 id a noted 2026-02-20T08:00+00:00\n"
        "2026-02-20 felt fatigue 3 id b noted 2026-02-25T08:00+00:00 replaces a\n"
    )
    record = read_notation(diary)
    assert scores(record.known_at(datetime(2026, 2, 21, tzinfo=UTC))) == [7]
    assert scores(record.known_at(datetime(2026, 2, 26, tzinfo=UTC))) == [3]


@given(st.data())
def test_the_fingerprint_does_not_depend_on_order(data: st.DataObject) -> None:
    record = data.draw(RECORDS)
    turned = Record(tuple(data.draw(st.permutations(record.entries))))
    assert turned.sha256() == record.sha256()


@given(RECORDS)
def test_the_fingerprint_is_of_every_field_of_every_entry(record: Record) -> None:
    """Written out once more, plainly: it is kept beside advice, and must not change by itself."""
    lines = []
    for e in record.entries:
        own = "" if e.id.startswith(("/", "line:")) else e.id
        told = tuple(getattr(e, f.name) for f in fields(e) if f.name != "id")
        lines.append(f"{type(e).__name__} {own} {told!r}")
    assert record.sha256() == hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


@given(st.data())
def test_a_record_that_grows_has_the_fingerprint_of_all_its_entries(data: st.DataObject) -> None:
    whole = data.draw(RECORDS)
    cuts = data.draw(st.lists(st.integers(0, len(whole.entries)), max_size=3).map(sorted))
    grown = Record()
    for start, end in pairwise([0, *cuts, len(whole.entries)]):
        if data.draw(st.booleans()):
            grown.sha256()
        grown = grown.with_more(whole.entries[start:end])
    assert grown == whole
    assert grown.sha256() == whole.sha256()


def test_the_fingerprint_changes_with_what_is_said() -> None:
    one = read_notation("2026-02-20 felt fatigue 7")
    two = read_notation("2026-02-20 felt fatigue 6")
    assert one.sha256() != two.sha256()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2026-04-05 gave hydroxocobalamin 1000 ug im", "future_dose"),
        ("2026-04-05 felt fatigue 7", "future_entry"),
        ("2026-02-05 lab b12_total 203", "missing_unit"),
        ("2026-02-05 lab b12_total 203 g/L", "odd_unit"),
        ("2026-02-05 lab b12_total 258 ng/mL", "impossible_value"),
        ("2026-02-05 condition the_vapours", "unknown_code"),
        ('2026-02-05 condition "sct|84027009|PA"', "unknown_code"),
        ("2026-02-05 felt fatigue 11", "score_out_of_range"),
        ("undated born 2027", "contradiction"),
        ("2020-02-05 condition coeliac until 2019-01-01", "contradiction"),
        ("2026-01-05 plan every 56 days band 28 84", "band_unsigned"),
        ("2026-01-05 plan every 56 days band 28 84 signed", "band_unnamed"),
        ('2026-01-05 plan every 96 days band 28 84 signed "Dr A"', "plan_outside_band"),
        ("2026-01-05 plan every 56 days alpha 0.9", "odd_alpha"),
    ],
)
def test_doubtful_data_are_kept_and_asked_about(line: str, code: str) -> None:
    record = read_notation(line, on=ON)
    assert record.entries
    assert code in {doubt.code for doubt in doubts(record, on=ON)}


def test_two_doses_on_one_day_are_asked_about_once() -> None:
    dose = "2026-02-05 gave hydroxocobalamin 1000 ug im\n"
    (doubt,) = doubts(read_notation(dose * 2), on=ON)
    assert (doubt.code, doubt.because) == ("double_dose", ("line:1", "line:2"))


def test_a_pregnant_man_is_asked_about() -> None:
    case = read_case('{"sex": "male", "pregnancy": {"status": "pregnant"}}')
    assert "contradiction" in {d.code for d in doubts(case.record, on=ON)}


def test_a_hidden_character_is_asked_about() -> None:
    case = read_case('{"conditions": [{"code": "coeliac", "note": "\\u202eevil"}]}')
    assert "odd_characters" in {d.code for d in doubts(case.record, on=ON)}


def test_an_ordinary_diary_raises_no_doubt() -> None:
    diary = "2026-01-05 gave hydroxocobalamin 1000 ug im\n2026-02-20 felt fatigue 7"
    assert doubts(read_notation(diary), on=ON) == ()
