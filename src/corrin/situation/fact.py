"""A fact: one named, typed reading of a situation, with the entries it rests on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from corrin.record import Entry
from corrin.situation.reading import Dose, Reading

FactValue = bool | float | str | date | tuple[str, ...] | None


class Fact(NamedTuple):
    """A value (None is unknown) and the ids of the entries it rests on."""

    value: FactValue
    because: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the record says anything about it."""
        return self.value is not None


UNKNOWN = Fact(None)
NO = Fact(False)


@dataclass(frozen=True, slots=True)
class FactTerm:
    """What a fact is called, its kind, what it means, and how it is read.

    `kind` is flag, number, code, codes or day; `missing` the word used when it is unknown.
    """

    name: str
    kind: str
    meaning: str
    missing: str
    read: Callable[[Reading], Fact]
    codes: tuple[str, ...] = ()


FACTS: dict[str, FactTerm] = {}
F = TypeVar("F", bound=Callable[..., object])
BY_CODE: set[Callable[..., object]] = set()


def fact(
    kind: str = "flag", *, missing: str = "symptoms", codes: tuple[str, ...] = ()
) -> Callable[[Callable[[Reading], Fact]], Callable[[Reading], Fact]]:
    """Register a function as a fact. Its docstring is its meaning in the manual."""

    def register(read: Callable[[Reading], Fact]) -> Callable[[Reading], Fact]:
        name = read.__name__
        meaning = (read.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        FACTS[name] = FactTerm(name, kind, meaning, missing, read, codes)
        return read

    return register


def of(value: FactValue, entries: Iterable[Entry | Dose | str | None] = ()) -> Fact:
    """A known value with the entries it rests on."""
    ids = [_id(e) for e in entries if e is not None]
    return Fact(value, tuple(dict.fromkeys(filter(None, ids))))


def _id(told: Entry | Dose | str) -> str:
    if isinstance(told, str):
        return told
    return told.entry if isinstance(told, Dose) else told.id


def found(entries: Iterable[Entry | str], known: bool = True) -> Fact:
    """True with the entries when there are any; else False, or unknown if nobody looked."""
    listed = tuple(entries)
    if listed:
        return of(True, listed)
    return NO if known else UNKNOWN


def either(*facts: Fact) -> Fact:
    """Three-valued or: true if one is, unknown if one could be."""
    true = [f for f in facts if f.value is True]
    if true:
        return Fact(True, tuple(dict.fromkeys(i for f in true for i in f.because)))
    return UNKNOWN if any(not f.known for f in facts) else NO


def both(*facts: Fact) -> Fact:
    """Three-valued and: false if one is, unknown if one could be."""
    if any(f.value is False for f in facts):
        return NO
    if any(not f.known for f in facts):
        return UNKNOWN
    return Fact(True, tuple(dict.fromkeys(i for f in facts for i in f.because)))


def any_known(*facts: Fact) -> Fact:
    """Or, over the facts that are known; unknown when none is."""
    known = [f for f in facts if f.known]
    return either(*known) if known else UNKNOWN


def codes_of(codes: Iterable[object]) -> tuple[str, ...]:
    """The different codes, sorted."""
    return tuple(sorted({str(code) for code in codes}))


def by_code(function: F) -> F:
    """Mark a function of codes alone: for many patients it is asked once for each combination."""
    BY_CODE.add(function)
    return function


def condition(r: Reading, *codes: str) -> Fact:
    """Whether one of these conditions is on record."""
    return found(r.having("conditions", frozenset(codes)), "conditions" in r.stated)


def medicine(r: Reading, *codes: str) -> Fact:
    """Whether one of these medicines is taken."""
    return found(r.having("medicines", frozenset(codes)), "medicines" in r.stated)
