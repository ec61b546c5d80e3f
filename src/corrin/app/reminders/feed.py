"""A calendar as RFC 5545 writes it: whole days under one neutral title, and nothing else."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

PRODUCT = "-//corrin//calendar//EN"
LINE = 75  # octets, the end of line not counted
OFTEN = "PT6H"  # how often a calendar may look again


def calendar(of: UUID, title: str, days: Iterable[date], made: datetime) -> str:
    """The text of a feed. `of` names the calendar, and never a patient; `made` is in UTC.

    The name of a day is the same each time, so that a calendar changes it and adds no second one.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(title)}",
        f"X-WR-CALNAME:{escaped(title)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{OFTEN}",
        f"X-PUBLISHED-TTL:{OFTEN}",
    ]
    for nth, day in enumerate(days):
        lines += _day(uuid5(of, str(nth)), title, day, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _day(name: UUID, title: str, day: date, made: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{name}",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(title)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """A text with the signs escaped that would end it, its lines joined."""
    found = " ".join(text.split())
    return found.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, never within a letter; a space begins each next."""
    part, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LINE:
            yield part
            part, length = " ", 1
        part, length = part + letter, length + size
    yield part
