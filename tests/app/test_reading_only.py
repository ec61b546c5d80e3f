"""Whoever may read and not write is offered nothing to write: no button leads to a refusal."""

import re

import pytest
from django.test import Client

from tests.app.accounts import a_server, signed_in, visitor
from tests.app.clinics import accepted, link_from
from tests.app.test_clinic import patient_of

SHARED = ("diary/", "injections/", "course/", "tests/", "history/", "give/")


def sent_to(page: str) -> set[str]:
    """Where the forms of a page with a button to press are sent."""
    forms = re.findall(
        r'<form[^>]*method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL
    )
    return {action for action, inside in forms if 'type="submit"' in inside}


@pytest.mark.parametrize("place", ["", "injections/", "course/", "tests/", "history/", "import/"])
def test_the_invented_patient_of_a_server_is_looked_at(kept: None, place: str) -> None:
    with a_server():
        page = visitor().get(f"/demo/{place}?lang=en").text
    assert "To look at." in page
    assert not sent_to(page)


@pytest.mark.parametrize(("scope", "writes"), [("read", False), ("write", True)])
def test_a_clinic_is_offered_what_it_was_let_in_for(kept: None, scope: str, writes: bool) -> None:
    with a_server():
        ann = signed_in("ann@example.org")
        patient_of(
            ann, "2026-01-05 gave hydroxocobalamin 1000 ug im\n2026-01-05 lab mma 0.4 umol/L\n"
        )
        berg = signed_in("berg@example.org")
        base = accepted(berg, link_from(ann, scope))
        pages = {place: berg.get(f"{base}{place}?lang=en").text for place in SHARED}
    offered = {place for place, page in pages.items() if sent_to(page)}
    assert offered == ({"injections/", "tests/", "history/", "give/"} if writes else set())
    assert all(("You may read, not write." in page) != writes for page in pages.values())


def test_on_ones_own_computer_the_invented_patient_is_written_about(owner: Client) -> None:
    assert sent_to(owner.get("/demo/?lang=en").text)
