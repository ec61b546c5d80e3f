"""Every look of somebody else into a record leaves a row, which the patient can read."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from corrin.app import clock
from corrin.app.models import Look, Member
from corrin.app.visitor import Visitor
from corrin.app.whose import Patient

MACHINE = "machine"


def note(name: str, request: HttpRequest, found: Patient, who: Visitor) -> Look | None:
    """Note that a record was opened by somebody other than its patient, before it is shown."""
    if found.own or found.member is None:
        return None
    did = "read" if request.method in ("GET", "HEAD", "OPTIONS") else "wrote"
    return _keep([found.id], found.member, who, name, did)[0]


def settle(look: Look | None, answer: HttpResponse) -> None:
    """What was sent and not kept, for a field was wrong or something is asked first, was a look.

    Whatever keeps something answers by leading on to a page.
    """
    if look and look.did == "wrote" and not 300 <= answer.status_code < 400:
        Look.objects.filter(pk=look.pk).update(did="read")


def by_machine(patient_id: UUID, name: str, *, wrote: bool) -> None:
    """Note that a program opened a record with a token, before it is answered; `name` is what
    whoever made the token calls it."""
    did = "wrote" if wrote else "read"
    Look.objects.create(patient_id=patient_id, who=name, at=clock.now(), what=MACHINE, did=did)


def listed(patients: Iterable[UUID], member: Member, who: Visitor) -> None:
    """Note that something of these records was shown in a list: once a day for each."""
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = list(patients)
    there = set(
        Look.objects.filter(
            patient_id__in=wanted, account_id=_id(who), did="listed", at__gte=since
        ).values_list("patient_id", flat=True)
    )
    _keep([p for p in wanted if p not in there], member, who, "clinic", "listed")


def _keep(
    patients: Iterable[UUID], member: Member, who: Visitor, what: str, did: str
) -> list[Look]:
    said = f"{member.name}, {member.clinic.name}"
    return Look.objects.bulk_create(
        Look(patient_id=p, account_id=_id(who), who=said, at=clock.now(), what=what, did=did)
        for p in patients
    )


def _id(who: Visitor) -> UUID | None:
    return who.account.pk if who.account else None


def at(patient_id: UUID, most: int) -> list[Look]:
    """The newest looks into one record."""
    return list(Look.objects.filter(patient_id=patient_id).order_by("-at", "-pk")[:most])
