"""The candidates that are weighed: how long, how high, how abruptly, how regularly.

A candidate says that the score rises by ``height * s((tau / scale - 1) / width)`` with ``s``
logistic. Exponential wash-out through a Hill effect has exactly this form (titration section
3.4), narrow widths are an abrupt return, and one cycle's scale is the patient's own times a
log-normal of SD ``varies``, now and then a wild one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corrin.response.diary import Floats

SCALES: Floats = np.geomspace(2.0, 420.0, 42)
HEIGHTS: Floats = np.array([1.5, 2.6, 4.0, 6.2])
HEIGHT_WEIGHTS: Floats = np.array([0.18, 0.32, 0.32, 0.18])
WIDTHS: Floats = np.array([0.05, 0.15, 0.40])
WIDTH_WEIGHTS: Floats = np.array([0.40, 0.35, 0.25])
VARIES: Floats = np.array([0.10, 0.27])
VARIES_WEIGHTS: Floats = np.array([0.6, 0.4])
WAITS: Floats = np.unique(np.round(np.geomspace(2.0, 365.0, 72), 1))  # intervals compared
WILD, WILD_SD = 0.04, 0.8
DRIFT_SD, JUMP, JUMP_SD = 0.05, 0.015, 0.4  # a month
LONGEST = 365
STEP = float(np.log(SCALES[1] / SCALES[0]))
GROUPS = 14  # neighbouring scales share one level
TOGETHER = len(SCALES) // GROUPS


def _kernel(sd: float) -> Floats:
    """Probability of each scale (columns) around each scale (rows)."""
    gap = np.subtract.outer(np.log(SCALES), np.log(SCALES))
    edge = (np.abs(gap) - STEP / 2, np.abs(gap) + STEP / 2)
    mass = _phi(edge[1] / sd) - _phi(edge[0] / sd)
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def _phi(z: Floats) -> Floats:
    """Normal distribution function to 1e-7 (Abramowitz and Stegun 26.2.17)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    poly = t * (
        0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    )
    upper = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * poly
    return np.asarray(np.where(z >= 0, 1.0 - upper, upper))


@lru_cache(maxsize=1)
def cycle_kernels() -> Floats:
    """How one cycle's scale scatters: (varies, patient's scale, cycle's scale), rows sum to 1."""
    wild = _kernel(WILD_SD)
    return np.stack([(1 - WILD) * _kernel(float(sd)) + WILD * wild for sd in VARIES])


@lru_cache(maxsize=1)
def drift_kernel() -> Floats:
    """How the patient's own scale moves in a month: (from, to), rows sum to 1."""
    return np.asarray((1 - JUMP) * _kernel(DRIFT_SD) + JUMP * _kernel(JUMP_SD))


@lru_cache(maxsize=1)
def rises() -> Floats:
    """The rise of each width and scale on each day since the injection: (width, scale, day)."""
    tau = np.arange(LONGEST + 1, dtype=np.float64)
    x = (tau / SCALES[:, None] - 1.0) / WIDTHS[:, None, None]
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -60.0, 60.0))))


@lru_cache(maxsize=1)
def crossings() -> Floats:
    """Where the rise reaches one point, as a multiple of the scale: (height, width)."""
    return np.asarray(1.0 - np.log(HEIGHTS - 1.0)[:, None] * WIDTHS[None, :])


@lru_cache(maxsize=1)
def durations() -> Floats:
    """Days until one point has come back: (height, width, scale), at most 365."""
    return np.minimum(crossings()[:, :, None] * SCALES, float(LONGEST))


EDGES: Floats = np.geomspace(1.0, LONGEST, 241)  # bins in which durations are reported


@dataclass(frozen=True, slots=True)
class Cells:
    """The few bins over which the cell of each candidate lies, and its share in each of them."""

    bins: NDArray[np.intp]  # (candidate * share,)
    shares: Floats  # (candidate, share)

    def mass(self, weight: Floats) -> Floats:
        """How much of the candidates' weight lies in each bin."""
        parts = weight.reshape(-1, 1) * self.shares
        found = np.bincount(self.bins, weights=parts.ravel(), minlength=len(EDGES) - 1)
        return np.asarray(found, dtype=np.float64)


def _cells(days: Floats) -> Cells:
    """Cells one step wide around these days; what lies outside counts in the outermost bins."""
    lower = np.log(days).reshape(-1, 1) - STEP / 2
    below = np.clip((np.log(EDGES) - lower) / STEP, 0, 1)
    below[:, 0], below[:, -1] = 0.0, 1.0
    shares = np.diff(below, axis=1)
    met = shares > 0
    most = int(met.sum(axis=1).max())
    first = np.minimum(met.argmax(axis=1), shares.shape[1] - most)
    bins = first[:, None] + np.arange(most)
    return Cells(bins.ravel(), np.take_along_axis(shares, bins, axis=1))


@lru_cache(maxsize=1)
def duration_cells() -> Cells:
    """The durations of the candidates in the reported bins: (height * width * scale)."""
    return _cells(crossings()[:, :, None] * SCALES)


@lru_cache(maxsize=1)
def sick_days() -> Floats:
    """Expected days with symptoms in a cycle of each wait: (height, width, varies, scale, wait)."""
    over = np.clip(WAITS - durations()[..., None], 0.0, None)
    return np.asarray(np.einsum("vde,hwei->hwvdi", cycle_kernels(), over))


@lru_cache(maxsize=1)
def best_intervals() -> Floats:
    """The interval that is cheapest for a known candidate: (height, width, varies, scale).

    One injection costs one, a day with symptoms costs one; never longer than the duration.
    """
    cost = (1.0 + sick_days()) / WAITS
    return np.asarray(np.minimum(WAITS[cost.argmin(axis=-1)], durations()[:, :, None, :]))


def prior_weights(median: float, spread: float) -> Floats:
    """Weight of each candidate before any diary: (height, width, varies, scale), sums to 1."""
    z = (np.log(crossings()[:, :, None] * SCALES) - np.log(median)) / spread
    scale = np.exp(-0.5 * z * z)
    scale /= scale.sum(axis=-1, keepdims=True)
    outer = HEIGHT_WEIGHTS[:, None] * WIDTH_WEIGHTS[None, :]
    return np.asarray(outer[:, :, None, None] * VARIES_WEIGHTS[:, None] * scale[:, :, None, :])


@lru_cache(maxsize=1)
def interval_cells() -> Cells:
    """The candidates' cheapest intervals in the bins: (height * width * varies * scale)."""
    return _cells(best_intervals())
