"""Sessions and forms: what is stolen, kept or sent from elsewhere opens and changes nothing."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.serializers import serialize
from django.test import Client

from corrin.app import urls
from corrin.app.models import Account, Grant, Member
from corrin.app.routes import Does, Route
from tests.app.accounts import PASSWORD, a_server, signed_in, visitor
from tests.app.matrix import World, world
from tests.app.secret_paths import EMAIL, link_sent
from tests.app.test_routes import PARTS

NEW = "nine quiet rivers"
INSIDE = "/account/"  # a page for whoever is signed in


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    mail.outbox = []
    with a_server():
        yield


def owner() -> Client:
    """Somebody who has signed in with the password, through the page."""
    signed_in(EMAIL)
    someone = visitor()
    assert sign_in(someone) == 302
    return someone


def sign_in(someone: Client, password: str = PASSWORD) -> int:
    return someone.post("/account/login/", {"login": EMAIL, "password": password}).status_code


def stolen(someone: Client) -> Client:
    """Another browser with the same session."""
    thief = visitor()
    thief.cookies["session"] = someone.cookies["session"].value
    assert opens(thief)
    return thief


def opens(someone: Client) -> bool:
    return someone.get(INSIDE).status_code == 200


def reset(someone: Client) -> None:
    visitor().post("/account/reset/", {"email": EMAIL})
    form = someone.get(link_sent()).headers["Location"]
    assert someone.post(form, {"password1": NEW, "password2": NEW}).status_code == 302


def change(someone: Client) -> None:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert someone.post("/account/password/", sent).status_code == 302


def erase(someone: Client) -> None:
    assert someone.post("/account/erase/", {"password": PASSWORD}).status_code == 302


def disable(_: Client) -> None:
    Account.objects.update(is_active=False)


def sign_out(someone: Client) -> None:
    someone.post("/account/logout/")


def grow_old(_: Client) -> None:
    from corrin.app import clock

    Session.objects.update(expire_date=clock.now())


@pytest.mark.parametrize("ends", [sign_out, change, reset, erase, disable, grow_old])
@pytest.mark.parametrize("page", ["/account/", "/me/", "/me/sharing/", "/clinic/"])
def test_a_session_that_has_ended_opens_nothing(ends: Callable[[Client], None], page: str) -> None:
    mine = owner()
    thief = stolen(mine)
    ends(mine)
    assert not opens(thief)
    assert thief.get(page).headers["Location"].startswith("/account/login/")
    if ends in (sign_out, erase):
        assert not opens(mine)


def test_whoever_changes_the_password_stays_signed_in_with_another_session() -> None:
    mine = owner()
    before = mine.cookies["session"].value
    change(mine)
    assert opens(mine)
    assert mine.cookies["session"].value != before


@pytest.mark.parametrize("chosen", ["a" * 32, "0123456789abcdefghijklmnopqrstuv", "x", ""])
def test_a_session_that_somebody_else_chose_is_never_the_one_signed_in_with(chosen: str) -> None:
    signed_in(EMAIL)
    victim, thief = visitor(), visitor()
    for one in (victim, thief):
        one.cookies["session"] = chosen
    assert sign_in(victim) == 302
    assert victim.cookies["session"].value != chosen
    assert not opens(thief)


def test_a_session_that_was_there_before_signing_in_is_left_behind() -> None:
    signed_in(EMAIL)
    victim = visitor()
    victim.session.save()
    planted = victim.session.session_key
    thief = visitor()
    thief.cookies["session"] = str(planted)
    assert sign_in(victim) == 302
    assert not opens(thief) and victim.cookies["session"].value != planted


def test_a_second_factor_gives_yet_another_session_and_none_opens_before_it() -> None:
    signed_in(EMAIL)
    totp.TOTP.activate(Account.objects.get(email=EMAIL), "JBSWY3DPEHPK3PXP")
    someone = visitor()
    assert sign_in(someone) == 302
    halfway = someone.cookies["session"].value
    assert not opens(someone)
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value("JBSWY3DPEHPK3PXP", counter))
    assert someone.post("/account/second/code/", {"code": code}).status_code == 302
    assert opens(someone) and someone.cookies["session"].value != halfway
    thief = visitor()
    thief.cookies["session"] = halfway
    assert not opens(thief)
    again = visitor()
    sign_in(again)
    assert again.post("/account/second/code/", {"code": code}).status_code == 200  # used


def test_a_session_is_long_and_random() -> None:
    drawn = {signed_in(f"{n}@example.org").cookies["session"].value for n in range(20)}
    assert len(drawn) == 20
    assert all(len(key) == 32 and key.isalnum() for key in drawn)  # 36 ** 32: 165 bits


def test_a_forgotten_password_does_not_pass_the_second_factor_by() -> None:
    signed_in(EMAIL)
    totp.TOTP.activate(Account.objects.get(email=EMAIL), "JBSWY3DPEHPK3PXP")
    someone = visitor()
    reset(someone)
    assert not opens(someone)
    assert sign_in(someone, NEW) == 302
    assert not opens(someone)


@pytest.mark.parametrize(
    "address",
    ["/account/second/app/", "/account/second/codes/new/", "/account/second/keys/new/",
     "/account-email/", "/account/second/app/off/"],
)  # fmt: skip
def test_what_is_grave_asks_for_the_password_again_in_an_old_session(address: str) -> None:
    mine = owner()
    totp.TOTP.activate(Account.objects.get(email=EMAIL), "JBSWY3DPEHPK3PXP")
    session = mine.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0.0}]
    session.save()
    answer = mine.post(address)
    assert "/again/" in answer.headers["Location"]
    assert Authenticator.objects.count() == 1


def test_a_role_that_has_changed_holds_at_the_next_request() -> None:
    everybody = world()
    doctor = next(role for role in everybody.roles if role.name == "doctor sign")
    assert doctor.client.get(f"{doctor.base}band/").status_code == 200
    Member.objects.filter(name=doctor.name).update(title="nurse")
    assert doctor.client.get(f"{doctor.base}band/").status_code == 403
    Grant.objects.filter(clinic__name=doctor.name).update(scope="read")
    assert doctor.client.post(f"{doctor.base}give/", everybody.body()).status_code == 403
    Member.objects.filter(name=doctor.name).delete()
    assert doctor.client.get(f"{doctor.base}doctor/").status_code == 403


def everything() -> str:
    """All that is kept, but sessions and counts of guesses."""
    kept = [m for m in apps.get_models() if m.__name__ not in ("Session", "Guess", "Limit", "Look")]
    return "".join(serialize("json", m._base_manager.order_by("pk")) for m in kept)


CHANGING = [r for r in urls.ROUTES if not r.address.startswith(("api/", "cds-services"))]
WRONG = {  # what is sent along with a form, and its headers
    "nothing": ({}, {}),
    "something": ({"csrfmiddlewaretoken": "a" * 64}, {}),
    "that of another session": ({"csrfmiddlewaretoken": "OTHER"}, {}),
    "our own, from elsewhere": ({"csrfmiddlewaretoken": "OWN"}, {"origin": "https://evil.example"}),
    "our own, from nowhere": ({"csrfmiddlewaretoken": "OWN"}, {"origin": "null"}),
}


def place(route: Route) -> str:
    address = "/" + route.address
    for part, known in PARTS.items():
        address = address.replace(part, known)
    return address


def token(someone: Client) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', someone.get("/me/sharing/").text)
    assert found
    return found[1]


@pytest.fixture
def strict() -> Iterator[tuple[World, Client, dict[str, str]]]:
    """The owner of a record in a browser whose forms are looked at; own and another's token."""
    everybody = world()
    mine = visitor(enforce_csrf_checks=True)
    mine.cookies["session"] = everybody.owner.cookies["session"].value
    other = visitor()
    other.cookies["session"] = everybody.roles[1].client.cookies["session"].value
    yield everybody, mine, {"OWN": token(mine), "OTHER": token(other)}


@pytest.mark.parametrize("variant", WRONG)
def test_no_form_from_elsewhere_changes_anything(
    strict: tuple[World, Client, dict[str, str]], variant: str
) -> None:
    everybody, mine, tokens = strict
    more, headers = WRONG[variant]
    before = everything()
    for route in CHANGING:
        sent = {**everybody.body(), **{k: tokens.get(v, v) for k, v in more.items()}}
        answer = mine.post(place(route), sent, headers=headers)
        assert answer.status_code in (403, 405), (route.name, answer.status_code)
    assert everything() == before


def test_no_other_method_and_no_address_changes_anything(
    strict: tuple[World, Client, dict[str, str]],
) -> None:
    everybody, mine, tokens = strict
    sent = {**everybody.body(), "csrfmiddlewaretoken": tokens["OWN"], "_method": "POST"}
    mine.get("/me/")
    before = everything()
    for route in CHANGING:
        for send in (mine.get, mine.head, mine.options):
            answer = send(place(route), sent, headers={"x-http-method-override": "POST"})
            assert answer.status_code != 500, route.name
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            answer = mine.generic(method, place(route), headers={"x-csrftoken": tokens["OWN"]})
            assert answer.status_code >= 300 or route.does is Does.NOTHING, (method, route.name)
    assert everything() == before


def test_control_a_form_of_ours_is_taken_and_one_that_is_not_looked_at_changes_something(
    strict: tuple[World, Client, dict[str, str]],
) -> None:
    everybody, mine, tokens = strict
    right = {"do": "link", "title": "x", "csrfmiddlewaretoken": tokens["OWN"]}
    before = everything()
    assert mine.post("/me/reminders/", right).status_code == 200
    assert everything() != before
    before = everything()
    everybody.owner.post("/me/reminders/", {"do": "link", "title": "y"})  # not looked at
    assert everything() != before


def test_control_a_sign_out_that_only_forgets_its_cookie_leaves_a_stolen_session_open() -> None:
    mine = owner()
    thief = stolen(mine)
    mine.cookies.clear()
    assert opens(thief)


def test_what_machines_call_takes_no_session_for_a_token(
    strict: tuple[World, Client, dict[str, str]],
) -> None:
    _, mine, _ = strict
    before = everything()
    for name in ("record", "record/advice", "record/profile", "token"):
        for send in (mine.get, mine.post):
            assert send(f"/api/{name}").status_code in (401, 405)
    assert everything() == before


def _seen(answer: Any) -> str:
    """An answer without what is drawn by lot in every answer, nor the second it was given in."""
    text = re.sub(r'value="[\w-]{20,}"', "", answer.text)
    headers = re.sub(r"\d\d:\d\d:\d\d GMT", "", str(sorted(answer.headers.items())))
    return f"{answer.status_code} {headers} {text}"


TOLD = {
    "sign-in": lambda c, e: c.post("/account/login/", {"login": e, "password": "wrong, all of it"}),
    "new account": lambda c, e: c.post("/account/signup/", {"email": e, "password1": PASSWORD}),
    "reset": lambda c, e: c.post("/account/reset/", {"email": e}),
    "a grant": lambda c, e: c.get(f"/patient/{e}/doctor/"),
}


@pytest.mark.parametrize("path", ["sign-in", "new account", "reset"])
def test_nobody_learns_from_an_answer_who_has_an_account(path: str) -> None:
    signed_in(EMAIL)
    answers = [TOLD[path](visitor(), email) for email in (EMAIL, "bob@example.org")]
    one, other = (_seen(a).replace(EMAIL, "E").replace("bob@example.org", "E") for a in answers)
    assert one == other


def test_nobody_learns_whether_a_grant_of_somebody_else_is_there() -> None:
    everybody = world()
    stranger = next(r.client for r in everybody.roles if "elsewhere" in r.name)
    there, nowhere = Grant.objects.values_list("pk", flat=True)[0], uuid4()
    assert _seen(TOLD["a grant"](stranger, there)) == _seen(TOLD["a grant"](stranger, nowhere))
