"""The rules as written a second time (expected.toml), and whether both say the same.

A change of a rule, a number, a word or a question changes one of the two and not the other: some
patient is then told something else, and the solver names where.
"""

import tomllib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import z3

from corrin.knowledge import Protocol, Rule, Value
from corrin.rules import compiled
from corrin.terms import ADVICE, Ask
from tools.proof.logic import TRUE, Formula, formula
from tools.proof.model import ASK, ASKED, Said, any_of, said_of

FILE = Path(__file__).with_name("expected.toml")
Shape = tuple[str, str, tuple[int, ...], bool]


@dataclass(frozen=True, slots=True)
class Expected:
    """In whom a key with its numbers is given, for some editions and questions."""

    shape: Shape
    params: dict[str, Value]
    given: str
    section: str
    editions: frozenset[str]
    asked: tuple[Ask, ...]
    unless: bool


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def expected() -> tuple[Expected, ...]:
    """Every entry of the file."""
    return tuple(map(_entry, _file()["expected"]))


def _entry(row: dict[str, Any]) -> Expected:
    params = {n: tuple(v) if isinstance(v, list) else v for n, v in row.get("with", {}).items()}
    days, attributed = tuple(row.get("days", ())), row.get("attributed", False)
    return Expected(
        shape=_shape(row["key"], params, days, attributed),
        params=params,
        given=row["given"],
        section=row["section"],
        editions=frozenset(row.get("editions", ())),
        asked=tuple(Ask(a) for a in row.get("asked", ())),
        unless=row.get("unless", False),
    )


@cache
def words(edition: str) -> dict[str, str]:
    """The file's own words as one edition means them."""
    told = _file()["words"]
    common = {n: t for n, t in told.items() if isinstance(t, str)}
    return {**common, **told.get(edition, {})}


def _shape(key: str, params: dict[str, Any], days: tuple[int, ...], attributed: bool) -> Shape:
    return key, repr(sorted(params.items())), days, attributed


def shape_of(rule: Rule) -> Shape:
    """A rule's key with its numbers, its days, and whether it is an expert protocol's."""
    return _shape(rule.gives, rule.params, rule.offsets, bool(rule.attributed))


def differences(
    protocol: Protocol, among: Container[str] = ADVICE
) -> Iterator[tuple[str, Formula]]:
    """For each key with its numbers: the patients to whom the two do not say the same.

    `among` are the keys that are looked at.
    """
    said = said_of(protocol)
    mine = [e for e in expected() if not e.editions or protocol.id in e.editions]
    shapes = dict.fromkeys([*(shape_of(r) for r in protocol.rules), *(e.shape for e in mine)])
    for shape in (s for s in shapes if s[0] in among):
        ruled = any_of(said.fires(r.id) for r in protocol.rules if shape_of(r) == shape)
        wanted = any_of(_holds(e, protocol, said) for e in mine if e.shape == shape)
        yield f"{shape[0]} {shape[1]}", z3.Xor(ruled, wanted)


def _holds(entry: Expected, protocol: Protocol, said: Said) -> Formula:
    found = formula(_compiled(entry.given, protocol.id))
    true = z3.Not(found.no) if entry.unless else found.yes
    asked = any_of(ASKED[a] == ASK for a in entry.asked) if entry.asked else TRUE
    return z3.And(true, asked, said.filled(entry.params))


@cache
def _compiled(text: str, edition: str) -> Any:
    return compiled(text, words(edition))
