"""Values of many patients at once: numbers, flags, codes, entries, each in its frame.

A frame is a number of places: one for each patient, or one for each row of a list, every row
below a place of the frame it was listed in. A value of a patient is lifted to the rows of that
patient when the two meet. None is nan in numbers, a word of its own among codes, and row -1
among entries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import NoneType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
EPOCH = date(1970, 1, 1).toordinal()


class Frame:
    """So many places; `up` says below which place of `parent` each of them stands, ascending."""

    def __init__(self, size: int, parent: "Frame | None" = None, up: Rows | None = None) -> None:
        self.size, self.parent, self.up = size, parent, up
        self.depth: int = parent.depth + 1 if parent else 0
        self._above: dict[Frame, Rows] = {}
        self._counts: dict[Frame, Rows] = {}

    def above(self, frame: "Frame") -> Rows:
        """For each place, the place of a frame further up."""
        if frame not in self._above:
            if self.parent is None or self.up is None:
                raise TypeError("two lists meet that do not belong to each other")
            one = self.up
            self._above[frame] = one if self.parent is frame else self.parent.above(frame).take(one)
        return self._above[frame]

    def below(self, rows: Rows) -> "Frame":
        """A frame of some of these places."""
        return Frame(len(rows), self, rows)

    def counts(self, frame: "Frame") -> Rows:
        """How many of these places stand below each place of a frame further up."""
        if frame not in self._counts:
            self._counts[frame] = np.bincount(self.above(frame), minlength=frame.size)
        return self._counts[frame]

    def starts(self, frame: "Frame") -> Rows:
        """Where the places below each place of a frame further up begin."""
        counts = self.counts(frame)
        found: Rows = np.cumsum(counts) - counts
        return found


class Column(Protocol):
    """One field of a table of entries, its last row being of no entry."""

    def at(self, frame: Frame, rows: Rows) -> "Value":
        """The field in these rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Numbers, days (as ordinals) and spans (in days); nan is None."""

    frame: Frame
    data: NDArray[np.float64]

    def at(self, frame: Frame, rows: Rows) -> "Numbers":
        """The values at some places; None at -1."""
        return Numbers(frame, _padded(self.data, rows, np.nan))

    def absent(self) -> NDArray[np.bool_]:
        """Where it is None."""
        return np.isnan(self.data)

    def truth(self) -> NDArray[np.bool_]:
        """Where Python would call it true."""
        return np.not_equal(self.data, 0) & ~np.isnan(self.data)


@dataclass(frozen=True, slots=True, eq=False)
class Flags:
    """True or false."""

    frame: Frame
    data: NDArray[np.bool_]

    def at(self, frame: Frame, rows: Rows) -> "Flags":
        """The values at some places."""
        return Flags(frame, _padded(self.data, rows, False))

    def absent(self) -> NDArray[np.bool_]:
        """Nowhere."""
        return np.zeros(self.frame.size, dtype=bool)

    def truth(self) -> NDArray[np.bool_]:
        """Itself."""
        return self.data


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Anything else, by its number among the different ones met; the first of them is None."""

    frame: Frame
    data: Rows
    words: tuple[Any, ...]

    def at(self, frame: Frame, rows: Rows) -> "Codes":
        """The values at some places; None at -1."""
        return Codes(frame, _padded(self.data, rows, 0), self.words)

    def absent(self) -> NDArray[np.bool_]:
        """Where it is None."""
        return self._each(lambda word: word is None)

    def truth(self) -> NDArray[np.bool_]:
        """Where Python would call it true."""
        return self._each(bool)

    def _each(self, test: Callable[[Any], bool]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.fromiter(map(test, self.words), bool).take(self.data)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """A result: a number in some places, a word in others."""

    numbers: Numbers
    words: Codes

    @property
    def frame(self) -> Frame:
        """The frame of both."""
        return self.numbers.frame

    def at(self, frame: Frame, rows: Rows) -> "Mixed":
        """The values at some places; None at -1."""
        return Mixed(self.numbers.at(frame, rows), self.words.at(frame, rows))

    def absent(self) -> NDArray[np.bool_]:
        """Where it is neither."""
        return self.numbers.absent() & self.words.absent()

    def truth(self) -> NDArray[np.bool_]:
        """Where Python would call it true."""
        return self.numbers.truth() | self.words.truth()


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Entries: rows of a table of columns; -1 is None."""

    frame: Frame
    columns: Mapping[str, Column]
    data: Rows
    seen: dict[str, "Value"] = field(default_factory=dict)

    def at(self, frame: Frame, rows: Rows) -> "Items":
        """The entries at some places; None at -1."""
        return Items(frame, self.columns, _padded(self.data, rows, -1))

    def absent(self) -> NDArray[np.bool_]:
        """Where there is none."""
        return self.data < 0

    def truth(self) -> NDArray[np.bool_]:
        """Where there is one."""
        return self.data >= 0

    def field(self, name: str) -> "Value":
        """One field of the entries."""
        if name not in self.seen:
            self.seen[name] = self.columns[name].at(self.frame, self.data)
        return self.seen[name]


Value = Numbers | Flags | Codes | Mixed | Items
VALUES = (Numbers, Flags, Codes, Mixed, Items)
KINDS = frozenset(VALUES)  # quicker to ask than isinstance, and asked at every step


def _padded(data: NDArray[Any], rows: Rows, none: object) -> NDArray[Any]:
    """Some of the data; where a row is -1, none."""
    if not len(data):
        return np.full(len(rows), none, dtype=data.dtype)
    found = data.take(rows, mode="wrap")
    if len(rows) and rows.min() < 0:
        found[rows < 0] = none
    return found


def lifted(value: Any, frame: Frame) -> Any:
    """A value at the places of a frame further down; a constant, or a tuple of values, too."""
    if type(value) in KINDS:
        return value if value.frame is frame else value.at(frame, frame.above(value.frame))
    pair = isinstance(value, tuple) and not hasattr(value, "_fields")
    return tuple(lifted(part, frame) for part in value) if pair else value


def taken(value: Any, frame: Frame, rows: Rows) -> Any:
    """A value, constant or tuple of values at some places."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(taken(part, frame, rows) for part in value)
    return value.at(frame, rows) if isinstance(value, VALUES) else value


def meeting(*values: Any) -> tuple[Frame, tuple[Any, ...]]:
    """The deepest frame of some values, one of which is no constant, and all of them in it."""
    frame = None
    for value in values:
        if type(value) in KINDS and (frame is None or value.frame.depth > frame.depth):
            frame = value.frame
    assert frame is not None
    return frame, tuple([lifted(value, frame) for value in values])


def number(value: Any) -> Any:
    """The array or number to reckon with."""
    match value:
        case Numbers():
            return value.data
        case Flags():
            return value.data.astype(float)
        case Mixed():
            return value.numbers.data
        case Codes():
            return np.full(value.frame.size, np.nan)
        case None:
            return np.nan
        case date():
            return float(value.toordinal())
        case timedelta():
            return value / timedelta(1)
    return float(value)


def truth(value: Any) -> Any:
    """A flag, or Flags, of what Python would call true."""
    if type(value) in KINDS:
        return value if isinstance(value, Flags) else Flags(value.frame, value.truth())
    return bool(value)


def each(function: Callable[..., Any], *args: Any) -> Any:
    """A plain function of codes and constants, called once for each different combination met.

    Where it fails the answer is None: nobody asks for it, as the record's own code would fail.
    """
    frame, told = meeting(*(a.words if isinstance(a, Mixed) else a for a in args))
    if any(isinstance(a, VALUES) and not isinstance(a, Codes) for a in told):
        raise TypeError(f"{function} of numbers is not known for many")
    first, *others = (a for a in told if isinstance(a, Codes))
    index, words = first.data, [(word,) for word in first.words]
    for one in others:
        index, words = _combined(index, words, one)
    return _kind(frame, index, [_answer(function, _given(told, some)) for some in words])


def _combined(
    index: Rows, words: list[tuple[Any, ...]], more: Codes
) -> tuple[Rows, list[tuple[Any, ...]]]:
    """The combinations with one more code that are met, and which of them stands in each place."""
    joined = index * len(more.words) + more.data
    met = np.flatnonzero(np.bincount(joined))
    numbers = np.zeros(met.max(initial=0) + 1, dtype=np.intp)
    numbers[met] = np.arange(len(met))
    pairs = (divmod(int(one), len(more.words)) for one in met)
    return numbers.take(joined), [(*words[one], more.words[two]) for one, two in pairs]


def _given(told: Sequence[Any], words: Iterable[Any]) -> list[Any]:
    """The arguments with the words in the places of the codes."""
    given = iter(words)
    return [next(given) if isinstance(a, Codes) else a for a in told]


def _answer(function: Callable[..., Any], args: Sequence[Any]) -> Any:
    try:
        return function(*args)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _kind(frame: Frame, index: Rows, answers: list[Any]) -> Value:
    """The answers as the simplest kind of value that holds them."""
    kinds = {*map(type, answers)}
    if kinds == {bool}:
        return Flags(frame, np.array(answers).take(index))
    kinds.discard(NoneType)
    if kinds and kinds <= {bool, int, float, date}:
        return Numbers(frame, np.array([number(answer) for answer in answers]).take(index))
    words = _Words((None,))
    return Codes(frame, words.numbers(answers).take(index), words.said)


def select(where: Any, yes: Any, no: Any) -> Any:
    """`yes` where a flag is true, else `no`; of one kind, or one of them None."""
    if not isinstance(where, Flags):
        return yes if where else no
    yes, no = (None if nothing(one) else one for one in (yes, no))
    if yes is no:
        return yes
    if _pair(yes) or _pair(no):
        both = (one if one is not None else (None,) * len(yes or no) for one in (yes, no))
        return tuple(select(where, *pair) for pair in zip(*both, strict=True))
    frame, (where, yes, no) = meeting(where, yes, no)
    return _chosen(frame, where.data, yes, no)


def nothing(value: Any) -> bool:
    """Whether a value is None everywhere."""
    return isinstance(value, Codes) and len(value.words) == 1


def _pair(value: Any) -> bool:
    """Whether it is some values side by side, and no constant."""
    return isinstance(value, tuple) and any(isinstance(one, VALUES) for one in value)


def _chosen(frame: Frame, where: NDArray[np.bool_], yes: Any, no: Any) -> Value:
    kinds = [v for v in (yes, no) if v is not None]
    if all(isinstance(v, Flags | bool) for v in kinds) and len(kinds) == 2:
        return Flags(frame, np.where(where, _flag(yes), _flag(no)))
    if all(isinstance(v, Items) for v in kinds):
        rows = [v.data if v is not None else -1 for v in (yes, no)]
        return Items(frame, kinds[0].columns, np.where(where, *rows))
    if any(isinstance(v, Mixed) for v in kinds):
        one, two = (_mixed(v, frame) for v in (yes, no))
        numbers = _chosen(frame, where, one.numbers, two.numbers)
        words = _chosen(frame, where, one.words, two.words)
        assert isinstance(numbers, Numbers) and isinstance(words, Codes)
        return Mixed(numbers, words)
    if any(isinstance(v, Codes) or not isinstance(v, VALUES + NUMERIC) for v in kinds):
        return _joined(frame, where, coded(yes, frame), coded(no, frame))
    return Numbers(frame, np.where(where, number(yes), number(no)))


NUMERIC = (bool, int, float, date, timedelta)


def _flag(value: Any) -> Any:
    return value.data if isinstance(value, Flags) else value


def _mixed(value: Any, frame: Frame) -> Mixed:
    if isinstance(value, Mixed):
        return value
    assert value is None
    return Mixed(Numbers(frame, np.full(frame.size, np.nan)), coded(None, frame))


def coded(value: Any, frame: Frame) -> Codes:
    """A constant, or codes, as codes."""
    if isinstance(value, Codes):
        return value
    if isinstance(value, Numbers | Flags):
        plain = value.data.astype(float)
        words, index = np.unique(plain, return_inverse=True)
        listed = [None if np.isnan(w) else float(w) for w in words]
        return Codes(frame, index + 1, (None, *listed))
    return Codes(frame, np.full(frame.size, int(value is not None)), (None, value))


def _joined(frame: Frame, where: NDArray[np.bool_], yes: Codes, no: Codes) -> Codes:
    """Codes of two lists of words as codes of one."""
    words = _Words((None,))
    renamed = [words.numbers(one.words).take(one.data) for one in (yes, no)]
    return Codes(frame, np.where(where, *renamed), words.said)


class _Words:
    """Different words, numbered as they are met; what has no hash goes by its identity."""

    def __init__(self, words: Iterable[Any]) -> None:
        self.known: dict[Any, tuple[int, Any]] = {}
        self.numbers(words)

    def numbers(self, words: Iterable[Any]) -> Rows:
        """The number of each word."""
        found = (self.known.setdefault(_mark(w), (len(self.known), w)) for w in words)
        return np.array([number for number, _ in found], dtype=np.intp)

    @property
    def said(self) -> tuple[Any, ...]:
        """The words in the order of their numbers."""
        return tuple(word for _, word in self.known.values())


def _mark(word: Any) -> Any:
    try:
        hash(word)
    except TypeError:
        return "identity", id(word)
    return type(word), word
