"""Diary lines that make a fact so, for lifting what the solver finds to a real record."""

from collections.abc import Iterator
from typing import Any

PERSON = (
    "undated born 1970-05-04",
    "undated sex female",
    "undated pregnancy no",
    "undated diet omnivore",
)
TABLETS = "{first} gave cyanocobalamin 1000 ug oral every 1 days until 2026-11-21"
INJECTIONS = "2025-01-06 gave hydroxocobalamin 1000 ug im every 56 days until 2026-10-26"
# Lines for a flag that is yes, or for a fact that has a value.
YES: dict[str, tuple[str, ...]] = {
    "nerve_involvement": ("2026-06-01 symptom numbness 5 stable",),
    "nerve_sign": ("2026-06-01 sign absent_ankle_jerks",),
    "nerve_symptom": ("2026-06-01 symptom numbness 2 stable",),
    "nerve_worse": ("2026-10-20 symptom numbness 6 worse",),
    "symptomatic": ("2026-06-01 symptom sore_tongue 5 stable",),
    "any_complaint": ("2026-06-01 symptom sore_tongue 2 stable",),
    "tired_only": ("2026-06-01 symptom fatigue 5 stable",),
    "symptoms_gone": ("2026-06-01 symptom fatigue 0 resolved",),
    "symptoms_returned": ("2026-06-01 symptom fatigue 4 returned",),
    "haematological_picture": ("2026-11-20 lab mcv 112 fL",),
    "marked_anaemia": ("2026-11-20 lab hb 90 g/L",),
    "severe_blood_picture": ("2026-11-20 lab hb 90 g/L", "2026-11-20 lab platelets 80 10*9/L"),
    "acute_mental_picture": ("2026-11-10 symptom confusion 6 worse",),
    "autoimmune_gastritis": ("2020-01-01 condition pernicious_anaemia",),
    "autoimmune_gastritis_suspected": ("2020-01-01 condition autoimmune_gastritis_suspected",),
    "stomach_or_ileum_removed": ("2020-01-01 condition total_gastrectomy",),
    "bariatric_surgery": ("2020-01-01 condition gastric_bypass",),
    "other_malabsorption": ("2020-01-01 condition coeliac",),
    "irreversible_cause": ("2020-01-01 condition pancreatoduodenectomy",),
    "diet_cause": ("2020-01-01 condition b12_deficiency_diet",),
    "low_b12_diet": ("undated diet vegetarian",),
    "medicine_cause": ("2020-01-01 medicine ppi",),
    "takes_lowering_medicine": ("2020-01-01 medicine ppi",),
    "takes_metformin": ("2020-01-01 medicine metformin",),
    "oral_contraceptive": ("2020-01-01 medicine combined_oral_contraceptive",),
    "nitrous_recent": ("2026-11-01 exposure nitrous_oxide_recreational",),
    "risk_factor": ("undated family pernicious_anaemia",),
    "diagnosis_uncertain": ("2020-01-01 condition b12_treatment_without_documented_diagnosis",),
    "cause_gone": ("2020-01-01 condition coeliac_on_diet_stable",),
    "pregnant": ("2026-11-01 pregnancy pregnant",),
    "breastfeeding": ("2026-11-01 pregnancy breastfeeding",),
    "marker_measured": ("2026-11-20 lab mma 0.2 umol/L ref 0 0.3",),
    "marker_raised": ("2026-11-20 lab mma 0.9 umol/L ref 0 0.3",),
    "functional_deficiency": (
        "2026-11-20 lab mma 0.9 umol/L ref 0 0.3",
        "2026-11-20 lab egfr 90 mL/min/{1.73_m2}",
    ),
    "if_antibody_measured": ("2026-11-20 lab if_antibody negative",),
    "if_antibody_positive": ("2026-11-20 lab if_antibody positive",),
    "holotc_measured": ("2026-11-20 lab holotc 80 pmol/L",),
    "folate_low": ("2026-11-20 lab folate_serum 4 nmol/L",),
    "on_injections": (INJECTIONS,),
    "on_tablets": (TABLETS.format(first="2026-06-01"),),
    "loading_interrupted": (
        "2026-10-20 gave hydroxocobalamin 1000 ug im",
        "2026-10-22 gave hydroxocobalamin 1000 ug im",
    ),
    "tablets_since_long": (TABLETS.format(first="2026-06-01"),),
    "not_better": ("2025-06-01 symptom fatigue 6 stable",),
    "higher_reference_range": ("undated ethnicity black",),
}
# A line that says more than another, for facts that go together.
COVERED = {
    "symptomatic": {"nerve_involvement", "nerve_worse", "tired_only", "not_better"},
    "any_complaint": {"symptomatic", "nerve_involvement", "nerve_symptom", "nerve_worse"},
    "nerve_symptom": {"nerve_involvement", "nerve_worse"},
    "nerve_involvement": {"nerve_worse", "nerve_sign"},
    "irreversible_cause": {"autoimmune_gastritis", "stomach_or_ileum_removed", "bariatric_surgery"},
    "marker_measured": {"marker_raised", "functional_deficiency"},
    "marker_raised": {"functional_deficiency"},
    "if_antibody_measured": {"if_antibody_positive"},
    "autoimmune_gastritis": {"if_antibody_positive"},
    "medicine_cause": {"takes_metformin"},
    "takes_lowering_medicine": {"takes_metformin"},
    "risk_factor": {"low_b12_diet", "takes_metformin", "irreversible_cause"},
}


def lines_for(known: dict[str, Any]) -> Iterator[str]:
    """Lines for what is yes; what is no is the empty history around them."""
    yes = {name for name, value in known.items() if value is True}
    for name in sorted(yes & YES.keys()):
        if not yes & COVERED.get(name, set()):
            yield from YES[name]
    age = known.get("youngest_age")
    if isinstance(age, float) and age < 18:
        yield f"undated born {2026 - int(age) - 1}-12-24"
