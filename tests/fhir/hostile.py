"""Bundles that nobody means well by: each as JSON text, and how it ends.

`python -m tests.fhir.hostile` reads them all under a limit of memory and of CPU seconds that the
system holds, and prints for each whether it was read or refused, and the longest message.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date

from corrin.fhir import MOST_RESOURCES, read_bundle
from corrin.record import RecordError, load_json
from tests.fhir.bundles import Json, bundle, concept, dose, lab

ON = date(2026, 11, 22)
MEMORY = 1_500_000_000  # bytes of address space, Python itself among them
SECONDS = 60  # of CPU, for all of them on a slow machine
LONG = "x" * 5_000_000
MANY = 10_000


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of each."""
    yield "a ring of references", json.dumps(bundle(*_ring(MANY)))
    yield "a medicine that is itself", json.dumps(bundle(_itself()))
    yield "many resources", json.dumps(bundle(*(lab(id=str(n)) for n in range(MANY))))
    yield "too many resources", _entries(MOST_RESOURCES + 1)
    yield "too many characters", json.dumps(bundle(lab(id="x" * 25_000_000)))
    yield "as many people", json.dumps(bundle(*_people(MANY)))
    yield "as many kinds", json.dumps(bundle(*({"resourceType": _kind(n)} for n in range(MANY))))
    yield "as many codes", json.dumps(bundle(lab(code=_codes(MANY))))
    yield "as many keys, one twice", _keys(100_000)
    yield "deep beyond reading", _deep(100_000)
    yield "as deep as can be read", _deep(300)
    for name, found in _long():
        yield f"a long {name}", json.dumps(bundle(found))
    yield "a number without an end", json.dumps(bundle(lab())).replace("132", "1" + "0" * 400)
    yield "a number of many digits", json.dumps(bundle(lab())).replace("132", "1" * 10_000)


def _ring(length: int) -> Iterator[Json]:
    for n in range(length):
        after = f"Observation/{(n + 1) % length}"
        yield lab(id=str(n), derivedFrom=[{"reference": after}], hasMember=[{"reference": after}])


def _itself() -> Json:
    inside: Json = {"resourceType": "Medication", "id": "a"}
    inside["ingredient"] = [{"itemReference": {"reference": "#a"}}]
    told = {"medicationReference": {"reference": "#a"}, "contained": [inside, inside]}
    return dose(medicationCodeableConcept=None, **told)


def _entries(count: int) -> str:
    return '{"resourceType": "Bundle", "entry": [' + ",".join(["{}"] * count) + "]}"


def _people(count: int) -> Iterator[Json]:
    for n in range(count):
        yield {"resourceType": "Patient", "id": f"p{n}"}


def _kind(number: int) -> str:
    return "K" + "".join(chr(97 + int(digit)) for digit in str(number))


def _codes(count: int) -> Json:
    return {"coding": [{"system": "urn:x", "code": str(n)} for n in range(count)]}


def _keys(count: int) -> str:
    listed = ",".join(f'"{n}": 0' for n in range(count))
    return f'{{"resourceType": "Bundle", {listed}, "{count - 1}": 1}}'


def _deep(levels: int) -> str:
    inside = '{"url": "x", "extension": [' * levels + "]}" * levels
    found = json.dumps(bundle(lab(extension=["HERE"], note=["HERE"])))
    return found.replace('"HERE"', inside)


def _long() -> Iterator[tuple[str, Json]]:
    yield "id", lab(id=LONG)
    yield "code", lab(code=concept("http://loinc.org", LONG))
    yield "system", lab(code=concept(LONG, "1"))
    yield "display", lab(code=concept("urn:x", "1", LONG))
    yield "unit", lab(valueQuantity={"value": 1, "unit": LONG})
    yield "word", lab(valueQuantity=None, valueString=LONG)
    yield "day", lab(effectiveDateTime=LONG)
    yield "reference", lab(subject={"reference": LONG})
    yield "note", lab(note=[{"text": LONG}])
    yield "kind", {"resourceType": LONG, "id": "a"}


def ended(text: str) -> tuple[str, int]:
    """`read` or `refused`, and the length of the longest message."""
    try:
        found = read_bundle(load_json(text), on=ON)
    except RecordError as wrong:
        return "refused", max(len(str(fault)) for fault in wrong.faults)
    return "read", max((len(n.what) for n in found.not_carried), default=0)


def main() -> None:
    """Print a line for each."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name, text in texts():
        print(json.dumps([name, *ended(text)]), flush=True)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    told = f"{spent.ru_utime:.0f} s of CPU, at most {spent.ru_maxrss // 1024} MB"
    print(told, file=sys.stderr)


if __name__ == "__main__":
    main()
