"""The model asked about one patient whose every fact is fixed, to be held against the code."""

from datetime import date
from typing import Any

import z3

from corrin.knowledge import Protocol
from corrin.situation import FACTS, Fact, Situation
from corrin.terms import Ask
from tools.proof.logic import Formula, constant, missing, symbol
from tools.proof.model import ASK, ASKED, said_of


class Mirror:
    """A solver that holds a protocol's formulas and answers for one patient after another."""

    def __init__(self, protocol: Protocol) -> None:
        said = said_of(protocol)
        self.asked_for: dict[str, Formula] = {}
        self.solver = z3.Solver()
        for key in said.keys:
            self._name(f"says {key}", said.says(key))
            self._name(f"withholds {key}", z3.And(said.given(key), said.withheld(key)))
        for rule, node in said.nodes.items():
            self._name(f"true {rule}", said.holds(rule).yes)
            self._name(f"false {rule}", said.holds(rule).no)
            for name, waits in missing(node).items():
                self._name(f"missing {rule} {name}", waits)

    def _name(self, label: str, value: Formula) -> None:
        self.asked_for[label] = z3.Bool(f"({label})")
        self.solver.add(self.asked_for[label] == value)

    def answers(self, situation: Situation, ask: Ask) -> frozenset[str]:
        """Every label that is true of the patient: `says KEY`, `true RULE` and so on."""
        fixed = [f for name in FACTS for f in fixed_to(name, situation.fact(name))]
        if self.solver.check(*fixed, ASKED[ask] == ASK) != z3.sat:
            raise ArithmeticError("the model contradicts itself for a patient who is there")
        model = self.solver.model()
        return frozenset(t for t, v in self.asked_for.items() if z3.is_true(model.eval(v)))


def fixed_to(name: str, fact: Fact) -> list[Formula]:
    """The variables of a fact held to what it is."""
    here = symbol(name)
    if not fact.known:
        return [z3.Not(here.known)]
    return [here.known, here.value == _as_constant(name, fact.value)]


def _as_constant(name: str, value: Any) -> Formula:
    if isinstance(value, bool):
        return z3.BoolVal(value)
    if isinstance(value, tuple):
        return z3.BoolVal(bool(value))
    return z3.IntVal(value.toordinal()) if isinstance(value, date) else constant(name, value)
