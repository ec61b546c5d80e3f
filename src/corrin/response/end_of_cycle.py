"""Do scores rise before the next injection, whatever makes them rise?

A return, or a date that is expected: while the last days are plainly worse than the days before
them, nobody is asked to wait longer. Scores are compared as they are, by no model. How many days
and points count is our own choice (decision 40), tried on simulated patients only.
"""

from __future__ import annotations

import math
from itertools import islice

from corrin.response.diary import Bools, Floats
from corrin.response.rows import Cycles

RECENT = 5  # cycles that are over
SHORTEST = 14  # days; a shorter cycle has no middle to compare with
LAST, FEWEST = 0.12, 3  # the last days: this share of a cycle, at least so many
MIDDLE = (0.15, 0.6)  # after the worse days that may follow an injection, before the end
RISE = (0.6, 1.0)  # points by which the last days are worse: from here, and plainly


def rose(scores: Floats, usable: Bools, length: int) -> bool:
    """Whether the last days of one cycle were plainly worse than its middle."""
    risen = _rise(scores, usable, length)
    return risen is not None and risen >= RISE[1]


def rising(cycles: Cycles, no_longer_than: float) -> float:
    """How plainly scores rose at the end of the last cycles of at most so many days, 0 to 1.

    Two such ends count, one may be chance; a rise seen on few days counts less. Longer cycles
    say nothing about the present interval.
    """
    found = (
        _rise(cycles.scores[k], cycles.usable[k], cycles.lengths[k])
        for k in reversed(range(len(cycles.starts) - 1))
        if cycles.lengths[k] <= no_longer_than
    )
    known = sorted(islice((rise for rise in found if rise is not None), RECENT))
    if len(known) < 2:
        return 0.0
    return min(max((known[-2] - RISE[0]) / (RISE[1] - RISE[0]), 0.0), 1.0)


def _rise(scores: Floats, usable: Bools, length: int) -> float | None:
    """Points by which the last days of one cycle are worse than its middle."""
    if not SHORTEST <= length <= len(scores):
        return None
    tail = slice(length - max(FEWEST, math.ceil(LAST * length)), length)
    middle = slice(math.ceil(MIDDLE[0] * length), math.floor(MIDDLE[1] * length))
    last, before = scores[tail][usable[tail]], scores[middle][usable[middle]]
    if len(last) < 2 or len(before) < 2:
        return None
    return float(last.mean() - before.mean()) * len(last) / (len(last) + 1)
