"""A CDS Hooks call: what was sent, checked, as a record. Nothing is kept and nothing is fetched."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from corrin.fhir import Imported, read_bundle
from corrin.fhir.orders import Order, orders_in
from corrin.record import Fault, RecordError
from corrin.terms import Country

Json = dict[str, Any]
# What a client is asked to send along, so that we need not ask back.
PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "administrations": "MedicationAdministration?patient={{context.patientId}}",
    "statements": "MedicationStatement?patient={{context.patientId}}",
    "prescriptions": "MedicationRequest?patient={{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}",
    "labs": "Observation?patient={{context.patientId}}&category=laboratory",
}
# Without the person and any trace of treatment nothing true could be said.
TREATMENT = ("administrations", "statements", "prescriptions")
# The extension of a call that says whose guidance to follow.
COUNTRY = "corrin-country"
HOOKS = {
    "corrin-patient-view": "patient-view",
    "corrin-order-select": "order-select",
    "corrin-order-sign": "order-sign",
}


class MissingData(Exception):
    """Data the answer needs were not sent; `keys` names the prefetch keys."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Call:
    """A call as read: the record, the orders it is about, and whose guidance it asks for."""

    hook: str
    imported: Imported
    orders: tuple[Order, ...] = ()
    country: Country | None = None


def read_call(service: str, body: Any, *, on: date) -> Call:
    """The call a client made. Raises RecordError for a wrong one, MissingData where data lack."""
    hook = HOOKS[service]
    if not isinstance(body, dict):
        raise _wrong("body", "no object", "a CDS Hooks request")
    if body.get("hook") != hook:
        raise _wrong("hook", "another hook", hook)
    _check_uuid(body.get("hookInstance"))
    context = body.get("context")
    if not isinstance(context, dict) or not _is_id(context.get("patientId")):
        raise _wrong("context.patientId", "no id", "the id of a patient")
    if not isinstance(context.get("userId"), str):
        raise _wrong("context.userId", "no text", "who calls, such as Practitioner/1")
    orders, country = _orders(hook, context), _country(body.get("extension"))
    sent = _sent(body.get("prefetch"))
    entries = _entries(sent)
    imported = read_bundle({"resourceType": "Bundle", "entry": entries}, on=on)
    _same_patient(entries, context["patientId"])
    return Call(hook, imported, orders, country)


def _wrong(place: str, met: str, expected: str) -> RecordError:
    return RecordError([Fault(place, met, expected, "correct the call")])


def _check_uuid(value: Any) -> None:
    try:
        UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise _wrong("hookInstance", "no UUID", "a UUID") from None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


def _country(extension: Any) -> Country | None:
    """The country a call names; what other extensions say is not for us."""
    told = extension.get(COUNTRY) if isinstance(extension, dict) else None
    if told is None:
        return None
    if told not in tuple(Country):
        raise _wrong(f"extension.{COUNTRY}", "no such country", ", ".join(Country))
    return Country(told)


def _orders(hook: str, context: Json) -> tuple[Order, ...]:
    if hook == "patient-view":
        return ()
    selections = context.get("selections") if hook == "order-select" else None
    right = selections is None or (
        isinstance(selections, list) and all(isinstance(s, str) for s in selections)
    )
    if not right or (hook == "order-select" and selections is None):
        raise _wrong("context.selections", "no list of references", "the orders just selected")
    return orders_in(context.get("draftOrders"), selections)


def _sent(prefetch: Any) -> Json:
    """The prefetched data by key; a key that failed at the client counts as missing."""
    given = prefetch if isinstance(prefetch, dict) else {}
    sent = {key: given[key] for key in PREFETCH if key in given and not _failed(given[key])}
    lacking = () if sent.get("patient") else ("patient",)
    if not any(key in sent for key in TREATMENT):
        lacking = (*lacking, *TREATMENT)
    if lacking:
        raise MissingData(lacking)
    return sent


def _failed(value: Any) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == "OperationOutcome"


def _entries(sent: Json) -> list[Json]:
    """All resources that were sent, each once; null means that the client found none."""
    found: dict[tuple[str, str], Json] = {}
    for key, value in sent.items():
        if value is None:
            continue
        if not isinstance(value, dict):
            raise _wrong(f"prefetch.{key}", "no resource", "a resource or a Bundle")
        if value.get("resourceType") != "Bundle":
            found[key, ""] = {"resource": value}
            continue
        entries = value.get("entry", [])
        if not isinstance(entries, list):
            raise _wrong(f"prefetch.{key}.entry", "no list", "a list")
        for index, entry in enumerate(entries):
            mode = entry.get("search") if isinstance(entry, dict) else None
            if not (isinstance(mode, dict) and mode.get("mode") == "outcome"):
                found[key, str(index)] = entry
    return list(found.values())


def _same_patient(entries: list[Json], patient: str) -> None:
    sent = [resource for entry in entries if (resource := entry.get("resource"))]
    people = [r for r in sent if r["resourceType"] == "Patient"]
    if any(person.get("id") != patient for person in people):
        raise _wrong("prefetch.patient", "another patient", "the patient of the context")
