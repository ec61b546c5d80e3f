"""The case JSON: one record, alone or inside a vignette.

The shape is that of the clinical vignettes. `expect` and `must_not` of a vignette are never read.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from corrin.record import fields as f
from corrin.record.case_entries import LISTS, SINGLE
from corrin.record.entries import Attribute, Entry, NoneStated
from corrin.record.fields import WEEKDAYS as WEEKDAYS
from corrin.record.fields import Notes, Unreadable
from corrin.record.model import Case, Fault, Record, RecordError
from corrin.record.shape import Fields, Shape
from corrin.terms import SECTIONS, Ask, Country

LARGEST_TEXT = 20_000_000
HALVES = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")  # of characters that JSON writes in two


def read_case(text: str, *, on: date | None = None) -> Case:
    """The case in a JSON text: a record alone, or a vignette with `record`, `on` and `ask`.

    `on` is the day dates are judged against when the text names none. Raises RecordError with
    every fault that was found.
    """
    return case_from(load_json(text), on=on)


def load_json(text: str) -> Any:
    """The value a JSON text holds. Raises RecordError; NaN and repeated keys are refused."""
    if len(text) > LARGEST_TEXT:
        met = f"{len(text):,} characters"
        raise RecordError([Fault("file", met, f"at most {LARGEST_TEXT:,}", "send one record")])
    try:
        found = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_repeats)
        if HALVES.search(text):
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except RecursionError:
        fault = Fault("file", "very deep nesting", "a case JSON", "check the file")
        raise RecordError([fault]) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        met = f.shown(text[error.pos : error.pos + 20])
        raise RecordError([Fault(place, met, "JSON", f"correct it ({error.msg})")]) from None
    except UnicodeEncodeError:
        fault = Fault("file", "half a character (\\ud800 to \\udfff)", "JSON", "correct the value")
        raise RecordError([fault]) from None
    except ValueError as error:
        fault = Fault("file", f.shown(str(error)), "JSON", "correct the value")
        raise RecordError([fault]) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _no_repeats(pairs: list[tuple[str, Any]]) -> Fields:
    found = dict(pairs)
    if len(found) != len(pairs):
        met = Counter(key for key, _ in pairs)
        repeated = next(key for key, times in met.items() if times > 1)
        raise ValueError(f"the key {f.shown(repeated)!r} stands twice in one object")
    return found


def case_from(value: Any, *, on: date | None = None) -> Case:
    """The case in a JSON value. Raises RecordError with every fault that was found."""
    notes = Notes(on=on)
    if not isinstance(value, dict):
        notes.refuse("/", value, "an object", "wrap the record in { }")
        raise RecordError(notes.faults)
    vignette = value if "record" in value else {}
    frame = _frame(vignette, notes)
    notes.on = frame.get("on") or on
    entries = tuple(read_record(value["record"] if vignette else value, notes))
    if notes.faults:
        raise RecordError(notes.faults)
    return Case(Record(entries), **frame)


def _frame(vignette: Fields, notes: Notes) -> Fields:
    """Day, question, country and id that stand beside the record; absent ones are left out."""
    readers: Shape = {
        "on": ("on", f.day),
        "ask": ("ask", _ask),
        "jurisdiction": ("country", _country),
        "id": ("id", f.text),
    }
    frame: Fields = {}
    for key, (name, read) in readers.items():
        if vignette.get(key) is not None:
            found = f.attempt(read, vignette[key], f"/{key}", notes)
            if found is not None:
                frame[name] = found
    return frame


def _ask(value: Any, place: str, notes: Notes) -> Ask:
    try:
        return Ask(value)
    except ValueError:
        raise notes.refuse(place, value, "one of " + ", ".join(Ask), "correct it") from None


def _country(value: Any, place: str, notes: Notes) -> Country | None:
    """The country, or None for "any"."""
    if isinstance(value, str) and value.lower() == "any":
        return None
    try:
        return Country(value.lower())
    except (AttributeError, ValueError):
        raise notes.refuse(place, value, "DK, UK, NL or any", "correct it") from None


def read_record(value: Any, notes: Notes) -> Iterator[Entry]:
    """The entries of one record object; faults are noted and reading goes on."""
    if not isinstance(value, dict):
        notes.refuse("/record", value, "an object", "wrap the entries in { }")
        return
    ids = _ids(value.get("ids"), notes)
    for key, content in value.items():
        if key == "ids":
            continue
        if key in SINGLE:
            yield from _single(key, content, notes, ids)
        elif key in LISTS:
            yield from _list(key, content, notes)
        else:
            yield Attribute(id=f"/{key}", name="unknown_field", value=f.shown(key))


def _ids(value: Any, notes: Notes) -> dict[str, str]:
    """The ids of what stands without an object around it, such as the birth date."""
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(i, str) for i in value.values()):
        notes.refuse("/ids", value, 'an object like {"birth_date": "Patient/1"}', "correct it")
        return {}
    return {key: f.text(own, f"/ids/{key}", notes) for key, own in value.items()}


def _single(key: str, content: Any, notes: Notes, ids: dict[str, str]) -> Iterator[Entry]:
    if content is None:
        return
    try:
        entry = SINGLE[key](content, f"/{key}", notes)
        yield replace(entry, id=ids[key]) if key in ids else entry
    except Unreadable:
        return


def _list(key: str, content: Any, notes: Notes) -> Iterator[Entry]:
    if not isinstance(content, list):
        notes.refuse(f"/{key}", content, "a list", "wrap the entries in [ ]")
        return
    if not content and key in SECTIONS:
        yield NoneStated(id=f"/{key}", section=key)
    for index, item in enumerate(content):
        try:
            yield from LISTS[key](item, f"/{key}/{index}", notes)
        except Unreadable:
            continue
