"""The rails: how far and when a proposal may move. Each is named when it changed the number.

Everything here moves continuously with the belief, so that one diary point on one day cannot
throw the proposal; only whole days and the gates of the contracts are steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from corrin.response.belief import Belief, costs_little
from corrin.response.diary import Floats
from corrin.response.end_of_cycle import rising
from corrin.response.rows import Cycles
from corrin.response.trial_of_shorter import Shorter, shorter_cycles

MATURE = 2  # complete cycles, contracts section 4
SURE = 0.90  # from the first maintenance cycle, contracts section 4
SHORTEN_AT = 0.50  # with two complete cycles
SPEAKS = (0.2, 1.1)  # log odds by which the diary must have moved the prior to be heard, in full
NOTED = 0.5  # from here on a shorter interval that did not help is named
CALM, RETURNED = 0.10, 0.35  # probability that symptoms were back when a cycle ended
FOLLOWS = (0.50, 0.75)  # probability of a cycle from which shortening begins, and is full
SHORTER = 0.97
STILL_LONG = (0.45, 0.70)  # probability of a return from which no help proves nothing
PACE = 16  # days, or one cycle, at the present interval before it is made longer again
BOLDER = 0.7
ABOUT = 1.25  # a return up to a quarter later than now also speaks of now
LIKELY = (0.45, 0.65)  # probability of a return about now from which shortening begins, and is full
LITTLE = 0.02  # an interval is made longer as far as it costs at most this much more than the best
SLACK = 0.07  # an interval is left alone while it costs at most this much more than the best
WORTH = (2.0, 4.0)  # what a longer interval may save over what its trial may cost
UP, DOWN = 0.20, 0.30  # contracts section 4
FRESH = 21  # days within which a score counts as recent
ENOUGH = 8  # scored days
UNRELATED = 0.10  # "well established that symptoms do not follow the injections"
DUE_FROM = 0.5  # log odds above which a dose begins to come forward
DUE_SURE = math.log(SURE / (1 - SURE))
SURELY = 1.0 / (1.0 + np.exp(-np.linspace(1.0, 6.0, 11)))  # where a dose is brought forward
SURELY_EARLY = SURELY[SURELY >= SURE]
DUE_UNIT = 1.0  # log odds that bring a dose forward by a tenth of its interval


@dataclass(frozen=True, slots=True)
class Bounds:
    """The arguments of a proposal once checked; whole days, alpha a probability."""

    today: int
    lowest: int
    highest: int
    current: float | None
    alpha: float


@dataclass(frozen=True, slots=True)
class Step:
    """The interval from the next injection on, or None to keep, with its reason and rails."""

    days: int | None
    now: int  # the interval in force, inside the band
    reason: str
    rails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dose:
    """The next injection of this cycle, in whole days from the last."""

    days: int
    window: tuple[int, int]
    due_now: bool
    rails: tuple[str, ...]


def next_interval(cycles: Cycles, belief: Belief, bounds: Bounds) -> Step | None:
    """The careful next interval, or None when there is nothing to say."""
    now = _in_force(cycles, bounds)
    if now is None or not cycles.starts or cycles.scored < ENOUGH or _stale(cycles, bounds):
        return None
    kept = max(bounds.lowest, min(bounds.highest, round(now)))
    if kept != round(now):
        return Step(kept, kept, "shorten" if kept < now else "lengthen", ("band",))
    return _moved(cycles, belief, now, kept, bounds)


def _moved(cycles: Cycles, belief: Belief, now: float, kept: int, bounds: Bounds) -> Step | None:
    """Shorter, longer or kept, for an interval inside the band."""
    mature = sum(cycles.complete) >= MATURE
    trial, costs = _trial(cycles, belief, now), belief.costs(cycles.slips)
    shorter = _too_long_above(cycles, belief, now, mature, bounds, costs)
    shorter += trial.useless * max(now - shorter, 0.0)
    if shorter < now:
        return _shorten(shorter, now, kept, bounds)
    if not mature:
        return _silent(belief, kept)
    longer = _exploring(cycles, belief, now, bounds.alpha, costs)
    longer += trial.useless * max(trial.back_to - longer, 0.0)
    if longer > now and _settled_in(cycles, now, bounds.today):
        calm = _calm(cycles, now, belief, trial)
        return _lengthen(longer, now, kept, calm, belief, trial, bounds)
    return Step(None, kept, "keep", ())


def _trial(cycles: Cycles, belief: Belief, now: float) -> Shorter:
    """Whether shorter intervals helped; not yet known where even they are likely too long.

    Who wears off after four days is no better on fourteen than on twenty-eight.
    """
    trial = shorter_cycles(cycles)
    known = 1.0 - _between(belief.p_return(now), STILL_LONG)
    return Shorter(trial.useless * known, trial.back_to)


def _too_long_above(
    cycles: Cycles, belief: Belief, now: float, mature: bool, bounds: Bounds, costs: Floats
) -> float:
    """The interval above which the present one is shortened; ``now`` when nothing speaks for it.

    A prior alone never shortens: the diary must have made a return about now likelier.
    """
    late = 0.7 * float(cycles.slips.mean())
    if not mature:
        sure = belief.p_return(now) >= SURE
        return belief.interval_at(max(SURE, bounds.alpha)) - late if sure else now
    likely = belief.interval_at(max(SHORTEN_AT, bounds.alpha)) - late
    target = min(likely, costs_little(costs, SLACK))
    told = _between(belief.evidence(ABOUT * now), SPEAKS) * _recent_return(belief)
    told *= _between(belief.p_cycle, FOLLOWS) * _between(belief.p_return(ABOUT * now), LIKELY)
    return now - told * max(now - target, 0.0)


def _between(value: float, ends: tuple[float, float]) -> float:
    """How far the value lies from the first end to the second, 0 to 1."""
    return min(max((value - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0)


def _exploring(cycles: Cycles, belief: Belief, now: float, alpha: float, costs: Floats) -> float:
    """The longest interval within the risk, and not far from the cheapest.

    Bolder while no cycle has yet shown a return: a first return is also how the duration is found.
    Bolder too where a trial costs little beside what a longer interval would save: who is well on
    short intervals never shows how long an injection lasts.
    """
    late = 0.7 * float(cycles.slips.mean())
    bold = belief.lasts_at(alpha) - late
    careful = min(belief.interval_at(alpha) - late, costs_little(costs, LITTLE))
    unseen = 1.0 - min(max(belief.back, default=0.0) / RETURNED, 1.0)
    step = min(bold, max(now + 1, (1 + UP) * now))
    worth = _between(belief.worth_trying(now, step, cycles.slips), WORTH) if step > now else 0.0
    return float(careful * (max(bold, careful) / careful) ** max(BOLDER * unseen, worth))


def _settled_in(cycles: Cycles, now: float, today: int) -> bool:
    """Whether the present interval has been told for long enough to judge it."""
    before = [
        start + length
        for start, length, told in zip(cycles.starts, cycles.lengths, cycles.planned, strict=True)
        if told < SHORTER * now
    ]
    return not before or today - max(before) >= min(PACE, now)


def _recent_return(belief: Belief) -> float:
    """How far the last cycles speak of a return, 0 to 1: calm cycles are not shortened."""
    worst = max(belief.back[-3:], default=0.0)
    return min(max((worst - CALM) / (RETURNED - CALM), 0.0), 1.0)


def _silent(belief: Belief, kept: int) -> Step | None:
    """With fewer than two complete cycles only a clear return may speak."""
    return Step(None, kept, "keep", ()) if belief.p_back >= SURE else None


def _in_force(cycles: Cycles, bounds: Bounds) -> float | None:
    if bounds.current is not None:
        return bounds.current
    told = [float(days) for days in cycles.planned if days == days]
    return told[-1] if told else (float(cycles.lengths[-2]) if len(cycles.lengths) > 1 else None)


def _stale(cycles: Cycles, bounds: Bounds) -> bool:
    return cycles.latest is None or bounds.today - cycles.latest > FRESH


def _shorten(target: float, now: float, kept: int, bounds: Bounds) -> Step:
    rails: list[str] = []
    floor = min(now - 1, math.ceil((1 - DOWN) * now - 1e-9))
    days = round(target)
    if days < floor:
        days, rails = math.ceil(floor), ["step_down"]
    return _banded(days, kept, "shorten", rails, bounds)


def _lengthen(
    target: float,
    now: float,
    kept: int,
    calm: float,
    belief: Belief,
    trial: Shorter,
    bounds: Bounds,
) -> Step:
    rails = ["no_help"] if trial.useless > NOTED else []
    ceiling = math.floor(max(now + calm, now * (1 + UP * calm)))
    days = math.floor(target)
    if days > ceiling:
        days, rails = ceiling, [*rails, "step_up" if calm == 1.0 else "symptoms_return"]
    unhelped = belief.p_cycle < UNRELATED or trial.useless > NOTED
    reason = "review" if unhelped else "lengthen"
    return _banded(days, kept, reason, rails, bounds)


def _calm(cycles: Cycles, now: float, belief: Belief, trial: Shorter) -> float:
    """How calm the last cycles ended, 0 to 1; all calm when symptoms follow something else."""
    worst = max(belief.back[-3:], default=0.0)
    calm = min(max((0.6 - worst) / 0.3, 0.0), 1.0) * (1.0 - rising(cycles, 1 + (1 + UP) * now))
    unrelated = min(max((2 * UNRELATED - belief.p_cycle) / UNRELATED, 0.0), 1.0)
    return max(calm, unrelated, trial.useless)


def _banded(days: int, kept: int, reason: str, rails: list[str], bounds: Bounds) -> Step:
    inside = max(bounds.lowest, min(bounds.highest, days))
    if inside != days:
        rails = [*rails, "band"]
    if inside == kept:
        return Step(None, kept, "keep", tuple(rails))
    return Step(inside, kept, reason, tuple(rails))


def next_dose(cycles: Cycles, belief: Belief, bounds: Bounds, step: Step) -> Dose:
    """When the next injection of this cycle should come, given the interval after it."""
    gone = bounds.today - cycles.starts[-1]
    clear = sum(cycles.complete) >= 2 or belief.p_back >= SURE
    plan = step.days if step.days is not None and clear else step.now
    if gone == 0:
        return Dose(plan, _window(plan, bounds), False, ())
    target = _brought_forward(cycles, belief, step.now, gone, min(plan, step.now))
    days = max(bounds.lowest, min(bounds.highest, max(target, gone)))
    due = target <= gone < step.now and days <= gone
    rails = ("band",) if target <= gone < days else ()
    return Dose(days, (days, days) if due else _window(days, bounds), due, rails)


def _brought_forward(cycles: Cycles, belief: Belief, now: int, gone: int, plan: int) -> int:
    """Days to the next dose: sooner by a tenth for each unit of evidence that symptoms are back."""
    mature = sum(cycles.complete) >= MATURE
    odds = math.log(max(belief.p_back, 1e-12) / max(1.0 - belief.p_back, 1e-12))
    beyond = odds - (DUE_FROM if mature else DUE_SURE)
    useless = _trial(cycles, belief, now).useless
    beyond *= 1.0 - useless
    felt = now * (1.0 - 0.1 * max(beyond, 0.0) / DUE_UNIT)
    known = belief.surely_back(now, SURELY if mature else SURELY_EARLY)
    known += useless * (now - known)
    return min(plan, math.ceil(felt), math.ceil(known))


def _window(days: int, bounds: Bounds) -> tuple[int, int]:
    """A tenth or a day either way, inside the band."""
    room = max(1, math.floor(0.1 * days))
    return max(bounds.lowest, days - room), min(bounds.highest, days + room)
