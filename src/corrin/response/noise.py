"""What is noise in a diary: its size, how long it lingers, lone outliers, and a weekly rhythm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corrin.response.diary import Bools, Floats

TYPICAL_SD = 1.2  # day to day, titration section 3.1 and pharmacology section 5
PRIOR_PAIRS = 12.0
BIG_JUMP = 16.0  # squared points; larger differences count as about this: a return is no noise
CAUTION = 1.15  # noise is slower than any few lags can show
UNSATURATED = 1.15  # what saturation takes from typical noise
LAGS = 3
AROUND = 3  # days before and after with which a day is compared


def spread(scores: Floats, usable: Bools) -> tuple[float, float]:
    """Variance of one day's noise, and its correlation from one day to the next (0 to 0.7).

    Rows are cycles, so no difference spans an injection. Lag-1 differences give the fast part,
    lags 3 to 5 the whole; their ratio gives how long noise lingers.
    """
    near, far = _half_square(scores, usable, (1,)), _half_square(scores, usable, (3, 4, 5))
    whole = max(far, near, 0.25)
    return CAUTION * whole, min(max(1.0 - near / whole, 0.05), 0.7)


def before_this_cycle(usable: Bools) -> Bools:
    """Days of cycles that are over: noise is learned there, so today's score cannot change it."""
    past = usable.copy()
    past[-1:] = False
    return past


def learned(scores: Floats, usable: Bools, day: Floats) -> tuple[float, float, Floats]:
    """Variance, correlation and weekday rhythm, learned from the cycles that are over."""
    past = before_this_cycle(usable)
    variance, linger = spread(scores, past)
    return variance, linger, weekly(scores, past, day, variance)


def _half_square(scores: Floats, usable: Bools, lags: tuple[int, ...]) -> float:
    share = 0.75 if lags == (1,) else 1.0
    total, pairs = PRIOR_PAIRS * TYPICAL_SD**2 * share, PRIOR_PAIRS
    for lag in lags:
        both = usable[:, lag:] & usable[:, :-lag]
        gap = np.where(both, scores[:, lag:] - scores[:, :-lag], 0.0)
        square = gap * gap
        total += 0.5 * float((BIG_JUMP * square / (BIG_JUMP + square)).sum()) * UNSATURATED
        pairs += np.count_nonzero(both)
    return total / pairs


def trust(scores: Floats, usable: Bools, sd: float) -> Floats:
    """Weight of each day, 0 to 1: less for a bad day that stands alone.

    The day of the injection says nothing: relief takes up to some days.
    """
    before, after = (_mean(scores, usable, lags) for lags in ((1, 2, 3), (-1, -2, -3)))
    alone = np.fmin(scores - before, scores - after)
    above = np.fmax(alone, 0.0)  # nothing where nothing was written around
    weight = np.where(usable, 1.0 / (1.0 + (above / (2.5 * sd)) ** 2), 0.0)
    weight[:, :1] = 0.0
    return np.asarray(weight)


def precision(usable: Bools, linger: float) -> tuple[Floats, Floats]:
    """Inverse correlation of the written days of each cycle: diagonal, and lags 1 to ``LAGS``.

    First-order autocorrelation ``linger`` a day; days further apart than ``LAGS`` count as
    independent. The lag-k entry at a day pairs it with the day k before.
    """
    diagonal, lagged = usable.astype(np.float64), np.zeros((LAGS, *usable.shape))
    free = usable.copy()  # not yet paired with the written day before
    for k in range(1, min(LAGS, usable.shape[1] - 1) + 1):
        pair = free[:, k:] & usable[:, :-k]
        rho = linger**k
        scale = 1.0 / (1.0 - rho * rho)
        diagonal[:, k:] += pair * (scale - 1.0)
        diagonal[:, :-k] += pair * (rho * rho * scale)
        lagged[k - 1][:, k:] = pair * (-rho * scale)
        free[:, k:] ^= pair
    return diagonal, lagged


def _mean(scores: Floats, usable: Bools, lags: Sequence[int]) -> Floats:
    """Mean of what was written so many days before each day; nan where nothing was."""
    total, count = _summed(scores, usable, lags)
    return np.where(count > 0, total / np.maximum(count, 1.0), np.nan)


def _summed(scores: Floats, usable: Bools, lags: Sequence[int]) -> tuple[Floats, Floats]:
    """Sum and number of what was written so many days before each day, after it where negative."""
    rows, width = usable.shape
    padded = np.zeros((2, rows, width + 2 * AROUND))  # nothing is known beyond a cycle
    inside = padded[:, :, AROUND : AROUND + width]
    np.copyto(inside[0], scores, where=usable)
    inside[1] = usable
    first, *more = (padded[:, :, AROUND - lag : AROUND - lag + width] for lag in lags)
    total, count = sum(more, first)
    return total, count


def weekly(scores: Floats, usable: Bools, day: Floats, variance: float) -> Floats:
    """A weekday rhythm to take away, seven numbers; zeros unless the diary shows one.

    Deviations from the week around, averaged by weekday and shrunk (James-Stein). A rhythm of
    seven days cannot be told from short cycles, so only cycles of three weeks or more speak.
    """
    long = usable & (_width(usable) >= 21)[:, None]
    if not long.any():
        return np.zeros(7)
    gap = _off_the_week(scores, long)
    weekday = np.mod(day, 7).astype(np.int64)
    known = np.isfinite(gap)
    count = np.bincount(weekday[known], minlength=7).astype(np.float64)
    mean = np.bincount(weekday[known], weights=gap[known], minlength=7) / (count + 3.0)
    signal = float((count * mean * mean).sum())
    if count.min() < 3 or signal <= 0:
        return np.zeros(7)
    shrink = max(0.0, 1.0 - 21.0 * variance / signal)
    return np.asarray(shrink * (mean - mean.mean()))


def _width(usable: Bools) -> Floats:
    """How far into each cycle something was written."""
    return np.where(usable.any(axis=1), usable.shape[1] - usable[:, ::-1].argmax(axis=1), 0)


def _off_the_week(scores: Floats, usable: Bools) -> Floats:
    total, count = _summed(scores, usable, range(-AROUND, AROUND + 1))
    full = usable & (count >= 5)
    return np.where(full, scores - total / np.maximum(count, 1.0), np.nan)
