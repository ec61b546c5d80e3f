"""A real FHIR server takes what we write, finds it, and gives it back to an independent client."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from corrin.advice import assess
from corrin.fhir import read_bundle, write_bundle
from corrin.fhir.cards import Said
from corrin.fhir.proposals import advice_bundle
from corrin.record import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Elsewhere,
    History,
    Ill,
    Lab,
    NoneStated,
    Pregnancy,
    Record,
    Remembered,
    Retraction,
    Score,
    Symptom,
    case_from,
)
from tests.fhir import LAST
from tests.fhir.server import FOLDER, Json, Server, node
from tests.needs import absent

pytestmark = pytest.mark.fhir
CASES = Path(__file__).parents[1] / "data" / "cases" / "open.jsonl"
ON = date(2026, 3, 1)
NOTED = datetime(2026, 2, 20, 8, tzinfo=UTC)
SECTIONS = ("conditions", "medicines", "allergies", "exposures", "signs", "family_history")
WHOLE = Record(
    (
        Born(id="/birth_year", year=1970),
        Attribute(id="/sex", name="sex", value="female"),
        Pregnancy(id="/pregnancy", status="no"),
        *(
            History(id=f"/{section}/0", section=section, code=code, on=date(2020, 1, 1))
            for section, code in zip(
                SECTIONS,
                (
                    "pernicious_anaemia",
                    "metformin",
                    "cobalt",
                    "nitrous_oxide_recreational",
                    "loss_vibration",
                    "pernicious_anaemia",
                ),
                strict=True,
            )
        ),
        Symptom(id="/symptoms/0", code="paraesthesia", severity=6.0, trend="worse", on=ON),
        *(
            Score(id=f"/diary/{i}", on=date(2026, 2, i + 1), item="fatigue", score=float(i % 7))
            for i in range(20)
        ),
        Ill(id="/diary/20", on=date(2026, 2, 25), cause="influenza", noted_at=NOTED),
        Lab(id="/labs/0", on=ON, test="mma", value=0.42, unit="umol/L", ref_high=0.4),
        Lab(id="/labs/1", on=ON, test="hb", value="low", unit="1"),
        Lab(id="/labs/2", around="2024-05", test="b12_total", value=132.0, unit="pmol/L"),
        Administration(
            id="/treatments/0",
            on=date(2026, 1, 5),
            drug="hydroxocobalamin",
            dose_ug=1000.0,
            route="im",
            site="left_deltoid",
            batch="A12",
        ),
        Administration(
            id="/treatments/1",
            on=date(2025, 1, 6),
            until=date(2025, 12, 8),
            every_days=84.0,
            drug="hydroxocobalamin",
            dose_ug=1000.0,
            route="im",
        ),
        Elsewhere(id="/elsewhere/0", on=date(2025, 12, 20), until=date(2025, 12, 24)),
        Remembered(id="/remembered/0", well_days=35.0),
        CarePlan(
            id="/care_plan",
            on=ON,
            interval_days=56.0,
            band_days=(28.0, 84.0),
            signed=True,
            signed_by="Dr A. Jensen",
            alpha=0.1,
            clinic_days=(0, 3),
        ),
        NoneStated(id="/allergies", section="allergies"),
        Retraction(id="/withdrawn/0", replaces="/diary/3"),
    )
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of its own, stopped at the end."""
    program = node()
    if program is None or not (FOLDER / "node_modules").is_dir():
        absent("the FHIR server")
    command = [str(program), "server.mjs"]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process)
        finally:
            process.terminate()


def brought(name: str) -> Any:
    """A package that only the tests with the FHIR server use."""
    try:
        return import_module(name)
    except ImportError:
        absent(f"the package {name}")


def kinds(bundle: Json) -> set[str]:
    return {e["resource"]["resourceType"] for e in bundle["entry"]}


def posted(bundle: Json) -> Json:
    """The same bundle as a transaction that makes everything anew."""
    entries = [
        e | {"request": {"method": "POST", "url": e["resource"]["resourceType"]}}
        for e in bundle["entry"]
    ]
    return bundle | {"type": "transaction", "entry": entries}


def stored(server: Server, bundle: Json) -> None:
    status, answer = server.ask("POST", "", bundle)
    refused = [e["response"] for e in answer.get("entry", []) if e["response"]["status"] > "29"]
    assert (status, refused) == (200, []), str(answer)[:2000]


def test_a_whole_record_is_stored_searched_and_read_back_equal(server: Server) -> None:
    client = brought("fhirpy").SyncFHIRClient(server.address)
    written = write_bundle(WHOLE)
    stored(server, written)
    found: list[Json] = []
    for kind in sorted(kinds(written)):
        resources = client.resources(kind).limit(200).fetch_all()
        assert resources, kind
        found += [resource.serialize() for resource in resources]
    back = {"resourceType": "Bundle", "entry": [{"resource": r} for r in found]}
    again = read_bundle(back, on=LAST)
    assert again.record.sha256() == WHOLE.sha256()
    assert again.not_carried == ()


def test_doses_and_results_are_found_by_what_they_are(server: Server) -> None:
    stored(server, write_bundle(WHOLE))
    for search in (
        "MedicationAdministration?effective-time=2026-01-05",
        "Observation?code=http://loinc.org|13964-2",
        "Observation?_tag=urn:corrin:section|labs",
        "Condition?code=http://snomed.info/sct|84027009",
    ):
        status, answer = server.ask("GET", search)
        assert status == 200 and answer["entry"], search


def test_advice_is_stored_and_parsed_by_another_reader(server: Server) -> None:
    parse = brought("fhir.resources.R4B").get_fhir_model_class
    found = assess(WHOLE, on=ON, country="dk")
    said = [Said(r.key, r.key) for r in found.advice]
    bundle = advice_bundle(found, said, {m.fact: m.fact for m in found.missing}, "Patient/p1")
    assert kinds(bundle) >= {"GuidanceResponse", "Provenance", "CarePlan", "DetectedIssue"}
    for entry in (*bundle["entry"], *write_bundle(WHOLE)["entry"]):
        parse(entry["resource"]["resourceType"]).model_validate(entry["resource"])
    stored(server, posted(bundle))


def test_the_server_refuses_what_is_wrong(server: Server) -> None:
    wrong = {"resourceType": "Observation", "status": "final", "effectiveDateTime": "03/02/2025"}
    assert server.ask("POST", "Observation", wrong)[0] == 400


ADVICE = {
    "GuidanceResponse",
    "Provenance",
    "CarePlan",
    "DetectedIssue",
    "MedicationRequest",
    "ServiceRequest",
}


def advised(line: str) -> Json:
    """The advice on one open case as a Bundle of proposals."""
    case = case_from(json.loads(line), on=ON)
    found = assess(case.record, on=case.on or ON, country=case.country or "uk")
    said = [Said(r.key, r.key) for r in found.advice]
    return advice_bundle(found, said, {m.fact: m.fact for m in found.missing}, "Patient/p1")


def plain(resource: Json) -> str:
    """A resource without what a server gives it: ids and addresses of its own."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in ("id", "meta", "reference")}
        return [bare(v) for v in value] if isinstance(value, list) else value

    return json.dumps(bare(resource), sort_keys=True)


def test_every_kind_of_advice_is_stored_searched_and_read_back(server: Server) -> None:
    client = brought("fhirpy").SyncFHIRClient(server.address)
    sent: Counter[str] = Counter()
    met: set[str] = set()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        bundle = advised(line)
        if not kinds(bundle) <= met:
            met |= kinds(bundle)
            stored(server, posted(bundle))
            sent.update(plain(entry["resource"]) for entry in bundle["entry"])
    assert met == ADVICE
    back: Counter[str] = Counter()
    for kind in sorted(met):
        for found in client.resources(kind).limit(500).fetch_all():
            one = client.reference(kind, found["id"]).to_resource()
            back[plain(one.serialize())] += 1
    assert sent - back == Counter()
