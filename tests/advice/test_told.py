"""What was told at each injection, from plans, series and what was kept."""

from datetime import date, timedelta

import numpy as np

from corrin.advice.diary import diary_of
from corrin.record import read_notation
from corrin.situation import read

FIRST = date(2026, 1, 5)
DOSE = "gave hydroxocobalamin 1000 ug im"


def told(diary: str, *, on: date) -> list[float | None]:
    """The interval told on each day from the first scored one, None where none was."""
    record = read_notation(f"{FIRST} felt fatigue 3\n{diary}", on=on)
    found = diary_of(read(record, on=on, thresholds=()).reading)
    assert found is not None
    return [None if np.isnan(days) else float(days) for days in found.diary.told]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_a_plan_without_a_date_is_read_into_the_cycles_that_kept_to_it_and_the_last() -> None:
    doses = "\n".join(f"{day(n)} {DOSE}" for n in (0, 28, 62, 98))
    found = told(f"{doses}\nundated plan every 28 days", on=day(100))
    assert found[:28] == [28.0] * 28  # kept
    assert found[28:62] == [28.0] * 34  # six days late: a quarter at most
    assert found[62:98] == [None] * 36  # eight days late
    assert found[98:] == [28.0] * 3  # the running cycle: the plan in force


def test_a_plan_with_a_date_holds_from_its_day_whatever_was_kept() -> None:
    doses = "\n".join(f"{day(n)} {DOSE}" for n in (0, 28, 70))
    plans = f"{day(0)} plan every 28 days\n{day(28)} plan every 56 days"
    assert told(f"{doses}\n{plans}", on=day(70)) == [28.0] * 28 + [56.0] * 43


def test_a_series_tells_its_step_until_its_last_dose() -> None:
    series = f"{day(0)} {DOSE} every 14 days until {day(28)}"
    found = told(f"{series}\n{day(60)} {DOSE}", on=day(61))
    assert found[:28] == [14.0] * 28
    assert found[28:] == [None] * 34


def test_a_dense_series_is_loading_unless_a_plan_prescribes_it() -> None:
    series = f"{day(0)} {DOSE} every 2 days until {day(10)}"
    assert told(series, on=day(9)) == [None] * 10
    planned = told(f"{series}\n{day(0)} plan every 2 days", on=day(9))
    assert planned == [2.0] * 10


def test_doses_before_the_first_score_are_told_of_the_days_since_it() -> None:
    doses = "\n".join(f"{day(n)} {DOSE}" for n in (-40, -10, 20))
    assert told(f"{doses}\n{day(-50)} plan every 30 days", on=day(20)) == [30.0] * 21
