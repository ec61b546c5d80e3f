"""A file's bytes as a table of cells: CSV in its national habits, or the first sheet of an XLSX."""

import csv
import io
from dataclasses import dataclass

from corrin.sheets import xlsx
from corrin.sheets.cells import like_a_day

LARGEST = 20_000_000  # bytes of a file
MOST_ROWS, MOST_COLUMNS = 100_000, 200
SEARCHED = 15  # rows among which the headings are looked for
Cells = tuple[object, ...]


class SheetError(ValueError):
    """A file that is no table; `code` says why, as `words` has it under `import`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings, and the rows below them with their numbers in the file, from 1."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]


def open_sheet(data: bytes) -> Sheet:
    """The table in a file. Raises SheetError."""
    if len(data) > LARGEST:
        raise SheetError("too_large")
    try:
        table = xlsx.first_sheet(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    except xlsx.Unreadable:
        raise SheetError("damaged") from None
    numbered = [(n, row) for n, row in enumerate(table, start=1) if any(_full(c) for c in row)]
    if len(numbered) < 2:
        raise SheetError("empty")
    if len(numbered) > MOST_ROWS or max(len(row) for _, row in numbered) > MOST_COLUMNS:
        raise SheetError("too_many")
    top = _top(numbered)
    headings = tuple(" ".join(str(c).split()) if _full(c) else "" for c in numbered[top][1])
    return Sheet(headings, tuple(numbered[top + 1 :]))


def _full(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _top(numbered: list[tuple[int, Cells]]) -> int:
    """Where the headings stand: the row above the first one that holds what looks like a day."""
    for index, (_, row) in enumerate(numbered[:SEARCHED]):
        if any(like_a_day(cell) for cell in row):
            if index == 0:
                raise SheetError("no_headings")
            return index - 1
    raise SheetError("no_days")


def _csv(data: bytes) -> list[Cells]:
    if b"\x00" in data[:4000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise SheetError("not_a_table")
    text = _text(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return [tuple(row) for row in reader]
    except csv.Error:
        raise SheetError("not_a_table") from None


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 where it says so, else what Windows writes in Western Europe."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The separator that the first lines hold most evenly."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (sum(c == usual for c in counts) if usual else 0, usual)

    return max(";\t,|", key=evenness)
