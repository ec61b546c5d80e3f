"""Did giving injections more often help this patient? If not, that is undone, with a review.

The great danger is expectation: somebody who feels worse before a date, whatever the date, would be
driven to ever shorter intervals. Scores of long and of much shorter cycles are compared as they
are, by no model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrin.response.diary import Bools
from corrin.response.rows import Cycles

LONG, SHORT = 0.8, 0.68  # of the longest interval; cycles between them say little
FEWEST_DAYS = 20  # scored, on either side
FEWEST_LONG, FEWEST_SHORT = 2, 3  # cycles
NO_HELP, HELP = 0.05, 0.35  # points by which the mean score fell


@dataclass(frozen=True, slots=True)
class Shorter:
    """``useless``: 0 to 1, how clearly shortening did not help. ``back_to``: days before it."""

    useless: float
    back_to: float


def shorter_cycles(cycles: Cycles) -> Shorter:
    """Compare long with much shorter completed cycles; 0 when there is too little to compare."""
    length = np.array(cycles.lengths[:-1], dtype=np.float64)
    if len(length) < FEWEST_LONG + FEWEST_SHORT:
        return Shorter(0.0, 0.0)
    longest = float(np.sort(length)[-FEWEST_LONG])
    long, short = length >= LONG * longest, length <= SHORT * longest
    means = [_mean(cycles, which) for which in (long, short)]
    if short.sum() < FEWEST_SHORT or min(days for _, days in means) < FEWEST_DAYS:
        return Shorter(0.0, 0.0)
    helped = means[0][0] - means[1][0]
    return Shorter(min(max((HELP - helped) / (HELP - NO_HELP), 0.0), 1.0), longest)


def _mean(cycles: Cycles, which: Bools) -> tuple[float, int]:
    """Mean score of these cycles without the day of the injection, and the days behind it."""
    held = cycles.usable[:-1][which].copy()
    held[:, :1] = False
    scores = cycles.scores[:-1][which][held]
    return (float(scores.mean()), len(scores)) if len(scores) else (0.0, 0)
