"""A patient found by the solver, as the facts that are known of them."""

from fractions import Fraction
from typing import Any

import z3

from corrin.situation import FACTS
from tools.proof.logic import sort_of, symbol

Known = dict[str, Any]


def known_facts(model: Any, world: str = "") -> Known:
    """The known facts of a patient in a model, by name."""
    found: Known = {}
    for name in FACTS:
        fact = symbol(name, world)
        if z3.is_true(model.eval(fact.known, model_completion=True)):
            found[name] = value_of(name, model.eval(fact.value, model_completion=True))
    return found


def value_of(name: str, value: Any) -> Any:
    """A solver's value as the value of the fact."""
    kind = FACTS[name].kind
    if kind == "number":
        return float(Fraction(value.as_fraction()))
    if kind == "day":
        return value.as_long()
    if kind == "code":
        return next(code for code, v in sort_of(name)[1].items() if v.eq(value))
    return z3.is_true(value)


def smallest(constraints: list[Any], world: str = "") -> Known | None:
    """The patient with the fewest known facts who meets the constraints; None when none does.

    Of what must be known, as little as can be is yes.
    """
    best = z3.Optimize()
    best.add(*constraints)
    for name, term in FACTS.items():
        fact = symbol(name, world)
        best.add_soft(z3.Not(fact.known), 3)
        if term.kind in ("flag", "codes"):
            best.add_soft(z3.Not(z3.And(fact.known, fact.value)), 2)
    return known_facts(best.model(), world) if best.check() == z3.sat else None
