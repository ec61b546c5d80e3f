"""Due days, and who reminds: one indexed day a patient, claimed by one conditional update."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from corrin.store.models import Due, Patient
from corrin.store.room import among_all, found, plainly, writing

# A clock that has jumped far ahead, or a server that slept, must not remind of days long gone.
LATEST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Claim:
    """The right, given to one caller only, to remind one patient of one due day."""

    patient_id: UUID
    on: date


def set_due(patient_id: UUID, on: date | None) -> None:
    """The day the next dose is due, as advised; None where there is none."""
    with writing(patient_id) as patient:
        patient.due_on = on
        patient.save(update_fields=["due_on"])
        if on is not None:
            Due.objects.get_or_create(patient_id=patient_id, on=on)


def due_on(patient_id: UUID) -> date | None:
    """The day the next dose is due."""
    with plainly():
        return found(patient_id).due_on


def claim_due(now: datetime, *, most: int = 100) -> tuple[Claim, ...]:
    """Claim reminders that are due at `now` by each patient's own calendar.

    A due day is claimed once, ever, however many servers ask and however the clock jumps; one
    more than 14 days old is left alone. Send, then call `reminder_sent`, or `give_back`.
    """
    with among_all():
        due = Patient.objects.filter(due_on__isnull=False).order_by()
        zones = sorted(due.values_list("zone", flat=True).distinct())
        days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in zones}
        wanted = [claim for zone in zones for claim in _open(zone, days[zone])[:most]]
    return tuple(claim for claim in wanted[:most] if _won(claim, now))


def _open(zone: str, today: date) -> list[Claim]:
    rows = Due.objects.filter(
        patient__zone=zone,
        patient__due_on__gt=today - timedelta(days=LATEST_DAYS),
        patient__due_on__lte=today,
        on=F("patient__due_on"),
        claimed_at=None,
    )
    return [Claim(*pair) for pair in rows.order_by("on").values_list("patient_id", "on")]


def _won(claim: Claim, now: datetime) -> bool:
    still = Patient.objects.filter(pk=claim.patient_id, due_on=claim.on).values("pk")
    # Without a join: with one, Django asks for `claimed_at` in a subquery, which PostgreSQL does
    # not ask again once it has waited for the one who claims at the same moment.
    due = Due.objects.filter(patient_id__in=still, on=claim.on, claimed_at=None)
    with among_all(durable=True):
        return due.update(claimed_at=now) == 1


def give_back(claim: Claim) -> None:
    """Let a claim be claimed again: its reminder was certainly not sent."""
    with among_all(durable=True):
        mine = Due.objects.filter(patient_id=claim.patient_id, on=claim.on, sent_at=None)
        mine.update(claimed_at=None)


def reminder_sent(claim: Claim, now: datetime) -> None:
    """Note that the reminder has gone out."""
    with among_all(durable=True):
        Due.objects.filter(patient_id=claim.patient_id, on=claim.on).update(sent_at=now)


def unsent() -> tuple[Claim, ...]:
    """Claims whose sender stopped before `reminder_sent`: for a person to look at."""
    rows = Due.objects.filter(claimed_at__isnull=False, sent_at=None).order_by("claimed_at")
    with among_all():
        return tuple(Claim(*pair) for pair in rows.values_list("patient_id", "on"))
