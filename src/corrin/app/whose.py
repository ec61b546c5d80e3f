"""Whose record a page is about: the invented patient's, or one's own. The address says which."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.http import Http404

from corrin import store
from corrin.app import clock, demo
from corrin.app.choices import ZONES
from corrin.app.models import Diary
from corrin.record import Record
from corrin.terms import Country

YEAR = timedelta(days=365)
LEFT = timedelta(days=1)  # how long the invented patient of another day is left


class Whose(StrEnum):
    """The first part of an address."""

    DEMO = "demo"
    ME = "me"


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient of a request: the id for the store, and the day where they are."""

    whose: Whose
    id: UUID
    country: Country
    on: date

    @property
    def demo(self) -> bool:
        """Whether this is the invented patient."""
        return self.whose is Whose.DEMO

    def record(self) -> Record:
        """Everything that was written, corrections among it."""
        return store.read(self.id)

    def around(self, on: date) -> Record:
        """The same, but of daily scores and bad days only the year up to this day.

        However long the diary, this takes no longer. What is dated ahead is there as well.
        """
        first = on - YEAR if on.year > 1 else on
        last = date.max if on >= self.on else on
        return store.read(self.id, days=(first, last))


def patient(whose: Whose, country: Country) -> Patient:
    """The patient; the invented one and the first own one are made when first asked for."""
    return _demo(country) if whose is Whose.DEMO else _mine(country)


def _demo(country: Country) -> Patient:
    """The invented patient of this day: every day begins with the same diary, up to that day.

    All who look share it. Those of other days are removed, but for pages that are still open.
    """
    on = clock.today(ZONES[country])
    found = Patient(Whose.DEMO, store.invented_id(on), country, on)
    try:
        there = store.begun(found.id)
    except store.UnknownPatient:
        there = False
    if not there:
        store.discard_invented(on - LEFT, on + LEFT)
        store.new_patient(found.id, zone=ZONES[country])
        entries = store.with_ids(found.id, demo.record_on(on))
        store.append(found.id, entries, by="demo", noted_at=clock.now())
    return found


def _mine(country: Country) -> Patient:
    """The one diary of this computer. It is made with the country it was first opened in."""
    diary = Diary.objects.filter(owner="").first()
    if diary is None:
        diary = Diary(patient_id=uuid4(), owner="", country=country.value)
        store.new_patient(diary.patient_id, zone=ZONES[country])
        diary.save(force_insert=True)
    own = Country(diary.country)
    return Patient(Whose.ME, diary.patient_id, own, clock.today(ZONES[own]))


def begun() -> bool:
    """Whether anything was written in the diary of this computer."""
    diary = Diary.objects.filter(owner="").first()
    return diary is not None and store.begun(diary.patient_id)


class WhoseConverter:
    """`demo` or `me` in an address, and nothing else."""

    regex = "demo|me"

    def to_python(self, value: str) -> Whose:
        """The part of the address as a value."""
        return Whose(value)

    def to_url(self, value: str) -> str:
        """The value as a part of the address."""
        if value not in tuple(Whose):
            raise Http404
        return str(value)
