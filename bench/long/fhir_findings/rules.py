"""The comparison set: eighteen rules over eighteen facts, in corrin's own notation.

They are for measuring only, and no advice; their limits are those of the facts.
"""

RULES = {
    "c01": "on_injections",
    "c02": "on_injections and early_course",
    "c03": "first_days and marked_anaemia",
    "c04": "takes_metformin and not b12_measured",
    "c05": "takes_lowering_medicine and result_class == 'indeterminate'",
    "c06": "result_class == 'deficient' and not ever_injected",
    "c07": "serum_b12_on_injections",
    "c08": "mma_measured and on_injections",
    "c09": "thrombosis_history and marked_anaemia and first_days",
    "c10": "low_platelets or high_platelets",
    "c11": "youngest_age >= 65 and takes_lowering_medicine",
    "c12": "ever_injected and not on_injections",
    "c13": "injected_within_two_weeks and not mma_measured",
    "c14": "marked_anaemia and untreated",
    "c15": "youngest_age < 18",
    "c16": "result_class in ('deficient', 'indeterminate') and not mma_measured",
    "c17": "early_course and not thrombosis_history",
    "c18": "mma_clearly_raised and not on_injections",
}
