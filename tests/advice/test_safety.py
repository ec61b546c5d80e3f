"""The last step only takes away: beside each of these, that may not be said."""

from datetime import date

import pytest

from corrin.advice import RESTRICTIONS, assess
from corrin.advice.safety import restricted
from corrin.record import read_notation
from corrin.terms import Strength

# Written from the safety rules, not from the rows: what is there, and what must go.
PAIRS = {
    "red_flag": ("refer_neurology_urgent", "keep_interval"),
    "out_of_scope": ("out_of_scope_inborn_refer", "loading_series"),
    "child": ("out_of_scope_child", "check_if_antibody"),
    "leber": ("rule:leber", "oral_acceptable"),
    "allergy": ("allergy_stop_refer", "give_due_dose_now"),
    "motor_neurone": ("refer_motor_neurone_picture", "slow_recovery_expected"),
    "alarm": ("same_day_emergency", "early_worsening_review"),
    "injections_required": ("switch_oral_to_injection", "oral_acceptable"),
    "symptomatic": ("do_not_extend_while_symptomatic", "may_extend_slowly"),
    "lasting_cause": ("do_not_stop_irreversible_cause", "may_stop_cause_resolved"),
    "doubtful_doses": ("dose_event_query", "shorten_interval"),
    "step_offered": ("may_extend_slowly", "keep_interval"),
}


def test_every_restriction_has_its_pair() -> None:
    assert set(PAIRS) == {row.name for row in RESTRICTIONS}


@pytest.mark.parametrize("name", PAIRS)
def test_beside_the_one_the_other_is_taken_away(name: str) -> None:
    there, goes = PAIRS[name]
    rules = frozenset({there.removeprefix("rule:")}) if there.startswith("rule:") else frozenset()
    keys = frozenset({goes}) if rules else frozenset({there, goes})
    assert restricted(keys, rules).get(goes) == name


def test_autoimmune_gastritis_is_treated_for_life_as_a_must() -> None:
    text = "2020-01-01 condition pernicious_anaemia\n2026-02-01 gave hydroxocobalamin 1000 ug im\n"
    on = date(2026, 3, 2)
    found = assess(read_notation(text, on=on), on=on, country="uk")
    kept = [r for r in found.advice if r.key == "do_not_stop_irreversible_cause"]
    assert kept[0].strength is Strength.MUST
