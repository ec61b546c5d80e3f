"""Claims, answers and sources of the library in words, as the pages and the command line show them.

What rests on memory or on an unread place shows its verdict and nothing else: no certainty, and
nothing about what stands today.
"""

from dataclasses import dataclass, replace

from corrin.knowledge import Answer, Certainty, Claim, Library, Reviewed, Role, Search, Source
from corrin.terms import Reader
from corrin.words.catalog import Catalog
from corrin.words.sources import Cited, cited, titled, when

ROLES = {Role.FOR: "for_it", Role.AGAINST: "against_it", Role.CONTEXT: "beside_it"}


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the history of a claim."""

    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A search that watches the field, and what would change our mind."""

    id: str
    mind: str
    query: str
    places: str
    last: str
    again: str


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure one thing is: the level in words, and what it is about.

    `rank` is 1 to 4, and 0 where there is no level; `about` is empty where it is everything said.
    """

    level: str
    rank: int
    about: str = ""

    def __str__(self) -> str:
        return f"{self.about} ({self.level})" if self.about else self.level


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands at the top of every page: how sure, looked at when, and where it holds."""

    certainty: tuple[Sure, ...]
    means: str
    checked: str
    countries: str
    due: str
    signed: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim in words. `today` is empty where it is not yet checked."""

    id: str
    topic: str
    seed: str
    said: str
    verdict: str
    group: str
    doubted: bool
    checked: bool
    today: str
    stamp: Stamp
    cited: tuple[tuple[str, tuple[Cited, ...]], ...]
    history: tuple[Event, ...]
    watch: Watch
    same_as: str
    superseded_by: str
    analysis: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer in words for one reader."""

    id: str
    question: str
    short: str
    text: str
    gate: str
    stamp: Stamp
    claims: tuple[ShownClaim, ...]
    watch: Watch
    analysis: str
    alarms: bool


def shown_claim(claim: Claim, library: Library, words: Catalog) -> ShownClaim:
    """A claim as it is shown."""
    verdict = words.text("claim", claim.id, "verdict")
    group = claim.verdict.value if claim.checked else "unverified"
    return ShownClaim(
        id=claim.id,
        topic=words.text("subject", claim.topic),
        seed=claim.seed,
        said=words.text("claim", claim.id, "said"),
        verdict=verdict,
        group=words.text("verdict", group),
        doubted=library.doubted(claim),
        checked=claim.checked,
        today=words.text("claim", claim.id, "today") if claim.checked else "",
        stamp=claim_stamp(claim, words),
        cited=_by_role(claim, library, words),
        history=_history(claim, library, words, verdict),
        watch=watch(library.searches[claim.search], words),
        same_as=claim.same_as,
        superseded_by=claim.superseded_by,
        analysis=claim.analysis,
    )


def shown_answer(answer: Answer, library: Library, words: Catalog, reader: Reader) -> ShownAnswer:
    """An answer as it is shown to one reader; the clinician's text stands behind its gate."""
    clinician = reader is Reader.CLINICIAN
    return ShownAnswer(
        id=answer.id,
        question=words.text("answer", answer.id, "question"),
        short=words.text("answer", answer.id, "short"),
        text=words.text("answer", answer.id, "clinician" if clinician else "lay"),
        gate=words.text("library", "gate_clinician" if clinician else "gate"),
        stamp=answer_stamp(answer, words),
        claims=tuple(shown_claim(library.claims[name], library, words) for name in answer.claims),
        watch=watch(library.searches[answer.search], words),
        analysis=answer.analysis,
        alarms=answer.alarms,
    )


def claim_stamp(claim: Claim, words: Catalog) -> Stamp:
    """How sure, when, where. Nothing is rated where nothing was checked."""
    if claim.checked:
        return _stamp(claim, (_sure(claim.certainty, words),), claim.certainty, words)
    unchecked = Sure(words.text("library", "not_checked"), 0)
    return _stamp(claim, (unchecked,), Certainty.NOT_RATED, words)


def answer_stamp(answer: Answer, words: Catalog) -> Stamp:
    """How sure each part of an answer is."""
    sure = tuple(_sure(p.certainty, words, words.text("part", p.name)) for p in answer.parts)
    weakest = min(answer.parts, key=lambda part: part.certainty.rank).certainty
    stamp = _stamp(answer, sure, weakest, words)
    where = words.tables["answer"][answer.id].get("where")
    return replace(stamp, countries=where) if where else stamp


def _sure(certainty: Certainty, words: Catalog, about: str = "") -> Sure:
    rank = 0 if certainty is Certainty.EXPERT else certainty.rank  # practice is no level
    return Sure(words.text("certainty", certainty.value), rank, about)


def _stamp(item: Reviewed, sure: tuple[Sure, ...], weakest: Certainty, words: Catalog) -> Stamp:
    by = item.reviewed_by
    return Stamp(
        certainty=sure,
        means=words.text("certainty_means", weakest.value),
        checked=words.day(item.reviewed),
        countries=countries(item.countries, words),
        due=words.day(item.due),
        signed=words.text("library", "signed_by", name=by)
        if by
        else words.text("library", "signed_by_nobody"),
    )


def countries(codes: tuple[str, ...], words: Catalog) -> str:
    """Countries by name; `int` alone, or none at all, is no one country."""
    named = [code for code in codes if code != "int"]
    if not named:
        return words.text("library", "everywhere")
    return words.listed(words.code("country", code) for code in named)


def _by_role(
    claim: Claim, library: Library, words: Catalog
) -> tuple[tuple[str, tuple[Cited, ...]], ...]:
    groups = (
        (words.text("library", name), [r for r in claim.refs if r.role is role])
        for role, name in ROLES.items()
    )
    return tuple((head, tuple(cited(r, library, words) for r in refs)) for head, refs in groups)


def _history(claim: Claim, library: Library, words: Catalog, verdict: str) -> tuple[Event, ...]:
    found = []
    if claim.seed:
        seed = library.sources[claim.seed]
        found.append(Event(when(seed.published, words), _seeded(seed, words)))
    if claim.changed:
        by = library.sources[claim.changed_by]
        text = words.text("library", "history_changed", source=titled(by))
        found.append(Event(when(claim.changed, words), text))
    text = words.text("library", "history_checked", verdict=verdict)
    found.append(Event(words.day(claim.reviewed), text))
    if claim.superseded_by:
        text = words.text("library", "history_replaced", id=claim.superseded_by)
        found.append(Event(words.day(claim.reviewed), text))
    found.append(Event(words.day(claim.due), words.text("library", "history_next")))
    return tuple(found)


def _seeded(seed: Source, words: Catalog) -> str:
    return words.text("library", "history_seed", title=seed.title)


def levels(words: Catalog) -> list[tuple[str, str]]:
    """Each level of certainty with what it means, the surest first."""
    ranked = sorted(Certainty, key=lambda level: -level.rank)
    return [
        (words.text("certainty", each.value), words.text("certainty_means", each.value))
        for each in ranked
    ]


def watch(search: Search, words: Catalog) -> Watch:
    """A search, and what it waits for."""
    never = words.text("library", "never_made")
    return Watch(
        id=search.id,
        mind=words.text("trigger", search.id),
        query=search.query,
        places=words.listed(search.places),
        last=words.day(search.last) if search.last else never,
        again=words.day(search.again),
    )
