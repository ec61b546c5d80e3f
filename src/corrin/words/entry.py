"""One entry of a record as a reader understands it, without its day."""

from collections.abc import Iterator

from corrin.record import entries as kinds
from corrin.record import printable
from corrin.terms import Coding
from corrin.words.catalog import Catalog

KIND = {
    "conditions": "condition",
    "medicines": "medicine",
    "allergies": "allergen",
    "exposures": "exposure",
    "signs": "sign",
    "family_history": "family",
}
UNITS = {
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "10*9/L": "× 10⁹/L",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "{score}": "",
    "1": "",
}


def told(entry: kinds.Entry, words: Catalog) -> str:
    """What the entry says; its own words are shown with hidden characters escaped."""
    said = ", ".join(part for part in _parts(entry, words) if part)
    return f"{said} ({printable(entry.note)})" if entry.note else said


def unit(code: str | None) -> str:
    """A unit as people write it."""
    return UNITS.get(code, code) if code else ""


def _parts(entry: kinds.Entry, words: Catalog) -> Iterator[str]:
    if isinstance(entry, kinds.Administration):
        yield from _given(entry, words)
    elif isinstance(entry, kinds.CarePlan):
        yield from _plan(entry, words)
    elif isinstance(entry, kinds.Lab):
        yield from _result(entry, words)
    elif isinstance(entry, kinds.Score):
        score = words.number(entry.score)
        yield words.text("entry", "felt", item=_code("item", entry.item, words), score=score)
    elif isinstance(entry, kinds.Ill):
        cause = printable(entry.cause)
        yield words.text(
            "entry", "ill_cause" if cause else "ill", **({"cause": cause} if cause else {})
        )
    elif isinstance(entry, kinds.Symptom):
        yield from _symptom(entry, words)
    elif isinstance(entry, kinds.History):
        yield _history(entry, words)
    elif isinstance(entry, kinds.Remembered):
        key = "well_after" if entry.on else "well_usually"
        yield words.text("entry", key, days=words.count("day", entry.well_days))
    elif isinstance(entry, kinds.Elsewhere):
        yield words.text("entry", "elsewhere")
    else:
        yield from _person(entry, words)


def _person(entry: kinds.Entry, words: Catalog) -> Iterator[str]:
    if isinstance(entry, kinds.Born):
        yield _born(entry, words)
    elif isinstance(entry, kinds.Pregnancy):
        yield _code("pregnancy", entry.status, words)
        if entry.weeks is not None:
            yield words.text("entry", "weeks", weeks=words.number(entry.weeks))
    elif isinstance(entry, kinds.Attribute):
        yield _code(entry.name, entry.value, words)
    elif isinstance(entry, kinds.NoneStated):
        yield _none(entry.section, words)
    elif isinstance(entry, kinds.Retraction):
        yield words.text("entry", "withdrawn")


def _code(kind: str, code: kinds.Code, words: Catalog) -> str:
    if isinstance(code, Coding):
        return printable(code.display or code.code)
    return printable(words.code(kind, code))


def _given(e: kinds.Administration, words: Catalog) -> Iterator[str]:
    what = words.text(
        "entry",
        "gave",
        drug=_code("drug", e.drug, words),
        dose=words.number(e.dose_ug),
        route=_code("route", e.route, words),
    )
    if e.until and e.every_days and e.on:
        days = words.count("day", e.every_days)
        first, last = words.day(e.on), words.day(e.until)
        what = words.text("entry", "series", what=what, days=days, first=first, last=last)
    yield what
    if e.site:
        yield words.text("entry", "site", site=_code("site", e.site, words))
    if e.batch:
        yield words.text("entry", "batch", batch=printable(e.batch))


def _plan(e: kinds.CarePlan, words: Catalog) -> Iterator[str]:
    if e.interval_months is not None:
        yield words.text("entry", "plan", days=words.count("month", e.interval_months))
    elif e.interval_days is not None:
        yield words.text("entry", "plan", days=words.count("day", e.interval_days))
    else:
        yield words.text("entry", "plan_unsaid")
    if e.band_days:
        low, high = (words.number(day) for day in e.band_days)
        yield words.text("entry", "band", low=low, high=high)
    if e.signed_by:
        yield words.text("entry", "signed_by", name=printable(e.signed_by))
    if e.clinic_days:
        days = words.listed(words.text("page", f"weekday_short_{d}") for d in e.clinic_days)
        yield words.text("entry", "clinic_days", days=days)


def _result(e: kinds.Lab, words: Catalog) -> Iterator[str]:
    op = "" if e.op == "=" else e.op
    said = words.code("entry", e.value) if isinstance(e.value, str) else words.number(e.value)
    value = f"{op}{printable(said)} {printable(unit(e.unit))}".strip()
    yield words.text("entry", "result", test=_code("test", e.test, words), value=value)
    if e.ref_low is not None or e.ref_high is not None:
        low, high = ("–" if x is None else words.number(x) for x in (e.ref_low, e.ref_high))
        yield words.text("entry", "limits", low=low, high=high)


def _symptom(e: kinds.Symptom, words: Catalog) -> Iterator[str]:
    what = _code("symptom", e.code, words)
    if e.severity is not None:
        what = words.text("entry", "severity", what=what, score=words.number(e.severity))
    yield what
    if e.trend:
        yield printable(words.code("trend", e.trend))


def _history(e: kinds.History, words: Catalog) -> str:
    what = _code(KIND[e.section], e.code, words)
    if e.section == "allergies":
        what = words.text("entry", "allergy", what=what)
    if e.section == "family_history":
        what = words.text("entry", "family", what=what)
    return words.text("entry", "until", what=what, last=words.day(e.until)) if e.until else what


def _born(e: kinds.Born, words: Catalog) -> str:
    if e.age_months is not None:
        return words.text("entry", "age_months", months=e.age_months)
    return words.text("entry", "born", when=words.day(e.birth) if e.birth else e.year)


def _none(section: str, words: Catalog) -> str:
    if section == "treatments":
        return words.text("entry", "no_treatment")
    return words.text("entry", "none_stated", section=words.code("section", section))
