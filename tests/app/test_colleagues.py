"""Who belongs to a clinic: joining by a link, leaving, being let go."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from corrin.app.models import Clinic, Invitation, Member
from tests.app.accounts import a_server, signed_in
from tests.app.clinics import accepted, link_from


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    with a_server():
        yield


@pytest.fixture
def ann() -> Client:
    return signed_in("ann@example.org")


@pytest.fixture
def berg() -> Client:
    return signed_in("berg@example.org")


def test_a_colleague_joins_by_a_link_and_sees_the_same_patients(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann, "sign"))
    page = berg.post("/clinic/people/", {"title": "nurse", "do": "invite"}).text
    link = re.search(r"http://localhost(/invited/[^\"]+)", page)
    assert link
    nurse = signed_in("nurse@example.org")
    assert nurse.post(link[1], {"name": "Nurse Holm"}).headers["Location"] == "/clinic/"
    assert nurse.get(f"{base}diary/").status_code == 200
    assert nurse.get(f"{base}band/").status_code == 403
    assert Member.objects.get(name="Nurse Holm").title == "nurse"
    assert signed_in("x@example.org").get(link[1]).status_code == 404


def colleague(berg: Client, name: str, title: str = "nurse") -> tuple[Client, Member]:
    """Somebody who has joined by a link of Dr Berg's."""
    page = berg.post("/clinic/people/", {"title": title, "do": "invite"}).text
    link = re.search(r"http://localhost(/invited/[^\"]+)", page)
    assert link
    found = signed_in(f"{name.split()[0]}@example.org")
    found.post(link[1], {"name": name})
    return found, Member.objects.get(name=name)


def ends(who: Client, member: Member) -> int:
    return who.post("/clinic/people/", {"do": "end", "row": member.pk}).status_code


def test_a_colleague_who_is_let_go_sees_no_patient_from_then_on(ann: Client, berg: Client) -> None:
    base = accepted(berg, link_from(ann))
    nurse, place = colleague(berg, "Holm")
    assert nurse.get(f"{base}doctor/").status_code == 200
    assert ends(berg, place) == 302
    assert nurse.get(f"{base}doctor/").status_code == 403
    assert nurse.get("/clinic/").headers["Location"] == "/clinic/new/"
    assert berg.get(f"{base}doctor/").status_code == 200
    assert "Holm" in ann.get("/me/sharing/").text, "what was looked at stays noted"


def test_only_a_doctor_decides_who_belongs_where_there_is_one(ann: Client, berg: Client) -> None:
    accepted(berg, link_from(ann))
    nurse, place = colleague(berg, "Holm")
    _, other = colleague(berg, "Juhl", "doctor")
    doctor = Member.objects.exclude(pk__in=(place.pk, other.pk)).get()
    asked = (
        {"do": "end", "row": other.pk},
        {"do": "end", "row": doctor.pk},
        {"do": "invite", "title": "doctor"},
        {"do": "days", "days": ["0"]},
    )
    for sent in asked:
        assert nurse.post("/clinic/people/", sent).status_code == 403
    assert Member.objects.count() == 3
    assert Clinic.objects.get().days == "01234"
    page = nurse.get("/clinic/people/").text
    assert page.count('value="end"') == 1, "one's own place can be given up"
    assert 'value="invite"' not in page
    assert ends(nurse, place) == 302
    assert Member.objects.count() == 2


def test_the_last_one_cannot_leave_patients_behind(ann: Client, berg: Client) -> None:
    accepted(berg, link_from(ann))
    answer = berg.post("/clinic/people/", {"do": "end", "row": Member.objects.get().pk})
    assert answer.status_code == 400
    assert 'id="people-error"' in answer.text
    assert Member.objects.count() == 1


def test_nobody_ends_a_place_in_another_clinic(ann: Client, berg: Client) -> None:
    accepted(berg, link_from(ann))
    south = signed_in("south@example.org")
    south.post("/clinic/new/", {"clinic": "South", "name": "Dr South", "title": "doctor"})
    colleague(south, "Lind")
    assert ends(south, Member.objects.get(clinic__name="North Street")) == 302
    assert Member.objects.filter(clinic__name="North Street").count() == 1


def test_a_link_for_a_colleague_can_be_taken_back(berg: Client) -> None:
    berg.post("/clinic/new/", {"clinic": "North Street", "name": "Dr Berg", "title": "doctor"})
    page = berg.post("/clinic/people/", {"title": "nurse", "do": "invite"}).text
    link = re.search(r"http://localhost(/invited/[^\"]+)", page)
    assert link
    berg.post("/clinic/people/", {"do": "cancel", "row": str(Invitation.objects.get().pk)})
    assert signed_in("late@example.org").get(link[1]).status_code == 404
