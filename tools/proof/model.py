"""What `assess` says of a patient, as formulas: rules, joining, the question, then safety.

Built from the same protocol, expressions and restrictions that the code uses.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property, wraps
from typing import TypeVar

import z3

from corrin.advice.safety import LOOSENS, OUT_OF_SCOPE, RED_FLAGS, RESTRICTIONS, Restriction
from corrin.knowledge import Protocol, Rule, Value
from corrin.rules import Node, rule_book
from corrin.situation import FACTS
from corrin.terms import Ask
from tools.proof.logic import FALSE, TRUE, Formula, Kleene, formula, symbol

ASK_SORT, _ASKS = z3.EnumSort("Ask", [ask.value for ask in Ask])
ASK = z3.Const("ask", ASK_SORT)  # the question, the same for every patient in a proof
ASKED = dict(zip(Ask, _ASKS, strict=True))


Key = TypeVar("Key", bound=Hashable)


def once(make: "Callable[[Said, Key], Formula]") -> "Callable[[Said, Key], Formula]":
    """Each formula is made once for each argument: making them takes longer than proving."""

    @wraps(make)
    def made(said: "Said", key: Key) -> Formula:
        kept = said.made.setdefault(make.__name__, {})
        if key not in kept:
            kept[key] = make(said, key)
        return kept[key]

    return made


class Said:
    """Everything that is said of one patient under one protocol. `world` names the patient."""

    def __init__(
        self,
        protocol: Protocol,
        world: str = "",
        restrictions: tuple[Restriction, ...] | None = None,
    ) -> None:
        self.protocol = protocol
        self.world = world
        self.restrictions = RESTRICTIONS if restrictions is None else restrictions
        self.nodes: dict[str, Node] = {r.id: n for r, n in rule_book(protocol).conditions}
        self.rules: dict[str, Rule] = {rule.id: rule for rule in protocol.rules}
        self.made: dict[str, dict[Hashable, Formula]] = {}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys that some rule of the protocol gives."""
        return tuple(dict.fromkeys(rule.gives for rule in self.protocol.rules))

    def holds(self, rule: str) -> Kleene:
        """Whether a rule's expression is true, false or unknown."""
        return formula(self.nodes[rule], self.world)

    @once
    def fires(self, rule: str) -> Formula:
        """Whether a rule gives its key: asked for, true (or unknown and applied), and filled."""
        found, row = self.holds(rule), self.rules[rule]
        true = z3.Or(found.yes, found.unknown) if row.unknown == "apply" else found.yes
        return z3.And(asked(row), true, self.filled(row.params))

    @once
    def undecided(self, rule: str) -> Formula:
        """Whether a rule that was asked for waits for a fact."""
        row = self.rules[rule]
        waits = FALSE if row.unknown == "apply" else self.holds(rule).unknown
        return z3.And(asked(row), waits)

    def filled(self, params: Mapping[str, Value]) -> Formula:
        """A fact with several codes gives the key once for each: with none of them, not at all."""
        names = [v[1:] for v in params.values() if isinstance(v, str) and v.startswith("=")]
        several = [symbol(n, self.world) for n in names if FACTS[n].kind == "codes"]
        return z3.And([z3.Or(z3.Not(s.known), s.value) for s in several] or [TRUE])

    @once
    def given(self, key: str) -> Formula:
        """Whether a key is given before safety has been asked."""
        return any_of(self.fires(r.id) for r in self.protocol.rules if r.gives == key)

    @once
    def withheld(self, key: str) -> Formula:
        """Whether a restriction takes a key away."""
        return any_of(self.restricts(row, key) for row in self.restrictions if key in row.removes)

    def restricts(self, row: Restriction, key: str) -> Formula:
        """Whether one restriction takes one key away, or keeps what loosens waiting."""
        if row.said:
            return self._says_one_of(row.beside)
        rules = self._looked_for(row)
        waits = any_of(self.undecided(r) for r in rules) if key in LOOSENS else FALSE
        return z3.Or(waits, any_of(self.fires(r) for r in rules))

    def _looked_for(self, row: Restriction) -> list[str]:
        return [r.id for r in self.rules.values() if {r.gives, f"rule:{r.id}"} & row.beside]

    @once
    def says(self, key: str) -> Formula:
        """Whether a key stands in the answer."""
        return z3.And(self.given(key), z3.Not(self.withheld(key)))

    def says_any(self, keys: Iterable[str]) -> Formula:
        """Whether one of the keys stands in the answer."""
        return any_of(self.says(key) for key in sorted(keys))

    @once
    def _says_one_of(self, keys: frozenset[str]) -> Formula:
        return self.says_any(keys)

    def shows_proposal(self) -> Formula:
        """Whether the interval proposal is shown, should there be one."""
        steps = ("shorten_interval", "may_extend_slowly")
        held = any_of(z3.And(self.given(k), self.withheld(k)) for k in steps)
        silent = any_of(self.given(k) for k in sorted(RED_FLAGS | OUT_OF_SCOPE))
        signed = symbol("band_signed", self.world)
        return z3.And(signed.known, signed.value, z3.Not(held), z3.Not(silent))


_SAID: list[Said] = []  # those asked for last
SEVERAL = 8  # the editions, and for each a second patient


def said_of(protocol: Protocol, world: str = "") -> Said:
    """The formulas of a protocol for one patient, made once for all theorems."""
    for kept in _SAID:
        if kept.protocol is protocol and kept.world == world:
            return kept
    _SAID.insert(0, Said(protocol, world))
    del _SAID[SEVERAL:]
    return _SAID[0]


def asked(rule: Rule) -> Formula:
    """Whether the question is one a rule answers."""
    return any_of(ASKED[Ask(a)] == ASK for a in rule.asks) if rule.asks else TRUE


def any_of(formulas: Iterable[Formula]) -> Formula:
    """Whether one of them is true."""
    return z3.Or([FALSE, *formulas])
