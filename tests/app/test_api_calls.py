"""Whatever is asked of the API, it answers as its description says, and never breaks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from corrin import store
from corrin.app.tokens import door, keys
from corrin.app.tokens.limits import Limit
from corrin.app.tokens.scope import Scope
from tests.app.api_calls import answers

pytestmark = pytest.mark.fhir
EACH, SEED = 3, 1  # bench/long/api_calls.py makes more
PATIENT = UUID(int=7)


def opened() -> str:
    """A token for everything, about a patient who is there."""
    now = datetime.now(UTC)  # noqa: TID251
    store.new_patient(PATIENT, zone="Europe/London")
    return keys.make("t", [PATIENT], tuple(Scope), now=now, until=now + timedelta(days=1))


@pytest.mark.slow
def test_whatever_is_asked_is_answered_as_described(
    kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "CALLS", Limit(10**9))
    met, faults = answers(EACH, SEED, opened())
    assert faults == []
    assert met["200"] and met["400"]


def test_the_description_is_one_that_can_be_read() -> None:
    found = Client(headers={"host": "localhost"}).get("/api/openapi.json").json()
    asked = {f"{m} {a}" for a, methods in found["paths"].items() for m in methods}
    assert "post /api/advice" in asked and "get /api/record" in asked
