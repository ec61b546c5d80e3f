"""Facts about B12 results: the class, what spoils a result, and results that cannot be.

Serum B12 taken after injections were begun is never classed. Numbers are compared in the unit
reported; a threshold is converted only where the country gives none in that unit.
"""

from datetime import date, timedelta

from corrin.knowledge import Threshold
from corrin.record import Lab, lab_doubt
from corrin.situation.fact import NO, UNKNOWN, Fact, by_code, codes_of, fact, found, of
from corrin.situation.reading import Reading, base_value
from corrin.terms import ANALYTES

CLASSES = ("deficient", "indeterminate", "unlikely")
HIGH_B12_PMOL = 601.0
# Tests a question about the record can name.
ASKED_ABOUT = {"b12_total", "holotc", "mma", "homocysteine", "hb", "creatinine", "if_antibody"}


def _before_injections(r: Reading, labs: tuple[Lab, ...]) -> list[Lab]:
    first = r.injection_days[0] if r.injection_days else None
    return [lab for lab in labs if first is None or not _may_be_after(lab, first)]


def _may_be_after(lab: Lab, day: date) -> bool:
    """Whether a result may have been taken after a day; its own day may be known in part."""
    if lab.on is not None:
        return lab.on > day
    return bool(lab.around) and last_day(lab.around) >= day


@by_code
def last_day(around: str) -> date:
    """The last day of a year (2024) or a month (2024-05); of anything else the last of all."""
    parts = around.split("-")
    if not all(part.isdecimal() for part in parts):
        return date.max
    year, month = int(parts[0]), int(parts[1]) if parts[1:] else 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def _index(r: Reading, test: str) -> Lab | None:
    """The newest result of a test that injections have not made meaningless."""
    usable = _before_injections(r, r.labs.get(test, ()))
    return usable[-1] if usable else None


def _class(r: Reading, lab: Lab | None) -> str | None:
    """deficient, indeterminate or unlikely; None when the result cannot be classed."""
    if lab is None or not isinstance(lab.test, str):
        return None
    if isinstance(lab.value, str):
        return {"low": "deficient", "undetectable": "deficient"}.get(lab.value)
    limits = limits_of(r.thresholds, lab.test, lab.unit)
    return None if limits is None else _compare(lab.value, lab.op, limits)


def _compare(value: float, op: str, limits: tuple[float, float]) -> str | None:
    low, high = limits
    if op == "<":
        return "deficient" if value <= low else None
    if op == ">":
        return "unlikely" if value >= high else None
    return "deficient" if value < low else "unlikely" if value > high else "indeterminate"


@by_code
def limits_of(
    thresholds: tuple[Threshold, ...], test: str, unit: str | None
) -> tuple[float, float] | None:
    """The country's limits in the unit reported, converted only where it gives none in it."""
    same = {"pg/mL": "ng/L"}.get(unit or "", unit)
    given = [t for t in thresholds if t.test == test]
    exact = [t for t in given if t.unit == same]
    if exact:
        return exact[0].low, exact[0].high
    return _converted(given[0], unit) if given and unit else None


def _converted(threshold: Threshold, unit: str) -> tuple[float, float] | None:
    factors = ANALYTES[threshold.test].factors
    if unit not in factors:
        return None
    scale = factors[threshold.unit] / factors[unit]
    return threshold.low * scale, threshold.high * scale


def _both_indices(r: Reading) -> list[Lab]:
    """The newest total and the newest active B12 that mean something."""
    return [lab for t in ("b12_total", "holotc") if (lab := _index(r, t))]


@fact("code", missing="b12_total", codes=CLASSES)
def result_class(r: Reading) -> Fact:
    """Class of the B12 result in this country; the lower one where total and active differ."""
    indices = _both_indices(r)
    for label in CLASSES:
        labs = [lab for lab in indices if _class(r, lab) == label]
        if labs:
            return of(label, labs[:1])
    return UNKNOWN


@fact(missing="b12_total")
def results_disagree(r: Reading) -> Fact:
    """Total and active B12 fall into different classes."""
    labs = [lab for lab in _both_indices(r) if _class(r, lab)]
    if len(labs) < 2:
        return NO
    return of(_class(r, labs[0]) != _class(r, labs[1]), labs)


@fact(missing="b12_total")
def b12_measured(r: Reading) -> Fact:
    """Total or active B12 was measured before injections were begun."""
    return found(_both_indices(r))


@fact(missing="holotc")
def holotc_measured(r: Reading) -> Fact:
    """Active B12 was measured before injections were begun."""
    lab = _index(r, "holotc")
    return found([lab] if lab else [])


@fact(missing="b12_total")
def b12_normal_or_high(r: Reading) -> Fact:
    """The B12 result is not low: normal in words, indeterminate, unlikely or high."""
    labs = _both_indices(r)
    if not labs:
        return NO
    fine = [
        lab
        for lab in labs
        if lab.value in ("normal", "high") or _class(r, lab) in ("indeterminate", "unlikely")
    ]
    return found(fine)


@fact(missing="b12_total")
def b12_sampled_on_tablets(r: Reading) -> Fact:
    """The B12 result was taken after treatment by mouth had begun."""
    begun = min((t.on for t in r.tablets if t.on), default=None)
    later = [lab for lab in _both_indices(r) if begun and lab.on and lab.on > begun]
    return found(later)


@fact(missing="b12_total")
def b12_high(r: Reading) -> Fact:
    """Total B12 of 601 pmol/L or more, the band in which untreated persons were studied."""
    lab = _index(r, "b12_total")
    if lab is None:
        return UNKNOWN
    value = base_value(lab)
    high = lab.value == "high" if value is None else value >= HIGH_B12_PMOL and lab.op != "<"
    return of(high, [lab])


@fact(missing="b12_total")
def serum_b12_on_injections(r: Reading) -> Fact:
    """Serum B12 was measured after injections had begun."""
    first = r.injection_days[0] if r.injection_days else None
    late = [
        lab
        for test in ("b12_total", "holotc")
        for lab in r.labs.get(test, ())
        if first and lab.on and lab.on > first
    ]
    return found(late)


@fact(missing="unit")
def unit_problem(r: Reading) -> Fact:
    """A result has no unit, a unit that does not fit, or an impossible value."""
    odd = [e for e in r.record.of(Lab) if lab_doubt(e)]
    return found(odd)


@fact(missing="labs")
def lab_in_future(r: Reading) -> Fact:
    """A laboratory result is dated after today."""
    return found(r.future_of(Lab))


@fact("codes", missing="labs")
def tests_in_future(r: Reading) -> Fact:
    """The tests whose results are dated after today."""
    ahead = r.future_of(Lab)
    return of(codes_of(e.test for e in ahead if e.test in ASKED_ABOUT), ahead)
