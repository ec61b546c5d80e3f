"""Pooling of trials, as far as honesty allows."""

from corrin.synthesis.bayes import Posterior, posterior
from corrin.synthesis.effects import (
    RATIOS,
    Effect,
    from_interval,
    mean_difference,
    odds_ratio,
    risk_difference,
    risk_ratio,
    standardised,
)
from corrin.synthesis.policy import Pooling, Row, Synthesis, synthesise
from corrin.synthesis.pooling import Pooled, pool, pooled_shared, tau2_interval

__all__ = [
    "RATIOS",
    "Effect",
    "Pooled",
    "Pooling",
    "Posterior",
    "Row",
    "Synthesis",
    "from_interval",
    "mean_difference",
    "odds_ratio",
    "pool",
    "pooled_shared",
    "posterior",
    "risk_difference",
    "risk_ratio",
    "standardised",
    "synthesise",
    "tau2_interval",
]
