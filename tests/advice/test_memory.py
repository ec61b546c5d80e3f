"""Memory is weak evidence: it may make a proposal shorter, never longer, and never speaks alone."""

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.advice.diary import diary_of
from corrin.advice.interval import Proposal, propose
from corrin.advice.memory import Memory, memories, prior_with
from corrin.record import read_notation
from corrin.response import Prior
from corrin.response.diary import USUAL
from corrin.situation import read
from tests.spec.test_3_interval import CALM, RETURNS

ON = {"calm": date(2026, 3, 10), "returns": date(2026, 3, 30)}
DIARY = {"calm": CALM.format(band="14 56"), "returns": RETURNS.format(band="28 92")}


def proposed(name: str, *told: str) -> Proposal:
    record = read_notation(DIARY[name] + "\n".join(told), on=ON[name])
    situation = read(record, on=ON[name], thresholds=())
    found = propose(situation, diary_of(situation.reading))
    assert found is not None
    return found


ALONE = {name: proposed(name) for name in DIARY}
DAYS = st.lists(st.floats(1, 400).map(lambda d: round(d, 1)), min_size=1, max_size=4)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(DIARY)), DAYS)
def test_no_memory_makes_an_interval_longer_or_a_date_later(name: str, days: list[float]) -> None:
    alone, told = ALONE[name], proposed(name, *(f"undated remembered well {d} days" for d in days))
    assert (told.interval_days or 0) <= (alone.interval_days or 0)
    assert told.due is not None and alone.due is not None and told.due <= alone.due
    assert (told.p_cycle, told.lasts_days) == (alone.p_cycle, alone.lasts_days)
    moved = (told.interval_days, told.due) != (alone.interval_days, alone.due)
    assert ("memory" in told.rails) >= moved


def test_a_memory_that_moved_the_number_is_named() -> None:
    assert "memory" in proposed("calm", "undated remembered well 20 days").rails
    assert "memory" not in ALONE["calm"].rails


@pytest.mark.parametrize("days", [1.0, 14.0, 35.0, 365.0])
def test_memories_draw_the_prior_toward_them_and_leave_the_cause_open(days: float) -> None:
    one = prior_with((Memory(None, days, False),), USUAL)
    many = prior_with((Memory(None, days, False),) * 50, USUAL)
    far = [abs(math.log(p.median / days)) for p in (USUAL, one, many)]
    assert far == sorted(far, reverse=True)
    assert USUAL.spread > one.spread > many.spread > 0.35
    assert one.cycle == many.cycle == USUAL.cycle


def test_a_memory_that_reaches_to_the_next_injection_says_nothing() -> None:
    told = """2025-01-06 gave hydroxocobalamin 1000 ug im
2025-03-03 gave hydroxocobalamin 1000 ug im
2025-01-06 remembered well 8 weeks
"""
    reading = read(read_notation(told), on=date(2025, 4, 1), thresholds=()).reading
    (memory,) = memories(reading)
    assert memory.bound
    assert prior_with((memory,), USUAL) == USUAL
    assert prior_with((), Prior(40.0)) == Prior(40.0)
