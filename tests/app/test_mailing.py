"""Reminders by mail, to a real mail server: once each, agreed to, and nothing in them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.test import Client, override_settings

from corrin import store
from corrin.app import clock
from corrin.app.accounts.mail import SMTP as BY_SMTP
from corrin.app.models import Account, Consent, Diary
from corrin.app.reminders import mailing
from corrin.app.reminders.models import Mailing
from corrin.app.serve import listen
from corrin.record import read_notation
from corrin.terms import Lang
from corrin.words import catalog
from tests.advice.test_course import TOLD
from tests.app.accounts import SERVER, a_server, signed_in

NOW = clock.now()
TODAY = clock.today("Europe/London")


class Post:
    """What came to the mail server, and what it says to whom."""

    def __init__(self) -> None:
        self.mail: list[tuple[str, Message]] = []
        self.says: dict[str, str] = {}
        self.hangs_up = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if said := self.says.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mail += [(to, message_from_bytes(envelope.content)) for to in envelope.rcpt_tos]
        if self.hangs_up and server.transport:
            server.transport.close()
        return "250 OK"

    def to(self) -> list[str]:
        """To whom it came, sorted."""
        return sorted(to for to, _ in self.mail)


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server of our own, which Django's settings name."""
    found = Post()
    with listen(None) as free:
        port = free.getsockname()[1]
    running = Controller(found, hostname="127.0.0.1", port=port)
    running.start()
    try:
        with override_settings(
            EMAIL_BACKEND=BY_SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=10
        ):
            yield found
    finally:
        running.stop()


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    with a_server():
        yield


def planned(email: str, days_ago: int = 84, every: int = 84, *, agrees: bool = True) -> Client:
    """Somebody with a plan, whose next injection is due so many days after the last."""
    someone = signed_in(email)
    someone.get("/me/")
    told = (
        f"{TODAY - timedelta(days=days_ago)} gave hydroxocobalamin 1000 ug im\n"
        f"{TODAY - timedelta(days=days_ago)} plan every {every} days\n"
    )
    kept_as = patient(email)
    entries = store.with_ids(kept_as, read_notation(told))
    store.append(kept_as, entries, by="test", noted_at=clock.now(), act=uuid4())
    if agrees:
        someone.post("/me/reminders/", {"do": "mail"})
    return someone


def patient(email: str) -> UUID:
    account = Account.objects.get(email=email)
    return Diary.objects.get(owner=str(account.pk)).patient_id


def test_whoever_agreed_is_reminded_once_and_the_mail_says_nothing_of_them(post: Post) -> None:
    planned("ann@example.org")
    planned("bo@example.org", agrees=False)
    planned("cas@example.org", days_ago=80)
    assert mailing.send(NOW) == mailing.Sent(1, 0, 0, 0)
    ((to, mail),) = post.mail
    assert to == "ann@example.org"
    assert mail["Subject"] == "Reminder"
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert " ".join(body.decode().split()) == (
        "Something is planned in corrin. Sign in to see what: http://localhost:8000/ You get this "
        "mail because you asked for it. To stop it, open this page: "
        "http://localhost:8000/me/reminders/"
    )
    assert mailing.send(NOW) == mailing.Sent(0, 0, 0, 0)
    assert post.to() == ["ann@example.org"]


@pytest.mark.parametrize("lang", list(Lang))
def test_every_language_has_one_text_without_drug_symptom_date_or_name(lang: Lang) -> None:
    sent = mailing.message("x@example.org", lang)
    said = f"{sent.subject} {sent.body}".lower()
    tables = catalog(lang).tables
    named = [*tables["drug"].values(), *tables["item"].values()]
    assert [word for word in named if isinstance(word, str) and word.lower() in said] == []
    assert not any(word in said for word in ("b12", "vitamin", "cobalamin", "injection", "prik"))
    assert not any(letter.isdigit() for letter in said.replace("http://localhost:8000", ""))


def test_withdrawing_stops_it_at_once_and_stays_on_record(post: Post) -> None:
    someone = planned("ann@example.org")
    assert store.due_on(patient("ann@example.org")) == TODAY
    someone.post("/me/reminders/", {"do": "no_mail"})
    assert store.due_on(patient("ann@example.org")) is None
    assert not Mailing.objects.exists()
    assert mailing.send(NOW) == mailing.Sent(0, 0, 0, 0)
    (row,) = Consent.objects.filter(purpose="remind")
    assert row.withdrawn_at and row.lang == "en"


def test_consent_withdrawn_between_claim_and_mail_is_heeded(post: Post) -> None:
    planned("ann@example.org")
    Consent.objects.filter(purpose="remind").update(withdrawn_at=clock.now())
    with mailing._connected() as line:  # as if it were claimed a moment before
        (claim,) = store.claim_due(NOW, most=1)
        assert mailing._one(claim, NOW, line) == "none"
    assert post.mail == []


def test_a_dose_noted_today_moves_the_day(post: Post) -> None:
    someone = planned("ann@example.org")
    dose = {"which": "dose", "drug": "hydroxocobalamin", "dose": "1000", "route": "im"}
    sent = {**dose, "on": str(TODAY), "form": str(uuid4()), "site": "left_deltoid"}
    assert someone.post("/me/injections/", sent).status_code == 302
    assert store.due_on(patient("ann@example.org")) == TODAY + timedelta(days=84)
    assert mailing.send(NOW).sent == 0


def test_what_is_put_off_goes_out_next_time_and_what_is_refused_does_not(post: Post) -> None:
    for name in ("ann", "bo", "cas"):
        planned(f"{name}@example.org")
    post.says = {"ann@example.org": "450 not now", "bo@example.org": "550 no such box"}
    assert mailing.send(NOW) == mailing.Sent(1, 1, 1, 1)
    assert post.to() == ["cas@example.org"]
    post.says = {}
    assert mailing.send(NOW) == mailing.Sent(1, 0, 0, 1)
    assert post.to() == ["ann@example.org", "cas@example.org"]


def test_a_server_that_hangs_up_half_way_is_not_sent_the_same_again(post: Post) -> None:
    for name in ("ann", "bo"):
        planned(f"{name}@example.org")
    post.hangs_up = True
    assert mailing.send(NOW) == mailing.Sent(0, 0, 0, 1)
    post.hangs_up = False
    assert mailing.send(NOW) == mailing.Sent(1, 0, 0, 1)
    assert post.to() == ["ann@example.org", "bo@example.org"]


def test_without_a_mail_server_nothing_is_claimed() -> None:
    planned("ann@example.org")
    with (
        override_settings(EMAIL_BACKEND=BY_SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=9),
        pytest.raises(mailing.Unreached),
    ):
        mailing.send(NOW)
    assert len(store.claim_due(NOW)) == 1


def test_each_day_of_a_course_is_reminded_of_by_itself(post: Post) -> None:
    someone = signed_in("ann@example.org")
    someone.get("/me/")
    own = patient("ann@example.org")
    first = read_notation(f"{TOLD}{TODAY - timedelta(days=1)} gave hydroxocobalamin 1000 ug im\n")
    entries = store.with_ids(own, first)
    store.append(own, entries, by="test", noted_at=clock.now(), act=uuid4())
    someone.post("/me/reminders/", {"do": "mail"})
    days = mailing_days(own)
    assert len(days) > 1
    for day in days[:2]:
        assert store.due_on(own) == day
        mailing.send(NOW + (day - TODAY))
    assert len(post.mail) == 2


def mailing_days(own: UUID) -> tuple[date, ...]:
    from corrin.app.reminders.pages import days_of, owner

    found = owner(own)
    assert found
    return days_of(found)


def test_two_that_send_at_the_same_moment_remind_each_once(post: Post) -> None:
    emails = [f"person{n}@example.org" for n in range(12)]
    for email in emails:
        planned(email)
    place = {
        "CORRIN_SITE": SERVER.address,
        "CORRIN_MAIL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
    }
    words = [sys.executable, "-m", "corrin", "remind", "--data", str(settings.DATA)]
    running = [
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ | place)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=120)[0] for one in running]
    assert [one.returncode for one in running] == [0, 0]
    assert post.to() == sorted(emails)
    assert sum(int(text.split()[0]) for text in said) == 12
    assert not any("example.org" in text for text in said)


def test_on_ones_own_computer_the_command_says_that_there_is_no_mail(tmp_path: Any) -> None:
    words = [sys.executable, "-m", "corrin", "remind", "--data", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 2
    assert "CORRIN_MAIL" in done.stderr
