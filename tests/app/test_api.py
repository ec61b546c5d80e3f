"""The API for machines: a record in, the assessment out."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from corrin.advice.profile import profile_of
from corrin.app.api.profile_values import PROFILE
from corrin.record import read_case
from tests.fhir.bundles import bundle, dose

CASES = Path(__file__).resolve().parents[1] / "data" / "cases"

RECORD = {
    "birth_year": 1970,
    "treatments": [
        {"drug": "hydroxocobalamin", "dose_ug": 1000, "route": "im", "date": "2026-01-05"}
    ],
}


def asked(body: Any, query: str = "country=dk&on=2026-03-01") -> tuple[int, dict[str, Any]]:
    text = body if isinstance(body, str) else json.dumps(body)
    answer = Client().post(f"/api/advice?{query}", text, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_case_and_a_bundle_are_answered() -> None:
    for body in (RECORD, bundle(dose())):
        status, found = asked(body)
        assert status == 200
        assert (found["on"], found["country"]) == ("2026-03-01", "dk")
        assert "do_not_measure_serum_b12" in [a["key"] for a in found["advice"]]


def test_the_advice_comes_as_fhir_proposals_when_asked_for() -> None:
    status, found = asked({"birth_year": 1970}, "country=dk&on=2026-03-01&format=fhir&lang=da")
    assert status == 200
    resources = [e["resource"] for e in found["entry"]]
    assert {r["intent"] for r in resources if "intent" in r} == {"proposal"}
    (guidance,) = (r for r in resources if r["resourceType"] == "GuidanceResponse")
    assert guidance["status"] == "data-required" and guidance["dataRequirement"]


@pytest.mark.parametrize(
    ("body", "query", "place"),
    [
        (RECORD, "on=2026-03-01", "country"),
        (RECORD, "country=se", "country"),
        (RECORD, "country=dk&on=soon", "on"),
        ({}, "country=dk&on=1905-01-01", "on"),
        ({"labs": 7}, "country=dk", "/labs"),
        ("{", "country=dk", "line 1, column 2"),
        (bundle(dose(id=7)), "country=dk", "Bundle.entry[0].resource.id"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_place(
    body: Any, query: str, place: str
) -> None:
    status, found = asked(body, query)
    assert status == 400
    assert [f["place"] for f in found["faults"]] == [place]


def test_what_is_wrong_with_a_record_is_told_in_the_language_asked_for() -> None:
    _, found = asked({"labs": 7}, "country=dk&lang=nl")
    assert found["faults"] == [
        {
            "place": "/labs",
            "met": "7",
            "expected": "een lijst",
            "do": "zet de onderdelen tussen [ ]",
        }
    ]


def test_the_description_names_every_address_and_choice() -> None:
    found = Client().get("/api/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    named = {p["name"] for p in found["paths"]["/api/advice"]["post"]["parameters"]}
    assert named == {"country", "ask", "lang", "for", "format", "on"}
    assert Client().get("/api/advice").status_code == 405


def profile_values(line: str) -> dict[str, Any]:
    address = "/api/profile?format=json&country=dk"
    answer = Client().post(address, line, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def keeps_to(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value has the fields its schema names, all of them and no others."""
    if "anyOf" in schema:
        return value is None or keeps_to(value, schema["anyOf"][0])
    match schema["type"]:
        case "object":
            fields = schema["properties"]
            return set(value) == set(fields) and all(keeps_to(value[n], fields[n]) for n in fields)
        case "array":
            return all(keeps_to(one, schema["items"]) for one in value)
        case "string":
            return isinstance(value, str) and value in schema.get("enum", [value])
        case "boolean":
            return isinstance(value, bool)
    return isinstance(value, int | float)


@pytest.mark.parametrize(
    "line", (CASES / "courses-open.jsonl").read_text(encoding="utf-8").splitlines()[:6]
)
def test_a_profile_comes_as_the_values_its_page_is_drawn_from(line: str) -> None:
    found, case = profile_values(line), read_case(line)
    assert case.on and keeps_to(found, PROFILE)
    page = profile_of(case.record, on=case.on, country="dk")
    assert found["record_sha256"] == case.record.sha256()
    assert [date.fromisoformat(c["start"]) for c in found["cycles"]] == [
        c.start for c in page.cycles
    ]
    assert [s["score"] for s in found["scores"]] == [score for _, score in page.scores]
    assert found["lasting"]["equally_likely_days"] == list(page.lasting.dots)
    assert (found["next"] or {}).get("due") == (page.next.due.isoformat() if page.next else None)


def test_beside_an_alarm_the_values_hold_no_duration_and_no_date() -> None:
    lines = (CASES / "own.jsonl").read_text(encoding="utf-8").splitlines()
    found = profile_values(next(line for line in lines if '"tc-925"' in line))
    assert found["silence"] == "alarm" and found["cycles"]
    assert (found["next"], found["prescribed"]) == (None, None)
    assert found["lasting"]["days"] is None and not found["lasting"]["equally_likely_days"]
