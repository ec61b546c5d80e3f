"""Facts about the blood picture: anaemia, platelets, and the pictures that are alarms.

The limits are from memory (tag M) and only alarm and restrict; a clinician should set them.
"""

from corrin.record import Entry, History, Lab
from corrin.situation.fact import NO, Fact, either, fact, found, of
from corrin.situation.reading import Reading, base_value

SEVERE_HB = 70.0
TREATED_DAYS = 90
FEW_PLATELETS, MANY_PLATELETS = 50.0, 600.0


def hb_value(r: Reading) -> float | None:
    """The newest haemoglobin in g/L, where it is a number."""
    return base_value(r.latest("hb"))


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
def high_platelets(r: Reading) -> Fact:
    """Platelets high in words, or over 600 x 10^9/L."""
    lab = r.latest("platelets")
    value = base_value(lab)
    high = lab is not None and (lab.value == "high" or (value or 0.0) > MANY_PLATELETS)
    return found([lab] if lab and high else [])


def _past(r: Reading, entry: Lab | History) -> bool:
    """Found before a treatment that has gone on for over 90 days, and not since: no alarm now."""
    begun = r.begun
    dated = entry.on is not None and r.days_since(entry.on) > TREATED_DAYS
    return begun is not None and r.days_since(begun) > TREATED_DAYS and dated


@fact(missing="hb")
def severe_anaemia(r: Reading) -> Fact:
    """Severe anaemia on record: haemoglobin under 70 g/L, or pancytopenia."""
    lab, value = r.latest("hb"), hb_value(r)
    if lab is not None and value is not None and value < SEVERE_HB and not _past(r, lab):
        return of(True, [lab])
    lines = [line for line in _low_lines(r) if not _past(r, line)]
    known = r.having("conditions", frozenset({"pancytopenia"}))
    conditions = [c for c in known if not _past(r, c)]
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
