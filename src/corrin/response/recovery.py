"""Is the treatment working: the trend of recovery, and what came before and after a change.

Our own definitions, from the diary alone; for injections and tablets alike. A plateau is a mean
of 14 days that does not change by a relevant amount over two consecutive months. A diary kept
weekly is read over as many months as hold enough scores, and its change is told for two.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeAlias

import numpy as np

from corrin.response import noise
from corrin.response.belief import checked_day
from corrin.response.diary import Diary, Floats

RELEVANT = 1.0  # points on 0 to 10; our own choice, the same as a return of symptoms
WITHIN = 1.25  # points that the interval of a plateau may reach
TWO_MONTHS = 60
FEWEST = 12  # scored days for a trend
WANTED, FARTHEST = 16, 120  # scored days wished for, and how far back they are looked for
FEWEST_SIDE = 8  # scored days on either side of a change
NINETY = 1.645  # normal quantile of a 90 % interval
TWO_LOOKS = 1.19  # 90 % over two looks, by Bonferroni: 1.960 over 1.645
MONTH = 30.0
SLOWER = 0.1  # few days make noise look quicker than it is
LEAST_VARIANCE = 0.05  # points squared: whole scores hide what is smaller
NEAR, FAR = 14, 90  # days around a change left out, and looked at
LONG_CYCLE = 21  # cycles this long are compared at the same time since the injection


Scored: TypeAlias = tuple[Floats, Floats]  # days and their scores


@dataclass(frozen=True, slots=True)
class Recovery:
    """Trend of the last two months, or of the longer time that holds enough scores.

    ``trend``: improving, plateau, worsening or cannot_tell. ``slope``: points a month, negative
    is better, with its 90 % interval ``low`` to ``high``; nan when there is too little.
    ``scored``: days with a score behind it. ``days``: how far back it looks.
    """

    trend: str
    slope: float
    low: float
    high: float
    scored: int
    days: int = TWO_MONTHS


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
    """The trend of the months up to ``today``, reading nothing later. ValueError: bad day.

    Where two months cannot tell, the four months before today are asked.
    """
    today = checked_day(today)
    near = _over(diary, today, _window(diary, today))
    if near.trend != "cannot_tell" or near.days >= FARTHEST:
        return near
    far = _over(diary, today, FARTHEST)
    return near if far.trend == "cannot_tell" else far


def _over(diary: Diary, today: int, length: int) -> Recovery:
    """The trend of so many days up to today."""
    first = max(0, today - length + 1)
    day, score = _scored(diary, first, today)
    if len(day) < FEWEST or day[-1] - day[0] < TWO_MONTHS / 2 or not _spread_out(day, first, today):
        return Recovery("cannot_tell", float("nan"), float("nan"), float("nan"), len(day), length)
    beside = _phase(diary, day)
    slope, error = _slope(day, score, beside)
    half = TWO_LOOKS * _ninety(len(day) - 2 - beside.shape[1]) * error
    low, high = slope - half, slope + half
    change = (low * TWO_MONTHS / MONTH, high * TWO_MONTHS / MONTH)
    named = _named(slope * TWO_MONTHS / MONTH, *change)
    return Recovery(named, slope, low, high, len(day), length)


def _window(diary: Diary, today: int) -> int:
    """Two months, or longer: the last two cycles, or as far as enough scores lie.

    Two cycles, so that equal parts of a cycle meet.
    """
    given = [day for day in diary.given if day <= today]
    cycles = today - given[-3] + 1 if len(given) >= 3 else 0
    day, _ = _scored(diary, max(0, today - FARTHEST + 1), today)
    far = today - int(day[-WANTED:][0]) + 1 if len(day) else 0
    return max(TWO_MONTHS, cycles, far)


def _ninety(free: int) -> float:
    """Student's quantile of a 90 % interval, to a hundredth from five degrees of freedom on."""
    return NINETY + 1.53 / max(free, 1) + 1.7 / max(free, 1) ** 2


def _named(change: float, low: float, high: float) -> str:
    """The word for a change over two months with its interval, points."""
    if abs(change) >= RELEVANT and (low > 0 or high < 0):
        return "improving" if change < 0 else "worsening"
    if max(-low, high) < WITHIN and abs(change) < RELEVANT:
        return "plateau"
    return "cannot_tell"


def before_and_after(diary: Diary, *, change: int, today: int) -> Change:
    """What came after a change of route, dose or interval on day ``change``.

    The fortnight on either side is left out: before it because changes are made at bad moments,
    after it because nothing works at once. Three months are looked at, or two cycles where those
    are longer. ValueError on a bad day, or a change that is not before ``today``.
    """
    today, change = checked_day(today), _checked_change(change, today)
    early, late = _reach(diary, change, today)
    before = _scored(diary, max(0, early), change - NEAR - 1)
    after = _scored(diary, change + NEAR, min(today, late))
    near = _scored(diary, max(0, change - NEAR), change - 1)
    if min(len(before[1]), len(after[1])) < FEWEST_SIDE:
        return Change("cannot_tell", *(float("nan"),) * 4)
    difference, error = _difference(diary, before, after)
    half = _ninety(min(len(before[1]), len(after[1])) - 1) * error
    low, high = difference - half, difference + half
    passing = _passing(diary, before, near)
    return Change(_verdict(diary, before, difference, low, high), difference, low, high, passing)


def _difference(diary: Diary, before: Scored, after: Scored) -> tuple[float, float]:
    """Points after less before, at equal times since the injection, and the standard error."""
    day, score = (np.concatenate(pair) for pair in zip(before, after, strict=True))
    later = np.repeat([0.0, 1.0], [len(before[0]), len(after[0])])
    x = np.column_stack([np.ones_like(day), later, _phase(diary, day)])
    beta, *_ = np.linalg.lstsq(x, score, rcond=None)
    return float(beta[1]), float(np.sqrt(_covariance(day, score - x @ beta, x)[1, 1]))


def _passing(diary: Diary, before: Scored, near: Scored) -> float:
    """How much worse the fortnight before a change was than such days usually are."""
    if len(near[0]) < 3:
        return 0.0
    given = np.array(diary.given, dtype=np.float64)
    since = [_since(given, day) for day, _ in (before, near)]
    alike = (since[0] >= since[1].min()) & (since[0] <= since[1].max())
    usual = before[1][alike] if len(given) and alike.sum() >= 3 else before[1]
    return float(near[1].mean() - usual.mean())


def _since(given: Floats, day: Floats) -> Floats:
    """Days since the injection; 0 before the first."""
    if not len(given):
        return np.zeros_like(day)
    at = np.searchsorted(given, day, side="right") - 1
    return np.asarray(np.where(at >= 0, day - given[np.maximum(at, 0)], 0.0))


def _checked_change(change: int, today: int) -> int:
    if isinstance(change, bool) or change != int(change) or not 0 < change <= today:
        raise ValueError(
            f"met a change on day {change}; expected a whole day from 1 to today, {today}; count "
            "from day 0 of the diary"
        )
    return int(change)


def _reach(diary: Diary, change: int, today: int) -> tuple[int, int]:
    """First and last day looked at around a change."""
    before = [day for day in diary.given if day < change]
    after = [day for day in diary.given if change < day <= today]
    early = before[-2] if len(before) >= 2 else change
    late = after[1] if len(after) >= 2 else change
    return min(change - FAR, max(early, change - 2 * FAR)), max(
        change + FAR, min(late, change + 2 * FAR)
    )


def _verdict(diary: Diary, before: Scored, difference: float, low: float, high: float) -> str:
    slope, error = _slope(*before, _phase(diary, before[0]))
    if abs(slope) * TWO_MONTHS / MONTH >= RELEVANT and abs(slope) > 2 * error:
        return "already_changing"
    if low > 0 or high < 0:
        return "better" if difference < 0 else "worse"
    return "no_clear_change"


def _scored(diary: Diary, first: int, last: int) -> Scored:
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


def _spread_out(day: Floats, first: int, today: int) -> bool:
    """At least three quarters of the time hold three scores or more."""
    quarter = np.minimum(4 * (day - first) / (today - first + 1), 3).astype(np.int64)
    return int((np.bincount(quarter) >= 3).sum()) >= 3


def _phase(diary: Diary, day: Floats) -> Floats:
    """Columns for the time since the injection in quarters of a cycle, when cycles are long."""
    given = [g for g in diary.given if g <= day[-1]]
    cycle = median(later - earlier for earlier, later in pairwise(given[-4:])) if given[2:] else 0
    if cycle < LONG_CYCLE:
        return np.zeros((len(day), 0))
    since = _since(np.array(given, dtype=np.float64), day)
    quarter = np.clip(4 * since / cycle, 0, 3).astype(np.int64)
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
        weight = np.minimum(1.0, 2.0 * median(left.tolist()) / np.maximum(left, 1e-9) + 1e-9)
    return float(beta[1]), float(np.sqrt(_covariance(day, score - x @ beta, x)[1, 1]))


def _covariance(day: Floats, left: Floats, x: Floats) -> Floats:
    """Covariance of least squares when noise lingers from day to day, whatever days are written.

    The variance of a day is what the residuals would need to be as small as they are.
    """
    linger = _linger(day, left)
    powers = linger ** np.arange(day[-1] - day[0] + 1.0)  # days are whole, and few differ
    together = powers[np.abs(np.subtract.outer(day, day)).astype(np.int64)]
    inverse = np.linalg.pinv(x.T @ x)
    free = np.eye(len(day)) - x @ inverse @ x.T
    variance = float(left @ left) / max(float((free * together).sum()), 1.0)
    return np.asarray(max(variance, LEAST_VARIANCE) * (inverse @ x.T @ together @ x @ inverse))


def _linger(day: Floats, left: Floats) -> float:
    """Correlation of the residuals from one day to the next, taken a little too high."""
    row = np.full((1, int(day[-1] - day[0]) + 1), np.nan)
    row[0, (day - day[0]).astype(np.int64)] = left
    return min(noise.spread(row, np.isfinite(row))[1] + SLOWER, 0.8)
