"""The demo patient, an invented person, who lives in `demo.b12` beside this page."""

from datetime import date
from functools import cache
from importlib import resources

from corrin.record import Record, read_notation
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


def load() -> None:
    """Read the demo patient before the first page is asked for."""
    record()
