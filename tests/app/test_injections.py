"""Injections and tablets: noted, listed, taken back; the plan, and the time before the diary."""

import html
import re
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from corrin import store
from corrin.app import clock
from corrin.app.injections import SHOWN, _series
from corrin.app.models import Diary
from corrin.record import Administration, CarePlan, Record, Remembered, read_notation
from corrin.situation import Reading
from corrin.terms import Lang
from corrin.words import catalog

TODAY = clock.today("Europe/London")
DOSE = {
    "which": "dose",
    "on": TODAY.isoformat(),
    "drug": "hydroxocobalamin",
    "dose": "1000",
    "route": "im",
    "site": "left_deltoid",
    "batch": "A12",
    "lang": "en",
}


def mine() -> UUID:
    return Diary.objects.get(owner="").patient_id


def stored() -> Record:
    return store.read(mine()).current()


def send(owner: Client, **fields: Any) -> tuple[int, str]:
    answer = owner.post("/me/injections/", {"form": str(uuid4()), **fields})
    return answer.status_code, html.unescape(answer.text)


def test_an_injection_is_stored_with_drug_dose_site_and_batch(owner: Client) -> None:
    assert send(owner, **DOSE)[0] == 302
    (dose,) = stored().of(Administration)
    assert (dose.on, dose.drug, dose.dose_ug, dose.route, dose.site, dose.batch) == (
        TODAY,
        "hydroxocobalamin",
        1000,
        "im",
        "left_deltoid",
        "A12",
    )
    page = owner.get("/me/injections/?lang=en").text
    assert "hydroxocobalamin 1000 µg into the muscle, site: left upper arm, batch A12" in page


def test_sending_it_twice_writes_it_once(owner: Client) -> None:
    for _ in range(2):
        assert send(owner, **DOSE | {"form": "0b8a4a1e-0000-4000-8000-000000000001"})[0] == 302
    assert len(store.history(mine())) == 1


def test_the_next_one_takes_two_touches_and_the_site_used_longest_ago_is_suggested(
    owner: Client,
) -> None:
    for days, site in ((60, "left_deltoid"), (30, "right_deltoid")):
        send(owner, **DOSE | {"on": (TODAY - timedelta(days=days)).isoformat(), "site": site})
    page = owner.get("/me/injections/?lang=en").text
    assert "Longest ago: left upper arm" in page
    assert re.search(r'value="hydroxocobalamin" selected', page)
    assert re.search(r'name="dose" inputmode="decimal" value="1000"', page)


def test_a_tablet_has_no_site_and_a_place_of_ones_own_is_kept(owner: Client) -> None:
    send(owner, **DOSE | {"route": "oral"})
    send(owner, **DOSE | {"own_site": "hip"})
    assert sorted(d.site for d in stored().of(Administration)) == ["", "hip"]
    assert 'value="hip"' in owner.get("/me/injections/").text


def test_a_dose_is_taken_back_and_the_taking_back_undone(owner: Client) -> None:
    send(owner, **DOSE)
    row = str(store.history(mine())[0].id)
    act = str(uuid4())
    owner.post("/me/injections/take-back/", {"row": row, "form": act})
    assert stored().of(Administration) == ()
    owner.post("/me/undo/", {"act": act, "form": str(uuid4()), "next": "injections"})
    assert len(stored().of(Administration)) == 1
    owner.post("/me/injections/take-back/", {"row": "nothing"})
    assert len(stored().of(Administration)) == 1


def test_a_plan_is_noted_and_a_signed_one_is_not_replaced(owner: Client) -> None:
    send(owner, which="plan", every="12", every_unit="weeks")
    assert stored().of(CarePlan)[-1].interval_days == 84
    signed = read_notation(f'{TODAY} plan every 56 days band 28 84 signed "Dr A. Example"')
    store.append(mine(), store.with_ids(mine(), signed), by="test", noted_at=clock.now())
    assert send(owner, which="plan", every="4", every_unit="weeks")[0] == 400
    assert len(stored().of(CarePlan)) == 2


def test_the_first_day_pays_off_with_what_is_remembered(owner: Client) -> None:
    first, last = TODAY - timedelta(days=400), TODAY - timedelta(days=20)
    send(
        owner,
        which="past",
        first=first.isoformat(),
        last=last.isoformat(),
        every="10",
        every_unit="weeks",
        drug="hydroxocobalamin",
        dose="1000",
        well="5",
        well_unit="weeks",
    )
    one, series = stored().of(Administration)
    assert (one.on, one.until) == (first, None)
    assert (series.on, series.until, series.every_days) == (last - timedelta(days=280), last, 70)
    assert stored().of(Remembered)[0].well_days == 35
    page = html.unescape(owner.get("/me/doctor/?lang=en").text)
    assert "Part of this is from memory." in page
    assert "felt well for about 35 days after an injection, from memory" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page


@given(gap=st.integers(0, 2000), every=st.integers(1, 520))
def test_the_last_dose_that_is_remembered_is_the_one_the_next_is_counted_from(
    gap: int, every: int
) -> None:
    first = TODAY - timedelta(days=gap)
    one = Administration(on=first, drug="hydroxocobalamin", dose_ug=1000, route="im")
    told = tuple(_series(one, TODAY, timedelta(days=every)))
    days = Reading(Record(told), on=TODAY, thresholds=()).injection_days
    assert (days[0], days[-1]) == (first, TODAY)
    gaps = {(b - a).days for a, b in pairwise(days[1:])}
    assert gaps <= {every}


WRONG = [
    ("on", "2090-01-01"),
    ("on", "31.2.2026"),
    ("on", "1850-01-01"),
    ("on", ""),
    ("drug", "water"),
    ("drug", ""),
    ("dose", "0"),
    ("dose", "1.000"),
    ("dose", "much 😀"),
    ("dose", "9" * 10_000),
    ("route", "by ear"),
    ("own_site", "x" * 61),
    ("batch", "a\u202eb"),
]


@pytest.mark.parametrize(
    ("name", "value", "lang"), [(*wrong, list(Lang)[n % 3]) for n, wrong in enumerate(WRONG)]
)
def test_a_wrong_field_gets_a_message_and_nothing_is_stored_or_lost(
    owner: Client, name: str, value: str, lang: Lang
) -> None:
    status, page = send(owner, **DOSE | {name: value, "lang": lang.value})
    assert status == 400
    assert f'id="{name}-error"' in page
    assert name == "batch" or 'value="A12"' in page
    assert stored().entries == ()
    described = {i for d in re.findall(r'describedby="([^"]*)"', page) for i in d.split()}
    assert described <= set(re.findall(r' id="([^"]*)"', page))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"which": "plan"}, "plan_every-error"),
        ({"which": "plan", "every": "0"}, "plan_every-error"),
        ({"which": "past"}, "past_first-error"),
        ({"which": "past", "first": "2026-05-01"}, "past_last-error"),
        ({"which": "past", "first": "2026-05-01", "last": "2026-04-01"}, "past_last-error"),
        ({"which": "past", "well": "soon"}, "past_well-error"),
        ({"which": "plan", "every": "105", "every_unit": "weeks"}, "plan_every-error"),
        ({"which": "past", "well": "520", "well_unit": "weeks"}, "past_well-error"),
    ],
)
def test_a_plan_or_a_past_that_cannot_be_meant_is_told(
    owner: Client, fields: dict[str, str], said: str
) -> None:
    status, page = send(owner, **fields)
    assert status == 400
    assert f'id="{said}"' in page
    assert stored().entries == ()


def test_what_is_wrong_in_one_form_is_told_there_and_leaves_the_other_as_it_was(
    owner: Client,
) -> None:
    wrong = {"which": "past", "first": "2024-01-01", "dose": "lots", "every": "12 weeks"}
    status, page = send(owner, lang="en", **wrong)
    assert status == 400
    past = page.partition('aria-labelledby="past"')[2]
    note = page.partition('value="dose"')[2].partition("</form>")[0]
    assert "lots" in past and "12 weeks" in past and "for example 1000." in past
    assert "lots" not in note and 'class="error"' not in note
    assert f'value="{TODAY}"' in note and 'value="im" checked' in note
    _, page = send(owner, **{**DOSE, "dose": "lots"})
    assert "lots" not in page.partition('aria-labelledby="past"')[2]


def test_html_in_what_was_written_is_text_on_every_page(owner: Client) -> None:
    send(owner, **DOSE | {"own_site": "<script>x</script>", "batch": '"><img src=x>'})
    day = TODAY
    sent = {"form": str(uuid4()), "own_item": "<b>x</b>", "own_score": "3", "note": "<i>y</i>"}
    owner.post(f"/me/day/{day}/", sent)
    for path in ("", "diary/", "injections/", "advice/", "doctor/", f"day/{day}/"):
        page = owner.get(f"/me/{path}").text
        assert "<script>x" not in page
        assert "<img src=x" not in page
        assert "<b>x" not in page
        assert "<i>y" not in page


def test_of_many_doses_the_newest_are_shown_and_all_when_asked(owner: Client) -> None:
    send(owner, **DOSE)
    assert "?all=1" not in owner.get("/me/injections/").text
    said = "\n".join(f"{1960 + n}-01-01 gave hydroxocobalamin 1000 ug im" for n in range(SHOWN))
    entries = store.with_ids(mine(), read_notation(said))
    store.append(mine(), entries, by="test", noted_at=clock.now())
    for lang in Lang:
        newest = owner.get(f"/me/injections/?lang={lang}").text
        assert newest.count("<time ") == SHOWN
        assert catalog(lang).text("injections", "all", count=SHOWN + 1) in newest
    everything = owner.get("/me/injections/?all=1").text
    assert everything.count("<time ") == SHOWN + 1
