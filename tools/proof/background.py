"""What facts cannot be together, because all of them are read from one record.

Each line: wherever `when` is true, `then` is true; both are expressions of the rules' own
language, so `x or not x` says that x is known. `tests/proof/test_background.py` holds every line
against thousands of random records: no proof leans on a line that a record can break.
"""

from functools import cache
from typing import NamedTuple

import z3

from corrin.rules import compiled
from tools.proof.logic import Formula, formula


class Bound(NamedTuple):
    """One such line, and why it holds."""

    when: str
    then: str
    why: str


def known(*names: str) -> str:
    """That flags are known, whichever they are."""
    return " and ".join(f"({name} or not {name})" for name in names)


def alike(one: str, two: str, why: str) -> tuple[Bound, Bound]:
    """Two expressions that are true together."""
    return Bound(one, two, why), Bound(two, one, why)


# Facts that are never unknown: what is not on record is no.
NEVER_UNKNOWN = (
    "als_confirmed",
    "b12_measured",
    "b12_normal_or_high",
    "b12_sampled_on_tablets",
    "band_signed",
    "birth_contradicts",
    "complaints_told",
    "dense_course",
    "dense_step_kept",
    "diary_kept",
    "dose_in_future",
    "fragmented_red_cells",
    "haematological_picture",
    "half_known_dose",
    "high_platelets",
    "holotc_measured",
    "if_antibody_measured",
    "injected_within_two_weeks",
    "injection_dates_missing",
    "interval_in_force",
    "kidney_function_known",
    "lab_in_future",
    "loading_interrupted",
    "low_platelets",
    "marked_anaemia",
    "marker_known_raised",
    "marker_measured",
    "past_infancy",
    "plateau_seen",
    "pregnancy_contradicts",
    "results_disagree",
    "same_day_doses",
    "serum_b12_on_injections",
    "severe_anaemia",
    "severe_blood_picture",
    "unit_problem",
    "unread_complaint",
)

BACKGROUND: tuple[Bound, ...] = (
    *(Bound("", known(name), "not on record is read as no") for name in NEVER_UNKNOWN),
    # Age
    Bound("", "tablet_days >= 0", "a count of days, always known"),
    Bound("youngest_age < 0", "infant and not infant", "nobody is younger than newborn"),
    Bound("past_infancy", "youngest_age >= 3 and not infant", "known to be three or older"),
    Bound("infant", "youngest_age < 1 and not past_infancy", "younger than one year"),
    Bound("pregnant", "not breastfeeding", "one status at a time"),
    # Complaints
    Bound("symptomatic or nerve_symptom or tired_only", "any_complaint", "a complaint"),
    Bound("symptoms_returned", "symptomatic", "what has returned bothers"),
    Bound("nerve_worse", "nerve_symptom and symptomatic", "nerve complaints of 3 or more"),
    Bound("nerve_sign", "nerve_involvement", "a sign is involvement"),
    Bound("complaints_told", known("nerve_worse", "nerve_involvement"), "what was told is read"),
    Bound("severe_anaemia", "severe_blood_picture", "the worst of it"),
    # Treatment
    Bound(
        "on_injections",
        "ever_injected and not untreated and not injection_dates_missing",
        "a dated injection",
    ),
    Bound("ever_injected", "not untreated and not injection_dates_missing", "a dated injection"),
    Bound("on_tablets", "not untreated", "a tablet is a treatment"),
    Bound("untreated", "not on_injections and not on_tablets and not ever_injected", "nothing"),
    Bound("on_injections or on_tablets", known("early_course"), "dated treatment"),
    Bound("first_days", "early_course", "14 days lie within 90"),
    Bound("early_course", "not untreated", "a course is a treatment"),
    Bound("loading_interrupted", "on_injections", "within 60 days of the first injection"),
    Bound("dense_course", "on_injections and interval_in_force", "recent and regular"),
    Bound("dense_course", "current_days <= 4", "at least every fourth day"),
    # The plan and the diary
    Bound("interval_in_force", "current_days > 0", "an interval is a number of days"),
    Bound("current_days > 0 or current_days <= 0", "interval_in_force", "and the reverse"),
    *alike("interval_in_force and ever_injected", known("overdue"), "these make a day"),
    *alike("interval_in_force and ever_injected", known("due_today"), "these make a day"),
    Bound("overdue", "not due_today", "passed, or today"),
    Bound(
        "ever_injected",
        "proposal in ('shorter', 'longer', 'keep', 'below_band', 'not_enough_data')",
        "where an injection is dated the diary is asked",
    ),
    Bound(
        "proposal in ('shorter', 'longer')",
        "band_signed and interval_in_force and ever_injected",
        "no step without a signed band",
    ),
    Bound("proposal == 'shorter'", "proposed_days > 0", "a step has a number"),
    Bound("proposal == 'longer'", "longest_step >= 1", "a step has a number"),
    *alike("plateau_seen", "recovery_trend == 'plateau' and diary_kept", "the diary's trend"),
    Bound("recovery_trend == 'plateau'", "diary_kept", "no trend without a diary"),
    # Results
    Bound(
        "result_class in ('deficient', 'indeterminate', 'unlikely')",
        "b12_measured",
        "a class belongs to a result",
    ),
    Bound("result_class in ('indeterminate', 'unlikely')", "b12_normal_or_high", "not low"),
    Bound("holotc_measured", "b12_measured", "active B12 is B12"),
    Bound("marker_raised", "marker_known_raised", "known because raised"),
    Bound("marker_known_raised", "marker_raised and marker_measured", "known because measured"),
    Bound("markers_normal", "marker_measured and not marker_raised", "measured and not raised"),
    Bound("functional_deficiency", "marker_raised and not kidney_impaired", "not by the kidneys"),
    Bound(known("kidney_impaired"), "kidney_function_known", "what says so"),
    # Causes and medicines
    Bound("takes_metformin", "takes_lowering_medicine", "metformin lowers B12"),
    Bound("if_antibody_positive", "if_antibody_measured and autoimmune_gastritis", "the antibody"),
    Bound(
        "autoimmune_gastritis or stomach_or_ileum_removed or bariatric_surgery or inborn_error",
        "irreversible_cause",
        "causes that last",
    ),
    Bound(
        "irreversible_cause",
        "autoimmune_gastritis or stomach_or_ileum_removed or other_malabsorption or inborn_error",
        "every cause that lasts is one of these",
    ),
    Bound(
        "not irreversible_cause",
        "not autoimmune_gastritis and not stomach_or_ileum_removed and not bariatric_surgery "
        "and not inborn_error",
        "no lasting cause, so none of these",
    ),
    Bound("irreversible_cause", "cause_on_record", "a cause"),
    Bound("vegan", "low_b12_diet and diet_cause", "no animal food"),
)


@cache
def bounds(world: str = "") -> tuple[Formula, ...]:
    """Every line as a formula over the facts of one patient."""
    return tuple(_formula(bound, world) for bound in BACKGROUND)


def _formula(bound: Bound, world: str) -> Formula:
    then = formula(compiled(bound.then, {}), world).yes
    return z3.Implies(formula(compiled(bound.when, {}), world).yes, then) if bound.when else then
