"""What the diary says of the interval, learned and kept inside the signed band."""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from statistics import fmean

from corrin.advice.diary import DatedDiary
from corrin.advice.link import PROBABLE
from corrin.advice.memory import memories, never_longer, prior_with
from corrin.advice.regime import begun, clouded
from corrin.response import Belief
from corrin.response import Proposal as Learned
from corrin.response import propose as learn_and_propose
from corrin.response.diary import USUAL, Prior
from corrin.situation import Reading, Situation
from corrin.situation.treatment import due_day, planned_days

LONGEST_STEP = 7
USUAL_ALPHA, ALPHA_WITH_NERVES = 0.20, 0.05
# Without a signed band the belief is still asked, so that a return can be seen and passed on.
OPEN_BAND = (1.0, 365.0)
# A step of less than one twentieth is the slack of the calendar, not another interval.
LEAST_STEP = 0.05
LONGER = 0.20
# Long calm (own definition): a year of a quiet diary on a steady interval.
LONG_CALM = 365
CALM_CYCLES, CALM_SCORES = 4, 20
CALM_MEAN, BAD = 2.0, 4.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next day, the interval from then on, and why. Days are whole days.

    `reason`: shorter, longer, keep, below_band or not_enough_data. `p_cycle`: probability that
    symptoms follow the injections. `lasts_days`: 5, 50 and 95 % of the duration. `follows`: they
    came back before both last doses. Both error rates are known from simulated patients only.
    """

    reason: str
    due: date | None = None
    window: tuple[date, date] | None = None
    due_now: bool = False
    interval_days: int | None = None
    current_days: float | None = None
    band_days: tuple[float, float] | None = None
    rails: tuple[str, ...] = ()
    p_cycle: float | None = None
    lasts_days: tuple[float, float, float] | None = None
    follows: bool | None = None
    longest_step: int | None = None
    unrelated: bool = False


def propose(
    situation: Situation, dated: DatedDiary | None, prior: Prior = USUAL
) -> Proposal | None:
    """The proposal for a situation and its diary, or None where no injection is dated."""
    reading = situation.reading
    if not reading.injection_days:
        return None
    current, band = planned_days(reading), signed_band(reading)
    standing = _standing(reading, current, band)
    if dated is None or current is None or _not_usable(band):
        return standing
    learned = _learned(situation, dated, current, band, prior)
    return _told(situation, standing, learned, dated)


def named(prior: Prior) -> str:
    """A prior that is not the usual one, so that the answer can be repeated."""
    if prior == USUAL:
        return ""
    return f", prior {prior.median:g} days, log-SD {prior.spread:g}, cycle {prior.cycle:g}"


def signed_band(reading: Reading) -> tuple[float, float] | None:
    """The band that a clinician has signed, days."""
    plan = reading.care_plan
    return plan.band_days if plan and plan.signed else None


def _learned(
    situation: Situation,
    dated: DatedDiary,
    current: float,
    band: tuple[float, float] | None,
    prior: Prior,
) -> Learned:
    """The proposal of the diary, with what is remembered where that makes nothing longer."""
    ask = partial(
        learn_and_propose,
        dated.pooled,
        today=dated.today,
        band=(max(band[0], 1.0), min(band[1], OPEN_BAND[1])) if band else OPEN_BAND,
        current=current,
        alpha=_alpha(situation),
    )
    learned, recalled = ask(prior=prior), prior_with(memories(situation.reading), prior)
    return learned if recalled == prior else never_longer(learned, ask(prior=recalled), current)


def _not_usable(band: tuple[float, float] | None) -> bool:
    """A band without a whole day in it proposes nothing."""
    return band is not None and math.ceil(band[0]) > math.floor(min(band[1], 365))


def _alpha(situation: Situation) -> float:
    """The clinician's dial; careful with nerve involvement; never raised by itself."""
    plan = situation.reading.care_plan
    if plan and plan.alpha and 0.05 <= plan.alpha <= 0.30:
        return plan.alpha
    return ALPHA_WITH_NERVES if situation.fact("nerve_involvement").value else USUAL_ALPHA


def _standing(
    reading: Reading, current: float | None, band: tuple[float, float] | None
) -> Proposal:
    """The plan in force, with nothing learned."""
    due = due_day(reading)
    return Proposal(
        reason="not_enough_data",
        due=due,
        window=(due, due) if due else None,
        due_now=due is not None and due <= reading.on,
        current_days=current,
        band_days=band,
    )


def _told(
    situation: Situation, standing: Proposal, learned: Learned, dated: DatedDiary
) -> Proposal:
    """The standing plan with what was learned put in."""
    belief, current = learned.belief, standing.current_days or 0.0
    known = replace(
        standing,
        p_cycle=belief.p_cycle,
        lasts_days=_lasts(belief),
        follows=_follows(belief, current),
        unrelated=learned.reason == "review",
    )
    if learned.reason == "not_enough_data":
        return known
    outside = standing.band_days and not standing.band_days[0] <= current <= standing.band_days[1]
    if standing.band_days is None or outside:
        return replace(known, reason="below_band" if outside and known.follows else "keep")
    if situation.fact("half_known_dose").value:
        return replace(known, reason="keep", interval_days=int(current), rails=("half_known_dose",))
    return _stepped(situation, replace(known, rails=learned.rails), learned, current, dated)


def _lasts(belief: Belief) -> tuple[float, float, float]:
    low, middle, high = (float(round(belief.duration(q))) for q in (0.05, 0.5, 0.95))
    return low, middle, high


def _follows(belief: Belief, current: float) -> bool:
    """Whether symptoms had come back, more likely than not, before each of the last two doses.

    The diary itself must speak for it: what was believed before it was opened does not count.
    """
    back = belief.back[-3:-1] if len(belief.back) > 2 else belief.back
    likely = belief.p_cycle >= PROBABLE and len(back) > 1 and min(back) >= PROBABLE
    return likely and belief.evidence(current) > 0


def _stepped(
    situation: Situation, known: Proposal, learned: Learned, current: float, dated: DatedDiary
) -> Proposal:
    """Shorter, longer, or the same, with the days that follow from it."""
    reading = situation.reading
    last = reading.injection_days[-1]
    days = learned.days if learned.days is not None else int(current)
    window = learned.window or (days, days)
    told = replace(
        known,
        due=max(last + timedelta(days=days), last),
        window=(last + timedelta(days=window[0]), last + timedelta(days=window[1])),
        due_now=last + timedelta(days=days) <= reading.on,
    )
    interval = learned.interval
    if interval is not None and interval < current:
        return replace(told, reason="shorter", interval_days=interval)
    short = "band" in learned.rails and bool(known.follows)
    if short:
        return replace(told, reason="below_band", interval_days=int(current))
    if interval is None and _long_calm(reading):
        interval = _one_step(current, known.band_days)
    if interval is None or known.unrelated:
        return replace(told, reason="keep", interval_days=int(current))
    held = _holds_back(situation, dated)
    if held:
        return replace(told, reason="keep", interval_days=int(current), rails=(*told.rails, held))
    return _longer(told, interval, current)


def _holds_back(situation: Situation, dated: DatedDiary) -> str | None:
    """Why the interval is not made longer although the diary would allow it."""

    def holds(name: str) -> bool:
        return situation.fact(name).value is True

    if holds("symptomatic") or holds("nerve_worse"):
        return "symptoms_present"
    improving = dated.recovery.trend == "improving"
    if holds("early_course") or (improving and holds("nerve_involvement")):
        return "still_improving"
    return None


def _long_calm(reading: Reading) -> bool:
    """A calm diary for a year or longer, and the same interval all the while (own definition)."""
    scores = {day: score for day, score in reading.composite.items() if day not in reading.ill_days}
    days = [day for day in reading.injection_days if reading.days_since(day) <= LONG_CALM]
    if _lately_apart(reading):
        return False
    gaps = [(b - a).days for a, b in pairwise(days)]
    told = [score for day, score in scores.items() if reading.days_since(day) <= LONG_CALM]
    if len(gaps) < CALM_CYCLES or len(told) < CALM_SCORES or min(scores) > _a_year_before(reading):
        return False
    steady = max(gaps) - min(gaps) <= max(3.0, 0.2 * min(gaps))
    return steady and fmean(told) <= CALM_MEAN and sum(s >= BAD for s in told) <= 0.05 * len(told)


def _lately_apart(reading: Reading) -> bool:
    """Whether a year of calm would reach over a change, or over a dose half known."""
    apart = [begun(reading), *(end for _, end in clouded(reading))]
    return any(day is not None and day > _a_year_before(reading) for day in apart)


def _a_year_before(reading: Reading) -> date:
    return reading.on - timedelta(days=LONG_CALM)


def _one_step(current: float, band: tuple[float, float] | None) -> int:
    """The interval one fifth longer, at most seven days, inside the band."""
    step = min(max(math.floor(current * LONGER), 1), LONGEST_STEP)
    return min(math.ceil(current) + step, math.floor(band[1]) if band else math.ceil(current))


def _longer(told: Proposal, interval: int, current: float) -> Proposal:
    """One small step longer; keep where what is left is only the slack of the calendar."""
    step = min(interval - math.ceil(current), LONGEST_STEP)
    if step < max(1.0, LEAST_STEP * current):
        return replace(told, reason="keep", interval_days=int(current))
    return replace(
        told,
        reason="longer",
        interval_days=math.ceil(current) + step,
        longest_step=step,
    )
