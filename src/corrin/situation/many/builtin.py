"""What Python itself and the words of a fact mean for many patients at once."""

import ast
import builtins
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import nextafter
from statistics import median
from typing import Any

import numpy as np

from corrin.record.order import in_order
from corrin.situation.fact import Fact, any_known, both, codes_of, either, found, of
from corrin.situation.many import lists
from corrin.situation.many.lists import Listed, Part, of_things
from corrin.situation.many.values import (
    EPOCH,
    VALUES,
    Codes,
    Flags,
    Frame,
    Mixed,
    Numbers,
    coded,
    each,
    lifted,
    meeting,
    nothing,
    number,
    select,
    truth,
)

PYTHON = builtins
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


@dataclass(frozen=True, slots=True, eq=False)
class FactColumn:
    """One fact of many patients; its reasons are not kept."""

    value: Any

    def attribute(self, name: str) -> Any:
        """`value`, `known` or `because`."""
        if name == "value":
            return self.value
        if name == "because":
            return ()
        return not_none(self.value)


MANY = frozenset((*VALUES, Listed, FactColumn))


def is_many(value: Any) -> bool:
    """Whether a value differs from patient to patient."""
    if type(value) in MANY:
        return True
    return (
        isinstance(value, tuple | list) and not isinstance(value, Fact) and any(map(is_many, value))
    )


def true(value: Any) -> Any:
    """What Python would call true, as a flag or Flags."""
    if isinstance(value, Listed):
        return value.some()
    return truth(value)


def not_none(value: Any) -> Any:
    """Where a value is not None."""
    if isinstance(value, VALUES):
        return Flags(value.frame, ~value.absent())
    return value is not None


def choose(where: Any, yes: Any, no: Any) -> Any:
    """`yes` where it is true, else `no`: facts and lists too."""
    if isinstance(where, bool):
        return yes if where else no
    if any(isinstance(one, Fact | FactColumn) for one in (yes, no)):
        values = (one if one is None else one.value for one in (yes, no))
        return FactColumn(select(where, *values))
    if any(isinstance(one, Listed) or one in ((), []) for one in (yes, no)):
        parts = (listed(one, where.frame) for one in (yes, no))
        one, two = parts
        there = Flags(where.frame, ~where.data)
        return Listed(one.home, (*one.where(where).parts, *two.where(there).parts))
    return select(where, yes, no)


def listed(value: Any, frame: Frame) -> Listed:
    """A list of many for each place of a frame; one of constants is the same for all."""
    if isinstance(value, Listed):
        return value if value.home is frame else value.spread(frame)
    return of_things(frame, value)


def compared(op: type[ast.cmpop], left: Any, right: Any) -> Any:
    """One comparison, `in` excepted."""
    if not is_many(left) and not is_many(right):
        return COMPARISONS[op](left, right)
    if op in (ast.NotEq, ast.IsNot):
        same = compared(ast.Eq if op is ast.NotEq else ast.Is, left, right)
        return Flags(same.frame, ~same.data) if isinstance(same, Flags) else not same
    if right is None:
        there = not_none(left)
        return Flags(there.frame, ~there.data) if isinstance(there, Flags) else not there
    if op is ast.Is:
        return _is(left, right)
    return _same(left, right) if op is ast.Eq else _before(COMPARISONS[op], left, right)


def _is(left: Any, right: bool) -> Flags:
    """Whether a flag that may be unknown is True, or False."""
    return Flags(left.frame, number(left) == float(right))


def _same(left: Any, right: Any) -> Any:
    if isinstance(left, Mixed) and isinstance(right, str):
        left = left.words
    words = [isinstance(one, Codes) and not nothing(one) for one in (left, right)]
    if any(words) or isinstance(left, str) or isinstance(right, str):
        return truth(each(operator.eq, left, right))
    frame, (one, two) = meeting(left, right)
    one, two = number(one), number(two)
    return Flags(frame, (one == two) | (np.isnan(one) & np.isnan(two)))


def _before(compare: Callable[[Any, Any], Any], left: Any, right: Any) -> Flags:
    """<, <=, > and >=; of pairs by their first, then by their second."""
    if isinstance(left, tuple):
        frame, told = meeting(*left, *right)
        one, two, three, four = map(number, told)
        return Flags(
            frame, compare(one, three) & (one != three) | (one == three) & compare(two, four)
        )
    frame, (one, two) = meeting(left, right)
    return Flags(frame, compare(number(one), number(two)))


def member(left: Any, right: Any) -> Any:
    """`left in right`."""
    if hasattr(right, "contains"):
        return right.contains(left)
    if isinstance(right, Listed):
        frame = left.frame if isinstance(left, VALUES) else right.home
        return right.spread(frame).any(lambda _f, value: compared(ast.Eq, value, left))
    if isinstance(left, Numbers | Flags):
        return Flags(left.frame, np.isin(number(left), [number(one) for one in right]))
    left = left.words if isinstance(left, Mixed) else left
    if is_many(left) or is_many(right):
        return truth(each(operator.contains, right, left))
    return left in right


def item(of: Any, index: Any) -> Any:
    """`of[index]`."""
    if isinstance(of, Listed):
        if not isinstance(index, slice):
            return of.nth(index)
        return of.first(index.stop) if index.start is None else of.last(-index.start)
    if is_many(index) or isinstance(of, Codes):
        return each(operator.getitem, of, index)
    return of[index]


def part_of_day(of: Numbers, name: str) -> Numbers:
    """Year, month or day of a day; a span in days is one already."""
    if name == "days":
        return of
    missing = np.isnan(of.data)
    day = (np.where(missing, EPOCH, of.data) - EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    if name == "day":
        told = (day - month).astype(float) + 1
    else:
        months = month.astype(float)
        told = months % 12 + 1 if name == "month" else months // 12 + 1970
    return Numbers(of.frame, np.where(missing, np.nan, told))


def _date(_: Frame, year: Any, month: Any, day: Any) -> Numbers:
    frame, told = meeting(year, month, day)
    whole = np.broadcast_arrays(*map(number, told), np.zeros(frame.size))
    missing = np.isnan(whole[0] + whole[1] + whole[2])
    y, m, d = (np.where(missing, 1, one).astype(int) for one in whole[:3])
    first = ((y - 1970) * 12 + m - 1).astype("datetime64[M]").astype("datetime64[D]")
    return Numbers(frame, np.where(missing, np.nan, first.astype(float) + d - 1 + EPOCH))


def _found(frame: Frame, entries: Any, known: Any = True) -> FactColumn:
    there, known = true(listed(entries, frame)), lifted(truth(known), frame)
    known = known.data if isinstance(known, Flags) else known
    return FactColumn(Numbers(frame, np.where(there.data, 1.0, np.where(known, 0.0, np.nan))))


def _fact(frame: Frame, value: Any, _: Any = ()) -> FactColumn:
    return FactColumn(value)


def _told(facts: Any) -> list[Any]:
    """Three-valued answers as numbers; a fact may be the same for all."""
    return [number(fact.value) for fact in facts]


def _either(frame: Frame, *facts: Any) -> FactColumn:
    told = _told(facts)
    true, unknown = (_any(test(one) for one in told) for test in (_holds, np.isnan))
    return FactColumn(Numbers(frame, np.where(true, 1.0, np.where(unknown, np.nan, 0.0))))


def _both(frame: Frame, *facts: Any) -> FactColumn:
    told = _told(facts)
    false, unknown = (_any(test(one) for one in told) for test in (_fails, np.isnan))
    return FactColumn(Numbers(frame, np.where(false, 0.0, np.where(unknown, np.nan, 1.0))))


def _any_known(frame: Frame, *facts: Any) -> FactColumn:
    told = _told(facts)
    true, known = (_any(test(one) for one in told) for test in (_holds, lambda v: ~np.isnan(v)))
    return FactColumn(Numbers(frame, np.where(true, 1.0, np.where(known, 0.0, np.nan))))


def _holds(value: Any) -> Any:
    return value == 1


def _fails(value: Any) -> Any:
    return value == 0


def _any(masks: Any) -> Any:
    return np.logical_or.reduce(np.broadcast_arrays(*masks))


def _len(frame: Frame, things: Any) -> Any:
    return things.count() if isinstance(things, Listed) else len(things)


def _all(frame: Frame, things: Any) -> Flags:
    lacking = listed(things, frame).any(lambda _f, value: _negated(true(value)))
    return Flags(lacking.frame, ~lacking.data)


def _negated(value: Any) -> Any:
    return Flags(value.frame, ~value.data) if isinstance(value, Flags) else not value


def _any_of(frame: Frame, things: Any) -> Flags:
    return listed(things, frame).any(lambda _f, value: true(value))


def _extreme(reduce: np.ufunc) -> Callable[..., Numbers]:
    def of_many(frame: Frame, first: Any, *more: Any, default: None = None) -> Numbers:
        if not more:
            return lists.extreme(listed(first, frame), reduce)
        below, told = meeting(first, *more)
        values = np.broadcast_arrays(*map(number, told))
        return Numbers(below, reduce.reduce(values))

    return of_many


def _sorted(frame: Frame, things: Any, key: Any = None) -> Listed:
    things = listed(things, frame)
    if things.distinct:
        return lists.unique(things)
    return lists.ascending(things, (lambda _f, value: (value,)) if key is None else key)


def _isinstance(frame: Frame, value: Any, kind: Any) -> Any:
    match value:
        case Mixed():
            return not_none(value.words if kind is str else value.numbers)
        case Numbers():
            return not_none(value) if kind in (float, int, date) else False
        case Flags():
            return kind is bool
    return truth(each(isinstance, value, kind))


def _median(frame: Frame, things: Any) -> Numbers:
    """The middle one, or the mean of the two in the middle."""
    part = lists.only(lists.ascending(things, lambda _f, value: (value,)))
    if part is None:
        return Numbers(frame, np.full(frame.size, np.nan))
    counts, starts = part.frame.counts(things.home), part.frame.starts(things.home)
    low, high = (
        np.where(counts, starts + middle, -1) for middle in ((counts - 1) // 2, counts // 2)
    )
    one, two = (part.value.at(things.home, rows).data for rows in (low, high))
    return Numbers(things.home, (one + two) / 2)


def _enumerate(frame: Frame, things: Listed, start: int = 0) -> Listed:
    part = lists.only(things)
    if part is None:
        return things
    place = (lists.place(part, things.home) + start).astype(float)
    return Listed(things.home, (Part(part.frame, (Numbers(part.frame, place), part.value)),))


def _whole(frame: Frame, value: Any) -> Numbers:
    return Numbers(value.frame, np.trunc(number(value)))


def _nextafter(frame: Frame, value: Any, toward: Any) -> Numbers:
    below, told = meeting(value, toward)
    return Numbers(below, np.nextafter(*map(number, told)))


def _span(frame: Frame, days: Any) -> Numbers:
    return Numbers(days.frame, number(days))


def _sequence(frame: Frame, things: Any) -> Any:
    return things


def _set(frame: Frame, things: Any) -> Listed:
    return Listed(things.home, things.parts, distinct=True)


def _codes_of(frame: Frame, things: Listed) -> Codes:
    """The sorted codes of a list as one value for each patient."""
    said: dict[int, set[str]] = {}
    for part in things.parts:
        value = coded(part.value, part.frame)
        for place, code in zip(part.frame.above(frame), value.data, strict=True):
            said.setdefault(int(place), set()).add(str(value.words[code]))
    words: dict[tuple[str, ...], int] = {(): 1}
    data = np.ones(frame.size, dtype=np.intp)
    for place, codes in said.items():
        data[place] = words.setdefault(tuple(sorted(codes)), len(words) + 1)
    return Codes(frame, data, (None, *words))


KNOWN: dict[Any, Callable[..., Any]] = {
    Fact: _fact,
    of: _fact,
    found: _found,
    either: _either,
    both: _both,
    any_known: _any_known,
    codes_of: _codes_of,
    in_order: lambda frame, _, entries: entries,
    abs: lambda frame, value: Numbers(value.frame, np.abs(number(value))),
    all: _all,
    any: _any_of,
    bool: lambda frame, value: true(value),
    date: _date,
    enumerate: _enumerate,
    float: lambda frame, value: Numbers(value.frame, number(value)),
    frozenset: _set,
    int: _whole,
    isinstance: _isinstance,
    len: _len,
    list: _sequence,
    max: _extreme(np.maximum),
    median: _median,
    min: _extreme(np.minimum),
    nextafter: _nextafter,
    pairwise: lambda frame, things: lists.pairs(things),
    set: _set,
    sorted: _sorted,
    timedelta: _span,
    tuple: _sequence,
}
