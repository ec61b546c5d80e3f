"""Two intervals compared in one patient: the order drawn beforehand, the answer read once.

Cycles come in pairs, one of each interval, in an order that chance fixed before the first
(n-of-1 trial with randomised pairs). Looked at is the end of each cycle, before its date is shown.
Because the order within a pair was drawn, turning it round is as likely when the intervals do not
differ: that gives an exact test, whatever the noise, drift or habits of the diary.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from corrin.response.diary import Bools, Diary, Floats

FEWEST_PAIRS, MOST_PAIRS = 6, 8
WINDOW = 14  # days at the end of a cycle, or as many as the intervals differ by
FEWEST_DAYS = 3  # scored, in each window of a pair
HIDDEN = 2  # days before the date on which it may be known; they are not read
RELEVANT = 1.0  # points; the same as a return of symptoms
LEVEL = 0.05  # one-sided, for either answer
# Student's quantile of 95 % one-sided for 5 to 7 degrees of freedom.
STUDENT = {5: 2.015, 6: 1.943, 7: 1.895}


@dataclass(frozen=True, slots=True)
class Compared:
    """``verdict``: longer_is_worse, alike or cannot_tell. Two that are both too long are alike.

    ``difference``: points at the end of longer less shorter cycles, with its 90 % interval ``low``
    to ``high``. ``chance``: probability of one as large or larger if the intervals did not differ.
    ``pairs``: pairs with enough scores.
    """

    verdict: str
    difference: float
    low: float
    high: float
    chance: float
    pairs: int


def order(seed: str, *, pairs: int, shorter: int, longer: int) -> tuple[int, ...]:
    """The lengths of the cycles, two a pair. The same seed gives the same order for ever."""
    found: list[int] = []
    for pair in range(pairs):
        first = drawn(f"{seed}/{pair}", 2)
        found += [shorter, longer] if first else [longer, shorter]
    return tuple(found)


def drawn(seed: str, sides: int) -> int:
    """A whole number from 0 to ``sides`` - 1, from the seed alone; ``sides`` a power of two."""
    return hashlib.sha256(seed.encode()).digest()[0] % sides


def analyse(diary: Diary, *, starts: Sequence[int], lengths: Sequence[int]) -> Compared:
    """What a finished comparison shows. ``starts``: day of each injection, ``lengths``: as drawn.

    ``starts`` has one more, the injection that ended the last cycle. A cycle is read to the day
    planned for it or to its end, whichever came first. ValueError where they do not fit together.
    """
    if len(starts) != len(lengths) + 1 or len(lengths) % 2 or len(set(lengths)) != 2:
        raise ValueError(
            f"met {len(starts)} injections for {len(lengths)} cycles of {sorted(set(lengths))} "
            "days; expected pairs of two intervals and one injection more; wait for the end"
        )
    differences = _differences(diary, starts, lengths)
    if len(differences) < FEWEST_PAIRS:
        return Compared("cannot_tell", *(math.nan,) * 4, len(differences))
    return _judged(differences)


def _differences(diary: Diary, starts: Sequence[int], lengths: Sequence[int]) -> Floats:
    """Longer less shorter for each pair that holds enough scores."""
    longer = max(lengths)
    window = min(WINDOW, longer - min(lengths))
    found = []
    for pair in range(0, len(lengths), 2):
        ends = {
            lengths[n]: _end(diary, starts[n], min(starts[n] + lengths[n], starts[n + 1]), window)
            for n in (pair, pair + 1)
        }
        if all(len(scores) >= FEWEST_DAYS for scores in ends.values()):
            found.append(float(ends[longer].mean() - ends[min(lengths)].mean()))
    return np.array(found)


def _end(diary: Diary, start: int, until: int, window: int) -> Floats:
    """The scores of the last days of a cycle on which its date was not known."""
    last = until - HIDDEN
    first = max(last - window, start + 1, 0)
    scores = diary.score[first : max(last, first)]
    ill: Bools = np.zeros(len(scores), bool)
    marked = diary.ill[first : first + len(scores)]
    ill[: len(marked)] = marked
    return np.asarray(scores[np.isfinite(scores) & ~ill])


def _judged(differences: Floats) -> Compared:
    n, mean = len(differences), float(differences.mean())
    half = STUDENT[n - 1] * float(differences.std(ddof=1)) / math.sqrt(n)
    turned = [abs(differences) @ np.array(signs) / n for signs in product((-1.0, 1.0), repeat=n)]
    chance = float(np.mean([t >= mean - 1e-12 for t in turned]))
    verdict = "cannot_tell"
    if chance <= LEVEL and mean > 0:
        verdict = "longer_is_worse"
    elif mean + half < RELEVANT:
        verdict = "alike"
    return Compared(verdict, mean, mean - half, mean + half, chance, n)
