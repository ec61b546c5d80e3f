"""Which items are followed: those scored on half of the days that are weighed."""

from datetime import date, timedelta

import pytest

from corrin.record import Record, Score
from corrin.situation import read
from corrin.situation.reading import WEIGHED_DAYS

ON = date(2026, 3, 2)


def followed(on: date, *scores: tuple[date, str]) -> tuple[str, ...]:
    entries = tuple(
        Score(id=str(n), on=day, item=i, score=3.0) for n, (day, i) in enumerate(scores)
    )
    return read(Record(entries), on=on, thresholds=()).reading.items


@pytest.mark.parametrize(("days", "weighed"), [(WEIGHED_DAYS, True), (WEIGHED_DAYS + 1, False)])
def test_a_day_of_exactly_three_years_ago_is_weighed_and_the_one_before_is_not(
    days: int, weighed: bool
) -> None:
    old = (ON - timedelta(days=days), "pain")
    assert ("pain" in followed(ON, (ON, "fatigue"), old)) is weighed


def test_a_diary_of_the_first_days_of_the_calendar_is_read() -> None:
    first = date(1, 1, 2)
    assert followed(first, (first, "fatigue")) == ("fatigue",)
