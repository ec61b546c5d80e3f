"""What many patients teach about the next one: a prior from summaries of likelihood, never diaries.

A summary says how well each duration on one fixed grid explains a diary, with the prior under which
it was read divided out again; beside it stands how well "no cycle" does. Nothing else leaves.
Log-normal durations and a share with a cycle are fitted by expectation and maximisation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corrin.response import grid
from corrin.response.belief import learn
from corrin.response.diary import USUAL, Diary, Floats, Prior

BINS = 40  # of the summary, equally wide in log days
OPEN = Prior(median=28.0, spread=2.0, cycle=0.5)  # wide, so that dividing it out is safe
PATIENTS_WORTH = 10.0  # what the prior at the start weighs against patients
ROUNDS, STILL = 500, 1e-6
LEAST = 1e-12  # a duration the model cannot hold is no division by nought
NARROWEST, WIDEST = 0.1, 3.0  # log-SD
RAREST, SUREST = 0.02, 0.98  # share with a cycle


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """One patient's likelihood: ``lasts`` over the bins between ``edges()``, ``none`` of no cycle.

    Known up to one factor, so the largest is 1.
    """

    lasts: Floats
    none: float


def edges() -> Floats:
    """The fixed grid of durations, days: 1 to 365."""
    return np.asarray(grid.EDGES[:: (len(grid.EDGES) - 1) // BINS])


def summary(diary: Diary, *, today: int) -> Summary:
    """The likelihood of this diary up to and including ``today``. ValueError on a bad day."""
    belief = learn(diary, today=today, prior=OPEN)
    before = OPEN.cycle * _before()
    mass = np.maximum(_coarse(belief.duration_mass), 0.0)  # sums may end a hair below nought
    with_cycle = belief.p_cycle * mass / np.maximum(before, LEAST)
    none = max(1.0 - belief.p_cycle, 0.0) / (1.0 - OPEN.cycle)
    most = max(float(with_cycle.max()), none)
    return Summary(with_cycle / most, none / most)


def _coarse(mass: Floats) -> Floats:
    return np.asarray(mass.reshape(BINS, -1).sum(axis=1))


def _before() -> Floats:
    """What the open prior gives each bin."""
    weights = grid.prior_weights(OPEN.median, OPEN.spread).sum(axis=2)
    return _coarse(grid.duration_cells().mass(weights))


def prior_from(
    summaries: Sequence[Summary],
    *,
    weights: Floats | None = None,
    start: Prior = USUAL,
    worth: float = PATIENTS_WORTH,
) -> Prior:
    """The prior that explains all these patients best, drawn a little toward ``start``.

    ``start`` counts as ``worth`` patients, so that a handful moves it little. Without summaries it
    is ``start`` itself. ``weights``: for how many people each summary stands, one where not told.
    Raises ValueError where a summary has another grid.
    """
    if not summaries:
        return start
    people = np.ones(len(summaries)) if weights is None else weights
    if any(s.lasts.shape != (BINS,) for s in summaries):
        raise ValueError(f"met a summary with another grid; expected {BINS} bins; make it anew")
    lasts, none = np.stack([s.lasts for s in summaries]), np.array([s.none for s in summaries])
    found = start
    for _ in range(ROUNDS):
        before, found = found, _better(found, lasts, none, people, start, worth)
        if _apart(before, found) < STILL:
            break
    return found


def _better(
    now: Prior, lasts: Floats, none: Floats, people: Floats, start: Prior, worth: float
) -> Prior:
    """One round: how likely each bin is for each patient, then the prior that fits those."""
    each = now.cycle * bin_weights(now) * lasts
    nobody = (1.0 - now.cycle) * none
    each *= (people / (each.sum(axis=1) + nobody))[:, None]
    share, mass = each.sum(axis=0), float(each.sum())
    middle = np.log(edges()[:-1] * edges()[1:]) / 2.0
    weight = worth * start.cycle
    mean = (float(share @ middle) + weight * math.log(start.median)) / (mass + weight)
    spread = float(share @ (middle - mean) ** 2)
    spread += weight * (start.spread**2 + (math.log(start.median) - mean) ** 2)
    return Prior(
        median=min(max(math.exp(mean), 1.0), 365.0),
        spread=min(max(math.sqrt(spread / (mass + weight)), NARROWEST), WIDEST),
        cycle=min(max((mass + weight) / (people.sum() + worth), RAREST), SUREST),
    )


def bin_weights(prior: Prior) -> Floats:
    """The durations of a prior over the bins of a summary, the tails in the outermost."""
    z = (np.log(edges()) - math.log(prior.median)) / prior.spread
    below = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z])
    below[0], below[-1] = 0.0, 1.0
    return np.maximum(np.diff(below), 0.0)


def _apart(one: Prior, two: Prior) -> float:
    return max(
        abs(math.log(one.median / two.median)),
        abs(one.spread - two.spread),
        abs(one.cycle - two.cycle),
    )
