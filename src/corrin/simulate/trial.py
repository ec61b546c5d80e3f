"""A virtual trial: the same patients and the same luck under every policy."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corrin.simulate.calibration import Ledger
from corrin.simulate.oracle import cheapest, cost
from corrin.simulate.patients import Floats, draw_luck, draw_traits
from corrin.simulate.policies import NAMES, Corrin, policy
from corrin.simulate.run import live
from corrin.simulate.score import COUNT_FROM, Estimate, estimate, scores
from corrin.simulate.strangers import EVERY_WORLD, named
from corrin.simulate.worlds import WORLDS, World

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One policy in one world; each score with its interval."""

    world: str
    policy: str
    scores: dict[str, Estimate]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON; None where there is no number."""
        flat = {k: [*map(_plain, (e.mean, e.low, e.high)), e.n] for k, e in self.scores.items()}
        return {"world": self.world, "policy": self.policy, **flat}


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


@dataclass(frozen=True, slots=True)
class TrialResult:
    """All rows of a trial, with what is needed to repeat it. Simulated patients only."""

    rows: tuple[Row, ...]
    patients: int
    years: float
    seed: int
    start: int

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "patients_a_world": self.patients,
            "years": self.years,
            "seed": self.seed,
            "start_interval": self.start,
            "note": "simulated patients: a test of the algorithm, not of benefit to people",
            "each_score": ["mean", "low_95", "high_95", "patients"],
            "rows": [row.as_dict() for row in self.rows],
        }


def trial(
    policies: Sequence[str],
    *,
    patients: int,
    years: float,
    seed: int,
    progress: Progress | None = None,
    worlds: Sequence[str] | None = None,
    start: int = 28,
) -> TrialResult:
    """Run every policy in every world. ``progress(done, of, what)`` is called after each.

    ``worlds``: names; by default all but the strangers. ValueError for an unknown policy or
    world, fewer than one patient, or a trial that ends before costs begin to count.
    """
    days = _checked(policies, patients, years)
    chosen = [named(name) for name in worlds] if worlds is not None else list(WORLDS)
    rows: list[Row] = []
    for world in chosen:
        number = [w.name for w in EVERY_WORLD].index(world.name)
        for row in _one_world(world, policies, patients, days, (seed, number), start):
            rows.append(row)
            if progress is not None:
                progress(len(rows), len(chosen) * len(policies), f"{row.policy} in {world.name}")
    return TrialResult(tuple(rows), patients, years, seed, start)


def _checked(policies: Sequence[str], patients: int, years: float) -> int:
    unknown = [name for name in policies if name != "oracle" and not _known(name)]
    if unknown:
        raise ValueError(
            f"met the policy {unknown[0]!r}; expected one of {', '.join(NAMES)}; use one of these"
        )
    if patients < 1:
        raise ValueError(f"met {patients} patients; expected at least 1; ask for more")
    days = round(years * 365.25)
    if days <= COUNT_FROM:
        raise ValueError(f"met {years} years; expected more than {COUNT_FROM} days; run longer")
    return days


def _known(name: str) -> bool:
    try:
        policy(name)
    except ValueError:
        return False
    return True


def _one_world(
    world: World,
    policies: Sequence[str],
    patients: int,
    days: int,
    seed: tuple[int, int],
    start: int,
) -> list[Row]:
    rng = np.random.default_rng(seed)
    traits = draw_traits(rng, patients, world.habits)
    luck = draw_luck(rng, patients, days, world.habits)
    best, low = cheapest(world, traits, luck, days=days, start=start, count_from=COUNT_FROM)

    spent: dict[str, Floats] = {}

    def row(name: str) -> Row:
        if name == "oracle":
            return Row(world.name, name, scores(best, best, low, traits.follows))
        ledger, chosen = Ledger(), policy(name)
        if isinstance(chosen, Corrin):
            chosen.seen = ledger.note
        track = live(world, chosen, traits, luck, days=days, start=start, watch=ledger.meet)
        spent[name] = cost(track, COUNT_FROM)[traits.follows]
        return Row(world.name, name, {**scores(track, best, low, traits.follows), **kept(ledger)})

    return _paired([row(name) for name in policies], spent)


def _paired(rows: list[Row], spent: dict[str, Floats]) -> list[Row]:
    """Each rule's row with what ``corrin`` costs above it, patient by patient."""
    if "corrin" not in spent:
        return rows
    ours = spent["corrin"]
    return [
        replace(r, scores={**r.scores, "corrin_above": estimate(ours - spent[r.policy])})
        if r.policy in spent and r.policy != "corrin"
        else r
        for r in rows
    ]


def kept(ledger: Ledger) -> dict[str, Estimate]:
    """Whether beliefs kept their promises; empty for a policy without beliefs."""
    if not ledger.covered:
        return {}
    told = len(ledger.foretold)
    return {
        "coverage_90": estimate(np.array(ledger.covered, dtype=np.float64)),
        "called_no_cycle": estimate(np.array(ledger.called_none, dtype=np.float64)),
        "calibration_error": Estimate(ledger.error(), float("nan"), float("nan"), told),
    }
