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
