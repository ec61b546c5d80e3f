"""Others read our cards: a CDS Hooks client, and the published constraints of an answer."""

import json
import threading
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client

from tests.app.cds import Json, call, generated, injected, lab_order, searched
from tests.app.cds_answers import DISCOVERY, broken, faults
from tests.needs import absent

pytestmark = pytest.mark.fhir
ORDERED = call(
    "corrin-order-sign", [lab_order()], administrations=searched(*injected("2026-09-14"))
)
SHARE = 20  # generated calls here; bench/long/cds_calls.py makes 2,000


def brought(name: str) -> Any:
    """A module of a package that only these tests use."""
    try:
        return import_module(name)
    except ImportError:
        absent(f"the module {name}")


def answered(service: str, body: Json) -> Json:
    """The answer to one call."""
    address = f"/cds-services/{service}"
    answer = Client().post(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def models() -> Any:
    """HealthChain's models of what a service answers."""
    return brought("healthchain.models.responses.cdsresponse")


class Silent(WSGIRequestHandler):
    """Says nothing of a request."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Our services behind a real socket."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_another_client_reads_every_answer(models: Any) -> None:
    brought("fhirpathpy")
    seen = 0
    for seed in range(SHARE):
        answer = answered(*generated(seed))
        assert models.CDSResponse(**answer).model_dump(exclude_none=True, mode="json") == answer
        assert faults(answer) == [] and broken(answer) == []
        seen += len(answer["cards"])
    assert seen > SHARE // 4


def test_another_client_calls_the_service_itself(address: str, models: Any) -> None:
    sandbox = brought("healthchain.sandbox").SandboxClient
    asking = sandbox(url=f"{address}/cds-services/corrin-patient-view", workflow="patient-view")
    request = brought("healthchain.models.requests.cdsrequest").CDSRequest
    context = brought("healthchain.models.hooks.patientview").PatientViewContext
    body = call(
        "corrin-patient-view",
        administrations=searched(*injected("2026-01-05", "2026-03-30", "2026-06-22")),
    )
    told = context(userId="Practitioner/1", patientId="p1")
    asking.requests = [request(hook="patient-view", context=told, prefetch=body["prefetch"])]
    (answer,) = asking.send_requests()
    assert answer["cards"] and models.CDSResponse(**answer)


def test_another_client_finds_every_service(models: Any) -> None:
    found = Client().get("/cds-services").json()
    listed = brought("healthchain.models.responses.cdsdiscovery").CDSServiceInformation(**found)
    assert [s.hook for s in listed.services] == ["patient-view", "order-select", "order-sign"]
    assert faults(found, DISCOVERY) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"summary": "x" * 140}, "140 characters"),
        ({"summary": ""}, "no string"),
        ({"indicator": "error"}, "error is none of"),
        ({"source": {}}, "label: missing"),
        ({"colour": "red"}, "no such element"),
        ({"suggestions": []}, "empty"),
        ({"selectionBehavior": None}, "no code"),
        ({"uuid": "7"}, "no uuid"),
    ],
)
def test_the_check_sees_what_is_not_as_published(change: Json, told: str) -> None:
    answer = answered("corrin-order-sign", ORDERED)
    answer["cards"][0] |= change
    assert any(told in fault for fault in faults(answer))


def test_the_constraints_see_what_they_are_for() -> None:
    brought("fhirpathpy")
    good = answered("corrin-order-sign", ORDERED)
    wrong = deepcopy(good)
    card = wrong["cards"][0]
    del card["selectionBehavior"], card["overrideReasons"][0]["display"]
    action = card["suggestions"][0]["actions"][0]
    del action["description"], action["resourceId"]
    card["links"] = [{"label": "x", "url": "https://x", "type": "absolute", "appContext": "y"}]
    assert broken(good) == []
    assert set(broken(wrong)) == {f"cds-resp-{n}" for n in (2, 3, 4, 5, 6)}
    twice = deepcopy(good)
    twice["cards"][0]["suggestions"] *= 2
    assert broken(twice) == ["cds-resp-1"]
