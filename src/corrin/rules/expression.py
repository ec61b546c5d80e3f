"""A rule's condition: a boolean expression over named facts, and nothing more.

Comparison, `and`, `or`, `not`, `in`: parsed with `ast` against a whitelist, evaluated in three
values (true, false, unknown), and able to say which facts decided and which are missing.
"""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from corrin.situation import FACTS, Fact

Get = Callable[[str], Fact]
T = TypeVar("T")
OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class ExpressionError(ValueError):
    """An expression that is not a boolean expression over known facts."""


class Trace(NamedTuple):
    """Which facts decided an answer, and which unknown facts kept it from being decided."""

    deciding: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact that is true, false or unknown."""

    name: str

    def names(self) -> Iterable[str]:
        """The facts asked for."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Comparison:
    """A fact compared with a constant."""

    name: str
    compare: Callable[[Any, Any], bool]
    constant: Any
    text: str

    def names(self) -> Iterable[str]:
        """The facts asked for."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Definition:
    """A named expression, used as if it stood there."""

    name: str
    node: "Node" = field(hash=False)  # deep; the name tells definitions of one book apart

    def names(self) -> Iterable[str]:
        """The facts asked for."""
        return self.node.names()


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; unknown stays unknown."""

    node: "Node"

    def names(self) -> Iterable[str]:
        """The facts asked for."""
        return self.node.names()


@dataclass(frozen=True, slots=True)
class Join:
    """`and` (decided by a false part) or `or` (decided by a true part)."""

    parts: tuple["Node", ...]
    decisive: bool

    def names(self) -> Iterable[str]:
        """The facts asked for."""
        return (name for part in self.parts for name in part.names())


Node = Flag | Comparison | Definition | Not | Join


class Values(dict[str, Any]):
    """What is known of one situation: the value of each fact and definition, once asked for."""

    def __init__(self, get: Get) -> None:
        self.get_fact = get

    def __missing__(self, name: str) -> Any:
        """The value of a fact that was not asked for before."""
        found = self[name] = self.get_fact(name).value
        return found


class Question(NamedTuple):
    """What answers an expression: its `value`, true, false or unknown, and the `trace` of that."""

    value: Callable[[Values], bool | None]
    trace: Callable[[Values], Trace]


def question(node: Node) -> Question:
    """An expression made ready to be asked of many situations."""
    match node:
        case Flag(name=name):
            return Question(itemgetter(name), _traced(name))
        case Comparison(name=name, compare=compare, constant=constant):
            return Question(
                lambda v: None if (found := v[name]) is None else compare(found, constant),
                _traced(name),
            )
        case Definition(name=name, node=inner):
            value, trace = question(inner)
            return Question(_once(f"={name}", value), _once(f"?{name}", trace))
        case Not(node=inner):
            contrary, trace = question(inner)
            return Question(lambda v: None if (found := contrary(v)) is None else not found, trace)
        case Join(parts=parts, decisive=decisive):
            each = tuple(map(question, parts))
            return Question(
                _joined(tuple(part.value for part in each), decisive),
                _traced_join(each, decisive),
            )


def value_of(node: Node, get: Get) -> bool | None:
    """The answer to an expression that is asked once, over facts got by name."""
    return question(node).value(Values(get))


def _once(key: str, of: Callable[[Values], T]) -> Callable[[Values], T]:
    """A definition is worked out once for a situation. No fact's name begins as its key does."""

    def answer(values: Values) -> T:
        if key in values:
            found: T = values[key]
        else:
            found = values[key] = of(values)
        return found

    return answer


def _joined(
    parts: tuple[Callable[[Values], bool | None], ...], decisive: bool
) -> Callable[[Values], bool | None]:
    """Kleene's three-valued `and` or `or`."""

    def value(values: Values) -> bool | None:
        unknown = False
        for part in parts:
            found = part(values)
            if found is decisive:
                return decisive
            if found is None:
                unknown = True
        return None if unknown else not decisive

    return value


def _traced(name: str) -> Callable[[Values], Trace]:
    """The fact, as deciding or as missing."""
    known, missing = Trace((name,)), Trace((), (name,))
    return lambda values: missing if values[name] is None else known


def _traced_join(parts: tuple[Question, ...], decisive: bool) -> Callable[[Values], Trace]:
    """The decisive parts; else the unknown ones; else all of them."""

    def trace(values: Values) -> Trace:
        found = [(part, part.value(values)) for part in parts]
        for wanted in (decisive, None):
            chosen = [part for part, value in found if value is wanted]
            if chosen:
                return _merged([part.trace(values) for part in chosen])
        return _merged([part.trace(values) for part in parts])

    return trace


def _merged(traces: list[Trace]) -> Trace:
    if len(traces) == 1:
        return traces[0]
    deciding: dict[str, None] = {}
    missing: dict[str, None] = {}
    for trace in traces:
        deciding.update(dict.fromkeys(trace.deciding))
        missing.update(dict.fromkeys(trace.missing))
    return Trace(tuple(deciding), tuple(missing))


def compiled(text: str, definitions: Mapping[str, str]) -> Node:
    """The expression in a text. Raises ExpressionError saying what is not allowed in it."""
    return _Parser(definitions).text(text)


class _Parser:
    def __init__(self, definitions: Mapping[str, str], inside: tuple[str, ...] = ()) -> None:
        self.definitions = definitions
        self.inside = inside

    def text(self, text: str) -> Node:
        try:
            tree = ast.parse(" ".join(text.split()), mode="eval")
        except SyntaxError as error:
            raise ExpressionError(f"cannot be read: {text!r} ({error.msg})") from None
        return self.node(tree.body)

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand))
            case ast.BoolOp(op=joiner, values=values):
                parts = tuple(self.node(value) for value in values)
                return Join(parts, decisive=isinstance(joiner, ast.Or))
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
                return self.comparison(name, op, right)
        raise ExpressionError(f"not allowed in a rule: {ast.unparse(tree)!r}")

    def name(self, name: str) -> Node:
        if name in self.definitions:
            if name in self.inside:
                raise ExpressionError(f"the definition of {name!r} uses itself")
            inner = _Parser(self.definitions, (*self.inside, name))
            return Definition(name, inner.text(self.definitions[name]))
        if name not in FACTS:
            raise ExpressionError(f"no fact or definition is called {name!r}")
        if FACTS[name].kind != "flag":
            raise ExpressionError(f"{name!r} is a {FACTS[name].kind}: compare it with something")
        return Flag(name)

    def comparison(self, name: str, op: ast.cmpop, right: ast.expr) -> Node:
        if name not in FACTS:
            raise ExpressionError(f"no fact is called {name!r}")
        constant = _constant(right)
        _check_kind(name, constant)
        text = f"{name} {ast.unparse(right)}"
        if isinstance(op, ast.In):
            return Comparison(name, lambda value, wanted: value in wanted, constant, text)
        if type(op) not in OPERATORS:
            raise ExpressionError(f"not allowed in a rule: {type(op).__name__}")
        return Comparison(name, OPERATORS[type(op)], constant, text)


def _constant(tree: ast.expr) -> Any:
    match tree:
        case ast.Constant(value=str() | int() | float() as value):
            return value
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return tuple(_constant(item) for item in items)
    raise ExpressionError(f"not a constant: {ast.unparse(tree)!r}")


def _check_kind(name: str, constant: Any) -> None:
    term = FACTS[name]
    values = constant if isinstance(constant, tuple) else (constant,)
    if term.kind == "number" and all(isinstance(v, int | float) for v in values):
        return
    if term.kind == "code" and all(v in term.codes for v in values):
        return
    allowed = ", ".join(term.codes) if term.codes else "numbers"
    raise ExpressionError(f"{name!r} cannot be compared with {constant!r}; it takes {allowed}")
