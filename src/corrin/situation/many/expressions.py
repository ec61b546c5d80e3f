"""Expressions of plain functions of one patient, worked out for many at once (see python.py)."""

import ast
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from types import FunctionType
from typing import Any

import numpy as np

from corrin.situation.fact import BY_CODE
from corrin.situation.many import builtin
from corrin.situation.many.builtin import FactColumn, compared, is_many, member
from corrin.situation.many.lists import Listed, Part, of_things
from corrin.situation.many.values import (
    Codes,
    Flags,
    Frame,
    Items,
    Numbers,
    each,
    lifted,
    meeting,
    number,
)

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
}
# Functions of entries' reasons only: what comes after so many arguments is not looked at.
REASONS = {"of": 1, "Fact": 1}


class NotForMany(TypeError):
    """Something in a function that cannot be done for many patients at once."""


class Kinds(dict[type[ast.expr], Callable[[Any, "Call"], Any]]):
    """What is done with each kind of expression."""

    def __missing__(self, kind: type[ast.expr]) -> Callable[[Any, "Call"], Any]:
        raise NotForMany(kind.__name__)


@dataclass(eq=False)
class Call:
    """One call under way: its names, where it still runs, what it has returned so far."""

    names: dict[str, Any]
    world: dict[str, Any]
    frame: Frame
    running: Any = True
    result: Any = None
    branches: int = 0

    def inside(self, frame: Frame, names: dict[str, Any]) -> "Call":
        """The same call within a list: the names stand for all its things."""
        return Call({**self.names, **names}, self.world, frame)


class Expressions(ABC):
    """The value of each kind of expression, for all patients together."""

    @abstractmethod
    def call(self, function: FunctionType, *args: Any, frame: Frame, **named: Any) -> Any:
        """What a function returns for many: python.py says it."""

    def bind(self, target: ast.expr, value: Any, call: Call) -> None:
        match target:
            case ast.Name(id=name):
                if call.branches and name in call.names:
                    value = builtin.choose(call.running, value, call.names[name])
                call.names[name] = value
            case ast.Tuple(elts=targets):
                parts = value if isinstance(value, tuple) else None
                for index, one in enumerate(targets):
                    part = parts[index] if parts else each(operator.getitem, value, index)
                    self.bind(one, part, call)
            case _:
                raise NotForMany(ast.unparse(target))

    def truth(self, tree: ast.expr, call: Call) -> Any:
        """Whether an expression is true, as a flag or as Flags."""
        match tree:
            case ast.BoolOp(op=joiner, values=values):
                decisive = isinstance(joiner, ast.Or)
                found: Any = not decisive
                for value in values:
                    join = either if decisive else both
                    found = join(found, self.truth(value, call))
                    if found is decisive:
                        break
                return found
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return negated(self.truth(operand, call))
        return builtin.true(self.value(tree, call))

    def value(self, tree: ast.expr, call: Call) -> Any:
        """The value of an expression."""
        return self._kinds[type(tree)](tree, call)

    @cached_property
    def _kinds(self) -> "Kinds":
        return Kinds(
            {
                ast.Attribute: lambda t, call: self.attribute(self.value(t.value, call), t.attr),
                ast.BinOp: self._arithmetic,
                ast.BoolOp: self._joined,
                ast.Call: self._call,
                ast.Compare: self._compare,
                ast.Constant: lambda t, call: t.value,
                ast.GeneratorExp: self._comprehension,
                ast.IfExp: self._either_of,
                ast.Lambda: self._lambda,
                ast.List: self._list,
                ast.ListComp: self._comprehension,
                ast.Dict: self._dict,
                ast.Name: self._name,
                ast.NamedExpr: self._named,
                ast.Set: lambda t, call: set(self._things(t.elts, call)),
                ast.SetComp: self._set,
                ast.Subscript: self._subscript,
                ast.Tuple: lambda t, call: tuple(self._things(t.elts, call)),
                ast.UnaryOp: self._unary,
            }
        )

    def _unary(self, tree: ast.UnaryOp, call: Call) -> Any:
        if isinstance(tree.op, ast.Not):
            return negated(self.truth(tree.operand, call))
        return reckoned(operator.sub, 0, self.value(tree.operand, call))

    def _list(self, tree: ast.List, call: Call) -> Any:
        things = list(self._things(tree.elts, call, whole=True))
        return of_things(call.frame, things) if is_many(things) else things

    def _dict(self, tree: ast.Dict, call: Call) -> Any:
        keys = [self.value(key, call) for key in tree.keys if key]
        return dict(zip(keys, [self.value(v, call) for v in tree.values], strict=True))

    def _subscript(self, tree: ast.Subscript, call: Call) -> Any:
        return builtin.item(self.value(tree.value, call), self._index(tree.slice, call))

    def _named(self, tree: ast.NamedExpr, call: Call) -> Any:
        call.names[tree.target.id] = self.value(tree.value, call)
        return call.names[tree.target.id]

    def _lambda(self, tree: ast.Lambda, call: Call) -> Any:
        names = [a.arg for a in tree.args.args]
        return lambda frame, *given: self.value(
            tree.body, call.inside(frame, dict(zip(names, given, strict=True)))
        )

    def _things(self, parts: list[ast.expr], call: Call, *, whole: bool = False) -> Iterator[Any]:
        for part in parts:
            if not isinstance(part, ast.Starred):
                yield self.value(part, call)
                continue
            held = self.value(part.value, call)
            if isinstance(held, Listed) and whole:
                yield held
            elif isinstance(held, tuple | list):
                yield from held
            else:
                raise NotForMany(ast.unparse(part))

    def _index(self, tree: ast.expr, call: Call) -> Any:
        if not isinstance(tree, ast.Slice):
            return self.value(tree, call)
        ends = (self.value(end, call) if end else None for end in (tree.lower, tree.upper))
        return slice(*ends)

    def _name(self, tree: ast.Name, call: Call) -> Any:
        name = tree.id
        if name in call.names:
            return call.names[name]
        if name in call.world:
            return call.world[name]
        return getattr(builtin.PYTHON, name)

    def _joined(self, tree: ast.BoolOp, call: Call) -> Any:
        """`a or b`: a where it is true, else b; `a and b`: b where a is true, else a."""
        first, *rest = tree.values
        is_or, found = isinstance(tree.op, ast.Or), self.value(first, call)
        for part in rest:
            where = builtin.true(found)
            if where is is_or:
                return found
            other = self.value(part, call)
            pair = (found, other) if is_or else (other, found)
            found = builtin.choose(where, *pair)
        return found

    def _either_of(self, tree: ast.IfExp, call: Call) -> Any:
        where = self.truth(tree.test, call)
        if isinstance(where, bool):
            return self.value(tree.body if where else tree.orelse, call)
        return builtin.choose(where, self.value(tree.body, call), self.value(tree.orelse, call))

    def _compare(self, tree: ast.Compare, call: Call) -> Any:
        found: Any = True
        left = self.value(tree.left, call)
        for op, right_tree in zip(tree.ops, tree.comparators, strict=True):
            right = self.value(right_tree, call)
            found = both(found, self._compared(op, left, right, call))
            left = right
        return found

    def _compared(self, op: ast.cmpop, left: Any, right: Any, call: Call) -> Any:
        if isinstance(op, ast.In | ast.NotIn):
            found = member(left, right)
            return negated(found) if isinstance(op, ast.NotIn) else found
        return compared(type(op), left, right)

    def _arithmetic(self, tree: ast.BinOp, call: Call) -> Any:
        pair = self.value(tree.left, call), self.value(tree.right, call)
        return reckoned(ARITHMETIC[type(tree.op)], *pair)

    def attribute(self, of: Any, name: str) -> Any:
        """A field of entries, a property of many readings, or what a constant has."""
        match of:
            case Items():
                return of.field(name)
            case Numbers():
                return builtin.part_of_day(of, name)
            case Codes():
                return each(lambda word: getattr(word, name), of)
            case FactColumn():
                return of.attribute(name)
        return None if of is None else getattr(of, name)

    def _comprehension(
        self, tree: ast.ListComp | ast.SetComp | ast.GeneratorExp, call: Call
    ) -> Listed:
        """The list of a comprehension, at home where the call is."""
        return self._generated(tree.elt, tree.generators, call, call.frame)

    def _set(self, tree: ast.SetComp, call: Call) -> Listed:
        found = self._comprehension(tree, call)
        return Listed(found.home, found.parts, distinct=True)

    def _generated(
        self, elt: ast.expr, made: list[ast.comprehension], call: Call, home: Frame
    ) -> Listed:
        (first, *rest), parts = made, []
        for part in builtin.listed(self.value(first.iter, call), call.frame).parts:
            inner, kept = self._kept(first, part, call)
            if rest:
                below = self._generated(elt, rest, inner, inner.frame)
                parts += [_guarded(one, kept, inner.frame) for one in below.parts]
                continue
            value = self.value(elt, inner)
            parts.append(Part(inner.frame, lifted(value, inner.frame), kept))
        return Listed(home, tuple(parts))

    def _kept(self, made: ast.comprehension, part: Part, call: Call) -> tuple[Call, Any]:
        """The names within a part, and which of its things are kept; the rest are left behind."""
        inner = call.inside(part.frame, {})
        self.bind(made.target, part.value, inner)
        kept: Any = True if part.kept is None else Flags(part.frame, part.kept)
        for test in made.ifs:
            kept = both(kept, self.truth(test, inner))
        if kept is True:
            return inner, None
        if isinstance(kept, bool):
            kept = Flags(part.frame, np.full(part.frame.size, kept))
        kept = lifted(kept, part.frame)
        if part.frame is call.frame:
            return inner, kept.data
        frame = part.frame.below(np.flatnonzero(kept.data))
        return inner.inside(frame, {}), None

    def _call(self, tree: ast.Call, call: Call) -> Any:
        callee = self.value(tree.func, call)
        wanted = REASONS.get(getattr(callee, "__name__", ""), len(tree.args))
        args = list(self._things(tree.args[:wanted], call, whole=True))
        named = {k.arg: self.value(k.value, call) for k in tree.keywords if k.arg}
        return self._answer(callee, args, named, call)

    def _answer(self, callee: Any, args: list[Any], named: dict[str, Any], call: Call) -> Any:
        many = is_many(args) or is_many(list(named.values()))
        if many and callee in builtin.KNOWN:
            return builtin.KNOWN[callee](call.frame, *args, **named)
        if isinstance(callee, Codes):
            return each(lambda does, *told: does(*told), callee, *args)
        if isinstance(callee, partial):
            return callee(*args, frame=call.frame, **named)
        if callee in BY_CODE and many:
            return each(callee, *args)
        if isinstance(callee, FunctionType) and (many or _reads(args)):
            return self.call(callee, *args, frame=call.frame, **named)
        if not many or _reads([getattr(callee, "__self__", None)]):
            return callee(*args, **named)
        return each(callee, *args)


def _reads(args: list[Any]) -> bool:
    return any(getattr(arg, "of_many", False) for arg in args)


def _guarded(part: Part, kept: Any, frame: Frame) -> Part:
    if kept is None:
        return part
    if part.frame is not frame:
        raise NotForMany("a list within a list of constants")
    return Part(frame, part.value, kept if part.kept is None else kept & part.kept)


def reckoned(op: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """A sum, a difference and the like."""
    if not is_many(left) and not is_many(right):
        return op(left, right)
    frame, (one, two) = meeting(left, right)
    return Numbers(frame, op(number(one), number(two)))


def negated(value: Any) -> Any:
    return Flags(value.frame, ~value.data) if isinstance(value, Flags) else not value


def both(one: Any, two: Any) -> Any:
    if isinstance(one, bool):
        return two if one else False
    if isinstance(two, bool):
        return one if two else False
    frame, (one, two) = meeting(one, two)
    return Flags(frame, one.data & two.data)


def either(one: Any, two: Any) -> Any:
    return negated(both(negated(one), negated(two)))
