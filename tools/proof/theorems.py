"""What is proved of every protocol, for every patient and every question.

A theorem gives claims; a claim is the formula of a patient who would break it. The theorem is
proved when no such patient can exist.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import z3

from corrin.advice.assess import APART, GATHERED
from corrin.advice.safety import INTERVAL, LOOSENS, OUT_OF_SCOPE, RED_FLAGS, STARTS, STOPS
from corrin.knowledge import Protocol, Rule
from corrin.rules import compiled
from corrin.situation import FACTS
from corrin.terms import EXCLUSIVE, PLAN
from tools.proof.background import bounds
from tools.proof.expected import differences
from tools.proof.logic import Formula, formula, missing, symbol
from tools.proof.model import any_of, said_of

LESS = "less "  # the world of the same patient with less on record


@dataclass(frozen=True, slots=True)
class Claim:
    """A patient who would break a theorem. `worlds`: the records it speaks of."""

    label: str
    broken: Formula
    worlds: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Theorem:
    """A sentence, and the claims that prove it for one protocol."""

    name: str
    sentence: str
    claims: Callable[[Protocol], Iterator[Claim]]


def no_plan_out_of_scope(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    for scope in sorted(OUT_OF_SCOPE):
        for key in sorted(PLAN | STARTS | STOPS | {"slow_way_out"}):
            yield Claim(f"{key} beside {scope}", z3.And(said.given(scope), said.says(key)))
        yield Claim(f"proposal beside {scope}", z3.And(said.given(scope), said.shows_proposal()))


def no_interval_beside_a_red_flag(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    for flag in sorted(RED_FLAGS):
        for key in sorted(INTERVAL | STOPS):
            yield Claim(f"{key} beside {flag}", z3.And(said.given(flag), said.says(key)))
        yield Claim(f"proposal beside {flag}", z3.And(said.given(flag), said.shows_proposal()))


# What may not stand beside what, written from the safety section of the guidance report (8, 9) and
# not from the table of restrictions that has to keep to it. `rule:` and an id names one rule.
STARTED = frozenset(
    """
    alternate_day_until_plateau injection_and_tablet injection_route_required loading_series
    longer_dense_course_expert maintenance_injections_lifelong neuro_course_weekly oral_acceptable
    prophylaxis_b12 start_injections_now switch_oral_to_injection treat_before_result
    """.split()  # noqa: SIM905
)
STEPPED = frozenset({"shorten_interval", "may_extend_slowly", "slow_way_out"})
COURSE = frozenset({"early_worsening_review", "slow_recovery_expected", "clinical_review"})
NOT_BESIDE: tuple[tuple[str, frozenset[str]], ...] = (
    # 8 S1: hypersensitivity stops the product; nothing of it goes on by itself.
    (
        "allergy_stop_refer",
        STARTED | STEPPED | COURSE | {"give_due_dose_now", "do_not_extend_while_symptomatic"},
    ),
    # 8 S5 and 7.13: any Leber history is a hard stop for automatic advice.
    ("rule:leber", STARTED | {"shorten_interval", "may_extend_slowly", "slow_recovery_expected"}),
    # 9 urgent neurology: routed; no course and no comfort about recovery.
    (
        "refer_motor_neurone_picture",
        STARTED | STEPPED | COURSE - {"clinical_review"} | {"give_due_dose_now"},
    ),
    # 9 children: out of dosing scope except display.
    (
        "out_of_scope_child",
        STARTED | STEPPED | COURSE | {"check_if_antibody", "not_enough_data"},
    ),
    ("out_of_scope_inborn_refer", STARTED | STEPPED),
    ("out_of_scope_pregnancy_refer", STARTED | STEPPED),
    # 9 same day: an alarm is never explained as early worsening.
    ("same_day_emergency", frozenset({"early_worsening_review"})),
    # 2.1 treatment by cause, and tablets that failed.
    ("injection_route_required", frozenset({"oral_acceptable"})),
    ("switch_oral_to_injection", frozenset({"oral_acceptable"})),
    # 12: never lengthen while symptoms worsen; never propose stopping for irreversible causes.
    ("do_not_extend_while_symptomatic", frozenset({"may_extend_slowly"})),
    ("do_not_stop_irreversible_cause", STOPS),
    # 8 S17: an implausible dose is asked about first.
    ("data_conflict", frozenset({"may_extend_slowly", "shorten_interval"})),
    ("dose_event_query", frozenset({"may_extend_slowly", "shorten_interval"})),
    ("may_extend_slowly", frozenset({"keep_interval"})),
    ("slow_way_out", frozenset({"keep_interval"})),
)


def safety_section(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    for there, never in NOT_BESIDE:
        rule = there.removeprefix("rule:")
        stands = said.fires(rule) if rule != there else said.given(there)
        if "keep_interval" in never:  # a step that is itself withheld takes nothing away
            stands = said.says(there)
        for key in sorted(never):
            yield Claim(f"{key} beside {there}", z3.And(stands, said.says(key)))


def no_contradiction(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    for one, two in EXCLUSIVE:
        others = PLAN if two == "automatic_plan" else {two}
        yield Claim(f"{one} and {two}", z3.And(said.says(one), said.says_any(others)))


def nothing_loosened_by_a_missing_fact(protocol: Protocol) -> Iterator[Claim]:
    full, less = said_of(protocol), said_of(protocol, LESS)
    for key in sorted(LOOSENS):
        new = z3.And(less.says(key), z3.Not(full.says(key)), forgotten(losing=("yes", "no")))
        yield Claim(f"{key} said only with less on record", new, ("", LESS))


def alarms_rest_on_findings(protocol: Protocol) -> Iterator[Claim]:
    full, less = said_of(protocol), said_of(protocol, LESS)
    for key in sorted((RED_FLAGS | OUT_OF_SCOPE) & set(full.keys)):
        lost = z3.And(full.says(key), z3.Not(less.says(key)), forgotten(losing=("no",)))
        yield Claim(f"{key} lost with what was found to be absent", lost, ("", LESS))


def forgotten(losing: tuple[str, ...]) -> Formula:
    """The second record says nothing more and nothing else than the first.

    With losing="no" alone, only flags that are no in the first may be unknown in the second.
    """
    rows = []
    for name, term in FACTS.items():
        full, less = symbol(name), symbol(name, LESS)
        rows.append(z3.Implies(less.known, z3.And(full.known, less.value == full.value)))
        if "yes" not in losing:
            stays = z3.And(full.known, full.value) if _flag(term.kind) else full.known
            rows.append(z3.Implies(stays, less.known))
    return z3.And(rows)


def _flag(kind: str) -> bool:
    return kind in ("flag", "codes")


def one_answer(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    cared_for = compiled("needs_b12 or in_treatment", protocol.definitions)
    for one, two in combinations(protocol.rules, 2):
        if one.gives == two.gives and _differ(one, two):
            both = [said.fires(one.id), said.fires(two.id), said.says(one.gives)]
            if two.id == GENERAL_REVIEW:
                both.append(z3.Not(formula(cared_for).no))
            yield Claim(f"{one.id} and {two.id}", z3.And(both))


# The common review after three months; a guideline may put it off for who is not to be treated.
GENERAL_REVIEW = "review-start"


def _differ(one: Rule, two: Rule) -> bool:
    """Whether two rules for one key say different numbers, the first's being the wrong ones.

    Of reviews the first must be the sooner; what an expert protocol says after an official rule
    is shown as its own and changes no number.
    """
    if one.gives in GATHERED or one.gives in APART or (two.attributed and not one.attributed):
        return False
    if one.gives == "clinical_review":
        return float(str(one.params["months"])) > float(str(two.params["months"]))
    return one.params != two.params or (one.offsets != two.offsets and bool(two.offsets))


def unknown_names_what_is_missing(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    for rule in protocol.rules:
        named = missing(said.nodes[rule.id])
        undecided = formula(said.nodes[rule.id]).unknown
        silent = z3.And(undecided, z3.Not(any_of(named.values())))
        wrong = any_of(
            z3.And(f, z3.Or(symbol(n).known, z3.Not(undecided))) for n, f in named.items()
        )
        yield Claim(f"{rule.id} is unknown and names nothing", silent)
        yield Claim(f"{rule.id} names what is known, or names when decided", wrong)


def a_plan_in_force_is_said(protocol: Protocol) -> Iterator[Claim]:
    said = said_of(protocol)
    on, plan, proposal = (symbol(n) for n in ("on_injections", "interval_in_force", "proposal"))
    running = [on.known, on.value, plan.known, plan.value, proposal.known]
    steps = {"keep_interval", "shorten_interval", "may_extend_slowly", "slow_way_out"}
    told = said.says_any(steps | {"give_due_dose_now"} | RED_FLAGS | OUT_OF_SCOPE)
    held = any_of(said.withheld(k) for k in sorted(steps))
    yield Claim("nothing is said of the plan", z3.And(*running, z3.Not(told), z3.Not(held)))


def written_twice(protocol: Protocol) -> Iterator[Claim]:
    for label, differs in differences(protocol):
        yield Claim(f"{label} is not given as it was written down twice", differs)


THEOREMS = (
    Theorem(
        "written twice",
        "Every piece of advice, with its numbers, is given to exactly those for whom it was "
        "written down a second time.",
        written_twice,
    ),
    Theorem(
        "out of scope",
        "No schedule, start, stop or proposed interval beside an out-of-scope key.",
        no_plan_out_of_scope,
    ),
    Theorem(
        "red flag",
        "No interval, no next date, no stop and no proposal beside a red flag.",
        no_interval_beside_a_red_flag,
    ),
    Theorem(
        "safety",
        "Nothing stands beside an alarm, a stop or a doubt that the safety section forbids there.",
        safety_section,
    ),
    Theorem("contradiction", "No two keys that exclude each other.", no_contradiction),
    Theorem(
        "missing fact",
        "Whatever is forgotten of a record, nothing is started, lengthened or stopped that the "
        "whole record would not.",
        nothing_loosened_by_a_missing_fact,
    ),
    Theorem(
        "alarms",
        "An alarm rests on what was found: forgetting what was found to be absent loses none.",
        alarms_rest_on_findings,
    ),
    Theorem(
        "one answer",
        "Within a guideline a key never has two sets of numbers; of reviews the sooner is said.",
        one_answer,
    ),
    Theorem(
        "unknown",
        "A rule that is unknown names at least one fact that is missing, and only such.",
        unknown_names_what_is_missing,
    ),
    Theorem(
        "plan in force",
        "Of a plan in force something is always said, unless an alarm or a restriction stands.",
        a_plan_in_force_is_said,
    ),
)


def counterexamples(theorem: Theorem, protocol: Protocol) -> list[Claim]:
    """The claims of a theorem that some patient breaks; empty when it is proved."""
    claims = list(theorem.claims(protocol))
    solver = z3.Solver()
    solver.add(*(b for world in {w for c in claims for w in c.worlds} for b in bounds(world)))
    if not _possible(solver, any_of(claim.broken for claim in claims)):
        return []
    return [claim for claim in claims if _possible(solver, claim.broken)]


def _possible(solver: Any, broken: Formula) -> bool:
    """Whether some patient breaks it. The solver must know: giving up is a fault."""
    found = solver.check(broken)
    if found == z3.unknown:
        raise ArithmeticError(f"the solver gave up: {solver.reason_unknown()}")
    return bool(found == z3.sat)
