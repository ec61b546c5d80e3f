"""The next day to book: the clinic's weekdays, no holidays, never past the signed longest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrin.app.clinic.days import bookable, easter, holidays, is_open
from corrin.terms import Country

# Easter Sundays as almanacs print them.
EASTERS = [
    date(2024, 3, 31),
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2038, 4, 25),
]


@pytest.mark.parametrize("sunday", EASTERS, ids=str)
def test_easter_is_when_the_almanac_says(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_holidays_are_those_of_the_country() -> None:
    ascension = date(2026, 5, 14)
    assert ascension in holidays(2026, Country.DK) & holidays(2026, Country.NL)
    assert ascension not in holidays(2026, Country.UK)
    assert date(2026, 12, 24) in holidays(2026, Country.DK)
    assert date(2026, 4, 27) in holidays(2026, Country.NL)
    assert {date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31)} <= holidays(2026, Country.UK)


def test_a_british_holiday_on_a_weekend_is_kept_on_the_next_weekday() -> None:
    # Boxing Day 2026 is a Saturday.
    assert date(2026, 12, 28) in holidays(2026, Country.UK)


def test_a_weekend_and_a_holiday_move_the_day_on() -> None:
    last = date(2026, 3, 1)
    good_friday = date(2026, 4, 3)
    found = bookable(good_friday, "01234", Country.DK, after=last, latest=None)
    assert found == date(2026, 4, 7)  # Tuesday after Easter Monday


def test_where_later_would_be_too_late_the_day_before_is_booked() -> None:
    last, good_friday = date(2026, 3, 1), date(2026, 4, 3)
    found = bookable(good_friday, "01234", Country.DK, after=last, latest=good_friday)
    assert found == date(2026, 4, 1)  # Wednesday before Maundy Thursday


@given(
    st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    st.integers(1, 120),
    st.sets(st.sampled_from("01234"), min_size=1),
    st.sampled_from(list(Country)),
)
def test_the_booked_day_is_open_and_after_the_last_dose(
    last: date, days: int, weekdays: set[str], country: Country
) -> None:
    wanted, days_open = last + timedelta(days=days), "".join(sorted(weekdays))
    found = bookable(wanted, days_open, country, after=last, latest=None)
    assert found
    assert is_open(found, days_open, country)
    assert wanted <= found
    bound = bookable(wanted, days_open, country, after=last, latest=wanted)
    assert bound
    assert last < bound
    assert bound <= wanted or not any(
        is_open(last + timedelta(days=n), days_open, country) for n in range(1, days + 1)
    )
