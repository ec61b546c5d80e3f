"""One cell, as people write it: days and numbers in Danish, Dutch and English."""

import math
import re
from datetime import date

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        [
            "january januar januari jan",
            "february februar februari feb",
            "march marts maart mar mrt",
            "april apr",
            "may maj mei",
            "june juni jun",
            "july juli jul",
            "august augustus aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dec",
        ],
        start=1,
    )
    for name in names.split()
}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d\d.*)?\Z", re.ASCII)
NUMBERS = re.compile(
    r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d\d)(?:[ ,]+\d{1,2}[:.]\d\d.*)?\Z", re.ASCII
)
LETTERS = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})(?:\.|st|nd|rd|th)?[ -]([^\W\d]+)\.?,?[ -](\d{4}|\d\d)\Z",
    re.ASCII,
)
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}\Z", re.ASCII)
PLAIN = re.compile(r"[-+]?\d+([.,]\d+)?\Z", re.ASCII)
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}((\.\d{3})+(,\d+)?|(,\d{3})+(\.\d+)?)\Z", re.ASCII)


class Ambiguous(ValueError):
    """`1.000`: one, or a thousand?"""


def day(cell: object, *, month_first: bool = False) -> date | None:
    """The day a cell names, or None. Day before month, unless told otherwise; 26 is 2026."""
    if isinstance(cell, date):
        return cell
    text = " ".join(str(cell).split()) if isinstance(cell, str) else ""
    if found := ISO.match(text):
        return _date(*map(int, found.groups()))
    if found := NUMBERS.match(text):
        first, second, year = map(int, found.groups())
        one, two = (second, first) if month_first else (first, second)
        return _date(_year(year), two, one)
    if found := LETTERS.match(text):
        month = MONTHS.get(found[2].lower())
        return _date(_year(int(found[3])), month, int(found[1])) if month else None
    return None


def like_a_day(cell: object) -> bool:
    """Whether a cell is written as days are, also where there is no such day."""
    if isinstance(cell, date):
        return True
    text = " ".join(cell.split()) if isinstance(cell, str) else ""
    return any(form.match(text) for form in (ISO, NUMBERS, LETTERS))


def month_first(cells: list[object]) -> bool:
    """Whether the days of a column can only be meant with the month first."""
    pairs = [found for cell in cells if (found := NUMBERS.match(str(cell).strip()))]
    return any(int(p[2]) > 12 for p in pairs) and all(int(p[1]) <= 12 for p in pairs)


def _year(number: int) -> int:
    return number + 2000 if number < 70 else number + 1900 if number < 100 else number


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def number(cell: object) -> float | None:
    """The number in a cell, comma or point, or None. Raises Ambiguous for `1.000` or `1,000`."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    text = re.sub(r"[\s']", "", cell) if isinstance(cell, str) else ""
    if len(text) > 30:
        return None
    if THOUSANDS.match(text):
        raise Ambiguous(text)
    if PLAIN.match(text):
        return float(text.replace(",", "."))
    if found := GROUPED.match(text):
        mark = "." if found[2] else ","
        return float(text.replace(mark, "").replace(",", "."))
    return None
