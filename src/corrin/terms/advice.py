"""The closed advice vocabulary: every key corrin may say, with its parameters and family.

The list is that of the clinical vignettes; a key outside it cannot be given.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdviceTerm:
    """One advice key: the family it is shown under and the parameters it may carry."""

    family: str
    params: tuple[str, ...] = ()


ADVICE: dict[str, AdviceTerm] = {
    "diet_change": AdviceTerm("start"),
    "injection_and_tablet": AdviceTerm("start", ("min_ug",)),
    "longer_dense_course_expert": AdviceTerm("start"),
    "baseline_symptom_map": AdviceTerm("course"),
    "recovery_check": AdviceTerm("course", ("trend",)),
    "slow_way_out": AdviceTerm("interval", ("every_days",)),
    "mma_hcy_trend": AdviceTerm("test", ("trend",)),
    "start_injections_now": AdviceTerm("start"),
    "treat_before_result": AdviceTerm("start"),
    "loading_series": AdviceTerm("start", ("n", "every_days")),
    "alternate_day_until_plateau": AdviceTerm("start"),
    "neuro_course_weekly": AdviceTerm("start", ("every_days",)),
    "maintenance_injections_lifelong": AdviceTerm("start", ("every_days",)),
    "oral_acceptable": AdviceTerm("start", ("min_ug",)),
    "injection_route_required": AdviceTerm("start"),
    "switch_oral_to_injection": AdviceTerm("start"),
    "prophylaxis_b12": AdviceTerm("start"),
    "shorten_interval": AdviceTerm("interval", ("to_days",)),
    "keep_interval": AdviceTerm("interval", ("next_due",)),
    "do_not_extend_while_symptomatic": AdviceTerm("interval"),
    "may_extend_slowly": AdviceTerm("interval", ("max_step_days",)),
    "ask_clinician_outside_label": AdviceTerm("interval"),
    "give_due_dose_now": AdviceTerm("interval"),
    "do_not_stop_irreversible_cause": AdviceTerm("interval"),
    "may_stop_cause_resolved": AdviceTerm("interval"),
    "trial_stop_uncertain_diagnosis": AdviceTerm("interval"),
    "first_test": AdviceTerm("test", ("test",)),
    "check_mma_or_hcy": AdviceTerm("test"),
    "check_if_antibody": AdviceTerm("test"),
    "creatinine_needed_for_mma": AdviceTerm("test"),
    "do_not_measure_serum_b12": AdviceTerm("test"),
    "result_class": AdviceTerm("test", ("class",)),
    "lab_false_normal_possible": AdviceTerm("test"),
    "lab_false_low_possible": AdviceTerm("test"),
    "high_b12_untreated_evaluate": AdviceTerm("test"),
    "same_day_emergency": AdviceTerm("urgency"),
    "refer_neurology_urgent": AdviceTerm("urgency"),
    "refer_motor_neurone_picture": AdviceTerm("urgency"),
    "insufficient_evidence_als": AdviceTerm("urgency"),
    "out_of_scope_child": AdviceTerm("urgency"),
    "out_of_scope_pregnancy_refer": AdviceTerm("urgency"),
    "out_of_scope_inborn_refer": AdviceTerm("urgency"),
    "look_for_other_cause": AdviceTerm("urgency", ("what",)),
    "refer_upper_gi": AdviceTerm("urgency"),
    "avoid_cyanocobalamin_leber": AdviceTerm("safety"),
    "b12_before_folate": AdviceTerm("safety", ("hours",)),
    "monitor_potassium": AdviceTerm("safety"),
    "stop_nitrous_oxide": AdviceTerm("safety"),
    "allergy_stop_refer": AdviceTerm("safety"),
    "review_medicine": AdviceTerm("safety", ("drug",)),
    "label_warning": AdviceTerm("safety", ("topic",)),
    "early_worsening_review": AdviceTerm("course"),
    "slow_recovery_expected": AdviceTerm("course"),
    "clinical_review": AdviceTerm("course", ("months",)),
    "not_enough_data": AdviceTerm("data", ("what",)),
    "data_conflict": AdviceTerm("data", ("what",)),
    "unit_check": AdviceTerm("data"),
    "dose_event_query": AdviceTerm("data"),
    "conflict_shown": AdviceTerm("data", ("topic",)),
}

# Keys that are, or contain, a concrete schedule, dose or interval.
PLAN = frozenset(
    {
        "alternate_day_until_plateau",
        "loading_series",
        "maintenance_injections_lifelong",
        "may_extend_slowly",
        "neuro_course_weekly",
        "oral_acceptable",
        "prophylaxis_b12",
        "shorten_interval",
    }
)

# Pairs that would contradict each other; "automatic_plan" stands for every key in PLAN.
EXCLUSIVE = (
    ("shorten_interval", "may_extend_slowly"),
    ("shorten_interval", "keep_interval"),
    ("keep_interval", "may_extend_slowly"),
    ("do_not_extend_while_symptomatic", "may_extend_slowly"),
    ("may_stop_cause_resolved", "do_not_stop_irreversible_cause"),
    ("trial_stop_uncertain_diagnosis", "do_not_stop_irreversible_cause"),
    ("allergy_stop_refer", "start_injections_now"),
    ("out_of_scope_child", "automatic_plan"),
    ("out_of_scope_pregnancy_refer", "automatic_plan"),
    ("out_of_scope_inborn_refer", "automatic_plan"),
    ("injection_route_required", "oral_acceptable"),
    ("refer_motor_neurone_picture", "early_worsening_review"),
)
