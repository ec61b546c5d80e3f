"""Bars: a share for each name, the number beside it, so that no colour must be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corrin.figures.axis import Scale
from corrin.figures.ink import BLUE, INK, MOST, RULE, SOFT
from corrin.figures.letters import wrapped
from corrin.figures.shapes import Block, Circle, Page, Path, Rect, Shape, Text

WIDE = 480.0
NAMES = 170.0  # points for the names
ROW, SIZE = 19.0, 9.0

Bar = tuple[str, float | None, str]  # name, share from 0 to 1 or None, what is told
Box = tuple[str, tuple[float, float, float] | None, str]  # name, quartiles or None, what is told


def bars(lang: str, title: str, rows: Sequence[Bar], name: str) -> Page:
    """The picture of some shares of one whole, each from the same zero."""
    scale = Scale(0.0, 1.0, NAMES, WIDE - 95)
    shapes = [s for n, row in enumerate(rows) for s in _bar(row, scale, ROW * n)]
    return _page(lang, title, shapes, _said(rows), len(rows), name)


def boxes(lang: str, title: str, rows: Sequence[Box], top: float, name: str) -> Page:
    """The picture of some quartiles on a scale from 0 to `top`: half of the people, the median."""
    scale = Scale(0.0, top, NAMES, WIDE - 95)
    shapes = [s for n, row in enumerate(rows) for s in _box(row, scale, ROW * n)]
    shapes += _axis(scale, top, ROW * len(rows))
    return _page(lang, title, shapes, _said(rows), len(rows) + 1, name)


def _page(lang: str, title: str, shapes: Sequence[Shape], alt: str, rows: int, name: str) -> Page:
    figure = Block("Figure", tuple(shapes), title=title, alt=alt)
    return Page(lang, title, alt, (figure,), WIDE, ROW * rows + 4, name)


def _said(rows: Sequence[Bar | Box]) -> str:
    return "; ".join(f"{name}: {told}" for name, _, told in rows)


def _bar(row: Bar, scale: Scale, y: float) -> Iterator[Shape]:
    name, share, told = row
    yield from _named(name, told, scale, y)
    yield Rect(scale.start, y + 4, scale.stop - scale.start, ROW - 8, "", RULE, 0.6)
    if share:
        yield Rect(scale.start, y + 4, scale(share) - scale.start, ROW - 8, BLUE)


def _box(row: Box, scale: Scale, y: float) -> Iterator[Shape]:
    name, quartiles, told = row
    yield from _named(name, told, scale, y)
    middle = y + ROW / 2
    yield Path(((scale.start, middle), (scale.stop, middle)), RULE, 0.6)
    if quartiles:
        low, median, high = map(scale, quartiles)
        yield Rect(low, y + 4, max(high - low, 1.0), ROW - 8, MOST, BLUE, 0.8)
        yield Circle(median, middle, 3.2, BLUE)


def _named(name: str, told: str, scale: Scale, y: float) -> Iterator[Shape]:
    short = wrapped(name, NAMES - 8, SIZE)[0]
    yield Text(0, y + ROW - 6, short, SIZE, fill=INK)
    yield Text(scale.stop + 6, y + ROW - 6, told, SIZE, fill=SOFT)


def _axis(scale: Scale, top: float, y: float) -> Iterator[Shape]:
    for n in range(6):
        value = top * n / 5
        yield Text(scale(value), y + 11, f"{value:g}", SIZE - 1, False, "middle", SOFT)
