"""`corrin cohort`: many records in, their advice out, and a report on all of them."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corrin.cli.advise import day
from corrin.cli.exits import DONE, Failed, Usage
from corrin.terms import Country, Lang

if TYPE_CHECKING:
    from corrin.cohort.run import Engine, Progress

BAR = 30
MOST_REASONS = 5  # why patients were set aside, as told after a run


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    ways = parser.add_subparsers(
        dest="way", required=True, metavar="make|ingest|run|report|trial|share|curve"
    )
    making = ways.add_parser("make", help="invented patients, to try the machinery with")
    making.add_argument("patients", type=int, metavar="N", help="how many")
    making.add_argument("--out", type=Path, required=True, metavar="DIR", help="the new cohort")
    making.add_argument("--seed", type=int, default=0, metavar="S", help="for the same ones again")
    taking = ways.add_parser("ingest", help="a FHIR Bulk Data export (NDJSON) as a cohort")
    taking.add_argument("export", type=Path, metavar="DIR", help="the folder of .ndjson files")
    taking.add_argument("--out", type=Path, required=True, metavar="DIR", help="the new cohort")
    running = ways.add_parser("run", help="the advice on every patient of a cohort")
    running.add_argument("cohort", type=Path, metavar="IN", help="a folder of Parquet files")
    running.add_argument("out", type=Path, metavar="OUT", help="the folder of answers")
    running.add_argument(
        "--findings-only", action="store_true", help="learn from no diary, propose no interval"
    )
    trying = ways.add_parser("trial", help="dosing policies on virtual patients, by the thousand")
    _trial_arguments(trying)
    for way in (running, trying):
        way.add_argument("--engine", choices=("local", "spark"), default="local")
        way.add_argument(
            "--remote", metavar="URL", help="of Spark Connect, such as sc://host:15002"
        )
        way.add_argument("--workers", type=int, metavar="N", help="processes (default: all cores)")
    taking.add_argument("--on", metavar="DATE", help="the day to judge them on (default: today)")
    running.add_argument("--on", metavar="DATE", help="one day for all (default: each one's own)")
    for way in (taking, running):
        way.add_argument("--country", choices=[*map(str, Country)], help="one guidance for all")
    telling = ways.add_parser("report", help="a page about a run, small numbers suppressed")
    telling.add_argument("out", type=Path, metavar="OUT", help="the folder of answers")
    telling.add_argument("--lang", choices=[*map(str, Lang)], default="en", help="its language")
    _curve_arguments(ways)


def _trial_arguments(trying: argparse.ArgumentParser) -> None:
    trying.add_argument("out", type=Path, metavar="OUT", help="the folder of lives")
    trying.add_argument("--patients", type=int, default=100, metavar="N", help="a world")
    trying.add_argument("--policy", nargs="+", metavar="NAME", default=["corrin", "fixed-56"])
    trying.add_argument("--world", nargs="+", metavar="NAME", default=["logistic"])
    trying.add_argument("--years", type=float, default=2.0, metavar="Y", help="to be followed")
    trying.add_argument("--seed", type=int, default=0, metavar="S", help="for the same luck again")
    trying.add_argument(
        "--plan", action="store_true", help="only say what a million would cost, run nothing"
    )


def _curve_arguments(ways: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sharing = ways.add_parser(
        "share", help="one number about one's own diary, for the curve of all"
    )
    sharing.add_argument("file", metavar="FILE", help="one's own record, in any form")
    sharing.add_argument("--out", type=Path, required=True, metavar="X.json", help="the message")
    sharing.add_argument("--on", metavar="DATE", help="the day (default: today)")
    sharing.add_argument("--epsilon", type=float, default=4.0, metavar="E", help="privacy loss (4)")
    adding = ways.add_parser("curve", help="how long an injection lasts, from many such messages")
    adding.add_argument("messages", type=Path, metavar="DIR", help="the folder of messages")
    adding.add_argument("--out", type=Path, required=True, metavar="DIR", help="page and prior")
    adding.add_argument("--lang", choices=[*map(str, Lang)], default="en", help="its language")


def run(options: argparse.Namespace) -> int:
    """Do one of the ways. What a killed run has done is found again by the next."""
    ways = {"make": _make, "ingest": _ingest, "run": _run, "report": _report}
    ways |= {"share": _share, "curve": _curve, "trial": _trial}
    ways[options.way](options)
    return DONE


def _make(options: argparse.Namespace) -> None:
    from corrin.cohort.make import make

    if options.patients < 1:
        raise Usage(f"N: met {options.patients}; expected 1 or more")
    _empty(options.out)
    files = make(options.patients, options.out, options.seed)
    print(f"{options.patients:,} invented patients in {len(files)} files in {options.out}")


def _ingest(options: argparse.Namespace) -> None:
    from corrin.cli.clock import today
    from corrin.cohort.ingest import NoLines, ingest

    _empty(options.out)
    on = day(options.on) or today()
    try:
        found = ingest(options.export, options.out, on=on, country=_country(options))
    except NoLines as why:
        raise Usage(f"DIR: {why}") from None
    print(
        f"{found.patients:,} patients from {found.lines:,} lines; {found.refused:,} refused "
        f"(reasons: {options.out / '_refused.parquet'}); {found.nobodys:,} lines name no patient"
    )


def _empty(out: Path) -> None:
    if any(out.glob("*.parquet")):
        raise Usage(f"--out: {out} holds Parquet files already; name an empty folder")


def _country(options: argparse.Namespace) -> Country | None:
    return Country(options.country) if options.country else None


def _run(options: argparse.Namespace) -> None:
    from corrin.cohort.kernel import Params
    from corrin.cohort.run import reasons
    from corrin.cohort.run import run as run_all

    params = Params(day(options.on), _country(options), proposals=not options.findings_only)
    try:
        with _told():
            done = run_all(options.cohort, options.out, params, _engine(options), _bar())
    except FileNotFoundError:
        raise Usage(
            f"IN: no Parquet files in {options.cohort}; `corrin cohort make` makes some"
        ) from None
    print(
        f"{done['answered']:,} answered, {done['quarantined']:,} in quarantine "
        f"(reasons: {options.out / '_quarantine'})"
    )
    for reason, people in reasons(options.out, done)[:MOST_REASONS]:
        print(f"    {people:,}: {reason}")


def _engine(options: argparse.Namespace) -> "Engine":
    """Who works a plan off."""
    from corrin.cohort.engines import pool, serial, spark

    workers = _workers(options)
    local = serial if workers == 1 else pool(workers)
    return spark(options.remote) if options.engine == "spark" else local


def _trial(options: argparse.Namespace) -> None:
    from corrin.cohort.run import work
    from corrin.cohort.trials import blocks, costs, means

    try:
        plan = blocks(
            options.world,
            options.policy,
            patients=options.patients,
            years=options.years,
            seed=options.seed,
        )
    except ValueError as wrong:
        raise Usage(str(wrong)) from None
    hours = 0.0
    for world, policy, seconds in costs(plan, None if options.plan else str(options.out)):
        hours += seconds / 3600
        print(f"{world:16} {policy:16} {seconds / 3600:10.1f} CPU hours a million patients")
    if hours:
        print(f"this trial, {options.patients:,} a world: {hours * options.patients / 1e6:.2f}")
    if options.plan:
        return
    asked = {n: getattr(options, n) for n in ("patients", "policy", "world", "years", "seed")}
    with _told():
        done = work(plan, options.out, asked, _engine(options), _bar())
    print("simulated patients whose symptoms follow their injections; a year, mean")
    for one in means(options.out, [shard["file"] for shard in done["shards"]]):
        print(
            f"{one.world:16} {one.policy:16} {one.people:8,} people  regret {one.regret:6.1f} "
            f"± {1.96 * one.error:.1f}  injections {one.injections:5.1f}  "
            f"symptom days {one.sick_days:5.1f}"
        )


@contextmanager
def _told() -> Iterator[None]:
    """What an engine could not do, said in words."""
    from corrin.cohort.engines import NoSpark, Unfinished

    try:
        yield
    except NoSpark as why:
        raise Failed(str(why)) from None
    except Unfinished as why:
        raise Failed(f"{why}; say the same again to go on where it stopped") from None
    except ImportError as absent:
        raise Failed(
            f"Spark needs the package {absent.name}: pip install 'corrin[spark]'"
        ) from None


def _workers(options: argparse.Namespace) -> int:
    if options.remote and options.engine != "spark":
        raise Usage("--remote goes with --engine spark")
    if options.workers is None:
        return os.cpu_count() or 1
    if not 1 <= options.workers <= 256:
        raise Usage(f"--workers: met {options.workers}; expected 1 to 256")
    return int(options.workers)


def _bar() -> "Progress | None":
    """The bar of files done, where somebody is looking."""
    if not sys.stderr.isatty():
        return None

    def told(done: int, total: int, patients: int) -> None:
        full = BAR * done // total
        bar = "█" * full + "·" * (BAR - full)
        end = "\n" if done == total else ""
        print(f"\r{bar} {done}/{total} files, {patients:,} patients", end=end, file=sys.stderr)

    return told


def _report(options: argparse.Namespace) -> None:
    from corrin.cohort.report import NoRun, report

    try:
        page = report(options.out, Lang(options.lang))
    except NoRun as why:
        raise Usage(f"OUT: {why}") from None
    print(f"written: {page}")


def _share(options: argparse.Namespace) -> None:
    import json
    import secrets

    import numpy as np

    from corrin.cli.clock import today
    from corrin.cli.files import read_record, write_whole
    from corrin.cohort.curve import message

    on = day(options.on)
    case = read_record(options.file, form=None, lenient=False, on=on, today=today())
    rng = np.random.default_rng(secrets.randbits(128))
    judged = on or case.on or today()
    try:
        told = message(case.record, on=judged, epsilon=options.epsilon, rng=rng)
    except ValueError as wrong:
        raise Usage(f"--epsilon: {wrong}") from None
    write_whole(options.out, json.dumps(told) + "\n")
    print(f"{options.out} holds one number, {told['number']}: nothing else leaves. Send it once.")


def _curve(options: argparse.Namespace) -> None:
    from corrin.cohort.curve import Unheard, added_up, read_messages, write

    try:
        found = added_up(read_messages(options.messages))
    except Unheard as why:
        raise Usage(f"DIR: {why}") from None
    print(f"written: {write(found, options.out, Lang(options.lang))}")
