"""A share that falls over days, with its band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corrin.figures.axis import Frame, Scale, day_ticks
from corrin.figures.ink import BLUE, MOST, RULE, SOFT
from corrin.figures.shapes import Block, Page, Path, Shape, Text

WIDE, HIGH = 330.0, 215.0  # as wide as a telephone, so that its letters stay large there
LEFT, RIGHT, TOP, FOOT = 36.0, 8.0, 20.0, 34.0
SIZE = 9.0
Row = tuple[float, float, float, float]  # day, share, and its band


def curve(lang: str, title: str, axes: tuple[str, str], rows: Sequence[Row]) -> Page:
    """The picture of a share over days; `axes` name the days and the share."""
    last = rows[-1][0]
    frame = Frame(Scale(0, last, LEFT, WIDE - RIGHT), Scale(0, 1, HIGH - FOOT, TOP))
    shapes = (*_axes(frame, last, axes), *_drawn(frame, rows))
    alt = "; ".join(f"{day:g}: {100 * share:.0f} %" for day, share, *_ in rows if day % 14 == 0)
    figure = Block("Figure", shapes, title=title, alt=f"{axes[1]}. {alt}")
    return Page(lang, title, alt, (figure,), WIDE, HIGH, "curve")


def _drawn(f: Frame, rows: Sequence[Row]) -> Iterator[Shape]:
    upper = [(f.x(day), f.y(high)) for day, _, _, high in rows]
    lower = [(f.x(day), f.y(low)) for day, _, low, _ in reversed(rows)]
    yield Path((*upper, *lower), "", 0, (), MOST)
    yield Path(tuple((f.x(day), f.y(share)) for day, share, *_ in rows), BLUE, 2.2)


def _axes(f: Frame, last: float, axes: tuple[str, str]) -> Iterator[Shape]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield Path(f.line(0, share, last, share), RULE, 0.6)
        yield Text(LEFT - 5, f.y(share) + 3, f"{100 * share:.0f} %", SIZE - 1, False, "end", SOFT)
    for day in day_ticks(last):
        yield Text(f.x(day), HIGH - FOOT + 13, f"{day}", SIZE - 1, False, "middle", SOFT)
    yield Text(WIDE - RIGHT, HIGH - 6, axes[0], SIZE, False, "end", SOFT)
    yield Text(0, TOP - 10, axes[1], SIZE, fill=SOFT)
