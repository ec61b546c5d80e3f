"""Reading one field of untrusted input: each reader gives the value or notes a fault."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from corrin.record.model import Fault
from corrin.terms import EVERYDAY, Coding

T = TypeVar("T")

OLDEST_YEAR = 1900
YEARS_AHEAD = 10
# Without a day of reading to compare with, a year after this one cannot be meant.
LATEST_YEAR_UNASKED = 2100
LONGEST_TEXT = 2000
WRITE_DATE = "write year-month-day, the day last"
LONGEST_INTERVAL = 3650
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Control characters, lone surrogates, and marks that reorder what is shown.
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Unreadable(Exception):
    """One field could not be read; its fault has been noted."""


@dataclass(slots=True)
class Notes:
    """Faults gathered while reading, so that all are told at once."""

    on: date | None = None
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, place: str, met: object, expected: str, do: str) -> Unreadable:
        """Note a fault; the caller raises what is given back."""
        self.faults.append(Fault(place, shown(met), expected, do))
        return Unreadable(place)

    @property
    def latest_year(self) -> int:
        """The last year a date may lie in: ten after the day of reading."""
        return self.on.year + YEARS_AHEAD if self.on else LATEST_YEAR_UNASKED


def shown(value: object) -> str:
    """What was met, short and safe to print: control and bidirectional characters escaped."""
    text = value if isinstance(value, str) else repr(value)
    short = text if len(text) <= 60 else text[:57] + "…"
    return printable(short) or "nothing"


def odd_characters(text: str) -> bool:
    """Whether the text holds characters that could hide or reorder what is shown."""
    return HIDDEN.search(text) is not None


def printable(text: str) -> str:
    """The text with control, bidirectional and lone surrogate characters written as escapes."""
    if not odd_characters(text):
        return text
    return "".join(f"\\u{ord(c):04x}" if odd_characters(c) else c for c in text)


def text(value: Any, place: str, notes: Notes) -> str:
    """A piece of free text."""
    if not isinstance(value, str):
        raise notes.refuse(place, value, "text", "write it in quotation marks")
    if len(value) > LONGEST_TEXT:
        raise notes.refuse(place, value, f"text of at most {LONGEST_TEXT} characters", "shorten it")
    return value


def code(value: Any, place: str, notes: Notes) -> str | Coding:
    """A code of ours, or `{"system", "code", "display"}` for one that is not."""
    if isinstance(value, dict):
        parts = {key: value.get(key, "") for key in ("system", "code", "display")}
        if not all(isinstance(part, str) for part in parts.values()) or not parts["code"]:
            raise notes.refuse(place, value, 'text in "system", "code", "display"', "correct it")
        return Coding(**parts)
    if not isinstance(value, str) or not value.strip():
        raise notes.refuse(place, value, "a code", "see the list printed by `corrin notation`")
    return text(value, place, notes)


def complaint(value: Any, place: str, notes: Notes) -> str | Coding:
    """The code of a complaint; everyday words are read as the code they mean."""
    found = code(value, place, notes)
    return EVERYDAY.get(found.lower(), found) if isinstance(found, str) else found


def number(value: Any, place: str, notes: Notes) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise notes.refuse(place, value, "a number", "write digits without quotation marks")
    try:
        plain = float(value)
    except OverflowError:
        plain = math.inf
    if not math.isfinite(plain):
        raise notes.refuse(place, value, "a finite number", "leave the entry out if unknown")
    return plain


def positive(value: Any, place: str, notes: Notes) -> float:
    """A number above zero."""
    plain = number(value, place, notes)
    if plain <= 0:
        raise notes.refuse(place, value, "a number above 0", "correct the amount")
    return plain


def whole(value: Any, place: str, notes: Notes) -> int:
    """A whole number from 0 to 10,000."""
    plain = number(value, place, notes)
    if plain != int(plain) or not 0 <= plain <= 10_000:
        raise notes.refuse(place, value, "a whole number from 0 to 10000", "correct it")
    return int(plain)


def interval(value: Any, place: str, notes: Notes) -> float:
    """A number of days above zero, at most ten years."""
    plain = positive(value, place, notes)
    if plain > LONGEST_INTERVAL:
        raise notes.refuse(place, value, f"at most {LONGEST_INTERVAL} days", "correct it")
    return plain


def months(value: Any, place: str, notes: Notes) -> int:
    """A whole number of months, 1 to 120."""
    plain = whole(value, place, notes)
    if not 1 <= plain <= 120:
        raise notes.refuse(place, value, "1 to 120 months", "correct it")
    return plain


def flag(value: Any, place: str, notes: Notes) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise notes.refuse(place, value, "true or false", "write true or false")
    return value


def day(value: Any, place: str, notes: Notes) -> date:
    """An ISO date in a believable year."""
    try:
        plain = date.fromisoformat(value) if len(value) == 10 else None
    except (TypeError, ValueError):
        plain = None
    if plain is None:
        formed = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        do = "check the day and the month: there is no such day" if formed else WRITE_DATE
        raise notes.refuse(place, value, "a date like 2026-03-05", do)
    return _believable(plain, value, place, notes)


def around(value: Any, place: str, notes: Notes) -> str:
    """A year, or a year and a month, of which the day is not known; empty where nothing is."""
    if value == "":
        return ""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", value):
        raise notes.refuse(place, value, "a year or a month like 2024 or 2024-05", "correct it")
    year(int(value[:4]), place, notes)
    return value


def _believable(plain: date, value: Any, place: str, notes: Notes) -> date:
    if not OLDEST_YEAR <= plain.year <= notes.latest_year:
        expected = f"a year from {OLDEST_YEAR} to {notes.latest_year}"
        raise notes.refuse(place, value, expected, "check the year")
    return plain


def year(value: Any, place: str, notes: Notes) -> int:
    """A believable calendar year."""
    plain = whole(value, place, notes)
    if not OLDEST_YEAR <= plain <= notes.latest_year:
        expected = f"a year from {OLDEST_YEAR} to {notes.latest_year}"
        raise notes.refuse(place, value, expected, "check the year")
    return plain


def moment(value: Any, place: str, notes: Notes) -> datetime:
    """An ISO date and time; without a zone it is read as UTC."""
    try:
        plain = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise notes.refuse(
            place, value, "a moment like 2026-03-05T10:00:00+01:00", "correct it"
        ) from None
    _believable(plain.date(), value, place, notes)
    return plain if plain.tzinfo else plain.replace(tzinfo=UTC)


def attempt(read: Callable[[Any, str, Notes], T], value: Any, place: str, notes: Notes) -> T | None:
    """The value read, or None when a fault was noted; reading goes on with the next field."""
    try:
        return read(value, place, notes)
    except Unreadable:
        return None
