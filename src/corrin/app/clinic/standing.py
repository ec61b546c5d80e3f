"""Where a patient stands today, as a panel shows it: derived from the record, rebuilt at any time.

"Getting worse" is our own plain measure: the mean score of the last four weeks lies at least one
point above that of the four weeks before, with eight scored days in each. It is no diagnosis.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from statistics import fmean
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Concat

from corrin import store
from corrin.advice import RED_FLAGS, Assessment, assess
from corrin.app.models import Grant
from corrin.record import Administration, Ill, Record, Score, plan_in_force
from corrin.situation import Reading
from corrin.situation.treatment import due_day
from corrin.terms import Country

WEEKS = timedelta(days=28)
ENOUGH_DAYS, ONE_POINT = 8, 1.0
INJECTED = ("im", "sc")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a panel shows of one patient."""

    due_on: date | None
    injected_on: date | None
    scored_on: date | None
    worse: bool
    alarm: bool
    banded: bool
    built_on: date


def standing(record: Record, country: Country, on: date) -> Standing:
    """The standing of a record on a day."""
    now = record.current()
    found = assess(record, on=on, country=country) if now.entries else None
    plan = plan_in_force(now, on)
    return Standing(
        due_on=due(found, now) if found else None,
        injected_on=latest_injection(now, on),
        scored_on=max((s.on for s in now.of(Score) if s.on and s.on <= on), default=None),
        worse=worse(now, on),
        alarm=bool(found and found.keys() & RED_FLAGS),
        banded=plan is not None and plan.signed and plan.band_days is not None,
        built_on=on,
    )


def due(found: Assessment, now: Record) -> date | None:
    """The day of the next dose: as advised, else as planned where it is over; else None."""
    if found.proposal and found.proposal.due:
        return found.proposal.due
    for advised in found.advice:
        if advised.key == "keep_interval" and "next_due" in advised.params:
            return date.fromisoformat(str(advised.params["next_due"]))
    overdue = "give_due_dose_now" in found.keys()  # noqa: SIM118 - an assessment is no dict
    return due_day(Reading(now, on=found.on, thresholds=())) if overdue else None


def latest_injection(now: Record, on: date) -> date | None:
    """The day of the last injection, a series counting to its end or today."""
    days = [
        min(a.until or a.on, on)
        for a in now.of(Administration)
        if a.on and a.on <= on and a.route in INJECTED
    ]
    return max(days, default=None)


def worse(now: Record, on: date) -> bool:
    """Whether the last four weeks were at least a point worse than the four before."""
    ill = {e.on for e in now.of(Ill)}
    by_day: dict[date, list[float]] = {}
    for score in now.of(Score):
        if score.on and on - 2 * WEEKS < score.on <= on and score.on not in ill:
            by_day.setdefault(score.on, []).append(score.score)
    last = [fmean(s) for day, s in by_day.items() if day > on - WEEKS]
    before = [fmean(s) for day, s in by_day.items() if day <= on - WEEKS]
    enough = min(len(last), len(before)) >= ENOUGH_DAYS
    return enough and fmean(last) - fmean(before) >= ONE_POINT


def follow(patient_id: UUID, country: Country, on: date) -> None:
    """Bring what panels show of a patient up to the record; nothing where nobody was let in."""
    grants = Grant.objects.filter(patient_id=patient_id, revoked_at=None)
    if grants.exists():
        found = standing(store.read(patient_id), country, on)
        grants.update(**asdict(found), rank=Concat(Value(first_of(found)), F("folded")))


def first_of(found: Standing) -> str:
    """How a panel's line sorts: alarms first, then by the day that is due; the name follows."""
    due_on = found.due_on.isoformat() if found.due_on else "9999-99-99"
    return f"{0 if found.alarm else 1}{due_on} "


def rebuild(patients: Iterable[tuple[UUID, Country]], on: date) -> int:
    """The same for many; how many that was. Safe to stop and to do again."""
    count = 0
    for patient_id, country in patients:
        follow(patient_id, country, on)
        count += 1
    return count
