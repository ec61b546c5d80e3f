"""Every path on which a secret is looked at, with a way to guess there and a count of the looks."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from allauth.account import forms as account_forms
from allauth.account.forms import UserTokenForm
from allauth.mfa.recovery_codes.internal import auth as recovery
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as keys_of_mfa
from django.core import mail
from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.clinic import granting
from corrin.app.models import Account
from corrin.app.reminders import links
from corrin.app.tokens import door, keys
from corrin.app.tokens.scope import Scope
from tests.app.accounts import PASSWORD, signed_in, visitor

EMAIL = "ann@example.org"
Guess = Callable[[int, str], int]  # the number of the guess, and where it comes from


@dataclass(frozen=True, slots=True)
class Path:
    """One path: what makes it ready and gives a way to guess, and what then looks at the secret.

    `aimed`: at one account.
    """

    name: str
    begin: Callable[[], Guess]
    secret: str = "check_password"
    aimed: bool = True
    ends_itself: bool = False  # allauth gives up after three tries and asks to begin anew


@contextmanager
def ready(path: Path) -> Iterator[Guess]:
    """The path with an account to be guessed at; call it inside a database of its own."""
    yield path.begin()


@contextmanager
def looked_at() -> Iterator[list[str]]:
    """Every look at a secret while inside, by what was looked at."""
    seen: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def look(*given: Any, **more: Any) -> Any:
            seen.append(name)
            return real(*given, **more)

        return look

    with ExitStack() as stack:
        for holder, name in (
            (Account, "check_password"),
            (totp.TOTP, "validate_code"),
            (account_forms, "compare_user_code"),
            (keys_of_mfa, "parse_authentication_response"),
            (UserTokenForm, "clean"),
            (granting, "_digest"),
            (links, "_fingerprint"),
            (door, "digest"),
        ):
            stack.enter_context(patch.object(holder, name, counted(name, getattr(holder, name))))
        yield seen


def link_sent() -> str:
    """The address in the newest mail, without its host."""
    found = re.search(r"http://[^/]+(/account/reset/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def _post(someone: Client, place: str, address: str, sent: dict[str, str]) -> int:
    return someone.post(address, sent, REMOTE_ADDR=place).status_code


def _login() -> Guess:
    signed_in(EMAIL)
    return lambda n, place: _post(
        visitor(), place, "/account/login/", {"login": EMAIL, "password": f"wrong {n}"}
    )


def _inside(address: str, field: str, **more: str) -> Callable[[], Guess]:
    """A session that was left open or stolen, and a form in it that asks for the password."""

    def begin() -> Guess:
        thief = signed_in(EMAIL)
        return lambda n, place: _post(thief, place, address, {**more, field: f"wrong {n}"})

    return begin


def _second() -> Guess:
    """Somebody knows the password, and guesses the second factor, beginning anew each time."""
    signed_in(EMAIL)
    account = Account.objects.get(email=EMAIL)
    totp.TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    recovery.RecoveryCodes.activate(account)

    def guess(n: int, place: str) -> int:
        someone = visitor()
        right = {"login": EMAIL, "password": PASSWORD}
        assert _post(someone, place, "/account/login/", right) == 302
        code = f"{n:06}" if n % 2 else f"{n:08x}"
        return _post(someone, place, "/account/second/code/", {"code": code})

    return guess


def _second_again() -> Guess:
    thief = signed_in(EMAIL)
    totp.TOTP.activate(Account.objects.get(email=EMAIL), "JBSWY3DPEHPK3PXP")
    return lambda n, place: _post(thief, place, "/account/second/again/", {"code": f"{n:06}"})


def _code() -> Guess:
    """The code that goes to somebody else's address, asked for anew whenever it ends."""
    someone = visitor()

    def guess(n: int, place: str) -> int:
        sent = {"email": "new@example.org", "password1": PASSWORD}
        if n % 3 == 0:
            someone.cookies.clear()
            someone.post("/account/signup/", sent, REMOTE_ADDR=f"198.51.{n}.1")
        return _post(someone, place, "/account/code/", {"code": f"WRNG{n:02}"})

    return guess


def _reset() -> Guess:
    signed_in(EMAIL)
    visitor().post("/account/reset/", {"email": EMAIL})
    whom = link_sent().split("/")[3].split("-")[0]
    return lambda n, place: (
        visitor().get(f"/account/reset/{whom}-abc{n}-{n:032x}/", REMOTE_ADDR=place).status_code
    )


def _key() -> Guess:
    signed_in(EMAIL)
    return lambda n, place: _post(
        visitor(), place, "/account/key/", {"credential": f'{{"n": {n}}}'}
    )


def _link() -> Guess:
    someone = signed_in(EMAIL)
    return lambda n, place: someone.get(f"/invited/{uuid4().hex}/", REMOTE_ADDR=place).status_code


def _calendar() -> Guess:
    return lambda n, place: (
        visitor().get(f"/calendar/{uuid4().hex}.ics", REMOTE_ADDR=place).status_code
    )


def _token() -> Guess:
    patient = uuid4()
    store.new_patient(patient, zone="Europe/London")
    now = clock.now()
    made = keys.make("t", [patient], tuple(Scope), now=now, until=now + timedelta(days=1))
    own = made.split(".")[1]
    return lambda n, place: (
        visitor()
        .get(
            "/api/record",
            headers={"authorization": f"Bearer corrin.{own}.{uuid4().hex}"},
            REMOTE_ADDR=place,
        )
        .status_code
    )


PATHS = (
    Path("the password at the sign-in", _login),
    Path("the password once more, in a session", _inside("/account/again/", "password")),
    Path("the old password of a new one", _inside(
        "/account/password/", "oldpassword", password1="nine quiet rivers",
        password2="nine quiet rivers")),
    Path("the password before erasing", _inside("/account/erase/", "password")),
    Path("the second factor and its spare codes", _second, "validate_code"),
    Path("the second factor once more, in a session", _second_again, "validate_code"),
    Path("the code in a mail", _code, "compare_user_code", ends_itself=True),
    Path("the link in a mail", _reset, "clean", aimed=False),
    Path("a passkey", _key, "parse_authentication_response", aimed=False),
    Path("a link that shares", _link, "_digest", aimed=False),
    Path("the link of a calendar", _calendar, "_fingerprint", aimed=False),
    Path("a token of the API", _token, "digest", aimed=False),
)  # fmt: skip
