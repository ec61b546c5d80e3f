"""Guessing: every path to a secret has its limit, and the owner is never locked out."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client

from corrin.app import clock, guesses
from corrin.app.models import Guess
from tests.app import secret_paths
from tests.app.accounts import PASSWORD, a_server, signed_in, visitor
from tests.app.secret_paths import PATHS, Path, looked_at

EMAIL = "ann@example.org"


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    mail.outbox = []
    with a_server():
        yield


def sign_in(someone: Client, password: str = PASSWORD) -> int:
    return someone.post("/account/login/", {"login": EMAIL, "password": password}).status_code


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_twenty_guesses_from_one_place_reach_the_secret_and_no_more(path: Path) -> None:
    with secret_paths.ready(path) as guess, looked_at() as seen:
        ends = [guess(n, "203.0.113.9") for n in range(guesses.MOST + 5)]
    assert 0 < seen.count(path.secret) <= guesses.MOST
    assert ends[-5:] == [429] * 5 or path.ends_itself


@pytest.mark.parametrize("path", [p for p in PATHS if p.aimed], ids=lambda path: path.name)
def test_twenty_guesses_at_one_account_reach_the_secret_wherever_they_come_from(path: Path) -> None:
    with secret_paths.ready(path) as guess, looked_at() as seen:
        for n in range(guesses.MOST + 10):
            guess(n, f"203.0.{n}.9")
    assert 0 < seen.count(path.secret) <= guesses.MOST


def test_control_without_its_limit_every_guess_reaches_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guesses, "MOST", 10**9)
    with secret_paths.ready(PATHS[0]) as guess, looked_at() as seen:
        for n in range(25):
            guess(n, "203.0.113.9")
    assert seen.count("check_password") == 25


def test_the_owner_gets_in_where_they_signed_in_before_however_much_is_guessed() -> None:
    signed_in(EMAIL)
    owner = visitor()
    assert sign_in(owner) == 302
    owner.post("/account/logout/")
    for n in range(guesses.MOST + 5):
        sign_in(visitor(REMOTE_ADDR=f"203.0.{n}.9"), "wrong")
    assert sign_in(visitor(REMOTE_ADDR="198.51.100.1")) == 429  # a stranger, and the right one
    assert sign_in(owner) == 302


def test_a_session_goes_on_and_its_owner_can_say_who_they_are_again() -> None:
    signed_in(EMAIL)
    owner = visitor()
    sign_in(owner)
    for n in range(guesses.MOST + 5):
        sign_in(visitor(), str(n))
    assert owner.get("/me/").status_code in (200, 302)
    assert owner.get("/account/").status_code == 200
    assert owner.post("/account/again/", {"password": PASSWORD}).status_code == 302


def test_on_a_new_device_the_mail_lets_the_owner_in() -> None:
    signed_in(EMAIL)
    for n in range(guesses.MOST + 5):
        sign_in(visitor(REMOTE_ADDR=f"203.0.{n}.9"), "wrong")
    owner, new = visitor(REMOTE_ADDR="198.51.100.1"), "nine quiet rivers"
    assert sign_in(owner) == 429
    owner.post("/account/reset/", {"email": EMAIL})
    form = owner.get(secret_paths.link_sent()).headers["Location"]
    assert owner.post(form, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(owner, new) == 302


def test_a_right_one_is_no_guess() -> None:
    signed_in(EMAIL)
    for _ in range(guesses.MOST + 1):
        assert sign_in(visitor()) == 302
    assert Guess.objects.count() == 0


def test_a_try_that_is_a_day_old_no_longer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(EMAIL)
    for n in range(guesses.MOST):
        sign_in(visitor(), str(n))
    assert sign_in(visitor()) == 429
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + guesses.DAY)
    assert sign_in(visitor()) == 302


def test_a_count_says_neither_who_nor_where() -> None:
    sign_in(visitor(REMOTE_ADDR="203.0.113.9"), "wrong")
    kept = str(list(Guess.objects.values_list()))
    assert Guess.objects.count() == 2
    assert "203.0.113.9" not in kept and "ann" not in kept


def test_addresses_of_one_network_of_version_six_are_one_place() -> None:
    for n in range(guesses.MOST):
        sign_in_as = {"login": f"{n}@example.org", "password": "wrong"}
        visitor(REMOTE_ADDR=f"2001:db8::{n:x}").post("/account/login/", sign_in_as)
    assert sign_in(visitor(REMOTE_ADDR="2001:db8::ffff")) == 429
    assert sign_in(visitor(REMOTE_ADDR="2001:db8:0:1::1"), "wrong") == 200
