"""Facts and rules as formulas in three values, exactly as `rules/expression.py` reads them.

A fact is a pair: whether it is known, and its value. An expression is a pair of formulas: when it
is true and when it is false; where neither holds it is unknown.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import z3

from corrin.rules.expression import Comparison, Definition, Flag, Join, Node, Not
from corrin.situation import FACTS, FactTerm

Formula = Any  # z3 has no types of its own
TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True, slots=True)
class Kleene:
    """When an expression is true, and when it is false; unknown otherwise."""

    yes: Formula
    no: Formula

    @property
    def unknown(self) -> Formula:
        """When it is neither."""
        return z3.Not(z3.Or(self.yes, self.no))


@dataclass(frozen=True, slots=True)
class Symbol:
    """One fact of one patient: is it known, and what is it. `world` tells patients apart."""

    term: FactTerm
    known: Formula
    value: Formula


@cache
def sort_of(name: str) -> tuple[Any, dict[str, Any]]:
    """The finite sort of a fact's codes, and the value of each code."""
    codes = FACTS[name].codes
    sort, values = z3.EnumSort(f"codes_{name}", [f"{name}_{code}" for code in codes])
    return sort, dict(zip(codes, values, strict=True))


@cache
def symbol(name: str, world: str = "") -> Symbol:
    """The fact as two variables. A fact with several codes is read as: is there any."""
    term = FACTS[name]
    label = f"{world}{name}"
    if term.kind == "number":
        value = z3.Real(label)
    elif term.kind == "day":
        value = z3.Int(label)
    elif term.kind == "code":
        value = z3.Const(label, sort_of(name)[0])
    else:
        value = z3.Bool(label)
    return Symbol(term, z3.Bool(f"{label}?"), value)


_MADE: dict[tuple[int, str], tuple[Node, Kleene]] = {}  # by identity: nodes are slow to compare


def formula(node: Node, world: str = "") -> Kleene:
    """The expression as a pair of formulas over the facts of one patient."""
    kept = _MADE.get((id(node), world))
    if kept is None:
        kept = _MADE[id(node), world] = (node, _formula(node, world))
    return kept[1]


def _formula(node: Node, world: str) -> Kleene:
    match node:
        case Flag(name=name):
            fact = symbol(name, world)
            return Kleene(z3.And(fact.known, fact.value), z3.And(fact.known, z3.Not(fact.value)))
        case Comparison():
            fact = symbol(node.name, world)
            holds = _compared(node, fact)
            return Kleene(z3.And(fact.known, holds), z3.And(fact.known, z3.Not(holds)))
        case Definition(node=inner):
            return formula(inner, world)
        case Not(node=inner):
            found = formula(inner, world)
            return Kleene(found.no, found.yes)
        case Join(parts=parts, decisive=decisive):
            return _joined([formula(part, world) for part in parts], decisive)


def _compared(node: Comparison, fact: Symbol) -> Formula:
    """The comparison of a fact's value; each code of a tuple by itself."""
    if isinstance(node.constant, tuple):
        return z3.Or([fact.value == constant(node.name, c) for c in node.constant])
    return node.compare(fact.value, constant(node.name, node.constant))


def constant(name: str, value: Any) -> Formula:
    """A value of a fact as the solver writes it; numbers exactly."""
    if FACTS[name].kind == "code":
        return sort_of(name)[1][value]
    return z3.RealVal(repr(float(value)))


def _joined(parts: list[Kleene], decisive: bool) -> Kleene:
    yes, no = [part.yes for part in parts], [part.no for part in parts]
    if decisive:
        return Kleene(z3.Or(yes), z3.And(no))
    return Kleene(z3.And(yes), z3.Or(no))


def missing(node: Node, world: str = "") -> dict[str, Formula]:
    """When the trace of an expression names each of its facts as missing."""
    found: dict[str, list[Formula]] = {}
    _collect(node, TRUE, world, found)
    return {name: z3.Or(ways) for name, ways in found.items()}


def _collect(node: Node, reached: Formula, world: str, found: dict[str, list[Formula]]) -> None:
    """Every way in which the trace reaches a leaf whose fact is unknown."""
    match node:
        case Flag(name=name) | Comparison(name=name):
            found.setdefault(name, []).append(z3.And(reached, z3.Not(symbol(name, world).known)))
        case Definition(node=inner) | Not(node=inner):
            _collect(inner, reached, world, found)
        case Join(parts=parts, decisive=decisive):
            for part, chosen in zip(parts, _chosen(parts, decisive, world), strict=True):
                _collect(part, z3.And(reached, chosen), world, found)


def _chosen(parts: tuple[Node, ...], decisive: bool, world: str) -> list[Formula]:
    """When the trace follows each part: the decisive ones; else the unknown ones; else all."""
    read = [formula(part, world) for part in parts]
    deciding = [part.yes if decisive else part.no for part in read]
    none, open_ = z3.Not(z3.Or(deciding)), [part.unknown for part in read]
    all_known = z3.Not(z3.Or(open_))
    return [
        z3.Or(mine, z3.And(none, z3.Or(waits, all_known)))
        for mine, waits in zip(deciding, open_, strict=True)
    ]
