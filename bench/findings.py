"""Patients per CPU-second for findings without text, beside plain two-valued Python.

    python3 start.py bench      (or: .venv/bin/python bench/findings.py)

Native records of the 54 open vignettes: reading the facts, asking the rules, and both. The plain
side runs each rule as ordinary Python (`eval` of its own text, definitions put in) over a
dictionary of facts in which unknown is read as no: what a quick script would do, without the third
value and without reasons. Medians of five runs; the goal is 50000 a second for the whole.
"""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from types import CodeType
from typing import Any

from corrin.knowledge import Protocol, load
from corrin.record import read_case
from corrin.rules import findings, rule_book
from corrin.situation import FACTS, Situation, read
from corrin.terms import Country

CASES = Path(__file__).resolve().parents[1] / "tests" / "data" / "cases" / "open.jsonl"
REPEATS = 5
GOAL = 50_000


def rate(work: Callable[[], object], patients: int) -> int:
    """Median patients per CPU-second of some runs, after one to warm up."""
    work()
    spent = []
    for _ in range(REPEATS):
        begun = process_time()
        work()
        spent.append(process_time() - begun)
    return round(patients / median(spent))


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


def main() -> None:
    """Print the rates and their ratios."""
    known = load()
    cases = [read_case(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    asked = [(c, known.protocol(c.country or Country.UK, c.on)) for c in cases if c.on]
    books = {p.id: rule_book(p) for p in known.editions}
    plain = {p.id: plain_rules(p) for p in known.editions}

    def situation(case: Any, protocol: Protocol) -> Situation:
        return read(case.record, on=case.on, thresholds=protocol.thresholds)

    ready = [(situation(c, p), p) for c, p in asked]
    words = [(plain_facts(s), p) for s, p in ready]
    rows = {
        "facts": lambda: [plain_facts(situation(c, p)) for c, p in asked],
        "rules": lambda: [list(findings(s, books[p.id])) for s, p in ready],
        "rules_plain": lambda: [[eval(r, None, f) for r in plain[p.id]] for f, p in words],
        "whole": lambda: [list(findings(situation(c, p), books[p.id])) for c, p in asked],
    }
    rates = {name: rate(work, len(asked)) for name, work in rows.items()}
    ratios = {
        "rules_over_plain": round(rates["rules"] / rates["rules_plain"], 3),
        "share_of_goal": round(rates["whole"] / GOAL, 4),
    }
    print(json.dumps({"patients": len(asked), **rates, **ratios}))


if __name__ == "__main__":
    main()
