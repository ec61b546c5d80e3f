"""What each number of the duration curve's list means, measured on people whose truth is known.

    PYTHONPATH=src python bench/long/meaning.py --patients 750 --seed 11

Simulated patients with durations of all lengths in two worlds whose symptoms return in other ways
than in the worlds that `sharing.py` tests the curve in, on intervals of 4, 8 and 12 weeks. For each
number: how often it is sent by people of each duration (neighbours within 15 % lend their weight),
and by people without a cycle. `--ship` writes the table that `response/sharing.py` reads.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from corrin.response.diary import Floats
from corrin.response.population import edges, summary
from corrin.response.sharing import likened, shapes
from corrin.simulate.diaries import diaries
from corrin.simulate.patients import Habits
from corrin.simulate.worlds import World, ramp, saturating

INTERVALS, UNTIL = (28, 56, 84), 400
MEDIAN, SPREAD = 28.0, 1.1
NEAR = 0.15  # log days
Rows = list[tuple[bool, float, int]]
SHIPPED = Path(__file__).parents[2] / "src" / "corrin" / "response" / "meaning.py"
HEAD = '''"""How often each number of the list of `sharing` is sent, by how long an injection lasts.

Measured on simulated patients whose durations are known; nothing follows from it about anybody
else. In thousandths, one row a number, one column a bin of `population.edges`.
Printed by {command} --ship.
"""
'''
WORLDS = tuple(
    World(shape.__name__, replace(Habits(), median=MEDIAN, spread=SPREAD), shape)
    for shape in (saturating, ramp)
)


def main() -> None:
    """Print what each number means."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=750, help="a world")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--kept", type=Path, help="numbers and truths, kept to go on with")
    parser.add_argument("--ship", action="store_true", help="write the table")
    told = parser.parse_args()
    command = f"bench/long/meaning.py --patients {told.patients} --seed {told.seed}"
    print(f"command: {command}")
    rows: Rows = []
    if told.kept and told.kept.is_file():
        rows = [(bool(f), float(d), int(n)) for f, d, n in json.loads(told.kept.read_text())]
    else:
        for place, world in enumerate(WORLDS):
            for interval in INTERVALS:
                lived = diaries(
                    world,
                    patients=told.patients // len(INTERVALS),
                    interval=interval,
                    until=(UNTIL,),
                    seed=(told.seed, place, interval),
                )
                rows += [
                    (x.follows, x.lasts, likened(summary(x.diary, today=x.today))) for x in lived
                ]
        if told.kept:
            told.kept.write_text(json.dumps(rows))
    lasts, none = measured(rows)
    _report(lasts, none)
    if told.ship:
        SHIPPED.write_text(_shipped(lasts, none, command), encoding="ascii")


def measured(rows: Rows) -> tuple[Floats, Floats]:
    """The chance of each number at each bin of durations, and without a cycle."""
    follows = np.array([f for f, _, _ in rows])
    days = np.log(np.array([d for _, d, _ in rows]))[follows]
    number = np.array([n for _, _, n in rows])
    middle = np.log(edges()[:-1] * edges()[1:]) / 2
    near = np.exp(-0.5 * ((middle[:, None] - days[None, :]) / NEAR) ** 2)
    near /= near.sum(axis=1, keepdims=True)
    lasts = np.stack([near @ (number[follows] == n) for n in range(len(shapes()))])
    none = np.bincount(number[~follows], minlength=len(shapes())) / (~follows).sum()
    return lasts, none


def _report(lasts: Floats, none: Floats) -> None:
    middle = np.sqrt(edges()[:-1] * edges()[1:])
    for n, (row, without) in enumerate(zip(lasts, none, strict=True)):
        most = int(row.argmax())
        print(f"{n:2}: most often at {middle[most]:5.1f} days ({row[most]:.2f}); ", end="")
        print(f"without a cycle {without:.3f}")


def _shipped(lasts: Floats, none: Floats, command: str) -> str:
    """The module."""
    lines = [HEAD.format(command=command), "PER_MILLE = ("]
    for row in np.rint(1000 * lasts).astype(int):
        first, second = (" ".join(map(str, part)) for part in (row[:20], row[20:]))
        lines += [f'    "{first} "', f'    "{second}",']
    without = " ".join(str(n) for n in np.rint(1000 * none).astype(int))
    return "\n".join([*lines, ")", f'NO_CYCLE = "{without}"']) + "\n"


if __name__ == "__main__":
    main()
