"""The sections of a case JSON: how each kind of entry is read, its faults noted."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from corrin.record import entries as kinds
from corrin.record import fields as f
from corrin.record.fields import WEEKDAYS, Notes
from corrin.record.shape import Shape, fields_of
from corrin.terms import SECTIONS

NAMES = ("sex", "diet", "ethnicity", "unknown_field")


def _history(section: str) -> Callable[[Any, str, Notes], Iterator[kinds.Entry]]:
    shape: Shape = {
        "code": ("code", f.code),
        "since": ("on", f.day),
        "from": ("on", f.day),
        "date": ("on", f.day),
        "last": ("until", f.day),
        "until": ("until", f.day),
        "pattern": ("note", f.text),
    }

    def read(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
        bare = section in BARE and not (isinstance(item, dict) and "system" not in item)
        fields = fields_of({"code": item} if bare else item, place, notes, shape, ("code",))
        yield kinds.History(section=section, **fields)

    return read


# Sections whose entries are codes themselves.
BARE = ("signs", "family_history")


def _symptom(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {
        "code": ("code", f.complaint),
        "severity": ("severity", f.number),
        "start": ("on", f.day),
        "trend": ("trend", f.text),
    }
    yield kinds.Symptom(**fields_of(item, place, notes, shape, ("code",)))


def _lab(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
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
    yield kinds.Lab(**{"unit": "1" if in_words else None, **found})


def _lab_value(value: Any, place: str, notes: Notes) -> float | str:
    return f.text(value, place, notes) if isinstance(value, str) else f.number(value, place, notes)


def _operator(value: Any, place: str, notes: Notes) -> str:
    if value not in ("=", "<", ">"):
        raise notes.refuse(place, value, "one of = < >", "correct it")
    return cast(str, value)


def _treatment(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
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
    if "on" not in found and "around" not in found:
        raise notes.refuse(f"{place}/date", "nothing", "date, or from and to", "add the day")
    if ("until" in found) != ("every_days" in found):
        expected = "from, to and every_days together"
        raise notes.refuse(place, "part of a series", expected, "add what is missing")
    yield kinds.Administration(**found)


def _diary(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {
        "date": ("on", f.day),
        "scores": ("scores", _scores),
        "item": ("item", f.code),
        "score": ("score", f.number),
        "ill": ("ill", _ill),
    }
    found = fields_of(item, place, notes, shape, ("date",))
    scores, ill = found.pop("scores", {}), found.pop("ill", None)
    coded, score = found.pop("item", None), found.pop("score", None)
    if ill is not None:
        yield kinds.Ill(cause=ill, **found)
    if coded is not None and score is not None:
        yield kinds.Score(item=coded, score=score, **found)
    for key, score in scores.items():
        yield kinds.Score(item=key, score=score, **found)


def _ill(value: Any, place: str, notes: Notes) -> str | None:
    """The other cause of a bad day: true, or a word for it."""
    if isinstance(value, bool):
        return "" if value else None
    return f.text(value, place, notes)


def _scores(value: Any, place: str, notes: Notes) -> dict[str, float]:
    if not isinstance(value, dict):
        raise notes.refuse(place, value, 'an object like {"fatigue": 7}', "correct it")
    return {key: f.number(score, f"{place}/{key}", notes) for key, score in value.items()}


def _remembered(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {"date": ("on", f.day), "well_days": ("well_days", f.interval)}
    yield kinds.Remembered(**fields_of(item, place, notes, shape, ("well_days",)))


def _elsewhere(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {
        "date": ("on", f.day),
        "from": ("on", f.day),
        "to": ("until", f.day),
        "drug": ("drug", f.code),
    }
    found = fields_of(item, place, notes, shape, ())
    if "on" not in found:
        raise notes.refuse(f"{place}/date", "nothing", "date, or from and to", "add the days")
    yield kinds.Elsewhere(**found)


def _withdrawal(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    found = fields_of(item, place, notes, {"date": ("on", f.day)}, ("replaces",))
    yield kinds.Retraction(**found)


def _birth(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {
        "birth_date": ("birth", f.day),
        "birth_year": ("year", f.year),
        "age_months": ("age_months", f.whole),
        "date": ("on", f.day),
    }
    found = fields_of(item, place, notes, shape, ())
    if len({"birth", "year", "age_months"} & set(found)) != 1:
        expected = "one of birth_date, birth_year, age_months"
        raise notes.refuse(place, item, expected, "keep the one that is known")
    yield kinds.Born(**found)


def _named(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {
        "name": ("name", f.text),
        "value": ("value", f.code),
        "date": ("on", f.day),
    }
    found = fields_of(item, place, notes, shape, ("name", "value"))
    if "value" not in found:
        raise notes.refuse(f"{place}/value", None, "a code", "add it")
    if found["name"] not in NAMES:
        raise notes.refuse(
            f"{place}/name", found["name"], "one of " + ", ".join(NAMES), "correct it"
        )
    yield kinds.Attribute(**found)


def _empty(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
    shape: Shape = {
        "section": ("section", f.text),
        "date": ("on", f.day),
    }
    found = fields_of(item, place, notes, shape, ("section",))
    if found["section"] not in SECTIONS:
        expected = "one of " + ", ".join(SECTIONS)
        raise notes.refuse(f"{place}/section", found["section"], expected, "correct it")
    yield kinds.NoneStated(**found)


def _several(one: Callable[[Any, str, Notes], kinds.Entry]) -> Callable[..., Iterator[kinds.Entry]]:
    """A list of what usually stands once: corrections, and what contradicts itself."""

    def read(item: Any, place: str, notes: Notes) -> Iterator[kinds.Entry]:
        yield one(item, place, notes)

    return read


def _birth_date(value: Any, place: str, notes: Notes) -> kinds.Entry:
    return kinds.Born(id=place, birth=f.day(value, place, notes))


def _birth_year(value: Any, place: str, notes: Notes) -> kinds.Entry:
    return kinds.Born(id=place, year=f.year(value, place, notes))


def _age_months(value: Any, place: str, notes: Notes) -> kinds.Entry:
    return kinds.Born(id=place, age_months=f.whole(value, place, notes))


def _attribute(name: str) -> Callable[[Any, str, Notes], kinds.Entry]:
    def read(value: Any, place: str, notes: Notes) -> kinds.Entry:
        return kinds.Attribute(id=place, name=name, value=f.code(value, place, notes))

    return read


def _pregnancy(value: Any, place: str, notes: Notes) -> kinds.Entry:
    shape: Shape = {
        "status": ("status", f.code),
        "weeks": ("weeks", f.number),
        "date": ("on", f.day),
    }
    return kinds.Pregnancy(**fields_of(value, place, notes, shape, ("status",)))


def _care_plan(value: Any, place: str, notes: Notes) -> kinds.Entry:
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
    return kinds.CarePlan(**{"signed": bool(found.get("signed_by")), **found})


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


SINGLE: dict[str, Callable[[Any, str, Notes], kinds.Entry]] = {
    "birth_date": _birth_date,
    "birth_year": _birth_year,
    "age_months": _age_months,
    "sex": _attribute("sex"),
    "diet": _attribute("diet"),
    "ethnicity": _attribute("ethnicity"),
    "pregnancy": _pregnancy,
    "care_plan": _care_plan,
}
LISTS: dict[str, Callable[[Any, str, Notes], Iterator[kinds.Entry]]] = {
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
    "births": _birth,
    "attributes": _named,
    "pregnancies": _several(_pregnancy),
    "care_plans": _several(_care_plan),
    "none_stated": _empty,
}
