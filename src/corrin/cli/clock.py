"""The command line's only look at the clock."""

from datetime import date


def today() -> date:
    """The day in the time zone of this computer."""
    return date.today()
