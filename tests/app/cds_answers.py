"""An answer of CDS Hooks held against the published elements and constraints."""

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]
FOLDER = Path(__file__).parents[1] / "data" / "cds"
ANSWER, DISCOVERY = "CDSHooksResponse", "CDSHooksServices"
TEXTS = {
    "string": r"\S[\s\S]*",
    "markdown": r"\S[\s\S]*",
    "code": r"[^\s]+( [^\s]+)*",
    "url": r"[^\s]+",
    "uuid": r"(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
LONGEST_SUMMARY = 139


class Element(NamedTuple):
    """One element of an answer."""

    path: str
    min: int
    max: str
    type: str
    codes: tuple[str, ...]


@cache
def elements() -> dict[str, Element]:
    """Every element by its path."""
    with (FOLDER / "elements.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Element(r["path"], int(r["min"]), r["max"], r["type"], tuple(r["codes"].split()))
            for r in csv.DictReader(file)
        ]
    return {row.path: row for row in rows}


@cache
def invariants() -> tuple[tuple[str, str, Callable[..., list[Any]]], ...]:
    """Path, key and FHIRPath expression of each published constraint, for an engine not ours."""
    from fhirpathpy import compile

    with (FOLDER / "invariants.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple((r["path"], r["key"], compile(r["expression"])) for r in rows)


def faults(answer: Json, model: str = ANSWER) -> list[str]:
    """What is not as published: unknown, missing, empty or doubled elements, types, codes."""
    return list(_object(answer, model))


def _object(value: Json, path: str) -> Iterator[str]:
    inner = [e for e in elements().values() if e.path.rpartition(".")[0] == path]
    known = {e.path.rpartition(".")[2]: e for e in inner}
    for name in value.keys() - known.keys():
        yield f"{path}.{name}: no such element"
    for name, element in known.items():
        if name in value:
            yield from _values(value[name], element)
        elif element.min:
            yield f"{element.path}: missing"


def _values(value: Any, element: Element) -> Iterator[str]:
    if element.path.endswith(".prefetch"):
        texts = isinstance(value, dict) and all(isinstance(v, str) and v for v in value.values())
        yield from [] if texts and value else [f"{element.path}: no object of texts"]
        return
    several = element.max == "*"
    if several != isinstance(value, list):
        yield f"{element.path}: {'no' if several else 'a'} list"
        return
    if value == [] and element.path.count(".") > 1:
        yield f"{element.path}: empty"
    for one in value if several else [value]:
        yield from _one(one, element)


def _one(value: Any, element: Element) -> Iterator[str]:
    if element.type == "CDSHooksElement":
        yield from _object(value, element.path) if isinstance(value, dict) else [element.path]
    elif element.type == "boolean":
        yield from [] if isinstance(value, bool) else [f"{element.path}: no boolean"]
    elif element.type == "Coding":
        right = isinstance(value, dict) and all(isinstance(v, str) and v for v in value.values())
        yield from [] if right and value.get("code") else [f"{element.path}: no coding"]
    elif element.type in TEXTS:
        yield from _text(value, element)


def _text(value: Any, element: Element) -> Iterator[str]:
    if not isinstance(value, str) or not re.fullmatch(TEXTS[element.type], value):
        yield f"{element.path}: no {element.type}"
    elif element.codes and value not in element.codes:
        yield f"{element.path}: {value} is none of {element.codes}"
    elif element.path.endswith("cards.summary") and len(value) > LONGEST_SUMMARY:
        yield f"{element.path}: {len(value)} characters"


def broken(answer: Json) -> list[str]:
    """The published constraints that an answer breaks."""
    found = []
    for path, key, holds in invariants():
        for holder in _at([answer], path.split(".")[1:]):
            if holds(holder) not in ([True], []):
                found.append(key)
    return found


def _at(values: list[Any], names: list[str]) -> list[Any]:
    for name in names:
        values = [
            inner
            for value in values
            if isinstance(value, dict) and name in value
            for inner in (value[name] if isinstance(value[name], list) else [value[name]])
        ]
    return values
