"""Plain functions of one patient, run for many at once.

A fact is written once, as an ordinary typed function over one reading. Here its own source is
read (with `ast`, as a rule's is) and every step taken for all patients together: a comprehension
is a list in columns, `if` and `return` are masks, `and` and `or` choose. What the functions may
consist of stands here, in expressions.py and in builtin.py; anything else is refused by name,
and a test runs every fact.
"""

import ast
import inspect
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from textwrap import dedent
from types import FunctionType
from typing import Any

from corrin.situation.many import builtin
from corrin.situation.many.expressions import (
    Call,
    Expressions,
    NotForMany,
    both,
    either,
    negated,
)
from corrin.situation.many.lists import Listed
from corrin.situation.many.values import Frame

_signature = cache(inspect.signature)


def _arguments(
    function: FunctionType, args: tuple[Any, ...], named: dict[str, Any]
) -> dict[str, Any]:
    """The arguments of a call by their names; the usual call gives all by place."""
    names = _names(function)
    if len(args) == len(names):
        return dict(zip(names, args, strict=True))
    bound = _signature(function).bind(*args, **named)
    bound.apply_defaults()
    return bound.arguments


@cache
def _names(function: FunctionType) -> tuple[str, ...]:
    """The names of the arguments, where each stands for one; none where one takes up the rest."""
    told = _signature(function).parameters
    whole = all(one.kind is one.POSITIONAL_OR_KEYWORD for one in told.values())
    return tuple(told) if whole else ()


@cache
def _tree(function: FunctionType) -> ast.FunctionDef:
    (tree,) = ast.parse(dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)
    return tree


@dataclass(eq=False)
class Python(Expressions):
    """Runs functions of one patient for the patients of a frame; each call made once."""

    home: Frame
    known: dict[Any, Any] = field(default_factory=dict)

    def call(
        self, function: FunctionType, *args: Any, frame: Frame | None = None, **named: Any
    ) -> Any:
        """What a function returns for many."""
        frame = frame or self.home
        key = (function, *args, *named.items(), frame)
        try:
            met = key in self.known
        except TypeError:  # an argument without a hash, such as a set
            return self._called(function, args, named, frame)
        if not met:
            self.known[key] = self._called(function, args, named, frame)
        return self.known[key]

    def _called(
        self, function: FunctionType, args: tuple[Any, ...], named: dict[str, Any], frame: Frame
    ) -> Any:
        call = Call(_arguments(function, args, named), function.__globals__, frame)
        self._run(_tree(function).body, call)
        return call.result

    # Statements

    def _run(self, body: list[ast.stmt], call: Call) -> None:
        for step in body:
            if call.running is False:
                return
            self._step(step, call)

    def _step(self, step: ast.stmt, call: Call) -> None:
        match step:
            case ast.Expr(value=ast.Constant()):
                return
            case ast.Return(value=value):
                found = self.value(value, call) if value else None
                call.result = builtin.choose(call.running, found, call.result)
                call.running = False
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                self.bind(target, self.value(value, call), call)
            case ast.If(test=test, body=body, orelse=orelse):
                self._branch(self.truth(test, call), body, orelse, call)
            case ast.For(target=target, iter=things, body=body, orelse=[]):
                self._loop(target, self.value(things, call), body, call)
            case _:
                raise NotForMany(ast.unparse(step))

    def _branch(self, test: Any, body: list[ast.stmt], orelse: list[ast.stmt], call: Call) -> None:
        before = call.running
        after: Any = False
        call.branches += 1
        for where, steps in ((test, body), (negated(test), orelse)):
            call.running = both(before, where)
            self._run(steps, call)
            after = either(after, call.running)
        call.running = after
        call.branches -= 1

    def _loop(self, target: ast.expr, things: Any, body: list[ast.stmt], call: Call) -> None:
        """A loop over constants, one turn after the other; `continue` only skips the turn."""
        if isinstance(things, Listed):
            raise NotForMany("a loop over the entries of many: use a comprehension")
        for thing in things:
            self.bind(target, thing, call)
            match body:
                case [ast.If(test=test, body=[ast.Continue()]), *rest]:
                    self._branch(self.truth(test, call), [], rest, call)
                case _:
                    self._run(body, call)

    def own(self, kind: type, name: str, reading: Any) -> Any:
        """A property or method of the reading of one patient, for many."""
        made = inspect.getattr_static(kind, name)
        if isinstance(made, cached_property):
            return self.call(made.func, reading)  # type: ignore[arg-type]
        return partial(self.call, made, reading)
