"""What one patient can add to the duration curve of all: a word out of a short list, often untrue.

A summary of a diary (see `population`) is likened to the nearest of a few shapes, and the number of
that shape, or with a known chance of another one, is all that is said. Whatever is heard, the odds
of any two diaries behind it differ by at most e to the power of epsilon (randomised response:
Warner 1965, doi:10.1080/01621459.1965.10480775; for longer lists Kairouz et al. 2016,
arXiv:1602.07387). Added up over many people, the chance is known and can be taken out again.

What a number means is measured (`meaning`): the belief of one diary errs a little on the short side
and the nearest shape is not the diary itself, so a shape read for what it says makes the curve of
all too short.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from corrin.response.diary import USUAL, Floats, Prior
from corrin.response.meaning import NO_CYCLE, PER_MILLE
from corrin.response.population import BINS, OPEN, Summary, bin_weights, edges, prior_from

EPSILON = 4.0  # privacy loss of one message
CENTRES = tuple(float(d) for d in np.geomspace(4, 200, 12).round(1))
WIDTH = 0.25  # log-SD of a shape around a duration
BEYOND = (7.0, 14.0, 28.0, 56.0, 84.0)  # it lasts longer than anything this diary could see
START_WORTH = 3.0  # people
UNHEARD_OF = 2.0  # in a thousand, added to every chance that was measured
RARELY = 0.05  # what "no cycle" explains of a diary in which symptoms come back


@cache
def shapes() -> tuple[Summary, ...]:
    """The list: around a duration, beyond one, no cycle, and nothing known."""
    middle = np.sqrt(edges()[:-1] * edges()[1:])
    around = [Summary(np.exp(-0.5 * (np.log(middle / c) / WIDTH) ** 2), RARELY) for c in CENTRES]
    beyond = [Summary(1.0 / (1.0 + (d / middle) ** 8), 1.0) for d in BEYOND]
    no_cycle, nothing = Summary(np.full(BINS, RARELY), 1.0), Summary(np.ones(BINS), 1.0)
    return (*around, *beyond, no_cycle, nothing)


def likened(summary: Summary) -> int:
    """The number of the shape nearest to a summary (Hellinger distance under the open prior)."""
    wanted = np.sqrt(_masses(summary))
    return int(np.argmax([np.sqrt(_masses(shape)) @ wanted for shape in shapes()]))


def _masses(summary: Summary) -> Floats:
    """What one would believe of the open prior: each bin, and last no cycle."""
    bins = OPEN.cycle * bin_weights(OPEN) * summary.lasts
    masses = np.append(bins, (1.0 - OPEN.cycle) * summary.none)
    return np.asarray(masses / masses.sum())


def truth(epsilon: float) -> float:
    """The chance that a message is the true one. ValueError unless epsilon is above 0."""
    if not 0.0 < epsilon <= 20.0:
        raise ValueError(f"met epsilon {epsilon}; expected above 0, at most 20; 4 is usual")
    return math.exp(epsilon) / (math.exp(epsilon) + len(shapes()) - 1)


def said(number: int, epsilon: float, rng: np.random.Generator) -> int:
    """What is said in place of a number: mostly itself, else any other, each as likely."""
    if rng.random() < truth(epsilon):
        return number
    other = int(rng.integers(len(shapes()) - 1))
    return other + (other >= number)


def heard(messages: Sequence[int], epsilon: float) -> Floats:
    """How many people are behind each shape, the chance taken out; sums to the messages.

    Raises ValueError where a message is not on the list.
    """
    counts = _counted(messages)
    honest = truth(epsilon)
    other = (1.0 - honest) / (len(shapes()) - 1)
    people = np.clip((counts - len(messages) * other) / (honest - other), 0.0, None)
    return np.asarray(people * (len(messages) / people.sum())) if people.any() else people


@cache
def meanings() -> tuple[Summary, ...]:
    """For each number, how likely each duration and no cycle make it that it is the true one.

    The last is sent by whoever kept no diary, too, and says nothing. No number is impossible.
    """
    none = np.array(NO_CYCLE.split(), dtype=float)
    rows = np.array([row.split() for row in PER_MILLE], dtype=float)
    rows[-1], none[-1] = rows[-1].mean(), rows[-1].mean()
    return tuple(
        Summary((row + UNHEARD_OF) / 1000.0, (n + UNHEARD_OF) / 1000.0)
        for row, n in zip(rows, none.tolist(), strict=True)
    )


def meant(epsilon: float) -> tuple[Summary, ...]:
    """The same of each message: mostly its number is true, else it is any other."""
    honest = truth(epsilon)
    other = (1.0 - honest) / (len(shapes()) - 1)
    return tuple(
        Summary(other + (honest - other) * m.lasts, other + (honest - other) * m.none)
        for m in meanings()
    )


def prior_of(messages: Sequence[int], epsilon: float, *, start: Prior = USUAL) -> Prior:
    """The prior that all messages together speak for. ValueError for one that is off the list.

    A message says less than a summary, so ``start`` counts for fewer people.
    """
    if not len(messages):
        return start
    return prior_from(meant(epsilon), weights=_counted(messages), start=start, worth=START_WORTH)


def _counted(messages: Sequence[int]) -> Floats:
    if any(not 0 <= m < len(shapes()) for m in messages):
        raise ValueError(f"met a message off the list; expected 0 to {len(shapes()) - 1}")
    counts = np.bincount(np.asarray(messages, dtype=np.intp), minlength=len(shapes()))
    return counts.astype(float)
