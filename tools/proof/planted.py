"""Faults planted on purpose: every way to spoil one rule, threshold, policy or restriction.

Each fault is a small change to the knowledge or to one table of the code. What finds it is asked
elsewhere (bench/long/mutants.py): a theorem, or a vector written by hand from the guidance.
"""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from corrin.advice.safety import RESTRICTIONS, Restriction
from corrin.knowledge import Knowledge, Protocol, Rule, Value
from corrin.terms import ADVICE


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what was done to what, and how to do it."""

    operator: str
    place: str
    change: str
    knowledge: Callable[[Knowledge], Knowledge] = lambda known: known
    restrictions: tuple[Restriction, ...] = RESTRICTIONS
    constant: tuple[str, str, float] | None = None

    @property
    def name(self) -> str:
        """Where and what, in a line."""
        return f"{self.operator} {self.place}: {self.change}"


# --- Expressions ------------------------------------------------------------------------------

Change = tuple[str, str, str]  # operator, what was changed, the new expression
CODES = {
    "result_class": ("deficient", "indeterminate", "unlikely"),
    "proposal": ("shorter", "longer", "keep"),
    "recovery_trend": ("improving", "plateau", "worsening"),
    "marker_trend": ("falling", "rising", "no_real_change"),
}
FLIPPED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.GtE(),
    ast.LtE: ast.Gt(),
    ast.Gt: ast.LtE(),
    ast.GtE: ast.Lt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
}


def changed(text: str) -> Iterator[Change]:
    """Every expression that differs from a text in one small thing."""
    tree = ast.parse(" ".join(text.split()), mode="eval")
    for index in range(sum(1 for _ in ast.walk(tree))):
        copy = deepcopy(tree)
        node = list(ast.walk(copy))[index]
        for operator, said, edit in _edits(node):
            fresh = deepcopy(tree)
            _replaced(fresh, index, edit)
            yield operator, said, ast.unparse(fresh)
        del copy


def _replaced(tree: ast.Expression, index: int, edit: ast.expr) -> None:
    """Put another node where the node of this index stands."""
    target = list(ast.walk(tree))[index]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, edit)
            elif isinstance(value, list):
                value[:] = [edit if item is target else item for item in value]


def _edits(node: ast.AST) -> Iterator[tuple[str, str, ast.expr]]:
    """What can be done to one node: operator, words, and the node that takes its place."""
    match node:
        case ast.BoolOp(op=joiner, values=values):
            other = ast.And() if isinstance(joiner, ast.Or) else ast.Or()
            yield "and-or", ast.unparse(node), ast.BoolOp(other, values)
            for at, part in enumerate(values):
                rest = [v for i, v in enumerate(values) if i != at]
                left = rest[0] if len(rest) == 1 else ast.BoolOp(joiner, rest)
                yield "part dropped", ast.unparse(part), left
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "negation dropped", ast.unparse(node), operand
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if type(op) in FLIPPED:
                flipped = ast.Compare(left, [FLIPPED[type(op)]], [right])
                yield "comparison flipped", ast.unparse(node), flipped
            for said, constant in _constants(left, right):
                yield said, ast.unparse(node), ast.Compare(left, [op], [constant])


def _constants(left: ast.expr, right: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Thresholds moved by one, codes swapped, codes left out of a list."""
    match right:
        case ast.Constant(value=int() | float() as number):
            yield "threshold shifted", ast.Constant(number + 1)
            yield "threshold shifted", ast.Constant(number - 1)
        case ast.Constant(value=str() as code):
            codes = CODES.get(ast.unparse(left), ())
            if code in codes:
                yield "wrong code", ast.Constant(codes[codes.index(code) - 1])
        case ast.Tuple(elts=items) if len(items) > 1:
            for item in items:
                yield "code dropped", ast.Tuple([i for i in items if i is not item], ast.Load())


# --- Rules ------------------------------------------------------------------------------------


def rule_faults(known: Knowledge) -> Iterator[Fault]:
    """Every fault in a rule; a rule that several editions share is spoilt in all of them."""
    for rule in {r.id: r for edition in known.editions for r in edition.rules}.values():
        for operator, said, text in changed(rule.when):
            yield _rule_fault(operator, rule, said, replace(rule, when=text))
        yield _rule_fault("rule dropped", rule, "never holds", replace(rule, when=_never(rule)))
        for key in _siblings(rule):
            yield _rule_fault("wrong key", rule, f"gives {key}", replace(rule, gives=key))
        if rule.asks:
            yield _rule_fault(
                "question dropped", rule, "for every question", replace(rule, asks=())
            )
        for policy in (way for way in ("ask", "silent", "apply") if way != rule.unknown):
            yield _rule_fault("policy", rule, policy, replace(rule, unknown=policy))
        yield from _number_faults(rule)


def _never(rule: Rule) -> str:
    return f"({rule.when.strip()}) and youngest_age < 0 and youngest_age > 0"


def _siblings(rule: Rule) -> list[str]:
    """The next key of the same family that takes the same parameters."""
    term = ADVICE[rule.gives]
    same = [k for k, t in ADVICE.items() if (t.family, t.params) == (term.family, term.params)]
    return [same[same.index(rule.gives) - 1]] if len(same) > 1 else []


def _number_faults(rule: Rule) -> Iterator[Fault]:
    for name, value in rule.params.items():
        for other in _moved(value):
            spoilt = replace(rule, params={**rule.params, name: other})
            yield _rule_fault("number", rule, f"{name} = {other}", spoilt)
    if rule.offsets:
        late = (*rule.offsets[:-1], rule.offsets[-1] + 1)
        yield _rule_fault("number", rule, f"offsets {late}", replace(rule, offsets=late))


def _moved(value: Value) -> Iterator[Value]:
    match value:
        case bool() | str():
            return
        case int() | float():
            yield value + 1
            yield value - 1
        case (float() | int() as low, float() | int() as high):
            yield (low - 1, high)
            yield (low, high + 1)
        case tuple() if len(value) > 1 and isinstance(value[0], str):
            yield tuple(str(v) for v in value[1:])


def _rule_fault(operator: str, rule: Rule, said: str, spoilt: Rule) -> Fault:
    def plant(known: Knowledge) -> Knowledge:
        return _each(known, lambda p: replace(p, rules=_swapped(p.rules, rule, spoilt)))

    return Fault(operator, rule.id, said, plant)


def _swapped(rules: tuple[Rule, ...], old: Rule, new: Rule) -> tuple[Rule, ...]:
    return tuple(new if r.id == old.id else r for r in rules)


def _each(known: Knowledge, change: Callable[[Protocol], Protocol]) -> Knowledge:
    return replace(known, editions=tuple(map(change, known.editions)))


# --- Definitions, thresholds, restrictions ----------------------------------------------------


def definition_faults(known: Knowledge) -> Iterator[Fault]:
    """Every fault in a definition, in all editions that define it in these words."""
    texts = {(n, t) for e in known.editions for n, t in e.definitions.items()}
    for name, text in sorted(texts):
        for operator, said, other in changed(text):
            yield Fault(operator, f"define {name}", said, _redefined(name, text, other))


def _redefined(name: str, text: str, other: str) -> Callable[[Knowledge], Knowledge]:
    def change(protocol: Protocol) -> Protocol:
        if protocol.definitions.get(name) != text:
            return protocol
        return replace(protocol, definitions={**protocol.definitions, name: other})

    return lambda known: _each(known, change)


def threshold_faults(known: Knowledge) -> Iterator[Fault]:
    """Limits moved by about one hundredth, or taken from another edition."""
    for edition in known.editions:
        for at, limits in enumerate(edition.thresholds):
            step = 0.01 if limits.high < 2 else 1
            for name, value in (("low", limits.low), ("high", limits.high)):
                for other in (value + step, value - step):
                    spoilt = replace(limits, **{name: round(other, 4)})  # type: ignore[arg-type]
                    rows = (*edition.thresholds[:at], spoilt, *edition.thresholds[at + 1 :])
                    said = f"{limits.test} {limits.unit} {name} {other:g}"
                    yield Fault("threshold", edition.id, said, _limits(edition, rows))
        for other_edition in known.editions:
            if other_edition.country != edition.country:
                said = f"the limits of {other_edition.id}"
                rows = other_edition.thresholds
                yield Fault("wrong country", edition.id, said, _limits(edition, rows))


def _limits(edition: Protocol, rows: tuple[object, ...]) -> Callable[[Knowledge], Knowledge]:
    def change(protocol: Protocol) -> Protocol:
        if protocol.id != edition.id:
            return protocol
        return replace(protocol, thresholds=rows)  # type: ignore[arg-type]

    return lambda known: _each(known, change)


def restriction_faults() -> Iterator[Fault]:
    """A row taken out, or one key of it."""
    for row in RESTRICTIONS:
        yield _restriction_fault(row, None, "row removed")
        for key in sorted(row.beside):
            yield _restriction_fault(row, replace(row, beside=row.beside - {key}), f"beside {key}")
        for key in sorted(row.removes):
            less = replace(row, removes=row.removes - {key})
            yield _restriction_fault(row, less, f"removes {key}")


def _restriction_fault(row: Restriction, spoilt: Restriction | None, said: str) -> Fault:
    rows = tuple(spoilt if r is row else r for r in RESTRICTIONS)
    kept = tuple(r for r in rows if r is not None)
    return Fault("restriction removed", row.name, said, restrictions=kept)


# --- Our own limits in the facts --------------------------------------------------------------

CONSTANTS = (
    ("corrin.situation.blood", "SEVERE_HB", 60.0),
    ("corrin.situation.blood", "SEVERE_HB", 80.0),
    ("corrin.situation.blood", "FEW_PLATELETS", 40.0),
    ("corrin.situation.blood", "MANY_PLATELETS", 700.0),
    ("corrin.situation.complaints", "TELLING", 5.0),
    ("corrin.situation.complaints", "NEW_DAYS", 60),
    ("corrin.situation.complaints", "REACTION_DAYS", 2),
    ("corrin.situation.complaints", "REACTION_DAYS", 5),
    ("corrin.situation.labs", "HIGH_B12_PMOL", 640.0),
    ("corrin.situation.labs", "HIGH_B12_PMOL", 560.0),
    ("corrin.situation.markers", "LOW_FOLATE_NMOL", 6.0),
    ("corrin.situation.markers", "LOW_FOLATE_NMOL", 8.0),
    ("corrin.situation.markers", "IMPAIRED_EGFR", 55.0),
    ("corrin.situation.markers", "IMPAIRED_EGFR", 65.0),
    ("corrin.situation.medicines", "NITROUS_DAYS", 300),
    ("corrin.situation.medicines", "NITROUS_DAYS", 430),
    ("corrin.situation.medicines", "GIVEN_UP_DAYS", 120),
    ("corrin.situation.medicines", "GIVEN_UP_DAYS", 240),
    ("corrin.situation.person", "INFANT_YEARS", 2),
    ("corrin.situation.person", "PAST_INFANCY", 4),
    ("corrin.situation.treatment", "LAPSED", 300),
    ("corrin.situation.treatment", "EARLY", 60),
    ("corrin.situation.treatment", "EARLY", 120),
    ("corrin.situation.treatment", "FIRST_DAYS", 7),
    ("corrin.situation.treatment", "FIRST_DAYS", 21),
    ("corrin.situation.treatment", "LOADING_GAP", 6),
    ("corrin.situation.treatment", "LOADING_GAP", 8),
    ("corrin.situation.treatment", "DENSE", 3),
    ("corrin.situation.treatment", "DENSE", 5),
    ("corrin.situation.treatment", "TABLET_GAP", 20),
)


def constant_faults() -> Iterator[Fault]:
    """Our own limits in the facts, moved."""
    for module, name, value in CONSTANTS:
        place = f"{module.rsplit('.', 1)[-1]}.{name}"
        yield Fault("own limit", place, f"{value:g}", constant=(module, name, value))


def every_fault(known: Knowledge) -> list[Fault]:
    """All of them, once each."""
    found = [
        *rule_faults(known),
        *definition_faults(known),
        *threshold_faults(known),
        *restriction_faults(),
        *constant_faults(),
    ]
    return list({fault.name: fault for fault in found}.values())
