"""A loading or dense course: its days are those advised, counted from the doses that were given."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.advice import Course, assess, course
from corrin.record import Record, read_notation
from corrin.terms import Country

START = date(2026, 11, 2)
TOLD = """
undated condition pernicious_anaemia
undated none treatments
undated none allergies
undated none family_history
undated none medicines
undated none symptoms
undated sex male
undated born 1970
2026-10-28 lab b12_total 90 pmol/L
"""
NERVES = "2026-10-28 symptom paraesthesia 6\n"
OFFSETS = {
    Country.DK: [0, 2, 4, 6, 8],
    Country.UK: [0, 2, 4, 7, 9, 11],
    Country.NL: [0, 3, 7, 10, 14, 17, 21, 24, 28, 31],
}


def record(days: list[int], told: str = TOLD) -> Record:
    doses = [
        f"{START + timedelta(days=n)} gave hydroxocobalamin 1000 ug im" for n in sorted(set(days))
    ]
    return read_notation("\n".join([told, *doses]))


def seen(days: list[int], after: int, country: Country, told: str = TOLD) -> Course | None:
    """The course so many days after its start."""
    kept, on = record(days, told), START + timedelta(days=after)
    return course(kept, assess(kept, on=on, country=country))


def left(found: Course | None) -> list[int]:
    assert found
    return [(day - START).days for day in found.left]


@pytest.mark.parametrize("country", list(Country))
def test_before_it_begins_the_days_are_those_advised_today(country: Country) -> None:
    assert left(seen([], 0, country)) == OFFSETS[country]
    assert left(seen([], 3, country)) == [3 + n for n in OFFSETS[country]]


@pytest.mark.parametrize("country", list(Country))
def test_doses_on_their_days_leave_the_others_where_they_were(country: Country) -> None:
    days = OFFSETS[country]
    for taken in range(1, len(days)):
        found = seen(days[:taken], days[taken - 1], country)
        assert left(found) == days[taken:]
        assert found
        assert (len(found.given), found.doses) == (taken, len(days))
    last = seen(days, days[-1] + 1, country)
    assert last
    assert last.finished
    assert last.left == ()
    assert last.then is not None


def test_a_late_dose_moves_those_that_follow_and_none_comes_too_close() -> None:
    assert left(seen([0], 5, Country.DK)) == [2, 7, 9, 11]
    assert left(seen([0, 5], 5, Country.DK)) == [7, 9, 11]


@given(
    st.sets(st.integers(0, 21), min_size=1, max_size=12),
    st.integers(0, 6),
    st.sampled_from(list(Country)),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_days_to_come_rise_by_at_least_the_shortest_step(
    days: set[int], after: int, country: Country, nerves: bool
) -> None:
    told = TOLD + NERVES if nerves else TOLD
    shifted = [n - min(days) for n in days]
    found = seen(shifted, max(shifted) + after, country, told)
    assert found
    assert [dose.on for dose in found.given] == sorted(START + timedelta(days=n) for n in shifted)
    coming = [found.given[-1].on, *found.left]
    assert all((b - a).days >= 2 for a, b in pairwise(coming))
    assert all(day >= START + timedelta(days=max(shifted) + after) for day in found.left[1:])
    if found.doses is not None:
        assert len(found.left) == max(found.doses - len(shifted), 0)


def test_with_nerve_complaints_british_guidance_goes_on_every_other_day() -> None:
    found = seen([0, 2, 4], 5, Country.UK, TOLD + NERVES)
    assert found
    assert found.advised.key == "alternate_day_until_plateau"
    assert found.doses is None
    assert left(found) == [6, 8, 10, 12, 14, 16, 18]


def test_dutch_loading_is_followed_by_the_weekly_course() -> None:
    days = OFFSETS[Country.NL]
    assert seen(days[:9], 28, Country.NL, TOLD + NERVES).advised.key == "loading_series"  # type: ignore[union-attr]
    found = seen(days, 32, Country.NL, TOLD + NERVES)
    assert found
    assert found.advised.key == "neuro_course_weekly"
    assert left(found)[:3] == [38, 45, 52]
    planned = TOLD + NERVES + f"{START} plan every 4 days\n"
    assert left(seen(days, 32, Country.NL, planned))[:3] == [35, 39, 43]


def test_clinic_days_of_the_plan_are_kept() -> None:
    monday_thursday = TOLD + f"{START} plan every 56 days days mon,thu\n"
    assert START.weekday() == 0
    assert left(seen([0], 1, Country.DK, monday_thursday)) == [3, 7, 10, 14]


def test_no_further_improvement_ends_the_days_and_improvement_does_not() -> None:
    doses = list(range(0, 120, 2))
    flat = "".join(f"{START + timedelta(days=n)} felt fatigue 2\n" for n in range(120))
    falling = "".join(
        f"{START + timedelta(days=n)} felt fatigue {9 - n * 0.06:.1f}\n" for n in range(120)
    )
    still = seen(doses, 120, Country.UK, TOLD + NERVES + falling)
    assert still
    assert still.trend == "improving"
    assert still.left
    ended = seen(doses, 120, Country.UK, TOLD + NERVES + flat)
    assert ended
    assert ended.trend == "plateau"
    assert ended.left == ()


@pytest.mark.parametrize(
    ("line", "stopped"),
    [
        ("2026-11-03 allergy hydroxocobalamin", "allergy"),
        ("2026-11-03 pregnancy pregnant 12 weeks", "out_of_scope"),
        ("2026-11-04 symptom weakness_painless_progressive 6 worse", "motor_neurone"),
    ],
)
def test_what_forbids_a_course_takes_its_days_away(line: str, stopped: str) -> None:
    female = TOLD.replace("sex male", "sex female\n2026-10-28 pregnancy no")
    assert left(seen([0, 2], 3, Country.DK, female)) == [4, 6, 8]
    found = seen([0, 2], 3, Country.DK, female + line + "\n")
    assert found
    assert (found.stopped, found.left) == (stopped, ())


def test_a_break_of_more_than_a_week_is_told() -> None:
    found = seen([0, 2], 12, Country.DK)
    assert found
    assert found.interrupted
    long = seen([0, 2], 30, Country.DK)
    assert long
    assert (long.interrupted, long.finished, long.left) == (True, False, ())


def test_maintenance_is_no_course() -> None:
    every = "2025-01-06 gave hydroxocobalamin 1000 ug im every 56 days until 2026-11-02\n"
    assert seen([], 1, Country.UK, TOLD + every) is None


def test_nobody_knows_a_first_course_until_it_is_said_that_there_was_none_before() -> None:
    assert seen([], 0, Country.DK, TOLD.replace("undated none treatments\n", "")) is None


def test_a_course_whose_nerve_complaints_were_told_later_goes_on_as_advised_today() -> None:
    told = TOLD.replace("undated none symptoms\n", "") + "2026-11-20 symptom numbness\n"
    days = list(range(0, 19, 2))
    found = seen(days, 18, Country.UK, told)
    assert found and found.advised.key == "alternate_day_until_plateau"
    assert len(found.given) == len(days)
    assert left(found)[:2] == [20, 22]
