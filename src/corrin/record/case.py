"""The case JSON: one record, alone or inside a vignette.

The shape is that of the clinical vignettes. `expect` and `must_not` of a vignette are never read.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

from corrin.record import fields as f
from corrin.record.entries import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Elsewhere,
    Entry,
    History,
    Ill,
    Lab,
    NoneStated,
    Pregnancy,
    Remembered,
    Retraction,
    Score,
    Symptom,
)
from corrin.record.fields import Notes, Unreadable
from corrin.record.model import Case, Fault, Record, RecordError
from corrin.record.shape import Fields, Shape, fields_of
from corrin.terms import SECTIONS, Ask, Country

LARGEST_TEXT = 20_000_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_repeats)
    except RecursionError:
        fault = Fault("file", "very deep nesting", "a case JSON", "check the file")
        raise RecordError([fault]) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        met = f.shown(text[error.pos : error.pos + 20])
        raise RecordError([Fault(place, met, "JSON", f"correct it ({error.msg})")]) from None
    except ValueError as error:
        fault = Fault("file", f.shown(str(error)), "JSON", "correct the value")
        raise RecordError([fault]) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _no_repeats(pairs: list[tuple[str, Any]]) -> Fields:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        repeated = next(k for i, (k, _) in enumerate(pairs) if k in dict(pairs[:i]))
        raise ValueError(f"the key {f.printable(repeated)!r} stands twice in one object")
    return seen


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
    for key, content in value.items():
        if key in SINGLE:
            yield from _single(key, content, notes)
        elif key in LISTS:
            yield from _list(key, content, notes)
        else:
            yield Attribute(id=f"/{key}", name="unknown_field", value=f.shown(key))


def _single(key: str, content: Any, notes: Notes) -> Iterator[Entry]:
    if content is None:
        return
    try:
        yield SINGLE[key](content, f"/{key}", notes)
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


def _history(section: str) -> Callable[[Any, str, Notes], Iterator[Entry]]:
    shape: Shape = {
        "code": ("code", f.code),
        "since": ("on", f.day),
        "from": ("on", f.day),
        "date": ("on", f.day),
        "last": ("until", f.day),
        "until": ("until", f.day),
        "pattern": ("note", f.text),
    }

    def read(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
        bare = section in BARE and not (isinstance(item, dict) and "system" not in item)
        fields = fields_of({"code": item} if bare else item, place, notes, shape, ("code",))
        yield History(section=section, **fields)

    return read


# Sections whose entries are codes themselves.
BARE = ("signs", "family_history")


def _symptom(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    shape: Shape = {
        "code": ("code", f.complaint),
        "severity": ("severity", f.number),
        "start": ("on", f.day),
        "trend": ("trend", f.text),
    }
    yield Symptom(**fields_of(item, place, notes, shape, ("code",)))


def _lab(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    shape: Shape = {
        "test": ("test", f.code),
        "value": ("value", _lab_value),
        "unit": ("unit", f.text),
        "date": ("on", f.day),
        "op": ("op", _operator),
        "ref_low": ("ref_low", f.number),
        "ref_high": ("ref_high", f.number),
    }
    found = fields_of(item, place, notes, shape, ("test", "value", "date"))
    if "value" not in found:
        raise notes.refuse(f"{place}/value", None, "a number or a word", "add the result")
    in_words = isinstance(found["value"], str)
    yield Lab(**{"unit": "1" if in_words else None, **found})


def _lab_value(value: Any, place: str, notes: Notes) -> float | str:
    return f.text(value, place, notes) if isinstance(value, str) else f.number(value, place, notes)


def _operator(value: Any, place: str, notes: Notes) -> str:
    if value not in ("=", "<", ">"):
        raise notes.refuse(place, value, "one of = < >", "correct it")
    return cast(str, value)


def _treatment(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    shape: Shape = {
        "drug": ("drug", f.code),
        "dose_ug": ("dose_ug", f.positive),
        "route": ("route", f.code),
        "date": ("on", f.day),
        "from": ("on", f.day),
        "to": ("until", f.day),
        "every_days": ("every_days", f.interval),
        "site": ("site", f.text),
        "batch": ("batch", f.text),
    }
    found = fields_of(item, place, notes, shape, ("drug", "dose_ug", "route"))
    if "on" not in found:
        raise notes.refuse(f"{place}/date", "nothing", "date, or from and to", "add the day")
    if ("until" in found) != ("every_days" in found):
        expected = "from, to and every_days together"
        raise notes.refuse(place, "part of a series", expected, "add what is missing")
    yield Administration(**found)


def _diary(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    shape: Shape = {
        "date": ("on", f.day),
        "scores": ("scores", _scores),
        "ill": ("ill", _ill),
    }
    found = fields_of(item, place, notes, shape, ("date",))
    scores, ill = found.pop("scores", {}), found.pop("ill", None)
    if ill is not None:
        yield Ill(cause=ill, **found)
    for key, score in scores.items():
        yield Score(item=key, score=score, **found)


def _ill(value: Any, place: str, notes: Notes) -> str | None:
    """The other cause of a bad day: true, or a word for it."""
    if isinstance(value, bool):
        return "" if value else None
    return f.text(value, place, notes)


def _scores(value: Any, place: str, notes: Notes) -> dict[str, float]:
    if not isinstance(value, dict):
        raise notes.refuse(place, value, 'an object like {"fatigue": 7}', "correct it")
    return {key: f.number(score, f"{place}/{key}", notes) for key, score in value.items()}


def _remembered(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    shape: Shape = {"date": ("on", f.day), "well_days": ("well_days", f.interval)}
    yield Remembered(**fields_of(item, place, notes, shape, ("well_days",)))


def _elsewhere(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    shape: Shape = {
        "date": ("on", f.day),
        "from": ("on", f.day),
        "to": ("until", f.day),
        "drug": ("drug", f.code),
    }
    found = fields_of(item, place, notes, shape, ())
    if "on" not in found:
        raise notes.refuse(f"{place}/date", "nothing", "date, or from and to", "add the days")
    yield Elsewhere(**found)


def _withdrawal(item: Any, place: str, notes: Notes) -> Iterator[Entry]:
    found = fields_of(item, place, notes, {"date": ("on", f.day)}, ("replaces",))
    yield Retraction(**found)


def _birth_date(value: Any, place: str, notes: Notes) -> Entry:
    return Born(id=place, birth=f.day(value, place, notes))


def _birth_year(value: Any, place: str, notes: Notes) -> Entry:
    return Born(id=place, year=f.year(value, place, notes))


def _age_months(value: Any, place: str, notes: Notes) -> Entry:
    return Born(id=place, age_months=f.whole(value, place, notes))


def _attribute(name: str) -> Callable[[Any, str, Notes], Entry]:
    def read(value: Any, place: str, notes: Notes) -> Entry:
        return Attribute(id=place, name=name, value=f.code(value, place, notes))

    return read


def _pregnancy(value: Any, place: str, notes: Notes) -> Entry:
    shape: Shape = {
        "status": ("status", f.code),
        "weeks": ("weeks", f.number),
        "date": ("on", f.day),
    }
    return Pregnancy(**fields_of(value, place, notes, shape, ("status",)))


def _care_plan(value: Any, place: str, notes: Notes) -> Entry:
    shape: Shape = {
        "interval_days": ("interval_days", f.interval),
        "interval_months": ("interval_months", f.months),
        "band_days": ("band_days", _band),
        "signed_by_clinician": ("signed", f.flag),
        "signed_by": ("signed_by", f.text),
        "signed_on": ("on", f.day),
        "alpha": ("alpha", f.positive),
        "clinic_days": ("clinic_days", _weekdays),
    }
    found = fields_of(value, place, notes, shape, ())
    return CarePlan(**{"signed": bool(found.get("signed_by")), **found})


def _band(value: Any, place: str, notes: Notes) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise notes.refuse(place, value, "two numbers of days [shortest, longest]", "correct it")
    low, high = (f.interval(x, f"{place}/{i}", notes) for i, x in enumerate(value))
    if low > high:
        raise notes.refuse(place, value, "the shortest first", "swap the two")
    return low, high


def _weekdays(value: Any, place: str, notes: Notes) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(d in WEEKDAYS for d in value):
        raise notes.refuse(place, value, 'weekdays like ["mon", "thu"]', "correct it")
    return tuple(sorted({WEEKDAYS.index(d) for d in value}))


SINGLE: dict[str, Callable[[Any, str, Notes], Entry]] = {
    "birth_date": _birth_date,
    "birth_year": _birth_year,
    "age_months": _age_months,
    "sex": _attribute("sex"),
    "diet": _attribute("diet"),
    "ethnicity": _attribute("ethnicity"),
    "pregnancy": _pregnancy,
    "care_plan": _care_plan,
}
LISTS: dict[str, Callable[[Any, str, Notes], Iterator[Entry]]] = {
    **{
        section: _history(section)
        for section in (
            "conditions",
            "medicines",
            "allergies",
            "exposures",
            "signs",
            "family_history",
        )
    },
    "symptoms": _symptom,
    "labs": _lab,
    "treatments": _treatment,
    "diary": _diary,
    "remembered": _remembered,
    "elsewhere": _elsewhere,
    "withdrawn": _withdrawal,
}
