"""The plain interval rule that stands in until the interval is learned from the diary.

Symptoms back in the last third of both last cycles: one step shorter, inside the signed band.
Both cycles calm: one small step longer may be tried. Anything else: keep. The numbers are our
own definitions (tag own) and the step limits those of the contracts.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from corrin.record import CarePlan
from corrin.situation import Reading
from corrin.situation.treatment import due_day, planned_days

FIRST_WEEKS = 56
SHORTER = 0.30
LONGER = 0.20
LONGEST_STEP = 7
# A step of less than one twentieth is the slack of the calendar, not another interval.
LEAST_STEP = 0.05
BACK_BY = 1.5
BOTHERS = 3.0
CALM_MEAN = 2.5
BAD = 5.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the diary says of the interval: the next day, the interval from then on, and why.

    `lasts_days` and `p_cycle` stay None until the interval is learned from the diary.
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


@dataclass(frozen=True, slots=True)
class Cycle:
    """The scores between one injection and the next, by days since the injection."""

    length: int
    scores: tuple[tuple[int, float], ...]

    def parts(self) -> tuple[list[float], list[float]]:
        """Scores of the first two thirds (without the first day) and of the last third."""
        border = self.length * 2 / 3
        early = [score for day, score in self.scores if 1 <= day < border]
        return early, [score for day, score in self.scores if day >= border]

    def complete(self) -> bool:
        """At least 8 scored days, or a score in at least 40 % of its weeks (contracts, 4)."""
        weeks = {day // 7 for day, _ in self.scores}
        return len(self.scores) >= 8 or len(weeks) >= 0.4 * max(self.length / 7, 1)

    def returned(self) -> bool:
        """Whether symptoms came back in the last third and not by one bad day."""
        early, late = self.parts()
        if len(early) < 2 or len(late) < 2:
            return False
        before = fmean(early)
        most = sum(score >= before + 1 for score in late) >= 0.6 * len(late)
        return most and fmean(late) >= max(BOTHERS, before + BACK_BY)

    def calm(self) -> bool:
        """Whether the whole cycle was quiet."""
        scores = [score for _, score in self.scores]
        bad = sum(score >= BAD for score in scores)
        return fmean(scores) <= CALM_MEAN and bad <= 0.1 * len(scores)


def propose(reading: Reading) -> Proposal | None:
    """The proposal for a reading, or None where no injection is dated."""
    if not reading.injection_days:
        return None
    current, plan = planned_days(reading), reading.care_plan
    cycles = _last_two(reading)
    follows = all(c.returned() for c in cycles) if len(cycles) == 2 else None
    calm = len(cycles) == 2 and all(c.calm() for c in cycles)
    band = plan.band_days if plan and plan.signed else None
    if current is None or follows is None:
        return _kept(reading, "not_enough_data", current, band, follows)
    if band and not band[0] <= current <= band[1]:
        # Plan and band contradict each other; the doubts ask, and no number is proposed.
        return _kept(reading, "below_band" if follows else "keep", current, band, follows)
    if band and follows:
        return _shorter(reading, current, band)
    if band and calm:
        return _longer(reading, current, band)
    return _kept(reading, "keep", current, band, follows)


def _last_two(reading: Reading) -> list[Cycle]:
    """The last two complete cycles after the first eight weeks that have scores enough."""
    days = reading.injection_days
    due = due_day(reading)
    ends = [*days[1:], reading.on] if due and due <= reading.on else list(days[1:])
    first = days[0] + timedelta(days=FIRST_WEEKS)
    pairs = [(a, b) for a, b in zip(days, ends, strict=False) if a >= first or _long_treated(days)]
    cycles = [_cycle(reading, a, b) for a, b in pairs[-2:]]
    return [c for c in cycles if c.scores and c.complete()]


def _long_treated(days: tuple[date, ...]) -> bool:
    """Whether the first dated injection is plainly not the start: it is followed by a long gap."""
    return len(days) > 1 and (days[1] - days[0]).days > FIRST_WEEKS // 2


def _cycle(reading: Reading, begin: date, end: date) -> Cycle:
    scores = tuple(
        ((day - begin).days, score)
        for day, score in reading.composite.items()
        if begin <= day < end and day not in reading.ill_days
    )
    return Cycle((end - begin).days, scores)


def _kept(
    reading: Reading,
    reason: str,
    current: float | None,
    band: tuple[float, float] | None,
    follows: bool | None,
    rails: tuple[str, ...] = (),
) -> Proposal:
    due = due_day(reading)
    return Proposal(
        reason=reason,
        due=due,
        window=(due, due) if due else None,
        due_now=due is not None and due <= reading.on,
        interval_days=int(current) if current and reason == "keep" else None,
        current_days=current,
        band_days=band,
        rails=rails,
        follows=follows,
    )


def _shorter(reading: Reading, current: float, band: tuple[float, float]) -> Proposal:
    """One step shorter inside the band; at its lower end a question to the clinician."""
    lowest = math.ceil(band[0])
    step = min(math.ceil(current * (1 - SHORTER)), math.ceil(current) - 1)
    days = max(step, lowest)
    if days >= current:
        return _kept(reading, "below_band", current, band, True, ("band",))
    due = max(reading.injection_days[-1] + timedelta(days=days), reading.on)
    return Proposal(
        reason="shorter",
        due=due,
        window=(due, due),
        due_now=due <= reading.on,
        interval_days=days,
        current_days=current,
        band_days=band,
        rails=("band",) if days > step else ("step",),
        follows=True,
    )


def _longer(reading: Reading, current: float, band: tuple[float, float]) -> Proposal:
    """One small step longer inside the band; keep where the band leaves no real step."""
    step = min(max(math.floor(current * LONGER), 1), LONGEST_STEP)
    room = math.floor(band[1]) - math.ceil(current)
    if min(step, room) < max(1.0, LEAST_STEP * current):
        return _kept(reading, "keep", current, band, False, ("band",))
    step = min(step, room)
    due = due_day(reading)
    return Proposal(
        reason="longer",
        due=due,
        window=(due, due + timedelta(days=step)) if due else None,
        due_now=due is not None and due <= reading.on,
        interval_days=math.ceil(current) + step,
        current_days=current,
        band_days=band,
        rails=("step",) if step < room else ("band",),
        follows=False,
        longest_step=step,
    )


def clinic_weekdays(plan: CarePlan | None) -> tuple[int, ...]:
    """The weekdays on which the plan allows injections; empty for every day."""
    return plan.clinic_days if plan else ()
