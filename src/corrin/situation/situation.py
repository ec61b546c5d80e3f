"""One reading of a record on one day: named facts, each read once, when a rule asks for it."""

from collections.abc import Iterable
from datetime import date

from corrin.knowledge import Threshold
from corrin.record import Record
from corrin.situation.fact import FACTS, Fact
from corrin.situation.reading import Reading


class Situation:
    """The facts of one record on one day under one country's thresholds."""

    def __init__(self, reading: Reading, more: dict[str, Fact] | None = None) -> None:
        self.reading = reading
        self._facts: dict[str, Fact] = dict(more or {})

    def fact(self, name: str) -> Fact:
        """A fact by name. Raises KeyError when there is none of that name."""
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = FACTS[name].read(self.reading)
        return found

    def with_facts(self, more: dict[str, Fact]) -> "Situation":
        """The same situation with facts that others have worked out."""
        return Situation(self.reading, {**self._facts, **more})


def read(record: Record, *, on: date, thresholds: Iterable[Threshold]) -> Situation:
    """The situation of a record on a day; entries dated later are left out."""
    return Situation(Reading(record, on=on, thresholds=thresholds))
