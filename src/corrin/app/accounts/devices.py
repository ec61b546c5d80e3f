"""Devices that an account was signed in to from: a signed cookie that names those accounts.

It opens nothing. Guesses from such a device count by themselves (`guesses`).
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse

from corrin.app import cookies

DEVICE = "device"
MOST = 5  # accounts that share a device


def knows(request: HttpRequest, login: str) -> bool:
    """Whether this device has signed in to this account before."""
    return login.lower() in _told(request)


def remember(request: HttpRequest, answer: HttpResponse, login: str) -> HttpResponse:
    """Let this device be known as one of the account's owner."""
    logins = [login.lower(), *(one for one in _told(request) if one != login.lower())][:MOST]
    cookies.put(answer, DEVICE, signing.dumps(logins, salt=DEVICE), age=cookies.YEAR,
                same_site="Strict")  # fmt: skip
    return answer


def _told(request: HttpRequest) -> list[str]:
    try:
        told = signing.loads(cookies.got(request, DEVICE), salt=DEVICE, max_age=cookies.YEAR)
    except signing.BadSignature:
        return []
    return told if isinstance(told, list) else []
