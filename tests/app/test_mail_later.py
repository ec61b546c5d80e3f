"""Mail leaves after the answer: slow or away, it is no fault of the page."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from corrin.app.accounts import later
from tests.app.accounts import PASSWORD, a_server, visitor


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    mail.outbox = []
    with a_server():
        yield


def sign_up(email: str = "ann@example.org") -> int:
    sent = {"email": email, "password1": PASSWORD}
    return visitor().post("/account/signup/", sent).status_code


def test_a_mail_server_that_is_away_is_no_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError("ann@example.org")

    monkeypatch.setattr(EmailMessage, "send", away)
    with caplog.at_level(logging.ERROR):
        assert sign_up() == 302
    assert [r.getMessage() for r in caplog.records if r.name.startswith("django.corrin")] == [
        "mail"
    ]


def test_a_page_does_not_wait_for_its_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    go, sent = threading.Event(), threading.Event()

    def slow(*_: Any, **__: Any) -> int:
        go.wait(20)
        sent.set()
        return 1

    monkeypatch.setattr(EmailMessage, "send", slow)
    monkeypatch.setattr(later, "apart", REAL)
    assert sign_up() == 302 and not sent.is_set()
    go.set()
    assert sent.wait(20)


def test_what_one_page_wrote_does_not_leave_with_another() -> None:
    later.send(EmailMessage("x", "x", to=["nobody@example.org"]))
    sign_up()
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]


REAL = later.apart
