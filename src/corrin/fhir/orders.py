"""What a clinician is about to order, read from the draft orders of a CDS Hooks call."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corrin.fhir.medicines import B12, medication
from corrin.fhir.source import Source
from corrin.record import RecordError
from corrin.record.fields import Notes, Unreadable

SERUM_B12 = frozenset({"b12_total", "holotc"})


@dataclass(frozen=True, slots=True)
class Order:
    """One draft order: the test, or the drug and its route, in our codes; and its reference."""

    reference: str
    test: str = ""
    drug: str = ""
    route: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The advice that can bear on this order, the gravest first."""
        if self.test in SERUM_B12:
            return ("do_not_measure_serum_b12",)
        if self.drug == "folic_acid":
            return ("b12_before_folate",)
        if self.drug not in B12:
            return ()
        leber = ("avoid_cyanocobalamin_leber",) if self.drug == "cyanocobalamin" else ()
        oral = ("injection_route_required", "switch_oral_to_injection")
        return ("allergy_stop_refer", *leber, *(oral if self.route == "oral" else ()))


def orders_in(drafts: Any, selections: Iterable[str] | None = None) -> tuple[Order, ...]:
    """The draft orders that concern B12, all of them or those selected.

    Raises RecordError with every fault.
    """
    notes, found = Notes(), []
    chosen = None if selections is None else set(selections)
    entries = drafts.get("entry", []) if isinstance(drafts, dict) else None
    if not isinstance(entries, list):
        notes.refuse("context.draftOrders", drafts, "a Bundle of draft orders", "send one")
        raise RecordError(notes.faults)
    for index, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            place = f"context.draftOrders.entry[{index}]"
            notes.refuse(place, entry, "an entry with a resource", "correct it")
            continue
        reference = f"{resource['resourceType']}/{resource.get('id', '')}"
        if chosen is None or reference in chosen:
            try:
                order = _order(Source(resource, reference, notes, Counter()))
            except Unreadable:
                continue
            found += [order] if order.keys else []
    if notes.faults:
        raise RecordError(notes.faults)
    return tuple(found)


def _order(source: Source) -> Order:
    kind, place = source.resource["resourceType"], source.place
    if kind == "ServiceRequest":
        test, _ = source.concept(source.resource, "code", "tests")
        return Order(place, test=test if isinstance(test, str) else "")
    if kind != "MedicationRequest":
        return Order(place)
    drug, _, _ = medication(source, {}, "drugs")
    dosages = source.parts(source.resource, "dosageInstruction")
    routes = [source.concept(dosage, "route", "routes")[0] for dosage in dosages]
    route = next((r for r in routes if isinstance(r, str)), "")
    return Order(place, drug=drug if isinstance(drug, str) else "", route=route)
