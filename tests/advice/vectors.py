"""Everything that was written by hand from the guidance: vignettes, specification tests, vectors.

One shape for all of them, so that a planted fault can be shown to each.
"""

import importlib.util
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from corrin.advice import Assessment
from corrin.record import Record, case_from, read_notation
from corrin.terms import Ask, Country
from corrin.words import plain
from tests.spec.case import faults, whole
from tests.spec.keys import specs

DATA = Path(__file__).resolve().parents[1] / "data"
SPEC = Path(__file__).resolve().parents[1] / "spec"
FILES = ("open.jsonl", "courses-open.jsonl", "own.jsonl")


@dataclass(frozen=True, slots=True)
class Vector:
    """A record, a day, a question, and what is wrong with an assessment of it."""

    name: str
    record: Record
    on: date
    country: Country
    ask: Ask
    wrong: Callable[[Assessment], list[str]]
    reads_missing: bool = False


@cache
def scorer() -> ModuleType:
    """The scorer that came with the vignettes, unchanged."""
    return [_module(name) for name in ("vocab", "score")][-1]


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DATA / "cases" / f"{name}.py")
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def vignettes() -> Iterator[dict[str, Any]]:
    """The vignettes as they are written."""
    for name in FILES:
        for line in (DATA / "cases" / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def from_vignettes() -> Iterator[Vector]:
    """Every vignette of one country."""
    for row in vignettes():
        case = case_from(row)
        if case.country and case.on:
            ask = case.ask or Ask.ASSESS
            yield Vector(case.id, case.record, case.on, case.country, ask, _scored(row))


def _scored(row: dict[str, Any]) -> Callable[[Assessment], list[str]]:
    def wrong(found: Assessment) -> list[str]:
        judged = scorer().judge(row, [plain(r) for r in found.advice])
        kinds = ("contradiction", "missed", "missed_should", "forbidden", "unknown")
        return [f"{kind} {judged[kind]}" for kind in kinds if judged[kind]]

    return wrong


def from_spec() -> Iterator[Vector]:
    """Every case of the specification tests, caught as the tests say it."""
    for path in sorted(SPEC.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"caught_{path.stem}", path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, test in vars(module).items():
            if name.startswith("test_"):
                yield from _caught(name, test)


def _caught(name: str, test: Any) -> Iterator[Vector]:
    marks = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
    rows = marks[0].args[1] if marks else [()]
    told: list[dict[str, str]] = []
    for row in rows:
        given = dict(zip(marks[0].args[0], row, strict=True)) if marks else {}
        test(case=lambda diary, **how: told.append({"diary": diary, **how}), **given)
    return (_vector(f"{name} {n}", **how) for n, how in enumerate(told))


def from_sections() -> Iterator[Vector]:
    """The vectors of tests/data/vectors.toml, each from a section of the guidance report."""
    text = (DATA / "vectors.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text).get("vector", []):
        told = {k: v for k, v in row.items() if k not in ("id", "section")}
        yield _vector(row["id"], **told)


def _vector(
    name: str, diary: str, on: str, country: str = "uk", ask: str = "assess", **expected: str
) -> Vector:
    day = date.fromisoformat(on)
    return Vector(
        name=name,
        record=read_notation(whole(diary), on=day),
        on=day,
        country=Country(country),
        ask=Ask(ask),
        wrong=lambda found: faults(found, **expected),
        reads_missing="waits_for" in expected,
    )


def from_keys() -> Iterator[Vector]:
    """The three examples of every key: told, not told, cannot be said."""
    for spec in specs():
        for name, record in (("fires", spec.fires), ("silent", spec.silent), ("unknown", "")):
            kept = spec.record(record) if name != "unknown" else spec.half_known()
            yield Vector(
                name=f"{spec.key} {name}",
                record=kept,
                on=spec.on,
                country=Country(spec.country),
                ask=Ask(spec.ask),
                wrong=_told(spec.says, name == "fires"),
            )


def _told(says: str, wanted: bool) -> Callable[[Assessment], list[str]]:
    def wrong(found: Assessment) -> list[str]:
        return faults(found, says=says) if wanted else faults(found, never=says)

    return wrong


def every() -> list[Vector]:
    """All of them, the smallest first."""
    return [*from_sections(), *from_keys(), *from_spec(), *from_vignettes()]
