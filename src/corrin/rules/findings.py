"""What the rules of a protocol find in a situation."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from corrin.knowledge import Protocol, Rule, Value
from corrin.rules.expression import (
    ExpressionError,
    Node,
    Question,
    Trace,
    Values,
    compiled,
    question,
)
from corrin.situation import FACTS, Situation
from corrin.situation.fact import FactValue


class Finding(NamedTuple):
    """One rule's answer: true or unknown, with the facts and entries behind it.

    `params` are the rule's numbers with facts put in their place.
    """

    rule: Rule
    holds: bool | None
    trace: Trace
    because: tuple[str, ...]
    params: dict[str, Value]


@dataclass(frozen=True)
class RuleBook:
    """The rules of one protocol with their expressions, ready to be asked."""

    protocol: Protocol
    conditions: tuple[tuple[Rule, Node], ...]

    @cached_property
    def questions(self) -> tuple[tuple[Rule, Question], ...]:
        """Each rule, and what answers it."""
        return tuple((rule, question(node)) for rule, node in self.conditions)


def rule_book(protocol: Protocol) -> RuleBook:
    """The protocol's rules, compiled. Raises ExpressionError naming the rule that is wrong."""
    conditions = []
    for rule in protocol.rules:
        try:
            conditions.append((rule, compiled(rule.when, protocol.definitions)))
        except ExpressionError as error:
            raise ExpressionError(f"protocol {protocol.id}, rule {rule.id}: {error}") from None
    return RuleBook(protocol, tuple(conditions))


def findings(situation: Situation, book: RuleBook) -> Iterator[Finding]:
    """Every rule that holds, or that could hold if more were known, in the book's order."""
    values = Values(situation.fact)
    for rule, asked in book.questions:
        holds = asked.value(values)
        if holds is False:
            continue
        if holds is None and rule.unknown == "silent":
            continue
        yield from _found(rule, holds, asked.trace(values), situation)


def undecided(
    situation: Situation, book: RuleBook, among: Container[str]
) -> Iterator[tuple[Rule, Trace]]:
    """The rules for which a fact is missing, whatever their policy, with what they wait for.

    `among` names the rules to look at: their keys, or `rule:` and an id. A rule that is applied
    when unknown waits for nothing.
    """
    values = Values(situation.fact)
    for rule, asked in book.questions:
        looked_at = rule.gives in among or f"rule:{rule.id}" in among
        if looked_at and rule.unknown != "apply" and asked.value(values) is None:
            yield rule, asked.trace(values)


def _found(rule: Rule, holds: bool | None, trace: Trace, situation: Situation) -> Iterator[Finding]:
    given = True if holds is None and rule.unknown == "apply" else holds
    names = (*trace.deciding, *_facts_used(rule))
    because = tuple({i: None for name in names for i in situation.fact(name).because})
    for params in filled(rule, lambda name: situation.fact(name).value):
        yield Finding(rule, given, trace, because, params)


def _facts_used(rule: Rule) -> list[str]:
    return [v[1:] for v in rule.params.values() if isinstance(v, str) and v.startswith("=")]


def filled(rule: Rule, value: Callable[[str], FactValue]) -> Iterator[dict[str, Value]]:
    """The rule's parameters; a fact with several codes gives one set for each of them."""
    params: dict[str, Value] = {}
    for name, said in rule.params.items():
        if isinstance(said, str) and said.startswith("="):
            found = value(said[1:])
            if isinstance(found, tuple):
                yield from ({**params, name: code} for code in found)
                return
            if found is not None:
                params[name] = _plain(found)
        else:
            params[name] = said
    yield params


def _plain(value: object) -> Value:
    """A fact's value as a parameter: whole numbers without a fraction, days as ISO text."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value)


def explain(situation: Situation, book: RuleBook, key: str) -> tuple[Finding, ...]:
    """Every rule for one key, whether it holds, does not, or is undecided."""
    found, values = [], Values(situation.fact)
    for rule, asked in book.questions:
        if rule.gives == key:
            holds, trace = asked.value(values), asked.trace(values)
            because = {i: None for n in trace.deciding for i in situation.fact(n).because}
            found.append(Finding(rule, holds, trace, tuple(because), dict(rule.params)))
    return tuple(found)


def facts_of(node: Node) -> frozenset[str]:
    """The facts an expression asks for."""
    return frozenset(node.names()) & frozenset(FACTS)
