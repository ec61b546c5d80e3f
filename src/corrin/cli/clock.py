"""The command line's only look at the clock."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day in the time zone of this computer."""
    return date.today()


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
