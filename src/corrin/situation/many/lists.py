"""Lists of many patients at once: so many things for each place of a frame, in order.

A list is made of parts that follow each other. A part has a frame of its own below the list's,
with one place for each thing; or it is the list's own frame, with one thing at most for a place,
there where `kept` says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrin.situation.many.values import (
    Flags,
    Frame,
    Numbers,
    Rows,
    coded,
    lifted,
    number,
    select,
    taken,
    truth,
)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Things in a frame; all of them, or in the list's own frame those that are kept."""

    frame: Frame
    value: Any
    kept: Mask | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A list, tuple or set for each place of a frame. In a set, equal things count once."""

    home: Frame
    parts: tuple[Part, ...]
    distinct: bool = False

    def some(self) -> Flags:
        """Where there is anything."""
        return Flags(self.home, self._any(part.kept for part in self.parts))

    def any(self, test: Callable[[Frame, Any], Any]) -> Flags:
        """Where a test, given a part's frame and value, holds for anything."""
        return Flags(self.home, self._any(self._tested(part, test) for part in self.parts))

    def _any(self, masks: Iterable[Any]) -> Mask:
        found = np.zeros(self.home.size, dtype=bool)
        for part, mask in zip(self.parts, masks, strict=True):
            if part.frame is self.home:
                found |= True if mask is None else mask
            else:
                above = part.frame.above(self.home)
                found[above if mask is None else above[mask]] = True
        return found

    def _tested(self, part: Part, test: Callable[[Frame, Any], Any]) -> Any:
        told = lifted(truth(test(part.frame, part.value)), part.frame)
        mask = told.data if isinstance(told, Flags) else np.full(part.frame.size, bool(told))
        return mask if part.kept is None else mask & part.kept

    def filtered(self, test: Callable[[Frame, Any], Any]) -> "Listed":
        """The things for which a test holds."""
        return Listed(self.home, tuple(self._filtered(part, test) for part in self.parts))

    def _filtered(self, part: Part, test: Callable[[Frame, Any], Any]) -> Part:
        mask = self._tested(part, test)
        if part.frame is self.home:
            return Part(part.frame, part.value, mask)
        return chosen(part, np.flatnonzero(mask))

    def each(self, value: Callable[[Frame, Any], Any]) -> "Listed":
        """The same list of other values."""
        made = (Part(p.frame, value(p.frame, p.value), p.kept) for p in self.parts)
        return Listed(self.home, tuple(made))

    def count(self) -> Numbers:
        """How many there are."""
        parts = unique(self).parts if self.distinct else self.parts
        total = np.zeros(self.home.size)
        for part in parts:
            if part.frame is self.home:
                total += 1 if part.kept is None else part.kept
            else:
                total += part.frame.counts(self.home)
        return Numbers(self.home, total)

    def nth(self, index: int) -> Any:
        """The first thing (0) or the last (-1); None where there is nothing."""
        found: Any = None
        for part in self.parts if index else reversed(self.parts):
            value, there = self._end(part, index)
            found = _first_of(Flags(self.home, there), value, found)
        return found

    def _end(self, part: Part, index: int) -> tuple[Any, Mask]:
        if part.frame is self.home:
            kept = np.ones(self.home.size, dtype=bool) if part.kept is None else part.kept
            return part.value, kept
        counts, starts = part.frame.counts(self.home), part.frame.starts(self.home)
        rows = np.where(counts > 0, starts + counts - 1 if index else starts, -1)
        return taken(part.value, self.home, rows), counts > 0

    def last(self, number: int) -> "Listed":
        """The last so many things."""
        return self._placed(lambda place, count: place >= count - number)

    def first(self, number: int) -> "Listed":
        """The first so many things."""
        return self._placed(lambda place, count: place < number)

    def _placed(self, wanted: Callable[[Rows, Rows], Mask]) -> "Listed":
        part = only(self)
        if part is None:
            return self
        counts = part.frame.counts(self.home)
        mask = wanted(place(part, self.home), counts[part.frame.above(self.home)])
        return Listed(self.home, (chosen(part, np.flatnonzero(mask)),))

    def where(self, there: Flags) -> "Listed":
        """The list where a flag is true, nothing elsewhere."""
        return self.filtered(lambda _frame, _value: there)

    def spread(self, frame: Frame) -> "Listed":
        """The list for each place of a frame further down."""
        if frame is self.home:
            return self
        return Listed(frame, tuple(_spread(p, self.home, frame) for p in self.parts))


def _first_of(there: Flags, value: Any, found: Any) -> Any:
    """A value where it is there, else what was found; of pairs each for itself."""
    if isinstance(value, tuple):
        others = found or (None,) * len(value)
        return tuple(_first_of(there, *pair) for pair in zip(value, others, strict=True))
    return select(there, value, found)


def _spread(part: Part, home: Frame, frame: Frame) -> Part:
    """A part for each place of a frame: the rows of the place above it, once more."""
    above = frame.above(home)
    if part.frame is home:
        kept = None if part.kept is None else part.kept[above]
        return Part(frame, lifted(part.value, frame), kept)
    counts, starts = part.frame.counts(home), part.frame.starts(home)
    repeated = counts[above]
    up = np.repeat(np.arange(frame.size), repeated)
    before = np.repeat(np.cumsum(repeated) - repeated, repeated)
    rows = np.arange(len(up)) - before + np.repeat(starts[above], repeated)
    below = frame.below(up)
    return Part(below, taken(part.value, below, rows))


def chosen(part: Part, rows: Rows) -> Part:
    """Some things of a part that has a frame of its own."""
    below = part.frame.below(rows)
    return Part(below, taken(part.value, below, rows))


def reordered(part: Part, home: Frame, rows: Rows) -> Part:
    """The things of a part in another order within each place."""
    frame = home.below(part.frame.above(home)[rows])
    return Part(frame, taken(part.value, frame, rows))


def place(part: Part, home: Frame) -> Rows:
    """How many things stand before each within its place."""
    before: Rows = np.arange(part.frame.size) - part.frame.starts(home)[part.frame.above(home)]
    return before


def only(listed: Listed) -> Part | None:
    """The one part of a list with rows of its own; None for an empty list."""
    if not listed.parts:
        return None
    (part,) = listed.parts
    if part.frame is listed.home:
        raise TypeError("this list has no rows of its own")
    return part


def of_things(home: Frame, things: Iterable[Any]) -> Listed:
    """A list written out: `[a, *b]`. A thing that is a list itself is put in whole."""
    return Listed(home, tuple(_parts(home, things)))


def _parts(home: Frame, things: Iterable[Any]) -> Iterator[Part]:
    for thing in things:
        if isinstance(thing, Listed):
            yield from thing.spread(home).parts
        else:
            yield Part(home, lifted(thing, home))


def ascending(listed: Listed, keys: Callable[[Frame, Any], tuple[Any, ...]]) -> Listed:
    """The list sorted by some keys, numbers or codes; equal things stay in order."""
    part = only(listed)
    if part is None:
        return listed
    told = (_rank(key, part.frame) for key in reversed(keys(part.frame, part.value)))
    rows = np.lexsort((*told, part.frame.above(listed.home)))
    return Listed(listed.home, (reordered(part, listed.home, rows),))


def _rank(key: Any, frame: Frame) -> NDArray[Any]:
    """A key as numbers in the same order."""
    key = lifted(key, frame)
    if not hasattr(key, "words"):
        return np.broadcast_to(number(key), frame.size)
    said = coded(key, frame)
    ranks = {word: rank for rank, word in enumerate(sorted(set(map(str, said.words))))}
    return np.array([ranks[str(word)] for word in said.words])[said.data]


def unique(listed: Listed) -> Listed:
    """The list with equal things once, sorted by their numbers."""
    part = only(listed)
    if part is None:
        return listed
    values = part.value if isinstance(part.value, tuple) else (part.value,)
    keys = (_marked(lifted(value, part.frame), part.frame) for value in values)
    rows = once(part.frame.above(listed.home), *keys)
    return Listed(listed.home, (reordered(part, listed.home, rows),))


def _marked(value: Any, frame: Frame) -> NDArray[Any]:
    """A value as a number of its own; None is far from any."""
    if hasattr(value, "words"):
        return coded(value, frame).data
    plain: NDArray[Any] = np.nan_to_num(np.broadcast_to(number(value), frame.size), nan=-1e300)
    return plain


def once(place: Rows, first: NDArray[Any], *more: NDArray[Any]) -> Rows:
    """The rows that differ in place or in a key, sorted by place and by the first key."""
    rows = _by_place(place, first)
    same = (np.diff(place[rows]) == 0) & (np.diff(first[rows]) == 0)
    if more and same.any():
        alike = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        rows[alike] = rows[alike][
            np.lexsort(
                (*(k[rows[alike]] for k in more), np.cumsum(np.insert(~same, 0, True))[alike])
            )
        ]
        for key in more:
            same &= np.diff(key[rows]) == 0
    found: Rows = rows[np.insert(~same, 0, np.ones(min(1, len(rows)), dtype=bool))]
    return found


def _by_place(place: Rows, key: NDArray[Any]) -> Rows:
    """The rows sorted by place, then by a key; quick where they nearly are already."""
    least, most = key.min(initial=0), key.max(initial=0)
    whole = key.dtype.kind != "f" or most - least < 1e7
    if whole and np.array_equal(key, np.floor(key)):
        joined = place * int(most - least + 1) + (key - least).astype(np.intp)
        return np.argsort(joined, kind="stable")
    return np.lexsort((key, place))


def extreme(listed: Listed, reduce: "np.ufunc") -> Numbers:
    """The least or the greatest number of the list; None where there is nothing."""
    found = np.full(listed.home.size, np.nan)
    for part in listed.parts:
        data = number(lifted(part.value, part.frame))
        if part.frame is listed.home:
            kept = True if part.kept is None else part.kept
            found = np.where(kept, pick(reduce)(found, data), found)
        elif part.frame.size:
            there = part.frame.counts(listed.home) > 0
            starts = part.frame.starts(listed.home)[there]
            found[there] = pick(reduce)(found[there], reduce.reduceat(data, starts))
    return Numbers(listed.home, found)


def pick(reduce: "np.ufunc") -> "np.ufunc":
    """The same of two arrays in which nan is nothing."""
    return np.fmin if reduce is np.minimum else np.fmax


def pairs(listed: Listed) -> Listed:
    """Each thing with the next."""
    part = only(listed)
    if part is None:
        return listed
    above = part.frame.above(listed.home)
    rows = np.flatnonzero(np.diff(above) == 0)
    frame = listed.home.below(above[rows])
    pair = (taken(part.value, frame, rows), taken(part.value, frame, rows + 1))
    return Listed(listed.home, (Part(frame, pair),))
