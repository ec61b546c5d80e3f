"""The first sheet of an XLSX file, read with the standard library and within bounds.

An XLSX file is a zip of XML parts (ECMA-376, part 1). Read are: the first sheet of the workbook,
its strings, and the number formats that make a number a day. Formulas give the value they had.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import IO
from xml.etree import ElementTree

LARGEST_PART = 100_000_000  # bytes of one part, unpacked
MOST_CELLS = 2_000_000
# Built-in number formats that are days (ECMA-376 18.8.30), also those of East Asian Excel.
DAYS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
LETTERS = re.compile(r"([A-Z]{1,3})\d*\Z")
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


class Unreadable(ValueError):
    """Not a workbook, or a damaged or monstrous one."""


class _Bounded:
    """A part of the zip that gives up when it unpacks to more than it may."""

    def __init__(self, part: IO[bytes]) -> None:
        self.part, self.left = part, LARGEST_PART

    def read(self, size: int = 65536) -> bytes:
        data = self.part.read(min(size if size > 0 else 65536, 65536))
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable("too large")
        return data


def first_sheet(data: bytes) -> list[tuple[object, ...]]:
    """Its rows, row 1 first: texts, numbers, truth values, days, None where empty."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            path, epoch = _workbook(book)
            shared, days = _strings(book), _day_styles(book)
            return _rows(book, path, shared, days, epoch)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        KeyError,
        IndexError,
        ValueError,
        OverflowError,
        RuntimeError,  # a password, or a way of packing that Python does not know
        EOFError,
    ) as why:
        raise Unreadable(type(why).__name__) from None


def _parsed(book: zipfile.ZipFile, path: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Each element of a part as it ends, by its name without the namespace."""
    with book.open(path) as part:
        for _, element in ElementTree.iterparse(_Bounded(part)):
            yield _name(element.tag), element


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if _name(k) == name), "")


def _workbook(book: zipfile.ZipFile) -> tuple[str, date]:
    """Where the first sheet lies, and the day that numbers count from."""
    epoch, wanted = EPOCH, ""
    for name, element in _parsed(book, "xl/workbook.xml"):
        if name == "workbookPr" and _attribute(element, "date1904") in ("1", "true"):
            epoch = EPOCH_1904
        if name == "sheet" and not wanted:
            wanted = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
    for name, element in _parsed(book, "xl/_rels/workbook.xml.rels"):
        if name == "Relationship" and _attribute(element, "Id") == wanted:
            target = _attribute(element, "Target")
            return (target[1:] if target.startswith("/") else f"xl/{target}"), epoch
    raise Unreadable("no sheet")


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    found = []
    for name, element in _parsed(book, "xl/sharedStrings.xml"):
        if name == "si":
            found.append(_text(element))
            element.clear()
    return found


def _text(element: ElementTree.Element) -> str:
    """The text of its runs, without the reading aids of East Asian scripts."""
    aids = {id(t) for p in element.iter() if _name(p.tag) == "rPh" for t in p.iter()}
    runs = (t for t in element.iter() if _name(t.tag) == "t" and id(t) not in aids)
    return "".join(t.text or "" for t in runs)


def _day_styles(book: zipfile.ZipFile) -> set[str]:
    """The cell styles whose numbers are days, by their position."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    own: set[int] = set()
    styles: set[str] = set()
    for name, element in _parsed(book, "xl/styles.xml"):
        if name == "numFmt" and _is_day(_attribute(element, "formatCode")):
            own.add(int(_attribute(element, "numFmtId")))
        if name == "cellXfs":
            formats = [int(_attribute(x, "numFmtId") or 0) for x in element]
            styles = {str(n) for n, f in enumerate(formats) if f in DAYS or f in own}
    return styles


def _is_day(code: str) -> bool:
    bare = QUOTED.sub("", code.split(";")[0]).lower()
    return "y" in bare or "d" in bare or "j" in bare or "å" in bare


def _rows(
    book: zipfile.ZipFile, path: str, shared: list[str], days: set[str], epoch: date
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    cells = 0
    for name, element in _parsed(book, path):
        if name != "row":
            continue
        number = int(_attribute(element, "r") or len(rows) + 1)
        row: list[object] = []
        for cell in element:
            column = _column(_attribute(cell, "r"), len(row))
            cells += column - len(row) + 1
            if cells > MOST_CELLS or number > MOST_CELLS:
                raise Unreadable("too many cells")
            row.extend([None] * (column - len(row)))
            row.append(_value(cell, shared, days, epoch))
        rows.extend([()] * (number - 1 - len(rows)))
        rows.append(tuple(row))
        element.clear()
    return rows


def _column(place: str, usual: int) -> int:
    """The column of a place such as `AB12`, from 0; never before the one already reached."""
    found = LETTERS.match(place)
    if not found:
        return usual
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return max(number - 1, usual)


def _value(cell: ElementTree.Element, shared: list[str], days: set[str], epoch: date) -> object:
    kind = _attribute(cell, "t") or "n"
    if kind == "inlineStr":
        return _text(cell)
    raw = next((x.text for x in cell if _name(x.tag) == "v"), None)
    if raw is None:  # a formula that was never worked out is told, not passed over
        return next((f"={x.text or ''}" for x in cell if _name(x.tag) == "f"), None)
    if kind == "s":
        return shared[int(raw)]
    if kind == "b":
        return raw == "1"
    if kind == "d":
        return datetime.fromisoformat(raw.removesuffix("Z")).date()
    if kind != "n":
        return raw
    number = float(raw)
    if _attribute(cell, "s") in days and number >= 1:
        return epoch + timedelta(days=int(number))
    return number
