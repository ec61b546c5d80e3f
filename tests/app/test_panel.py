"""The pages of a long panel: together they are the whole list, once and in order."""

import html
import re
from itertools import chain
from uuid import uuid4

from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.models import Clinic, Grant
from tests.app.accounts import a_server, signed_in

PATIENTS = 112  # five pages, the last of them not full


def names(page: str) -> list[str]:
    return re.findall(r"/doctor/\">([^<]+)<", html.unescape(page))


def clinic(berg: Client) -> list[str]:
    """A clinic with many patients; their names as the list shall show them."""
    berg.post("/clinic/new/", {"clinic": "North Street", "name": "Dr Berg", "title": "doctor"})
    made, called = (
        Clinic.objects.get(),
        [f"Patient {n * 37 % PATIENTS:03}" for n in range(PATIENTS)],
    )
    on = clock.today("Europe/London")
    grants = [
        Grant(
            patient_id=uuid4(),
            clinic=made,
            scope="read",
            called=name,
            folded=name.casefold(),
            version="v",
            given_at=clock.now(),
            banded=name.endswith("7"),
            built_on=on,
            rank=f"1{on} {name}",
        )
        for name in called
    ]
    for grant in grants:
        store.new_patient(grant.patient_id)
    Grant.objects.bulk_create(grants)
    return sorted(called)


def test_the_pages_are_the_list_once_and_in_order(kept: None) -> None:
    with a_server():
        berg = signed_in("berg@example.org")
        wanted = clinic(berg)
        shown = [names(berg.get(f"/clinic/?page={n}").text) for n in range(5)]
        assert [len(page) for page in shown] == [25, 25, 25, 25, 12]
        assert list(chain.from_iterable(shown)) == wanted
        assert names(berg.get("/clinic/?page=99").text) == shown[-1]
        some = [name for name in wanted if not name.endswith("7")]
        found = [names(berg.get(f"/clinic/?show=unsigned&page={n}").text) for n in range(5)]
        assert list(chain.from_iterable(found)) == some
        sought = [name for name in wanted if "Patient 0" in name]
        asked = [berg.post("/clinic/", {"q": "patient 0", "page": str(n)}).text for n in range(4)]
        assert list(chain.from_iterable(map(names, asked))) == sought
        assert names(berg.post("/clinic/", {"q": "nobody"}).text) == []
