"""Rows of bars and boxes as tables that a telephone can show: the number stands beside each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

END = '<td><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1, where it would lie by chance, and what is told of it."""

    name: str
    share: float
    told: str
    range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """The quartiles of some people, and what is told of them."""

    name: str
    quartiles: tuple[float, float, float]
    told: str


def bars(title: str, rows: Sequence[Bar], among_all: float | None = None) -> Iterator[str]:
    """Shares of a whole, each from the same zero; `among_all` is marked on every one."""
    yield f'<table class="bars" aria-label="{escape(title)}"><tbody>'
    for row in rows:
        kind = "pale" if row.range else "fill"  # lines are drawn over it
        drawn = _rect("rail", 0, 100, 1, 8) + _rect(kind, 0, 100 * row.share, 1, 8)
        if among_all is not None:
            drawn += _line("mark", 100 * among_all, -1.5, 100 * among_all, 11.5)
        if row.range:
            low, high = (100 * end for end in row.range)
            drawn += _line("line", low, 5, high, 5)
            drawn += _line("line", low, 3, low, 7) + _line("line", high, 3, high, 7)
        yield _row(row.name, drawn, row.told)
    yield "</tbody></table>"


def boxes(title: str, rows: Sequence[Box], top: float, scale: Sequence[str]) -> Iterator[str]:
    """Half of the people and the median from 0 to `top`; `scale` stands below, evenly spread."""
    yield f'<table class="bars" aria-label="{escape(title)}"><tbody>'
    for row in rows:
        low, middle, high = (100 * value / top for value in row.quartiles)
        drawn = _line("line", 0, 5, 100, 5) + _rect("pale", low, high - low, 0, 10)
        yield _row(row.name, drawn + _rect("fill", middle - 0.6, 1.2, 0, 10), row.told)
    ends = "".join(f"<span>{escape(number)}</span>" for number in scale)
    yield f'<tr class="ends" aria-hidden="true"><th></th><td><span>{ends}</span></td><td></td></tr>'
    yield "</tbody></table>"


def _row(name: str, drawn: str, told: str) -> str:
    row = f'<tr><th scope="row">{escape(name)}</th>{END}{drawn}</svg></td>'
    return f"{row}<td>{escape(told)}</td></tr>"


def _rect(kind: str, x: float, width: float, y: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.2f}" y="{y:g}" width="{width:.2f}" height="{height:g}"/>'


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.2f}" y1="{y1:g}" x2="{x2:.2f}" y2="{y2:g}"/>'
