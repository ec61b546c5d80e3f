"""The secret link to a calendar: made, looked up by its fingerprint, and revoked."""

import secrets
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpRequest

from corrin.app import clock, guesses
from corrin.app.reminders.models import Calendar

BYTES = 32
NAMES = UUID("0a2f1c7e-7c1f-5b0e-9e52-4a2f6d0f3b11")  # the root of the names of calendars


def make(patient_id: UUID, title: str) -> str:
    """A new secret for the patient's calendar; an older one leads nowhere from now on."""
    secret = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        revoke(patient_id)
        Calendar.objects.create(
            patient_id=patient_id,
            secret_sha256=_fingerprint(secret),
            title=title,
            made_at=clock.now(),
        )
    return secret


def revoke(patient_id: UUID) -> bool:
    """Let the link lead nowhere; whether there was one."""
    return bool(Calendar.objects.filter(patient_id=patient_id).delete()[0])


def of(patient_id: UUID) -> Calendar | None:
    """The patient's calendar, where a link leads to it."""
    return Calendar.objects.filter(patient_id=patient_id).first()


def opened(request: HttpRequest, secret: str) -> Calendar | None:
    """The calendar a secret leads to; the one place where it is looked at.

    Raises guesses.TooMany.
    """
    guesses.must_be_left("calendar", request)
    found = Calendar.objects.filter(secret_sha256=_fingerprint(secret)).first()
    if found is None:
        guesses.wrong("calendar", request, secret)
    return found


def name(of: Calendar) -> UUID:
    """What the calendar is called in the feed; nobody can tell the patient or the link from it."""
    return uuid5(NAMES, of.secret_sha256)


def _fingerprint(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
