"""Small pieces of FHIR, written: concepts, quantities, dates, extensions."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from corrin.fhir import names
from corrin.fhir.tables import UCUM, theirs
from corrin.record import Code
from corrin.terms import VOCABULARY, Coding

Json = dict[str, Any]
# What FHIR takes as a code and as a system; anything else is written as it came, in an extension.
CODE = re.compile(r"[^\s]+( [^\s]+)*\Z")
SYSTEM = re.compile(r"[^\s]+\Z")
KNOWN_UNITS = VOCABULARY["units"] | {"ug", "d", "mo", "wk", "10*3/uL"}


def concept(kind: str, code: Code, unit: str | None = None) -> Json:
    """A CodeableConcept: a code of ours with its equals in other lists, or one kept as it came."""
    if isinstance(code, Coding):
        return {"coding": [_foreign(code)]} if _is_plain(code) else _as_it_came(code)
    if not CODE.match(code):
        return _as_it_came(code)
    own = {"system": names.CODES + kind, "code": code}
    return {"coding": [*(_row(r) for r in theirs(kind, code, unit)), own], "text": code}


def _row(row: Any) -> Json:
    return {"system": row.system, "code": row.code, "display": row.display}


def _is_plain(code: Coding) -> bool:
    fits = CODE.match(code.code) and (not code.system or SYSTEM.match(code.system))
    return bool(fits) and not code.system.startswith(names.CODES)


def _foreign(code: Coding) -> Json:
    return filled({"system": code.system, "code": code.code, "display": code.display})


def _as_it_came(code: Code) -> Json:
    parts = [code.system, code.code, code.display] if isinstance(code, Coding) else [code]
    text = json.dumps(parts, ensure_ascii=False)
    return {"extension": [extension(names.CODING, "String", text)], "text": parts[-1] or parts[0]}


def coded(system: str, code: str) -> Json:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code}]}


def quantity(value: float, unit: str | None) -> Json:
    """A Quantity; a unit that UCUM knows says so."""
    found: Json = {"value": number(value)}
    if unit in KNOWN_UNITS:
        return found | {"unit": unit, "system": UCUM, "code": unit}
    return found | ({"unit": unit} if unit else {})


def number(value: float) -> float | int:
    """A whole number without its point."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else value


def period(start: str | None, end: date | None) -> Json:
    """A Period of two days, either of which may be missing."""
    return filled({"start": start, "end": end.isoformat() if end else None})


def extension(url: str, kind: str, value: Any) -> Json:
    """One extension."""
    return {"url": url, f"value{kind}": value}


def annotation(note: str) -> list[Json]:
    """A note as FHIR has it."""
    return [{"text": note}]


def filled(fields: Json) -> Json:
    """The fields that hold something: FHIR knows no empty values."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}


def several(extensions: Iterable[Json | None]) -> list[Json]:
    """The extensions that are there."""
    return [found for found in extensions if found]
