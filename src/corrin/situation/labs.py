"""Facts about laboratory results: class, markers, blood picture, and what spoils a result.

Serum B12 taken after injections were begun is never classed. Numbers are compared in the unit
reported; a threshold is converted only where the country gives none in that unit.
"""

from corrin.knowledge import Threshold
from corrin.record import Entry, Lab, lab_doubt
from corrin.situation.fact import NO, UNKNOWN, Fact, either, fact, found, of
from corrin.situation.reading import Reading, base_value
from corrin.terms import ANALYTES

CLASSES = ("deficient", "indeterminate", "unlikely")
# From memory (tag M), used only to alarm and restrict: haemoglobin, folate, MMA beyond kidneys.
SEVERE_HB = 70.0
LOW_HB = {"male": 130.0, "female": 120.0}
LOW_FOLATE_NMOL = 7.0
IMPAIRED_EGFR = 60.0
CREATININE_LIMIT = {"male": 105.0, "female": 90.0}
HIGH_B12_PMOL = 601.0
# Tests a question about the record can name.
ASKED_ABOUT = {"b12_total", "holotc", "mma", "homocysteine", "hb", "creatinine", "if_antibody"}
FEW_PLATELETS = 50.0


def _before_injections(r: Reading, labs: tuple[Lab, ...]) -> list[Lab]:
    first = r.injection_days[0] if r.injection_days else None
    return [lab for lab in labs if first is None or lab.on is None or lab.on <= first]


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
    limits = _limits(r, lab.test, lab.unit)
    return None if limits is None else _compare(lab.value, lab.op, *limits)


def _compare(value: float, op: str, low: float, high: float) -> str | None:
    if op == "<":
        return "deficient" if value <= low else None
    if op == ">":
        return "unlikely" if value >= high else None
    return "deficient" if value < low else "unlikely" if value > high else "indeterminate"


def _limits(r: Reading, test: str, unit: str | None) -> tuple[float, float] | None:
    """The country's limits in the unit reported, converted only where it gives none in it."""
    same = {"pg/mL": "ng/L"}.get(unit or "", unit)
    given = [t for t in r.thresholds if t.test == test]
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


def _classed(r: Reading) -> dict[str, tuple[str, Lab]]:
    """Class and result of total and active B12, where there is one."""
    found_classes = {}
    for test in ("b12_total", "holotc"):
        lab = _index(r, test)
        label = _class(r, lab)
        if lab is not None and label is not None:
            found_classes[test] = (label, lab)
    return found_classes


@fact("code", missing="b12_total", codes=CLASSES)
def result_class(r: Reading) -> Fact:
    """Class of the B12 result in this country; the lower one where total and active differ."""
    classed = sorted(_classed(r).values(), key=lambda pair: CLASSES.index(pair[0]))
    return of(classed[0][0], [classed[0][1]]) if classed else UNKNOWN


@fact(missing="b12_total")
def results_disagree(r: Reading) -> Fact:
    """Total and active B12 fall into different classes."""
    classed = _classed(r)
    if len(classed) < 2:
        return NO
    (one, first), (other, second) = classed.values()
    return of(one != other, [first, second])


@fact(missing="b12_total")
def b12_measured(r: Reading) -> Fact:
    """Total or active B12 was measured before injections were begun."""
    measured = [lab for t in ("b12_total", "holotc") if (lab := _index(r, t))]
    return found(measured)


@fact(missing="holotc")
def holotc_measured(r: Reading) -> Fact:
    """Active B12 was measured before injections were begun."""
    lab = _index(r, "holotc")
    return found([lab] if lab else [])


@fact(missing="b12_total")
def b12_normal_or_high(r: Reading) -> Fact:
    """The B12 result is not low: normal in words, indeterminate, unlikely or high."""
    labs = [lab for t in ("b12_total", "holotc") if (lab := _index(r, t))]
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
    labs = [lab for t in ("b12_total", "holotc") if (lab := _index(r, t))]
    return found([lab for lab in labs if begun and lab.on and lab.on > begun])


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


def _raised(lab: Lab | None) -> bool | None:
    """Above the laboratory's own limit; None when there is nothing to compare with."""
    if lab is None:
        return None
    if isinstance(lab.value, str):
        return {"high": True, "normal": False, "low": False}.get(lab.value)
    if lab.ref_high is None or lab.op == "<":
        return False if lab.ref_high is not None and lab.value <= lab.ref_high else None
    return lab.value > lab.ref_high


def _marker(r: Reading, test: str) -> Fact:
    """Raised by the laboratory's limit, or by the country's where it has one."""
    lab = r.latest(test)
    raised = _raised(lab)
    if lab is not None and raised is None and (limits := _limits(r, test, lab.unit)):
        raised = not isinstance(lab.value, str) and lab.value > limits[0]
    return UNKNOWN if raised is None or lab is None else of(raised, [lab])


@fact(missing="mma")
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
def marker_raised(r: Reading) -> Fact:
    """Methylmalonic acid or homocysteine is raised, whichever was measured."""
    return _any_known(mma_raised(r), homocysteine_raised(r))


def _any_known(*facts: Fact) -> Fact:
    """Or, over the facts that are known; unknown when none is."""
    known = [f for f in facts if f.known]
    return either(*known) if known else UNKNOWN


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
    limits = _limits(r, "mma", lab.unit)
    limit = limits[1] if limits else None if lab.ref_high is None else 2 * lab.ref_high
    return UNKNOWN if limit is None else of(lab.value > limit, [lab])


@fact(missing="creatinine")
def kidney_function_known(r: Reading) -> Fact:
    """Kidney function is on record: creatinine, eGFR or kidney disease."""
    measured = [lab for t in ("creatinine", "egfr") if (lab := r.latest(t))]
    disease = r.having("conditions", frozenset({"chronic_kidney_disease"}))
    return found([*measured, *disease])


@fact(missing="creatinine")
def kidney_impaired(r: Reading) -> Fact:
    """Kidney function is impaired: kidney disease on record, eGFR under 60, creatinine high."""
    disease = r.having("conditions", frozenset({"chronic_kidney_disease"}))
    if disease:
        return of(True, disease)
    egfr, creatinine = r.latest("egfr"), r.latest("creatinine")
    value = base_value(egfr)
    if egfr is not None and value is not None:
        return of(value < IMPAIRED_EGFR, [egfr])
    if creatinine is None:
        return UNKNOWN
    raised, number = _raised(creatinine), base_value(creatinine)
    if raised is None and number is not None:
        raised = number > CREATININE_LIMIT.get(_sex(r), CREATININE_LIMIT["female"])
    return UNKNOWN if raised is None else of(raised, [creatinine])


def _sex(r: Reading) -> str:
    sexes = r.attributes("sex")
    return str(sexes[-1].value) if sexes else "female"


@fact(missing="creatinine")
def functional_deficiency(r: Reading) -> Fact:
    """A raised marker that the kidneys do not explain (homocysteine only without low folate)."""
    kidney = kidney_impaired(r)
    if kidney.value is True:
        return NO
    folate = folate_low(r)
    homocysteine = homocysteine_raised(r)
    by_homocysteine = NO if folate.value is True else homocysteine
    raised = _any_known(mma_raised(r), by_homocysteine)
    if raised.value is True and not kidney.known:
        return UNKNOWN
    if raised.value is True:
        return Fact(True, (*raised.because, *kidney.because))
    return NO if not marker_measured(r).value else raised


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


def hb_value(r: Reading) -> float | None:
    """The newest haemoglobin in g/L, where it is a number."""
    return base_value(r.latest("hb"))


@fact(missing="hb")
def anaemia(r: Reading) -> Fact:
    """Haemoglobin low: in words, by the laboratory's limit, or under 120 (women) or 130 g/L."""
    lab = r.latest("hb")
    if lab is None:
        return UNKNOWN
    if isinstance(lab.value, str):
        return of(lab.value == "low", [lab])
    if lab.ref_low is not None:
        return of(lab.value < lab.ref_low, [lab])
    limit = LOW_HB.get(_sex(r), LOW_HB["female"])
    return of((hb_value(r) or limit) < limit, [lab])


@fact(missing="hb")
def marked_anaemia(r: Reading) -> Fact:
    """Haemoglobin under 100 g/L or low in words, pancytopenia, or megaloblastic anaemia."""
    lab = r.latest("hb")
    value = hb_value(r)
    low = lab is not None and (lab.value == "low" or (value is not None and value < 100))
    conditions = r.having("conditions", frozenset({"pancytopenia", "megaloblastic_anaemia"}))
    return found([*([lab] if lab and low else []), *conditions])


def _low(r: Reading, test: str, limit: float) -> Lab | None:
    """The newest result when it is low in words, by the laboratory's limit or by ours."""
    lab = r.latest(test)
    if lab is None:
        return None
    if isinstance(lab.value, str):
        return lab if lab.value in ("low", "undetectable") else None
    value = base_value(lab)
    by_laboratory = lab.ref_low is not None and lab.value < lab.ref_low
    return lab if by_laboratory or (value is not None and value < limit) else None


def _low_lines(r: Reading) -> list[Lab]:
    """Which of the three blood cell lines are low."""
    limits = (("hb", 100.0), ("platelets", 100.0), ("wbc", 3.0))
    return [lab for test, limit in limits if (lab := _low(r, test, limit))]


@fact(missing="hb")
def low_platelets(r: Reading) -> Fact:
    """Platelets low in words, or under 50 x 10^9/L."""
    lab = r.latest("platelets")
    value = base_value(lab)
    low = lab is not None and (lab.value == "low" or (value is not None and value < FEW_PLATELETS))
    return found([lab] if lab and low else [])


@fact(missing="hb")
def severe_anaemia(r: Reading) -> Fact:
    """Severe anaemia on record: haemoglobin under 70 g/L, or pancytopenia."""
    lab, value = r.latest("hb"), hb_value(r)
    if lab is not None and value is not None and value < SEVERE_HB:
        return of(True, [lab])
    lines = _low_lines(r)
    conditions = r.having("conditions", frozenset({"pancytopenia"}))
    if conditions or len(lines) == 3:
        return of(True, [*conditions, *lines])
    return NO


@fact(missing="hb")
def severe_blood_picture(r: Reading) -> Fact:
    """Severe anaemia, two blood cell lines low, haemolysis, or megaloblastic marrow."""
    severe = severe_anaemia(r)
    lines = _low_lines(r)
    conditions = r.having("conditions", frozenset({"haemolysis"}))
    marrow = r.having("signs", frozenset({"megaloblastic_marrow"}))
    more: list[Entry] = [*conditions, *marrow, *(lines if len(lines) > 1 else [])]
    return either(severe, found(more))


@fact(missing="hb")
def fragmented_red_cells(r: Reading) -> Fact:
    """Fragmented red cells, or haemolysis, with low platelets."""
    platelets = _low(r, "platelets", 100.0)
    broken = [
        *r.having("signs", frozenset({"schistocytes"})),
        *r.having("conditions", frozenset({"haemolysis"})),
    ]
    schistocytes = r.having("signs", frozenset({"schistocytes"}))
    return found([*broken, platelets] if broken and platelets else schistocytes)


@fact(missing="unit")
def unit_problem(r: Reading) -> Fact:
    """A result has no unit, a unit that does not fit, or an impossible value."""
    odd = [e for e in r.record.of(Lab) if lab_doubt(e)]
    return found(odd)


@fact(missing="labs")
def lab_in_future(r: Reading) -> Fact:
    """A laboratory result is dated after today."""
    return found([e for e in r.future if isinstance(e, Lab)])


@fact("codes", missing="labs")
def tests_in_future(r: Reading) -> Fact:
    """The tests whose results are dated after today."""
    ahead = [e for e in r.future if isinstance(e, Lab)]
    named = sorted({str(e.test) for e in ahead} & ASKED_ABOUT)
    return of(tuple(named), ahead)


@fact(missing="labs")
def marker_before_and_after(r: Reading) -> Fact:
    """Methylmalonic acid or homocysteine was measured at least twice."""
    twice = [labs for t in ("mma", "homocysteine") if len(labs := r.labs.get(t, ())) > 1]
    return found([lab for labs in twice for lab in labs])


# Least relative change beyond the analyte's own variation (own definition until a source is
# chosen): the reference change of MMA lies near 40 %, of homocysteine near 25 %.
REAL_CHANGE = {"mma": 0.40, "homocysteine": 0.25}


@fact("code", missing="labs", codes=("falling", "rising", "no_real_change"))
def marker_trend(r: Reading) -> Fact:
    """How methylmalonic acid, else homocysteine, changed between its first and newest result."""
    for test, real in REAL_CHANGE.items():
        numbers = [(lab, v) for lab in r.labs.get(test, ()) if (v := base_value(lab))]
        if len(numbers) > 1 and numbers[0][1] > 0:
            change = numbers[-1][1] / numbers[0][1] - 1
            trend = "no_real_change"
            if abs(change) > real:
                trend = "rising" if change > 0 else "falling"
            return of(trend, [numbers[0][0], numbers[-1][0]])
    return UNKNOWN
