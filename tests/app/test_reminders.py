"""Reminders: a calendar that follows the days, behind a secret link that can be revoked."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from corrin import store
from corrin.advice import assess
from corrin.app import clock
from corrin.app.reminders import feed, models
from corrin.app.whose import Patient, Whose, patient
from corrin.record import read_notation
from corrin.terms import Country, Lang
from corrin.words import catalog
from tests.advice.test_course import TOLD

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OF = UUID("6f9619ff-8b86-4011-b42d-00c04fc964ff")
TITLES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\\;,:"\n\t æøåé💉'),
    max_size=60,
)


def read(text: str) -> list[tuple[date, str]]:
    """The days and titles, as a reader that is not ours finds them."""
    found = Calendar.from_ical(text)
    assert not found.errors
    events = [part for part in found.walk("VEVENT")]
    assert all(not event.errors for event in events)
    return [(event.decoded("dtstart"), str(event["summary"])) for event in events]


@given(TITLES, st.lists(st.dates(date(1900, 1, 1), date(2200, 1, 1)), max_size=12))
def test_any_title_and_any_days_come_back_from_another_reader(title: str, days: list[date]) -> None:
    text = feed.calendar(OF, title, days, MADE)
    # White space is joined: a title is one line.
    assert read(text) == [(day, " ".join(title.split())) for day in days]
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert [line.decode() for line in lines]  # no letter is cut in two


def test_an_event_keeps_its_name_when_its_day_moves() -> None:
    names = []
    for days in ([date(2026, 12, 1)], [date(2026, 12, 5)]):
        events = Calendar.from_ical(feed.calendar(OF, "x", days, MADE)).walk("VEVENT")
        names.append([str(event["uid"]) for event in events])
    assert names[0] == names[1]


def mine(owner: Client, told: str) -> Patient:
    own = patient(Whose.ME, Country.DK)
    store.append(
        own.id,
        store.with_ids(own.id, read_notation(told)),
        by="test",
        noted_at=clock.now(),
        act=uuid4(),
    )
    return own


PLANNED = "{first} gave hydroxocobalamin 1000 ug im\n{first} plan every 56 days\n"


def planned(own_day: date, **more: str) -> str:
    return PLANNED.format(first=own_day - timedelta(days=20), **more)


def today() -> date:
    return clock.today("Europe/Copenhagen")


def link(owner: Client, title: str = "Reminder") -> str:
    answer = owner.post("/me/reminders/", {"do": "link", "title": title})
    assert answer.status_code == 200
    found = re.search(r'value="http://[^/]+(/calendar/[^"]+)"', answer.text)
    assert found
    return found[1]


def test_a_link_leads_to_the_days_and_to_nothing_else(owner: Client) -> None:
    own = mine(owner, planned(today()))
    address = link(owner, "Tid til mig; kl. 9, hjemme")
    stranger = Client(headers={"host": "localhost"})
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert read(answer.text) == [(today() + timedelta(days=36), "Tid til mig; kl. 9, hjemme")]
    assert not answer.cookies
    text = answer.text.lower()
    assert str(own.id) not in text
    text = re.sub(r"uid:\S+", "", text)  # drawn by lot, so it may well hold "b12"
    for told in ("b12", "cobalamin", "injection", address.split("/")[-1][:20]):
        assert told not in text


def test_revoking_and_renewing_end_the_old_link(owner: Client) -> None:
    mine(owner, planned(today()))
    first = link(owner)
    second = link(owner)
    assert owner.get(first).status_code == 404
    assert owner.get(second).status_code == 200
    assert owner.post("/me/reminders/", {"do": "revoke"}).status_code == 302
    assert owner.get(second).status_code == 404
    assert models.Calendar.objects.count() == 0


def test_the_link_is_shown_once_and_is_not_in_the_database(owner: Client) -> None:
    mine(owner, planned(today()))
    address = link(owner)
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in owner.get("/me/reminders/").text
    kept = models.Calendar.objects.values_list().get()
    assert secret not in str(kept)


def test_whoever_is_erased_has_no_calendar(owner: Client) -> None:
    own = mine(owner, planned(today()))
    address = link(owner)
    store.erase(own.id, clock.now())
    assert owner.get(address).status_code == 404


@pytest.mark.parametrize("lang", list(Lang))
def test_a_title_that_cannot_be_is_answered_at_its_field(owner: Client, lang: Lang) -> None:
    mine(owner, planned(today()))
    for title in ("", "x" * 10_000, "a\u202eb"):
        sent = {"do": "link", "title": title, "lang": lang}
        answer = owner.post("/me/reminders/", sent)
        assert answer.status_code == 400
        assert 'id="title-error"' in answer.text
        assert title in html.unescape(answer.text)
    assert models.Calendar.objects.count() == 0


def test_the_days_of_a_course_and_of_the_plan_are_shown_and_filed(owner: Client) -> None:
    start = today() - timedelta(days=1)
    mine(owner, TOLD + f"{start} gave hydroxocobalamin 1000 ug im\n")
    days = [start + timedelta(days=n) for n in (2, 4, 6, 8)]
    page = owner.get("/me/reminders/?lang=da").text
    assert re.findall(r'datetime="([^"]+)"', page) == [str(day) for day in days]
    answer = owner.get("/me/calendar.ics?lang=da")
    assert "attachment" in answer.headers["Content-Disposition"]
    usual = catalog(Lang.DA).text("reminders", "usual")
    assert read(answer.text) == [(day, usual) for day in days]


def test_beside_an_alarm_no_day_of_maintenance_is_named(owner: Client) -> None:
    alarm = f"{today()} symptom saddle_numbness 7 worse\n"
    mine(owner, planned(today()) + alarm)
    assert read(owner.get("/me/calendar.ics").text) == []


def test_a_proposal_moves_no_day(owner: Client) -> None:
    def before(n: int) -> date:
        return today() - timedelta(days=n)

    doses = [f"{before(n)} gave hydroxocobalamin 1000 ug im" for n in range(20, 700, 56)]
    bad = [f"{before(n)} felt fatigue {7 if (20 - n) % 56 > 30 else 2}" for n in range(1, 700)]
    plan = f'{before(700)} plan every 56 days band 28 84 signed "Dr A. Jensen"'
    own = mine(owner, "\n".join([*doses, *bad, plan]))
    found = assess(own.record(), on=own.on, country=own.country).proposal
    assert found
    assert found.due != today() + timedelta(days=36)
    shown = [day for day, _ in read(owner.get("/me/calendar.ics").text)]
    assert shown == [today() + timedelta(days=36)]


def test_the_invented_patient_gets_no_link(owner: Client) -> None:
    answer = owner.post("/demo/reminders/", {"do": "link", "title": "x"})
    assert "/calendar/" not in answer.text
    assert models.Calendar.objects.count() == 0
