"""What comes out: recommendations with their reasons, what is missing, doubts, disagreements."""

from dataclasses import dataclass, field
from datetime import date

from corrin.advice.interval import Proposal
from corrin.knowledge import Citation, Disagreement, Value
from corrin.record import Doubt, Record
from corrin.situation.fact import FactValue
from corrin.terms import Ask, Country, Strength


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One piece of advice as a code, with parameters, dates, entries, facts and sources."""

    key: str
    params: dict[str, Value]
    strength: Strength
    because: tuple[str, ...]
    citations: tuple[Citation, ...]
    facts: tuple[str, ...]
    rules: tuple[str, ...]
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact the record does not hold, and the advice that waits for it."""

    fact: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one record on one day.

    `facts` are the values of the facts named in the advice; `withheld` are the keys a restriction
    took away; the last six fields let the answer be repeated.
    """

    advice: tuple[Recommendation, ...]
    missing: tuple[Missing, ...]
    doubts: tuple[Doubt, ...]
    disagreements: tuple[Disagreement, ...]
    proposal: Proposal | None
    withheld: dict[str, str]
    facts: dict[str, FactValue]
    ask: Ask
    on: date
    country: Country
    edition: str
    engine: str
    record: Record = field(repr=False, compare=False)

    @property
    def record_sha256(self) -> str:
        """Fingerprint of the record it is of."""
        return self.record.sha256()

    def keys(self) -> frozenset[str]:
        """The advice keys given."""
        return frozenset(r.key for r in self.advice)


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule for one key: does it hold, which facts decided, which are missing."""

    rule: str
    when: str
    holds: bool | None
    deciding: tuple[tuple[str, object], ...]
    missing: tuple[str, ...]
    because: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why one key was given or not, by every rule that could give it."""

    key: str
    given: bool
    withheld_by: str
    reasons: tuple[Reason, ...] = field(default=())
