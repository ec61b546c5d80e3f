"""What the rules find for many patients at once, in whole numbers of one bit a patient.

An answer is a pair of masks: for whom it certainly holds, and for whom it possibly does.
Kleene's `and`, `or` and `not` are then `and`, `or` and the exchange of the two, whatever the
number of patients; a patient is unknown where it is possible and not certain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from corrin.knowledge import Rule
from corrin.rules.expression import Comparison, Definition, Flag, Join, Node, Not, Trace
from corrin.rules.findings import Finding, RuleBook, filled
from corrin.situation.masks import ManyFacts, Masks


class Occurrence(NamedTuple):
    """A fact met in an expression: for whom it decided, and for whom it is missing."""

    fact: str
    deciding: int
    missing: int


@dataclass(frozen=True, slots=True)
class ManyFindings:
    """One rule: for whom it holds, and who is told what is missing, as its policy has it."""

    rule: Rule
    node: Node
    holds: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to the expressions of one rule book over the facts of many, each worked out once."""

    facts: ManyFacts
    known: dict[Node, Masks] = field(default_factory=dict)
    # The same by identity, because a deep node is slow to hash; the node is kept with it.
    _met: dict[int, tuple[Node, Masks]] = field(default_factory=dict)

    def masks(self, node: Node) -> Masks:
        """For whom an expression holds."""
        met = self._met.get(id(node))
        if met is None:
            if node not in self.known:
                self.known[node] = self._masks(node)
            met = self._met[id(node)] = node, self.known[node]
        return met[1]

    def _masks(self, node: Node) -> Masks:
        match node:
            case Flag(name):
                return self.facts.masks(name, lambda value: value is True)
            case Comparison(name, compare, constant):
                return self.facts.masks(name, lambda value: compare(value, constant))
            case Definition(_, inner):
                return self.masks(inner)
            case Not(inner):
                one, everyone = self.masks(inner), self.facts.everyone
                return Masks(everyone ^ one.possible, everyone ^ one.certain)
            case Join(parts, decisive):
                told = [self.masks(part) for part in parts]
                join = or_ if decisive else and_
                return Masks(*(reduce(join, side) for side in zip(*told, strict=True)))

    def trace(self, node: Node, among: int) -> Iterator[Occurrence]:
        """Each fact that decided or is missing for some of those asked about, as it is met.

        A fact may be met more than once. The order for each patient is that of a `Trace`.
        """
        match node:
            case Flag(name) | Comparison(name):
                unknown = self.masks(node).unknown
                yield Occurrence(name, among & ~unknown, among & unknown)
            case Definition(_, inner) | Not(inner):
                yield from self.trace(inner, among)
            case Join(parts):
                for part in parts:
                    chosen = among & self._chosen(node, part)
                    if chosen:
                        yield from self.trace(part, chosen)

    def _chosen(self, join: Join, part: Node) -> int:
        """For whom a part is in the trace: decisive if one is, else unknown if one is, else all."""
        whole, one, everyone = self.masks(join), self.masks(part), self.facts.everyone
        if join.decisive:
            decided, decides = whole.certain, one.certain
        else:
            decided, decides = everyone ^ whole.possible, everyone ^ one.possible
        settled = everyone ^ (decided | whole.unknown)
        return (decided & decides) | (whole.unknown & one.unknown) | settled


def findings_of_many(asked: Asked, book: RuleBook) -> Iterator[ManyFindings]:
    """Every rule that holds for somebody, or could if more were known, in the book's order."""
    for rule, node in book.conditions:
        found = asked.masks(node)
        holds = found.possible if rule.unknown == "apply" else found.certain
        unknown = found.unknown if rule.unknown == "ask" else 0
        if holds | unknown:
            yield ManyFindings(rule, node, holds, unknown)


def findings_for(patient: int, asked: Asked, found: Iterable[ManyFindings]) -> Iterator[Finding]:
    """What was found for one of them, as `findings` says it, without the entries behind it."""
    bit = 1 << patient
    for one in found:
        if bit & (one.holds | one.unknown):
            trace = _trace(asked.trace(one.node, bit))
            for params in filled(one.rule, lambda name: asked.facts.value(name, patient)):
                yield Finding(one.rule, True if bit & one.holds else None, trace, (), params)


def _trace(met: Iterable[Occurrence]) -> Trace:
    told = list(met)
    deciding = dict.fromkeys(one.fact for one in told if one.deciding)
    return Trace(tuple(deciding), tuple(dict.fromkeys(one.fact for one in told if one.missing)))
