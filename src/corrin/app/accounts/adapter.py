"""How allauth speaks here: our words in mail, which leaves after the answer."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from corrin.app.accounts import later
from corrin.app.choices import language
from corrin.words import catalog


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """What allauth asks about accounts."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from; the server in front of us was believed by waitress alone."""
        return str(request.META.get("REMOTE_ADDR", ""))

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
        later.send(message)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks about second factors."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """`corrin 1`, `corrin 2` …"""
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"corrin {count + 1}"
