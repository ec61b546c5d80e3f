"""All cycles laid over each other by days since the injection, with how many stand behind."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corrin.advice.profile import ALARMS, Cycle, Profile
from corrin.figures import summary
from corrin.figures.axis import SMALL, Frame, day_axis, score_axis
from corrin.figures.ink import BLUE, FAINT, GREEN, HALF, INK, MOST, NOW, PAPER, SOFT, shade
from corrin.figures.letters import width
from corrin.figures.shapes import Circle, Path, Rect, Shape, Text
from corrin.figures.summary import Bin
from corrin.figures.words import Words

LANE = 10.5
GAP = 2  # a line is drawn over one day without a note, not over more
COUNTS = 12.0  # height of the tallest bar of the strip
BELOW = 42.0  # room the axis and the strip of counts take


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of the cycle with a name above the chart."""

    day: float
    text: str
    ink: str
    dash: tuple[float, ...] = ()
    until: float | None = None


def score_names(words: Words) -> list[tuple[float, str]]:
    """The words for the scores, since numbers alone mean little."""
    named = ((0, "none"), (2, "mild"), (5, "moderate"), (8, "severe"), (10, "worst"))
    return [(score, f"{words.say(name)} {score}") for score, name in named]


def marks(profile: Profile, words: Words, *, today: bool = True) -> list[Mark]:
    """Signed band, proposal, planned day and today, each on a line of its own."""
    now = _today(profile, words) if today else None
    found = (*_proposal(profile, words), _planned(profile, words), now)
    return [m for m in (_band(profile, words), *found) if m]


def _band(p: Profile, words: Words) -> Mark | None:
    if p.band is None or p.silence in ALARMS:
        return None
    text = words.say("mark_band", days=words.span(*p.band))
    return Mark(p.band[0], text, GREEN, until=p.band[1])


def _proposal(p: Profile, words: Words) -> Iterator[Mark]:
    if p.next and p.next.interval:
        text = words.say("mark_interval", days=p.next.interval)
        yield Mark(p.next.interval, text, INK, (4, 2))


def _planned(p: Profile, words: Words) -> Mark | None:
    if p.current is None or p.silence in ALARMS:
        return None
    return Mark(p.current, words.say("mark_planned", days=words.number(p.current)), SOFT, (1, 2))


def _today(p: Profile, words: Words) -> Mark | None:
    if not p.cycles or not p.cycles[-1].running:
        return None
    day = p.cycles[-1].length - 1
    return Mark(day, words.say("mark_today", day=day), NOW)


def overlay(profile: Profile, words: Words, f: Frame, *, today: bool = True) -> Iterator[Shape]:
    """The chart in a frame; lanes for the marks stand above it, counts below.

    Without `today` the day count is not told: it would sway who is about to give a score.
    """
    cycles = profile.pooled
    last = int(f.x.high)
    found = summary.bins(cycles, last)
    yield from score_axis(f, score_names(words))
    yield from _bands(found, f)
    for cycle in cycles:
        yield from _one(cycle, f, last)
    yield from _median(found, f)
    yield from _marked(marks(profile, words, today=today), f)
    yield from day_axis(f, last)
    yield from _counts(found, words, f)


def _one(cycle: Cycle, f: Frame, last: int) -> Iterator[Shape]:
    """One cycle as a line; it breaks where nobody wrote for some days."""
    ink, line = (NOW, 1.5) if cycle.running else (FAINT, 0.5)
    dash = (4, 2) if cycle.running else ()  # seen without colour, too
    for part in _pieces(cycle, last):
        points = tuple((f.x(day), f.y(score)) for day, score in part)
        if len(points) > 1:
            yield Path(points, ink, line, dash)
        else:
            yield Circle(*points[0], 0.6 + line / 2, ink)


def _pieces(cycle: Cycle, last: int) -> list[list[tuple[int, float]]]:
    pieces: list[list[tuple[int, float]]] = []
    for day, score in enumerate(cycle.scores[: last + 1]):
        if math.isnan(score):
            continue
        if pieces and day - pieces[-1][-1][0] <= GAP:
            pieces[-1].append((day, score))
        else:
            pieces.append([(day, score)])
    return pieces


def _runs(found: Sequence[Bin], least: int) -> list[list[Bin]]:
    """Neighbouring bins with enough cycles behind them."""
    together = groupby(found, key=lambda b: b.count >= least)
    return [list(run) for enough, run in together if enough]


def _bands(found: Sequence[Bin], f: Frame) -> Iterator[Shape]:
    for low, high, ink in ((0, 4, MOST), (1, 3, HALF)):
        for run in _runs(found, summary.BAND_FROM):
            upper = [(f.x(x), f.y(b.quantiles[high])) for b in run for x in _ends(b, run)]
            lower = [(f.x(x), f.y(b.quantiles[low])) for b in run for x in _ends(b, run)]
            yield Path((*upper, *reversed(lower)), fill=ink)


def _ends(b: Bin, run: Sequence[Bin]) -> tuple[float, ...]:
    """Where a bin's value is drawn: its middle, and the outer edge of a run."""
    edges = ((b.first,) if b is run[0] else ()), ((b.last,) if b is run[-1] else ())
    return tuple(dict.fromkeys((*edges[0], b.middle, *edges[1])))


def _median(found: Sequence[Bin], f: Frame) -> Iterator[Shape]:
    for run in _runs(found, summary.MEDIAN_FROM):
        points = [(f.x(x), f.y(b.quantiles[2])) for b in run for x in _ends(b, run)]
        if len(points) > 1:
            yield Path(tuple(points), BLUE, 2.4)


def _marked(found: Sequence[Mark], f: Frame) -> Iterator[Shape]:
    """First all lines, then the names on paper, so that no line crosses a name."""
    found = sorted(found, key=lambda mark: _lane(mark, f))
    tops = [f.y.stop - 5 - LANE * (len(found) - 1 - n) for n in range(len(found))]
    for mark, top in zip(found, tops, strict=True):
        yield from _line(mark, top, f)
    for mark, top in zip(found, tops, strict=True):
        yield from _name(mark, top, f)


def _lane(mark: Mark, f: Frame) -> tuple[int, float]:
    """Where a mark stands from the top, so that its line passes beside the names below it."""
    if mark.until is not None:
        return 0, 0.0
    return (1, mark.day) if _fits(mark, f) else (2, -mark.day)


def _fits(mark: Mark, f: Frame) -> bool:
    """Whether there is room for the name on the right of its line."""
    return f.x.inside(mark.day) + 4 + width(mark.text, SMALL, True) <= f.x.stop


def _line(mark: Mark, top: float, f: Frame) -> Iterator[Shape]:
    x = f.x.inside(mark.day)
    if mark.until is None:
        yield Path(((x, top + 2), (x, f.y.start)), mark.ink, 1.1, mark.dash)
        return
    stop = f.x.inside(mark.until)
    yield Path(((x, top + 2), (stop, top + 2)), mark.ink, 2.0)
    for end, day in ((x, mark.day), (stop, mark.until)):
        if day <= f.x.high:
            yield Path(((end, top - 1), (end, top + 3.5)), mark.ink, 1.2)
        else:  # it goes on beyond the chart
            yield Path(((end, top - 1.5), (end + 6, top + 2), (end, top + 5.5)), fill=mark.ink)


def _name(mark: Mark, top: float, f: Frame) -> Iterator[Shape]:
    wide = width(mark.text, SMALL, True)
    at = f.x.inside(mark.day)
    x = at + 4 if _fits(mark, f) else max(at - 4 - wide, f.x.start)
    if mark.until is not None:
        x = min(at + 4, f.x.stop - wide)
    yield Rect(x - 1.5, top - 7.2, wide + 3, 8.2, PAPER)
    yield Text(x, top - 0.6, mark.text, SMALL, True, fill=mark.ink)


def _counts(found: Sequence[Bin], words: Words, f: Frame) -> Iterator[Shape]:
    """A bar for the cycles behind each group of days, with the number where there is room."""
    most = max((b.count for b in found), default=0) or 1
    base = f.y.start + 14 + COUNTS
    yield Text(f.x.start - 5, base - 3, words.say("cycles_counted"), SMALL, anchor="end", fill=SOFT)
    free = -math.inf
    for b in found:
        left, right = f.x(b.first), f.x(min(b.last + 1, f.x.high))
        tall = COUNTS * b.count / most
        yield Rect(left + 0.2, base - tall, max(right - left - 0.4, 0.4), tall, shade(3.4))
        middle = (left + right) / 2
        if b.count and middle > free:
            yield Text(middle, base + 8.5, str(b.count), SMALL, anchor="middle", fill=SOFT)
            free = middle + 20


def told(profile: Profile, words: Words) -> str:
    """The chart in a sentence, for those who do not see it."""
    found = [b for b in summary.bins(profile.pooled, summary.span_days(profile)) if b.quantiles]
    if not found:
        return words.say("overlay_empty")
    low, high = (pick(found, key=lambda b: b.quantiles[2]) for pick in (min, max))
    return words.say(
        "overlay_alt",
        cycles=len(profile.pooled),
        low=words.decimal(low.quantiles[2]),
        low_days=words.span(low.first, low.last),
        high=words.decimal(high.quantiles[2]),
        high_days=words.span(high.first, high.last),
    )
