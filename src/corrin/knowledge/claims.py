"""What the evidence library holds, as frozen values: claims, trials, answers, searches."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrin.knowledge.model import Source


class Certainty(StrEnum):
    """How sure anybody can be. EXPERT is practice nobody tested; NOT_RATED is no rating at all."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    EXPERT = "expert"
    NOT_RATED = "not_rated"

    @property
    def rank(self) -> int:
        """4 for high down to 1 for very low and for untested practice, 0 where nobody rated."""
        return RANKS[self]


RANKS = {
    Certainty.HIGH: 4,
    Certainty.MODERATE: 3,
    Certainty.LOW: 2,
    Certainty.VERY_LOW: 1,
    Certainty.EXPERT: 1,
    Certainty.NOT_RATED: 0,
}


class Verdict(StrEnum):
    """How a statement stands today."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    OVERSTATED = "overstated"
    CONTESTED = "contested"
    OUTDATED = "outdated"
    OPINION = "opinion"
    DUPLICATE = "duplicate"
    UNVERIFIED = "unverified"


# Statements that are never shown as a fact.
DOUBTED = frozenset({Verdict.OVERSTATED, Verdict.CONTESTED, Verdict.OUTDATED})


class Kind(StrEnum):
    """What kind of statement a claim is. GUIDANCE and APPROVAL always name a country."""

    EFFECT = "effect"
    HARM = "harm"
    DIAGNOSTIC = "diagnostic"
    GUIDANCE = "guidance"
    APPROVAL = "approval"
    MECHANISM = "mechanism"
    ATTRIBUTION = "attribution"
    ABSENCE = "absence"


class Role(StrEnum):
    """What a source does for a claim."""

    FOR = "for"
    AGAINST = "against"
    CONTEXT = "context"


class Seen(StrEnum):
    """How much of the cited place was read."""

    WHOLE = "whole"
    ABSTRACT = "abstract"
    TABLE = "table"
    PAGE = "page"
    OPENING = "opening"
    SECOND_HAND = "second_hand"
    LINK = "link"
    MEMORY = "memory"


UNREAD = frozenset({Seen.LINK, Seen.MEMORY})


@dataclass(frozen=True, slots=True)
class Ref:
    """One place in one source, what it does for the claim, and how much of it was read."""

    source: str
    place: str
    role: Role
    seen: Seen

    @property
    def decides(self) -> bool:
        """Whether the claim rests on it."""
        return self.role is not Role.CONTEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What is read again by a day: where it holds, who signed it, and what watches it."""

    id: str
    countries: tuple[str, ...]
    reviewed: date
    reviewed_by: str
    due: date
    search: str
    analysis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Reviewed):
    """One statement with what supports it and what speaks against it.

    `seed` is the document it was taken from, empty for our own. `changed` is the day or year in
    which something newer changed it, `changed_by` the source that did. Its sentences stand in
    the words, under its id.
    """

    seed: str
    topic: str
    kind: Kind
    verdict: Verdict
    certainty: Certainty
    refs: tuple[Ref, ...]
    status: str
    changed: str = ""
    changed_by: str = ""
    superseded_by: str = ""
    same_as: str = ""

    @property
    def checked(self) -> bool:
        """False where it rests on memory, on a place nobody read, or on nothing at all."""
        deciding = [ref for ref in self.refs if ref.decides]
        return bool(deciding) and all(ref.seen not in UNREAD for ref in deciding)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: how sure, and the claims that decide it."""

    name: str
    certainty: Certainty
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Reviewed):
    """A question people ask, and how sure the answer is, part by part."""

    parts: tuple[Part, ...]
    alarms: bool = False

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim it rests on, once."""
        return tuple(dict.fromkeys(claim for part in self.parts for claim in part.claims))


@dataclass(frozen=True, slots=True)
class Trial:
    """One result of one study as it was printed; None where it was not.

    `study` is the trial itself: two papers, or two doses with one control group, have one study.
    """

    id: str
    analysis: str
    source: str
    study: str
    label: str
    post_hoc: bool
    n: tuple[int, int]
    events: tuple[int, int] | None
    means: tuple[float, float] | None
    estimate: float | None
    low: float | None
    high: float | None
    place: str
    seen: Seen
    decimals: tuple[int, int, int] = (2, 2, 2)  # of low, estimate and high, as printed


@dataclass(frozen=True, slots=True)
class Analysis:
    """Trials that answer one question with one measure, and why they may not be pooled."""

    id: str
    measure: str
    unit: str
    lower_is_better: bool
    axis: tuple[float, ...]
    trials: tuple[Trial, ...]
    refused: str = ""
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of an outcome: where it began and ended, with the 95 % interval of its end."""

    name: str
    start: float
    end: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Two groups on one scale, before and after."""

    id: str
    analysis: str
    unit: str
    scale: tuple[float, float]
    after: str
    arms: tuple[Arm, ...]
    ref: Ref


@dataclass(frozen=True, slots=True)
class Search:
    """One search that watches a part of the field, and when it was last made, if ever."""

    id: str
    query: str
    places: tuple[str, ...]
    last: date | None
    again: date


@dataclass(frozen=True, slots=True)
class Approval:
    """What one country says of methylcobalamin for ALS. `on` is empty where none was found."""

    country: str
    found: bool
    on: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The bibliography of a source: what makes two links the same study."""

    source: str
    type: str
    authors: tuple[str, ...]
    year: str
    title: str
    container: str
    locator: str
    doi: str
    pmid: str
    study: str
    also: tuple[str, ...]
    retracted: bool


@dataclass(frozen=True, slots=True)
class Library:
    """Everything the evidence pages rest on. `edition` names it."""

    edition: str
    sources: dict[str, Source]
    references: dict[str, Reference]
    claims: dict[str, Claim]
    answers: dict[str, Answer]
    analyses: dict[str, Analysis]
    outcomes: dict[str, Outcome]
    searches: dict[str, Search]
    approvals: tuple[Approval, ...]

    def doubted(self, claim: Claim) -> bool:
        """Whether it may not be shown as a fact: by its own verdict, or by that of its twin."""
        twin = self.claims[claim.same_as] if claim.same_as else claim
        return claim.verdict in DOUBTED or twin.verdict in DOUBTED

    def study(self, link: str) -> str:
        """The study a link, a DOI, a PubMed number or a source id leads to; empty if unknown."""
        for name, row in self.references.items():
            marks = (name, row.doi, row.pmid, *row.also)
            if any(mark and _ends_with(link, mark) for mark in marks):
                return row.study or name
        return ""


def _ends_with(link: str, mark: str) -> bool:
    """Whether a mark is a whole word of a link."""
    before, found, after = link.lower().partition(mark.lower())
    return bool(found) and not (before[-1:].isalnum() or after[:1].isalnum())
