"""Where each statement of the guideline report stands in the knowledge, printed and checked."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corrin.advice.safety import RESTRICTIONS
from corrin.knowledge import Rule, load
from corrin.situation import FACTS
from corrin.terms import ADVICE, Tag

TITLES = {
    "2.1": "United Kingdom: NICE NG239",
    "2.2": "United Kingdom: labels",
    "2.3": "United Kingdom: superseded and pandemic guidance",
    "2.4": "United Kingdom: monitoring after the start",
    "3": "Netherlands",
    "4": "Denmark",
    "5": "Other statements",
    "6": "The same question in each guideline",
    "7": "Conflicts",
    "8": "Safety rules, assays, units",
    "9": "Red flags",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the report, the places where it stands, and why something is left out."""

    section: str
    says: str
    stands: tuple[str, ...]
    left_out: str


@cache
def rows() -> tuple[Row, ...]:
    """Every row, in the order of the report."""
    text = (files("corrin.knowledge") / "coverage.toml").read_text(encoding="utf-8")
    return tuple(
        Row(r["section"], r["says"], tuple(r.get("stands", ())), r.get("not", ""))
        for r in tomllib.loads(text)["row"]
    )


@cache
def places() -> frozenset[str]:
    """Every place a row may name."""
    known = load()
    found = {f"rule:{rule}" for rule in _rules()}
    found |= {f"limit:{p.id}/{t.test}" for p in known.editions for t in p.thresholds}
    found |= {f"disagreement:{d.id}" for d in known.disagreements}
    found |= {f"source:{s}" for s in known.sources} | {f"fact:{name}" for name in FACTS}
    found |= {f"restriction:{row.name}" for row in RESTRICTIONS}
    return frozenset(found | {f"words:{key}" for key in ADVICE})


def unnamed() -> list[str]:
    """Rules that rest on a source and are named by no row."""
    named = {place for row in rows() for place in row.stands}
    return [i for i, r in _rules().items() if not _own(r) and f"rule:{i}" not in named]


def _rules() -> dict[str, Rule]:
    return {rule.id: rule for p in load().editions for rule in p.rules}


def _own(rule: Rule) -> bool:
    return all(c.tag is Tag.OWN for c in rule.cites)


def coverage(note: str) -> str:
    """The page: a table for each section, and our own rules at the end."""
    return "\n\n".join([note, *_parts()]) + "\n"


def _parts() -> Iterator[str]:
    yield "# What the guideline report says, and where it stands"
    left = sum(bool(row.left_out) for row in rows())
    whole = sum(not row.stands for row in rows())
    yield (
        f"{len(rows())} statements. {left} have something left out on purpose, {whole} of them "
        "altogether; the reason stands beside. No clinician has reviewed this table."
    )
    for section, title in TITLES.items():
        yield f"## {section} {title}"
        yield "\n".join(_table(section))
    yield "## Rules of our own"
    yield "No source gives them; they ask, hold back or show. They rest on our own definitions."
    yield ", ".join(f"`{i}`" for i, rule in _rules().items() if _own(rule))


def _table(section: str) -> Iterator[str]:
    yield "| the report says | where it stands | left out, and why |"
    yield "|---|---|---|"
    for row in rows():
        if row.section == section:
            stands = ", ".join(f"`{place}`" for place in row.stands)
            yield f"| {row.says} | {stands} | {row.left_out} |"
