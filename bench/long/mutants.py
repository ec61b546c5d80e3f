"""Faults planted in rules, thresholds, policies and restrictions, and what finds each.

.venv/bin/python bench/long/mutants.py --sample 240 --seed 2026

A fault is found by the loader, by a vector written by hand from the guidance (vignettes,
specification tests, tests/data/vectors.toml), or by a theorem. Vectors are asked first, since they
answer in milliseconds; what none of them finds is shown to the theorems. Without --sample every
fault there is is planted. The result is bench/long/mutants.txt.
"""

import argparse
import importlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
import z3

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.advice import assess, grounds_of, safety
from corrin.advice.assess import _BOOKS, said_of
from corrin.advice.assess import Said as SaidByCode
from corrin.knowledge import Knowledge, KnowledgeError, Protocol, Rule, load
from corrin.knowledge.loader import _check_rule
from corrin.rules import Node, RuleBook, compiled, rule_book
from corrin.rules.expression import value_of
from corrin.situation import Situation
from tests.advice.vectors import Vector, every
from tests.knowledge.test_policies import misplaced
from tools.proof import model
from tools.proof.background import bounds
from tools.proof.equal import difference
from tools.proof.expected import differences
from tools.proof.model import Said, any_of
from tools.proof.planted import Fault, every_fault
from tools.proof.theorems import THEOREMS, counterexamples

KNOWN = load()
BOOKS = {edition.id: rule_book(edition) for edition in KNOWN.editions}
assess_module = importlib.import_module("corrin.advice.assess")


@dataclass(frozen=True, slots=True)
class Asked:
    """A vector with what is found of it before anything is planted."""

    vector: Vector
    protocol: Protocol
    situation: Situation
    said: SaidByCode
    wrong: tuple[str, ...]


def asked() -> list[Asked]:
    """Every vector, read once."""
    found = []
    for v in every():
        seen = grounds_of(v.record, on=v.on, country=v.country)
        said = said_of(seen.situation, BOOKS[seen.protocol.id], v.ask)
        wrong = tuple(v.wrong(assess(v.record, on=v.on, country=v.country, ask=v.ask)))
        found.append(Asked(v, seen.protocol, seen.situation, said, wrong))
    return found


@contextmanager
def planted(fault: Fault) -> Iterator[Knowledge]:
    """The knowledge with the fault in it, and the tables of the code changed while it lasts."""
    known = replace(fault.knowledge(KNOWN), edition=f"{KNOWN.edition} {fault.name}")
    places = (safety, assess_module, model)
    kept = safety.RESTRICTIONS
    module, name, value = fault.constant or ("corrin.advice.safety", "WAITING", safety.WAITING)
    holder = importlib.import_module(module)
    before = getattr(holder, name)
    for place in places:
        vars(place)["RESTRICTIONS"] = fault.restrictions
    setattr(holder, name, value)
    try:
        yield known
    finally:
        for place in places:
            vars(place)["RESTRICTIONS"] = kept
        setattr(holder, name, before)
        _PAIRS.clear()
        for key in [k for k in _BOOKS if k[0] == known.edition]:
            del _BOOKS[key]


def found_by(fault: Fault, vectors: list[Asked], proof: bool) -> str:
    """What finds a fault; empty when nothing does."""
    with planted(fault) as known:
        spoilt = {p.id: p for p in known.editions if p != BOOKS[p.id].protocol}
        refused = _refused(spoilt.values())
        if refused:
            return refused
        books = {name: _book(p) for name, p in spoilt.items()}
        _BOOKS.update({(known.edition, name): book for name, book in books.items()})
        for one in vectors:
            if _touched(fault, one, books) and _differs(one, known):
                return f"vector {one.vector.name}"
        if not proof:
            return ""
        shown = known if spoilt else KNOWN
        return _by_theorem(shown, set(spoilt), fault) or _unfound(shown, set(spoilt), fault)


def _refused(spoilt: Iterable[Protocol]) -> str:
    """The loader, or the principle of who asks, turns the knowledge away."""
    for protocol in spoilt:
        try:
            for rule in protocol.rules:
                _check_rule(rule, rule.id)
        except KnowledgeError:
            return "loader"
        if misplaced(protocol):
            return "policy principle"
    return ""


def _book(protocol: Protocol) -> RuleBook:
    """The rule book, with the expressions that did not change taken from the old one."""
    old = BOOKS[protocol.id]
    same = protocol.definitions == old.protocol.definitions
    kept = {rule.id: (rule.when, node) for rule, node in old.conditions}
    conditions = [
        (r, kept[r.id][1])
        if same and kept[r.id][0] == r.when
        else (r, compiled(r.when, protocol.definitions))
        for r in protocol.rules
    ]
    return RuleBook(protocol, tuple(conditions))


def _touched(fault: Fault, one: Asked, books: dict[str, RuleBook]) -> bool:
    """Whether a vector could tell: what is said of its situation is no longer the same."""
    if fault.constant or fault.operator in ("threshold", "wrong country"):
        return fault.constant is not None or one.protocol.id in books
    if books and one.protocol.id not in books:
        return False
    book = books.get(one.protocol.id, BOOKS[one.protocol.id])
    if books and not any(_answers_else(one, *pair) for pair in _changed(one.protocol.id, book)):
        return False
    now = said_of(one.situation, book, one.vector.ask)
    if one.vector.reads_missing and now.missing != one.said.missing:
        return True
    return [_shape(r) for r in now.kept] != [_shape(r) for r in one.said.kept] or _offsets(fault)


Pair = tuple[tuple[Rule, Node], tuple[Rule, Node]]
_PAIRS: dict[int, tuple[RuleBook, list[Pair]]] = {}


def _changed(name: str, book: RuleBook) -> list[Pair]:
    """The rules of a spoilt book beside what they were, where anything about them is new."""
    kept = _PAIRS.get(id(book))
    if kept is None or kept[0] is not book:
        both = zip(BOOKS[name].conditions, book.conditions, strict=True)
        kept = _PAIRS[id(book)] = (book, [(a, b) for a, b in both if a[0] != b[0] or a[1] != b[1]])
    return kept[1]


def _answers_else(one: Asked, was: tuple[Rule, Node], now: tuple[Rule, Node]) -> bool:
    """Whether a changed rule says anything, or anything else, of a situation."""
    before, after = (value_of(rule[1], one.situation.fact) for rule in (was, now))
    return before is not after or (was[0] != now[0] and after is not False)


def _offsets(fault: Fault) -> bool:
    return fault.change.startswith("offsets")


def _shape(r: object) -> tuple[object, object]:
    return getattr(r, "key", None), getattr(r, "params", None)


def _differs(one: Asked, known: Knowledge) -> bool:
    """Whether a vector that was content is not any more."""
    v = one.vector
    try:
        found = assess(v.record, on=v.on, country=v.country, ask=v.ask, knowledge=known)
    except (ValueError, TypeError):
        return True
    return bool(set(v.wrong(found)) - set(one.wrong))


def _unfound(known: Knowledge, spoilt: set[str], fault: Fault) -> str:
    if fault.constant or fault.operator in ("threshold", "wrong country", "number"):
        return "SURVIVED"
    return _equal(known, spoilt, fault)


def _equal(known: Knowledge, spoilt: set[str], fault: Fault) -> str:
    """The solver's word that no patient is told anything else; or one who is."""
    for protocol in known.editions:
        if spoilt and protocol.id not in spoilt:
            continue
        before = Said(BOOKS[protocol.id].protocol)
        patient = difference(before, Said(protocol, restrictions=fault.restrictions))
        if patient is not None:
            told = {k: v for k, v in patient.items() if v is not False}
            return f"SURVIVED {protocol.id} {told}"
    return "equivalent for every patient"


def _by_theorem(known: Knowledge, spoilt: set[str], fault: Fault) -> str:
    if fault.constant or fault.operator in ("threshold", "wrong country"):
        return ""
    asked_of = [p for p in known.editions if not spoilt or p.id in spoilt]
    if any(_written_otherwise(p) for p in asked_of if spoilt):
        return "theorem written twice"
    for protocol in asked_of:
        for theorem in THEOREMS:
            if theorem.name not in SLOW and counterexamples(theorem, protocol):
                return f"theorem {theorem.name}"
    return ""


SLOW = ("unknown", "written twice")  # the second is asked first, of the changed keys only


def _written_otherwise(protocol: Protocol) -> bool:
    """Whether the changed rules no longer say what was written down a second time."""
    before = BOOKS[protocol.id].protocol
    same = protocol.definitions == before.definitions
    changed = {
        rule.gives
        for pair in zip(before.rules, protocol.rules, strict=True)
        for rule in pair
        if pair[0] != pair[1] or not same
    }
    solver = z3.Solver()
    solver.add(*bounds())
    return bool(solver.check(any_of(f for _, f in differences(protocol, changed))) == z3.sat)


def main() -> None:
    """Plant faults, print what found each, and the survivors by name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", default="", help="faults whose name holds this text")
    parser.add_argument("--part", default="0/1", help="every so many-th fault only, like 0/3")
    parser.add_argument("--no-proof", action="store_true", help="ask the vectors only")
    told = parser.parse_args()
    faults = [f for f in every_fault(KNOWN) if told.only in f.name]
    if told.sample:
        rng = np.random.default_rng(told.seed)
        faults = _sampled(faults, told.sample, rng)
    first, step = map(int, told.part.split("/"))
    faults = faults[first::step]
    vectors, begun = asked(), process_time()
    kinds: Counter[str] = Counter()
    for fault in faults:
        by = found_by(fault, vectors, not told.no_proof)
        kinds[by.split(" ")[0] or "SURVIVED"] += 1
        print(f"{by or 'SURVIVED'} | {fault.name}", flush=True)
    spent = process_time() - begun
    print(f"\n{len(faults)} faults, {dict(kinds)}, {len(vectors)} vectors, {spent:.0f} s of CPU")


def _sampled(faults: list[Fault], number: int, rng: np.random.Generator) -> list[Fault]:
    """The same share of every operator, at least two of each."""
    kinds = sorted({f.operator for f in faults})
    found = []
    for kind in kinds:
        mine = [f for f in faults if f.operator == kind]
        share = min(len(mine), max(6, round(number * len(mine) / len(faults))))
        found += [mine[i] for i in sorted(rng.permutation(len(mine))[:share])]
    return found


if __name__ == "__main__":
    main()
