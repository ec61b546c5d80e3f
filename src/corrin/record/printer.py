"""The diary notation, printed: one entry a line, the day first. `notation` is the inverse."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from corrin.record import entries as kinds
from corrin.record import fields as f
from corrin.record.case import WEEKDAYS
from corrin.record.cursor import CLOSING
from corrin.record.model import Record
from corrin.record.notation import SECTION_OF
from corrin.terms import Coding

VERB_OF = {section: verb for verb, section in SECTION_OF.items()}
PLAIN = re.compile(r"[^\s\"#|]+\Z")


def write_notation(record: Record) -> str:
    """The record as notation text; reading it back gives an equal record."""
    return "".join(_written(e, i) + "\n" for i, e in enumerate(record.entries, start=1))


def _written(entry: kinds.Entry, position: int) -> str:
    day = entry.on.isoformat() if entry.on else "undated"
    return " ".join([day, *_body(entry), *_clauses(entry, position)])


def _clauses(entry: kinds.Entry, position: int) -> Iterable[str]:
    if entry.id != f"line:{position}":
        yield from ("id", _quoted(entry.id))
    for keyword, value in (("around", entry.around), ("marked", entry.marked)):
        if value:
            yield from (keyword, _quoted(value))
    if entry.noted_at:
        yield from ("noted", entry.noted_at.isoformat())
    if entry.replaces is not None and not isinstance(entry, kinds.Retraction):
        yield from ("replaces", _quoted(entry.replaces))
    if entry.note:
        yield from ("note", _in_quotes(entry.note))


def _body(entry: kinds.Entry) -> Iterable[str]:
    return WRITERS[type(entry)](entry)


def _in_quotes(text: str) -> str:
    """A text in quotation marks; letters stay letters, hidden characters are escaped."""
    return f.printable(json.dumps(text, ensure_ascii=False))


def _quoted(word: str) -> str:
    """The word, in quotation marks where it could be misread."""
    safe = PLAIN.match(word) and not f.odd_characters(word) and word not in KEYWORDS
    return word if safe else _in_quotes(word)


def _word(word: str) -> str:
    """A word that must not be read as a number."""
    return _in_quotes(word) if re.match(r"-?\d", word) else _quoted(word)


def _code(code: kinds.Code) -> str:
    if isinstance(code, Coding):
        return _in_quotes("|".join((code.system, code.code, code.display)))
    return _quoted(code)


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")


KEYWORDS = frozenset(
    {
        *CLOSING,
        "ref",
        "every",
        "until",
        "site",
        "batch",
        "band",
        "signed",
        "alpha",
        "days",
        "-",
        "<",
        ">",
        "=",
    }
)


def _w_administration(e: kinds.Administration) -> Iterable[str]:
    yield from ("gave", _code(e.drug), _number(e.dose_ug), "ug", _code(e.route))
    if e.every_days is not None and e.until is not None:
        yield from ("every", _number(e.every_days), "days", "until", e.until.isoformat())
    for keyword, value in (("site", e.site), ("batch", e.batch)):
        if value:
            yield from (keyword, _quoted(value))


def _w_elsewhere(e: kinds.Elsewhere) -> Iterable[str]:
    yield "elsewhere"
    if e.drug != "b12_unspecified":
        yield _code(e.drug)
    if e.until:
        yield from ("until", e.until.isoformat())


def _w_lab(e: kinds.Lab) -> Iterable[str]:
    yield from ("lab", _code(e.test))
    if e.op != "=":
        yield e.op
    in_words = isinstance(e.value, str)
    yield _word(e.value) if isinstance(e.value, str) else _number(e.value)
    if e.unit is not None and not (in_words and e.unit == "1"):
        yield _quoted(e.unit)
    if e.ref_low is not None or e.ref_high is not None:
        yield "ref"
        yield from ("-" if x is None else _number(x) for x in (e.ref_low, e.ref_high))


def _w_symptom(e: kinds.Symptom) -> Iterable[str]:
    yield from ("symptom", _code(e.code))
    if e.severity is not None:
        yield _number(e.severity)
    if e.trend is not None:
        yield _quoted(e.trend)


def _w_history(e: kinds.History) -> Iterable[str]:
    yield from (VERB_OF[e.section], _code(e.code))
    if e.until:
        yield from ("until", e.until.isoformat())


def _w_born(e: kinds.Born) -> Iterable[str]:
    yield "born"
    if e.age_months is not None:
        yield from (str(e.age_months), "months")
    else:
        yield e.birth.isoformat() if e.birth else str(e.year)


def _w_pregnancy(e: kinds.Pregnancy) -> Iterable[str]:
    yield from ("pregnancy", _code(e.status))
    if e.weeks is not None:
        yield from (_number(e.weeks), "weeks")


def _w_plan(e: kinds.CarePlan) -> Iterable[str]:
    yield "plan"
    if e.interval_months is not None:
        yield from ("every", str(e.interval_months), "months")
    elif e.interval_days is not None:
        yield from ("every", _number(e.interval_days), "days")
    if e.band_days:
        yield from ("band", *map(_number, e.band_days))
    if e.signed:
        yield from ("signed", _in_quotes(e.signed_by)) if e.signed_by else ("signed",)
    if e.alpha is not None:
        yield from ("alpha", _number(e.alpha))
    if e.clinic_days:
        yield from ("days", ",".join(WEEKDAYS[d] for d in e.clinic_days))


WRITERS: dict[type[kinds.Entry], Callable[[Any], Iterable[str]]] = {
    kinds.Administration: _w_administration,
    kinds.Elsewhere: _w_elsewhere,
    kinds.Remembered: lambda e: ("remembered", "well", _number(e.well_days), "days"),
    kinds.Score: lambda e: ("felt", _code(e.item), _number(e.score)),
    kinds.Ill: lambda e: ("ill", *([_quoted(e.cause)] if e.cause else [])),
    kinds.Lab: _w_lab,
    kinds.Symptom: _w_symptom,
    kinds.History: _w_history,
    kinds.Born: _w_born,
    kinds.Attribute: lambda e: (e.name, _code(e.value)),
    kinds.Pregnancy: _w_pregnancy,
    kinds.CarePlan: _w_plan,
    kinds.NoneStated: lambda e: ("none", e.section),
    kinds.Retraction: lambda e: ("withdraw", _quoted(e.replaces or "")),
}
