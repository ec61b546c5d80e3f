"""Devices that an account was signed in to from: a signed cookie that names those accounts.

It opens nothing. Guesses from such a device count by themselves (`guesses`).
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

DEVICE = "device"
AGE = 365 * 24 * 60 * 60
MOST = 5  # accounts that share a device


def knows(request: HttpRequest, login: str) -> bool:
    """Whether this device has signed in to this account before."""
    return login.lower() in _told(request)


def remember(request: HttpRequest, answer: HttpResponse, login: str) -> HttpResponse:
    """Let this device be known as one of the account's owner."""
    logins = [login.lower(), *(one for one in _told(request) if one != login.lower())][:MOST]
    answer.set_cookie(
        DEVICE,
        signing.dumps(logins, salt=DEVICE),
        max_age=AGE,
        httponly=True,
        samesite="Strict",
        secure=settings.SITE.https,
    )
    return answer


def _told(request: HttpRequest) -> list[str]:
    try:
        told = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=AGE)
    except signing.BadSignature:
        return []
    return told if isinstance(told, list) else []
