"""Recovery over months and years: the diary, its trend, ill days, injections and tablets."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean

from corrin.advice.profile import Profile
from corrin.figures.axis import SMALL, Frame, frame, score_axis
from corrin.figures.ink import BLUE, FAINT, HALF, INK, NOW, RULE, SOFT
from corrin.figures.letters import width
from corrin.figures.overlay import score_names
from corrin.figures.shapes import Block, Circle, Path, Rect, Shape, Text
from corrin.figures.words import Words

Box = tuple[float, float, float, float]
HALF_WINDOW, FEWEST = 7, 3  # the running mean: a week either side, three scores at least
QUIET = 14  # days without a note over which no line is drawn
TREND_DAYS = 60
MONTH = 30.0
AROUND, RELEVANT = 42, 1.0  # days a dip is compared with, and points it must stand out by
MOST_TICKS = 14


def timeline(p: Profile, words: Words, box: Box) -> Block:
    """The diary over time in a box; the bands of treatment stand below it."""
    first = first_day(p)
    f = frame((0, max((p.on - first).days, 27)), box)
    shapes = (
        *score_axis(f, score_names(words)),
        *_ill(p, f, first),
        *_points(p, f, first),
        *_smooth(p, f, first),
        *_trend(p, f, first),
        *_dips(p, f, first),
        *_changed(p, f, first),
        *_months(p, words, f, first),
        *_treatment(p, words, f, first),
    )
    return Block("Figure", shapes, title=words.say("time_title"), alt=told(p, words))


def first_day(p: Profile) -> date:
    """Where the picture begins: with the diary, or the treatment where there is none."""
    days = [day for day, _ in p.scores] or [c.start for c in p.cycles] or [p.on]
    return min(days)


def _points(p: Profile, f: Frame, first: date) -> Iterator[Shape]:
    for day, score in p.scores:
        yield Circle(f.x((day - first).days), f.y(score), 0.9, FAINT)


def running_mean(p: Profile) -> list[tuple[date, float]]:
    """The mean of the fortnight around each day with a note, where three scores lie in it."""
    ill = set(p.ill)
    scores = {day: s for day, s in p.scores if day not in ill}
    days, week = sorted(scores), timedelta(days=HALF_WINDOW)
    found = []
    for day in scores:
        near = days[bisect_left(days, day - week) : bisect_right(days, day + week)]
        kept = [scores[d] for d in near]
        if len(kept) >= FEWEST:
            found.append((day, fmean(kept)))
    return found


def _smooth(p: Profile, f: Frame, first: date) -> Iterator[Shape]:
    """The running mean as a line that breaks where nobody wrote."""
    piece: list[tuple[float, float]] = []
    before: date | None = None
    for day, score in running_mean(p):
        if before and (day - before).days > QUIET:
            yield Path(tuple(piece), BLUE, 1.8)
            piece = []
        piece.append((f.x((day - first).days), f.y(score)))
        before = day
    if len(piece) > 1:
        yield Path(tuple(piece), BLUE, 1.8)


def _trend(p: Profile, f: Frame, first: date) -> Iterator[Shape]:
    """The slope of the last two months with its 90 % fan, through the mean of these days."""
    t, since = p.trend, trend_from(p)
    recent = [(d, s) for d, s in p.scores if d > since and d not in p.ill]
    if t is None or math.isnan(t.slope) or not recent:
        return
    middle = fmean((d - first).days for d, _ in recent)
    level = fmean(s for _, s in recent)
    start, stop = float((recent[0][0] - first).days), float((p.on - first).days)

    def at(slope: float, day: float) -> tuple[float, float]:
        return f.x(day), f.y.inside(level + slope * (day - middle) / MONTH)

    for slope, dash, line in (
        (t.low, (1.0, 2.0), 1.0),
        (t.high, (1.0, 2.0), 1.0),
        (t.slope, (5.0, 2.0), 1.6),
    ):
        yield Path((at(slope, start), at(slope, stop)), INK, line, dash)


def trend_from(p: Profile) -> date:
    """The day before the trend begins."""
    return p.on - timedelta(days=p.trend.days if p.trend else TREND_DAYS)


def _ill(p: Profile, f: Frame, first: date) -> Iterator[Shape]:
    """Days marked as ill: a grey column with a cross on top."""
    wide = max(f.x(1) - f.x(0), 1.2)
    for day in p.ill:
        at = (day - first).days
        if at < 0:
            continue
        x = f.x(at)
        yield Rect(x - wide / 2, f.y.stop, wide, f.y.start - f.y.stop, RULE)
        for dx in (2.2, -2.2):
            yield Path(((x - dx, f.y.stop - 5.2), (x + dx, f.y.stop - 0.8)), SOFT, 0.9)


def _changed(p: Profile, f: Frame, first: date) -> Iterator[Shape]:
    """A broken line on the day from which something else was given."""
    if p.changed is not None:
        x = f.x((p.changed[0].on - first).days)
        yield Path(((x, f.y.stop - 10), (x, f.y.start + 26)), INK, 1.0, (2, 2))


def _dips(p: Profile, f: Frame, first: date) -> Iterator[Shape]:
    """A bar over each worse spell."""
    for begin, end in dips(p):
        left, right = (f.x((d - first).days) for d in (begin, end))
        yield Path(((left, f.y.stop - 8), (right, f.y.stop - 8)), NOW, 2.4)


def _months(p: Profile, words: Words, f: Frame, first: date) -> Iterator[Shape]:
    """The first of a month, or of every so many, named under the chart."""
    starts = [
        d for n in range((p.on - first).days + 1) if (d := first + timedelta(days=n)).day == 1
    ]
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if len(starts) / s <= MOST_TICKS), 120)
    free = -math.inf
    for d in starts:
        if (d.month - 1 + 12 * d.year) % step:
            continue
        x, text = f.x((d - first).days), words.say("month_tick", month=d.month, year=d.year)
        yield Path(((x, f.y.start), (x, f.y.start + 3)), SOFT, 0.6)
        if x - width(text, SMALL) / 2 > free:
            yield Text(x, f.y.start + 10.5, text, SMALL, anchor="middle", fill=SOFT)
            free = x + width(text, SMALL) / 2 + 4


def _treatment(p: Profile, words: Words, f: Frame, first: date) -> Iterator[Shape]:
    """Injections as ticks on one line, tablets as bars on another."""
    top = f.y.start + 18
    yield Text(f.x.start - 5, top + 7, words.say("lane_injections"), SMALL, anchor="end", fill=SOFT)
    yield Path(((f.x.start, top + 8), (f.x.stop, top + 8)), RULE, 0.6)
    for c in p.cycles:
        if c.start >= first:
            x = f.x((c.start - first).days)
            yield Path(((x, top), (x, top + 8)), INK, 1.2)
    if p.tablets:
        yield Text(
            f.x.start - 5, top + 19, words.say("lane_tablets"), SMALL, anchor="end", fill=SOFT
        )
    for begin, end in p.tablets:
        left, right = (f.x(max((d - first).days, 0)) for d in (begin, end))
        yield Rect(left, top + 12, max(right - left, 1.5), 7, HALF, NOW, 0.6)


def dips(p: Profile) -> tuple[tuple[date, date], ...]:
    """Runs of days on which the running mean lies a point or more above the weeks around.

    The very first run is where the diary began, not a dip.
    """
    mean = running_mean(p)
    usual = _usual(mean)
    high = [(day, s >= u + RELEVANT) for (day, s), u in zip(mean, usual, strict=True)]
    runs = [[day for day, _ in run] for up, run in groupby(high, key=lambda e: e[1]) if up]
    begun = high[0][0] if high else None
    return tuple((r[0], r[-1]) for r in runs if len(r) >= FEWEST and r[0] != begun)


def _usual(mean: Sequence[tuple[date, float]]) -> list[float]:
    """The middle of the running mean over six weeks either side of each day."""
    far = timedelta(days=AROUND)
    near: list[float] = []  # in order of size; one day comes in and one goes at a time
    begin = end = 0
    found = []
    for day, _ in mean:
        while end < len(mean) and mean[end][0] <= day + far:
            insort(near, mean[end][1])
            end += 1
        while mean[begin][0] < day - far:
            del near[bisect_left(near, mean[begin][1])]
            begin += 1
        found.append(near[len(near) // 2])
    return found


def told(p: Profile, words: Words) -> str:
    """The chart in a sentence."""
    trend = p.trend.trend if p.trend else "cannot_tell"
    if not p.scores:
        return words.say("time_empty")
    return (
        words.say("time_alt", days=len(p.scores), ill=len(p.ill))
        + " "
        + words.say(f"trend_{trend}")
    )
