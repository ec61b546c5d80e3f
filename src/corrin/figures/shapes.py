"""What a page is made of: shapes in points from the top left, gathered in blocks with a meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

WIDTH, HEIGHT = 595.28, 841.89  # A4, points
Anchor: TypeAlias = Literal["start", "middle", "end"]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    line: float = 0.8
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, or the area inside them where it has a fill."""

    points: tuple[Point, ...]
    stroke: str = ""
    line: float = 0.8
    dash: tuple[float, ...] = ()
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc."""

    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    line: float = 0.8


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float = 8.0
    bold: bool = False
    anchor: Anchor = "start"
    fill: str = "#1a1a1a"


Shape: TypeAlias = Rect | Path | Circle | Text
Tag: TypeAlias = Literal[
    "Document", "Sect", "H1", "H2", "P", "Figure", "Table", "TR", "TH", "TD", "Artifact"
]


@dataclass(frozen=True, slots=True)
class Block:
    """Shapes that are one thing to a reader. ``title`` and ``alt`` stand for a picture."""

    tag: Tag
    shapes: tuple[Shape, ...] = ()
    children: tuple[Block, ...] = field(default=())
    title: str = ""
    alt: str = ""

    def walk(self) -> Iterator[Block]:
        """This block and all inside it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Page:
    """A page, A4 unless it says otherwise: its language, title and description, what is on it.

    ``name`` keeps the ids of several pictures in one document apart.
    """

    lang: str
    title: str
    alt: str
    blocks: tuple[Block, ...]
    width: float = WIDTH
    height: float = HEIGHT
    name: str = "page"

    def shapes(self) -> Iterator[Shape]:
        """Every shape, in the order of drawing."""
        for block in self.blocks:
            for inner in block.walk():
                yield from inner.shapes


def moved(text: Text, x: float, y: float) -> Text:
    """The same text in another place."""
    return replace(text, x=x, y=y)
