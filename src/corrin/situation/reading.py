"""One record as read on one day: the entries that count, sorted out once for all facts."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

from corrin.knowledge import Threshold
from corrin.record import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Elsewhere,
    Entry,
    History,
    Ill,
    Lab,
    NoneStated,
    Pregnancy,
    Record,
    Remembered,
    Score,
    Symptom,
    lab_doubt,
)
from corrin.record.order import in_order
from corrin.terms import in_unit

E = TypeVar("E", bound=Entry)
INJECTED = frozenset({"im", "sc"})
WEIGHED_DAYS = 3 * 365  # daily scores older than this weigh nothing in any advice
UNNAMED = "b12_unspecified"
B12_DRUGS = frozenset({"hydroxocobalamin", "cyanocobalamin", "mecobalamin", UNNAMED})
SECTION_OF_KIND: dict[type[Entry], str] = {
    Symptom: "symptoms",
    Lab: "labs",
    Administration: "treatments",
    Score: "diary",
}


class Dose(NamedTuple):
    """One B12 injection on one day, and the entry it comes from."""

    on: date
    entry: str
    drug: str
    dose_ug: float = 0.0
    route: str = ""


class Preparation(NamedTuple):
    """One drug in one dose by one route."""

    drug: str
    dose_ug: float
    route: str


@dataclass(frozen=True, slots=True)
class Change:
    """The day from which something else was given. A day may hold several."""

    on: date
    before: tuple[Preparation, ...]
    after: tuple[Preparation, ...]


class Reading:
    """The entries of a record that count on a day, under one country's thresholds.

    Entries dated after the day are left out; the doubts ask about them.
    """

    def __init__(self, record: Record, *, on: date, thresholds: Iterable[Threshold]) -> None:
        self.on = on
        self.thresholds = tuple(thresholds)
        standing = record.current()
        later = [e for e in standing.entries if e.on is not None and e.on > on]
        self.record = _without(standing, later)
        self.entries = self.record.entries
        self.future = tuple(e for e in later if not isinstance(e, CarePlan))

    @cached_property
    def stated(self) -> frozenset[str]:
        """Sections of the record that somebody filled in, or stated to be empty."""
        empty = (e.section for e in self.record.of(NoneStated))
        named = (e.section for e in self.record.of(History))
        filled = (section for kind, section in SECTION_OF_KIND.items() if self.record.of(kind))
        return frozenset([*empty, *named, *filled])

    def days_since(self, day: date) -> int:
        """Whole days from a day to the day of reading."""
        return (self.on - day).days

    def attributes(self, name: str) -> tuple[Attribute, ...]:
        """Entries of sex, diet or ethnicity."""
        return tuple(e for e in self.record.of(Attribute) if e.name == name)

    @cached_property
    def lasting(self) -> tuple[History, ...]:
        """Conditions, medicines and the like that have not ended."""
        return tuple(
            e
            for e in self.record.of(History)
            if e.until is None or e.until >= self.on or e.section == "exposures"
        )

    def having(self, section: str, codes: frozenset[str]) -> tuple[History, ...]:
        """Entries of one section with one of these codes, in a fixed order."""
        found = [e for e in self._sections.get(section, ()) if e.code in codes]
        return tuple(sorted(found, key=lambda e: str(e.code)) if found[1:] else found)

    @cached_property
    def _sections(self) -> dict[str, list[History]]:
        """What has not ended, by section."""
        found: dict[str, list[History]] = {}
        for e in self.lasting:
            found.setdefault(e.section, []).append(e)
        return found

    def future_of(self, kind: type[E]) -> tuple[E, ...]:
        """Entries of one kind that are dated after the day."""
        return tuple(e for e in self.future if isinstance(e, kind))

    @cached_property
    def symptoms(self) -> tuple[Symptom, ...]:
        """Complaints as told, resolved ones included."""
        return self.record.of(Symptom)

    @cached_property
    def active(self) -> tuple[Symptom, ...]:
        """Complaints that are there now: not resolved, severity above 0 or not told."""
        return tuple(s for s in self.symptoms if s.trend != "resolved" and s.severity != 0)

    def active_among(self, codes: frozenset[str]) -> tuple[Symptom, ...]:
        """Active complaints with one of these codes."""
        return tuple(s for s in self.active if s.code in codes)

    @cached_property
    def readable(self) -> tuple[Lab, ...]:
        """Results that can be read, oldest first."""
        labs = in_order(Lab, self.record.of(Lab))
        return tuple(e for e in labs if isinstance(e.test, str) and not lab_doubt(e))

    @cached_property
    def labs(self) -> dict[str, tuple[Lab, ...]]:
        """Results that can be read, by test, oldest first."""
        found: dict[str, tuple[Lab, ...]] = {}
        for e in self.readable:
            found[str(e.test)] = (*found.get(str(e.test), ()), e)
        return found

    def latest(self, test: str) -> Lab | None:
        """The newest readable result of a test."""
        labs = self.labs.get(test)
        return labs[-1] if labs else None

    @cached_property
    def administrations(self) -> tuple[Administration, ...]:
        """Doses of B12 by any route."""
        return tuple(e for e in self.record.of(Administration) if e.drug in B12_DRUGS)

    @cached_property
    def begun(self) -> date | None:
        """The first day B12 was given on."""
        return min((a.on for a in self.administrations if a.on), default=None)

    @cached_property
    def injections(self) -> tuple[Dose, ...]:
        """Every B12 injection up to the day, oldest first, series written out."""
        doses = [e for e in self.administrations if e.route in INJECTED]
        given = {
            Dose(day, e.id, str(e.drug), e.dose_ug, str(e.route))
            for e in doses
            for day in self._days_of(e)
        }
        return tuple(sorted(given))

    def _days_of(self, e: Administration) -> list[date]:
        """The day of a dose, or every day of a series up to the day of reading."""
        if e.on is None or e.until is None:
            return [e.on] if e.on else []
        step = max(e.every_days or 1.0, 1.0)
        steps = range(int((min(e.until, self.on) - e.on).days / step + 1e-9) + 1)
        return [e.on + timedelta(days=round(index * step)) for index in steps]

    @cached_property
    def injection_days(self) -> tuple[date, ...]:
        """The days with at least one B12 injection, ascending."""
        return tuple(sorted({d.on for d in self.injections}))

    @cached_property
    def preparations(self) -> dict[date, tuple[Preparation, ...]]:
        """What was injected on each day, oldest first; a drug without a name is left out."""
        found: dict[date, tuple[Preparation, ...]] = dict.fromkeys(self.injection_days, ())
        named = {(d.on, d.drug, d.dose_ug, d.route) for d in self.injections if d.drug != UNNAMED}
        for on, drug, dose_ug, route in sorted(named):
            found[on] = (*found[on], Preparation(drug, dose_ug, route))
        return found

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change of what is injected, oldest first. A drug without a name changes nothing."""
        named = [(day, given) for day, given in self.preparations.items() if given]
        return tuple(
            Change(day, before, after)
            for (_, before), (day, after) in pairwise(named)
            if before != after
        )

    @cached_property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """Injections given elsewhere of which too little is known, oldest first."""
        dated = (e for e in self.record.of(Elsewhere) if e.on)
        return tuple(sorted(dated, key=lambda e: (e.on or self.on, e.id)))

    @cached_property
    def remembered(self) -> tuple[Remembered, ...]:
        """What is told from memory of earlier injections."""
        return tuple(sorted(self.record.of(Remembered), key=lambda e: (e.on or date.min, e.id)))

    @cached_property
    def tablets(self) -> tuple[Administration, ...]:
        """B12 by mouth, oldest first."""
        oral = (e for e in self.administrations if e.route == "oral" and e.on)
        return tuple(sorted(oral, key=lambda e: (e.on or self.on, e.until or self.on, e.id)))

    @cached_property
    def care_plan(self) -> CarePlan | None:
        """The plan in force: the newest that is not dated after the day."""
        plans = in_order(CarePlan, self.record.of(CarePlan))
        return plans[-1] if plans else None

    @cached_property
    def born(self) -> Born | None:
        """The birth to go by: a date before a year or an age."""
        births = in_order(Born, self.record.of(Born))
        return births[0] if births else None

    @cached_property
    def pregnancy(self) -> Pregnancy | None:
        """The newest word on pregnancy."""
        told = in_order(Pregnancy, self.record.of(Pregnancy))
        return told[-1] if told else None

    @cached_property
    def scores(self) -> dict[date, dict[str, float]]:
        """The diary: each day's items with a score from 0 to 10."""
        found: dict[date, dict[str, float]] = {}
        for e in self.record.of(Score):
            if e.on and 0 <= e.score <= 10:
                found.setdefault(e.on, {})[str(e.item)] = e.score
        return dict(sorted(found.items()))

    @cached_property
    def newest_scores(self) -> list[Score]:
        """One entry of the last day that counts, where any does."""
        last = max(self.composite, default=None)
        return sorted((e for e in self.record.of(Score) if e.on == last), key=lambda e: e.id)[-1:]

    @cached_property
    def ill_days(self) -> frozenset[date]:
        """Days the patient marked as bad for another reason."""
        return frozenset(e.on for e in self.record.of(Ill) if e.on)

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The items that are followed: scored on at least half of the diary's days lately.

        Of all its days where none is of the last three years.
        """
        since = self.on.toordinal() - WEIGHED_DAYS
        weighed = [day for on, day in self.scores.items() if on.toordinal() >= since]
        days = weighed or list(self.scores.values())
        often = Counter(item for day in days for item in day)
        return tuple(sorted(item for item, times in often.items() if 2 * times >= len(days)))

    @cached_property
    def composite(self) -> dict[date, float]:
        """One score a day: the mean of the items that are followed."""
        items, found = self.items, {}
        for on, day in self.scores.items():
            values = [day[item] for item in items if item in day]
            if values:
                found[on] = sum(values) / len(values)
        return found


def _without(record: Record, left_out: list[Entry]) -> Record:
    """The record without some of its entries; itself where there are none."""
    if not left_out:
        return record
    gone = set(map(id, left_out))
    return Record(tuple(e for e in record.entries if id(e) not in gone))


def base_value(lab: Lab | None) -> float | None:
    """A numeric result in its base unit; None for a word or no result.

    Told as under or over a number, it counts as just under or just over it.
    """
    if lab is None or isinstance(lab.value, str) or not isinstance(lab.test, str):
        return None
    value = in_unit(lab.test, lab.value, lab.unit)
    toward = {"<": -math.inf, ">": math.inf}.get(lab.op)
    return value if value is None or toward is None else math.nextafter(value, toward)


def sex(r: Reading) -> str:
    """The sex on record; unknown is read as female, which has the lower limits."""
    known = r.attributes("sex")
    return str(known[-1].value) if known else "female"
