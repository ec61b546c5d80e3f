"""A page as SVG text: one element a shape, no style sheet, no outside font, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from corrin.figures.letters import width as width_of
from corrin.figures.shapes import Block, Circle, Page, Path, Rect, Shape, Text

FONT = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"


def svg(page: Page) -> str:
    """The page as one SVG document."""
    return "\n".join(_page(page)) + "\n"


def _page(page: Page) -> Iterator[str]:
    wide, high, name = _n(page.width), _n(page.height), page.name
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_mm(page.width)}" '
        f'height="{_mm(page.height)}" viewBox="0 0 {wide} {high}" role="img" lang="{page.lang}" '
        f'xml:lang="{page.lang}" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">'
    )
    yield f'<title id="{name}-title">{clean(page.title)}</title>'
    yield f'<desc id="{name}-desc">{clean(page.alt)}</desc>'
    yield f'<rect width="{wide}" height="{high}" fill="#ffffff"/>'
    for block in page.blocks:
        yield from _block(block)
    yield "</svg>"


def svg_of(page: Page, width: float, height: float) -> str:
    """What is on the page as SVG for the middle of another page, with its own measures.

    It has no ground of its own, and no ids, so that it can stand there more than once.
    """
    lines = [
        f'<svg class="chart" viewBox="0 0 {_n(width)} {_n(height)}" role="img" '
        f'aria-label="{clean(page.title)}. {clean(page.alt)}" font-family="{FONT}">'
    ]
    for block in page.blocks:
        lines.extend(_block(block))
    return "\n".join([*lines, "</svg>"])


def _block(block: Block) -> Iterator[str]:
    yield "<g>"
    if block.title:
        yield f"<title>{clean(block.title)}</title>"
    if block.alt:
        yield f"<desc>{clean(block.alt)}</desc>"
    yield from map(_shape, block.shapes)
    for child in block.children:
        yield from _block(child)
    yield "</g>"


def _shape(shape: Shape) -> str:
    match shape:
        case Rect():
            place = (
                f'x="{_n(shape.x)}" y="{_n(shape.y)}" '
                f'width="{_n(shape.width)}" height="{_n(shape.height)}"'
            )
            return f"<rect {place}{_paint(shape)}/>"
        case Circle():
            place = f'cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}"'
            return f"<circle {place}{_paint(shape)}/>"
        case Path():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            name = "polygon" if shape.fill else "polyline"
            return f'<{name} points="{points}"{_paint(shape)}/>'
        case Text():
            return _text(shape)


def _text(t: Text) -> str:
    """A line of text, held to its measured width whatever letters the reader's system has."""
    bold = ' font-weight="bold"' if t.bold else ""
    anchor = "" if t.anchor == "start" else f' text-anchor="{t.anchor}"'
    length = f' textLength="{_n(width_of(t.text, t.size, t.bold))}"' if len(t.text) > 1 else ""
    return (
        f'<text x="{_n(t.x)}" y="{_n(t.y)}" font-size="{_n(t.size)}"{bold}{anchor}{length}'
        f' lengthAdjust="spacingAndGlyphs" fill="{t.fill}">{clean(t.text)}</text>'
    )


def _paint(shape: Rect | Path | Circle) -> str:
    found = f' fill="{shape.fill or "none"}"'
    if shape.stroke:
        found += f' stroke="{shape.stroke}" stroke-width="{_n(shape.line)}"'
    if isinstance(shape, Rect | Path) and shape.dash:
        found += f' stroke-dasharray="{" ".join(map(_n, shape.dash))}"'
    return found


def _mm(points: float) -> str:
    """Points as millimetres on paper."""
    return f"{points * 25.4 / 72:.0f}mm"


def _n(value: float) -> str:
    """A number with at most two decimals and no minus before a zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def clean(text: str) -> str:
    """Text that is safe in XML: escaped, and without characters XML does not allow."""
    return escape("".join(c if c.isprintable() else " " for c in text))
