"""How often "symptoms follow", "another rhythm" and "cannot tell" are said, and of whom.

PYTHONPATH=src nice -n 15 python bench/long/link.py --patients 40 --seed 31

Writes bench/long/link.json; with --ship also the table that is shown beside a doctor's page,
src/corrin/knowledge/simulated.toml. Patients keep to a fixed interval, so nothing learned helps.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from corrin.advice.link import answer
from corrin.response import learn
from corrin.simulate import WORLDS
from corrin.simulate.diaries import diaries
from corrin.simulate.worlds import World

ROOT = Path(__file__).resolve().parents[2]
INTERVALS, ASKED = (14, 28, 56), (200, 400)  # days
GROUPS = ("return", "well", "unrelated")
ANSWERS = ("follows", "cannot_tell", "unrelated")


def counted(world: World, number: int, patients: int, seed: int) -> Counter[tuple[str, str]]:
    """Answers by group of patients, over the intervals and days."""
    found: Counter[tuple[str, str]] = Counter()
    for days in INTERVALS:
        lived = diaries(
            world, patients=patients, interval=days, until=ASKED, seed=(seed, number, days)
        )
        for one in lived:
            said = answer(learn(one.diary, today=one.today))
            found[_group(one.follows, one.lasts, days), said] += 1
    return found


def _group(follows: bool, lasts: float, interval: int) -> str:
    if not follows:
        return "unrelated"
    return "return" if lasts < 0.9 * interval else "well"


def shipped(total: Counter[tuple[str, str]], command: str) -> str:
    """The table as the TOML that comes with corrin."""
    people = {g: sum(n for (of, _), n in total.items() if of == g) for g in GROUPS}
    lines = [
        "# Written by bench/long/link.py; run it again rather than change a number here.",
        "# Simulated patients: a test of the algorithm, not of benefit to people.",
        "",
        "[link]",
        f'made_by = "{command}"',
    ]
    for group in GROUPS:
        shares = (f"{a} = {total[group, a] / people[group]:.4f}" for a in ANSWERS)
        lines += ["", f"[link.{group}]", f"diaries = {people[group]}", *shares]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=40, help="a world and interval")
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--ship", action="store_true", help="write the table that is shown")
    told = parser.parse_args()
    command = f"bench/long/link.py --patients {told.patients} --seed {told.seed}"
    by_world = {
        world.name: counted(world, number, told.patients, told.seed)
        for number, world in enumerate(WORLDS)
    }
    total = sum(by_world.values(), Counter[tuple[str, str]]())
    rows = {
        name: {g: {a: counts[g, a] for a in ANSWERS} for g in GROUPS}
        for name, counts in {**by_world, "all worlds": total}.items()
    }
    print(json.dumps({"command": command, "intervals": INTERVALS, "days": ASKED, "said": rows}))
    if told.ship:
        text = shipped(total, command)
        (ROOT / "src/corrin/knowledge/simulated.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
