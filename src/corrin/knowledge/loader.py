"""Reads the knowledge files and refuses what may not be used.

Refused: a value without a source, a source without the day it was last checked, a rule without
its policy for unknown facts, a key outside the advice vocabulary, a fact from memory (tag M)
that would start, loosen or lengthen anything.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from corrin.knowledge.fields import Table, day
from corrin.knowledge.fields import need as _need
from corrin.knowledge.fields import one_of as _one_of
from corrin.knowledge.model import (
    Citation,
    Disagreement,
    Knowledge,
    KnowledgeError,
    Protocol,
    Rule,
    Side,
    Source,
    Threshold,
    Value,
)
from corrin.terms import ADVICE, ANALYTES, PLAN, Ask, Country, Strength, Tag

UNKNOWN = ("ask", "silent", "apply")
# Advice that starts, loosens or lengthens treatment, or ends it: never on memory alone.
LOOSENS = PLAN | {
    "start_injections_now",
    "keep_interval",
    "may_stop_cause_resolved",
    "trial_stop_uncertain_diagnosis",
    "slow_way_out",
    "injection_and_tablet",
    "longer_dense_course_expert",
    "switch_oral_to_injection",
}
# Keys that may be given although a fact is unknown: alarms, restrictions and questions.
CAUTIOUS = ("urgency", "safety", "data", "test")
# Sides in the order they are read: what advice rests on, then experts, then other countries.
ORDER = ("advising", "expert", "comparison")


@cache
def load() -> Knowledge:
    """The knowledge that comes with corrin. Raises KnowledgeError when a file breaks a rule."""
    return load_from(files("corrin.knowledge"))


def load_from(folder: Traversable) -> Knowledge:
    """The knowledge in a folder of TOML files. Raises KnowledgeError naming file and entry."""
    digest = hashlib.sha256()
    sources = {s.id: s for s in map(source_of, _tables(folder / "sources", digest))}
    tables = list(_tables(folder / "protocols", digest))
    by_id = {t["id"]: t for t in tables}
    editions = tuple(_protocol(t, by_id, sources) for t in tables if "country" in t)
    text = (folder / "disagreements.toml").read_bytes()
    digest.update(text)
    rows = tomllib.loads(text.decode())["disagreement"]
    newest = max(s.checked for s in sources.values())
    return Knowledge(
        edition=f"{newest}+{digest.hexdigest()[:12]}",
        sources=sources,
        editions=editions,
        disagreements=tuple(_disagreement(row, sources) for row in rows),
    )


def _tables(folder: Traversable, digest: "hashlib._Hash") -> Iterator[Table]:
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            content = file.read_bytes()
            digest.update(content)
            yield tomllib.loads(content.decode())


def source_of(table: Table) -> Source:
    """One source. Raises KnowledgeError where a field is missing."""
    where = f"source {table.get('id', '?')}"
    return Source(
        id=_need(table, "id", where),
        title=_need(table, "title", where),
        publisher=_need(table, "publisher", where),
        country=_need(table, "country", where),
        kind=_need(table, "kind", where),
        tag=Tag(_need(table, "tag", where)),
        checked=day(table, "checked", where),
        status=_need(table, "status", where),
        url=table.get("url", ""),
        read=table.get("read", ""),
        published=str(table.get("published", table.get("published_text", ""))),
        superseded_by=table.get("superseded_by", ""),
        note=table.get("note", ""),
    )


def _citation(row: Table, where: str, sources: dict[str, Source]) -> Citation:
    source = _one_of(_need(row, "source", where), sources, where, "source")
    return Citation(source, row.get("section", ""), Tag(_need(row, "tag", where)))


def _cites(table: Table, where: str, sources: dict[str, Source]) -> tuple[Citation, ...]:
    return tuple(_citation(row, where, sources) for row in _need(table, "cites", where))


def _threshold(table: Table, where: str, sources: dict[str, Source]) -> Threshold:
    test = _one_of(_need(table, "test", where), ANALYTES, where, "test")
    unit = _one_of(_need(table, "unit", where), ANALYTES[test].factors, where, "unit")
    low, high = table["low"], table["high"]
    return Threshold(test, unit, low, high, _cites(table, where, sources))


def _rule(table: Table, protocol: str, sources: dict[str, Source]) -> Rule:
    where = f"protocol {protocol}, rule {table.get('id', '?')}"
    key = _one_of(_need(table, "gives", where), ADVICE, where, "key")
    rule = Rule(
        id=_need(table, "id", where),
        gives=key,
        when=_need(table, "when", where),
        strength=Strength(_need(table, "strength", where)),
        unknown=_one_of(_need(table, "unknown", where), UNKNOWN, where, "`unknown`"),
        cites=_cites(table, where, sources),
        params={k: _value(v) for k, v in table.get("with", {}).items()},
        asks=tuple(_one_of(a, list(Ask), where, "ask") for a in table.get("asks", [])),
        offsets=tuple(table.get("offsets", ())),
        reviewed_by=table.get("reviewed_by", ""),
        attributed=table.get("attributed", ""),
    )
    _check_rule(rule, where)
    return rule


def _check_rule(rule: Rule, where: str) -> None:
    term = ADVICE[rule.gives]
    for name in rule.params:
        _one_of(name, term.params, where, "parameter")
    for name in term.params:
        if name not in rule.params:
            raise KnowledgeError(f"{where}: {rule.gives} needs `{name}` in `with`; add it")
    if rule.unknown == "apply" and term.family not in CAUTIOUS:
        raise KnowledgeError(f"{where}: only alarms and restrictions may apply when unknown")
    if rule.attributed and rule.strength is not Strength.EXPERT:
        raise KnowledgeError(f"{where}: a rule of an expert protocol has the strength `expert`")
    if rule.gives in LOOSENS and all(c.tag is Tag.MEMORY for c in rule.cites):
        raise KnowledgeError(f"{where}: memory alone may not start, loosen or lengthen anything")


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value


def _protocol(table: Table, by_id: dict[str, Table], sources: dict[str, Source]) -> Protocol:
    """An edition with the parts it includes; its own rules and definitions come first."""
    where = f"protocol {table['id']}"
    parts = [table, *(by_id[name] for name in _need(table, "include", where))]
    rows = [
        {**row, "attributed": part.get("attributed", "")}
        for part in parts
        for row in part.get("rule", [])
    ]
    definitions = [item for part in reversed(parts) for item in part.get("define", {}).items()]
    rules = tuple(_rule(row, table["id"], sources) for row in rows)
    repeated = {r.id for r in rules if sum(r.id == other.id for other in rules) > 1}
    if repeated:
        raise KnowledgeError(f"{where}: rule ids stand twice: {', '.join(sorted(repeated))}")
    return Protocol(
        id=table["id"],
        country=Country(_need(table, "country", where)),
        valid_from=_need(table, "valid_from", where),
        valid_until=table.get("valid_until"),
        thresholds=tuple(_threshold(t, where, sources) for t in _need(table, "threshold", where)),
        definitions=dict(definitions),
        rules=rules,
    )


def _disagreement(table: Table, sources: dict[str, Source]) -> Disagreement:
    where = f"disagreement {table.get('id', '?')}"
    sides = tuple(
        Side(_need(row, "id", where), _need(row, "country", where), _citation(row, where, sources))
        for row in _need(table, "side", where)
    )
    return Disagreement(
        id=_need(table, "id", where),
        topic=_need(table, "topic", where),
        sides=tuple(sorted(sides, key=lambda s: ORDER.index(sources[s.cite.source].standing))),
        conflict=table.get("conflict", 0),
        library_only=table.get("library_only", False),
    )
