"""Trials of dosing policies on the runner of cohorts: blocks of virtual patients as its tasks.

Patient `n` of a world and a seed meets the same luck whatever the engine and the number of others.
Everybody here is simulated: a trial tests an algorithm and says nothing of benefit to people.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from corrin import __version__
from corrin.cohort.shards import FILE, Done, sha256, whole
from corrin.simulate.oracle import cheapest, cost
from corrin.simulate.patients import Floats, draw_luck, draw_traits
from corrin.simulate.policies import policy
from corrin.simulate.run import Track, live
from corrin.simulate.score import COUNT_FROM, YEAR, relapses
from corrin.simulate.strangers import EVERY_WORLD, named

A_BLOCK = 50  # patients
MILLION = 1_000_000
LIVED = pa.schema(
    [
        ("world", pa.string()),
        ("policy", pa.string()),
        ("patient", pa.int64()),
        ("follows", pa.bool_()),
        ("injections", pa.float64()),  # a year
        ("sick_days", pa.float64()),  # a year
        ("regret", pa.float64()),  # a year, beyond the cheapest plan that knows the patient
        ("relapses", pa.float64()),  # a year, after lengthening
    ]
)


@dataclass(frozen=True, slots=True)
class Block:
    """So many patients of one world, each living under every policy: one task."""

    world: str
    number: int
    patients: int
    policies: tuple[str, ...]
    days: int
    seed: int
    engine: str = __version__

    @property
    def name(self) -> str:
        """Of the task."""
        return f"{self.world.replace(' ', '-')}-{self.number:06}"

    def done(self, out: str) -> Done:
        """The lives of this block, made or found made."""
        file = self.file(out)
        if not file.exists():
            written(file, [lives for _, lives in lived(self)])
        rows = pq.read_metadata(file).num_rows
        return Done(self.name, file.name, rows, 0, sha256(file), "")

    def file(self, out: str) -> Path:
        """Where its lives are kept: the name holds all that decides them."""
        told = json.dumps([asdict(self), pa.__version__, np.__version__, A_BLOCK], sort_keys=True)
        mark = hashlib.sha256(told.encode()).hexdigest()[:16]
        return Path(out) / f"{self.name}-{mark}.parquet"


def blocks(
    worlds: Sequence[str], policies: Sequence[str], *, patients: int, years: float, seed: int
) -> list[Block]:
    """The plan of a trial. ValueError for an unknown world or policy, nobody, or too short a time.

    Policies are named as `corrin simulate` does, without the oracle, which every one is held to.
    """
    for world in worlds:
        named(world)
    for one in policies:
        policy(one)
    days = round(years * YEAR)
    if patients < 1 or days <= COUNT_FROM:
        raise ValueError(
            f"met {patients} patients and {years} years; expected one patient or more, "
            f"and more than {COUNT_FROM} days"
        )
    sizes = [min(A_BLOCK, patients - first) for first in range(0, patients, A_BLOCK)]
    return [
        Block(world, number, size, tuple(policies), days, seed)
        for world in worlds
        for number, size in enumerate(sizes)
    ]


def written(file: Path, lives: Sequence[pa.Table]) -> None:
    """Keep the lives of a block."""
    with whole(file) as part:
        pq.write_table(pa.concat_tables(lives), part, **FILE)


def lived(block: Block) -> Iterator[tuple[str, pa.Table]]:
    """A row for each patient, one policy after the other.

    First, without rows, the oracle: the search for the plan that knows the patient, to which every
    policy is held.
    """
    world = named(block.world)
    place = [w.name for w in EVERY_WORLD].index(world.name)
    rng = np.random.default_rng([block.seed, place, block.number])
    traits = draw_traits(rng, A_BLOCK, world.habits)
    luck = draw_luck(rng, A_BLOCK, block.days, world.habits)
    _, least = cheapest(world, traits, luck, days=block.days, start=28, count_from=COUNT_FROM)
    yield "oracle", LIVED.empty_table()
    for name in block.policies:
        track = live(world, policy(name), traits, luck, days=block.days)
        yield name, _rows(block, name, track, least, traits.follows).slice(0, block.patients)


def _rows(block: Block, name: str, track: Track, least: Floats, follows: object) -> pa.Table:
    patient = block.number * A_BLOCK + np.arange(A_BLOCK)
    columns = {
        "world": [block.world] * A_BLOCK,
        "policy": [name] * A_BLOCK,
        "patient": patient,
        "follows": follows,
        "injections": _a_year(track.given),
        "sick_days": _a_year(track.sick),
        "regret": cost(track, COUNT_FROM) - least,
        "relapses": relapses(track),
    }
    return pa.table(columns, schema=LIVED)


def _a_year(happened: object) -> Floats:
    counted = np.asarray(happened)[:, COUNT_FROM:]
    return np.asarray(counted.sum(axis=1) * YEAR / counted.shape[1])


@dataclass(frozen=True, slots=True)
class Mean:
    """One policy in one world, of people whose symptoms follow their injections; a year."""

    world: str
    policy: str
    people: int
    injections: float
    sick_days: float
    regret: float
    error: float  # of the mean regret, standard


def means(out: Path, files: Sequence[str]) -> list[Mean]:
    """What a finished trial comes to, in the order of its plan."""
    table = ds.dataset([str(out / file) for file in files], format="parquet").to_table()
    rows = table.to_pydict()
    told: dict[tuple[str, str], list[int]] = {}
    for place, key in enumerate(zip(rows["world"], rows["policy"], strict=True)):
        if rows["follows"][place]:
            told.setdefault(key, []).append(place)
    return [_mean(world, name, rows, places) for (world, name), places in told.items()]


def _mean(world: str, name: str, rows: dict[str, list[float]], places: list[int]) -> Mean:
    told = {k: np.array(rows[k])[places] for k in ("injections", "sick_days", "regret")}
    error = float(told["regret"].std() / math.sqrt(len(places)))
    injections, sick, regret = (float(values.mean()) for values in told.values())
    return Mean(world, name, len(places), injections, sick, regret, error)


def costs(plan: Sequence[Block], out: str | None = None) -> Iterator[tuple[str, str, float]]:
    """For each world and policy of a plan, the CPU seconds of a million patients.

    Measured here and now on the first block of each world; the search for the plan that knows the
    patient is told apart, under the name `oracle`. With `out` these lives are kept there, so that
    whoever works off the plan finds them made; of a world begun before nothing is told.
    """
    for block in (b for b in plan if b.number == 0):
        if out and block.file(out).exists():
            continue
        lives, begun = [], process_time()
        for name, part in lived(block):
            lives.append(part)
            yield block.world, name, MILLION * (process_time() - begun) / A_BLOCK
            begun = process_time()
        if out:
            written(block.file(out), lives)
