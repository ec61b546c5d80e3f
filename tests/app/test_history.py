"""Blood tests and history: what is answered is noted, what is no longer so is taken back."""

import html
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.history import QUESTIONS
from corrin.app.labs import SHOWN
from corrin.app.models import Diary
from corrin.record import (
    Attribute,
    Born,
    History,
    Lab,
    NoneStated,
    Pregnancy,
    Record,
    Symptom,
    read_notation,
)
from corrin.terms import Lang
from corrin.words import catalog

TODAY = clock.today("Europe/London")
ANSWERS: dict[str, Any] = {
    "lang": "en",
    "cause": ["pernicious_anaemia"],
    "medicine": ["metformin", "ppi"],
    "allergy": ["none"],
    "complaint": ["fatigue"],
    "birth_year": "1960",
    "sex": "female",
    "diet": "vegan",
    "pregnancy": "no",
}
RESULT = {
    "lang": "en",
    "test": "mma",
    "value": "<0,42",
    "unit": "umol/L",
    "on": "2026-02-03",
    "low": "0",
    "high": "0,4",
    "laboratory": "Hospital",
}


def mine() -> UUID:
    return Diary.objects.get(owner="").patient_id


def stored() -> Record:
    return store.read(mine()).current()


def send(owner: Client, page: str, **fields: Any) -> tuple[int, str]:
    answer = owner.post(f"/me/{page}/", {"form": str(uuid4()), **fields})
    return answer.status_code, html.unescape(answer.text)


def test_answers_are_stored_and_shown_again(owner: Client) -> None:
    assert send(owner, "history", **ANSWERS)[0] == 302
    record = stored()
    assert {e.code for e in record.of(History)} == {"pernicious_anaemia", "metformin", "ppi"}
    assert [e.section for e in record.of(NoneStated)] == ["allergies"]
    assert [e.code for e in record.of(Symptom)] == ["fatigue"]
    assert {(e.name, e.value) for e in record.of(Attribute)} == {
        ("sex", "female"),
        ("diet", "vegan"),
    }
    assert record.of(Born)[0].year == 1960
    assert record.of(Pregnancy)[0].status == "no"
    page = owner.get("/me/history/").text
    for value in ("pernicious_anaemia", "metformin", "fatigue", "vegan", "female"):
        assert re.search(rf'value="{value}" checked', page)
    assert 'value="1960"' in page


def test_what_is_no_longer_ticked_is_taken_back_and_the_rest_stays(owner: Client) -> None:
    send(owner, "history", **ANSWERS)
    send(owner, "history", **ANSWERS | {"medicine": ["metformin"], "allergy": ["cobalt"]})
    codes = {e.code for e in stored().of(History)}
    assert codes == {"pernicious_anaemia", "metformin", "cobalt"}
    assert stored().of(NoneStated) == ()
    assert len(stored().of(Born)) == 1


def test_the_same_answers_again_write_nothing(owner: Client) -> None:
    send(owner, "history", **ANSWERS)
    before = len(store.history(mine()))
    send(owner, "history", **ANSWERS)
    assert len(store.history(mine())) == before


def test_a_changed_year_is_a_correction(owner: Client) -> None:
    send(owner, "history", **ANSWERS)
    send(owner, "history", **ANSWERS | {"birth_year": "1961", "diet": "omnivore"})
    assert [b.year for b in stored().of(Born)] == [1961]
    assert ("diet", "omnivore") in {(e.name, e.value) for e in stored().of(Attribute)}


def test_the_answers_are_undone_as_one(owner: Client) -> None:
    form = str(uuid4())
    send(owner, "history", **ANSWERS | {"form": form})
    owner.post("/me/undo/", {"act": form, "form": str(uuid4()), "next": "history"})
    assert stored().entries == ()


def test_an_alarm_sign_comes_first_on_todays_page_and_in_the_advice(owner: Client) -> None:
    send(owner, "history", **ANSWERS | {"complaint": ["bladder_retention", "saddle_numbness"]})
    page = html.unescape(owner.get("/me/?lang=en").text)
    assert "There is an alarm sign in the diary" in page
    assert page.index('class="alarms"') < page.index('class="today"')
    assert 'class="alarms"' in owner.get("/me/advice/").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("birth_year", "1850"),
        ("birth_year", "soon"),
        ("birth_year", "1960,5"),
        ("sex", "other things"),
        ("diet", "stones"),
        ("cause", ["none"]),
        ("medicine", ["metformin", "none"]),
        ("complaint", ["gloom"]),
    ],
)
def test_a_wrong_answer_gets_a_message_and_nothing_is_stored(
    owner: Client, name: str, value: Any
) -> None:
    status, page = send(owner, "history", **ANSWERS | {name: value})
    assert status == 400
    assert f'id="{name}-error"' in page
    assert stored().entries == ()
    assert re.search(r'value="ppi" checked', page) or name == "medicine"


@pytest.mark.parametrize("lang", list(Lang))
def test_every_question_and_answer_has_its_words(owner: Client, lang: Lang) -> None:
    page = html.unescape(owner.get(f"/demo/history/?lang={lang}").text)
    words = catalog(lang)
    for q in QUESTIONS:
        assert words.text("history", f"q_{q.name}") in page
        for code in q.every:
            assert code in words.tables[q.kind]
            assert words.code(q.kind, code) in page


def test_a_result_is_stored_with_its_unit_its_limits_and_its_laboratory(owner: Client) -> None:
    assert send(owner, "tests", **RESULT)[0] == 302
    (lab,) = stored().of(Lab)
    assert (lab.test, lab.op, lab.value, lab.unit, lab.ref_high, lab.note) == (
        "mma",
        "<",
        0.42,
        "umol/L",
        0.4,
        "Hospital",
    )
    page = html.unescape(owner.get("/me/tests/?lang=en").text)
    assert "methylmalonic acid (MMA) <0.42 µmol/L, laboratory's limits 0 to 0.4" in page


def test_of_many_results_the_newest_are_shown_and_all_when_asked(owner: Client) -> None:
    assert send(owner, "tests", **RESULT)[0] == 302
    assert "?all=1" not in owner.get("/me/tests/").text
    said = "\n".join(f"{1960 + n}-01-01 lab mma 0.42 umol/L" for n in range(SHOWN))
    entries = store.with_ids(mine(), read_notation(said))
    store.append(mine(), entries, by="test", noted_at=clock.now())
    for lang in Lang:
        newest = owner.get(f"/me/tests/?lang={lang}").text
        assert newest.count("<time ") == SHOWN
        assert "1960-01-01" not in newest
        assert f"{SHOWN + 1}" in catalog(lang).text("tests", "all", count=SHOWN + 1)
        assert catalog(lang).text("tests", "all", count=SHOWN + 1) in newest
    everything = owner.get("/me/tests/?all=1").text
    assert everything.count("<time ") == SHOWN + 1
    assert "1960-01-01" in everything


def test_a_result_in_words_needs_no_unit_and_is_taken_back(owner: Client) -> None:
    send(owner, "tests", **RESULT | {"test": "if_antibody", "value": "Positive", "unit": ""})
    (lab,) = stored().of(Lab)
    assert (lab.value, lab.unit) == ("positive", "1")
    send(owner, "tests", row=lab.id)
    assert stored().of(Lab) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("test", ""),
        ("test", "tea leaves"),
        ("value", ""),
        ("value", "-3"),
        ("value", "1.000"),
        ("value", "3,5\t4\n5"),
        ("value", "😀"),
        ("unit", ""),
        ("unit", "furlongs"),
        ("on", ""),
        ("on", "2090-01-01"),
        ("high", "-1"),
        ("low", "9"),
        ("laboratory", "x" * 10_000),
    ],
)
def test_a_wrong_field_gets_a_message_and_nothing_typed_is_lost(
    owner: Client, name: str, value: str
) -> None:
    status, page = send(owner, "tests", **RESULT | {name: value})
    assert status == 400
    told = "high" if name == "low" else name
    assert f'id="{told}-error"' in page
    assert name == "laboratory" or 'value="Hospital"' in page
    assert stored().entries == ()


def test_a_result_that_cannot_be_right_is_kept_and_asked_about_where_it_stands(
    owner: Client,
) -> None:
    words = catalog(Lang.EN)
    asked = words.text("doubt", "odd_unit", "text", about=words.code("test", "mma"))
    owner.post("/me/tests/", {**RESULT, "low": "", "high": ""})
    assert asked not in html.unescape(owner.get("/me/tests/?lang=en").text)
    sent = {**RESULT, "value": "0.42", "unit": "pmol/L", "low": "", "high": ""}
    assert owner.post("/me/tests/", sent).status_code == 302
    assert asked in html.unescape(owner.get("/me/tests/?lang=en").text)
