"""What a clinic does step by step: what is noted of it, what follows it, where it leads back to."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from corrin.app import clock
from corrin.app.models import Diary, Grant, Look
from corrin.terms import Country
from tests.app.accounts import a_server, signed_in, visitor
from tests.app.clinics import accepted, link_from
from tests.app.test_clinic import dose, limits, patient_of

TODAY = clock.today("Europe/London")


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    with a_server():
        yield


@pytest.fixture
def ann() -> Client:
    someone = signed_in("ann@example.org")
    given = TODAY - timedelta(days=57)
    patient_of(someone, f"{given} gave hydroxocobalamin 1000 ug im\n")
    return someone


@pytest.fixture
def berg() -> Client:
    return signed_in("berg@example.org")


def test_what_was_sent_and_not_kept_was_a_look(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann))
    before = Look.objects.count()
    wrong = berg.post(f"{base}give/", dose(dose="lots"))
    asked = berg.post(f"{base}give/", dose(alarm="nerves"))
    assert (wrong.status_code, asked.status_code) == (400, 200)
    assert [row.did for row in Look.objects.order_by("at", "pk")][before:] == ["read", "read"]


def test_a_look_is_told_by_the_patients_clock(ann: Client, berg: Client) -> None:
    berg.get(f"{accepted(berg, link_from(ann))}diary/")
    Diary.objects.update(country=Country.DK.value)
    Look.objects.update(at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    assert "1 February 2026, 00:30" in ann.get("/me/sharing/?lang=en").text


def test_the_panel_follows_limits_signed_on_the_day_a_plan_was_noted(
    ann: Client, berg: Client
) -> None:
    base = accepted(berg, link_from(ann, "sign"))
    for every in ("8", "9", "7", "8", "9"):  # the ids are drawn: what is in force is not
        ann.post("/me/injections/", {"which": "plan", "every": every, "every_unit": "weeks"})
    sent = {"low": "40", "high": "70", "every": "50", "alpha": "0.1", "why": "agreed"}
    assert berg.post(f"{base}band/", sent).status_code == 302
    assert Grant.objects.get().due_on == TODAY - timedelta(days=7)


def test_undoing_leads_back_to_a_page_that_is_open_to_whoever_undoes(
    ann: Client, berg: Client
) -> None:
    base = accepted(berg, link_from(ann, "sign"))
    for page, sent in (("give", dose()), ("band", limits()), ("", dose())):
        berg.post(f"{base}{page or 'give'}/", sent)
        answer = berg.post(
            f"{base}undo/", {"act": sent["form"], "form": str(uuid4()), "next": page or "today"}
        )
        assert berg.get(answer.headers["Location"]).status_code == 200
        assert answer.headers["Location"] == (f"{base}{page or 'doctor'}/")


def test_the_way_in_keeps_the_link_somebody_came_to_accept(ann: Client) -> None:
    link = link_from(ann)
    entrance = visitor().get(visitor().get(link).headers["Location"]).text
    ways = re.findall(r'href="((?:/account/(?:login|signup)/)?\?[^"]*)"', html.unescape(entrance))
    assert len(ways) == 6  # two among the ways, one below the form, three languages
    assert all(f"next={link}" in way for way in ways)
