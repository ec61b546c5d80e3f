"""Patients per CPU-second for findings without text, beside plain two-valued Python.

    python3 start.py bench      (or: .venv/bin/python bench/findings.py --times 600)

The open vignettes, so many `--times`, in batches of `--batch` patients. `cohort` is what a run over
a cohort does for its findings: records as a cohort keeps them, read into a table of columns, then
every rule's answer and every missing fact, as bit masks. `many` is the second half of that alone.
`table` makes the table from record objects as if just read instead, which a cohort never does.
`one` is the reading and asking of one record after the other. `plain` is what a quick script would
do: one after the other, the same facts, each rule as ordinary Python (`eval` of its own text,
definitions put in) in which unknown is read as no, without the third value and without reasons. CPU
time of one process, medians of the runs, lowest to highest in brackets; the goal is 50000 a second
for `cohort`.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from types import CodeType
from typing import Any

import numpy as np
import pyarrow as pa

from corrin.cohort.columns import table_of
from corrin.cohort.layout import Patient, batch_of
from corrin.knowledge import Protocol, load
from corrin.record import Case, Record, read_case
from corrin.record.table import Table, table
from corrin.rules import Asked, RuleBook, findings, findings_of_many, rule_book
from corrin.situation import FACTS, Situation, read
from corrin.situation.many import read_many
from corrin.terms import Country

CASES = Path(__file__).resolve().parents[1] / "tests" / "data" / "cases" / "open.jsonl"
GOAL = 50_000
Made = Callable[[], list[Any]]  # what is worked on, made before the clock starts


@dataclass(frozen=True, slots=True)
class Group:
    """The vignettes of one protocol, in batches of columns."""

    cases: list[Case]
    protocol: Protocol
    book: RuleBook
    plain: list[CodeType]
    batches: list[list[Case]]
    kept: list[pa.RecordBatch]
    tables: list[Table]


def plain_rules(protocol: Protocol) -> list[CodeType]:
    """Every rule as ordinary Python, its definitions written into it."""
    names = {name: f"({text})" for name, text in protocol.definitions.items()}

    def whole(text: str) -> str:
        tokens = " ".join(text.replace("(", " ( ").replace(")", " ) ").split())
        said = " ".join(whole(names[t]) if t in names else t for t in tokens.split())
        return f"({said})"

    return [compile(whole(r.when), r.id, "eval") for r in protocol.rules]


def plain_facts(situation: Situation) -> dict[str, Any]:
    """The facts by name; unknown is no, or a number or code that meets nothing."""
    empty = {"flag": False, "number": -1.0, "code": "", "codes": (), "day": ""}
    return {
        n: f.value if (f := situation.fact(n)).known else empty[t.kind] for n, t in FACTS.items()
    }


def groups(times: int, size: int) -> Iterator[Group]:
    """The vignettes by protocol, so many times."""
    known = load()
    told = [read_case(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    for protocol in known.editions:
        of = [c for c in told if c.on and known.protocol(c.country or Country.UK, c.on) == protocol]
        repeated = of * times
        batches = [repeated[i : i + size] for i in range(0, len(repeated), size)]
        if of:
            kept = [batch_of(Patient(c.id, c.record) for c in batch) for batch in batches]
            tables = [table(c.record for c in batch) for batch in batches]
            plain = plain_rules(protocol)
            yield Group(of, protocol, rule_book(protocol), plain, batches, kept, tables)


def situation(case: Case, protocol: Protocol) -> Situation:
    """One vignette read."""
    assert case.on
    return read(case.record, on=case.on, thresholds=protocol.thresholds)


def cohort(group: Group) -> None:
    """Findings of all from records as a cohort keeps them."""
    many(group, map(table_of, group.kept))


def many(group: Group, tables: Iterable[Table] | None = None) -> None:
    """Findings of all, with what is missing."""
    for batch, columns in zip(group.batches, tables or group.tables, strict=True):
        days = np.array([c.on.toordinal() for c in batch if c.on], dtype=float)
        asked = Asked(read_many(columns, on=days, thresholds=group.protocol.thresholds))
        for found in findings_of_many(asked, group.book):
            if found.unknown:
                list(asked.trace(found.node, found.unknown))


def fresh(group: Group) -> list[list[Record]]:
    """The records as if just read: entries of their own, nothing worked out before."""
    return [[Record(tuple(map(copy, c.record.entries))) for c in batch] for batch in group.batches]


def made(batches: list[list[Record]]) -> None:
    """The tables."""
    for batch in batches:
        table(batch)


def one(group: Group) -> None:
    """Findings of one vignette after the other."""
    for case in group.cases:
        list(findings(situation(case, group.protocol), group.book))


def plain(group: Group) -> None:
    """Two-valued answers of one vignette after the other."""
    for case in group.cases:
        facts = plain_facts(situation(case, group.protocol))
        for rule in group.plain:
            eval(rule, None, facts)


def rates(work: Callable[[Any], None], told: Made, patients: int, runs: int) -> list[int]:
    """Patients per CPU-second of some runs, ascending, after one to warm up."""
    found = []
    for run in range(runs + 1):
        ready = told()
        begun = process_time()
        for group in ready:
            work(group)
        if run:
            found.append(round(patients / (process_time() - begun)))
    return sorted(found)


def main() -> None:
    """Print the rates and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=600)
    parser.add_argument("--batch", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    told = list(groups(asked.times, asked.batch))
    each = sum(len(g.cases) for g in told)
    options = f"--times {asked.times} --batch {asked.batch} --runs {asked.runs}"
    print(
        f"command: bench/findings.py {options}; {each * asked.times} patients at once, {each} alone"
    )
    middles = {}
    works: dict[str, tuple[Callable[[Any], None], Made]] = {
        "cohort": (cohort, lambda: told),
        "many": (many, lambda: told),
        "table": (made, lambda: [fresh(group) for group in told]),
        "one": (one, lambda: told),
        "plain": (plain, lambda: told),
    }
    for name, (work, ready) in works.items():
        patients = each * asked.times if name in ("cohort", "many", "table") else each
        found = rates(work, ready, patients, asked.runs)
        middles[name] = median(found)
        print(f"{name:6} {middles[name]:8.0f} ({found[0]} to {found[-1]}) patients a CPU second")
    objects = 1 / (1 / middles["many"] + 1 / middles["table"])
    print(f"cohort over one {middles['cohort'] / middles['one']:.1f}, ", end="")
    print(f"over plain {middles['cohort'] / middles['plain']:.1f}; ", end="")
    print(
        f"of the goal {middles['cohort'] / GOAL:.2f}; from record objects {objects:.0f}, ", end=""
    )
    print(f"over plain {objects / middles['plain']:.1f}")


if __name__ == "__main__":
    main()
