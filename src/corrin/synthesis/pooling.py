"""Random-effects pooling: heterogeneity, Wald and Hartung-Knapp intervals, prediction.

Estimators as in Veroniki 2016 and Viechtbauer's metafor, against whose printed values they are
tested. Every interval says by which convention it was made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corrin.synthesis.curves import (
    bisected,
    chi2_above,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from corrin.synthesis.effects import Effect

Array: TypeAlias = NDArray[np.float64]
Method: TypeAlias = Literal["EE", "DL", "PM", "REML", "ML"]
Test: TypeAlias = Literal["z", "knha", "adhoc"]
Prediction: TypeAlias = Literal["metafor", "hts", "k1"]
Interval: TypeAlias = tuple[float, float]
LARGEST = 1e4  # times the largest variance: where a search for tau² ends


@dataclass(frozen=True, slots=True)
class Pooled:
    """Studies pooled by one method, on the scale of the effects.

    `test` names the interval: z (Wald), knha (Hartung-Knapp), adhoc (Hartung-Knapp, never
    narrower than Wald).
    """

    method: Method
    test: Test
    k: int
    estimate: float
    se: float
    interval: Interval
    p: float
    tau2: float
    i2: float
    q: float
    q_p: float

    def prediction(self, how: Prediction) -> Interval:
        """Where a new study's true effect would lie: a convention, so its name is asked for.

        `metafor` uses the interval's own quantile, `k1` a t with k - 1, `hts` one with k - 2, which
        two studies do not have (nan).
        """
        own = None if self.test == "z" else self.k - 1
        df = {"metafor": own, "k1": self.k - 1, "hts": self.k - 2}[how]
        spread = sqrt(self.se**2 + self.tau2) * _quantile(df)
        return self.estimate - spread, self.estimate + spread


def pool(effects: Sequence[Effect], method: Method = "REML", test: Test = "z") -> Pooled:
    """Two or more studies pooled. Raises ValueError for one study or mixed measures."""
    if len(effects) < 2 or len({e.measure for e in effects}) != 1:
        raise ValueError("pooling needs two or more effects of one measure")
    y = np.array([e.estimate for e in effects])
    v = np.array([e.se for e in effects]) ** 2
    tau2 = 0.0 if method == "EE" else TAU2[method](y, v)
    return _pooled(y, v, tau2, method, test)


def _pooled(y: Array, v: Array, tau2: float, method: Method, test: Test) -> Pooled:
    k, w = len(y), 1 / (v + tau2)
    mean = _mean(y, w)
    df: int | None = None
    se = 1 / sqrt(w.sum())
    if test != "z":
        widened = float((w * (y - mean) ** 2).sum()) / (k - 1)
        se *= sqrt(max(widened, 1.0) if test == "adhoc" else widened)
        df = k - 1
    reach = _quantile(df) * se
    q = _q(y, v, 0.0)
    return Pooled(
        method=method,
        test=test,
        k=k,
        estimate=mean,
        se=se,
        interval=(mean - reach, mean + reach),
        p=t_two_sided(mean / se, df) if df else normal_two_sided(mean / se),
        tau2=tau2,
        i2=_i2(v, tau2) if method != "EE" else 100 * max(0.0, q - (k - 1)) / (q or 1.0),
        q=q,
        q_p=chi2_above(q, k - 1),
    )


def _quantile(df: int | None) -> float:
    """Of a t, or of the normal where there are no degrees of freedom to speak of."""
    if df is None:
        return normal_quantile(0.975)
    return t_quantile(0.975, df) if df > 0 else nan


def _mean(y: Array, w: Array) -> float:
    return float((w * y).sum() / w.sum())


def _q(y: Array, v: Array, tau2: float) -> float:
    """The weighted sum of squares around the pooled mean."""
    w = 1 / (v + tau2)
    return float((w * (y - _mean(y, w)) ** 2).sum())


def _i2(v: Array, tau2: float) -> float:
    """The share of scatter that is not chance, percent, against a typical variance."""
    w = 1 / v
    typical = (len(v) - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())
    return float(100 * tau2 / (tau2 + typical))


def _der_simonian_laird(y: Array, v: Array) -> float:
    w = 1 / v
    return max(0.0, float((_q(y, v, 0) - (len(y) - 1)) / (w.sum() - (w**2).sum() / w.sum())))


def _paule_mandel(y: Array, v: Array) -> float:
    return _root(lambda tau2: _q(y, v, tau2) - (len(y) - 1), y, v)


def _likelihood(y: Array, v: Array) -> float:
    """Maximum likelihood: where the slope of the log likelihood is zero."""

    def slope(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(((w * (y - _mean(y, w))) ** 2).sum() - w.sum())

    return _root(slope, y, v)


def _restricted(y: Array, v: Array) -> float:
    """Restricted maximum likelihood, which pays for having estimated the mean."""

    def slope(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(((w * (y - _mean(y, w))) ** 2).sum() - w.sum() + (w**2).sum() / w.sum())

    return _root(slope, y, v)


def _root(slope: Callable[[float], float], y: Array, v: Array) -> float:
    """Where a falling function of tau² crosses zero; 0 where it is never above."""
    if slope(0.0) <= 0:
        return 0.0
    return bisected(slope, 0.0, LARGEST * float(v.max() + np.ptp(y) ** 2))


TAU2: dict[str, Callable[[Array, Array], float]] = {
    "DL": _der_simonian_laird,
    "PM": _paule_mandel,
    "REML": _restricted,
    "ML": _likelihood,
}


def tau2_interval(effects: Sequence[Effect]) -> Interval:
    """The Q-profile interval of tau², 95 %."""
    y = np.array([e.estimate for e in effects])
    v = np.array([e.se for e in effects]) ** 2

    def edge(p: float) -> float:
        return _root(lambda tau2: p - chi2_above(_q(y, v, tau2), len(y) - 1), y, v)

    return edge(0.025), edge(0.975)


def pooled_shared(
    effects: Sequence[Effect], correlation: float
) -> tuple[float, float, Interval, float]:
    """Arms against one shared control, by generalised least squares.

    `correlation` is that of the estimates. Returns estimate, standard error, 95 % interval and Q.
    """
    y = np.array([e.estimate for e in effects])
    se = np.array([e.se for e in effects])
    share = np.full((len(y), len(y)), correlation)
    np.fill_diagonal(share, 1.0)
    weight = np.linalg.inv(share * np.outer(se, se))
    total = float(weight.sum())
    mean = float((weight @ y).sum() / total)
    error = 1 / sqrt(total)
    reach = normal_quantile(0.975) * error
    return mean, error, (mean - reach, mean + reach), float((y - mean) @ weight @ (y - mean))
