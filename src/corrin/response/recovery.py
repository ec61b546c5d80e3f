"""Is the treatment working: the trend of recovery, and what came before and after a change.

Our own definitions, from the diary alone; for injections and tablets alike. A plateau is a mean
of 14 days that does not change by a relevant amount over two consecutive months.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrin.response import noise
from corrin.response.belief import checked_day
from corrin.response.diary import Bools, Diary, Floats

RELEVANT = 1.0  # points on 0 to 10; our own choice, the same as a return of symptoms
TWO_MONTHS = 60
MEAN_DAYS = 14
FEWEST = 12  # scored days for a trend
NINETY = 1.645  # normal quantile of a 90 % interval
MONTH = 30.0
NEAR, FAR = 14, 90  # days around a change left out, and looked at
LONG_CYCLE = 21  # cycles this long are compared at the same time since the injection


@dataclass(frozen=True, slots=True)
class Recovery:
    """Trend of the last two months.

    ``trend``: improving, plateau, worsening or cannot_tell. ``slope``: points a month, negative
    is better, with its 90 % interval ``low`` to ``high``; nan when there is too little.
    ``scored``: days with a score behind it.
    """

    trend: str
    slope: float
    low: float
    high: float
    scored: int


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after one day, with a 90 % interval.

    ``verdict``: better, worse, no_clear_change, already_changing or cannot_tell. ``difference``:
    points, after minus the usual level before, negative is better. ``passing``: how much worse the
    two weeks just before were than usual; that part would have gone anyway (regression to the
    mean) and is not counted.
    """

    verdict: str
    difference: float
    low: float
    high: float
    passing: float


def recovery(diary: Diary, *, today: int) -> Recovery:
    """The trend of the two months up to ``today``, reading nothing later. ValueError: bad day."""
    today = checked_day(today)
    first = max(0, today - _window(diary, today) + 1)
    day, score = _scored(diary, first, today)
    if len(day) < FEWEST or day[-1] - day[0] < TWO_MONTHS / 2 or not _spread_out(day, first):
        return Recovery("cannot_tell", float("nan"), float("nan"), float("nan"), len(day))
    slope, error = _slope(day, score, _phase(diary, day))
    low, high = slope - NINETY * error, slope + NINETY * error
    change = (low * TWO_MONTHS / MONTH, high * TWO_MONTHS / MONTH)
    return Recovery(_named(slope * TWO_MONTHS / MONTH, *change), slope, low, high, len(day))


def _window(diary: Diary, today: int) -> int:
    """Two months, or the last two cycles where those are longer: equal parts of a cycle meet."""
    given = [day for day in diary.given if day <= today]
    return max(TWO_MONTHS, today - given[-3] + 1) if len(given) >= 3 else TWO_MONTHS


def _named(change: float, low: float, high: float) -> str:
    """The word for a change over two months with its interval, points."""
    if abs(change) >= RELEVANT and (low > 0 or high < 0):
        return "improving" if change < 0 else "worsening"
    if low > -1.5 * RELEVANT and high < 1.5 * RELEVANT and abs(change) < RELEVANT:
        return "plateau"
    return "cannot_tell"


def before_and_after(diary: Diary, *, change: int, today: int) -> Change:
    """What came after a change of route, dose or interval on day ``change``.

    The fortnight on either side is left out: before it because changes are made at bad moments,
    after it because nothing works at once. ValueError on a bad day.
    """
    today = checked_day(today)
    before = _scored(diary, max(0, change - FAR), change - NEAR - 1)
    after = _scored(diary, change + NEAR, min(today, change + FAR))
    near = _scored(diary, max(0, change - NEAR), change - 1)[1]
    if min(len(before[1]), len(after[1])) < FEWEST:
        return Change("cannot_tell", *(float("nan"),) * 4)
    difference = float(after[1].mean() - before[1].mean())
    error = float(np.hypot(_error_of_mean(*before), _error_of_mean(*after)))
    low, high = difference - NINETY * error, difference + NINETY * error
    passing = float(near.mean() - before[1].mean()) if len(near) >= 3 else 0.0
    return Change(_verdict(before, difference, low, high), difference, low, high, passing)


def _verdict(before: tuple[Floats, Floats], difference: float, low: float, high: float) -> str:
    slope, error = _slope(*before, np.zeros((len(before[0]), 0)))
    if abs(slope) * TWO_MONTHS / MONTH >= RELEVANT and abs(slope) > 2 * error:
        return "already_changing"
    if low > 0 or high < 0:
        return "better" if difference < 0 else "worse"
    return "no_clear_change"


def _scored(diary: Diary, first: int, last: int) -> tuple[Floats, Floats]:
    """Days and scores from ``first`` to ``last``, without days marked as ill."""
    stop = min(last + 1, len(diary.score))
    if stop <= first:
        return np.empty(0), np.empty(0)
    score = diary.score[first:stop]
    ill = np.zeros(len(score), bool)
    marked = diary.ill[first:stop]
    ill[: len(marked)] = marked
    held = np.isfinite(score) & ~ill
    return np.arange(first, stop, dtype=np.float64)[held], score[held]


def _spread_out(day: Floats, first: int) -> bool:
    """At least three of the fortnights hold three scores or more."""
    fortnight = ((day - first) // MEAN_DAYS).astype(np.int64)
    return int((np.bincount(fortnight) >= 3).sum()) >= 3


def _phase(diary: Diary, day: Floats) -> Floats:
    """Columns for the time since the injection in quarters of a cycle, when cycles are long."""
    given = np.array([g for g in diary.given if g <= day[-1]], dtype=np.float64)
    if len(given) < 3 or np.median(np.diff(given)[-3:]) < LONG_CYCLE:
        return np.zeros((len(day), 0))
    at = np.searchsorted(given, day, side="right") - 1
    since = np.where(at >= 0, day - given[np.maximum(at, 0)], 0.0)
    quarter = np.clip(4 * since / np.median(np.diff(given)[-3:]), 0, 3).astype(np.int64)
    columns = np.eye(4)[quarter][:, 1:]
    return columns[:, columns.sum(axis=0) >= 3]


def _slope(day: Floats, score: Floats, beside: Floats) -> tuple[float, float]:
    """Points a month and its standard error, allowing for noise that lingers."""
    months = (day - day.mean()) / MONTH
    x = np.column_stack([np.ones_like(months), months, beside])
    weight, beta = np.ones_like(score), np.zeros(x.shape[1])
    for _ in range(4):  # Huber: a few very bad days are no trend
        root = np.sqrt(weight)
        beta, *_ = np.linalg.lstsq(x * root[:, None], score * root, rcond=None)
        left = np.abs(score - x @ beta)
        weight = np.minimum(1.0, 2.0 * float(np.median(left)) / np.maximum(left, 1e-9) + 1e-9)
    variance = _lingering_variance(day, score - x @ beta, x.shape[1])
    spread = np.linalg.pinv(x.T @ x)[1, 1]
    return float(beta[1]), float(np.sqrt(variance * spread))


def _error_of_mean(day: Floats, score: Floats) -> float:
    return float(np.sqrt(_lingering_variance(day, score - score.mean(), 1) / len(score)))


def _lingering_variance(day: Floats, left: Floats, fitted: int) -> float:
    """Variance of one day's residual, enlarged as if days were independent."""
    variance = max(float(left @ left) / max(len(left) - fitted, 1), 0.05)
    row = np.full((1, int(day[-1] - day[0]) + 1), np.nan)
    row[0, (day - day[0]).astype(np.int64)] = left
    usable: Bools = np.isfinite(row)
    _, linger = noise.spread(np.where(usable, row, 0.0), usable)
    apart = max(1.0, row.shape[1] / len(left))
    kept = linger**apart
    return float(variance * (1.0 + kept) / (1.0 - kept))
