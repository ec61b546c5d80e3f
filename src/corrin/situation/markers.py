"""Facts about methylmalonic acid, homocysteine, and what they must be read with.

The limit of eGFR is that of KDIGO (S), that of creatinine without a range was read in an abstract
(Q, 20 to 70 years only; outside it such a result is not read). The limit of folate is from memory
(M) and only alarms and restricts.
"""

from dataclasses import dataclass

from corrin.record import Lab
from corrin.situation.fact import NO, UNKNOWN, Fact, any_known, fact, found, of
from corrin.situation.labs import limits_of
from corrin.situation.person import youngest_age
from corrin.situation.reading import Reading, base_value, sex

LOW_FOLATE_NMOL = 7.0
IMPAIRED_EGFR = 60.0
# 1.16 and 0.93 mg/dL, the upper limits between 20 and 70 years of age.
CREATININE_LIMIT = {"male": 103.0, "female": 82.0}
CREATININE_YEARS = (20, 70)


def _raised(lab: Lab | None) -> bool | None:
    """Above the laboratory's own limit; None when there is nothing to compare with."""
    if lab is None:
        return None
    if isinstance(lab.value, str):
        return {"high": True, "normal": False, "low": False}.get(lab.value)
    return None if lab.ref_high is None else _above(lab, lab.ref_high)


def _above(lab: Lab, limit: float, *, at: bool = False) -> bool | None:
    """Whether a number lies above a limit (or `at` it); None where < or > leaves that open."""
    if isinstance(lab.value, str):
        return False
    above = lab.value >= limit if at else lab.value > limit
    if lab.op == "<":
        return None if lab.value > limit else False
    return None if lab.op == ">" and lab.value < limit else above or lab.op == ">"


def _marker(r: Reading, test: str) -> Fact:
    """Raised by the laboratory's limit, or by the country's, where both ends are uncertain."""
    lab = r.latest(test)
    raised = _raised(lab)
    if lab is not None and raised is None and (limits := limits_of(r.thresholds, test, lab.unit)):
        raised = _above(lab, limits[0], at=True)
    return UNKNOWN if raised is None or lab is None else of(raised, [lab])


def mma_raised(r: Reading) -> Fact:
    """The newest methylmalonic acid is above the limit."""
    return _marker(r, "mma")


@fact(missing="homocysteine")
def homocysteine_raised(r: Reading) -> Fact:
    """The newest homocysteine is above the limit."""
    return _marker(r, "homocysteine")


@fact(missing="mma")
def marker_measured(r: Reading) -> Fact:
    """Methylmalonic acid or homocysteine has been measured."""
    return found([lab for t in ("mma", "homocysteine") if (lab := r.latest(t))])


@fact(missing="mma")
def mma_measured(r: Reading) -> Fact:
    """Methylmalonic acid has been measured."""
    lab = r.latest("mma")
    return found([lab] if lab else [])


@fact(missing="mma")
def marker_raised(r: Reading) -> Fact:
    """Methylmalonic acid or homocysteine is raised, whichever was measured."""
    return any_known(mma_raised(r), homocysteine_raised(r))


@fact(missing="mma")
def marker_known_raised(r: Reading) -> Fact:
    """Methylmalonic acid or homocysteine is known to be raised."""
    raised = marker_raised(r)
    return raised if raised.known else NO


@fact(missing="mma")
def markers_normal(r: Reading) -> Fact:
    """Methylmalonic acid or homocysteine was measured and neither is raised."""
    if not marker_measured(r).value:
        return NO
    facts = [f for f in (mma_raised(r), homocysteine_raised(r)) if f.known]
    if not facts:
        return UNKNOWN
    return Fact(all(f.value is False for f in facts), tuple(i for f in facts for i in f.because))


@fact(missing="mma")
def mma_clearly_raised(r: Reading) -> Fact:
    """Methylmalonic acid above the country's upper limit, or above twice the laboratory's."""
    lab = r.latest("mma")
    if lab is None:
        return UNKNOWN
    if isinstance(lab.value, str):
        return UNKNOWN if lab.value == "high" else of(False, [lab])
    limits = limits_of(r.thresholds, "mma", lab.unit)
    limit = limits[1] if limits else None if lab.ref_high is None else 2 * lab.ref_high
    clearly = None if limit is None else _above(lab, limit)
    return UNKNOWN if clearly is None else of(clearly, [lab])


@fact(missing="creatinine")
def kidney_function_known(r: Reading) -> Fact:
    """Kidney function is on record and can be read: creatinine, eGFR or kidney disease."""
    kidney = kidney_impaired(r)
    return of(kidney.known, kidney.because)


@fact(missing="creatinine")
def kidney_impaired(r: Reading) -> Fact:
    """Kidney function is impaired: kidney disease on record, eGFR under 60, creatinine high."""
    disease = r.having("conditions", frozenset({"chronic_kidney_disease"}))
    if disease:
        return of(True, disease)
    egfr, creatinine = r.latest("egfr"), r.latest("creatinine")
    if egfr is not None and egfr.value in ("low", "normal", "high"):
        return of(egfr.value == "low", [egfr])
    value = base_value(egfr)
    if egfr is not None and value is not None:
        if egfr.op == "<" and value >= IMPAIRED_EGFR:
            return UNKNOWN
        return of(value < IMPAIRED_EGFR, [egfr])
    if creatinine is None:
        return UNKNOWN
    raised = _raised(creatinine)
    if raised is None:
        raised = _creatinine_raised(r, creatinine)
    return UNKNOWN if raised is None else of(raised, [creatinine])


def _creatinine_raised(r: Reading, lab: Lab) -> bool | None:
    """A creatinine without a range: raised, or unremarkable at an age the limits are for."""
    number, age = base_value(lab), youngest_age(r).value
    if number is None:
        return None
    if number > CREATININE_LIMIT.get(sex(r), CREATININE_LIMIT["female"]):
        return True
    low, high = CREATININE_YEARS
    return False if isinstance(age, float) and low <= age < high else None


@fact(missing="creatinine")
def functional_deficiency(r: Reading) -> Fact:
    """A raised marker that the kidneys do not explain (homocysteine only with folate not low)."""
    kidney = kidney_impaired(r)
    if kidney.value is True:
        return NO
    folate, homocysteine = folate_low(r), homocysteine_raised(r)
    by_homocysteine = homocysteine
    if homocysteine.value is True and folate.value is not False:
        by_homocysteine = NO if folate.value else UNKNOWN
    raised = any_known(mma_raised(r), by_homocysteine)
    if raised.value is True and not kidney.known:
        return UNKNOWN
    if raised.value is True:
        return Fact(True, (*raised.because, *kidney.because))
    return NO if not marker_measured(r).value else raised


@fact(missing="folate")
def folate_known(r: Reading) -> Fact:
    """Folate has been measured, or its deficiency is on record."""
    folate = folate_low(r)
    return of(folate.known, folate.because)


@fact(missing="folate")
def folate_low(r: Reading) -> Fact:
    """Folate is low: in words, by the laboratory's limit, or under 7 nmol/L (3 ug/L)."""
    for lab in (r.latest("folate_serum"), r.latest("folate_red_cell")):
        if lab is None:
            continue
        if isinstance(lab.value, str):
            return of(lab.value in ("low", "undetectable"), [lab])
        value = base_value(lab)
        if lab.ref_low is not None:
            return of(lab.value < lab.ref_low or _under(lab, lab.ref_low), [lab])
        if value is not None:
            return of(value < LOW_FOLATE_NMOL, [lab])
    disease = r.having("conditions", frozenset({"folate_deficiency"}))
    return found(disease) if disease else UNKNOWN


def _under(lab: Lab, limit: float) -> bool:
    return lab.op == "<" and not isinstance(lab.value, str) and lab.value <= limit


# Least relative change beyond the analyte's own variation (own definition until a source is
# chosen): the reference change of MMA lies near 40 %, of homocysteine near 25 %.
REAL_CHANGE = {"mma": 0.40, "homocysteine": 0.25}


@dataclass(frozen=True, slots=True)
class Marker:
    """First and newest result of a marker, and its change: falling, rising or no_real_change."""

    test: str
    first: Lab
    newest: Lab
    trend: str


def markers(r: Reading) -> tuple[Marker, ...]:
    """The change of each marker that was measured twice or more."""
    measured = ((test, _numbers(r, test)) for test in REAL_CHANGE)
    return tuple(
        Marker(test, labs[0], labs[-1], _trend(labs, REAL_CHANGE[test]))
        for test, labs in measured
        if len(labs) > 1
    )


def _numbers(r: Reading, test: str) -> list[Lab]:
    """The results of a test that are numbers above 0 in its base unit, oldest first."""
    return [lab for lab in r.labs.get(test, ()) if (base_value(lab) or 0.0) > 0]


def _trend(labs: list[Lab], real: float) -> str:
    """What became of the first of some results by the newest."""
    before, now = base_value(labs[0]) or 0.0, base_value(labs[-1]) or 0.0
    change = now / before - 1
    if abs(change) <= real:
        return "no_real_change"
    return "rising" if change > 0 else "falling"


@fact("code", missing="labs", codes=("falling", "rising", "no_real_change"))
def marker_trend(r: Reading) -> Fact:
    """How methylmalonic acid, else homocysteine, changed between its first and newest result."""
    for test, real in REAL_CHANGE.items():
        labs = _numbers(r, test)
        if len(labs) > 1:
            return of(_trend(labs, real), [labs[0], labs[-1]])
    return UNKNOWN
