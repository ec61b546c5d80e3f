"""CDS Hooks: discovery, cards on opening and on ordering, refusals, who may call."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.http import HttpResponse
from django.test import Client
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.app.cds import HOOKS, Json, call, drug_order, generated, injected, lab_order, searched
from tests.fhir.bundles import SNOMED, concept

DAYS = ("2026-01-05", "2026-03-30", "2026-06-22", "2026-09-14")
ADDRESS = "http://testserver/cds-services/corrin-patient-view"


@pytest.fixture
def clinic() -> Client:
    return Client()


def sent(clinic: Client, service: str, body: Any, **headers: str) -> HttpResponse:
    text = body if isinstance(body, str) else json.dumps(body)
    answer = clinic.post(
        f"/cds-services/{service}", text, content_type="application/json", headers=headers
    )
    assert isinstance(answer, HttpResponse)
    return answer


def cards(clinic: Client, body: Json, **headers: str) -> list[Json]:
    service = next(name for name, hook in HOOKS.items() if hook == body["hook"])
    answer = sent(clinic, service, body, **headers)
    assert answer.status_code == 200, answer.content
    found = json.loads(answer.content)["cards"]
    assert isinstance(found, list)
    return found


def faults_of(value: Any, path: str = "") -> Iterator[str]:
    """What CDS Hooks 2.0 forbids in an answer: empty values anywhere but in `cards`."""
    if value in (None, "", [], {}):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from faults_of(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from faults_of(inner, f"{path}[{index}]")


def check_card(card: Json) -> None:
    """The invariants of a card in CDS Hooks 2.0."""
    assert 0 < len(card["summary"]) < 140
    assert card["indicator"] in ("info", "warning", "critical")
    assert card["source"]["label"]
    assert not list(faults_of(card))
    assert ("suggestions" in card) == ("selectionBehavior" in card)
    assert card.get("selectionBehavior", "any") in ("any", "at-most-one")
    for suggestion in card.get("suggestions", []):
        assert suggestion["label"]
        for action in suggestion["actions"]:
            assert action["type"] in ("create", "update", "delete") and action["description"]
            assert ("resourceId" in action) == (action["type"] == "delete")
    assert all(r["code"] and r["system"] and r["display"] for r in card.get("overrideReasons", []))


def test_discovery_names_each_service_with_its_hook_and_prefetch(clinic: Client) -> None:
    for address in ("/cds-services", "/cds-services/"):
        found = clinic.get(address).json()["services"]
        assert {s["id"]: s["hook"] for s in found} == HOOKS
        assert all(s["description"] and s["prefetch"]["patient"] for s in found)


@pytest.mark.parametrize("service", ["corrin-order-select", "corrin-order-sign"])
@pytest.mark.parametrize("loinc", ["14685-2", "2132-9", "72160-5"])
def test_serum_b12_ordered_on_injections_is_answered_with_what_helps_instead(
    clinic: Client, service: str, loinc: str
) -> None:
    body = call(service, [lab_order(loinc)], administrations=searched(*injected(*DAYS)))
    (card,) = cards(clinic, body)
    check_card(card)
    assert "Serum B12" in card["summary"] and card["indicator"] == "warning"
    assert "What helps instead" in card["detail"] and "kidney function" in card["detail"]
    assert card["source"]["url"].startswith("https://")
    (action,) = card["suggestions"][0]["actions"]
    assert action["resourceId"] == "ServiceRequest/order-1"
    assert len(card["overrideReasons"]) == 4


def test_serum_b12_ordered_before_treatment_is_nobody_s_concern(clinic: Client) -> None:
    assert cards(clinic, call("corrin-order-sign", [lab_order()])) == []
    haemoglobin = [lab_order("718-7")]
    treated = searched(*injected(*DAYS))
    assert cards(clinic, call("corrin-order-sign", haemoglobin, administrations=treated)) == []


def test_only_the_selected_order_is_answered(clinic: Client) -> None:
    treated = searched(*injected(*DAYS))
    body = call("corrin-order-select", [lab_order()], administrations=treated)
    assert cards(clinic, body | {"context": body["context"] | {"selections": []}}) == []


def test_an_allergy_to_the_drug_stops_its_order(clinic: Client) -> None:
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "patient": {"reference": "Patient/p1"},
        "code": concept("http://www.whocc.no/atc", "B03BA03"),
    }
    body = call("corrin-order-sign", [drug_order("B03BA03")], allergies=searched(allergy))
    (card,) = cards(clinic, body)
    check_card(card)
    assert card["indicator"] == "critical"


def test_on_opening_an_alarm_stands_first_and_alone(clinic: Client) -> None:
    cord = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/p1"},
        "code": concept(SNOMED, "60576007"),
    }
    found = cards(clinic, call("corrin-patient-view", conditions=searched(cord)))
    assert found
    for card in found:
        check_card(card)
    treated = cards(clinic, call("corrin-patient-view", administrations=searched(*injected(*DAYS))))
    assert treated and all(card["indicator"] != "critical" for card in treated)


def test_a_card_speaks_the_caller_s_language_else_the_patient_s(clinic: Client) -> None:
    body = call("corrin-order-sign", [lab_order()], administrations=searched(*injected(*DAYS)))
    danish = cards(clinic, body, **{"Accept-Language": "da-DK, en;q=0.5"})
    assert "i stedet" in danish[0]["detail"]
    tongue = {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "nl-NL"}]}}
    body["prefetch"]["patient"]["communication"] = [tongue]
    assert "Wat wel helpt" in cards(clinic, body)[0]["detail"]


def test_a_call_is_answered_by_the_guidance_of_the_country_it_names(
    clinic: Client, settings: Any
) -> None:
    settings.COUNTRY = "uk"
    treated = searched(*injected(*DAYS))
    body = call("corrin-order-sign", [lab_order()], administrations=treated)
    told_by = {}
    for country in ("dk", "nl", "uk", None):
        told = body | ({"extension": {"corrin-country": country}} if country else {})
        told_by[country] = cards(clinic, told)[0]["uuid"]
    assert told_by[None] == told_by["uk"]
    assert len(set(told_by.values())) == 3
    wrong = body | {"extension": {"corrin-country": "se"}}
    assert sent(clinic, "corrin-order-sign", wrong).status_code == 400
    strangers = body | {"extension": {"com.example.theirs": 1}}
    assert sent(clinic, "corrin-order-sign", strangers).status_code == 200


@pytest.mark.parametrize(
    "prefetch",
    [
        {"patient": None},
        {"administrations": {"resourceType": "OperationOutcome", "issue": []}},
    ],
)
def test_without_the_data_it_needs_it_says_which(clinic: Client, prefetch: Json) -> None:
    answer = sent(clinic, "corrin-patient-view", call("corrin-patient-view", **prefetch))
    assert answer.status_code == 412
    outcome = json.loads(answer.content)
    assert outcome["resourceType"] == "OperationOutcome"
    assert next(iter(prefetch)) in outcome["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    "change",
    [
        {"hook": "order-sign"},
        {"hookInstance": "7"},
        {"hookInstance": None},
        {"context": {"userId": "Practitioner/1"}},
        {"context": {"patientId": "p1"}},
        {"context": {"userId": "Practitioner/1", "patientId": "another"}},
        {"context": []},
    ],
)
def test_a_wrong_call_is_refused_with_an_outcome(clinic: Client, change: Json) -> None:
    answer = sent(clinic, "corrin-patient-view", call("corrin-patient-view") | change)
    assert answer.status_code == 400
    assert json.loads(answer.content)["issue"]


@pytest.mark.parametrize("body", ["", "{", "[]", "NaN", "[" * 100_000, '{"hook": 1, "hook": 2}'])
def test_what_is_no_call_is_refused(clinic: Client, body: str) -> None:
    assert sent(clinic, "corrin-patient-view", body).status_code == 400


def test_a_service_nobody_has_and_a_method_nobody_takes(clinic: Client) -> None:
    assert sent(clinic, "none", {}).status_code == 404
    assert clinic.get("/cds-services/corrin-order-sign").status_code == 405
    assert clinic.post("/cds-services").status_code == 405


def test_feedback_is_acknowledged_and_a_wrong_one_refused(clinic: Client) -> None:
    heard = {"card": "u", "outcome": "overridden", "outcomeTimestamp": "2026-03-01T10:00:00Z"}
    taken = {**heard, "outcome": "accepted", "acceptedSuggestions": [{"id": "s"}]}
    address = "corrin-order-sign/feedback"
    assert sent(clinic, address, {"feedback": [heard, taken]}).status_code == 200
    wrongs: list[Json] = [{}, {"feedback": [{}]}, {"feedback": [{**heard, "outcome": "accepted"}]}]
    for wrong in wrongs:
        assert sent(clinic, address, wrong).status_code == 400


def test_a_browser_of_another_page_may_call(clinic: Client) -> None:
    asked = clinic.options("/cds-services/corrin-patient-view", headers={"Origin": "https://ehr"})
    assert asked.status_code == 204
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    for answer in (asked, clinic.get("/cds-services")):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_every_generated_call_is_answered_as_the_specification_asks(
    clinic: Client, seed: int
) -> None:
    _, body = generated(seed)
    for card in cards(clinic, body):
        check_card(card)


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP384R1())
STRANGER = ec.generate_private_key(ec.SECP384R1())


@pytest.fixture
def guarded(clinic: Client, settings: Any, tmp_path: Path) -> Client:
    """A service that believes one client with two keys."""
    keys = [
        RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True) | {"kid": "rsa"},
        ECAlgorithm.to_jwk(EC.public_key(), as_dict=True) | {"kid": "ec"},
    ]
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}), encoding="utf-8")
    listed = f'[[client]]\niss = "https://ehr"\njwks = "{(tmp_path / "keys.json").as_posix()}"\n'
    (tmp_path / "clients.toml").write_text(listed, encoding="utf-8")
    settings.CDS_CLIENTS = str(tmp_path / "clients.toml")
    return clinic


def token(key: Any = EC, alg: str = "ES384", kid: str = "ec", **change: Any) -> str:
    now = int(time.time())  # noqa: TID251
    claims = {"iss": "https://ehr", "aud": ADDRESS, "iat": now, "exp": now + 60}
    claims |= {"jti": str(change.pop("jti", time.perf_counter_ns()))}
    header = {"kid": kid, **change.pop("header", {})}
    claims = {k: v for k, v in (claims | change).items() if v is not None}
    return jwt.encode(claims, key, algorithm=alg, headers=header)


def asked_with(guarded: Client, bearer: str) -> int:
    body = call("corrin-patient-view")
    answer = sent(guarded, "corrin-patient-view", body, Authorization=f"Bearer {bearer}")
    if answer.status_code == 401:
        assert bearer not in answer.content.decode() and answer["WWW-Authenticate"] == "Bearer"
    return answer.status_code


def test_a_client_that_is_known_is_answered(guarded: Client) -> None:
    assert asked_with(guarded, token()) == 200
    assert asked_with(guarded, token(RSA, "RS384", "rsa")) == 200
    assert guarded.get("/cds-services").status_code == 200


def hostile() -> dict[str, Any]:
    now = int(time.time())  # noqa: TID251
    body, signature = token().rsplit(".", 1)
    return {
        "no token": "a.b.c",
        "unsigned": token(None, "none"),
        "symmetric": token("secret" * 12, "HS384"),
        "public key as secret": token("x" * 64, "HS256", "rsa"),
        "another algorithm": token(RSA, "RS256", "rsa"),
        "another key": token(STRANGER),
        "another key id": token(kid="nobody"),
        "another audience": token(aud="https://elsewhere/cds-services"),
        "no audience": token(aud=None),
        "another issuer": token(iss="https://somebody"),
        "no issuer": token(iss=None),
        "expired": token(iat=now - 600, exp=now - 300),
        "for too long": token(exp=now + 100_000),
        "not yet": token(iat=now + 3_000, exp=now + 3_060),
        "no end": token(exp=None),
        "no name": token(jti=""),
        "keys of its own": token(header={"jku": "https://evil/keys.json"}),
        "cut signature": f"{body}.{signature[:-8]}",
        "endless": "a" * 9_000,
    }


@pytest.mark.parametrize("name", list(hostile()))
def test_a_hostile_token_is_refused(guarded: Client, name: str) -> None:
    assert asked_with(guarded, hostile()[name]) == 401


def test_a_token_is_believed_once(guarded: Client) -> None:
    bearer = token()
    assert [asked_with(guarded, bearer) for _ in range(3)] == [200, 401, 401]


def test_without_a_token_a_guarded_service_answers_nobody(guarded: Client) -> None:
    assert sent(guarded, "corrin-patient-view", call("corrin-patient-view")).status_code == 401


def test_where_no_client_is_known_no_token_is_believed(clinic: Client) -> None:
    assert asked_with(clinic, token()) == 401


def test_nothing_of_a_call_is_logged(
    clinic: Client, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    sent(clinic, "corrin-patient-view", call("corrin-patient-view", patient={"id": "Mrs Secret"}))
    told = capfd.readouterr()
    assert "Secret" not in told.out + told.err + caplog.text
