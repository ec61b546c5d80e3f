"""A patient lets a clinic in; the clinic sees, gives, signs; the patient sees every look."""

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client, override_settings

from corrin import store
from corrin.app import clock
from corrin.app.clinic.standing import Standing, first_of, rebuild, standing
from corrin.app.models import Clinic, Diary, Grant, Invitation, Look
from corrin.app.site import Site
from corrin.record import Administration, CarePlan, read_notation
from corrin.terms import Country, Lang
from corrin.words import catalog
from tests.app.accounts import a_server, signed_in, visitor
from tests.app.clinics import accepted, link_from

TODAY = clock.today("Europe/London")


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    with a_server():
        yield


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def patient_of(someone: Client, text: str = "") -> UUID:
    """The diary of somebody signed in, with a record in it."""
    someone.get("/me/?lang=en")
    owner = someone.session["_auth_user_id"]
    found = Diary.objects.get(owner=owner).patient_id
    if text:
        entries = store.with_ids(found, read_notation(text))
        store.append(found, entries, by="test", noted_at=clock.now())
    return found


@pytest.fixture
def ann() -> Client:
    someone = signed_in("ann@example.org")
    patient_of(
        someone,
        f"{ago(400)} plan every 56 days\n{ago(57)} gave hydroxocobalamin 1000 ug im\n"
        f"{ago(2)} felt fatigue 6\n",
    )
    return someone


@pytest.fixture
def berg() -> Client:
    return signed_in("berg@example.org")


def test_a_link_lets_one_clinic_in_once(ann: Client, berg: Client) -> None:
    link = link_from(ann)
    assert berg.get(link).status_code == 200  # looking uses nothing up
    base = accepted(berg, link)
    assert "6" in re.findall(r"<li>([^<]*)</li>", berg.get(f"{base}diary/").text)[0]
    other = signed_in("other@example.org")
    assert other.get(link).status_code == 404
    assert other.get(f"{base}diary/").status_code == 403
    assert visitor().get(f"{base}diary/").headers["Location"].startswith("/account/login/")


def test_a_link_is_kept_as_a_hash_and_asks_for_an_account(ann: Client) -> None:
    link = link_from(ann)
    secret = link.split("/")[2]
    row = Invitation.objects.get()
    assert secret not in str(row.__dict__)
    answer = visitor().get(link)
    assert answer.headers["Location"] == f"/account/login/?next={link}"


def test_links_at_random_end_in_a_refusal(ann: Client, berg: Client) -> None:
    answers = [berg.get(f"/invited/{uuid4().hex}/").status_code for _ in range(21)]
    assert answers == [404] * 20 + [429]


@pytest.mark.parametrize(
    ("scope", "writes", "signs"), [("read", 403, 403), ("write", 302, 403), ("sign", 302, 302)]
)
def test_each_scope_goes_as_far_as_it_says(
    ann: Client, berg: Client, scope: str, writes: int, signs: int
) -> None:
    base = accepted(berg, link_from(ann, scope))
    assert berg.get(f"{base}doctor/").status_code == 200
    assert berg.post(f"{base}give/", dose()).status_code == writes
    assert berg.post(f"{base}band/", limits()).status_code == signs
    patient_id = Diary.objects.get().patient_id
    record = store.read(patient_id).current()
    assert any(p.signed for p in record.of(CarePlan)) == (signs == 302)
    assert (len(record.of(Administration)) == 2) == (writes == 302)


def dose(**more: str) -> dict[str, str]:
    usual = {"drug": "hydroxocobalamin", "dose": "1000", "route": "im", "site": "left_deltoid"}
    return {"form": str(uuid4()), **usual, **more}


def limits(**more: str) -> dict[str, str]:
    usual = {"low": "28", "high": "70", "every": "56", "alpha": "0.1", "why": "agreed today"}
    return {"form": str(uuid4()), **usual, **more}


def test_a_clinic_never_opens_what_is_the_patients_alone(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann))
    for place in ("", "sharing/", "export/", "import/", f"day/{TODAY}/"):
        assert berg.get(f"{base}{place}").status_code == 403


def test_ending_it_ends_it_at_once(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann))
    ann.post("/me/sharing/", {"do": "end", "row": str(Grant.objects.get().pk)})
    assert berg.get(f"{base}diary/").status_code == 403
    assert "Ann" not in berg.get("/clinic/").text


def test_the_page_says_that_it_ended_and_never_that_a_used_link_is_taken_back(
    ann: Client, berg: Client
) -> None:
    link = link_from(ann)
    waiting = {"do": "cancel", "row": str(Invitation.objects.get().pk)}
    accepted(berg, link)
    assert "Nothing was changed" in ann.post("/me/sharing/", waiting, follow=True).text
    assert Invitation.objects.get().cancelled_at is None
    held = {"do": "end", "row": str(Grant.objects.get().pk)}
    assert "can no longer open your diary" in ann.post("/me/sharing/", held, follow=True).text
    assert "Nothing was changed" in ann.post("/me/sharing/", held, follow=True).text
    link_from(ann)
    waiting["row"] = str(Invitation.objects.get(used_at=None).pk)
    assert "opens nothing any more" in ann.post("/me/sharing/", waiting, follow=True).text


def test_nobody_ends_or_takes_back_what_is_anothers(ann: Client, berg: Client) -> None:
    accepted(berg, link_from(ann))
    link_from(ann)
    grant, waiting = Grant.objects.get().pk, Invitation.objects.get(used_at=None).pk
    other = signed_in("other@example.org")
    other.post("/me/sharing/", {"do": "end", "row": str(grant)})
    other.post("/me/sharing/", {"do": "cancel", "row": str(waiting)})
    assert Grant.objects.get().revoked_at is None
    assert Invitation.objects.get(pk=waiting).cancelled_at is None


def test_it_ends_by_itself_on_its_day(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann, until="quarter"))
    Grant.objects.update(expires_on=clock.now().date() - timedelta(days=1))
    assert berg.get(f"{base}diary/").status_code == 403


def test_a_link_taken_back_or_too_old_opens_nothing(ann: Client, berg: Client) -> None:
    taken, old = link_from(ann), link_from(ann)
    rows = Invitation.objects.order_by("made_at")
    ann.post("/me/sharing/", {"do": "cancel", "row": str(rows[0].pk)})
    Invitation.objects.filter(pk=rows[1].pk).update(open_until=clock.now())
    assert [berg.get(link).status_code for link in (taken, old)] == [404, 404]


def test_every_look_leaves_a_row_that_the_patient_reads(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann))
    before = Look.objects.count()
    berg.get(f"{base}diary/")
    berg.get(f"{base}doctor.pdf")
    berg.post(f"{base}give/", dose())
    rows = list(Look.objects.order_by("at", "pk"))[before:]
    assert [(row.what, row.did) for row in rows] == [
        ("diary", "read"),
        ("doctor_pdf", "read"),
        ("give", "wrote"),
    ]
    page = ann.get("/me/sharing/").text
    assert "Dr Berg, North Street" in page
    assert catalog(Lang.EN).text("look", "doctor_pdf") in page
    ann.get("/me/diary/")
    assert Look.objects.count() == before + 3  # one's own looks leave none


def test_being_listed_is_a_look_once_a_day(ann: Client, berg: Client) -> None:
    accepted(berg, link_from(ann))
    for _ in range(3):
        assert "Ann" in berg.get("/clinic/").text
    assert Look.objects.filter(did="listed").count() == 1


def test_a_refused_try_is_no_look_and_shows_nothing(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann, "read"))
    before = Look.objects.count()
    assert "Ann" not in berg.post(f"{base}give/", dose()).text
    assert Look.objects.count() == before


def test_an_injection_is_registered_with_three_touches(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann, "write"), title="nurse")
    assert base in berg.get("/clinic/today/").text  # 57 days after, planned every 56: late
    page = html.unescape(berg.get(f"{base}give/").text)
    assert "Late by 1 day" in page
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form
    for _ in range(2):  # sent twice, written once
        assert berg.post(f"{base}give/", dose(form=form[1])).status_code == 302
    doses = store.read(Diary.objects.get().patient_id).current().of(Administration)
    assert [(d.on, d.site) for d in doses][1:] == [(TODAY, "left_deltoid")]
    assert berg.post(f"{base}give/", dose()).status_code == 200  # a second one today is not noted
    assert len(store.read(Diary.objects.get().patient_id).of(Administration)) == 2
    assert Grant.objects.get().injected_on == TODAY  # the panel follows at once


@pytest.mark.parametrize("alarm", ["nerves", "reaction", "heart"])
def test_an_alarm_sends_to_the_doctor_before_anything_is_noted(
    ann: Client, berg: Client, alarm: str
) -> None:
    base = accepted(berg, link_from(ann, "write"), title="nurse")
    page = berg.post(f"{base}give/", dose(alarm=alarm)).text
    assert catalog(Lang.EN).text("give", "stop") in page
    patient_id = Diary.objects.get().patient_id
    assert len(store.read(patient_id).of(Administration)) == 1
    assert berg.post(f"{base}give/", dose(alarm=alarm, asked="yes")).status_code == 302
    words = catalog(Lang.EN)
    asked = words.text("give", "asked_note", why=words.text("give", f"alarm_{alarm}"))
    assert store.read(patient_id).of(Administration)[1].note == asked


def test_earlier_than_the_signed_shortest_asks_the_doctor_first(berg: Client) -> None:
    eve = signed_in("eve@example.org")
    patient_of(
        eve,
        f'{ago(90)} plan every 56 days band 42 70 signed "Dr Berg"\n'
        f"{ago(20)} gave hydroxocobalamin 1000 ug im\n",
    )
    base = accepted(berg, link_from(eve, "write"))
    assert "Early by 22 days" in berg.get(f"{base}give/").text
    assert berg.post(f"{base}give/", dose()).status_code == 200
    assert berg.post(f"{base}give/", dose(asked="yes")).status_code == 302
    noted = store.read(Grant.objects.get().patient_id).of(Administration)[-1]
    assert (noted.on, noted.note) == (TODAY, "Doctor asked first: early by 22 days")


def test_a_band_is_signed_with_who_when_and_why(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann))
    assert berg.post(f"{base}band/", limits()).status_code == 302
    plan = store.read(Diary.objects.get().patient_id).current().of(CarePlan)[-1]
    assert (plan.on, plan.band_days, plan.interval_days) == (TODAY, (28, 70), 56)
    assert (plan.signed, plan.signed_by) == (True, "Dr Berg, doctor, North Street")
    assert (plan.alpha, plan.note) == (0.1, "agreed today")
    account = berg.session["_auth_user_id"]
    assert store.history(Diary.objects.get().patient_id)[-1].by == f"account {account}"
    assert "agreed today" in berg.get(f"{base}band/").text
    assert Grant.objects.get().banded


def test_a_nurse_signs_nothing(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann, "sign"), title="nurse")
    assert berg.get(f"{base}band/").status_code == 403
    assert berg.post(f"{base}band/", limits()).status_code == 403


def test_nobody_signs_in_their_own_diary(ann: Client) -> None:
    assert ann.get("/me/band/").status_code == 403
    assert ann.post("/me/band/", limits()).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("low", "71"),
        ("low", "0"),
        ("high", "400"),
        ("high", "much"),
        ("every", "71"),
        ("every", "3,5"),
        ("alpha", "0.5"),
        ("why", ""),
        ("why", "x" * 501),
    ],
)
def test_limits_that_cannot_be_meant_are_told_at_the_field(
    ann: Client, berg: Client, field: str, value: str
) -> None:
    base = accepted(berg, link_from(ann))
    answer = berg.post(f"{base}band/", limits(**{field: value}))
    assert answer.status_code == 400
    named = {"low": "high"}.get(field, field) if value == "71" else field
    assert f'id="{named}-error"' in answer.text
    assert value in html.unescape(answer.text) or field == "alpha"  # chosen, not typed
    assert not store.read(Diary.objects.get().patient_id).of(CarePlan)[-1].signed


def test_a_clinician_takes_back_only_what_they_wrote(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann, "write"))
    patient_id = Diary.objects.get().patient_id
    theirs = next(r for r in store.history(patient_id) if isinstance(r.entries[0], Administration))
    berg.post(f"{base}undo/", {"act": str(theirs.act), "form": str(uuid4())})
    berg.post(f"{base}injections/take-back/", {"row": str(theirs.id), "form": str(uuid4())})
    assert len(store.read(patient_id).current().of(Administration)) == 1
    berg.post(f"{base}give/", dose())
    own = store.history(patient_id)[-1]
    berg.post(f"{base}undo/", {"act": str(own.act), "form": str(uuid4())})
    assert len(store.read(patient_id).current().of(Administration)) == 1


def test_the_panel_counts_finds_and_puts_no_name_in_an_address(berg: Client) -> None:
    berg.post("/clinic/new/", {"clinic": "North Street", "name": "Dr Berg", "title": "doctor"})
    clinic = Clinic.objects.get()
    due = {"Zoë Ågren": -3, "Bo Holm": 2, "Ib Juhl": 40, "Eva Lind": None}
    for name, days in due.items():
        on = TODAY + timedelta(days=days) if days is not None else None
        stands = Standing(on, None, None, False, False, days == 40, TODAY)
        Grant.objects.create(
            rank=f"{first_of(stands)}{name}",
            patient_id=(pid := uuid4()),
            clinic=clinic,
            scope="read",
            called=name,
            folded=name.casefold().replace("ë", "e").replace("å", "a"),
            version="v",
            given_at=clock.now(),
            due_on=on,
            scored_on=TODAY if days == 40 else None,
            banded=days == 40,
            built_on=clock.today("Europe/London"),
        )
        store.new_patient(pid)
    page = html.unescape(berg.get("/clinic/?lang=en").text)
    counts = dict(re.findall(r'href="\?show=(\w+)"[^>]*>[^<]*<span>(\d+)</span>', page))
    assert counts == {
        "all": "4", "alarm": "0", "overdue": "1", "due": "1", "worse": "0", "unsigned": "3",
        "silent": "3",
    }  # fmt: skip
    names = re.findall(r"/doctor/\">([^<]+)<", page)
    assert names == ["Zoë Ågren", "Bo Holm", "Ib Juhl", "Eva Lind"]
    found = berg.post("/clinic/", {"q": "AGREN", "show": "all"}).text
    assert re.findall(r"/doctor/\">([^<]+)<", html.unescape(found)) == ["Zoë Ågren"]
    assert not re.search(r'(href|action)="[^"]*(Holm|Juhl|gren)', page)


def test_what_a_panel_shows_is_rebuilt_from_the_record_alone(ann: Client, berg: Client) -> None:
    accepted(berg, link_from(ann))
    before = Grant.objects.values("due_on", "injected_on", "scored_on", "worse", "banded").get()
    assert before["due_on"] == ago(1)
    Grant.objects.update(due_on=None, injected_on=None, scored_on=None, worse=True, banded=True)
    patient_id = Diary.objects.get().patient_id
    assert rebuild([(patient_id, Country.UK)], TODAY) == 1
    after = Grant.objects.values("due_on", "injected_on", "scored_on", "worse", "banded").get()
    assert after == before


@pytest.mark.parametrize(
    ("before", "last", "is_worse"), [(2, 3, True), (2, 2.9, False), (5, 2, False)]
)
def test_getting_worse_is_a_point_in_four_weeks(before: float, last: float, is_worse: bool) -> None:
    lines = [f"{ago(n)} felt fatigue {last if n < 28 else before}" for n in range(56)]
    record = read_notation("\n".join(lines))
    assert standing(record, Country.UK, TODAY).worse == is_worse
    few = read_notation("\n".join([*lines[:7], *lines[28:]]))
    assert not standing(few, Country.UK, TODAY).worse


def test_the_invented_clinic_is_there_on_ones_own_computer_alone(kept: None) -> None:
    with override_settings(SITE=Site()):
        someone = visitor()
        page = someone.get("/clinic/?lang=en").text
        bases = re.findall(r'href="(/patient/[0-9a-f-]+/)doctor/"', page)
        assert len(bases) == 10
        assert someone.post(f"{bases[0]}give/", dose()).status_code == 302
        assert "/doctor/" in someone.get("/clinic/today/").text
    assert visitor().get(f"{bases[0]}doctor/").headers["Location"].startswith("/account/login/")
    assert signed_in("x@example.org").get(f"{bases[0]}doctor/").status_code == 403
