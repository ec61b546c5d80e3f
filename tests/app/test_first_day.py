"""The first day, and the next injection: what the first screen offers and which day it names."""

import html
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.clinic.invented import PEOPLE
from corrin.app.models import Diary
from corrin.record import Remembered, read_notation
from corrin.terms import Lang
from corrin.words import catalog, told

TODAY = clock.today("Europe/London")


def mine() -> UUID:
    return Diary.objects.get(owner="").patient_id


def page(owner: Client, path: str = "/me/", lang: str = "en") -> str:
    return html.unescape(owner.get(f"{path}?lang={lang}").text)


def noted(owner: Client, text: str) -> None:
    """Lines of a diary, as if they had been written."""
    owner.get("/me/?lang=en")
    entries = store.with_ids(mine(), read_notation(text))
    store.append(mine(), entries, by="test", noted_at=clock.now())


def dose(days: int) -> str:
    return f"{TODAY - timedelta(days=days)} gave hydroxocobalamin 1000ug im\n"


@pytest.mark.parametrize("lang", list(Lang))
def test_the_first_screen_leads_to_what_makes_the_first_day_pay_off(
    owner: Client, lang: Lang
) -> None:
    words = catalog(lang)
    shown = page(owner, lang=lang)
    for way, href in (("injections", "/me/injections/#past"), ("doctor", "/me/doctor/")):
        assert f'<a href="{href}">{words.text("begin", way)}</a>' in shown
    noted(owner, dose(3))
    assert words.text("begin", "title") not in page(owner, lang=lang)


def test_without_a_dose_the_time_before_stands_open_and_leads_to_the_doctors_page(
    owner: Client,
) -> None:
    assert '<details open><summary><h2 id="past">' in page(owner, "/me/injections/")
    sent = {"which": "past", "well": "5", "well_unit": "weeks"}
    answer = owner.post("/me/injections/", sent)
    assert answer.headers["Location"] == "/me/doctor/"


def test_without_a_signed_band_the_day_is_the_prescribed_one(owner: Client) -> None:
    noted(owner, dose(20))
    assert "Note how often it is prescribed" in page(owner) or "No proposal" in page(owner)
    noted(owner, f"{TODAY} plan every 84 days\n")
    due = TODAY + timedelta(days=64)
    shown = page(owner)
    assert f'<time datetime="{due}">' in shown
    assert "By what is prescribed." in shown


def test_a_prescribed_day_that_has_passed_is_said_to_have_passed(owner: Client) -> None:
    noted(owner, dose(100) + f"{TODAY} plan every 84 days\n")
    assert "By what is prescribed, and this day has passed." in page(owner)


def test_beside_an_alarm_no_day_is_named(owner: Client) -> None:
    noted(owner, dose(20) + f"{TODAY} plan every 84 days\n{TODAY} symptom saddle_numbness\n")
    shown = page(owner)
    assert 'class="alarms"' in shown
    assert '<time datetime="' not in shown


def test_ones_own_advice_is_not_shown_as_somebody_elses(owner: Client) -> None:
    for whose in ("demo", "me"):
        assert "You are reading the record" not in page(owner, f"/{whose}/advice/")


def test_whoever_has_had_injections_is_not_asked_whether(owner: Client) -> None:
    asked = catalog(Lang.EN).text("course", "before")
    assert asked in page(owner, "/me/course/")
    noted(owner, dose(20))
    assert asked not in page(owner, "/me/course/")


def test_the_invented_clinic_signs_in_the_readers_language(owner: Client) -> None:
    listed = page(owner, "/clinic/", "nl")
    assert all(called in listed for called, _, _ in PEOPLE)
    assert "Invented" not in listed
    way = listed.partition('/give/"')[0].rpartition('"')[2]
    record = page(owner, f"{way}/doctor/", "nl")
    assert catalog(Lang.NL).text("clinic", "invented_patient") in record
    sent = {"low": "28", "high": "84", "every": "56", "alpha": "0.2", "why": "afgesproken"}
    owner.post(f"{way}/band/?lang=nl", {**sent, "lang": "nl"})
    words = catalog(Lang.NL)
    who = words.text("clinic", "invented_doctor"), words.text("clinic", "invented_name")
    assert all(part in page(owner, f"{way}/band/", "nl") for part in who)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_first_day_gives_a_letter_to_the_gp_with_memory_marked(
    owner: Client, lang: Lang
) -> None:
    words = catalog(lang)
    owner.post("/me/injections/", {"which": "past", "well": "5", "well_unit": "weeks"})
    shown = page(owner, "/me/doctor/", lang)
    letter = shown.partition('<textarea id="letter-text"')[2].partition("</textarea>")[0]
    for part in ("dear", "why", "memory", "ask", "sheet", "regards"):
        assert words.text("letter", part) in letter
    assert told(Remembered(well_days=35), words) in letter
    assert words.text("letter", "ask_interval") not in letter
    noted(owner, dose(20))
    assert words.text("letter", "ask_interval") in page(owner, "/me/doctor/", lang)


def test_a_clinician_is_given_no_letter_in_the_patients_name(owner: Client) -> None:
    way = page(owner, "/clinic/").partition('/give/"')[0].rpartition('"')[2]
    there = page(owner, f"{way}/doctor/")
    assert 'id="journal-text"' in there and 'id="letter-text"' not in there
