"""A page as PDF: one A4 sheet, its text selectable, tagged, with title and language.

Letters are the standard Helvetica that every reader has, so nothing is embedded and the file can
be written without a library. See decisions/0008.
"""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from corrin.figures.letters import width
from corrin.figures.shapes import HEIGHT, WIDTH, Block, Circle, Page, Path, Rect, Shape, Text

ROUND = 0.5523  # how far the handles of a quarter circle reach
RESOURCES = (
    b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
    b" /Encoding /WinAnsiEncoding >> /F2 << /Type /Font /Subtype /Type1"
    b" /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >> >>"
)


@dataclass
class _Book:
    """The numbered objects of the file."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes = b"") -> int:
        self.objects.append(body)
        return len(self.objects)

    def put(self, number: int, body: bytes) -> None:
        self.objects[number - 1] = body

    def written(self, root: int, info: int) -> bytes:
        """The file: objects, where each begins, and where to start reading."""
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        size = len(places) + 1
        return bytes(out) + (
            b"xref\n0 %d\n0000000000 65535 f \n%s"
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n"
            b"startxref\n%d\n%%%%EOF\n" % (size, table, size, root, info, len(out))
        )


@dataclass
class _Marks:
    """What is written on the page, and the tag each marked piece belongs to."""

    content: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)


def pdf(page: Page) -> bytes:
    """The page as one PDF document."""
    book = _Book()
    root, pages, sheet, tree, document = (book.add() for _ in range(5))
    marks = _Marks()
    kids = [k for b in page.blocks for k in _structure(b, document, sheet, book, marks)]
    stream = zlib.compress("\n".join(marks.content).encode("cp1252", "replace"), 9)
    content = book.add(
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)
    )
    book.put(root, _catalog(page, pages, tree))
    book.put(pages, b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % sheet)
    book.put(sheet, _sheet(pages, content))
    book.put(document, _element("Document", tree, _refs(kids)))
    book.put(tree, _tree(document, marks))
    info = book.add(b"<< /Title %s /Creator (corrin) /Producer (corrin) >>" % _string(page.title))
    return book.written(root, info)


def _catalog(page: Page, pages: int, tree: int) -> bytes:
    return (
        b"<< /Type /Catalog /Pages %d 0 R /Lang %s /MarkInfo << /Marked true >>"
        b" /StructTreeRoot %d 0 R /ViewerPreferences << /DisplayDocTitle true >> >>"
        % (pages, _string(page.lang), tree)
    )


def _sheet(pages: int, content: int) -> bytes:
    size = f"{_n(WIDTH)} {_n(HEIGHT)}".encode()
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s] /Resources %s /Contents %d 0 R"
        b" /StructParents 0 /Tabs /S >>" % (pages, size, RESOURCES, content)
    )


def _tree(document: int, marks: _Marks) -> bytes:
    return b"<< /Type /StructTreeRoot /K %d 0 R /ParentTree << /Nums [0 [%s]] >> >>" % (
        document,
        _refs(marks.parents),
    )


def _structure(block: Block, parent: int, sheet: int, book: _Book, marks: _Marks) -> Iterator[int]:
    """Write a block and what is inside it; its tag, unless it only decorates."""
    drawn = [line for shape in block.shapes for line in _drawn(shape)]
    if block.tag == "Artifact":
        marks.content += ["/Artifact BMC", *drawn, "EMC"]
        return
    own = book.add()
    kids = b""
    if drawn:
        kids = b"%d " % len(marks.parents)
        marks.content += [f"/{block.tag} << /MCID {len(marks.parents)} >> BDC", *drawn, "EMC"]
        marks.parents.append(own)
    inner = [k for child in block.children for k in _structure(child, own, sheet, book, marks)]
    more = b" /Pg %d 0 R" % sheet
    if block.alt:
        more += b" /Alt %s" % _string(block.alt)
    if block.tag == "Figure":
        more += b" /A << /O /Layout /BBox [0 0 %s %s] /Placement /Block >>" % (
            _n(WIDTH).encode(),
            _n(HEIGHT).encode(),
        )
    if block.tag == "TH":
        more += b" /A << /O /Table /Scope /Column >>"
    book.put(own, _element(block.tag, parent, kids + _refs(inner), more))
    yield own


def _element(tag: str, parent: int, kids: bytes, more: bytes = b"") -> bytes:
    return b"<< /Type /StructElem /S /%s /P %d 0 R%s /K [%s] >>" % (
        tag.encode(),
        parent,
        more,
        kids,
    )


def _refs(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _string(text: str) -> bytes:
    """Text outside the page, in any letters."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def _drawn(shape: Shape) -> Iterator[str]:
    """The operators that draw a shape; PDF counts upwards from the bottom."""
    if isinstance(shape, Text):
        yield _text(shape)
        return
    yield "q"
    if shape.fill:
        yield f"{_colour(shape.fill)} rg"
    if shape.stroke:
        yield f"{_colour(shape.stroke)} RG {_n(shape.line)} w"
    if isinstance(shape, Rect | Path) and shape.dash:
        yield f"[{' '.join(map(_n, shape.dash))}] 0 d"
    yield _outline(shape)
    closed = "b" if isinstance(shape, Path) else "B"
    yield {(True, True): closed, (True, False): "f", (False, True): "S"}.get(
        (bool(shape.fill), bool(shape.stroke)), "n"
    )
    yield "Q"


def _outline(shape: Rect | Path | Circle) -> str:
    match shape:
        case Rect():
            place = (shape.x, HEIGHT - shape.y - shape.height, shape.width, shape.height)
            return f"{' '.join(map(_n, place))} re"
        case Path():
            places = [f"{_n(x)} {_n(HEIGHT - y)}" for x, y in shape.points]
            return " ".join([f"{places[0]} m", *(f"{place} l" for place in places[1:])])
        case Circle():
            return _round(shape.x, HEIGHT - shape.y, shape.radius)


def _round(x: float, y: float, r: float) -> str:
    """A circle of four curves."""
    parts = [f"{_n(x + r)} {_n(y)} m"]
    for quarter in range(4):
        a, b = math.pi / 2 * quarter, math.pi / 2 * (quarter + 1)
        ca, sa, cb, sb = (round(f(v)) for v in (a, b) for f in (math.cos, math.sin))
        k = ROUND * r
        points = (
            (x + r * ca - k * sa, y + r * sa + k * ca),
            (x + r * cb + k * sb, y + r * sb - k * cb),
            (x + r * cb, y + r * sb),
        )
        parts.append(" ".join(f"{_n(px)} {_n(py)}" for px, py in points) + " c")
    return " ".join(parts)


def _text(t: Text) -> str:
    shown = writable(t.text)
    wide = width(shown, t.size, t.bold)
    x = t.x - {"start": 0.0, "middle": wide / 2, "end": wide}[t.anchor]
    escaped = shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return (
        f"BT {_colour(t.fill)} rg /F{2 if t.bold else 1} {_n(t.size)} Tf "
        f"{_n(x)} {_n(HEIGHT - t.y)} Td ({escaped}) Tj ET"
    )


def writable(text: str) -> str:
    """Text in the letters the page has; others lose their marks, or become a question mark."""
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if not letter.isprintable():
        return " "
    return _known(letter) or _known(unicodedata.normalize("NFKD", letter)) or "?"


def _known(text: str) -> str:
    return text.encode("cp1252", "ignore").decode("cp1252")


def _colour(ink: str) -> str:
    return " ".join(_n(int(ink[n : n + 2], 16) / 255, 3) for n in (1, 3, 5))


def _n(value: float, places: int = 2) -> str:
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
