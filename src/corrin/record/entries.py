"""What happened, as frozen dated entries.

`on` is the day it happened, `noted_at` the moment it was written down. A correction is a new
entry whose `replaces` names the entry it stands for; nothing is overwritten.
"""

from dataclasses import dataclass
from datetime import date, datetime

from corrin.terms import Coding

Code = str | Coding


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dated thing that happened. `on` is None where the day is not known.

    `around` is then the year or month, where at least that is known: 2024 or 2024-05. `marked`
    holds the words with which the source questions the entry (`preliminary`, `not-done` …).
    """

    id: str = ""
    on: date | None = None
    around: str = ""
    marked: str = ""
    noted_at: datetime | None = None
    replaces: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Born(Entry):
    """Exactly one of a birth date, a birth year, or an age in months on the day of reading."""

    birth: date | None = None
    year: int | None = None
    age_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Entry):
    """Sex, diet or ethnicity."""

    name: str
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Pregnancy(Entry):
    """Pregnant, breast-feeding, neither or unknown; `weeks` on the day it was noted."""

    status: Code
    weeks: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Entry):
    """A condition, medicine, allergy, exposure, sign or family trait; `until` where it ended."""

    section: str
    code: Code
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom(Entry):
    """A complaint as told: severity 0 to 10 (higher is worse), `on` is its first day."""

    code: Code
    severity: float | None = None
    trend: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Entry):
    """One diary item on one day, 0 to 10, higher is worse."""

    item: Code
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ill(Entry):
    """A day the patient marked as bad for another reason."""

    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab(Entry):
    """One laboratory result, as reported: a number with its unit, or a word with unit `1`."""

    test: Code
    value: float | str
    unit: str | None
    op: str = "="
    ref_low: float | None = None
    ref_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration(Entry):
    """A dose given. With `until` and `every_days` it is a series: first day, last day, step."""

    drug: Code
    dose_ug: float
    route: Code
    until: date | None = None
    every_days: float | None = None
    site: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(Entry):
    """An injection given elsewhere of which too little is known to count as a dose.

    It was given on a day from `on` to `until`, or on `on` where there is no `until`.
    """

    until: date | None = None
    drug: Code = "b12_unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered(Entry):
    """From memory: how many days one felt well after the injection of `on`, or usually."""

    well_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlan(Entry):
    """The interval in force and the band a clinician signed, in days; calendar months allowed.

    A band counts only when `signed` is true. `alpha` is the clinician's dial (0.05 to 0.30),
    `clinic_days` the weekdays (0 is Monday) on which injections can be given.
    """

    interval_days: float | None = None
    interval_months: int | None = None
    band_days: tuple[float, float] | None = None
    signed: bool = False
    signed_by: str = ""
    alpha: float | None = None
    clinic_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneStated(Entry):
    """Somebody looked, and this section of the record is empty: not the same as unknown."""

    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction(Entry):
    """Withdraws the entry named in `replaces`."""
