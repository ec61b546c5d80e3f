"""Outcome plots: where groups began and ended on one whole scale, so that a change has a size."""

from __future__ import annotations

from collections.abc import Iterator

from corrin.figures.axis import Scale
from corrin.figures.forest import EDGE, SIZE, SMALL, WIDE, ForestWords
from corrin.figures.ink import BLUE, INK, RULE, SOFT
from corrin.figures.letters import paragraph
from corrin.figures.shapes import Block, Circle, Page, Path, Shape, Text
from corrin.knowledge import Arm, Outcome

ROW = 50.0


def outcome(found: Outcome, words: ForestWords) -> Page:
    """The picture of an outcome: an open ring where a group began, a disc where it ended."""
    title = words.name("outcome", found.id)
    head, y = paragraph(title, (EDGE, 20), WIDE - 2 * EDGE, 13.5, bold=True)
    scale = Scale(*found.scale, EDGE + 10, WIDE - EDGE - 10)
    top = y + 4
    bottom = top + ROW * len(found.arms) + 2
    drawn = [s for n, arm in enumerate(found.arms) for s in _arm(arm, found, words, scale, top, n)]
    said = " ".join(told(found, words))
    feet, end = _foot(found, words, bottom + 35)
    figure = Block("Figure", (*_axis(found, words, scale, bottom), *drawn), title=title, alt=said)
    blocks = (Block("H2", head), figure, Block("P", feet))
    return Page(words.lang, title, said, blocks, WIDE, end, f"outcome-{found.id}")


def told(found: Outcome, words: ForestWords) -> list[str]:
    """The same in sentences, an arm each."""
    after = words.name("outcome", found.after)
    return [
        words.name("outcome", "from_to").format(
            name=words.name("outcome", arm.name),
            start=shown(arm.start, found, words),
            end=shown(arm.end, found, words),
            after=after,
        )
        for arm in found.arms
    ]


def shown(value: float, found: Outcome, words: ForestWords) -> str:
    """A value as it was printed: points with one decimal, levels whole."""
    return words.fixed(value, 1 if found.unit == "points" else 0)


def _arm(
    arm: Arm, found: Outcome, words: ForestWords, scale: Scale, top: float, n: int
) -> Iterator[Shape]:
    y = top + ROW * n
    start, end = scale(arm.start), scale(arm.end)
    numbers = f"{shown(arm.start, found, words)} → {shown(arm.end, found, words)}"
    yield Text(EDGE, y + 13, words.name("outcome", arm.name), SIZE, True)
    yield Text(WIDE - EDGE, y + 13, numbers, SIZE, False, "end")
    yield Path(((scale.start, y + 31), (scale.stop, y + 31)), RULE, 3)
    if arm.low is not None and arm.high is not None:
        yield Path(((scale(arm.low), y + 40), (scale(arm.high), y + 40)), INK, 1.4)
    yield Path(((start, y + 31), (end, y + 31)), BLUE, 3)
    yield Circle(start, y + 31, 4.5, "#ffffff", BLUE, 2)
    yield Circle(end, y + 31, 4.5, BLUE)


def _axis(found: Outcome, words: ForestWords, scale: Scale, y: float) -> Iterator[Shape]:
    low, high = found.scale
    for n in range(5):
        value = low + (high - low) * n / 4
        yield Path(((scale(value), y), (scale(value), y + 3)), SOFT, 0.8)
        yield Text(scale(value), y + 15, words.fixed(value, 0), SMALL, False, "middle", SOFT)
    yield Path(((scale.start, y), (scale.stop, y)), SOFT, 0.8)


def _foot(found: Outcome, words: ForestWords, y: float) -> tuple[tuple[Text, ...], float]:
    unit = words.name("outcome", "points") if found.unit == "points" else found.unit
    after = words.name("outcome", found.after)
    key = f"○ {words.name('outcome', 'begin')}, ● {after} ({unit})."
    whisker = words.name("outcome", "whisker") if found.arms[0].low is not None else ""
    return paragraph(f"{key} {whisker}".strip(), (EDGE, y), WIDE - 2 * EDGE, SMALL, fill=SOFT)
