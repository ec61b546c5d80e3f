"""What the printed page shows of one record: its cycles, the belief, and the next step.

Values only. Words and pictures are made elsewhere; nothing here knows a language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Literal, TypeVar

import numpy as np

from corrin.advice.assess import answer
from corrin.advice.diary import DatedDiary, last_change
from corrin.advice.grounds import Grounds, grounds_of
from corrin.advice.interval import Proposal
from corrin.advice.link import PROBABLE, SEEN
from corrin.advice.link import link as link_of
from corrin.advice.memory import Memory, memories
from corrin.advice.regime import begun, clouded
from corrin.advice.safety import OUT_OF_SCOPE, RED_FLAGS
from corrin.knowledge import LinkErrors, link_errors
from corrin.record import Record
from corrin.response import Belief, Diary, learn, rows
from corrin.response.diary import USUAL, Bools, Floats, Prior
from corrin.response.end_of_cycle import rising, rose
from corrin.response.rails import FRESH
from corrin.response.recovery import Change as Effect
from corrin.response.recovery import Recovery
from corrin.response.rows import Cycles
from corrin.situation import Reading
from corrin.situation.markers import Marker, markers
from corrin.situation.reading import Change, Preparation
from corrin.situation.treatment import due_day, planned_days
from corrin.terms import Ask, Country

T = TypeVar("T", float, bool)
DOTS = 20
FEWEST, LATE = 4, 0.6  # scored days on either side of this share of a cycle
PLAINLY = 0.5  # from here on scores count as rising before the next injection
DENSE = 4  # days between injections in a dense course
ALARMS = ("alarm", "out_of_scope")  # beside these no interval and no date is told
UNSAID = (*ALARMS, "dense_course")  # beside these no duration is told


@dataclass(frozen=True)
class Cycle:
    """One injection and the days after it, the day of the next one left out.

    ``scores`` has one number a day, nan where nothing was written. ``back``: whether symptoms had
    come back by its end, None where nobody can tell; ``probable``: likelier than not, no more.
    ``rose``: the last days were plainly worse than its middle, whatever made them so.
    ``loading``: part of the first course, or of the first eight weeks. ``apart``: why it is not
    read with the others, earlier (something else was injected then), clouded (a dose half known
    falls in it) or "". ``memory``: days remembered as well after it.
    """

    start: date
    scores: tuple[float, ...]
    ill: tuple[bool, ...]
    running: bool = False
    loading: bool = False
    complete: bool = False
    planned: float | None = None
    back: bool | None = None
    probable: bool = False
    rose: bool = False
    apart: Literal["", "earlier", "clouded"] = ""
    memory: float | None = None

    @property
    def length(self) -> int:
        """Days from this injection to the next, or to the day of reading."""
        return len(self.scores)

    @cached_property
    def written(self) -> int:
        """Days with a score."""
        return len(self.scores) - sum(map(math.isnan, self.scores))


@dataclass(frozen=True, slots=True)
class Next:
    """The step proposed inside the signed band; ``interval`` is None where it stays as it is."""

    reason: str
    due: date
    window: tuple[date, date]
    due_now: bool
    interval: int | None
    rails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long an injection lasts here. ``kind``: lasts, at_least or not_enough_data.

    ``dots`` are twenty equally likely durations, days; ``bound`` the days it lasts at least, nine
    times of ten. ``link``: follows, unrelated or cannot_tell. ``rises``: no return is believed, and
    yet scores rise before the next injection; then no bound is told.
    """

    kind: str = "not_enough_data"
    dots: tuple[float, ...] = ()
    middle: float = 0.0
    low: float = 0.0
    high: float = 0.0
    bound: float = 0.0
    link: str = "cannot_tell"
    rises: bool = False


@dataclass(frozen=True)
class Profile:
    """Everything on the page. ``silence`` says why there is no proposal, where there is none:

    alarm, out_of_scope, tablets, no_band, no_injections, dense_course, data_conflict, stale or
    not_enough_data. ``given`` is what was injected last, empty where its drug has no
    name. ``prescribed`` is the day the plan in force names; None beside an alarm.
    """

    on: date
    scores: tuple[tuple[date, float], ...] = ()
    items: tuple[str, ...] = ()
    given: tuple[Preparation, ...] = ()
    ill: tuple[date, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    lasting: Lasting = Lasting()
    next: Next | None = None
    silence: str = "not_enough_data"
    prescribed: date | None = None
    current: float | None = None
    band: tuple[float, float] | None = None
    signed_by: str = ""
    signed_on: date | None = None
    trend: Recovery | None = None
    tablets: tuple[tuple[date, date], ...] = ()
    memories: tuple[Memory, ...] = ()
    changes: tuple[Change, ...] = ()
    changed: tuple[Change, Effect] | None = None
    markers: tuple[Marker, ...] = ()
    errors: LinkErrors | None = None

    @cached_property
    def noted(self) -> tuple[Cycle, ...]:
        """Cycles with something written or remembered; none of loading or of a dense course."""
        if self.silence == "dense_course":
            return ()
        return tuple([c for c in self.cycles if (c.written or c.memory) and not c.loading])

    @cached_property
    def pooled(self) -> tuple[Cycle, ...]:
        """Those with something written that are read together."""
        return tuple([c for c in self.noted if c.written and not c.apart])


def profile_of(
    record: Record,
    *,
    on: date,
    country: Country | str | None = None,
    prior: Prior = USUAL,
) -> Profile:
    """The profile of a record on a day. Without a country an alarm in any country silences.

    `prior` is what is believed before the diary is read.
    Raises KnowledgeError where no edition of a country's rules is valid on the day.
    """
    countries = [Country(country)] if country else list(Country)
    return profile_from([grounds_of(record, on=on, country=c, prior=prior) for c in countries])


def profile_from(per_country: Sequence[Grounds]) -> Profile:
    """The profile of a record that was read already, under one country's guidance or several's."""
    grounds = per_country[0]
    assessed = [answer(one, Ask.NEXT_INTERVAL) for one in per_country]
    keys = frozenset().union(*(a.keys() for a in assessed))
    on, reading, proposal = grounds.on, grounds.reading, assessed[0].proposal
    dated = grounds.diary or _unwritten(reading)
    today = dated.today
    belief = learn(dated.pooled, today=today, prior=grounds.prior)
    cycles = rows.read(dated.pooled, today)
    silence = _silence(reading, proposal, keys)
    plan = reading.care_plan
    return Profile(
        on=on,
        scores=tuple(reading.composite.items()),
        items=reading.items,
        given=next(reversed(reading.preparations.values()), ()),
        ill=tuple(sorted(reading.ill_days)),
        cycles=_cycles(reading, dated, cycles, belief),
        lasting=Lasting() if silence in UNSAID else _lasting(cycles, belief),
        next=None if silence or proposal is None else _next(proposal, on),
        silence=silence,
        prescribed=None if silence in ALARMS else due_day(reading),
        current=planned_days(reading),
        band=_band(reading),
        signed_by=plan.signed_by if plan else "",
        signed_on=plan.on if plan else None,
        trend=dated.recovery,
        tablets=_tablets(reading),
        memories=memories(reading),
        changes=reading.changes,
        changed=last_change(reading, dated),
        markers=markers(reading),
        errors=link_errors(),
    )


def _unwritten(reading: Reading) -> DatedDiary:
    """A diary in which nothing has been written yet, one day long."""
    given = [(day - reading.on).days for day in reading.injection_days]
    empty = Diary([math.nan], given)
    return DatedDiary(empty, empty, reading.on, 0)


def _band(reading: Reading) -> tuple[float, float] | None:
    plan = reading.care_plan
    return plan.band_days if plan and plan.signed else None


def _silence(reading: Reading, proposal: Proposal | None, keys: frozenset[str]) -> str:
    """Why nothing is proposed, the gravest reason first; empty where something is."""
    current, band = planned_days(reading), _band(reading)
    reasons = {
        "alarm": bool(keys & RED_FLAGS),
        "out_of_scope": bool(keys & OUT_OF_SCOPE),
        "tablets": bool(reading.tablets) and not reading.injection_days,
        "no_injections": not reading.injection_days,
        "no_band": band is None or math.ceil(band[0]) > math.floor(band[1]),
        "dense_course": current is not None and current <= DENSE,
        "data_conflict": bool(keys & {"data_conflict", "dose_event_query"}),
        "stale": _stale(reading) and (proposal is None or proposal.reason == "not_enough_data"),
        "not_enough_data": proposal is None or proposal.reason == "not_enough_data",
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _stale(reading: Reading) -> bool:
    """Whether the last score is too old for a proposal."""
    scored = reading.composite
    return bool(scored) and reading.days_since(max(scored)) > FRESH


def _next(p: Proposal, on: date) -> Next:
    """The proposal of the assessment, in the dates of a page."""
    due = max(p.due or on, on)
    first, final = p.window or (due, due)
    changed = p.reason in ("shorter", "longer")
    reason = {"shorter": "shorten", "longer": "lengthen"}.get(p.reason, "keep")
    return Next(
        reason="review" if p.unrelated else reason,
        due=due,
        window=(max(first, on), max(final, due)),
        due_now=due <= on,
        interval=p.interval_days if changed else None,
        rails=p.rails,
    )


def _cycles(
    reading: Reading, dated: DatedDiary, read_: Cycles, belief: Belief
) -> tuple[Cycle, ...]:
    """Every injection with its days, oldest first."""
    diary, first = dated.diary, dated.first
    known = {start: n for n, start in enumerate(read_.starts)}
    told = {m.on: m.days for m in memories(reading)}
    compared = _both_ends(read_)
    apart = partial(_why_apart, begun(reading), clouded(reading))
    ends = [*diary.given[1:], (reading.on - first).days + 1]
    found = []
    for start, end in zip(diary.given, ends, strict=False):
        if end <= 0:  # it was over before the diary began
            found.append(_unread(dated.on(start), end - start, apart, told))
            continue
        n = known.get(start)
        usable = n is not None and bool(read_.usable[n].any())
        back = belief.back[n] if compared and usable and n is not None else None
        day = dated.on(start)
        found.append(
            Cycle(
                start=day,
                scores=_slice(diary.score, start, end, math.nan),
                ill=_slice(diary.ill, start, end, False),
                running=end == ends[-1],
                loading=n is None and start >= 0,
                complete=usable and n is not None and read_.complete[n],
                planned=_told(read_, n),
                back=None if back is None else back >= SEEN,
                probable=back is not None and PROBABLE <= back < SEEN,
                rose=n is not None and rose(read_.scores[n], read_.usable[n], read_.lengths[n]),
                apart=apart(day),
                memory=told.get(day),
            )
        )
    return tuple(found)


def _unread(
    start: date,
    days: int,
    apart: Callable[[date], Literal["", "earlier", "clouded"]],
    told: Mapping[date | None, float],
) -> Cycle:
    """A cycle of which nothing was written; it may be remembered."""
    return Cycle(start, *_blank(days), apart=apart(start), memory=told.get(start))


@lru_cache(maxsize=1024)
def _blank(days: int) -> tuple[tuple[float, ...], tuple[bool, ...]]:
    """The scores and bad days of a cycle of so many days of which nothing was written."""
    return (math.nan,) * days, (False,) * days


def _why_apart(
    begun: date | None, clouded: tuple[tuple[date, date], ...], start: date
) -> Literal["", "earlier", "clouded"]:
    """Why the cycle that began on this day is not read with the others."""
    if begun is not None and start < begun:
        return "earlier"
    inside = bool(clouded) and any(one <= start <= other for one, other in clouded)
    return "clouded" if inside else ""


def _told(read_: Cycles, n: int | None) -> float | None:
    return float(read_.planned[n]) if n is not None and np.isfinite(read_.planned[n]) else None


def _slice(values: Floats | Bools, start: int, end: int, empty: T) -> tuple[T, ...]:
    """The values of these days; what lies before the first day is empty."""
    inside: list[T] = values[max(start, 0) : end].tolist()
    return tuple([empty] * max(-start, 0) + inside)


def _lasting(cycles: Cycles, belief: Belief) -> Lasting:
    """Duration in words a picture can use: a point only after a return has been seen."""
    read_ = [n for n, done in enumerate(cycles.complete) if done and cycles.usable[n].any()]
    seen = [n for n, usable in enumerate(cycles.usable) if usable.any() and belief.back[n] >= SEEN]
    if not (read_ or seen) or not _both_ends(cycles):
        return Lasting()
    link = link_of(belief.p_cycle, bool(seen))
    if link == "unrelated":
        return Lasting("not_enough_data", link=link)
    if seen:
        return _seen(belief, link)
    if rising(cycles, math.inf) > PLAINLY:
        return Lasting("not_enough_data", link=link, rises=True)
    longest = max(_last_written(cycles, n) for n in read_)
    return Lasting(
        "at_least", bound=float(min(math.floor(belief.duration(0.10)), longest)), link=link
    )


def _both_ends(cycles: Cycles) -> bool:
    """Whether enough is written after injections and before them to compare the two.

    Without that a belief is what was believed before the diary was opened.
    """
    day = np.arange(cycles.usable.shape[1])
    late = day >= LATE * np.array(cycles.lengths, dtype=np.float64)[:, None]
    early = int((cycles.usable & ~late).sum())
    return min(early, int((cycles.usable & late).sum())) >= FEWEST


def _seen(belief: Belief, link: str) -> Lasting:
    dots = tuple(belief.duration((k + 0.5) / DOTS) for k in range(DOTS))
    low, middle, high = (belief.duration(q) for q in (0.05, 0.50, 0.95))
    return Lasting("lasts", dots, middle, low, high, link=link)


def _last_written(cycles: Cycles, n: int) -> int:
    """The first day of this cycle that nobody wrote about."""
    return int(np.flatnonzero(cycles.usable[n])[-1]) + 1


def _tablets(reading: Reading) -> tuple[tuple[date, date], ...]:
    found = ((t.on, t.until or reading.on) for t in reading.tablets if t.on)
    return tuple(sorted({(a, min(b, reading.on)) for a, b in found}))
