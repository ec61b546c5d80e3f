"""Records to Bundles and back, and Bundles of others to records, out and in again.

    .venv/bin/python bench/long/fhir_round.py --number 10000 --seed 1 > bench/long/fhir_round.txt

A fifth of the records hold whatever a record can (hypothesis), the others are invented patients of
some twenty entries, one in thirty with a diary.

With `--bundles FOLDER` also every Bundle in a folder: what it holds of each kind of resource, how
much of that arrives, and whether import → export → import changes anything. (The eight synthetic
patients tried are Synthea's, and not part of this repository.)
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings

from corrin.fhir import Imported, read_bundle, write_bundle
from corrin.record import Record
from corrin.terms import Coding
from tests.advice.patients import made
from tests.fhir import LAST
from tests.record.strategies import RECORDS

ON = date(2026, 11, 22)
ODD = 5  # one record in so many is hypothesis's
KINDS = ("laboratory", "Condition", "AllergyIntolerance", "MedicationRequest")


def round_trips(number: int, chance: int) -> Counter[str]:
    """Equal, unequal, and the kinds of entry met, over generated records."""
    seen: Counter[str] = Counter()
    rng = np.random.default_rng(chance)
    for _ in range(number - number // ODD):
        _count(made(rng, ON, diary=1 / 30), seen)

    @seed(chance)
    @settings(
        max_examples=number // ODD,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(RECORDS)
    def tried(record: Record) -> None:
        _count(record, seen)

    tried()
    return seen


def _count(record: Record, seen: Counter[str]) -> None:
    again = read_bundle(json.loads(json.dumps(write_bundle(record))), on=LAST)
    seen["equal" if again.record == record and not again.not_carried else "unequal"] += 1
    text = json.dumps(write_bundle(again.record))
    third = read_bundle(json.loads(text), on=LAST).record
    seen["the same text" if json.dumps(write_bundle(third)) == text else "another text"] += 1
    seen["without an entry"] += not record.entries
    seen.update(type(entry).__name__ for entry in record.entries)


def read_twice(path: Path) -> tuple[Any, Imported, bool]:
    """A Bundle of others, what arrives of it, and whether it does so again after an export."""
    bundle = json.loads(path.read_text(encoding="utf-8"))
    first = read_bundle(bundle, on=ON)
    out = json.loads(json.dumps(write_bundle(first.record, first.not_carried)))
    again = read_bundle(out, on=ON)
    return bundle, first, again.record == first.record and again.not_carried == first.not_carried


def kind(resource: Any) -> str:
    """A laboratory result, or the resource's own kind."""
    codings = [
        c
        for part in resource.get("category", [])
        if isinstance(part, dict)
        for c in part.get("coding", [])
    ]
    lab = resource["resourceType"] == "Observation" and any(
        c.get("code") == "laboratory" for c in codings
    )
    return "laboratory" if lab else str(resource["resourceType"])


def arrived(resource: Any, entries: list[Any]) -> str:
    """Whether a resource is in the record: as it is told, with another value, or not."""
    if not entries:
        return "stayed behind"
    told = resource.get("valueQuantity", {}).get("value")
    if told is not None and [e.value for e in entries] != [told]:
        return "another value"
    started = resource.get("effectiveDateTime") or resource.get("onsetDateTime") or ""
    if started and {str(e.on) for e in entries} != {started[:10]}:
        return "another day"
    code = next(getattr(entries[0], k) for k in ("code", "test") if hasattr(entries[0], k))
    return "kept with its own code" if isinstance(code, Coding) else "known to corrin"


def others(folder: Path) -> Iterator[str]:
    """A line for each kind of resource over all Bundles of a folder, and one for the way back."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in KINDS}
    ways: Counter[str] = Counter()
    for path in sorted(folder.glob("*.json")):
        bundle, found, same = read_twice(path)
        ways["equal" if same else "unequal"] += 1
        by_place: dict[str, list[Any]] = {}
        for entry in found.record.entries:
            by_place.setdefault("/".join(entry.id.split("/")[:2]), []).append(entry)
        for resource in (e["resource"] for e in bundle["entry"]):
            if (name := kind(resource)) in counts:
                place = f"{resource['resourceType']}/{resource['id']}"
                counts[name]["held"] += 1
                counts[name][arrived(resource, by_place.get(place, []))] += 1
    yield f"import, export, import: {dict(ways)}"
    for name, seen in counts.items():
        yield f"{name}: {dict(seen)}"


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bundles", type=Path)
    told = parser.parse_args()
    print(f"command: bench/long/fhir_round.py --number {told.number} --seed {told.seed}")
    begun = process_time()
    print(dict(round_trips(told.number, told.seed)), f"{process_time() - begun:.0f} s of CPU")
    if told.bundles:
        print(*others(told.bundles), sep="\n")


if __name__ == "__main__":
    main()
