"""Whose record a page is about: the invented patient's, one's own, or that of somebody who let
us in. The address says which, and here alone it is decided."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import ClassVar
from uuid import UUID, uuid4

from corrin import store
from corrin.app import clock, demo
from corrin.app.choices import ZONES
from corrin.app.models import Diary, Grant, Member
from corrin.app.visitor import PAGE, Visitor
from corrin.record import Record, Score
from corrin.situation.reading import WEIGHED_DAYS
from corrin.terms import Country

YEAR = timedelta(days=365)
LEFT = timedelta(days=1)  # how long the invented patient of another day is left
ALONE = Visitor(alone=True)


class Whose(str):
    """The first part of an address: `demo`, `me`, or `patient/` and the id of a grant."""

    __slots__ = ()
    DEMO: ClassVar["Whose"]
    ME: ClassVar["Whose"]

    @property
    def grant(self) -> UUID | None:
        """The grant an address names."""
        return UUID(self.removeprefix(SHARED)) if self.startswith(SHARED) else None


SHARED = "patient/"
Whose.DEMO, Whose.ME = Whose("demo"), Whose("me")


class May(IntEnum):
    """How far somebody may go with a record; each step holds the ones before it."""

    READ = 1
    WRITE = 2
    SIGN = 3


SCOPES = {"read": May.READ, "write": May.WRITE, "sign": May.SIGN}


class NotLetIn(Exception):
    """The address names a record, and this visitor may not open it so."""


class SignIn(NotLetIn):
    """Somebody signed in might."""


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient of a request: the id for the store, the day where they are, and who asks."""

    whose: Whose
    id: UUID
    country: Country
    on: date
    by: str = PAGE
    may: May = May.WRITE
    grant: Grant | None = field(default=None, compare=False)
    member: Member | None = field(default=None, compare=False)

    @property
    def demo(self) -> bool:
        """Whether this is the invented patient."""
        return self.whose == Whose.DEMO

    @property
    def own(self) -> bool:
        """Whether the patient is asking, or tries things on the invented one."""
        return self.grant is None

    def record(self) -> Record:
        """Everything that was written, corrections among it."""
        return store.read(self.id)

    def lately(self) -> Record:
        """What advice rests on: of daily scores and bad days only the years that it weighs.

        However long the diary, this takes no longer. One that ended before them is read whole.
        """
        first = self.on - timedelta(days=WEIGHED_DAYS)
        found = store.read(self.id, days=(first, date.max))
        scored = any(e.on and e.on <= self.on for e in found.current().of(Score))
        return found if scored else self.record()

    def around(self, on: date) -> Record:
        """The same, but of daily scores and bad days only the year up to this day.

        However long the diary, this takes no longer. What is dated ahead is there as well.
        """
        first = on - YEAR if on.year > 1 else on
        last = date.max if on >= self.on else on
        return store.read(self.id, days=(first, last))


def patient(whose: Whose, country: Country, who: Visitor = ALONE) -> Patient:
    """The patient; the invented one and the first own one are made when first asked for.

    Raises NotLetIn, SignIn.
    """
    if whose == Whose.DEMO:
        return _demo(country, who)
    if whose.grant:
        return _shared(whose, who)
    if not who.known:
        raise SignIn
    return _mine(country, who)


def _demo(country: Country, who: Visitor) -> Patient:
    """The invented patient of this day: every day begins with the same diary, up to that day.

    All who look share it. Those of other days are removed, but for pages that are still open. On
    a server it is there to be looked at: what one visitor writes, the next would read.
    """
    on = clock.today(ZONES[country])
    may = May.WRITE if who.alone else May.READ
    found = Patient(Whose.DEMO, store.invented_id(on), country, on, who.by, may)
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


def _mine(country: Country, who: Visitor) -> Patient:
    """The visitor's diary. It is made with the country it was first opened in."""
    diary = Diary.objects.filter(owner=who.owner).first()
    if diary is None:
        diary = Diary(patient_id=uuid4(), owner=who.owner, country=country.value)
        store.new_patient(diary.patient_id, zone=ZONES[country])
        diary.save(force_insert=True)
    own = Country(diary.country)
    return Patient(Whose.ME, diary.patient_id, own, clock.today(ZONES[own]), who.by)


def _shared(whose: Whose, who: Visitor) -> Patient:
    """Somebody who let the visitor's clinic in, as long as that holds."""
    from corrin.app.clinic.granting import grant_of, place_of

    member = place_of(who)
    if member is None:
        raise SignIn if not who.known else NotLetIn
    grant = grant_of(member.clinic, whose.grant)
    if grant is None:
        raise NotLetIn
    country = country_of(grant.patient_id) or Country(member.clinic.country)
    on = clock.today(ZONES[country])
    may = SCOPES[grant.scope]
    if member.title != "doctor":
        may = min(may, May.WRITE)  # a band is signed by a doctor
    return Patient(whose, grant.patient_id, country, on, who.by, may, grant, member)


def country_of(patient_id: UUID) -> Country | None:
    """The country of a diary; None for a patient who has none of their own."""
    found = Diary.objects.filter(pk=patient_id).values_list("country", flat=True).first()
    return Country(found) if found else None


def begun(who: Visitor = ALONE) -> bool:
    """Whether anything was written in the visitor's diary."""
    diary = Diary.objects.filter(owner=who.owner).first() if who.known else None
    return diary is not None and store.begun(diary.patient_id)


class WhoseConverter:
    """`demo`, `me` or `patient/` with an id in an address, and nothing else."""

    regex = "demo|me|patient/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

    def to_python(self, value: str) -> Whose:
        """The part of the address as a value."""
        return Whose(value)

    def to_url(self, value: str) -> str:
        """The value as a part of the address."""
        return str(value)
