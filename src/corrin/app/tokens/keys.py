"""Making, listing and revoking tokens."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from corrin import store
from corrin.app.tokens.models import Grant, Token
from corrin.app.tokens.scope import Scope

PREFIX = "corrin"
SECRET_BYTES = 32
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Known:
    """A token as it is listed."""

    id: UUID
    name: str
    scopes: tuple[Scope, ...]
    patients: tuple[UUID, ...]
    expires_at: datetime
    revoked_at: datetime | None
    used_on: date | None


def make(
    name: str,
    patients: Sequence[UUID],
    scopes: Iterable[Scope],
    *,
    now: datetime,
    until: datetime,
) -> str:
    """A new token, told here and never again: only the hash of its secret is kept.

    Raises UnknownPatient or Erased for a patient nobody has, ValueError where nothing or nobody
    is named or the end is not after the beginning.
    """
    may = [scope.value for scope in Scope if scope in set(scopes)]
    if not may or not patients or until <= now or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError("a token needs a name, a patient, something it may do, and a later end")
    for patient in patients:
        store.read(patient)
    own, secret = uuid4(), secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        token = Token.objects.create(
            id=own,
            name=name,
            digest=digest(secret),
            scopes=" ".join(may),
            made_at=now,
            expires_at=until,
        )
        for patient in dict.fromkeys(patients):
            Grant.objects.create(token=token, patient_id=patient)
    return f"{PREFIX}.{own.hex}.{secret}"


def digest(secret: str) -> str:
    """What is kept of a secret. It is long and random, so a plain hash cannot be undone."""
    return hashlib.sha256(secret.encode()).hexdigest()


def listed() -> tuple[Known, ...]:
    """Every token, the newest first."""
    tokens = Token.objects.order_by("-made_at", "pk").prefetch_related("grants")
    return tuple(_known(token) for token in tokens)


def _known(token: Token) -> Known:
    return Known(
        id=token.id,
        name=token.name,
        scopes=scopes_of(token),
        patients=patients_of(token),
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        used_on=token.used_on,
    )


def scopes_of(token: Token) -> tuple[Scope, ...]:
    """What the holder may do."""
    return tuple(Scope(word) for word in token.scopes.split())


def patients_of(token: Token) -> tuple[UUID, ...]:
    """Whom it is for."""
    return tuple(sorted(grant.patient_id for grant in token.grants.all()))


def revoke(token_id: UUID, now: datetime) -> bool:
    """Let a token open nothing from now on; whether there is such a token."""
    Token.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)
    return bool(Token.objects.filter(pk=token_id).exists())
