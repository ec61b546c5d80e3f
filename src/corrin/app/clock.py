"""The app's only look at the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, for `noted_at`."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The day in the patient's time zone."""
    return datetime.now(ZoneInfo(zone)).date()
