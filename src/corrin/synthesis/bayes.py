"""The normal-normal model with a half-normal prior on the heterogeneity, on a grid.

The mean has a flat prior and is integrated exactly, so that only tau needs a grid: the posterior
of the mean is a mixture of normals. Method: Röver 2020, J Stat Softw 93(6), with R's bayesmeta as
the judge. For ratios the usual scale of the prior is 0.5 on the log scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from corrin.synthesis.curves import bisected
from corrin.synthesis.effects import Effect

Array = NDArray[np.float64]
POINTS = 801
REACH = 7.0  # half-normal scales, beyond which nothing is left


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of the mean effect, the heterogeneity and a new study; 95 % intervals.

    Intervals are equal-tailed.
    """

    median: float
    mean: float
    sd: float
    interval: tuple[float, float]
    tau_median: float
    tau_mean: float
    tau_interval: tuple[float, float]
    prediction: tuple[float, float]
    below_zero: float


def posterior(effects: Sequence[Effect], scale: float) -> Posterior:
    """The posterior of one or more effects; `scale` is that of the half-normal prior on tau."""
    y = np.array([e.estimate for e in effects])
    v = np.array([e.se for e in effects]) ** 2
    tau = np.linspace(0.0, REACH * scale, POINTS)
    means, sds, weight = _grid(y, v, tau, scale)
    mean = float(weight @ means)
    new = np.sqrt(sds**2 + tau**2)
    return Posterior(
        median=_mixture(0.5, means, sds, weight),
        mean=mean,
        sd=sqrt(float(weight @ (sds**2 + (means - mean) ** 2))),
        interval=_interval(means, sds, weight),
        tau_median=_tau(0.5, tau, weight),
        tau_mean=float(weight @ tau),
        tau_interval=(_tau(0.025, tau, weight), _tau(0.975, tau, weight)),
        prediction=_interval(means, new, weight),
        below_zero=_below(0.0, means, sds, weight),
    )


def _grid(y: Array, v: Array, tau: Array, scale: float) -> tuple[Array, Array, Array]:
    """Mean and standard deviation of the effect at each tau, and how much each tau weighs."""
    w = 1 / (v + tau[:, None] ** 2)
    total = w.sum(axis=1)
    means = (w * y).sum(axis=1) / total
    misfit = (w * (y - means[:, None]) ** 2).sum(axis=1)
    logs = 0.5 * (np.log(w).sum(axis=1) - np.log(total) - misfit - (tau / scale) ** 2)
    weight = np.exp(logs - logs.max()) * _trapezoid(len(tau))
    return means, 1 / np.sqrt(total), weight / weight.sum()


def _trapezoid(n: int) -> Array:
    """Weights of the trapezoidal rule: the ends count half."""
    found = np.ones(n)
    found[[0, -1]] = 0.5
    return found


def _tau(p: float, tau: Array, weight: Array) -> float:
    """The quantile of tau: each point of the grid stands for the stretch around it."""
    ends = (tau + np.append(tau[1:], tau[-1])) / 2
    return float(np.interp(p, np.append(0.0, np.cumsum(weight)), np.append(0.0, ends)))


def _below(x: float, means: Array, sds: Array, weight: Array) -> float:
    z = ((x - means) / sds / sqrt(2)).tolist()
    return float(weight @ np.array([0.5 * (1 + erf(each)) for each in z]))


def _mixture(p: float, means: Array, sds: Array, weight: Array) -> float:
    low, high = float((means - 40 * sds).min()), float((means + 40 * sds).max())
    return bisected(lambda x: _below(x, means, sds, weight) - p, low, high)


def _interval(means: Array, sds: Array, weight: Array) -> tuple[float, float]:
    return _mixture(0.025, means, sds, weight), _mixture(0.975, means, sds, weight)
