"""How allauth speaks here: our words in mail, and limits on guessing that spare the owner."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse

from corrin.app.choices import language
from corrin.words import catalog

DEVICE = "device"
DEVICE_AGE = 365 * 24 * 60 * 60


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """What allauth asks about accounts."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from; the server in front of us was believed by waitress alone."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Guesses count for each address; those from a device of its owner by themselves.

        So a stranger who guesses uses up the strangers' tries, and never locks the owner out.
        """
        login = str(credentials.get("email", "")).lower()
        return f"{login}:{'known' if knows(request, login) else 'other'}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One of the mails of `words`, in the language of whoever asked for it."""
        words = catalog(language(self.request))
        name = template_prefix.removeprefix("account/email/").removeprefix("mfa/email/")
        values = {
            "site": settings.SITE.host or "localhost",
            "code": context.get("code", ""),
            "link": context.get("password_reset_url", context.get("signup_url", "")),
        }
        table = words.tables["mail"]
        key = name if f"{name}_subject" in table else "changed"
        body = words.text("mail", f"{key}_body", **values) + "\n\n" + words.text("mail", "foot")
        message = EmailMessage(words.text("mail", f"{key}_subject"), body, to=[email])
        message.send()


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks about second factors."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """`corrin 1`, `corrin 2` …"""
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"corrin {count + 1}"


def knows(request: HttpRequest, login: str) -> bool:
    """Whether this device has signed in to this account before."""
    try:
        told = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return False
    return isinstance(told, list) and login in told


def remember(request: HttpRequest, answer: HttpResponse, login: str) -> HttpResponse:
    """Let this device be known as one of the account's owner."""
    try:
        told = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_AGE)
    except signing.BadSignature:
        told = []
    logins = [login.lower(), *(one for one in told if one != login.lower())][:5]
    answer.set_cookie(
        DEVICE,
        signing.dumps(logins, salt=DEVICE),
        max_age=DEVICE_AGE,
        httponly=True,
        samesite="Strict",
        secure=settings.SITE.https,
    )
    return answer
