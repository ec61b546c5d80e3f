"""What is said to many patients at once: the twin of `assess`, for all who have kept no diary.

Rules and restrictions are those of one patient; only the sets they are worked out with are whole
numbers of one bit a patient (`rules.many`). What a diary says is learned from one by one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from corrin.advice.assess import GATHERED, joined, mark_of, place
from corrin.advice.interval import signed_band
from corrin.advice.safety import LOOSENS, OUT_OF_SCOPE, RED_FLAGS, RESTRICTIONS
from corrin.knowledge import Protocol, Rule, Threshold, Value
from corrin.record.table import Table
from corrin.rules import Asked, ManyFindings, Node, RuleBook, filled, findings_of_many
from corrin.situation.fact import FactValue
from corrin.situation.many import ManySituation, flags, read_many, values
from corrin.situation.treatment import planned_days
from corrin.terms import ADVICE, Ask

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
FORBIDDING = frozenset(name for row in RESTRICTIONS for name in row.beside)
STANDING = "not_enough_data"  # the reason of a proposal that is the plan in force


@dataclass(frozen=True, slots=True)
class Plans:
    """The plan in force: for whom there is one to be shown, the day due and the days between."""

    shown: Flags
    due: Floats
    current: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A recommendation's key and parameters: one object for all who are given the same."""

    key: str
    params: dict[str, Value]
    place: int


@dataclass(frozen=True, slots=True)
class ManySaid:
    """What is said to each: the rules that hold, for whom a key is given, for whom withheld.

    `waiting` are facts and the keys that wait for them, in the order of each patient's list.
    """

    facts: ManySituation
    ask: Ask
    holding: tuple[tuple[Rule, int], ...]
    given: dict[str, int]
    withheld: dict[str, int]
    waiting: tuple[tuple[str, str, int], ...]

    def advice(self) -> Iterator[list[Piece]]:
        """The advice of each patient in its order, as `assess` has it."""
        pieces, told = _Pieces(self.ask), []
        for rule, whom in self.holding:
            kept = whom & ~self.withheld.get(rule.gives, 0)
            if kept:
                told.append(_numbered(rule, _patients(kept, self.facts), self.facts, pieces))
        for numbers in _of_each(told, self.facts.patients):
            yield pieces.merged(numbers)

    def missing(self) -> Iterator[dict[str, dict[str, None]]]:
        """The missing facts of each patient, each with the keys that wait for it."""
        told = [
            (patients, np.full(len(patients), number))
            for number, (_, _, whom) in enumerate(self.waiting)
            if len(patients := _patients(whom, self.facts))
        ]
        for numbers in _of_each(told, self.facts.patients):
            found: dict[str, dict[str, None]] = {}
            for number in numbers:
                fact, key, _ = self.waiting[number]
                found.setdefault(fact, {})[key] = None
            yield found

    def plans(self) -> Plans:
        """The plan in force as `assess` shows it where no diary is kept."""
        reading, patients = self.facts.reading, self.facts.patients
        current = np.broadcast_to(_numbers(reading.asked(planned_days)), patients)
        band = reading.asked(signed_band)
        hidden = _any(self.given, RED_FLAGS | OUT_OF_SCOPE)
        hidden |= _any(self.withheld, {"shorten_interval", "may_extend_slowly"})
        shown = reading.injections.some().data & ~_absent(band, patients)
        return Plans(shown & ~flags(hidden, patients), due_days(self.facts), current)


def many_situations(
    table: Table, on: Floats, protocol: Protocol, others: tuple[Protocol, ...]
) -> ManySituation:
    """The situations with the facts that `assess` works out for one who keeps no diary.

    `on` is the day (an ordinal) of each; `others` the guidance of every country on these days.
    """
    many = read_many(table, on=on, thresholds=protocol.thresholds)
    many.with_column("classes_differ", *_classes_differ(many, [o.thresholds for o in others]))
    injected = many.reading.injections.some().data.astype(np.intp)
    many.with_column("proposal", (None, STANDING), injected)
    many.with_column("symptoms_follow_injections", (None, False), injected)
    with np.errstate(invalid="ignore"):
        due = injected * (1 + (due_days(many) <= on))
    many.with_column("due_by_diary", (None, False, True), due)
    return many


def keeps_diary(many: ManySituation) -> Flags:
    """Who has written down scores that count: what is said to them needs `assess`."""
    found: Flags = many.reading.composite.some().data
    return found


def due_days(many: ManySituation) -> Floats:
    """The day due by the plan in force, as an ordinal; nan where there is none."""
    words, place = many.column("next_due")
    days = [word.toordinal() if isinstance(word, date) else np.nan for word in words]
    found: Floats = np.array(days, dtype=float)[place]
    return found


def _classes_differ(
    many: ManySituation, others: list[tuple[Threshold, ...]]
) -> tuple[tuple[bool | None, ...], NDArray[np.intp]]:
    """Whether a result is classed otherwise elsewhere; unknown where it is not classed here."""
    words, here = many.column("result_class")
    differs = np.zeros(many.patients, dtype=bool)
    for thresholds in others:
        said, there = ManySituation(many.reading.under(thresholds)).column("result_class")
        number = np.array([words.index(w) if w in words else -1 for w in said])[there]
        differs |= (there != 0) & (number != here)
    return (None, False, True), np.where(here == 0, 0, 1 + differs)


def said_to_many(asked: Asked, book: RuleBook, ask: Ask) -> ManySaid:
    """What is said in many situations: the twin of `said_of`."""
    facts = asked.facts
    assert isinstance(facts, ManySituation)
    found = [f for f in findings_of_many(asked, book) if _asks(f.rule, ask)]
    told = [(f, _fillable(f.rule, facts)) for f in found]
    holding = tuple((f.rule, f.holds & can) for f, can in told if f.holds & can)
    given = _together((rule.gives, whom) for rule, whom in holding)
    undecided = _Undecided(asked, book, ask)
    waiting = undecided.waiting(given)
    waits = _together((key, whom) for (key, _), whom in waiting.items())
    rules = _together((f"rule:{rule.id}", whom) for rule, whom in holding)
    withheld = _together([*waits.items(), *_removed(given, rules, waits)])
    gaps = (*_gaps(asked, told, given), *undecided.gaps(waiting))
    return ManySaid(facts, ask, holding, given, withheld, gaps)


def _asks(rule: Rule, ask: Ask) -> bool:
    return not rule.asks or ask in rule.asks


def _together(told: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Whom each name was told of."""
    found: dict[str, int] = {}
    for name, whom in told:
        found[name] = found.get(name, 0) | whom
    return found


def _any(told: dict[str, int], names: Iterable[str]) -> int:
    return reduce(or_, (told.get(name, 0) for name in names), 0)


def _fillable(rule: Rule, facts: ManySituation) -> int:
    """For whom the rule's parameters can be filled: a fact of several codes may have none."""
    empty = (facts.masks(name, lambda value: value == ()).certain for name in _used(rule))
    return facts.everyone & ~reduce(or_, empty, 0)


def _used(rule: Rule) -> tuple[str, ...]:
    """The facts that are put into a rule's parameters."""
    said = (value for value in rule.params.values() if isinstance(value, str))
    return tuple(value[1:] for value in said if value.startswith("="))


def _removed(
    given: dict[str, int], rules: dict[str, int], waits: dict[str, int]
) -> Iterator[tuple[str, int]]:
    """From whom the restrictions take a key: the twin of `restricted`, row by row."""
    present, gone = given | rules, dict(waits)
    for row in RESTRICTIONS:
        standing = {n: w & ~gone.get(n, 0) for n, w in present.items()} if row.said else present
        beside = _any(standing, row.beside)
        for key in row.removes & given.keys():
            whom = given[key] & beside
            gone[key] = gone.get(key, 0) | whom
            yield key, whom


def _gaps(
    asked: Asked, told: list[tuple[ManyFindings, int]], given: dict[str, int]
) -> Iterator[tuple[str, str, int]]:
    """What undecided rules wait for."""
    for found, can in told:
        key = found.rule.gives
        whom = found.unknown & can & ~given.get(key, 0)
        if whom:
            for met in asked.trace(found.node, whom):
                if met.missing:
                    yield met.fact, key, met.missing


class _Undecided:
    """Rules that may yet forbid a key that loosens, once a missing fact is known."""

    def __init__(self, asked: Asked, book: RuleBook, ask: Ask) -> None:
        self.asked = asked
        self.rules: dict[str, list[Node]] = {}
        for rule, node in book.conditions:
            if rule.unknown != "apply" and _asks(rule, ask):
                for name in {rule.gives, f"rule:{rule.id}"} & FORBIDDING:
                    self.rules.setdefault(name, []).append(node)

    def waiting(self, given: dict[str, int]) -> dict[tuple[str, str], int]:
        """For whom a given key waits for a name."""
        found: dict[tuple[str, str], int] = {}
        for row in RESTRICTIONS:
            for key in row.removes & LOOSENS & given.keys():
                for name in row.beside & self.rules.keys():
                    unknown = (self.asked.masks(node).unknown for node in self.rules[name])
                    if whom := given[key] & reduce(or_, unknown):
                        found[key, name] = whom
        return found

    def gaps(self, waiting: dict[tuple[str, str], int]) -> Iterator[tuple[str, str, int]]:
        """The facts these wait for."""
        for (key, name), whom in sorted(waiting.items()):
            for node in self.rules[name]:
                among = whom & self.asked.masks(node).unknown
                for met in self.asked.trace(node, among) if among else ():
                    if met.missing:
                        yield met.fact, key, met.missing


def _patients(whom: int, facts: ManySituation) -> Ints:
    return np.flatnonzero(flags(whom, facts.patients))


def _of_each(told: list[tuple[Ints, Ints]], patients: int) -> Iterator[list[int]]:
    """For each patient the numbers told of them, in the order in which they were told."""
    whose = np.concatenate([one for one, _ in told] or [np.empty(0, np.intp)])
    numbers = np.concatenate([two for _, two in told] or [np.empty(0, np.intp)])
    listed = numbers[np.argsort(whose, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(whose, minlength=patients)).tolist()
    for begin, end in zip([0, *ends], ends, strict=False):
        yield listed[begin:end]


def _numbered(
    rule: Rule, patients: Ints, facts: ManySituation, pieces: "_Pieces"
) -> tuple[Ints, Ints]:
    """Whom a rule tells what, its parameters worked out once for each combination of values."""
    place = np.zeros(len(patients), dtype=np.intp)
    for name in _used(rule):
        words, index = facts.column(name)
        _, place = np.unique(place * len(words) + index[patients], return_inverse=True)
    _, first, which = np.unique(place, return_index=True, return_inverse=True)
    sets = [tuple(filled(rule, partial(_value, facts, int(patients[n])))) for n in first]
    numbers = [[pieces.number(rule.gives, params) for params in one] for one in sets]
    counts = np.array([len(one) for one in numbers])[which]
    begins = np.array([one[0] for one in numbers])[which]
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(patients, counts), np.repeat(begins, counts) + step


class _Pieces:
    """What rules tell, numbered, and what several of them come to together."""

    def __init__(self, ask: Ask) -> None:
        places = sorted({place(key, ask) for key in ADVICE})
        self.places = {key: places.index(place(key, ask)) for key in ADVICE}
        self.told: list[tuple[str, dict[str, Value]]] = []
        self.marks: list[tuple[str, Value | None]] = []
        self.known: dict[tuple[int, ...], Piece] = {}

    def number(self, key: str, params: dict[str, Value]) -> int:
        """The number of what one rule tells."""
        self.told.append((key, params))
        self.marks.append(mark_of(key, params))
        return len(self.told) - 1

    def merged(self, numbers: list[int]) -> list[Piece]:
        """One piece for each mark, in the order of advice."""
        found: dict[tuple[str, Value | None], list[int]] = {}
        for one in numbers:
            found.setdefault(self.marks[one], []).append(one)
        pieces = (self._piece(mark[0], told) for mark, told in found.items())
        return sorted(pieces, key=_place)

    def _piece(self, key: str, numbers: list[int]) -> Piece:
        mark = tuple(numbers) if key in GATHERED else (numbers[0],)
        if mark not in self.known:
            params = reduce(partial(joined, key), (self.told[n][1] for n in mark))
            self.known[mark] = Piece(key, params, self.places[key])
        return self.known[mark]


def _place(piece: Piece) -> int:
    return piece.place


def _value(facts: ManySituation, patient: int, name: str) -> FactValue:
    return facts.value(name, patient)


def _numbers(value: object) -> Floats:
    """Days as numbers; nan where there are none."""
    return np.asarray(values.number(value), dtype=float)


def _absent(value: object, patients: int) -> Flags:
    """Who has no such value."""
    none = value.absent() if isinstance(value, values.VALUES) else value is None
    return np.broadcast_to(none, patients)
