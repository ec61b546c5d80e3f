"""Wrong input in every field of every form: a message there, in words, and nothing typed is lost.

The forms are read from the pages themselves, so a new field is tried without a line here.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corrin.app import clock
from corrin.app.models import Clinic, Grant
from corrin.store.models import Entry
from corrin.terms import Lang
from corrin.words import catalog
from tests.app.accounts import PASSWORD, a_server, signed_in, visitor
from tests.app.forms import Control, Form, Page

TODAY = clock.today("Europe/London")
WRONG = {
    "long past": "1.1.1850",
    "far ahead": "1.1.2200",
    "37": "37",
    "3,5": "3,5",
    "a table": "2026-01-01\t7\n2026-01-02\t3\n",
    "emoji": "🙂 hmm",
    "10,000 characters": "x" * 10_000,
    "a hidden sign": "a\u0007b\u202e",
}
# What makes each form complete. A field that is not named is sent as the page has it.
RIGHT = {
    "on": TODAY.isoformat(),
    "drug": "hydroxocobalamin",
    "dose": "1000",
    "every": "12",
    "first": str(TODAY - timedelta(days=900)),
    "last": str(TODAY - timedelta(days=100)),
    "well": "5",
    "item_0": "4",
    "own_item": "itching",
    "own_score": "3",
    "test": "mma",
    "value": "0.4",
    "unit": "umol/L",
    "birth_year": "1960",
    "low": "28",
    "high": "84",
    "why": "agreed today",
    "called": "Ann",
    "scope": "read",
    "until": "year",
    "clinic": "In town",
    "name": "Dr Berg",
    "title": "doctor",
    "paste": "date,fatigue\n2026-01-02,4\n",
    "record": "2026-01-02 felt fatigue 4\n",
    "email": "else@example.org",
    "login": "ann@example.org",
    "password": PASSWORD,
    "oldpassword": PASSWORD,
    "password1": "three blue lamps",
    "password2": "three blue lamps",
    "sheets": "1",
}
RIGHT_THERE = {
    "tests": {"low": "", "high": ""},
    "band": {"every": "37"},
    "signup": {"email": "new@example.org"},
    "reminders": {"title": "Reminder"},
    "check": {
        "cause": "pernicious_anaemia",
        **{f"test_{n}": test for n, test in enumerate(("mma", "hb", "ferritin"), 1)},
        **{f"unit_{n}": unit for n, unit in enumerate(("umol/L", "mmol/L", "ug/L"), 1)},
        **{f"value_{n}": "8" for n in (1, 2, 3)},
    },
}
AT_HOME = (
    f"me/day/{TODAY - timedelta(days=3)}/",
    "me/injections/",
    "me/tests/",
    "me/history/",
    "me/import/",
    "me/reminders/",
    "me/diary/",
    "check/",
    "paper/",
    "record/",
    "clinic/",
    "{patient}give/",
    "{patient}band/",
)
WITH_ACCOUNT = ("me/sharing/", "clinic/new/", "account-email/", "account/password/")
BEFORE = ("account/login/", "account/signup/", "account/reset/")


def forms(client: Client, place: str) -> Iterator[tuple[int, Form]]:
    """The forms of a page that have something to type, with their place among all."""
    for n, form in enumerate(Page(client.get(f"/{place}").text).forms):
        if form.method == "post" and form.typed():
            yield n, form


def complete(form: Form, place: str) -> dict[str, Any]:
    """The form filled in so that nothing is wrong with it."""
    right = RIGHT | RIGHT_THERE.get(place.strip("/").rpartition("/")[2], {})
    found: dict[str, Any] = form.sent()
    names = {c.name for c in form.controls}
    return found | {name: right[name] for name in names & right.keys()}


@cache
def sayings(lang: Lang) -> tuple[re.Pattern[str], ...]:
    """Every text of a language as a pattern."""
    texts = list(_texts(catalog(lang).tables))
    return tuple(re.compile(re.sub(r"\\\{[^}]*\\\}", ".*", re.escape(text))) for text in texts)


def _texts(tables: Any) -> Iterator[str]:
    for value in tables.values():
        if isinstance(value, str):
            yield value
        else:
            yield from _texts(value)


def said_in(lang: Lang, message: str) -> bool:
    """Whether a message is one of the texts of a language, or two after each other."""
    return any(pattern.fullmatch(message) for pattern in sayings(lang) if message)


def trial(client: Client, place: str, n: int, form: Form, one: Control, what: str) -> list[str]:
    """What is wrong with the answer to one wrong value in one field."""
    lang = list(Lang)[len(f"{place}{one.name}{what}") % 3]
    client.cookies["lang"] = lang.value
    before, sent = Entry.objects.count(), complete(form, place) | {one.name: WRONG[what]}
    answer = client.post(form.action or f"/{place}", sent)
    wrong: list[str] = []
    if answer.status_code == 302:
        _undone(client, place, sent)
        return wrong
    page = Page(answer.text)
    again = next((f for f in page.forms if f.action == form.action and _same(f, form)), None)
    message = page.messages.get(one.id, page.messages.get(one.name, ""))
    told = [text for text in page.messages.values() if text]
    refused = answer.status_code == 400 or bool(told)
    if answer.status_code not in (200, 400, 429):
        wrong.append(f"answered {answer.status_code}")
    if refused and Entry.objects.count() != before:
        wrong.append("something was stored")
    if refused and not message:
        wrong.append(f"no message at the field, only {sorted(page.messages)}")
    if message and not said_in(lang, message.rpartition(f"{WRONG[what][:40]}: ")[2]):
        wrong.append(f"not in {lang}: {message}")
    if refused and again and one.kind != "password":
        wrong += _lost(again, sent)
    return wrong


def _undone(client: Client, place: str, sent: dict[str, Any]) -> None:
    """Take back what was kept, so that the next value meets the same page."""
    base = place.partition("give/")[0]
    if base != place:
        client.post(f"/{base}undo/", {"act": _one(sent["form"]), "form": str(uuid4())})


def _same(one: Form, other: Form) -> bool:
    return {c.name for c in one.typed()} == {c.name for c in other.typed()}


def _lost(again: Form, sent: dict[str, Any]) -> list[str]:
    """Fields that no longer show what was typed."""
    there = {c.name: c.value.replace("\r\n", "\n") for c in again.typed() if c.kind != "password"}
    return [
        f"{name} shows {shown[:20]!r}, not {str(sent[name])[:20]!r}"
        for name, shown in there.items()
        if name in sent and shown.strip() != _one(sent[name]).strip()
    ]


def _one(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def faults(client: Client, places: list[str]) -> list[str]:
    """Everything wrong with every wrong value in every field of these pages."""
    found = []
    for place in places:
        for n, form in forms(client, place):
            for one in form.typed():
                for what in WRONG:
                    said = trial(client, place, n, form, one, what)
                    found += [f"/{place} form {n} {one.name}, {what}: {s}" for s in said]
    return found


def with_password(email: str) -> Client:
    """Somebody who has just typed their password, and is not asked for it again."""
    signed_in(email)
    someone = visitor()
    someone.post("/account/login/", {"login": email, "password": PASSWORD})
    someone.post("/account/again/", {"password": PASSWORD})
    return someone


def patient_of_the_clinic(client: Client) -> str:
    client.get("/clinic/")
    return f"patient/{Grant.objects.filter(revoked_at=None).order_by('called')[0].pk}/"


def test_at_ones_own_computer(owner: Client) -> None:
    patient = patient_of_the_clinic(owner)
    places = [place.format(patient=patient) for place in AT_HOME]
    assert faults(owner, places) == []


def test_with_an_account(kept: None) -> None:
    with a_server():
        assert faults(with_password("ann@example.org"), list(WITH_ACCOUNT)) == []


def test_before_signing_in(kept: None) -> None:
    with a_server():
        assert faults(visitor(), list(BEFORE)) == []


def refused(client: Client, place: str) -> list[object]:
    """What is said against the forms of a page as they are filled in here."""
    answers = [
        client.post(form.action or f"/{place}", complete(form, place))
        for _, form in forms(client, place)
    ]
    said = [(place, answer.status_code, Page(answer.text).messages) for answer in answers]
    return [one for one in said if one[1] not in (200, 302) or one[2]] if said else [place]


def test_each_form_is_taken_as_it_is_filled_in_here(owner: Client) -> None:
    """So what is refused above is refused for the one wrong value."""
    patient = patient_of_the_clinic(owner)
    places = [place.format(patient=patient) for place in AT_HOME]
    assert [fault for place in places for fault in refused(owner, place)] == []
    with a_server():
        someone = with_password("ann@example.org")
        assert [fault for place in WITH_ACCOUNT for fault in refused(someone, place)] == []
        assert [fault for place in BEFORE for fault in refused(visitor(), place)] == []


UPLOADS = {
    "words": b"dear diary, today was a good day",
    "no text": bytes(range(256)) * 8,
    "a broken workbook": b"PK\x03\x04" + b"\0" * 200,
    "empty": b"",
}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("what", list(UPLOADS))
@pytest.mark.parametrize("place", ["me/import/", "record/"])
def test_a_file_that_cannot_be_read_is_told_at_its_field(
    owner: Client, place: str, what: str, lang: Lang
) -> None:
    owner.get(f"/{place}")
    before = Entry.objects.count()
    sent = {"file": SimpleUploadedFile("mine.csv", UPLOADS[what]), "lang": lang.value}
    answer = owner.post(f"/{place}", sent)
    messages = Page(answer.text).messages
    told = messages.get("file") or messages.get("record", "")
    assert answer.status_code == 400
    assert said_in(lang, told), messages
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "on", ["1850-01-01", str(TODAY + timedelta(days=1)), "37", "🙂", "x" * 10_000]
)
def test_a_day_of_a_course_that_cannot_be_is_told_and_not_kept(owner: Client, on: str) -> None:
    owner.get("/me/course/")
    before = Entry.objects.count()
    answer = owner.post("/me/course/", {"form": str(uuid4()), "on": on, "lang": "da"})
    assert answer.status_code == 400
    assert said_in(Lang.DA, Page(answer.text).messages["on"])
    assert Entry.objects.count() == before


def test_a_clinic_keeps_its_days_when_others_cannot_be_meant(kept: None) -> None:
    with a_server():
        someone = signed_in("berg@example.org")
        someone.post("/clinic/new/", {"name": "Dr Berg", "clinic": "In town", "title": "doctor"})
        for days in ([], ["9"], ["0", "x" * 10_000]):
            answer = someone.post("/clinic/people/", {"do": "days", "days": days, "lang": "nl"})
            assert answer.status_code == 400
            assert said_in(Lang.NL, Page(answer.text).messages["days"])
        answer = someone.post("/clinic/people/", {"do": "invite", "title": "king", "lang": "nl"})
        assert said_in(Lang.NL, Page(answer.text).messages["title"])
        assert Clinic.objects.get(name="In town").days == "01234"
