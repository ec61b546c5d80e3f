"""A course of injections as days to tick: what is ticked is noted, and can be taken back."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.whose import Patient, Whose, patient
from corrin.record import Administration, NoneStated, read_notation
from corrin.terms import Country, Lang
from corrin.words import catalog
from tests.advice.test_course import NERVES, TOLD

FLAT = "\n".join(line for line in TOLD.splitlines() if "treatments" not in line)


def mine(owner: Client, told: str = TOLD, country: Country = Country.DK) -> Patient:
    """One's own diary with a history told."""
    own = patient(Whose.ME, country)
    entries = store.with_ids(own.id, read_notation(told))
    store.append(own.id, entries, by="test", noted_at=clock.now(), act=uuid4())
    return own


def doses(own: Patient) -> tuple[Administration, ...]:
    return own.record().current().of(Administration)


def sent(page: str) -> dict[str, str]:
    found = re.search(r'class="tick".*?name="form" value="([^"]+)"', page, re.DOTALL)
    assert found
    return {"form": found[1]}


def test_a_tick_notes_the_injection_once_and_undo_takes_it_back(owner: Client) -> None:
    own = mine(owner)
    page = owner.get("/me/course/?lang=en").text
    assert "0 of 5 noted" in page
    tick = {**sent(page), "on": own.on.isoformat()}
    for _ in range(2):  # touched twice
        answer = owner.post("/me/course/", tick)
        assert answer.status_code == 302
    assert [(e.on, e.drug, e.dose_ug, e.route) for e in doses(own)] == [
        (own.on, "hydroxocobalamin", 1000, "im")
    ]
    page = owner.get("/me/course/?lang=en").text
    assert "1 of 5 noted" in page
    act = re.search(r'name="act" value="([^"]+)"', page)
    assert act
    undone = owner.post("/me/undo/", {"act": act[1], "form": str(uuid4()), "next": "course"})
    assert undone.headers["Location"] == "/me/course/"
    assert doses(own) == ()


def test_a_day_that_has_passed_can_be_ticked_or_today_instead(owner: Client) -> None:
    own = mine(owner)
    first = own.on - timedelta(days=5)
    store.append(
        own.id,
        store.with_ids(own.id, read_notation(f"{first} gave cyanocobalamin 500 ug sc")),
        by="test",
        noted_at=clock.now(),
        act=uuid4(),
    )
    page = owner.get("/me/course/?lang=en").text
    offered = re.findall(r'name="on" value="([^"]+)"', page)
    assert offered == [(first + timedelta(days=2)).isoformat(), own.on.isoformat()]
    assert owner.post("/me/course/", {**sent(page), "on": offered[0]}).status_code == 302
    assert [(e.on, e.drug, e.dose_ug, e.route) for e in doses(own)][-1] == (
        first + timedelta(days=2),
        "cyanocobalamin",
        500,
        "sc",
    )
    row = doses(own)[-1].id
    answer = owner.post("/me/injections/take-back/", {"row": row, "next": "course"})
    assert answer.headers["Location"] == "/me/course/"
    assert len(doses(own)) == 1


WRONG = ("", "never", "2999-01-01", "1899-12-31", "💉", "x" * 10_000)


@pytest.mark.parametrize("lang", list(Lang))
def test_a_day_that_cannot_be_keeps_nothing_and_says_so(owner: Client, lang: Lang) -> None:
    own = mine(owner)
    for on in WRONG:
        answer = owner.post("/me/course/", {"form": str(uuid4()), "on": on, "lang": lang})
        assert answer.status_code == 400
        assert catalog(lang).text("form", "look_here") in html.unescape(answer.text)
        assert 'class="error"' in answer.text
    assert doses(own) == ()


def test_a_day_is_not_ticked_twice(owner: Client) -> None:
    own = mine(owner)
    for status in (302, 400):
        answer = owner.post("/me/course/", {"form": str(uuid4()), "on": own.on.isoformat()})
        assert answer.status_code == status
    assert len(doses(own)) == 1


def test_whether_there_was_treatment_before_is_asked_and_kept(owner: Client) -> None:
    own = mine(owner, FLAT)
    page = owner.get("/me/course/?lang=en").text
    assert catalog(Lang.EN).text("course", "before") in page
    assert owner.post("/me/course/", {"form": str(uuid4()), "never": "1"}).status_code == 302
    assert [e.section for e in own.record().of(NoneStated)].count("treatments") == 1
    assert "0 of 5 noted" in owner.get("/me/course/?lang=en").text


@pytest.mark.parametrize("lang", list(Lang))
def test_the_first_screen_tells_of_a_course(owner: Client, lang: Lang) -> None:
    mine(owner, TOLD + NERVES, Country.UK)
    words = catalog(lang)
    page = html.unescape(owner.get(f"/me/?lang={lang}").text)
    assert words.text("course", "progress_open", given=0) in page
    course = html.unescape(owner.get(f"/me/course/?lang={lang}").text)
    assert words.text("advice", "alternate_day_until_plateau", "title") in course
    owner.post("/me/course/", {**sent(course), "on": clock.today("Europe/London").isoformat()})
    assert words.text("course", "unsure") in owner.get(f"/me/course/?lang={lang}").text


def test_the_demo_patient_has_no_course(owner: Client) -> None:
    page = owner.get("/demo/course/?lang=en").text
    assert catalog(Lang.EN).text("course", "none") in page
    assert 'class="tick"' not in page
