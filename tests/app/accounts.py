"""People with accounts, for the tests of a server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, override_settings

from corrin.app.accounts import even, later
from corrin.app.models import Account
from corrin.app.site import Site

PASSWORD = "four brown horses"
SERVER = Site("http://localhost:8000")


@contextmanager
def a_server() -> Iterator[None]:
    """corrin as a server that others reach: everybody signs in. Passwords are hashed quickly,
    answers do not wait, and mail is there when the answer is."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        override_settings(SITE=SERVER, PASSWORD_HASHERS=quick),
        patch.object(even, "STEP", 0),
        patch.object(later, "apart", later.deliver),
    ):
        yield


def visitor(**more: Any) -> Client:
    """Somebody's browser, who has not signed in."""
    said = {"host": "localhost", "accept-language": "en"}
    return Client(headers=said, raise_request_exception=False, **more)


def code_sent() -> str:
    """The code in the newest mail."""
    found = re.search(r"^([A-Z0-9-]{6,12})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def signed_up(email: str, *, agrees: bool = True) -> Client:
    """Somebody who has made an account the whole way, through the pages and the mail."""
    someone = visitor()
    someone.post("/account/signup/", {"email": email, "password1": PASSWORD})
    answer = someone.post("/account/code/", {"code": code_sent()})
    assert answer.status_code == 302, answer.text
    if agrees:
        someone.post("/consent/", {"keep": "yes"})
    return someone


def signed_in(email: str) -> Client:
    """Somebody whose account was made aside; quick."""
    account = Account.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    someone = visitor()
    someone.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    someone.post("/consent/", {"keep": "yes"})
    return someone
