"""One heat strip per injection, newest last: darker and higher is worse."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from corrin.advice.profile import Cycle, Profile
from corrin.figures import summary
from corrin.figures.axis import SMALL, Scale
from corrin.figures.ink import BLUE, FAINT, GREEN, INK, NOW, SOFT, shade
from corrin.figures.letters import width
from corrin.figures.shapes import Circle, Path, Rect, Shape, Text
from corrin.figures.words import Words

ROW = 11.0
MOST_ROWS = 12
LEGEND = 14.0


def rows(profile: Profile) -> tuple[Cycle, ...]:
    """The newest cycles with something written or remembered."""
    return profile.noted[-MOST_ROWS:]


def strips(
    cycles: Sequence[Cycle], words: Words, x: Scale, top: float, right: float
) -> Iterator[Shape]:
    """A row a cycle under the days of ``x``; at ``right`` whether symptoms had come back."""
    for n, cycle in enumerate(cycles):
        if n and cycles[n - 1].apart == "earlier" and cycle.apart != "earlier":
            edge = top + n * ROW - 0.2
            yield Path(((x.start, edge), (right, edge)), INK, 0.8, (2, 1.5))
        yield from _row(cycle, words, x, top + n * ROW)
        mark = back_word(cycle, words)
        yield Text(right, top + n * ROW + 8, mark, SMALL, bool(cycle.back), "end")


def back_word(cycle: Cycle, words: Words) -> str:
    """Whether symptoms had come back by the end of the cycle."""
    if cycle.apart:
        return words.say("not_counted")
    if cycle.back is None or (cycle.running and not cycle.back and not cycle.complete):
        return "–"
    if cycle.probable or summary.rose(cycle):
        return words.say("probable" if cycle.probable else "unclear")
    if not summary.told(cycle):
        return "–"
    return words.say("yes" if cycle.back else "no")


def _row(cycle: Cycle, words: Words, x: Scale, top: float) -> Iterator[Shape]:
    name = words.say(
        "row_now" if cycle.running else "row", on=words.day(cycle.start), days=_days(cycle)
    )
    ink = NOW if cycle.running else INK
    yield Text(x.start - 5, top + 8, name, SMALL, cycle.running, "end", ink)
    wide = x(1) - x(0)
    if cycle.memory:
        yield from _remembered(cycle.memory, x, top)
    for day, score in enumerate(cycle.scores[: int(x.high)]):
        yield from _cell(score, cycle.ill[day], x(day), top, wide)
    yield from _ends(cycle, x, top)


def _days(cycle: Cycle) -> int:
    return cycle.length - 1 if cycle.running else cycle.length


def _cell(score: float, ill: bool, left: float, top: float, wide: float) -> Iterator[Shape]:
    base = top + ROW - 1
    if math.isnan(score):
        yield Circle(left + wide / 2, base - 1, 0.45, FAINT)
        return
    tall = (ROW - 2) * (0.15 + 0.85 * score / 10)
    inner = max(wide - 0.5, 0.5)
    if ill:
        yield Rect(left + 0.5, base - tall + 0.3, max(inner - 0.6, 0.4), tall - 0.3, "", BLUE, 0.6)
    else:
        yield Rect(left + 0.2, base - tall, inner, tall, shade(score))


def _remembered(days: float, x: Scale, top: float) -> Iterator[Shape]:
    """An empty bar with a broken edge: so long one remembers having been well."""
    stop = x.inside(days)
    yield Rect(x(0) + 0.5, top + 2.5, stop - x(0) - 0.5, ROW - 5, "", NOW, 1.1, (3, 1.5))


def _ends(cycle: Cycle, x: Scale, top: float) -> Iterator[Shape]:
    """The next injection as a thick tick, the planned day as a thin one."""
    if cycle.planned and cycle.planned <= x.high:
        at = x(cycle.planned)
        yield Path(((at, top + 0.5), (at, top + ROW - 0.5)), GREEN, 0.8, (1.5, 1.5))
    if not cycle.running and cycle.length <= x.high:
        at = x(cycle.length)
        yield Path(((at, top), (at, top + ROW - 0.5)), INK, 2.2)


def legend(cycles: Sequence[Cycle], words: Words, left: float, top: float) -> Iterator[Shape]:
    """What darkness, height, dot and ticks mean, and the empty bar where there is one."""
    for score in (0, 2, 4, 6, 8, 10):
        yield from _cell(score, False, left, top, 9.0)
        yield Text(left + 11, top + 8.5, str(score), SMALL, fill=SOFT)
        left += 13 + width(str(score), SMALL) + 3
    signs = [("key_none", _dot), ("key_ill", _hollow), ("key_next", _tick), ("key_planned", _thin)]
    if any(c.memory for c in cycles):
        signs[1:2] = [("key_memory", _empty)]
    for key, sign in signs:
        yield from sign(left + 6, top)
        text = words.say(key)
        yield Text(left + 13, top + 8.5, text, SMALL, fill=SOFT)
        left += 13 + width(text, SMALL) + 7


def _dot(x: float, top: float) -> Iterator[Shape]:
    yield Circle(x, top + ROW - 4, 0.8, FAINT)


def _hollow(x: float, top: float) -> Iterator[Shape]:
    yield from _cell(7, True, x - 3, top, 6.0)


def _empty(x: float, top: float) -> Iterator[Shape]:
    yield Rect(x - 5, top + 2.5, 10, ROW - 5, "", NOW, 1.1, (3, 1.5))


def _tick(x: float, top: float) -> Iterator[Shape]:
    yield Path(((x, top + 1), (x, top + ROW - 1)), INK, 2.2)


def _thin(x: float, top: float) -> Iterator[Shape]:
    yield Path(((x, top + 1), (x, top + ROW - 1)), GREEN, 0.8, (1.5, 1.5))


def told(profile: Profile, words: Words) -> str:
    """The strips in a sentence."""
    shown = rows(profile)
    back = sum(bool(c.back) for c in shown)
    return words.say("strips_alt", cycles=len(shown), back=back)
