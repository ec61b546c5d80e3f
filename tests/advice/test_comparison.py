"""A planned comparison of two intervals: agreed to, hidden, and read once."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from corrin.advice.comparison import Comparison, next_shown, result
from corrin.advice.diary import DatedDiary
from corrin.response import Diary
from corrin.response.comparison import analyse, order
from corrin.response.diary import Floats

BEGINS = date(2026, 1, 5)
AGREED: dict[str, Any] = {
    "shorter": 28,
    "longer": 42,
    "pairs": 6,
    "seed": "drawn on 2 January",
    "begins": BEGINS,
    "band": (21.0, 56.0),
    "patient_agreed": date(2026, 1, 2),
    "clinician": "Dr A. Jensen",
    "clinician_agreed": date(2026, 1, 3),
}


def comparison(**other: Any) -> Comparison:
    return Comparison(**{**AGREED, **other})


@pytest.mark.parametrize(
    "other",
    [
        {"longer": 84},
        {"shorter": 14},
        {"longer": 30},
        {"pairs": 3},
        {"clinician": " "},
        {"seed": ""},
        {"patient_agreed": date(2026, 1, 6)},
        {"clinician_agreed": date(2026, 1, 6)},
    ],
)
def test_without_both_agreements_or_outside_the_band_there_is_none(other: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        comparison(**other)


def test_the_order_is_fixed_by_the_seed_and_holds_both_in_every_pair() -> None:
    # written down: this order must never change with a new version of anything
    drawn = order("7", pairs=6, shorter=28, longer=42)
    assert drawn == (28, 42, 28, 42, 28, 42, 28, 42, 42, 28, 28, 42)
    firsts = [order(str(s), pairs=6, shorter=1, longer=2)[::2] for s in range(400)]
    assert all(sorted(pair) == [28, 42] for pair in zip(drawn[::2], drawn[1::2], strict=True))
    assert 0.45 < np.mean([f == 1 for first in firsts for f in first]) < 0.55


def test_a_date_is_shown_one_or_two_days_before_and_not_earlier() -> None:
    plan = comparison()
    given, seen = [BEGINS], []
    while len(given) <= len(plan.lengths):
        number, day = len(given) - 1, given[-1]
        due = day + timedelta(days=plan.lengths[number])
        shown = [
            (due - on).days
            for on in (day + timedelta(days=n) for n in range(plan.lengths[number] + 1))
            if next_shown(plan, given, on=on)
        ]
        assert shown in ([1, 0], [2, 1, 0])
        assert next_shown(plan, given, on=due) == due
        seen.append(len(shown))
        given.append(due)
    assert set(seen) == {2, 3}
    assert next_shown(plan, given, on=given[-1] + timedelta(days=41)) is None
    assert next_shown(plan, [], on=BEGINS) is None


def felt(plan: Comparison, lasts: int, seed: int = 0) -> tuple[list[date], DatedDiary]:
    """A diary through the whole comparison; symptoms are back after so many days."""
    days = [0]
    for length in plan.lengths:
        days.append(days[-1] + length)
    rng = np.random.default_rng(seed)
    since = np.concatenate([np.arange(b - a) for a, b in pairwise(days)])
    score: Floats = np.clip(2 + 4.0 * (since >= lasts) + rng.standard_normal(len(since)), 0, 10)
    diary = Diary(np.append(score, 2.0), days)
    dated = DatedDiary(diary, diary, BEGINS, len(score))
    return [BEGINS + timedelta(days=d) for d in days], dated


@pytest.mark.parametrize(
    ("lasts", "verdict"), [(32, "longer_is_worse"), (99, "alike"), (5, "alike")]
)
def test_the_answer_is_right_where_it_is_clear(lasts: int, verdict: str) -> None:
    plan = comparison()
    given, dated = felt(plan, lasts)
    found = result(plan, given, dated, on=given[-1])
    assert found is not None and found.verdict == verdict
    assert found.low < found.difference < found.high and found.pairs == 6


def test_nothing_is_told_before_the_last_cycle_has_ended() -> None:
    plan = comparison()
    given, dated = felt(plan, 32)
    assert result(plan, given[:-1], dated, on=given[-1]) is None
    assert result(plan, given, dated, on=given[-1] - timedelta(days=1)) is None


def test_a_diary_with_gaps_cannot_tell() -> None:
    plan = comparison()
    given, dated = felt(plan, 32)
    empty = Diary(np.full(len(dated.diary.score), np.nan), dated.diary.given)
    found = result(plan, given, DatedDiary(empty, empty, BEGINS, dated.today), on=given[-1])
    assert found is not None and (found.verdict, found.pairs) == ("cannot_tell", 0)


def test_without_a_difference_the_longer_is_called_worse_in_at_most_one_of_twenty() -> None:
    rng = np.random.default_rng(4)
    called = 0
    for trial in range(400):
        lengths = order(str(trial), pairs=6, shorter=14, longer=21)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        noise = rng.standard_normal(int(starts[-1]) + 1)
        drift = np.linspace(0, 3, len(noise))
        diary = Diary(np.clip(3 + drift + noise, 0, 10), starts)
        called += (
            analyse(diary, starts=starts.tolist(), lengths=lengths).verdict == "longer_is_worse"
        )
    assert called / 400 < 0.08


def test_cycles_that_do_not_fit_the_plan_are_refused() -> None:
    with pytest.raises(ValueError, match="wait for the end"):
        analyse(Diary(np.ones(60), (0, 14)), starts=[0, 14, 35], lengths=[14, 21, 14])
