"""The normal, t and chi-squared curves, as far as pooling needs them.

Written out because the core stands on NumPy alone. Continued fractions and series as in the
Digital Library of Mathematical Functions, 8.9.2, 8.11.4 and 8.17.22; exact to about 1e-14.
"""

from collections.abc import Callable, Iterator
from math import exp, inf, lgamma, log, log1p
from statistics import NormalDist

STANDARD = NormalDist()
TINY, ENOUGH, MOST = 1e-300, 1e-16, 10_000


def normal_quantile(p: float) -> float:
    """The value below which a standard normal lies with probability p."""
    return STANDARD.inv_cdf(p)


def normal_two_sided(z: float) -> float:
    """How often a standard normal lies at least so far from zero."""
    return 2 * STANDARD.cdf(-abs(z))


def t_two_sided(t: float, df: float) -> float:
    """How often a t with `df` degrees of freedom lies at least so far from zero."""
    return _incomplete_beta(df / 2, 0.5, df / (df + t * t))


def t_quantile(p: float, df: float) -> float:
    """The value below which a t lies with probability p, 0.5 < p < 1."""
    return bisected(lambda t: t_two_sided(t, df) - 2 * (1 - p), 0.0, 1e8)


def chi2_above(x: float, df: float) -> float:
    """How often a chi-squared with `df` degrees of freedom is larger than x."""
    if x <= 0:
        return 1.0
    a, half = df / 2, x / 2
    scale = exp(a * log(half) - half - lgamma(a))
    return 1 - scale * _series(a, half) if half < a + 1 else scale * _fraction(_gamma(a, half))


def bisected(f: Callable[[float], float], low: float, high: float) -> float:
    """Where f crosses zero between low and high, to the last digits."""
    rising = f(low) < f(high)
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if (f(middle) < 0) == rising else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return scale * _fraction(_beta(a, b, x))


def _beta(a: float, b: float, x: float) -> Iterator[tuple[float, float]]:
    yield 1.0, 1.0
    for m in range(MOST):
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        k = m + 1
        yield k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)), 1.0


def _gamma(a: float, x: float) -> Iterator[tuple[float, float]]:
    yield 1.0, x + 1 - a
    for k in range(1, MOST):
        yield -k * (k - a), x + 2 * k + 1 - a


def _fraction(terms: Iterator[tuple[float, float]]) -> float:
    """A continued fraction of numerators and denominators, by Lentz's method."""
    value, c, d = TINY, TINY, 0.0
    for top, bottom in terms:
        d = 1 / (bottom + top * d or TINY)
        c = bottom + top / c or TINY
        value *= c * d
        if abs(c * d - 1) < ENOUGH:
            break
    return value


def _series(a: float, x: float) -> float:
    total = term = 1 / a
    for k in range(1, MOST):
        term *= x / (a + k)
        total += term
        if term < total * ENOUGH:
            break
    return total if total < inf else inf
