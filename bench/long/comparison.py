"""How often a planned comparison of two intervals gives each answer, by how long doses last.

PYTHONPATH=src nice -n 15 python bench/long/comparison.py --patients 60 --seed 41

Virtual patients know their date from the start of a cycle, which is worse than the plan: there it
is hidden until two days before.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict

from corrin.response.comparison import FEWEST_PAIRS, analyse, order
from corrin.simulate import WORLDS
from corrin.simulate.diaries import SETTLED, Lived, diaries

PLANS = ((14, 21), (28, 42))  # days
ANSWERS = ("longer_is_worse", "alike", "cannot_tell")


def told(one: Lived, lengths: tuple[int, ...]) -> str | None:
    """The verdict for one patient; None where the doses did not come as planned."""
    starts = [day for day in one.diary.given if day >= SETTLED][: len(lengths) + 1]
    if len(starts) <= len(lengths):
        return None
    return analyse(one.diary, starts=starts, lengths=lengths).verdict


def truth(one: Lived, shorter: int, longer: int) -> str:
    """What the right answer would be: symptoms back within the last week of the longer interval."""
    if not one.follows:
        return "do not follow"
    if one.lasts <= 0.8 * shorter:
        return "back before both"
    if one.lasts >= 1.25 * longer:
        return "last longer than both"
    return "between" if shorter <= one.lasts <= longer - 5 else "near an edge"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=60, help="a world")
    parser.add_argument("--seed", type=int, default=41)
    asked = parser.parse_args()
    print(f"command: bench/long/comparison.py --patients {asked.patients} --seed {asked.seed}")
    for shorter, longer in PLANS:
        for pairs in (FEWEST_PAIRS, 8):
            found: dict[str, Counter[str]] = defaultdict(Counter)
            lengths = order(str(asked.seed), pairs=pairs, shorter=shorter, longer=longer)
            until = SETTLED + 4 * shorter + sum(lengths) + 12 * pairs
            for number, world in enumerate(WORLDS):
                seed = (asked.seed, number, shorter, pairs)
                for one in diaries(
                    world,
                    patients=asked.patients,
                    interval=shorter,
                    until=(until,),
                    seed=seed,
                    then=lengths,
                ):
                    if verdict := told(one, lengths):
                        found[truth(one, shorter, longer)][verdict] += 1
            print(f"{shorter} against {longer} days, {pairs} pairs")
            for group, counts in sorted(found.items()):
                of = sum(counts.values())
                shares = "  ".join(f"{a} {counts[a] / of:.3f}" for a in ANSWERS)
                print(f"  {group:22} {shares}  of {of}")


if __name__ == "__main__":
    main()
