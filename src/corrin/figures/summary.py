"""The numbers behind the picture: which cycles are drawn, quantiles by day, groups by length."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from corrin.advice.profile import Cycle, Profile

DAILY_FROM = 16  # cycles from which a day stands for itself
USUAL_BIN, WEEKLY_BIN = 3, 7
BAND_FROM, MEDIAN_FROM = 3, 2
EARLY, LATE_DAYS = (7, 20), 7
SLACK = 4  # days by which cycles of one group may differ from the next
LONGEST_SHOWN = 200
END_WRITTEN = 2  # of the last seven days, to say that symptoms were not back
NOT_MILD = 3.0  # points on 0 to 10, on average; our own choice
END, END_SCORES = 28, 8  # days at either end of a diary, and scored ones to tell a mean of them
LATE_BY = 3  # days late that are worth a sentence


@dataclass(frozen=True, slots=True)
class Bin:
    """The days from ``first`` to ``last``: each cycle counts once, with its mean."""

    first: int
    last: int
    count: int
    quantiles: tuple[float, ...]  # 10, 25, 50, 75, 90 %; empty with too few

    @property
    def middle(self) -> float:
        """The middle of these days."""
        return (self.first + self.last) / 2


@dataclass(frozen=True, slots=True)
class Group:
    """Complete cycles of about one length. Means are None where nothing was written."""

    shortest: int
    longest: int
    cycles: int
    told: int  # of which something can be told of whether symptoms were back
    back: int
    probable: int  # in so many more they probably were
    early: float | None
    late: float | None

    @property
    def difference(self) -> float | None:
        """Last days less early days."""
        return None if self.early is None or self.late is None else self.late - self.early


def done(profile: Profile) -> tuple[Cycle, ...]:
    """The complete ones among them."""
    return tuple(c for c in profile.pooled if c.complete)


def bin_days(cycles: Sequence[Cycle]) -> int:
    """Days taken together: one with many cycles, three usually, seven for a weekly diary."""
    gaps = sorted(b - a for c in cycles for a, b in pairwise(_days(c)))
    if gaps and gaps[len(gaps) // 2] >= 5:
        return WEEKLY_BIN
    return 1 if len(cycles) >= DAILY_FROM else USUAL_BIN


def _days(cycle: Cycle) -> list[int]:
    return [n for n, s in enumerate(cycle.scores) if not math.isnan(s)]


def bins(cycles: Sequence[Cycle], last: int) -> tuple[Bin, ...]:
    """Quantiles over the cycles for each group of days; days marked as ill are left out."""
    step = bin_days(cycles)
    return tuple(
        _bin(cycles, first, min(first + step - 1, last)) for first in range(0, last + 1, step)
    )


def _bin(cycles: Sequence[Cycle], first: int, last: int) -> Bin:
    means = [m for c in cycles if (m := mean(c, first, last)) is not None]
    shares = (0.10, 0.25, 0.50, 0.75, 0.90) if len(means) >= MEDIAN_FROM else ()
    return Bin(first, last, len(means), tuple(quantile(means, q) for q in shares))


def mean(cycle: Cycle, first: int, last: int) -> float | None:
    """The mean score of these days of a cycle, ill days left out."""
    days = zip(cycle.scores[first : last + 1], cycle.ill[first : last + 1], strict=True)
    kept = [s for s, ill in days if not math.isnan(s) and not ill]
    return fmean(kept) if kept else None


def quantile(values: Iterable[float], share: float) -> float:
    """A quantile, straight between the two nearest values."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def span_days(profile: Profile) -> int:
    """How many days the overlay shows."""
    cycles = profile.pooled
    written = max((_days(c)[-1] + 1 for c in cycles), default=28)
    planned = [c.planned or 0 for c in cycles[-3:]] + [profile.current or 0]
    until = (profile.next.window[1] - cycles[-1].start).days if profile.next and cycles else 0
    longest = max(written, *planned, until, 14)
    return min(math.ceil(longest / 7) * 7, LONGEST_SHOWN)


def groups(profile: Profile, most: int = 5) -> tuple[Group, ...]:
    """Complete cycles by length, longest first, at most so many groups."""
    cycles = sorted(done(profile), key=lambda c: c.length)
    found: list[list[Cycle]] = []
    for cycle in cycles:
        near = found and cycle.length - found[-1][-1].length <= max(SLACK, 0.1 * cycle.length)
        found[-1].append(cycle) if near else found.append([cycle])
    while len(found) > most:
        found[0:2] = [found[0] + found[1]]
    return tuple(_group(each) for each in reversed(found))


def _group(cycles: Sequence[Cycle]) -> Group:
    lengths = [c.length - c.running for c in cycles]
    return Group(
        min(lengths),
        max(lengths),
        len(cycles),
        sum(told(c) or c.probable for c in cycles),
        sum(bool(c.back) for c in cycles),
        sum(c.probable for c in cycles),
        _mean_of(_early(c) for c in cycles),
        _mean_of(mean(c, max(c.length - LATE_DAYS, 0), c.length - 1) for c in cycles),
    )


def _early(cycle: Cycle) -> float | None:
    """Mean of days 7 to 20, as far as they lie before the last seven days."""
    last = min(EARLY[1], cycle.length - LATE_DAYS - 1)
    return mean(cycle, EARLY[0], last) if last >= EARLY[0] else None


def _mean_of(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return round(fmean(known), 1) if known else None


def rose(cycle: Cycle) -> bool:
    """Whether its end was plainly worse than its middle, though no clear return is believed."""
    return cycle.rose and cycle.complete and not cycle.back


def told(cycle: Cycle) -> bool:
    """Whether it can be told of this cycle that symptoms were back at its end, or were not."""
    if cycle.back is None or cycle.probable or rose(cycle):
        return False
    end = cycle.scores[max(cycle.length - LATE_DAYS, 0) : cycle.length]
    return bool(cycle.back) or sum(not math.isnan(s) for s in end) >= END_WRITTEN


def slipped(profile: Profile) -> int:
    """Days by which half of the injections came late or later; 0 where they came about in time."""
    late = [c.length - c.planned for c in done(profile) if c.planned and not c.running]
    days = math.floor(quantile(late, 0.5)) if len(late) >= MEDIAN_FROM else 0
    return days if days >= LATE_BY else 0


def all_along(profile: Profile) -> float | None:
    """The mean score early in the cycles, where it is no mild one; else None.

    What stays all through a cycle says nothing for a longer interval.
    """
    early = [g.early for g in groups(profile) if g.early is not None]
    return max(early) if early and max(early) >= NOT_MILD else None


def ends(profile: Profile) -> tuple[float, float] | None:
    """The mean scores of the first and the last days of a diary; None where they are too few."""
    if not profile.scores:
        return None
    begin, end = profile.scores[0][0], profile.scores[-1][0]
    first = [score for day, score in profile.scores if (day - begin).days < END]
    last = [score for day, score in profile.scores if (end - day).days < END]
    if (end - begin).days < 2 * END or min(len(first), len(last)) < END_SCORES:
        return None
    return fmean(first), fmean(last)


def early_ends(profile: Profile) -> int:
    """Cycles that ended three days or more before the plan, on a day worse than usual."""
    return sum(_early_and_bad(c) for c in profile.pooled if not c.running and c.planned)


def _early_and_bad(c: Cycle) -> bool:
    usual, last = mean(c, 0, c.length - 1), mean(c, max(c.length - 3, 0), c.length - 1)
    early = c.length <= (c.planned or 0) - 3
    return early and usual is not None and last is not None and last >= usual + 1


def coverage(profile: Profile) -> tuple[int, int]:
    """Days with a score, and days from the first of them to the day of reading."""
    if not profile.scores:
        return 0, 0
    return len(profile.scores), (profile.on - profile.scores[0][0]).days + 1
