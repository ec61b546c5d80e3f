"""Safety comes last and only restricts: what may not stand beside what.

Every row takes advice away; none adds any. A row is named when `--why` is asked.
"""

from dataclasses import dataclass

from corrin.terms import PLAN

STARTS = frozenset(
    {
        "start_injections_now",
        "switch_oral_to_injection",
        "treat_before_result",
        "injection_route_required",
        "injection_and_tablet",
        "longer_dense_course_expert",
    }
)
INTERVAL = frozenset({"shorten_interval", "may_extend_slowly", "keep_interval", "slow_way_out"})
COURSE = frozenset({"early_worsening_review", "slow_recovery_expected", "clinical_review"})
STOPS = frozenset({"may_stop_cause_resolved", "trial_stop_uncertain_diagnosis"})
# What starts, lengthens, loosens or ends treatment: never through a fact that is missing.
LOOSENS = (PLAN - {"shorten_interval"}) | STARTS | STOPS | {"slow_way_out"}
# Keys beside which no interval is proposed and no maintenance date is given.
RED_FLAGS = frozenset(
    {
        "same_day_emergency",
        "refer_neurology_urgent",
        "refer_motor_neurone_picture",
        "refer_upper_gi",
        "allergy_stop_refer",
    }
)
OUT_OF_SCOPE = frozenset(
    {"out_of_scope_child", "out_of_scope_pregnancy_refer", "out_of_scope_inborn_refer"}
)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Beside any of `beside` (keys, or `rule:` and a rule's id), none of `removes` is given.

    A key that is itself removed still restricts, except in a row that asks for what is `said`.
    """

    name: str
    beside: frozenset[str]
    removes: frozenset[str]
    said: bool = False


RESTRICTIONS = (
    Restriction("red_flag", RED_FLAGS, INTERVAL | STOPS),
    Restriction("out_of_scope", OUT_OF_SCOPE, PLAN | STARTS | STOPS | {"slow_way_out"}),
    Restriction(
        "child",
        frozenset({"out_of_scope_child"}),
        COURSE | {"check_if_antibody", "not_enough_data", "prophylaxis_b12"},
    ),
    Restriction("leber", frozenset({"rule:leber"}), PLAN | STARTS | {"slow_recovery_expected"}),
    Restriction(
        "allergy",
        frozenset({"allergy_stop_refer"}),
        PLAN | STARTS | COURSE | {"give_due_dose_now", "do_not_extend_while_symptomatic"},
    ),
    Restriction(
        "motor_neurone",
        frozenset({"refer_motor_neurone_picture"}),
        PLAN
        | STARTS
        | {"slow_way_out", "give_due_dose_now", "slow_recovery_expected"}
        | {"early_worsening_review"},
    ),
    Restriction("alarm", frozenset({"same_day_emergency"}), frozenset({"early_worsening_review"})),
    Restriction(
        "injections_required",
        frozenset({"injection_route_required", "switch_oral_to_injection"}),
        frozenset({"oral_acceptable"}),
    ),
    Restriction(
        "symptomatic",
        frozenset({"do_not_extend_while_symptomatic"}),
        frozenset({"may_extend_slowly"}),
    ),
    Restriction("lasting_cause", frozenset({"do_not_stop_irreversible_cause"}), STOPS),
    Restriction(
        "doubtful_doses",
        frozenset({"data_conflict", "dose_event_query"}),
        frozenset({"may_extend_slowly", "shorten_interval"}),
    ),
    Restriction(
        "step_offered",
        frozenset({"may_extend_slowly", "slow_way_out"}),
        frozenset({"keep_interval"}),
        said=True,
    ),
)
WAITING = "waiting"  # the name under which a key waits for a restriction to be decided


def restricted(
    given: frozenset[str],
    rules: frozenset[str] = frozenset(),
    undecided: frozenset[str] = frozenset(),
) -> dict[str, str]:
    """Keys that may not be given beside the others, each with the restriction that says so.

    `rules` are the ids behind the given keys. What loosens also waits beside `undecided` (keys
    and `rule:` ids that a missing fact may yet give): nothing is loosened by not knowing.
    """
    found: dict[str, str] = {}
    waiting = dict.fromkeys(waits_for(given, undecided), WAITING)
    present = given | {f"rule:{rule}" for rule in rules}
    for row in RESTRICTIONS:
        standing = present - found.keys() - waiting.keys() if row.said else present
        if row.beside & standing:
            for key in row.removes & given:
                found.setdefault(key, row.name)
    return {**waiting, **found}


def waits_for(given: frozenset[str], undecided: frozenset[str]) -> dict[str, frozenset[str]]:
    """The given keys that loosen, each with the undecided keys and rules that may forbid it."""
    waiting: dict[str, frozenset[str]] = {}
    for row in RESTRICTIONS:
        for key in row.removes & given & LOOSENS if row.beside & undecided else ():
            waiting[key] = waiting.get(key, frozenset()) | (row.beside & undecided)
    return waiting
