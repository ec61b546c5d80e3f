"""The promises of a proposal, whatever the diary."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrin.response import Diary, Prior, learn, propose, propose_many, rows
from corrin.response.belief import costs_little
from corrin.response.grid import WAITS

from .diaries import diary

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def any_diary(draw: st.DrawFn) -> tuple[Diary, int]:
    days = draw(st.integers(1, 200))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    score = np.clip(draw(st.floats(0, 9)) + 2 * rng.standard_normal(days), 0, 10)
    score[rng.random(days) < draw(st.floats(0, 1))] = np.nan
    gap = draw(st.integers(1, 90))
    given_on = np.cumsum(rng.integers(1, gap + 1, 40)) - draw(st.integers(0, 300))
    planned = np.full(days, float(gap)) if draw(st.booleans()) else None
    return Diary(score, sorted(int(g) for g in given_on), planned=planned), days - 1


bands = st.tuples(st.floats(1, 60), st.floats(0, 200)).map(lambda b: (b[0], b[0] + 1 + b[1]))


@few
@given(any_diary(), bands, st.floats(1, 200), st.floats(0.05, 0.3))
def test_the_answer_never_leaves_the_band(
    made: tuple[Diary, int], band: tuple[float, float], current: float, alpha: float
) -> None:
    d, today = made
    p = propose(d, today=today, band=band, current=current, alpha=alpha)
    for days in (p.days, p.interval, *(p.window or ())):
        assert days is None or band[0] <= days <= band[1]


@few
@given(any_diary(), st.floats(3, 80))
def test_steps_are_small(made: tuple[Diary, int], current: float) -> None:
    d, today = made
    p = propose(d, today=today, band=(1, 365), current=current)
    if p.interval is not None:
        assert p.interval <= max(1.2 * current, current + 1)
        assert p.interval >= min(0.7 * current, current - 1)


@few
@given(any_diary(), st.integers(1, 500))
def test_padding_with_nothing_changes_nothing(made: tuple[Diary, int], more: int) -> None:
    d, today = made
    longer = np.concatenate([d.score, np.full(more, np.nan)])
    told = np.concatenate([d.told, np.full(more, np.nan)])
    a = propose(d, today=today, current=28)
    b = propose(Diary(longer, d.given, planned=told), today=today, current=28)
    assert (a.days, a.interval, a.reason, a.rails) == (b.days, b.interval, b.reason, b.rails)


@few
@given(any_diary())
def test_equal_arguments_give_equal_answers(made: tuple[Diary, int]) -> None:
    d, today = made
    a, b = (learn(d, today=today) for _ in range(2))
    assert a.p_cycle == b.p_cycle and (a.duration_mass == b.duration_mass).all()


@few
@given(any_diary(), st.integers(0, 3))
def test_what_comes_after_today_is_never_read(made: tuple[Diary, int], ahead: int) -> None:
    d, last = made
    today = max(0, last - 10 * ahead)
    score, told = d.score[: today + 1], d.told[: today + 1]
    past = Diary(score, [g for g in d.given if g <= today], planned=told)
    a, b = propose(d, today=today, current=20), propose(past, today=today, current=20)
    assert (a.days, a.interval, a.reason) == (b.days, b.interval, b.reason)


@few
@given(any_diary())
def test_due_now_never_lengthens(made: tuple[Diary, int]) -> None:
    d, today = made
    p = propose(d, today=today, current=40)
    if p.reason == "due_now":
        assert p.days is not None and (p.interval or 40) <= 40 and p.days <= 40


@pytest.mark.parametrize("weeks", [1, 5])
def test_moving_the_diary_in_time_moves_nothing_else(weeks: int) -> None:
    d, today = diary(lasts=20, after=14)
    back = 7 * weeks
    moved = Diary(
        np.concatenate([np.full(back, np.nan), d.score]),
        [g + back for g in d.given if g + back < 0] + [g + back for g in d.given if g + back >= 0],
        planned=np.concatenate([np.full(back, 28.0), d.told]),
    )
    a = propose(d, today=today, current=28)
    if moved.given[0] >= 0:
        moved = Diary(moved.score, (-90, *moved.given), planned=moved.told)
    b = propose(moved, today=today + back, current=28)
    assert (a.days, a.interval, a.reason) == (b.days, b.interval, b.reason)


def test_two_injections_on_one_day_count_once() -> None:
    d, today = diary(lasts=20)
    twice = Diary(d.score, sorted((*d.given, *d.given)), planned=d.told)
    assert (
        propose(twice, today=today, current=28).interval
        == propose(d, today=today, current=28).interval
    )


def test_many_answer_as_one_by_one() -> None:
    made = [diary(lasts=x, seed=s, after=s) for s, x in enumerate([None, 12, 20, None, 25])]
    many = propose_many([d for d, _ in made], today=[t for _, t in made], band=(2, 84), current=28)
    for (d, t), p in zip(made, many, strict=True):
        one = propose(d, today=t, current=28)
        assert (one.days, one.interval, one.window, one.reason, one.rails) == (
            p.days,
            p.interval,
            p.window,
            p.reason,
            p.rails,
        )


def test_symptoms_before_every_dose_shorten() -> None:
    d, today = diary(lasts=18, cycles=4)
    p = propose(d, today=today, current=28)
    assert p.reason == "shorten" and p.interval == 20 and p.days == 20


def test_calm_cycles_lengthen_by_a_fifth_at_most() -> None:
    d, today = diary(cycles=8)
    p = propose(d, today=today, current=28)
    assert p.reason == "lengthen" and p.interval is not None and 28 < p.interval <= 33


def test_a_clear_return_before_the_planned_day_is_due_now() -> None:
    d, today = diary(lasts=16, cycles=4, after=23)
    p = propose(d, today=today, current=28)
    assert p.reason == "due_now" and p.days == 23 and p.window == (23, 23)


def test_one_bad_day_changes_nothing() -> None:
    d, today = diary(cycles=6, after=15)
    score = d.score.copy()
    score[-1] = 9.0
    bad = Diary(score, d.given, planned=d.told)
    assert propose(bad, today=today, current=28).days == propose(d, today=today, current=28).days


def test_one_cycle_alone_cannot_lengthen() -> None:
    d, today = diary(cycles=1, after=3)
    d = Diary(d.score, d.given[2:], planned=d.told)
    p = propose(d, today=today, current=28)
    assert p.reason == "not_enough_data" and p.days is None and p.interval is None


def test_the_first_eight_weeks_never_count_as_wearing_off() -> None:
    d, today = diary(interval=28, cycles=1, after=27, lasts=10)
    started_here = Diary(d.score, [g for g in d.given if g >= 0], planned=d.told)
    assert propose(started_here, today=today, current=28).reason == "not_enough_data"


def test_silence_is_not_wellness() -> None:
    d, today = diary(cycles=8)
    p = propose(d, today=today + 60, current=28)
    assert p.reason == "not_enough_data"


def test_a_fractional_band_is_rounded_inward() -> None:
    d, today = diary(cycles=8)
    p = propose(d, today=today, current=30.4, band=(30.2, 30.9 + 1))
    assert p.days in (None, 31)


@pytest.mark.parametrize(
    "change",
    [
        {"band": (50, 20)},
        {"band": (2.2, 2.8)},
        {"today": -1},
        {"today": 3.5},
        {"alpha": 0.0},
        {"alpha": 1.0},
        {"current": -3},
    ],
)
def test_bad_arguments_are_refused_with_a_remedy(change: dict[str, Any]) -> None:
    d, today = diary()
    with pytest.raises(ValueError, match=r"met .*expected .*;"):
        propose(d, **{"today": today, **change})


@pytest.mark.parametrize(
    "bad",
    [
        {"scores": [1.0, 11.0], "injections": [0]},
        {"scores": [-0.1], "injections": [0]},
        {"scores": [1.0], "injections": [3, 1]},
        {"scores": [1.0], "injections": [0.5]},
        {"scores": [[1.0]], "injections": [0]},
        {"scores": [1.0], "injections": [0], "planned": [0.0]},
        {"scores": ["x"], "injections": [0]},
    ],
)
def test_a_bad_diary_is_refused_with_a_remedy(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"met .*expected .*;"):
        Diary(**bad)


@pytest.mark.parametrize("bad", [{"median": 0}, {"spread": 0}, {"cycle": 1.0}])
def test_a_bad_prior_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"met .*expected .*;"):
        Prior(**bad)


def test_p_return_rises_from_nothing_to_p_cycle() -> None:
    d, today = diary(lasts=20)
    belief = learn(d, today=today)
    told = [belief.p_return(day) for day in (0, 5, 15, 20, 25, 60, 365)]
    assert told == sorted(told) and told[0] == 0.0
    assert told[-1] == pytest.approx(belief.p_cycle)
    assert belief.duration(0.05) < 20 < belief.duration(0.95)
    with pytest.raises(ValueError, match="quantile"):
        belief.duration(5)


def test_an_interval_outside_the_band_is_brought_inside() -> None:
    d, today = diary(cycles=8)
    p = propose(d, today=today, band=(2, 20), current=28)
    assert p.interval == 20 and "band" in p.rails


def test_who_wears_off_after_a_week_is_not_read_as_well_for_three() -> None:
    d, today = diary(lasts=7, interval=21, cycles=9, height=2.2, noise=1.1, seed=4)
    belief = learn(d, today=today)
    assert belief.duration(0.05) < 7 < belief.duration(0.95) and belief.duration(0.5) < 10


def test_a_sure_and_early_return_brings_the_dose_far_forward() -> None:
    d, today = diary(lasts=6, cycles=5, after=12)
    p = propose(d, today=today, current=28)
    assert p.reason == "due_now" and p.days == 12 and p.interval == 20


@pytest.mark.parametrize("since,longer", [(3, False), (24, True)])
def test_a_longer_interval_is_tried_before_the_next_step(since: int, longer: bool) -> None:
    before, days = 80, 80 + since + 1
    score = np.tile([1.0, 0.5, 1.5], 60)[:days]
    given = [*range(-10, before, 5), *range(before, days, 6)]
    told = np.where(np.arange(days) < before, 5.0, 6.0)
    p = propose(Diary(score, given, planned=told), today=days - 1, current=6)
    assert (p.interval is not None and p.interval > 6) == longer


def test_doses_that_come_late_make_the_next_interval_shorter() -> None:
    d, today = diary(lasts=26, interval=24, cycles=10, height=5, seed=2)
    late = [g + 5 * (n % 2) for n, g in enumerate(d.given)]
    slipped = Diary(d.score, late, planned=d.told)
    known = learn(d, today=today)
    in_time, late_ones = (rows.read(x, today).slips for x in (d, slipped))
    assert late_ones.mean() > in_time.mean()
    often_late, seldom = (costs_little(known.costs(s), 0.02) for s in (late_ones, in_time))
    assert often_late < seldom


@pytest.mark.parametrize("more", [0.02, 0.07, 0.2])
def test_what_costs_little_is_the_longest_interval_near_the_best(more: float) -> None:
    costs = 1.0 + 0.1 * np.abs(np.log(WAITS / 20.0))
    days = costs_little(costs, more)
    assert days > 20 and np.interp(days, WAITS, costs) == pytest.approx((1 + more) * costs.min())


def test_a_shorter_interval_is_where_it_costs_little_more_than_the_best() -> None:
    """Half way from 42 days to 28.6, as far as the diary tells; towards 27.1 it would be 34."""
    d, today = diary(interval=42, cycles=6, lasts=36, height=3.0)
    assert propose(d, today=today, current=42.0).interval == 35


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("lasts", "plan"), [(39, 42), (25, 28), (52, 56)])
def test_nobody_who_is_worse_before_each_injection_is_asked_to_wait_longer(
    lasts: int, plan: int, seed: int
) -> None:
    """A return three days before the planned day looks like expectation; it is worse even so."""
    d, today = diary(interval=plan, cycles=9, lasts=lasts, height=3, noise=1.0, seed=seed, after=9)
    p = propose(d, today=today, current=plan, band=(14, 365))
    assert p.interval is None or p.interval < plan


def test_one_bad_end_among_five_holds_nobody_back() -> None:
    d, today = diary(interval=28, cycles=6, noise=0.6, after=5)
    worse = d.score.copy()
    worse[4 * 28 - 5 : 4 * 28] += 4
    a, b = (
        propose(Diary(score, d.given, planned=d.told), today=today, current=28)
        for score in (d.score, worse)
    )
    assert a.interval is not None and a.interval > 28
    assert b.interval == a.interval


def test_what_came_in_longer_cycles_does_not_hold_a_shorter_interval() -> None:
    """Five cycles of 56 days with a return, then six calm ones of 28."""
    given = [*range(-112, 281, 56), *range(308, 309 + 6 * 28, 28)]
    today = given[-1] + 6
    rng = np.random.default_rng(3)
    tau = np.array([t - max(g for g in given if g <= t) for t in range(today + 1)])
    score = np.round(np.clip(1 + 4 * (tau >= 45) + 0.7 * rng.standard_normal(today + 1), 0, 10))
    told = np.where(np.arange(today + 1) < 280, 56.0, 28.0)
    p = propose(Diary(score, given, planned=told), today=today, current=28)
    assert p.interval is not None and p.interval > 28
