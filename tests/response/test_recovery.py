"""The trend of recovery, and an honest before and after."""

import numpy as np
import pytest

from corrin.response import Diary
from corrin.response.diary import Floats
from corrin.response.recovery import before_and_after, recovery


def flat(level: float, days: int = 120, seed: int = 0, noise: float = 0.7) -> Floats:
    rng = np.random.default_rng(seed)
    return np.asarray(np.clip(level + noise * rng.standard_normal(days), 0, 10))


def test_a_falling_score_is_improving() -> None:
    falling = np.clip(flat(8.0) - 0.05 * np.arange(120), 0, 10)
    r = recovery(Diary(falling, ()), today=119)
    assert r.trend == "improving" and r.low < r.slope < r.high < 0


def test_two_flat_months_are_a_plateau_also_on_tablets() -> None:
    assert recovery(Diary(flat(6.0), ()), today=119).trend == "plateau"


def test_a_rising_score_is_worsening() -> None:
    assert recovery(Diary(flat(1.0) + 0.05 * np.arange(120), ()), today=119).trend == "worsening"


def test_two_very_bad_days_are_no_trend() -> None:
    score = flat(1.0)
    score[-2:] = 9.0
    assert recovery(Diary(score, ()), today=119).trend == "plateau"


@pytest.mark.parametrize("written", [0, 5, 25])
def test_too_few_days_cannot_tell(written: int) -> None:
    score = np.full(120, np.nan)
    score[120 - written :] = 3.0
    assert recovery(Diary(score, ()), today=119).trend == "cannot_tell"


def test_nothing_after_today_is_read() -> None:
    score = flat(5.0, 200)
    later = score.copy()
    later[120:] = 0.0
    assert recovery(Diary(score, ()), today=119) == recovery(Diary(later, ()), today=119)


def test_a_change_that_helped_is_better() -> None:
    score = np.concatenate([flat(6.0, 90), flat(3.0, 90, seed=1)])
    c = before_and_after(Diary(score, ()), change=90, today=179)
    assert c.verdict == "better" and c.low <= -3.0 + 0.6 and c.high < 0


def test_a_bad_fortnight_before_a_change_is_not_counted_as_help() -> None:
    score = flat(4.0, 180)
    score[76:90] = 8.0
    c = before_and_after(Diary(score, ()), change=90, today=179)
    assert c.verdict == "no_clear_change" and c.passing > 3.0


def test_what_was_already_changing_is_not_credited() -> None:
    score = np.clip(flat(9.0, 180) - 0.04 * np.arange(180), 0, 10)
    c = before_and_after(Diary(score, ()), change=90, today=179)
    assert c.verdict == "already_changing"


def test_too_little_after_a_change_cannot_tell() -> None:
    c = before_and_after(Diary(flat(4.0, 110), ()), change=90, today=109)
    assert c.verdict == "cannot_tell"


def noisy(days: int, seed: int) -> Floats:
    """Noise of a usual size around nought."""
    return np.asarray(1.2 * np.random.default_rng(seed).standard_normal(days))


def weekly(score: Floats) -> Floats:
    """Only every seventh day kept."""
    return np.asarray(np.where(np.arange(len(score)) % 7 == 3, score, np.nan))


def test_a_weekly_diary_shows_a_plateau_over_four_months() -> None:
    found = [recovery(Diary(weekly(flat(4.0, 200, seed)), ()), today=199) for seed in range(30)]
    assert sum(r.trend == "plateau" for r in found) >= 24
    assert all(r.days > 90 and r.scored >= 12 for r in found)


def test_a_weekly_diary_shows_improvement_and_its_uncertainty_is_wider_than_a_daily_one() -> None:
    falling = np.clip(flat(8.0, 200) - 0.03 * np.arange(200), 0, 10)
    sparse, daily = (recovery(Diary(s, ()), today=199) for s in (weekly(falling), falling))
    assert sparse.trend == daily.trend == "improving"
    assert sparse.high - sparse.low > 0.9 * (daily.high - daily.low)


def test_a_diary_kept_every_fortnight_cannot_tell() -> None:
    score = np.where(np.arange(200) % 14 == 0, flat(4.0, 200), np.nan)
    assert recovery(Diary(score, ()), today=199).trend == "cannot_tell"


def test_ninety_percent_intervals_of_the_slope_hold_nine_of_ten() -> None:
    line = np.linspace(6.0, 5.0, 200)
    slope = (5.0 - 6.0) / 199 * 30
    found = [recovery(Diary(weekly(line + noisy(200, seed)), ()), today=199) for seed in range(200)]
    told = [r for r in found if np.isfinite(r.slope)]
    inside = np.mean([r.low <= slope <= r.high for r in told])
    assert len(told) == 200 and 0.85 <= inside <= 1.0


@pytest.mark.parametrize("change", [0, -3, 200, 2.5, True])
def test_a_change_that_is_no_day_of_the_diary_is_refused(change: int) -> None:
    with pytest.raises(ValueError, match="met a change"):
        before_and_after(Diary(flat(4.0, 180), ()), change=change, today=179)


def test_a_weekly_diary_is_enough_for_a_before_and_after() -> None:
    score = weekly(np.concatenate([flat(6.0, 120), flat(3.0, 120, seed=1)]))
    assert before_and_after(Diary(score, ()), change=120, today=239).verdict == "better"


def test_the_end_of_a_cycle_before_a_change_is_no_bad_fortnight() -> None:
    day = np.arange(360)
    score = flat(2.0, 360) + 4.0 * (day % 42 >= 30)
    c = before_and_after(Diary(score, tuple(range(0, 360, 42))), change=210, today=359)
    assert c.verdict == "no_clear_change" and abs(c.difference) < 0.5 and c.passing < 1.0
