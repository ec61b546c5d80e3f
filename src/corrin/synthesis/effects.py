"""Effect measures of one study: an estimate with its standard error, on the scale it is pooled on.

Ratios are pooled as logarithms. Formulas: Cochrane Handbook 6.5, chapter 6 and section 10.4.
"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from corrin.synthesis.curves import normal_quantile

RATIOS = ("HR", "RR", "OR")


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate and its standard error; logarithms where the measure is a ratio."""

    measure: str
    estimate: float
    se: float

    def shown(self, value: float) -> float:
        """A value as it is printed: ratios are brought back from their logarithm."""
        return exp(value) if self.measure in RATIOS else value


def from_interval(
    measure: str, estimate: float, low: float, high: float, level: float = 0.95
) -> Effect:
    """An effect from a printed estimate and its interval.

    Raises ValueError where the estimate lies outside, or a ratio is not positive.
    """
    if not low < estimate < high:
        raise ValueError(f"{measure} {estimate} lies outside {low} to {high}")
    if measure in RATIOS:
        if low <= 0:
            raise ValueError(f"{measure} must be positive, not {low}")
        estimate, low, high = log(estimate), log(low), log(high)
    return Effect(measure, estimate, (high - low) / (2 * normal_quantile((1 + level) / 2)))


def risk_difference(events: tuple[int, int], n: tuple[int, int]) -> Effect:
    """Share with the outcome, first group less second."""
    one, two = events[0] / n[0], events[1] / n[1]
    return Effect("RD", one - two, sqrt(one * (1 - one) / n[0] + two * (1 - two) / n[1]))


def risk_ratio(events: tuple[int, int], n: tuple[int, int]) -> Effect:
    """Log of the ratio of shares. Raises ValueError where a group has no outcome at all."""
    (a, c), (b, d) = _counted(events), n
    return Effect("RR", log(a / b) - log(c / d), sqrt(1 / a - 1 / b + 1 / c - 1 / d))


def odds_ratio(events: tuple[int, int], n: tuple[int, int]) -> Effect:
    """Log of the ratio of odds. Raises ValueError where a cell of the table is empty."""
    a, c = _counted(events)
    b, d = _counted((n[0] - a, n[1] - c))
    return Effect("OR", log(a * d / (b * c)), sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def mean_difference(
    means: tuple[float, float], sds: tuple[float, float], n: tuple[int, int]
) -> Effect:
    """Mean of the first group less that of the second."""
    return Effect("MD", means[0] - means[1], sqrt(sds[0] ** 2 / n[0] + sds[1] ** 2 / n[1]))


def standardised(
    means: tuple[float, float], sds: tuple[float, float], n: tuple[int, int]
) -> Effect:
    """Hedges' g with its exact correction, for one outcome measured on two scales."""
    df = n[0] + n[1] - 2
    pooled = sqrt(((n[0] - 1) * sds[0] ** 2 + (n[1] - 1) * sds[1] ** 2) / df)
    d = (means[0] - means[1]) / pooled
    g = d * exp(lgamma(df / 2) - lgamma((df - 1) / 2)) * sqrt(2 / df)
    return Effect("SMD", g, sqrt(1 / n[0] + 1 / n[1] + g * g / (2 * (n[0] + n[1]))))


def _counted(events: tuple[int, int]) -> tuple[int, int]:
    if min(events) <= 0:
        raise ValueError(f"a ratio needs outcomes in both groups, not {events}")
    return events
