"""A run added up, so that nobody can be recognised: every number of people is rounded to fives.

Fewer than eight people are never told as a number, and nothing is said of a centre of fewer than
twenty. Both limits are our own caution; small centres belong to nobody's report.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from corrin.advice import RED_FLAGS
from corrin.cohort.run import MANIFEST
from corrin.cohort.shards import QUARANTINED

LEAST, TO = 8, 5  # people
LEAST_CENTRE = 20
NEEDLESS = "do_not_measure_serum_b12"
SPANS = ((1, 21), (22, 35), (36, 63), (64, 3650))  # days between injections
SOON = 7  # days
COLUMNS = ["keys", "missing", "centre", "due", "on", "current_days", "mean_score", "b12_results"]
MORE = frozenset(  # more B12 than is given now, or sooner; our own grouping
    {
        "start_injections_now",
        "treat_before_result",
        "injection_route_required",
        "switch_oral_to_injection",
        "give_due_dose_now",
        "shorten_interval",
    }
)
_SAID = '"recovery_check", "trend": "(?P<trend>[a-z]+)"'  # as the advice is written
TREND = pc.struct_field(pc.extract_regex(ds.field("advice"), pattern=_SAID), [0])
TRENDS = ("worsening", "plateau", "improving")
SURE = 1.96  # standard errors on either side, for 95 %


class NoRun(Exception):
    """The folder holds no finished run."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many people, rounded; `count` is None where they are too few to be told."""

    name: str
    count: int | None
    of: int | None

    @property
    def part(self) -> float | None:
        """The share of the rounded numbers."""
        return None if self.count is None or not self.of else min(self.count / self.of, 1.0)

    @property
    def range(self) -> tuple[float, float] | None:
        """Where the share would lie by chance among so many people, 95 % (Wilson's interval)."""
        if self.part is None or not self.of:
            return None
        more = SURE**2 / self.of
        middle = (self.part + more / 2) / (1 + more)
        half = math.sqrt(more * (self.part * (1 - self.part) + more / 4)) / (1 + more)
        return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles of a score among so many people; None where they are too few."""

    name: tuple[int, int]
    people: int | None
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the report tells; `asked` is what the run was asked."""

    asked: dict[str, Any]
    answered: int | None
    quarantined: int | None
    first: list[Share]
    trends: list[Share]
    due: list[Share]
    overdue_by_centre: list[Share]
    needless: list[Share]
    needless_by_centre: list[Share]
    scores: list[Spread]
    advice: list[Share]
    missing: list[Share]
    reasons: list[Share]


def told(count: int) -> int | None:
    """A number of people as it may be told: to the nearest five, and None for a handful."""
    return None if 0 < count < LEAST else TO * round(count / TO)


def totals(out: Path) -> Totals:
    """What a finished run says of all. Raises NoRun where the folder holds none."""
    manifest = _manifest(out)
    files = [str(out / s["file"]) for s in manifest["shards"]]
    columns = {name: ds.field(name) for name in COLUMNS} | {"trend": TREND}
    table = ds.dataset(files, format="parquet").to_table(columns)
    aside = [str(out / QUARANTINED / s["file"]) for s in manifest["shards"]]
    reasons = ds.dataset(aside, format="parquet").to_table(["reason"])["reason"]
    keys = table["keys"]
    everyone = table.num_rows
    injected = table.filter(pc.is_valid(table["current_days"]))
    return Totals(
        manifest["params"],
        told(everyone),
        told(manifest["quarantined"]),
        _first(table, injected),
        _trends(table["trend"]),
        _due(injected),
        _by_centre(injected, _overdue(injected)),
        _needless(table),
        _by_centre(_measurable(table), _measured(_measurable(table))),
        [_spread(injected, span) for span in SPANS],
        _most(pc.list_flatten(keys), everyone),
        _most(pc.struct_field(pc.list_flatten(table["missing"]), "fact"), everyone),
        _most(reasons, None),
    )


def _manifest(out: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoRun(f"no finished run in {out}; `corrin cohort run` makes one") from None
    return found


def _count(mask: pa.ChunkedArray) -> int:
    return int(pc.sum(pc.fill_null(mask, False)).as_py() or 0)


def _first(table: pa.Table, injected: pa.Table) -> list[Share]:
    """What a clinic asks first: who cannot wait, gets too little, is late, is measured in vain."""
    measurable = _measurable(table)
    found = {
        "urgent": (_has(table["keys"], RED_FLAGS), table),
        "too_little": (_has(table["keys"], MORE), table),
        "late": (_overdue(injected), injected),
        "in_vain": (_measured(measurable), measurable),
    }
    return [Share(n, told(_count(mask)), told(of.num_rows)) for n, (mask, of) in found.items()]


def _trends(trends: pa.ChunkedArray) -> list[Share]:
    """Of those whose diary tells, where it has moved. A run of findings only tells nobody's."""
    said = pc.drop_null(trends)
    of = told(len(said))
    return [Share(name, told(_count(pc.equal(said, name))), of) for name in TRENDS] if of else []


def _due(injected: pa.Table) -> list[Share]:
    """People on injections by when the next one is due."""
    days = _days_left(injected)
    groups = {
        "overdue": pc.less(days, 0),
        "soon": pc.and_(pc.greater_equal(days, 0), pc.less_equal(days, SOON)),
        "later": pc.greater(days, SOON),
        "no_day": pc.is_null(days),
    }
    of = told(injected.num_rows)
    return [Share(name, told(_count(mask)), of) for name, mask in groups.items()]


def _days_left(injected: pa.Table) -> pa.ChunkedArray:
    due, on = (pc.cast(injected[name], pa.int32()) for name in ("due", "on"))
    return pc.subtract(due, on)


def _overdue(injected: pa.Table) -> pa.ChunkedArray:
    return pc.fill_null(pc.less(_days_left(injected), 0), False)


def _measurable(table: pa.Table) -> pa.Table:
    """Those of whom the rules say that serum B12 tells nothing now."""
    return table.filter(_has(table["keys"], frozenset({NEEDLESS})))


def _has(keys: pa.ChunkedArray, any_of: frozenset[str]) -> pa.Array:
    """Who has one of these keys."""
    whole = keys.combine_chunks()
    met = pc.is_in(whole.flatten(), pa.array(sorted(any_of)))
    has = np.zeros(len(whole), dtype=bool)
    has[pc.list_parent_indices(whole).filter(met).to_numpy()] = True
    return pa.array(has)


def _measured(table: pa.Table) -> pa.ChunkedArray:
    return pc.greater(table["b12_results"], 0)


def _needless(table: pa.Table) -> list[Share]:
    """Of those on injections, by how often serum B12 was measured in the last year all the same."""
    among = _measurable(table)
    results, of = among["b12_results"], told(among.num_rows)
    groups = {
        "none": pc.equal(results, 0),
        "once": pc.equal(results, 1),
        "more": pc.greater(results, 1),
    }
    return [Share(name, told(_count(mask)), of) for name, mask in groups.items()]


def _by_centre(table: pa.Table, mask: pa.ChunkedArray) -> list[Share]:
    """The share in each centre that is large enough to be told of."""
    counted = pa.table({"centre": table["centre"], "hit": pc.cast(mask, pa.int64())})
    found = counted.group_by("centre").aggregate([("hit", "sum"), ("hit", "count")])
    rows = sorted(
        (row for row in found.to_pylist() if row["centre"]), key=lambda row: str(row["centre"])
    )
    return [
        Share(row["centre"], told(row["hit_sum"]), told(row["hit_count"]))
        for row in rows
        if row["hit_count"] >= LEAST_CENTRE
    ]


def _spread(injected: pa.Table, span: tuple[int, int]) -> Spread:
    days = pc.round(injected["current_days"])
    inside = pc.and_(pc.greater_equal(days, span[0]), pc.less_equal(days, span[1]))
    scores = pc.drop_null(injected.filter(inside)["mean_score"])
    if len(scores) < LEAST_CENTRE:
        return Spread(span, told(len(scores)) if len(scores) == 0 else None, None)
    low, middle, high = pc.quantile(scores, [0.25, 0.5, 0.75]).to_pylist()
    return Spread(span, told(len(scores)), (round(low, 1), round(middle, 1), round(high, 1)))


def _most(names: pa.ChunkedArray, of: int | None) -> list[Share]:
    """How many people have each, the most first; a handful is left out."""
    counts = pc.value_counts(names).to_pylist()
    ordered = sorted(counts, key=lambda c: (-c["counts"], c["values"]))
    everyone = told(of) if of is not None else None
    shares = (Share(c["values"], told(c["counts"]), everyone) for c in ordered)
    return [share for share in shares if share.count]
