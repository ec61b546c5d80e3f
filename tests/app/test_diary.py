"""The diary: a score is stored, changed, taken back; nothing is lost and nothing written twice."""

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.models import Diary
from corrin.record import Ill, Record, Score, read_notation
from corrin.terms import Lang
from corrin.words import catalog

TODAY = clock.today("Europe/London")


def mine() -> UUID:
    return Diary.objects.get(owner="").patient_id


def stored() -> Record:
    return store.read(mine()).current()


def scores(on: date = TODAY) -> dict[str, float]:
    return {str(e.item): e.score for e in stored().of(Score) if e.on == on}


def write(owner: Client, on: date = TODAY, **items: Any) -> tuple[int, str]:
    """Send the form of a day; items by their codes, the rest by field."""
    rest = {k: items.pop(k) for k in list(items) if k in REST}
    sent = {"form": str(uuid4()), "code": list(items), **rest}
    sent |= {f"item_{n}": score for n, score in enumerate(items.values())}
    answer = owner.post(f"/me/day/{on}/", sent, headers={"accept-language": "en"})
    return answer.status_code, html.unescape(answer.text)


REST = ("form", "ill", "cause", "note", "own_item", "own_score", "lang")


def test_one_score_is_a_whole_entry(owner: Client) -> None:
    assert write(owner, fatigue="7", tingling="", concentration="")[0] == 302
    assert scores() == {"fatigue": 7}


def test_three_scores_a_bad_day_and_a_note_are_stored_together(owner: Client) -> None:
    write(owner, fatigue="7", tingling="3,5", ill="1", cause="influenza", note="slept badly")
    assert scores() == {"fatigue": 7, "tingling": 3.5}
    (ill,) = stored().of(Ill)
    assert ill.cause == "influenza"
    assert len(store.history(mine())) == 1
    assert stored().entries[0].note == "slept badly"


def test_a_symptom_of_ones_own_is_stored_and_asked_for_again(owner: Client) -> None:
    write(owner, TODAY - timedelta(days=1), own_item="restless legs", own_score="4")
    assert scores(TODAY - timedelta(days=1)) == {"restless legs": 4}
    assert "restless legs" in owner.get("/me/").text


def test_sending_a_form_twice_writes_it_once(owner: Client) -> None:
    form = str(uuid4())
    for _ in range(2):
        assert write(owner, fatigue="7", form=form)[0] == 302
    assert len(store.history(mine())) == 1


def test_a_change_corrects_and_the_first_score_is_not_lost(owner: Client) -> None:
    write(owner, fatigue="7", tingling="2")
    write(owner, fatigue="5", tingling="2")
    assert scores() == {"fatigue": 5, "tingling": 2}
    first, second = store.history(mine())
    assert (first.in_force, second.in_force) == (False, True)
    assert second.replaces == first.id


def test_a_late_entry_a_second_item_and_an_emptied_one(owner: Client) -> None:
    past = TODAY - timedelta(days=3)
    write(owner, past, fatigue="7")
    write(owner, past, fatigue="7", tingling="3")
    assert scores(past) == {"fatigue": 7, "tingling": 3}
    write(owner, past, fatigue="", tingling="3")
    assert scores(past) == {"tingling": 3}
    write(owner, past, fatigue="", tingling="")
    assert scores(past) == {}
    assert len(store.history(mine())) == 4


def test_an_item_that_the_form_did_not_show_stays(owner: Client) -> None:
    write(owner, fatigue="7", pain="4")
    write(owner, fatigue="6")
    assert scores() == {"fatigue": 6, "pain": 4}


def test_saving_without_a_change_writes_nothing(owner: Client) -> None:
    write(owner, fatigue="7", ill="1", note="so")
    write(owner, fatigue="7", ill="1", note="so")
    assert len(store.history(mine())) == 1


def test_imported_rows_of_one_day_are_changed_where_they_stand(owner: Client) -> None:
    owner.get("/me/")
    text = f"{TODAY} felt fatigue 7\n{TODAY} felt tingling 3\n{TODAY} ill influenza\n"
    entries = store.with_ids(mine(), read_notation(text))
    store.append(mine(), entries, by="test", noted_at=clock.now())
    write(owner, fatigue="6", tingling="3", ill="1", cause="influenza")
    assert scores() == {"fatigue": 6, "tingling": 3}
    assert len(stored().of(Ill)) == 1
    assert len(store.history(mine())) == 4


def test_what_was_just_done_is_said_once_and_can_be_undone(owner: Client) -> None:
    write(owner, fatigue="7")
    write(owner, fatigue="2")
    page = owner.get("/me/").text
    assert "Saved." in page
    act = re.search(r'name="act" value="([^"]+)"', page)
    assert act
    sent = {"act": act[1], "form": str(uuid4()), "next": "today"}
    assert owner.post("/me/undo/", sent).status_code == 302
    assert scores() == {"fatigue": 7}
    page = owner.get("/me/").text
    assert "Taken back." in page
    assert "Taken back." not in owner.get("/me/").text
    again = re.search(r'name="act" value="([^"]+)"', page)
    assert again
    owner.post("/me/undo/", {"act": again[1], "form": str(uuid4()), "next": "today"})
    assert scores() == {"fatigue": 2}


@pytest.mark.parametrize("act", ["", "not an id", "6890f540-f5d6-4198-9696-543f8d5f6793"])
def test_what_cannot_be_undone_is_said(owner: Client, act: str) -> None:
    owner.get("/me/?lang=en")
    assert owner.post("/me/undo/", {"act": act, "form": str(uuid4())}).status_code == 302
    assert "could not be taken back" in owner.get("/me/").text


WRONG = [
    ("item_0", "37"),
    ("item_0", "-1"),
    ("item_0", "much"),
    ("item_0", "😀"),
    ("item_0", "7\n8\n9"),
    ("own_score", "11"),
    ("own_item", "x" * 61),
    ("own_item", "a\u202eb"),
    ("cause", "x" * 10_000),
    ("note", "x" * 2_001),
]


@pytest.mark.parametrize(
    ("name", "value", "lang"),
    [(*wrong, list(Lang)[n % 3]) for n, wrong in enumerate(WRONG)],
)
def test_a_wrong_field_gets_a_message_and_nothing_typed_is_lost(
    owner: Client, name: str, value: str, lang: Lang
) -> None:
    sent = {
        "form": str(uuid4()),
        "code": ["fatigue", "tingling"],
        "item_0": "7",
        "item_1": "3",
        "own_item": "restless legs",
        "own_score": "4",
        "cause": "a cold",
        name: value,
    }
    answer = owner.post(f"/me/day/{TODAY}/", {**sent, "lang": lang.value})
    page = html.unescape(answer.text)
    assert answer.status_code == 400
    assert f'id="{name}-error"' in page
    assert catalog(lang).text("form", "nothing_kept") in page
    assert re.search(r'name="item_1" value="3" checked', page)
    assert 'value="a cold"' in page or name == "cause"
    assert stored().entries == ()
    described = {i for d in re.findall(r'describedby="([^"]*)"', page) for i in d.split()}
    assert described <= set(re.findall(r' id="([^"]*)"', page))


def test_a_day_without_anything_and_a_day_to_come_are_refused(owner: Client) -> None:
    assert write(owner, fatigue="")[0] == 400
    assert write(owner, TODAY + timedelta(days=2), fatigue="3")[0] == 400
    assert stored().entries == ()


@pytest.mark.parametrize("path", ["/me/day/2026-02-31/", "/you/", "/me/day/soon/", "/me/nothing/"])
def test_an_address_that_means_nothing_is_not_found(owner: Client, path: str) -> None:
    assert owner.get(path).status_code == 404


def test_the_day_count_is_told_only_after_the_score(owner: Client) -> None:
    owner.get("/me/?lang=en")
    text = "".join(
        f"{TODAY - timedelta(days=60 - n)} felt fatigue {n % 5}\n" for n in range(60)
    ) + "".join(
        f"{TODAY - timedelta(days=n)} gave hydroxocobalamin 1000 ug im\n" for n in (17, 59, 101)
    )
    entries = store.with_ids(mine(), read_notation(text))
    store.append(mine(), entries, by="test", noted_at=clock.now())
    page = owner.get("/me/").text
    assert "The days are counted once today has a score" in page
    assert "today: day 17" not in page
    write(owner, fatigue="3")
    page = owner.get("/me/").text
    assert "The days are counted" not in page
    assert '<p class="count">17 days</p>' in page
    assert "today: day 17" in page, page[page.index("cycles") :][:1500]


def test_the_front_leads_to_the_invented_patient_until_something_is_written(owner: Client) -> None:
    assert owner.get("/").headers["Location"] == "/demo/"
    owner.get("/me/")
    assert owner.get("/").headers["Location"] == "/demo/"
    write(owner, fatigue="7")
    assert owner.get("/").headers["Location"] == "/me/"


def test_the_invented_patient_and_ones_own_diary_never_meet(owner: Client) -> None:
    write(owner, fatigue="7")
    sent = {"form": str(uuid4()), "code": ["pain"], "item_0": "9"}
    assert owner.post(f"/demo/day/{TODAY}/", sent).status_code == 302
    assert scores() == {"fatigue": 7}
    assert "7 of 10" not in owner.get("/demo/diary/?lang=en").text.split("<ol")[1][:300]


@pytest.mark.parametrize("lang", list(Lang))
def test_the_invented_patient_is_shown_in_each_language(owner: Client, lang: Lang) -> None:
    words = catalog(lang)
    page = html.unescape(owner.get(f"/demo/?lang={lang}").text)
    assert words.text("page", "synthetic_patient") in page
    assert words.text("today", "how_today") in page
    assert '<svg class="chart"' in page
    assert 'class="due"' in page


def test_the_diary_lists_the_days_and_opens_any_other(owner: Client) -> None:
    page = owner.get("/demo/diary/?lang=en").text
    assert page.count("<time") == 40
    assert owner.get("/demo/diary/?page=99").status_code == 200
    answer = owner.post("/demo/diary/", {"on": "2026-02-03"})
    assert answer.headers["Location"] == "/demo/day/2026-02-03/"
    assert owner.post("/demo/diary/", {"on": "soon"}).status_code == 400


def test_writing_needs_the_forms_token() -> None:
    strict = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert strict.post(f"/me/day/{TODAY}/", {}).status_code == 403
    assert strict.post("/me/undo/", {}).status_code == 403


def test_pages_are_light_and_say_nothing_in_addresses(owner: Client) -> None:
    for path in ("/demo/", "/demo/diary/"):
        page = owner.get(path).text
        chart = re.search(r'<svg class="chart".*?</svg>', page, re.DOTALL)
        assert len(page) - len(chart[0] if chart else "") < 100_000
        links = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page))
        assert "hydroxo" not in links
        assert "fatigue" not in links


def test_a_score_that_was_changed_and_then_emptied_does_not_return(owner: Client) -> None:
    for score in ("7", "5", ""):
        write(owner, fatigue=score)
    assert scores() == {}


@pytest.mark.parametrize("lang", list(Lang))
def test_no_word_of_the_chart_is_cut_off(owner: Client, lang: Lang) -> None:
    page = owner.get(f"/demo/?lang={lang}").text
    chart = re.search(r'<svg class="chart" viewBox="0 0 ([\d.]+).*?</svg>', page, re.DOTALL)
    assert chart
    texts = re.findall(
        r'<text x="([\d.]+)"[^>]*?(?:text-anchor="(\w+)")?(?: textLength="([\d.]+)")?[ >]', chart[0]
    )
    assert len(texts) > 20
    for x, anchor, length in texts:
        left = float(x) - float(length or 0) * {"end": 1.0, "middle": 0.5}.get(anchor, 0.0)
        assert left >= 0
        assert left + float(length or 0) <= float(chart[1])


def test_a_note_added_to_a_day_already_written_is_kept_and_changed(owner: Client) -> None:
    def send(**more: object) -> None:
        sent = {"form": str(uuid4()), "code": ["fatigue"], "item_0": "4", **more}
        assert owner.post("/me/day/2026-02-03/", sent).status_code == 302

    def notes() -> list[str]:
        return [e.note for e in stored().entries if e.note]

    send()
    send(note="a long walk")
    assert notes() == ["a long walk"]
    send(item_0="5", note="a short walk")
    assert notes() == ["a short walk"]
    send(code=["fatigue", "tingling"], item_0="", item_1="2", note="rest")
    assert notes() == ["rest"]
    send(code=["tingling"], item_0="2", note="")
    assert notes() == []


def test_a_score_between_two_points_stands_between_them(owner: Client) -> None:
    sent = {"form": str(uuid4()), "own_item": "cold feet", "own_score": "3,5"}
    assert owner.post(f"/me/day/{TODAY}/", sent).status_code == 302
    points = re.findall(r'name="item_0" value="([^"]*)"( checked)?', owner.get("/me/?lang=da").text)
    assert [value for value, _ in points[2:6]] == ["2", "3", "3,5", "4"]
    assert [value for value, chosen in points if chosen] == ["3,5"]
