"""What is known, as frozen values: sources, thresholds, rules, protocols, disagreements."""

from dataclasses import dataclass, field
from datetime import date

from corrin.terms import Country, Strength, Tag

# Whose documents are shown with their name on them and never drive advice by themselves.
EXPERT_KINDS = frozenset({"patients", "clinic", "opinion"})
Value = str | int | float | tuple[str, ...] | tuple[float, ...]


class KnowledgeError(ValueError):
    """Knowledge that may not be used. The message names file, entry and what is missing."""


@dataclass(frozen=True, slots=True)
class Source:
    """One edition of one document, how it was read, and the day that was last checked."""

    id: str
    title: str
    publisher: str
    country: str
    kind: str
    tag: Tag
    checked: date
    status: str
    url: str = ""
    read: str = ""
    published: str = ""
    superseded_by: str = ""
    note: str = ""

    @property
    def standing(self) -> str:
        """advising, expert (a clinic, an association, an opinion) or comparison (elsewhere)."""
        if self.kind in EXPERT_KINDS:
            return "expert"
        return "advising" if self.country in list(Country) else "comparison"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source, and how that place was read."""

    source: str
    section: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Threshold:
    """Limits of a test in one unit: below `low` deficient, above `high` unlikely."""

    test: str
    unit: str
    low: float
    high: float
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of advice and the expression over facts that gives it.

    `unknown` says what an unknown fact does: `ask` names it as missing, `silent` leaves the rule
    out, `apply` gives the advice all the same (alarms and restrictions only). `attributed` names
    the source of an expert protocol; `reviewed_by` is empty where no clinician has reviewed it.
    """

    id: str
    gives: str
    when: str
    strength: Strength
    unknown: str
    cites: tuple[Citation, ...]
    params: dict[str, Value] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    offsets: tuple[int, ...] = ()
    reviewed_by: str = ""
    attributed: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """The rules in force in one country on one day: its own edition, then the common ones."""

    id: str
    country: Country
    valid_from: date
    valid_until: date | None
    thresholds: tuple[Threshold, ...]
    definitions: dict[str, str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says in a disagreement; its sentence stands in the words."""

    id: str
    country: str
    cite: Citation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One question that sources answer differently, with every side.

    `conflict` is its number in the guideline report, 0 where it comes from elsewhere in it.
    `library_only`: shown in the guidelines and the library, not beside one person's advice.
    """

    id: str
    topic: str
    sides: tuple[Side, ...]
    conflict: int = 0
    library_only: bool = False

    def lead(self, country: str) -> tuple[Side, ...]:
        """The sides to show first: one of each country with rules, its own first; two at least."""
        order = dict.fromkeys((country, *Country))
        firsts = [next((s for s in self.sides if s.country == c), None) for c in order]
        found = [side for side in firsts if side]
        others = [side for side in self.sides if side not in found]
        return tuple(found + others[: max(0, 2 - len(found))])


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the rules rest on. `edition` names it, so that an answer can be repeated."""

    edition: str
    sources: dict[str, Source]
    editions: tuple[Protocol, ...]
    disagreements: tuple[Disagreement, ...]

    def protocol(self, country: Country, on: date) -> Protocol:
        """The protocol in force in a country on a day.

        Raises KnowledgeError when no edition is valid then.
        """
        for edition in self.editions:
            ended = edition.valid_until is not None and on > edition.valid_until
            if edition.country == country and edition.valid_from <= on and not ended:
                return edition
        raise KnowledgeError(f"no {country} protocol is valid on {on}")
