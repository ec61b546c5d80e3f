"""Which of two entries of one day is in force, in whatever order they are given."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from corrin.record import CarePlan, Pregnancy, Record, plan_in_force
from corrin.situation import Reading

DAY = date(2026, 2, 20)


def test_of_two_plans_of_one_day_the_one_noted_later_is_in_force() -> None:
    first, second = (datetime(2026, 2, 20, hour, tzinfo=UTC) for hour in (9, 10))
    theirs = CarePlan(id="z", on=DAY, noted_at=first, interval_days=84)
    signed = CarePlan(
        id="a", on=DAY, noted_at=second, interval_days=70, band_days=(56, 98), signed=True
    )
    for order in ((theirs, signed), (signed, theirs)):
        record = Record(order)
        assert plan_in_force(record, DAY) == signed
        assert Reading(record, on=DAY, thresholds=()).care_plan == signed
    unnoted = [replace(e, noted_at=None) for e in (signed, theirs)]
    assert plan_in_force(Record(tuple(unnoted)), DAY) == unnoted[0]  # what is signed
    ahead = replace(signed, on=DAY + timedelta(days=1))
    assert plan_in_force(Record((ahead, theirs)), DAY) == theirs


def test_a_pregnancy_answered_anew_on_the_same_day_is_the_later_answer() -> None:
    told = [
        Pregnancy(id=i, on=DAY, noted_at=datetime(2026, 2, 20, hour, tzinfo=UTC), status=status)
        for i, hour, status in (("a", 9, "pregnant"), ("b", 10, "no"))
    ]
    for order in (told, told[::-1]):
        reading = Reading(Record(tuple(order)), on=DAY, thresholds=())
        assert reading.pregnancy and reading.pregnancy.status == "no"
