"""Scales and axes, written once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corrin.figures.ink import RULE, SOFT
from corrin.figures.shapes import Path, Shape, Text

SMALL = 7.5
STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 365, 730)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to points on the page."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.stop - self.start)

    def inside(self, value: float) -> float:
        """The place of a value, at the edge where it lies outside."""
        return self(min(max(value, self.low), self.high))


@dataclass(frozen=True, slots=True)
class Frame:
    """The two scales of a chart."""

    x: Scale
    y: Scale

    def line(self, x1: float, y1: float, x2: float, y2: float) -> tuple[tuple[float, float], ...]:
        """Two points on the page from two in the chart."""
        return (self.x(x1), self.y(y1)), (self.x(x2), self.y(y2))


def frame(x: tuple[float, float], box: tuple[float, float, float, float]) -> Frame:
    """Days ``x`` against scores 0 to 10, in a box of left, top, right, bottom."""
    left, top, right, bottom = box
    return Frame(Scale(*x, left, right), Scale(0, 10, bottom, top))


def day_ticks(last: float, most: int = 12) -> range:
    """Days to write under an axis: whole weeks where there are many."""
    step = next((s for s in STEPS if last / s <= most), STEPS[-1])
    return range(0, int(last) + 1, step)


def score_axis(f: Frame, names: Sequence[tuple[float, str]]) -> Iterator[Shape]:
    """Lines at named scores, and the names left of them."""
    for score, name in names:
        yield Path(f.line(f.x.low, score, f.x.high, score), RULE, 0.6)
        yield Text(f.x.start - 5, f.y(score) + 2.6, name, SMALL, anchor="end", fill=SOFT)


def day_axis(f: Frame, last: float, below: float = 9.5) -> Iterator[Shape]:
    """Ticks and day numbers under a chart."""
    for day in day_ticks(last):
        x = f.x(day)
        yield Path(((x, f.y.start), (x, f.y.start + 2.5)), SOFT, 0.6)
        yield Text(x, f.y.start + below, str(day), SMALL, anchor="middle", fill=SOFT)
