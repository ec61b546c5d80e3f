"""Accounts on a server: made, signed in to, lost and found again, and erased with everything."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal import auth as app
from django.core import mail
from django.test import Client, override_settings

from corrin import store
from corrin.app import clock, settings
from corrin.app.models import Account, Consent, Diary
from corrin.app.site import Site
from corrin.record import Score
from corrin.terms import Lang
from corrin.words import catalog
from tests.app.accounts import PASSWORD, a_server, code_sent, signed_in, signed_up, visitor

TODAY = clock.today("Europe/London")


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    mail.outbox = []
    with a_server():
        yield


def write(someone: Client, score: str) -> int:
    sent = {"form": str(uuid4()), "code": ["fatigue"], "item_0": score}
    return someone.post(f"/me/day/{TODAY}/", sent).status_code


def test_a_diary_asks_for_an_account_and_leads_back_to_it() -> None:
    answer = visitor().get("/me/diary/")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/account/login/?next=/me/diary/",
    )
    assert Diary.objects.count() == 0


def test_an_account_is_made_with_a_code_from_the_mail_and_then_asks_for_consent() -> None:
    someone = visitor()
    someone.post("/account/signup/?next=/me/", {"email": "ann@example.org", "password1": PASSWORD})
    assert someone.get("/me/").headers["Location"].startswith("/account/login/")
    assert mail.outbox[-1].to == ["ann@example.org"]
    assert someone.post("/account/code/", {"code": "WRONG1"}).status_code == 200
    assert someone.post("/account/code/", {"code": code_sent()}).status_code == 302
    assert someone.get("/me/").headers["Location"] == "/consent/?next=/me/"
    assert Diary.objects.count() == 0


def test_consent_is_kept_by_purpose_with_its_text_and_time_and_none_is_ticked_before() -> None:
    someone = signed_up("ann@example.org", agrees=False)
    assert not re.search(r"<input[^>]*\bchecked", someone.get("/consent/").text)
    assert someone.post("/consent/", {"remind": "yes"}).status_code == 400
    assert Consent.objects.count() == 0
    answer = someone.post("/consent/", {"keep": "yes", "next": "/me/diary/"})
    assert answer.headers["Location"] == "/me/diary/"
    (kept,) = Consent.objects.all()
    assert (kept.purpose, kept.version, kept.lang) == ("keep", "2026-11", "en")
    assert len(kept.text_sha256) == 64
    assert clock.now() - kept.given_at < timedelta(minutes=1)
    someone.post("/consent/", {"keep": "yes", "remind": "yes"})
    someone.post("/consent/", {"keep": "yes"})
    reminding = Consent.objects.get(purpose="remind")
    assert reminding.withdrawn_at


def test_consent_leads_nowhere_else() -> None:
    someone = signed_up("ann@example.org", agrees=False)
    answer = someone.post("/consent/", {"keep": "yes", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_each_account_has_its_own_diary() -> None:
    ann, ben = signed_in("ann@example.org"), signed_in("ben@example.org")
    assert write(ann, "7") == write(ben, "2") == 302
    owners = Diary.objects.values_list("owner", "patient_id")
    assert len(owners) == 2
    for owner, patient_id in owners:
        (score,) = store.read(patient_id).of(Score)
        email = Account.objects.get(pk=owner).email
        assert score.score == (7 if email == "ann@example.org" else 2)
        (row,) = store.history(patient_id)
        assert row.by == f"account {owner}"


def test_an_address_that_has_an_account_looks_the_same_when_one_is_made() -> None:
    signed_in("ann@example.org")
    known, new = visitor(), visitor()
    sent = {"password1": PASSWORD}
    one = known.post("/account/signup/", {**sent, "email": "ann@example.org"})
    other = new.post("/account/signup/", {**sent, "email": "ben@example.org"})
    assert (one.status_code, one.headers["Location"]) == (
        other.status_code,
        other.headers["Location"],
    )
    assert "you have one" in str(mail.outbox[0].body)
    assert "/account/reset/" in str(mail.outbox[0].body)


def test_a_forgotten_password_is_replaced_once_and_ends_other_sessions() -> None:
    ann = signed_in("ann@example.org")
    someone = visitor()
    unknown = someone.post("/account/reset/", {"email": "nobody@example.org"})
    known = someone.post("/account/reset/", {"email": "ann@example.org"})
    assert unknown.headers["Location"] == known.headers["Location"]
    assert len(mail.outbox) == 1
    link = re.search(r"http://localhost(/account/reset/\S+)", str(mail.outbox[0].body))
    assert link
    form = someone.get(link[1]).headers["Location"]
    new = "nine quiet rivers"
    short = html.unescape(someone.post(form, {"password1": "short", "password2": "short"}).text)
    assert catalog(Lang.EN).text("account_error", "password_too_short") in short
    assert someone.post(form, {"password1": new, "password2": new}).status_code == 302
    assert ann.get("/me/").status_code == 302  # signed out by the change
    assert "Choose a new password" in visitor().get(link[1]).text  # used up: no field
    assert 'name="password1"' not in visitor().get(link[1]).text
    assert sign_in("ann@example.org", new).status_code == 302


def sign_in(email: str, password: str, someone: Client | None = None) -> Any:
    return (someone or visitor()).post("/account/login/", {"login": email, "password": password})


def test_a_wrong_password_and_an_unknown_address_are_told_alike() -> None:
    signed_in("ann@example.org")
    said = catalog(Lang.EN).text("account_error", "email_password_mismatch")
    for email in ("ann@example.org", "nobody@example.org"):
        answer = visitor().post("/account/login/", {"login": email, "password": "wrong, all of it"})
        assert said in html.unescape(answer.text)


def test_a_second_factor_is_asked_for_once_it_is_set_up() -> None:
    signed_in("ann@example.org")
    ann = visitor()
    sign_in("ann@example.org", PASSWORD, ann)
    assert ann.get("/account/second/app/").headers["Location"].startswith("/account/again/")
    ann.post("/account/again/", {"password": PASSWORD})
    page = ann.get("/account/second/app/").text
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    assert "<svg" in page
    assert ann.post("/account/second/app/", {"code": "000000"}).status_code == 200
    assert ann.post("/account/second/app/", {"code": now(secret[1])}).status_code == 302
    codes = re.findall(r"<li><code>(\w+)</code>", ann.get("/account/second/codes/").text)
    assert len(codes) == 10
    someone = visitor()
    answer = sign_in("ann@example.org", PASSWORD, someone)
    assert answer.headers["Location"] == "/account/second/code/"
    assert someone.get("/me/").headers["Location"].startswith("/account/login/")
    assert someone.post("/account/second/code/", {"code": "12345"}).status_code == 200
    assert someone.post("/account/second/code/", {"code": codes[0]}).status_code == 302
    assert someone.get("/account/").status_code == 200
    again = visitor()
    sign_in("ann@example.org", PASSWORD, again)
    assert again.post("/account/second/code/", {"code": codes[0]}).status_code == 200  # used


def now(secret: str) -> str:
    """The code an app would show at this moment."""
    counter = next(iter(app.yield_hotp_counters_from_time()))
    return str(app.format_hotp_value(app.hotp_value(secret, counter)))


def test_signing_out_ends_the_session_for_good() -> None:
    ann = signed_in("ann@example.org")
    old = ann.cookies["session"].value
    ann.post("/account/logout/")
    thief = visitor()
    thief.cookies["session"] = old
    assert thief.get("/me/").status_code == 302


def test_signing_in_gives_a_session_that_nobody_could_know_before() -> None:
    signed_in("ann@example.org")
    someone = visitor()
    someone.get("/account/signup/")
    someone.session.save()
    before = someone.session.session_key
    sign_in("ann@example.org", PASSWORD, someone)
    assert someone.session.session_key != before


def test_erasing_the_account_erases_the_diary_and_needs_the_password() -> None:
    ann = signed_in("ann@example.org")
    write(ann, "7")
    (diary,) = Diary.objects.all()
    assert ann.post("/account/erase/", {"password": "not it"}).status_code == 400
    assert Diary.objects.count() == 1
    assert ann.post("/account/erase/", {"password": PASSWORD}).status_code == 302
    assert (Account.objects.count(), Diary.objects.count(), Consent.objects.count()) == (0, 0, 0)
    with pytest.raises(store.Erased):
        store.read(diary.patient_id)
    assert ann.get("/me/").status_code == 302


def test_on_a_server_the_invented_patient_is_there_to_be_looked_at_alone() -> None:
    someone = visitor()
    assert someone.get("/demo/").status_code == 200
    sent = {"form": str(uuid4()), "code": ["fatigue"], "item_0": "7"}
    assert someone.post(f"/demo/day/{TODAY}/", sent).status_code == 403


@pytest.mark.parametrize("lang", list(Lang))
def test_every_fault_of_a_form_is_told_in_the_readers_language(lang: Lang) -> None:
    answer = visitor().post(
        "/account/signup/",
        {"email": "no address", "password1": "password"},
        headers={"accept-language": lang.value},
    )
    page, words = html.unescape(answer.text), catalog(lang)
    for code in ("invalid", "password_too_short", "password_too_common"):
        assert words.text("account_error", code) in page
    assert "no address" in page
    assert 'value="password"' not in page


@pytest.mark.parametrize("lang", list(Lang))
def test_mail_is_written_in_the_readers_language_and_says_nothing_of_health(lang: Lang) -> None:
    visitor().post(
        "/account/signup/",
        {"email": "ann@example.org", "password1": PASSWORD},
        headers={"accept-language": lang.value},
    )
    said = f"{mail.outbox[-1].subject} {mail.outbox[-1].body}"
    assert catalog(lang).text("mail", "foot") in said
    assert "B12" not in said


def test_a_password_is_kept_as_a_slow_hash() -> None:
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        account = Account.objects.create_user("ann@example.org", PASSWORD)
    assert account.password.startswith("scrypt$16384$")


def test_accounts_have_no_place_on_ones_own_computer(kept: None) -> None:
    with override_settings(SITE=Site()):
        assert visitor().get("/account/login/").status_code == 404
        assert visitor().get("/me/").status_code == 200
