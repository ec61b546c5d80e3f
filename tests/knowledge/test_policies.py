"""Which rules ask for what they miss: those that begin a treatment, and the longer step."""

import pytest

from corrin.knowledge import Protocol, load
from corrin.terms import PLAN

# What begins a treatment names what it waits for; the rest would only repeat the question.
BEGINS = (PLAN - {"maintenance_injections_lifelong", "prophylaxis_b12", "shorten_interval"}) | {
    "start_injections_now"
}
# Nobody may read a marker without kidney function: said also where that is all that is missing.
APPLIED = {"kidney-first", "kidney-missing"}


def misplaced(protocol: Protocol) -> list[str]:
    """Rules whose policy for an unknown fact is not the one of their kind."""
    found = []
    for rule in protocol.rules:
        begins = rule.gives == "may_extend_slowly" or (
            not rule.attributed
            and rule.gives in BEGINS
            and ("starting" in rule.when or "tablets_possible" in rule.when)
        )
        policy = "apply" if rule.id in APPLIED else "ask" if begins else "silent"
        found += [rule.id] if rule.unknown != policy else []
    return found


@pytest.mark.parametrize("edition", load().editions, ids=lambda e: e.id)
def test_what_begins_a_treatment_asks_and_nothing_else_does(edition: Protocol) -> None:
    assert misplaced(edition) == []
