"""Units of laboratory values: the few conversions the field needs, and what is believable.

Molar mass of cyanocobalamin 1355.37 g/mol and of methylmalonic acid 118 g/mol give the factors
(guidelines report, section 8, checked 2026-11-22). Thresholds are compared in the unit reported;
a factor is used only where a country gives no threshold in that unit, and to judge plausibility.
"""

from dataclasses import dataclass

PMOL_PER_NG_B12 = 0.73781
HB_G_PER_MMOL = 16.114


@dataclass(frozen=True, slots=True)
class Analyte:
    """One laboratory test: factors from each known unit to the base unit, and believable range.

    `low` and `high` are in the base unit. They are our own caution (tag own): a value outside
    them is kept, questioned and not used.
    """

    base: str
    factors: dict[str, float]
    low: float
    high: float


ANALYTES: dict[str, Analyte] = {
    "b12_total": Analyte(
        "pmol/L",
        {
            "pmol/L": 1.0,
            "nmol/L": 1000.0,
            "ng/L": PMOL_PER_NG_B12,
            "pg/mL": PMOL_PER_NG_B12,
            "ug/L": 1000 * PMOL_PER_NG_B12,
            "ng/mL": 1000 * PMOL_PER_NG_B12,
        },
        low=5.0,
        high=100_000.0,
    ),
    "holotc": Analyte("pmol/L", {"pmol/L": 1.0}, low=1.0, high=5000.0),
    "mma": Analyte(
        "umol/L",
        {"umol/L": 1.0, "nmol/L": 0.001, "ng/mL": 1 / 118, "ug/L": 1 / 118},
        low=0.01,
        high=500.0,
    ),
    "homocysteine": Analyte("umol/L", {"umol/L": 1.0}, low=1.0, high=700.0),
    "hb": Analyte("g/L", {"g/L": 1.0, "g/dL": 10.0, "mmol/L": HB_G_PER_MMOL}, low=15.0, high=250.0),
    "mcv": Analyte("fL", {"fL": 1.0}, low=40.0, high=170.0),
    "platelets": Analyte("10*9/L", {"10*9/L": 1.0, "10*3/uL": 1.0}, low=0.0, high=5000.0),
    "wbc": Analyte("10*9/L", {"10*9/L": 1.0, "10*3/uL": 1.0}, low=0.0, high=1000.0),
    "folate_serum": Analyte(
        "nmol/L", {"nmol/L": 1.0, "ug/L": 2.266, "ng/mL": 2.266}, low=0.1, high=500.0
    ),
    "creatinine": Analyte("umol/L", {"umol/L": 1.0, "mg/dL": 88.4}, low=5.0, high=3000.0),
    "egfr": Analyte("mL/min/{1.73_m2}", {"mL/min/{1.73_m2}": 1.0}, low=1.0, high=250.0),
    "potassium": Analyte("mmol/L", {"mmol/L": 1.0}, low=1.0, high=12.0),
    "phq9_item9": Analyte("{score}", {"{score}": 1.0}, low=0.0, high=3.0),
}


def in_unit(test: str, value: float, unit: str | None) -> float | None:
    """Value of a test in its base unit, or None when the unit is missing or does not fit."""
    analyte = ANALYTES.get(test)
    if analyte is None or unit is None or unit not in analyte.factors:
        return None
    return value * analyte.factors[unit]
