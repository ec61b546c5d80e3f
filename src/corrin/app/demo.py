"""The demo patient, an invented person, who lives in `demo.b12` beside this page."""

from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources

from corrin.record import Entry, Record, read_notation
from corrin.terms import Country

# The day the demo is read on: fixed, so that its next injection never lies in the past.
ON = date(2026, 10, 26)
COUNTRY = Country.DK


def notation() -> str:
    """The demo patient's diary in diary notation."""
    return (resources.files("corrin.app") / "demo.b12").read_text(encoding="utf-8")


@cache
def record() -> Record:
    """The demo patient's record, read once."""
    return read_notation(notation(), on=ON)


def record_on(on: date) -> Record:
    """The same diary moved to end the day before this one, which is left to be written."""
    before = Record(tuple(e for e in record().entries if e.on != ON))
    return moved(before, (on - ON).days)


def moved(given: Record, days: int) -> Record:
    """The record with all its days so much later."""
    step = timedelta(days=days)
    return Record(tuple(_later(entry, step) for entry in given.entries))


def _later(entry: Entry, step: timedelta) -> Entry:
    """One entry, its days so much later."""
    names = [f.name for f in fields(entry) if isinstance(getattr(entry, f.name), date)]
    return replace(entry, **{name: getattr(entry, name) + step for name in names})


def load() -> None:
    """Read the demo patient before the first page is asked for."""
    record()
