"""When the store cannot keep something, that is said, and what was sent can be sent again."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from corrin import store
from corrin.app import clock
from corrin.app.models import Diary
from corrin.store import writing
from corrin.store.models import Patient
from corrin.terms import Lang
from corrin.words import catalog

TODAY = clock.today("Europe/London")
SENT = {"code": "fatigue", "item_0": "7", "note": "<b>tired</b>", "form": str(uuid4())}


@pytest.fixture
def client(db: None) -> Client:
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    client.get("/me/")
    return client


@pytest.fixture(params=[(store.DiskFull, 507), (store.NotStored, 503)])
def failing(request: pytest.FixtureRequest) -> Iterator[int]:
    """The store's own refusal, where the real one is seen by bench/long/keeping/full.py."""
    fault, status = request.param
    with patch.object(writing, "_add", side_effect=fault("no room; try again")):
        yield status


def test_a_full_disk_is_said_and_what_was_typed_can_be_sent_again(
    client: Client, failing: int
) -> None:
    address = f"/me/day/{TODAY}/"
    answer = client.post(address, SENT)
    page = answer.content.decode()
    assert answer.status_code == failing
    assert f'action="{address}"' in page
    assert '<input type="hidden" name="item_0" value="7">' in page
    assert "&lt;b&gt;tired&lt;/b&gt;" in page
    assert "<b>tired" not in page
    assert client.get("/me/diary/").status_code == 200


def test_sending_it_again_when_there_is_room_keeps_it_once(client: Client) -> None:
    address = f"/me/day/{TODAY}/"
    with patch.object(writing, "_add", side_effect=store.DiskFull("no room")):
        client.post(address, SENT)
    for _ in range(2):
        assert client.post(address, SENT).status_code == 302
    record = store.read(Diary.objects.get().patient_id)
    assert len(record.entries) == 1


@pytest.mark.parametrize(
    ("met", "status"), [("database or disk is full", 507), ("disk I/O error", 503)]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fault_of_a_table_beside_the_record_is_said_as_well(
    client: Client, met: str, status: int, method: str
) -> None:
    with patch.object(Diary.objects, "filter", side_effect=OperationalError(met)):
        answer = getattr(client, method)(f"/me/day/{TODAY}/", SENT)
    assert answer.status_code == status
    words = catalog(Lang.EN).tables["page"]
    assert words["not_opened_title" if method == "get" else "not_kept_title"] in answer.text


def test_it_is_said_in_three_languages() -> None:
    said = {catalog(lang).tables["page"]["disk_full"] for lang in Lang}
    assert len(said) == 3


def test_the_invented_patient_of_another_day_is_removed_when_a_new_day_begins(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Diary.objects.get().patient_id
    for days in (0, 1, 2, 3):
        monkeypatch.setattr(clock, "today", lambda zone, n=days: TODAY + timedelta(days=n))
        assert client.get("/demo/diary/").status_code == 200
        assert client.get("/demo/").status_code == 200
    there = set(Patient.objects.values_list("pk", flat=True))
    near = {store.invented_id(TODAY + timedelta(days=n)) for n in (2, 3)}
    assert there == {mine, *near}
