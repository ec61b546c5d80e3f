"""What may be said of the trials of one question together: nothing, one row, rows, or a pool.

By the number of studies (Cochrane's methods page of 2025; Röver 2015 for few studies):
none: nobody has studied it. One: its row, never a diamond. Two: both rows and a Bayesian row
beside them. Three or four: REML with the modified Hartung-Knapp interval, and the Bayesian row.
Five or more: REML with Hartung-Knapp and a prediction interval. Never one study twice, never
what was found afterwards together with what was planned. A refusal is a result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrin.knowledge import Analysis, Trial
from corrin.synthesis.bayes import Posterior, posterior
from corrin.synthesis.effects import RATIOS, Effect, from_interval
from corrin.synthesis.pooling import Interval, Pooled, pool

SCALE = 0.5  # of the half-normal prior, on the log scale of ratios
FEW = 5  # studies from which the plain Hartung-Knapp interval is used


class Pooling(StrEnum):
    """What was done with the studies."""

    NONE = "none"
    SINGLE = "single"
    REFUSED = "refused"
    TWO = "two"
    POOLED = "pooled"


@dataclass(frozen=True, slots=True)
class Row:
    """One trial with its effect; `weight` is its share of the pool, percent, where there is one."""

    trial: Trial
    effect: Effect | None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The trials of one question, and what may be said of them together.

    `reason` is why they were not pooled, empty where they were. `prediction` is made with k - 1
    degrees of freedom.
    """

    analysis: Analysis
    pooling: Pooling
    reason: str
    rows: tuple[Row, ...]
    pooled: Pooled | None = None
    bayes: Posterior | None = None
    prediction: Interval | None = None


def synthesise(analysis: Analysis) -> Synthesis:
    """The trials of an analysis, pooled as far as the policy allows."""
    rows = tuple(Row(trial, effect_of(trial, analysis.measure)) for trial in analysis.trials)
    effects = [row.effect for row in rows if row.effect]
    reason = _refusal(analysis)
    if not rows:
        return Synthesis(analysis, Pooling.NONE, "nobody", ())
    if reason:
        return Synthesis(analysis, Pooling.REFUSED, reason, rows)
    if len(effects) < 2:
        return Synthesis(analysis, Pooling.SINGLE, "one_study", rows)
    bayes = posterior(effects, SCALE) if analysis.measure in RATIOS else None
    if len(effects) == 2:
        return Synthesis(analysis, Pooling.TWO, "two_studies", rows, bayes=bayes)
    return _pooled(analysis, rows, effects, bayes)


def effect_of(trial: Trial, measure: str) -> Effect | None:
    """A trial's effect from its printed interval; None where no interval was printed."""
    if trial.estimate is None or trial.low is None or trial.high is None:
        return None
    return from_interval(measure, trial.estimate, trial.low, trial.high)


def _refusal(analysis: Analysis) -> str:
    """Why these trials may not be pooled, empty where they may."""
    if analysis.refused:
        return analysis.refused
    studies = [trial.study for trial in analysis.trials]
    if len(set(studies)) < len(studies):
        return "shared_study"
    if any(trial.post_hoc for trial in analysis.trials):
        return "post_hoc"
    return ""


def _pooled(
    analysis: Analysis, rows: Sequence[Row], effects: Sequence[Effect], bayes: Posterior | None
) -> Synthesis:
    many = len(effects) >= FEW
    found = pool(effects, "REML", "knha" if many else "adhoc")
    total = sum(1 / (e.se**2 + found.tau2) for e in effects)
    weighed = tuple(
        Row(r.trial, r.effect, 100 / (r.effect.se**2 + found.tau2) / total if r.effect else None)
        for r in rows
    )
    prediction = found.prediction("k1") if many else None
    return Synthesis(analysis, Pooling.POOLED, "", weighed, found, bayes, prediction)
