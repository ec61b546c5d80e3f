"""The invented clinic of one's own computer: to try the panel and the nurse's list on."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from corrin import store
from corrin.app import clock, demo
from corrin.app.choices import ZONES
from corrin.app.clinic.granting import VERSION, folded
from corrin.app.clinic.standing import follow
from corrin.app.models import Clinic, Grant, Member
from corrin.record import CarePlan, Entry, Record, Score
from corrin.terms import Country
from corrin.words import Catalog

COUNTRY = Country.DK
# Of diary for each, the last weeks day by day: the first look shall not take long.
YEAR, WEEKS, EVERY = timedelta(days=365), timedelta(days=63), 4
CLINIC = uuid5(NAMESPACE_URL, "corrin invented clinic")
# Invented people, whose names need no translation: how many days the demo diary is moved, and
# what is different about theirs.
PEOPLE = (
    ("Agnes A.", -17, ""),
    ("Bent B.", -31, "worse"),
    ("Cornelia C.", -45, "silent"),
    ("Dirk D.", -52, ""),
    ("Ellen E.", -3, "unsigned"),
    ("Frans F.", -24, "unsigned"),
    ("Grete G.", -38, ""),
    ("Hanneke H.", -60, "silent"),
    ("Ivan I.", -10, "worse"),
    ("Johanna J.", -66, "unsigned"),
)


def place() -> Member:
    """Whoever sits at this computer, as the doctor of the invented clinic of this day."""
    clinic, _ = Clinic.objects.get_or_create(
        pk=CLINIC, defaults={"name": "Invented clinic", "country": COUNTRY.value}
    )
    member = Member.objects.filter(clinic=clinic, account=None).first()
    if member is None:
        member = Member.objects.create(clinic=clinic, name="Dr D.", title="doctor")
    on = clock.today(ZONES[COUNTRY])
    if not Grant.objects.filter(clinic=clinic, pk=_id(on, "grant", 0)).exists():
        _fill(clinic, on)
    return member


def names(member: Member, words: Catalog) -> tuple[str, str]:
    """A member's name and the clinic's, those of the invented ones in the reader's language."""
    if member.account_id is None:
        return words.text("clinic", "invented_doctor"), words.text("clinic", "invented_name")
    return member.name, member.clinic.name


def _id(on: date, what: str, n: int) -> UUID:
    return uuid5(CLINIC, f"{on.isoformat()} {what} {n}")


def _fill(clinic: Clinic, on: date) -> None:
    """Today's patients; those of an earlier day are put away."""
    Grant.objects.filter(clinic=clinic, revoked_at=None).update(revoked_at=clock.now())
    for n, (called, days, what) in enumerate(PEOPLE):
        patient_id = _id(on, "patient", n)
        store.new_patient(patient_id, zone=ZONES[COUNTRY])
        told = Record(tuple(_told(demo.moved(demo.record(), (on - demo.ON).days + days), what, on)))
        entries = store.with_ids(patient_id, told)
        store.append(patient_id, entries, by="demo", noted_at=clock.now())
        Grant.objects.create(
            pk=_id(on, "grant", n),
            patient_id=patient_id,
            clinic=clinic,
            scope="sign",
            called=called,
            folded=folded(called),
            version=VERSION,
            given_at=clock.now(),
        )
        follow(patient_id, COUNTRY, on)


def _told(record: Record, what: str, on: date) -> list[Entry]:
    """The diary of the demo, made to differ in one thing."""
    found: list[Entry] = []
    for entry in record.entries:
        if isinstance(entry, Score) and not _written(entry, on):
            continue
        if isinstance(entry, Score) and what == "silent":
            continue
        if isinstance(entry, CarePlan) and what == "unsigned":
            found.append(replace(entry, signed=False, signed_by="", band_days=None, alpha=None))
        elif isinstance(entry, Score) and what == "worse" and _late(entry, on):
            found.append(replace(entry, score=min(entry.score + 3, 10)))
        else:
            found.append(entry)
    return found


def _written(entry: Entry, on: date) -> bool:
    """Whether these people wrote on this day."""
    if entry.on is None or entry.on < on - YEAR:
        return False
    return entry.on > on - WEEKS or (on - entry.on).days % EVERY == 0


def _late(entry: Entry, on: date) -> bool:
    return entry.on is not None and entry.on > on - timedelta(days=28)
