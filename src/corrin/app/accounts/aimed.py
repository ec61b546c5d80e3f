"""Whose secret is looked at by a page of an account: the address of whoever it would let in."""

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest

from corrin.app.models import Account


def typed(request: HttpRequest, **_: Any) -> str:
    """The address that was typed."""
    return request.POST.get("login", "")[:254]


def own(request: HttpRequest, **_: Any) -> str:
    """Whoever is signed in."""
    return request.user.email if isinstance(request.user, Account) else ""


def coming(request: HttpRequest, **_: Any) -> str:
    """Whoever has given a password and is asked for a second factor."""
    login = unstash_login(request, peek=True)
    return login.user.email if login and isinstance(login.user, Account) else ""


def written_to(request: HttpRequest, **_: Any) -> str:
    """The address that a code was sent to."""
    state = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    return str(state.get("email", ""))


def nobody(request: HttpRequest, **_: Any) -> str:
    """A key or a signed link tells itself whose it is, and cannot be guessed at somebody."""
    return ""
