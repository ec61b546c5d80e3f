"""The one place where a token is looked at: who holds it, and whether they may.

Every answer leaves one line in the log: which token, which deed, how it ended. No patient stands
in it, no address of theirs, and nothing of a secret.
"""

import hmac
import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from corrin.app import guesses
from corrin.app.tokens.keys import PREFIX, digest, patients_of, scopes_of
from corrin.app.tokens.limits import Limit
from corrin.app.tokens.models import Token
from corrin.app.tokens.scope import Scope

AUDIT = logging.getLogger("corrin.audit")
CALLS = Limit(600)  # answers a minute, by token
LONGEST = 200
NOBODY = digest("")


class Closed(Exception):
    """The door stays shut: the HTTP status, a word that says why, seconds to wait, whose token."""

    def __init__(self, status: int, why: str, *, wait: int = 0, token: UUID | None = None) -> None:
        super().__init__(why)
        self.status, self.why, self.wait, self.token = status, why, wait, token


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a token that is believed."""

    id: UUID
    name: str
    scopes: tuple[Scope, ...]
    patients: tuple[UUID, ...]
    expires_at: datetime


def admitted(request: HttpRequest, scope: Scope | None, *, now: datetime) -> Holder:
    """The holder of the token of a call, who may do this; with a line of audit. Raises Closed."""
    try:
        holder = _believed(*_parts(request.headers.get("Authorization", "")), request, now)
        _must(holder, scope, now)
    except Closed as closed:
        _tell(closed.token, scope, closed.why)
        raise
    _used(holder, now)
    _tell(holder.id, scope, "open")
    return holder


def _parts(header: str) -> tuple[UUID | None, str]:
    """The id and the secret a header names; without an id where it is no token of ours."""
    kind, _, token = header.partition(" ")
    if not header:
        raise Closed(401, "none")
    prefix, _, rest = token.strip().partition(".")
    own, _, secret = rest.partition(".")
    if kind.lower() != "bearer" or prefix != PREFIX or len(token) > LONGEST:
        return None, ""
    try:
        return UUID(hex=own), secret
    except ValueError:
        return None, ""


def _believed(own: UUID | None, secret: str, request: HttpRequest, now: datetime) -> Holder:
    """The holder, where the secret is right; whatever is wrong, it is told in the same words.

    An unknown token takes the same steps as a known one.
    """
    try:
        guesses.must_be_left("token", request)
    except guesses.TooMany as why:
        raise Closed(429, "too_many", wait=why.wait) from None
    token = Token.objects.filter(pk=own).prefetch_related("grants").first() if own else None
    kept = token.digest if token else NOBODY
    same = hmac.compare_digest(kept, digest(secret))
    if token is None or not same or token.revoked_at is not None or token.expires_at <= now:
        guesses.wrong("token", request, f"{own} {secret}")
        raise Closed(401, "refused", token=token.id if token else None)
    return Holder(token.id, token.name, scopes_of(token), patients_of(token), token.expires_at)


def _must(holder: Holder, scope: Scope | None, now: datetime) -> None:
    if scope is not None and scope not in holder.scopes:
        raise Closed(403, "scope", token=holder.id)
    moment = now.timestamp()
    if CALLS.reached(holder.id.hex, moment):
        raise Closed(429, "too_many", wait=CALLS.wait(moment), token=holder.id)
    CALLS.count(holder.id.hex, moment)


def _used(holder: Holder, now: datetime) -> None:
    """Note the day of use, once a day."""
    unnoted = Q(used_on=None) | ~Q(used_on=now.date())
    Token.objects.filter(unnoted, pk=holder.id).update(used_on=now.date())


def _tell(own: UUID | None, scope: Scope | None, how: str) -> None:
    AUDIT.info("token %s %s %s", own or "-", scope or "-", how)
