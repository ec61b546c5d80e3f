"""`corrin simulate`: a virtual trial of dosing policies, same patients and same luck for all."""

import argparse
import json
import sys
from collections.abc import Iterator

from corrin.cli.exits import DONE, Usage
from corrin.simulate import NAMES, WORLDS, TrialResult, trial
from corrin.simulate.score import Estimate
from corrin.simulate.trial import Progress

BAR, PLOT = 30, 40
# The scores of the table, all a year, with the heading of each and its number of decimals.
COLUMNS: dict[str, tuple[str, int]] = {
    "regret": ("regret", 1),
    "injections": ("injections", 1),
    "sick_days": ("symptom days", 1),
    "relapses_lengthening": ("relapses", 2),
    "injections_unrelated": ("injections, unrelated", 1),
}
NAME, CELL = 16, 24
LEGEND = """\
Regret: injections and days with symptoms beyond those of the cheapest plan that knowledge of the
patient could buy. Relapses: after lengthening. All a year, for people whose symptoms follow the
injections, but the last column, which is for those whose symptoms do not."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--policy",
        nargs="+",
        action="extend",
        choices=list(NAMES),
        metavar="NAME",
        help="one or more of: " + ", ".join(NAMES) + " (default: all)",
    )
    parser.add_argument("--patients", type=int, default=20, metavar="N", help="a world")
    parser.add_argument("--years", type=float, default=2.0, metavar="Y", help="to be followed")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="for the same luck again")
    parser.add_argument("--world", nargs="+", choices=[w.name for w in WORLDS], metavar="NAME")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text or JSON")


def run(options: argparse.Namespace) -> int:
    """Run the trial and print its table and plot, or JSON."""
    try:
        found = trial(
            list(dict.fromkeys(options.policy or NAMES)),
            patients=options.patients,
            years=options.years,
            seed=options.seed,
            worlds=options.world,
            progress=_begun() if sys.stderr.isatty() else None,
        )
    except ValueError as wrong:
        raise Usage(str(wrong)) from None
    if options.format == "json":
        print(json.dumps(found.as_dict(), indent=1, allow_nan=False))
    else:
        print("\n".join(_page(found)))
    return DONE


def _begun() -> Progress:
    """The bar, drawn empty at once: a first row can take minutes."""
    print(f"\r{'·' * BAR}", end="", file=sys.stderr, flush=True)
    return _bar


def _bar(done: int, total: int, what: str) -> None:
    full = BAR * done // total
    end = "\n" if done == total else ""
    bar = "█" * full + "·" * (BAR - full)
    print(f"\r{bar} {done}/{total} {what:<40}", end=end, file=sys.stderr, flush=True)


def _page(found: TrialResult) -> Iterator[str]:
    yield f"{found.patients} simulated patients a world, {found.years:g} years, seed {found.seed}."
    yield "Simulated: a test of the algorithm, not of benefit to people. 95 % intervals in ()."
    yield from LEGEND.splitlines()
    for world in dict.fromkeys(row.world for row in found.rows):
        rows = [row for row in found.rows if row.world == world]
        yield from ("", f"== {world}")
        shown = {k: v for k, v in COLUMNS.items() if k in rows[0].scores}
        yield " " * NAME + "".join(f"{title:>{CELL}}" for title, _ in shown.values())
        for row in rows:
            cells = (_cell(row.scores[key], digits) for key, (_, digits) in shown.items())
            yield f"{row.policy:{NAME}}" + "".join(f"{cell:>{CELL}}" for cell in cells)
        yield from _plot([(row.policy, row.scores["regret"]) for row in rows])


def _cell(e: Estimate, digits: int) -> str:
    """A mean with its interval; a dash where there is nobody to ask."""
    if not e.n:
        return "–"
    mean, low, high = (f"{x:.{digits}f}" for x in (e.mean, e.low, e.high))
    return f"{mean} ({low} to {high})"


def _plot(rows: list[tuple[str, Estimate]]) -> Iterator[str]:
    """Regret of each policy as a dot with its interval, on one scale."""
    rows = [(name, e) for name, e in rows if e.n]
    longest = max((e.high for _, e in rows), default=1.0) or 1.0
    yield f"regret a year, 0 to {longest:.0f}"
    for name, e in rows:
        low, mid, high = (
            round((PLOT - 1) * max(x, 0.0) / longest) for x in (e.low, e.mean, e.high)
        )
        line = "".join("●" if i == mid else "─" if low <= i <= high else " " for i in range(PLOT))
        yield f"{name:{NAME}}|{line}|"
