"""Forest plots: the trials of one question, a row each, and a diamond only where one is due.

Narrow by design: 360 points wide, so that it can be read on a phone. Words stand above each line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Protocol

from corrin.figures.axis import Scale
from corrin.figures.ink import BLUE, INK, NOW, SOFT
from corrin.figures.letters import paragraph
from corrin.figures.shapes import Block, Circle, Page, Path, Rect, Shape, Text
from corrin.synthesis import RATIOS, Row, Synthesis

WIDE, EDGE = 360.0, 8.0
SIZE, SMALL = 12.5, 11.0
ROW = 56.0
DECIMALS = {"HR": 2, "RD": 1, "points": 1, "pg/mL": 0}


class ForestWords(Protocol):
    """What a forest plot needs of a language."""

    @property
    def lang(self) -> str:
        """The language as a BCP 47 tag."""

    def say(self, key: str, **values: object) -> str:
        """A sentence of the library, with values put in."""

    def name(self, kind: str, code: str) -> str:
        """The word for a code of one kind."""

    def fixed(self, value: float, decimals: int) -> str:
        """A number with so many decimals, always."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is drawn and as it stands in the table."""

    label: str
    detail: str
    people: str
    numbers: str
    low: float
    middle: float
    high: float
    kind: str  # trial, pooled, bayes
    weight: float | None = None


def forest(found: Synthesis, words: ForestWords, *, noted: bool = True) -> Page:
    """The picture of a synthesis; `noted` prints under it how it was made.

    Raises ValueError where there is nothing to draw.
    """
    rows = lines(found, words)
    if not rows:
        raise ValueError(words.say("no_trials"))
    title = words.name("analysis", found.analysis.id)
    head, y = paragraph(title, (EDGE, 20), WIDE - 2 * EDGE, 13.5, bold=True)
    top = y + 4
    bottom = top + ROW * len(rows) + 4
    scale = _scale(found)
    drawn = tuple(_rows(rows, found, scale, top))
    crossing = [s for n in range(len(rows)) for s in _verticals(found, scale, top + ROW * n)]
    axis = (*crossing, *_axis(found, words, scale, bottom))
    feet, end = _feet(notes(found, words) if noted else [], bottom + 44)
    alt = " ".join([*map(_told, rows), *notes(found, words)])
    blocks = (
        Block("H2", head),
        Block("Figure", (*axis, *drawn), title=title, alt=alt),
        Block("P", feet),
    )
    return Page(words.lang, title, alt, blocks, WIDE, end + 2, f"forest-{found.analysis.id}")


def lines(found: Synthesis, words: ForestWords) -> list[Line]:
    """Every row: the trials, then what they say together where they may."""
    made = [_trial(row, found, words) for row in found.rows if row.effect]
    back = exp if found.analysis.measure in RATIOS else float
    if found.pooled:
        low, high = found.pooled.interval
        values = (back(low), back(found.pooled.estimate), back(high))
        made.append(_line(words.say("pooled_row"), "", "", values, "pooled", found, words))
    if found.bayes:
        low, high = found.bayes.interval
        values = (back(low), back(found.bayes.median), back(high))
        made.append(_line(words.say("bayes_row"), "", "", values, "bayes", found, words))
    return made


def _trial(row: Row, found: Synthesis, words: ForestWords) -> Line:
    trial = row.trial
    values = (trial.low or 0.0, trial.estimate or 0.0, trial.high or 0.0)
    people = f"{trial.n[0]} / {trial.n[1]}"
    detail = words.name("trial_row", trial.id)
    return _line(
        trial.label, detail, people, values, "trial", found, words, row.weight, trial.decimals
    )


def _line(
    label: str,
    detail: str,
    people: str,
    values: tuple[float, float, float],
    kind: str,
    found: Synthesis,
    words: ForestWords,
    weight: float | None = None,
    decimals: tuple[int | None, ...] = (None, None, None),
) -> Line:
    low, middle, high = (
        number(value, found, words, n) for value, n in zip(values, decimals, strict=True)
    )
    said = words.say("from_to_95", estimate=middle, low=low, high=high)
    return Line(label, detail, people, said, values[0], values[1], values[2], kind, weight)


def number(value: float, found: Synthesis, words: ForestWords, decimals: int | None = None) -> str:
    """A value as it was printed, or as its measure is; shares as percentage points."""
    a = found.analysis
    usual = DECIMALS[a.measure if a.measure != "MD" else a.unit]
    if a.measure == "RD":
        return words.fixed(100 * value, usual)
    return words.fixed(value, usual if decimals is None else decimals)


def notes(found: Synthesis, words: ForestWords) -> list[str]:
    """How it was made: the scale, each interval's convention, and why nothing was added up."""
    a = found.analysis
    said = [words.say("scale_note", measure=measure(found, words)), words.say("ci_note")]
    if found.reason:
        said.append(words.name("not_pooled", found.reason))
    if found.pooled:
        said.append(_convention(found, words))
    if found.bayes:
        said.append(words.say("bayes_note"))
    if a.margin is not None:
        said.append(words.say("margin_note", margin=number(a.margin, found, words)))
    return said


def measure(found: Synthesis, words: ForestWords) -> str:
    """The name of the measure with its unit."""
    a = found.analysis
    codes = {"points": "md_points", "pg/mL": "md_pgml"}
    return words.name("measure", codes[a.unit] if a.measure == "MD" else a.measure.lower())


def _convention(found: Synthesis, words: ForestWords) -> str:
    k = len([row for row in found.rows if row.effect])
    if found.prediction is None:
        return words.say("mkh_note", k=k)
    back = exp if found.analysis.measure in RATIOS else float
    low, high = (number(back(edge), found, words) for edge in found.prediction)
    return words.say("hk_note", k=k, low=low, high=high)


def _told(row: Line) -> str:
    label = f"{row.label}, {row.detail}" if row.detail else row.label
    return f"{label}: {row.numbers}."


def _scale(found: Synthesis) -> Scale:
    ticks = [_place(found, tick) for tick in found.analysis.axis]
    return Scale(ticks[0], ticks[-1], EDGE + 10, WIDE - EDGE - 10)


def _place(found: Synthesis, value: float) -> float:
    """A value's place along the axis: ratios by their logarithm."""
    return log(value) if found.analysis.measure in RATIOS else value


def _rows(rows: Sequence[Line], found: Synthesis, scale: Scale, top: float) -> Iterator[Shape]:
    for n, row in enumerate(rows):
        y = top + ROW * n
        yield Text(EDGE, y + 13, row.label, SIZE, True)
        yield Text(WIDE - EDGE, y + 13, row.numbers, SIZE, False, "end")
        if row.detail:
            yield Text(EDGE, y + 27, row.detail, SMALL, fill=SOFT)
            yield Text(WIDE - EDGE, y + 27, row.people, SMALL, False, "end", SOFT)
        places = [_place(found, value) for value in (row.low, row.middle, row.high)]
        yield from _mark(row, scale, places, y + 42)


def _mark(row: Line, scale: Scale, places: Sequence[float], y: float) -> Iterator[Shape]:
    """A square on its interval, or a diamond; an end that lies outside the axis has no stop."""
    low, middle, high = map(scale.inside, places)
    if row.kind == "pooled":
        corners = ((low, y), (middle, y - 7), (high, y), (middle, y + 7))
        yield Path(corners, fill=BLUE)
        return
    colour = INK if row.kind == "trial" else NOW
    yield Path(((low, y), (high, y)), colour, 1.6, () if row.kind == "trial" else (4, 2))
    for end, value in ((low, places[0]), (high, places[2])):
        if scale.low <= value <= scale.high:
            yield Path(((end, y - 4), (end, y + 4)), colour, 1.6)
    if row.kind == "trial":
        side = 7.0 if row.weight is None else 5 + row.weight / 12
        yield Rect(middle - side / 2, y - side / 2, side, side, BLUE)
    else:
        yield Circle(middle, y, 4, colour)


def _verticals(found: Synthesis, scale: Scale, top: float) -> Iterator[Shape]:
    """The line of no difference beside one row, and the margin where a trial had set one."""
    none = 1.0 if found.analysis.measure in RATIOS else 0.0
    x = scale(_place(found, none))
    yield Path(((x, top + 33), (x, top + 51)), SOFT, 1.0)
    if found.analysis.margin is not None:
        x = scale(_place(found, found.analysis.margin))
        yield Path(((x, top + 33), (x, top + 51)), NOW, 1.2, (3, 2))


def _axis(found: Synthesis, words: ForestWords, scale: Scale, y: float) -> Iterator[Shape]:
    yield Path(((scale.start, y), (scale.stop, y)), SOFT, 0.8)
    for tick in found.analysis.axis:
        x = scale(_place(found, tick))
        yield Path(((x, y), (x, y + 3)), SOFT, 0.8)
        yield Text(x, y + 15, _tick(tick, found, words), SMALL, False, "middle", SOFT)
    if found.analysis.lower_is_better:
        yield Text(scale.start, y + 31, words.say("better_left"), SMALL, fill=SOFT)
    else:
        yield Text(scale.stop, y + 31, words.say("better_right"), SMALL, False, "end", SOFT)


def _tick(value: float, found: Synthesis, words: ForestWords) -> str:
    percent = 100 * value if found.analysis.measure == "RD" else value
    whole = float(percent).is_integer()
    short = len(f"{percent:g}".partition(".")[2])
    return words.fixed(percent, 0 if whole else short)


def _feet(said_of_it: Sequence[str], y: float) -> tuple[tuple[Text, ...], float]:
    made: list[Text] = []
    for note in said_of_it:
        said, y = paragraph(note, (EDGE, y + 2), WIDE - 2 * EDGE, SMALL, fill=SOFT)
        made += said
    return tuple(made), y
