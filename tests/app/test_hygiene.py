"""Nothing about a patient in logs, addresses, error pages, feeds; each look noted, or refused."""

import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from corrin import store
from corrin.app import looks, quiet
from corrin.app.models import Look
from tests.app.accounts import a_server
from tests.app.hygiene import asked
from tests.app.matrix import MARK, Role, World, world

NUMBER, SEED = 120, 5  # bench/long/hygiene.py makes 5,000


@pytest.fixture
def everybody(kept: None) -> Iterator[World]:
    with a_server():
        yield world()


def test_no_word_of_a_record_is_where_it_does_not_belong_and_every_look_is_noted(
    everybody: World,
) -> None:
    found = asked(everybody, NUMBER, SEED)
    assert found.traces == []
    assert found.looks == []
    assert found.touched > 5
    assert found.statuses[500] and found.statuses[200]


def test_control_a_log_that_tells_the_message_is_found(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet.Quiet, "format", logging.Formatter().format)
    assert any("in the log" in trace for trace in asked(everybody, NUMBER, SEED).traces)


def test_control_a_look_that_is_not_noted_is_found(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "_keep", lambda *_: None)
    assert asked(everybody, NUMBER, SEED).looks


def role(everybody: World, name: str) -> Role:
    return next(one for one in everybody.roles if one.name == name)


def bearer(one: Role) -> dict[str, Any]:
    return {"headers": {"authorization": f"Bearer {one.token}"}}


def test_where_the_note_cannot_be_written_nothing_is_shown_and_nothing_changes(
    everybody: World,
) -> None:
    nurse, reads, writes = (
        role(everybody, name) for name in ("nurse sign", "token record:read", "token record:write")
    )
    before = len(store.history(everybody.patient))
    failing = OperationalError("disk I/O error")
    with (
        patch.object(Look.objects, "bulk_create", side_effect=failing),
        patch.object(Look.objects, "create", side_effect=failing),
    ):
        answers = [
            nurse.client.get(f"{nurse.base}doctor/"),
            nurse.client.post(f"{nurse.base}give/", everybody.body()),
            nurse.client.get("/clinic/"),
            reads.client.get("/api/record", **bearer(reads)),
            writes.client.post(
                "/api/record", "2026-02-05 felt fatigue 3\n", "text/plain", **bearer(writes)
            ),
        ]
    assert [answer.status_code for answer in answers] == [503] * 5
    assert not any(MARK in answer.text for answer in answers)
    assert len(store.history(everybody.patient)) == before
    assert nurse.client.get(f"{nurse.base}doctor/").status_code == 200  # control


def test_the_patient_sees_which_program_opened_the_record(everybody: World) -> None:
    reads = role(everybody, "token record:read")
    assert reads.client.get("/api/record", **bearer(reads)).status_code == 200
    (row,) = looks.at(everybody.patient, 10)
    assert (row.who, row.what, row.did) == ("m", "machine", "read")
    page = everybody.owner.get("/me/sharing/?lang=en").text
    assert "the record, by a program with a token" in page
