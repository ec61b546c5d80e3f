"""Who was let in by whom, how far, and whether that still holds. Links work once."""

import hashlib
import secrets
import unicodedata
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from corrin.app import clock, guesses
from corrin.app.models import Clinic, Grant, Invitation, Member
from corrin.app.visitor import Visitor

VERSION = "2026-11"  # of the text a patient agrees to when sharing
OPEN_FOR = timedelta(days=14)
SCOPES = ("read", "write", "sign")
TITLES = ("doctor", "nurse")


def place_of(who: Visitor) -> Member | None:
    """The visitor's place in a clinic; on one's own computer, one in the invented clinic."""
    if who.alone:
        from corrin.app.clinic.invented import place

        return place()
    return who.member()


def grant_of(clinic: Clinic, grant_id: UUID | None) -> Grant | None:
    """The grant, where it is this clinic's and holds now."""
    if grant_id is None:
        return None
    found = Grant.objects.filter(pk=grant_id, clinic=clinic, revoked_at=None).first()
    return found if found and holds(found, clock.now().date()) else None


def holds(grant: Grant, on: date) -> bool:
    """Whether a grant is in force on a day."""
    return grant.revoked_at is None and (grant.expires_on is None or grant.expires_on >= on)


def folded(name: str) -> str:
    """A name as it is searched for: small letters, no accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))[:120]


def invite(
    *,
    patient_id: UUID | None = None,
    clinic: Clinic | None = None,
    scope: str = "",
    called: str = "",
    title: str = "",
    expires_on: date | None = None,
) -> str:
    """A new link's secret, which is kept nowhere; only its hash is."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        digest=_digest(token),
        made_at=clock.now(),
        open_until=clock.now() + OPEN_FOR,
        patient_id=patient_id,
        clinic=clinic,
        scope=scope,
        called=called,
        title=title,
        expires_on=expires_on,
        version=VERSION,
    )
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def opened(request: HttpRequest, token: str) -> Invitation | None:
    """The invitation a link is for, while it is open. The one place where a link is checked.

    Raises guesses.TooMany.
    """
    guesses.must_be_left("link", request)
    found = Invitation.objects.filter(
        digest=_digest(token), used_at=None, cancelled_at=None, open_until__gt=clock.now()
    ).first()
    if found is None:
        guesses.wrong("link", request, token)
    return found


@transaction.atomic
def accept(invitation: Invitation, member: Member) -> Grant | None:
    """Use a patient's link for a member's clinic; an older grant of the same patient ends.

    None where somebody else has used it a moment ago.
    """
    if not _used(invitation) or invitation.patient_id is None:
        return None
    older = Grant.objects.filter(
        patient_id=invitation.patient_id, clinic=member.clinic, revoked_at=None
    )
    older.update(revoked_at=clock.now())
    return Grant.objects.create(
        patient_id=invitation.patient_id,
        clinic=member.clinic,
        scope=invitation.scope,
        called=invitation.called,
        folded=folded(invitation.called),
        version=invitation.version,
        given_at=clock.now(),
        expires_on=invitation.expires_on,
    )


@transaction.atomic
def join(invitation: Invitation, name: str, who: Visitor) -> Member | None:
    """Use a clinic's link: the visitor becomes a colleague there."""
    if invitation.clinic is None or who.account is None or not _used(invitation):
        return None
    return Member.objects.create(
        account=who.account, clinic=invitation.clinic, name=name, title=invitation.title
    )


@transaction.atomic
def leave(clinic: Clinic, member: int) -> bool:
    """End a colleague's place at once; what they wrote and looked at stays noted.

    False for the last one: patients let the clinic in, and somebody must answer for it.
    """
    there = list(
        Member.objects.select_for_update().filter(clinic=clinic).values_list("pk", flat=True)
    )
    if there == [member]:
        return False
    Member.objects.filter(clinic=clinic, pk=member).delete()
    return True


def _used(invitation: Invitation) -> bool:
    """Whether the link could be used just now, by one conditional update."""
    open_still = Invitation.objects.filter(pk=invitation.pk, used_at=None, cancelled_at=None)
    return bool(open_still.update(used_at=clock.now()))


def revoke(patient_id: UUID, grant_id: UUID) -> bool:
    """End a grant of this patient at once; whether there was one to end."""
    held = Grant.objects.filter(pk=grant_id, patient_id=patient_id, revoked_at=None)
    return held.update(revoked_at=clock.now()) > 0


def cancel(patient_id: UUID, invitation_id: UUID) -> bool:
    """Let a link of this patient open nothing any more; whether it still could have.

    A link that was used already has let somebody in, and that is ended otherwise.
    """
    open_ = Invitation.objects.filter(
        pk=invitation_id, patient_id=patient_id, used_at=None, cancelled_at=None
    )
    return open_.update(cancelled_at=clock.now()) > 0
