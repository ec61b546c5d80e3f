"""What is remembered of earlier injections, as weak evidence: it may make shorter, never longer.

Our own numbers: one memory errs by about half, and all memories of one person err together by
two fifths, so that ten of them weigh hardly more than three. Nobody has measured either.
"""

import math
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from corrin.response import Prior, Proposal
from corrin.situation import Reading

ONE_ERRS, ALL_ERR = 0.5, 0.4  # log-SD
TO_THE_END = 2  # days before the next injection from which "well" means "well to the end"


@dataclass(frozen=True, slots=True)
class Memory:
    """Days remembered as well after the injection of a day, None where none in particular.

    ``bound``: well until about the next injection, so that nothing is known of what came later.
    """

    on: date | None
    days: float
    bound: bool


def memories(reading: Reading) -> tuple[Memory, ...]:
    """What is remembered, oldest injection first."""
    return tuple(
        Memory(e.on, e.well_days, _bound(reading, e.on, e.well_days)) for e in reading.remembered
    )


def _bound(reading: Reading, on: date | None, days: float) -> bool:
    if on is None:
        return False
    later = [day for day in reading.injection_days if day > on]
    return bool(later) and days >= (later[0] - on).days - TO_THE_END


def prior_with(memories: tuple[Memory, ...], prior: Prior) -> Prior:
    """The prior with these memories in it, as a normal of the log duration.

    A memory that reaches to the next injection is left out: it could only make longer. The
    probability of a cycle stays: memory cannot tell an injection wearing off from expecting it to.
    """
    ended = [min(max(m.days, 1.0), 365.0) for m in memories if not m.bound]
    if not ended:
        return prior
    told = 1.0 / (ALL_ERR**2 + ONE_ERRS**2 / len(ended))
    before = 1.0 / prior.spread**2
    mean = told * fmean(map(math.log, ended)) + before * math.log(prior.median)
    return Prior(math.exp(mean / (told + before)), (told + before) ** -0.5, prior.cycle)


def never_longer(diary: Proposal, recalled: Proposal, current: float) -> Proposal:
    """The proposal of the diary alone, or the one with memory where that is nowhere longer.

    The belief stays that of the diary: memory moves a number, and its rail says so.
    """
    if "not_enough_data" in (diary.reason, recalled.reason):
        return diary
    alone, both = _lengths(diary, current), _lengths(recalled, current)
    if both == alone or any(b > a for a, b in zip(alone, both, strict=True)):
        return diary
    rails = (*recalled.rails, "memory")
    return Proposal(
        recalled.days, recalled.interval, recalled.window, recalled.reason, rails, diary.belief
    )


def _lengths(p: Proposal, current: float) -> tuple[float, float]:
    """The interval from the next injection on, and the days to that injection."""
    interval = current if p.interval is None else float(p.interval)
    return interval, math.inf if p.days is None else float(p.days)
