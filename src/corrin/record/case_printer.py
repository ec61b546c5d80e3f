"""The case JSON, written: what `case` reads, read back equal. Empty fields are left out.

An entry whose id is its place keeps no id of its own. What usually stands once (a birth, a care
plan) and stands several times, or carries an id, goes into a list of its own.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from corrin.record import entries as kinds
from corrin.record.case_entries import BARE
from corrin.record.fields import WEEKDAYS
from corrin.record.model import Record
from corrin.terms import SECTIONS, Coding

Fields = dict[str, Any]
# Sections in the order they are written.
ORDER = (
    "births",
    "attributes",
    "pregnancies",
    *SECTIONS,
    "remembered",
    "elsewhere",
    "care_plans",
    "none_stated",
    "withdrawn",
)
# What may stand once, without a list, and its place then.
ALONE = {"pregnancies": "pregnancy", "care_plans": "care_plan"}
ALONE_NAMES = ("sex", "diet", "ethnicity")


def write_case(record: Record) -> str:
    """The record as case JSON text, a fixed text for a record and its order in each section."""
    return json.dumps(case_of(record), ensure_ascii=False, indent=1) + "\n"


def case_of(record: Record) -> Fields:
    """The record as the plain values of a case JSON."""
    sections: dict[str, list[kinds.Entry]] = {}
    for entry in record.entries:
        sections.setdefault(_section(entry), []).append(entry)
    found: Fields = {}
    for name in sorted(sections, key=ORDER.index):
        found |= _written(name, sections[name], sections)
    return found | _ids(record, found)


def _section(entry: kinds.Entry) -> str:
    return entry.section if isinstance(entry, kinds.History) else SECTION_OF[type(entry)]


def _written(
    name: str, entries: list[kinds.Entry], sections: dict[str, list[kinds.Entry]]
) -> Fields:
    """One section of the case; things that stand once as the single field they are."""
    if name == "births" and len(entries) == 1 and _is_plain(entries[0]):
        return _birth(entries[0])
    if name == "attributes":
        return _attributes(entries)
    if name in ALONE and len(entries) == 1:
        place = f"/{ALONE[name]}"
        return {ALONE[name]: _fields(entries[0], place, _body(entries[0]))}
    if name == "none_stated":
        return _empty(entries, sections)
    if name == "diary":
        return {name: _days(entries)}
    places = (f"/{name}/{i}" for i in range(len(entries)))
    return {name: [_item(e, p) for e, p in zip(entries, places, strict=True)]}


def _ids(record: Record, written: Fields) -> Fields:
    """The ids of the single fields that have no object around them, where they are not places."""
    plain = [e for kind in (kinds.Born, kinds.Attribute) for e in record.of(kind) if _is_plain(e)]
    keyed = (
        (e.name if isinstance(e, kinds.Attribute) else next(iter(_birth(e))), e.id) for e in plain
    )
    first: dict[str, str] = {}
    for key, own in keyed:
        first.setdefault(key, own)
    found = {key: own for key, own in first.items() if key in written and own != f"/{key}"}
    return {"ids": found} if found else {}


def _is_plain(entry: kinds.Entry) -> bool:
    """Nothing is said beyond the value itself."""
    return not _common(replace(entry, id=""), "") and entry.on is None


def _attributes(entries: list[kinds.Entry]) -> Fields:
    found: Fields = {}
    rest: list[kinds.Entry] = []
    for entry in entries:
        name = getattr(entry, "name", "")
        if name in ALONE_NAMES and name not in found and _is_plain(entry):
            found[name] = _code(entry.value)  # type: ignore[attr-defined]
        else:
            rest.append(entry)
    if rest:
        found["attributes"] = [_item(e, f"/attributes/{i}") for i, e in enumerate(rest)]
    return found


def _empty(entries: list[kinds.Entry], sections: dict[str, list[kinds.Entry]]) -> Fields:
    """Sections stated to be empty: an empty list, where that can be said."""
    found: Fields = {}
    rest: list[kinds.Entry] = []
    for entry in entries:
        name = getattr(entry, "section", "")
        new = name not in sections and name not in found
        if new and entry.id == f"/{name}" and _is_plain(entry):
            found[name] = []
        else:
            rest.append(entry)
    if rest:
        found["none_stated"] = [_item(e, f"/none_stated/{i}") for i, e in enumerate(rest)]
    return found


def _days(entries: list[kinds.Entry]) -> list[Fields]:
    """The diary: scores that share day, id and all else stand together."""
    days: list[Fields] = []
    shared: kinds.Entry | None = None
    for entry in entries:
        bare = _without_score(entry)
        item = getattr(entry, "item", None)
        day = days[-1] if days else {}
        if bare and bare == shared and isinstance(item, str) and item not in day["scores"]:
            day["scores"] |= _body(entry)["scores"]
        else:
            days.append(_item(entry, f"/diary/{len(days)}"))
            shared = bare if isinstance(item, str) else None
    return days


def _without_score(entry: kinds.Entry) -> kinds.Entry | None:
    return replace(entry, item="", score=0.0) if isinstance(entry, kinds.Score) else None


def _item(entry: kinds.Entry, place: str) -> Any:
    """One entry of a list: a bare code where nothing else is said, else an object."""
    found = _fields(entry, place, _body(entry))
    if isinstance(entry, kinds.History) and entry.section in BARE and set(found) == {"code"}:
        return found["code"]
    return found


def _fields(entry: kinds.Entry, place: str, body: Fields) -> Fields:
    return body | _common(entry, place)


def _common(entry: kinds.Entry, place: str) -> Fields:
    found: Fields = {}
    if entry.id != place:
        found["id"] = entry.id
    if entry.around or (entry.on is None and isinstance(entry, DATED)):
        found["around"] = entry.around
    if entry.noted_at:
        found["noted_at"] = entry.noted_at.isoformat()
    for name in ("marked", "replaces", "note"):
        if getattr(entry, name):
            found[name] = getattr(entry, name)
    return found


def _body(entry: kinds.Entry) -> Fields:
    return {k: v for k, v in WRITERS[type(entry)](entry).items() if v is not None}


def _code(code: kinds.Code) -> Any:
    if isinstance(code, Coding):
        return {"system": code.system, "code": code.code, "display": code.display}
    return code


def _number(value: float | None) -> float | int | None:
    """A whole number without its point."""
    if value is None or isinstance(value, int) or not value.is_integer():
        return value
    return int(value)


def _day(entry: kinds.Entry) -> str | None:
    return entry.on.isoformat() if entry.on else None


def _birth(entry: Any) -> Fields:
    birth = entry.birth.isoformat() if entry.birth else None
    found = {"birth_date": birth, "birth_year": entry.year, "age_months": entry.age_months}
    return {k: v for k, v in found.items() if v is not None}


def _born(e: kinds.Born) -> Fields:
    return _birth(e) | {"date": _day(e)}


def _attribute(e: kinds.Attribute) -> Fields:
    return {"name": e.name, "value": _code(e.value), "date": _day(e)}


def _pregnancy(e: kinds.Pregnancy) -> Fields:
    return {"status": _code(e.status), "weeks": _number(e.weeks), "date": _day(e)}


def _history(e: kinds.History) -> Fields:
    until = e.until.isoformat() if e.until else None
    return {"code": _code(e.code), "since": _day(e), "until": until}


def _symptom(e: kinds.Symptom) -> Fields:
    severity = _number(e.severity)
    return {"code": _code(e.code), "severity": severity, "start": _day(e), "trend": e.trend}


def _score(e: kinds.Score) -> Fields:
    if isinstance(e.item, str):
        return {"date": _day(e), "scores": {e.item: _number(e.score)}}
    return {"date": _day(e), "item": _code(e.item), "score": _number(e.score)}


def _ill(e: kinds.Ill) -> Fields:
    return {"date": _day(e), "ill": e.cause or True}


def _lab(e: kinds.Lab) -> Fields:
    in_words = isinstance(e.value, str)
    return {
        "test": _code(e.test),
        "value": e.value if isinstance(e.value, str) else _number(e.value),
        "unit": e.unit,
        "date": _day(e),
        "op": None if e.op == "=" else e.op,
        "ref_low": _number(e.ref_low),
        "ref_high": _number(e.ref_high),
    } | ({"unit": "1"} if in_words and e.unit == "1" else {})


def _administration(e: kinds.Administration) -> Fields:
    series = e.until is not None
    return {
        "drug": _code(e.drug),
        "dose_ug": _number(e.dose_ug),
        "route": _code(e.route),
        "from" if series else "date": _day(e),
        "to": e.until.isoformat() if e.until else None,
        "every_days": _number(e.every_days),
        "site": e.site or None,
        "batch": e.batch or None,
    }


def _elsewhere(e: kinds.Elsewhere) -> Fields:
    until = e.until.isoformat() if e.until else None
    return {"from" if until else "date": _day(e), "to": until, "drug": _code(e.drug)}


def _plan(e: kinds.CarePlan) -> Fields:
    return {
        "interval_days": _number(e.interval_days),
        "interval_months": e.interval_months,
        "band_days": [_number(d) for d in e.band_days] if e.band_days else None,
        "signed_by_clinician": e.signed,
        "signed_by": e.signed_by or None,
        "signed_on": _day(e),
        "alpha": e.alpha,
        "clinic_days": [WEEKDAYS[d] for d in e.clinic_days] or None,
    }


WRITERS: dict[type[kinds.Entry], Callable[[Any], Fields]] = {
    kinds.Born: _born,
    kinds.Attribute: _attribute,
    kinds.Pregnancy: _pregnancy,
    kinds.History: _history,
    kinds.Symptom: _symptom,
    kinds.Score: _score,
    kinds.Ill: _ill,
    kinds.Lab: _lab,
    kinds.Administration: _administration,
    kinds.Elsewhere: _elsewhere,
    kinds.Remembered: lambda e: {"date": _day(e), "well_days": _number(e.well_days)},
    kinds.CarePlan: _plan,
    kinds.NoneStated: lambda e: {"section": e.section, "date": _day(e)},
    kinds.Retraction: lambda e: {"date": _day(e)},
}
SECTION_OF: dict[type[kinds.Entry], str] = {
    kinds.Born: "births",
    kinds.Attribute: "attributes",
    kinds.Pregnancy: "pregnancies",
    kinds.Symptom: "symptoms",
    kinds.Score: "diary",
    kinds.Ill: "diary",
    kinds.Lab: "labs",
    kinds.Administration: "treatments",
    kinds.Elsewhere: "elsewhere",
    kinds.Remembered: "remembered",
    kinds.CarePlan: "care_plans",
    kinds.NoneStated: "none_stated",
    kinds.Retraction: "withdrawn",
}
# Entries that must have a day, or say that it is not known.
DATED = (kinds.Score, kinds.Ill, kinds.Lab, kinds.Administration)
