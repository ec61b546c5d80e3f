"""The days to be reminded of: those of a course under way, else the day the plan in force gives.

A proposal never moves them: it is for the talk with the clinician, and a reminder follows what was
agreed.
"""

from datetime import date

from corrin.advice.assessment import Assessment
from corrin.advice.course import course
from corrin.advice.safety import OUT_OF_SCOPE, RED_FLAGS
from corrin.record import Record
from corrin.situation.reading import Reading
from corrin.situation.treatment import due_day


def due_days(record: Record, now: Assessment, reading: Reading | None = None) -> tuple[date, ...]:
    """The days, ascending; none beside an alarm, where only a course that has begun goes on."""
    reading = reading or Reading(record, on=now.on, thresholds=())
    found = course(record, now, reading)
    if found and found.given and found.left:
        return found.left
    if any(r.key in RED_FLAGS | OUT_OF_SCOPE for r in now.advice):
        return ()
    day = due_day(reading)
    return () if day is None else (day,)
