"""The hazards with their controls, read from safety/hazards.toml; printed as log and as case."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "bench" / "long" / "hazards.txt"
SEVERITY = ("", "minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOOD = ("", "very low", "low", "medium", "high", "very high")
# Our own matrix: rows by likelihood from very low, columns by severity from minor.
RISK = ((1, 1, 2, 2, 3), (1, 2, 2, 3, 4), (2, 2, 3, 3, 4), (2, 3, 3, 4, 5), (3, 4, 4, 5, 5))
TOLERABLE = 3


@dataclass(frozen=True, slots=True)
class Control:
    """What holds a hazard down, and the test that fails when it is taken away."""

    what: str
    test: str


@dataclass(frozen=True, slots=True)
class Hazard:
    """One way to harm somebody; severity and likelihood from 1 to 5, before and after control."""

    id: str
    title: str
    cause: str
    harm: str
    before: tuple[int, int]
    after: tuple[int, int]
    controls: tuple[Control, ...]


@cache
def hazards() -> tuple[Hazard, ...]:
    """Every hazard, in the order of the file."""
    text = (ROOT / "safety" / "hazards.toml").read_text(encoding="utf-8")
    return tuple(_hazard(row) for row in tomllib.loads(text)["hazard"])


def _hazard(row: dict[str, object]) -> Hazard:
    told = {key: str(row[key]) for key in ("id", "title", "cause", "harm")}
    before, after, controls = row["before"], row["after"], row["controls"]
    assert isinstance(before, list) and isinstance(after, list) and isinstance(controls, list)
    return Hazard(
        **told,
        before=(before[0], before[1]),
        after=(after[0], after[1]),
        controls=tuple(Control(c["what"], c["test"]) for c in controls),
    )


def risk(rating: tuple[int, int]) -> int:
    """The level of risk, 1 to 5, of a severity and a likelihood."""
    severity, likelihood = rating
    return RISK[likelihood - 1][severity - 1]


def log(note: str) -> str:
    """The hazard log."""
    return "\n\n".join([note, *_log()]) + "\n"


def _log() -> Iterator[str]:
    yield "# Hazard log"
    yield (
        f"{len(hazards())} hazards. Severity and likelihood are our own estimates; **no clinician "
        "and no clinical safety officer has reviewed or signed them.** Risk runs from 1 to 5 by "
        "a matrix of our own. For every control the named test fails when the control is taken "
        "away: `bench/long/hazards.py` does that for all of them, a few are done in every test run."
    )
    for hazard in hazards():
        yield f"## {hazard.id} {hazard.title}"
        yield f"Cause: {hazard.cause} Harm: {hazard.harm}"
        yield "\n".join(_ratings(hazard))
        yield "\n".join(f"- `{c.what}`: `{c.test}`" for c in hazard.controls)


def _ratings(hazard: Hazard) -> Iterator[str]:
    yield "| | severity | likelihood | risk |"
    yield "|---|---|---|---|"
    for name, rating in (("before", hazard.before), ("after", hazard.after)):
        severity, likelihood = rating
        yield f"| {name} | {SEVERITY[severity]} | {LIKELIHOOD[likelihood]} | {risk(rating)} |"


def case(note: str) -> str:
    """The clinical safety case, its chapters from safety/case.md and its figures from the log."""
    text = (ROOT / "safety" / "case.md").read_text(encoding="utf-8")
    above = [h.id for h in hazards() if risk(h.after) > TOLERABLE]
    table = ["| risk | hazards before | hazards after |", "|---|---|---|"]
    for level in range(5, 0, -1):
        counts = [sum(risk(r) == level for r in rs) for rs in _rated()]
        table.append(f"| {level} | {counts[0]} | {counts[1]} |")
    figures = {
        "HAZARDS": str(len(hazards())),
        "CONTROLS": str(len({c.what for h in hazards() for c in h.controls})),
        "TABLE": "\n".join(table),
        "ABOVE": ", ".join(above) or "none",
        "RESULT": RESULT.read_text(encoding="utf-8").strip() if RESULT.is_file() else "not run yet",
    }
    for name, value in figures.items():
        text = text.replace("{" + name + "}", value)
    return f"{note}\n\n{text}"


def _rated() -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    return [h.before for h in hazards()], [h.after for h in hazards()]
