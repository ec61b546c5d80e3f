"""Reads the evidence library and refuses what may not be shown.

Refused: a claim without a place in its source, guidance or an approval without a country, a
published claim that nobody signed, a review later than it may be, one study counted twice, an
answer surer than the weakest claim that decides it, an estimate outside its own interval.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from corrin.knowledge.claims import (
    Analysis,
    Answer,
    Approval,
    Arm,
    Certainty,
    Claim,
    Kind,
    Library,
    Outcome,
    Part,
    Ref,
    Reference,
    Reviewed,
    Role,
    Search,
    Seen,
    Trial,
    Verdict,
)
from corrin.knowledge.fields import Table, day, need, one_of
from corrin.knowledge.loader import load, source_of
from corrin.knowledge.model import KnowledgeError, Source

STATUSES = ("draft", "reviewed", "published", "superseded", "withdrawn")
LONGEST, LONGEST_ALS = 366, 184  # days from a review to the next one
NAMES_A_COUNTRY = (Kind.GUIDANCE, Kind.APPROVAL)
FILES = ("references.csv", "sources.toml", "claims.toml", "answers.toml", "trials.csv",
         "analyses.toml", "searches.toml")  # fmt: skip


@cache
def load_library() -> Library:
    """The library that comes with corrin. Raises KnowledgeError when a file breaks a rule."""
    return load_library_from(files("corrin.knowledge") / "library", load().sources)


def load_library_from(folder: Traversable, known: Mapping[str, Source]) -> Library:
    """The library in a folder; `known` are the sources of the guidelines, which it may cite too."""
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in FILES}
    tables = {n: tomllib.loads(t) for n, t in texts.items() if n.endswith(".toml")}
    sources = dict(known) | {s.id: s for s in map(source_of, tables["sources.toml"]["source"])}
    references = _once(map(_reference, _rows(texts["references.csv"])), "reference", "source")
    searches = _once(map(_search, tables["searches.toml"]["search"]), "search")
    claims = _once((_claim(t, sources) for t in tables["claims.toml"]["claim"]), "claim")
    analyses = _analyses(tables["analyses.toml"]["analysis"], texts["trials.csv"], sources)
    outcomes = _once((_outcome(t, sources) for t in tables["analyses.toml"]["outcome"]), "outcome")
    answers = _once(map(_answer, tables["answers.toml"]["answer"]), "answer")
    found = Library(
        edition=hashlib.sha256("".join(texts.values()).encode()).hexdigest()[:12],
        sources=sources,
        references=references,
        claims=claims,
        answers=answers,
        analyses=analyses,
        outcomes=outcomes,
        searches=searches,
        approvals=tuple(_approval(t, sources) for t in tables["claims.toml"]["approval"]),
    )
    _check(found)
    return found


def _rows(text: str) -> list[Table]:
    return list(csv.DictReader(text.splitlines()))


def _once(items: Iterable[Any], what: str, key: str = "id") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if getattr(item, key) in found:
            raise KnowledgeError(f"{what} {getattr(item, key)}: stands twice")
        found[getattr(item, key)] = item
    return found


def _reference(row: Table) -> Reference:
    where = f"reference {row.get('source', '?')}"
    return Reference(
        source=need(row, "source", where),
        type=need(row, "type", where),
        authors=tuple(need(row, "authors", where).split(";")),
        year=row["year"],
        title=need(row, "title", where),
        container=row["container"],
        locator=row["locator"],
        doi=row["doi"],
        pmid=row["pmid"],
        study=row["study"],
        also=tuple(row["also"].split()),
        retracted=row["retracted"] == "yes",
    )


def _ref(row: Table, where: str, sources: Mapping[str, Source]) -> Ref:
    source = one_of(need(row, "source", where), sources, where, "source")
    role = one_of(need(row, "role", where), list(Role), where, "role")
    seen = one_of(need(row, "seen", where), list(Seen), where, "seen")
    return Ref(source, need(row, "place", where), Role(role), Seen(seen))


def _claim(table: Table, sources: Mapping[str, Source]) -> Claim:
    where = f"claim {table.get('id', '?')}"
    return Claim(
        **_reviewed(table, where),
        seed=table.get("seed", ""),
        topic=need(table, "topic", where),
        kind=Kind(one_of(need(table, "kind", where), list(Kind), where, "kind")),
        verdict=Verdict(one_of(need(table, "verdict", where), list(Verdict), where, "verdict")),
        certainty=_certainty(table, where),
        refs=tuple(_ref(row, where, sources) for row in table.get("refs", ())),
        status=one_of(need(table, "status", where), STATUSES, where, "status"),
        changed=str(table.get("changed", "")),
        changed_by=table.get("changed_by", ""),
        superseded_by=table.get("superseded_by", ""),
        same_as=table.get("same_as", ""),
    )


def _reviewed(table: Table, where: str) -> Table:
    """What every item has that is read again by a day."""
    if "reviewed_by" not in table:
        raise KnowledgeError(f"{where}: `reviewed_by` is missing; name somebody, or leave it empty")
    return {
        "id": need(table, "id", where),
        "countries": tuple(table.get("countries", ())),
        "reviewed": day(table, "reviewed", where),
        "reviewed_by": table["reviewed_by"],
        "due": day(table, "due", where),
        "search": need(table, "search", where),
        "analysis": table.get("analysis", ""),
    }


def _certainty(table: Table, where: str) -> Certainty:
    return Certainty(one_of(need(table, "certainty", where), list(Certainty), where, "certainty"))


def _answer(table: Table) -> Answer:
    where = f"answer {table.get('id', '?')}"
    parts = tuple(
        Part(need(p, "name", where), _certainty(p, where), tuple(need(p, "claims", where)))
        for p in need(table, "part", where)
    )
    need(table, "countries", where)
    return Answer(**_reviewed(table, where), parts=parts, alarms=table.get("alarms", False))


def _search(table: Table) -> Search:
    where = f"search {table.get('id', '?')}"
    return Search(
        id=need(table, "id", where),
        query=need(table, "query", where),
        places=tuple(need(table, "places", where)),
        last=day(table, "last", where) if "last" in table else None,
        again=day(table, "again", where),
    )


def _approval(table: Table, sources: Mapping[str, Source]) -> Approval:
    where = f"approval {table.get('country', '?')}"
    refs = tuple(_ref(row, where, sources) for row in table.get("refs", ()))
    if table["found"] and not (refs and table.get("on")):
        raise KnowledgeError(f"{where}: an approval needs its day and a source")
    return Approval(need(table, "country", where), table["found"], str(table.get("on", "")), refs)


def _analyses(
    tables: Iterable[Table], rows: str, sources: Mapping[str, Source]
) -> dict[str, Analysis]:
    trials = [_trial(row, sources) for row in _rows(rows)]
    found = _once((_analysis(table) for table in tables), "analysis")
    for trial in trials:
        one_of(trial.analysis, found, f"trial {trial.id}", "analysis")
    return {
        name: replace(each, trials=tuple(t for t in trials if t.analysis == name))
        for name, each in found.items()
    }


def _analysis(table: Table) -> Analysis:
    where = f"analysis {table.get('id', '?')}"
    return Analysis(
        id=need(table, "id", where),
        measure=one_of(need(table, "measure", where), ("MD", "RD", "HR"), where, "measure"),
        unit=table.get("unit", ""),
        lower_is_better=table["lower_is_better"],
        axis=tuple(float(tick) for tick in need(table, "axis", where)),
        trials=(),
        refused=table.get("refused", ""),
        margin=table.get("margin"),
    )


def _trial(row: Table, sources: Mapping[str, Source]) -> Trial:
    where = f"trial {row.get('id', '?')}"
    estimate, low, high = (_number(row[k]) for k in ("estimate", "low", "high"))
    if estimate is not None and low is not None and high is not None and not low < estimate < high:
        raise KnowledgeError(f"{where}: {estimate} lies outside {low} to {high}")
    n = (int(need(row, "n1", where)), int(need(row, "n2", where)))
    events = _pair(row, "events", int)
    if events and not all(0 <= e <= size for e, size in zip(events, n, strict=True)):
        raise KnowledgeError(f"{where}: more people with the outcome than people")
    return Trial(
        id=need(row, "id", where),
        analysis=need(row, "analysis", where),
        source=one_of(need(row, "source", where), sources, where, "source"),
        study=need(row, "study", where),
        label=need(row, "label", where),
        post_hoc=row["post_hoc"] == "yes",
        n=n,
        events=events,
        means=_pair(row, "mean", float),
        estimate=estimate,
        low=low,
        high=high,
        place=need(row, "place", where),
        seen=Seen(one_of(need(row, "seen", where), list(Seen), where, "seen")),
        decimals=(_decimals(row["low"]), _decimals(row["estimate"]), _decimals(row["high"])),
    )


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _outcome(table: Table, sources: Mapping[str, Source]) -> Outcome:
    where = f"outcome {table.get('id', '?')}"
    arms = tuple(Arm(**row) for row in need(table, "arms", where))
    low, high = need(table, "scale", where)
    for arm in arms:
        if not (low <= arm.start <= high and low <= arm.end <= high):
            raise KnowledgeError(f"{where}: {arm.name} leaves its scale of {low} to {high}")
        if arm.low is not None and arm.high is not None and not arm.low < arm.end < arm.high:
            raise KnowledgeError(f"{where}: {arm.name} ends outside {arm.low} to {arm.high}")
    return Outcome(
        id=need(table, "id", where),
        analysis=need(table, "analysis", where),
        unit=need(table, "unit", where),
        scale=(low, high),
        after=need(table, "after", where),
        arms=arms,
        ref=_ref(table, where, sources),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def _pair(row: Table, name: str, kind: Any) -> Any:
    first, second = row[f"{name}1"], row[f"{name}2"]
    return (kind(first), kind(second)) if first and second else None


def _check(found: Library) -> None:
    """What can only be seen with the whole library in hand."""
    _check_identities(found.references.values())
    for name in found.references:
        one_of(name, found.sources, f"reference {name}", "source")
    for claim in found.claims.values():
        _check_claim(claim, found)
    for answer in found.answers.values():
        _check_answer(answer, found)


def _check_identities(references: Iterable[Reference]) -> None:
    """Two sources may not be one paper."""
    seen: dict[str, str] = {}
    for row in references:
        for mark in {row.doi.lower(), row.pmid, *row.also} - {""}:
            if mark in seen:
                raise KnowledgeError(f"reference {row.source}: {mark} is also {seen[mark]}")
            seen[mark] = row.source


def _check_claim(claim: Claim, found: Library) -> None:
    where = f"claim {claim.id}"
    one_of(claim.search, found.searches, where, "search")
    for name in filter(None, (claim.superseded_by, claim.same_as)):
        one_of(name, found.claims, where, "claim")
    _check_twin(claim, where, found)
    if claim.analysis:
        one_of(claim.analysis, found.analyses, where, "analysis")
    if claim.changed_by:
        one_of(claim.changed_by, found.sources, where, "source")
    if claim.kind in NAMES_A_COUNTRY and not claim.countries:
        raise KnowledgeError(f"{where}: {claim.kind} must name its country")
    if claim.verdict is Verdict.OUTDATED and not (claim.changed and claim.changed_by):
        raise KnowledgeError(f"{where}: outdated without the day and the source that changed it")
    _check_status(claim, where, found)
    _check_due(claim, where, LONGEST_ALS if claim.topic == "als" else LONGEST)
    _check_studies(claim, where, found)


def _check_twin(claim: Claim, where: str, found: Library) -> None:
    """What is said twice names its twin and rests on the same places, so that it is doubted too."""
    if (claim.verdict is Verdict.DUPLICATE) != bool(claim.same_as):
        raise KnowledgeError(f"{where}: a duplicate, and only a duplicate, names `same_as`")
    if claim.same_as and claim.refs != found.claims[claim.same_as].refs:
        raise KnowledgeError(f"{where}: rests on other places than {claim.same_as}")


def _check_status(claim: Claim, where: str, found: Library) -> None:
    if claim.status in ("reviewed", "published") and not (claim.reviewed_by and claim.checked):
        raise KnowledgeError(f"{where}: {claim.status} needs a named reviewer and places read")
    retracted = [r.source for r in claim.refs if _retracted(r.source, found)]
    if retracted and claim.status == "published":
        raise KnowledgeError(f"{where}: rests on what was retracted: {', '.join(retracted)}")


def _retracted(source: str, found: Library) -> bool:
    return source in found.references and found.references[source].retracted


def _check_due(item: Reviewed, where: str, longest: int) -> None:
    if not 0 < (item.due - item.reviewed).days <= longest:
        raise KnowledgeError(f"{where}: the next review is due within {longest} days of the last")


def _check_studies(claim: Claim, where: str, found: Library) -> None:
    """One study counts once on each side, however many papers it has."""
    counted: set[tuple[Role, str]] = set()
    for ref in claim.refs:
        row = found.references.get(ref.source)
        study = (row.study if row else "") or ref.source
        if ref.decides and (ref.role, study) in counted:
            raise KnowledgeError(f"{where}: the study {study} is counted twice")
        counted.add((ref.role, study))


def _check_answer(answer: Answer, found: Library) -> None:
    where = f"answer {answer.id}"
    one_of(answer.search, found.searches, where, "search")
    if answer.analysis:
        one_of(answer.analysis, found.analyses, where, "analysis")
    _check_due(answer, where, LONGEST_ALS if answer.search == "als" else LONGEST)
    for part in answer.parts:
        weakest = min(_rank(name, where, found) for name in part.claims)
        if part.certainty.rank > weakest:
            raise KnowledgeError(f"{where}: {part.name} is surer than its weakest claim")


def _rank(name: str, where: str, found: Library) -> int:
    return found.claims[one_of(name, found.claims, where, "claim")].certainty.rank
