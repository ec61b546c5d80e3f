# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""Inputs spoilt by chance, at every door through which somebody else's text comes in.

    .venv/bin/python -m bench.long.fuzz --seed 1 > bench/long/fuzz.txt

Each door in a process of its own, which counts what was read, what was refused as it should be, and
every other end; the longest CPU time of one input, and how much memory the process grew. Then a few
inputs of about 10 MB each. `--control` reads with one refusal taken for a fault: it must be red.
"""

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np

os.environ.setdefault("CORRIN_DATA", tempfile.mkdtemp())
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

from corrin.record import RecordError
from corrin.store.tables import upgrade
from tests.app import importers, stored_doors
from tests.app.importers import Door

SHARE = {  # of all inputs
    "FHIR bundle": 0.17, "case JSON": 0.22, "notation": 0.25, "pasted text": 0.12,
    "CDS request": 0.08, "CSV": 0.1, "XLSX": 0.03, "NDJSON": 0.006, "message for the curve": 0.01,
    "backup": 0.006, "encrypted backup": 0.01,
}  # fmt: skip
MEMORY = 2_000_000_000  # bytes of address space above what a process begins with
LARGE = 10_000_000
SECONDS, MEGABYTES = 1.0, 256  # what one input may take, and what a process may grow


def main() -> int:
    """Try every door, print what came of it; 0 where nothing else than was foreseen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=202_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--door", help="one of them alone, with its share of the inputs")
    parser.add_argument("--control", action="store_true")
    options = parser.parse_args()
    upgrade()
    alone = f' --door "{options.door}"' if options.door else ""
    control = " --control" if options.control else ""
    asked = f"--inputs {options.inputs} --seed {options.seed}{alone}{control}"
    print(f"command: -m bench.long.fuzz {asked}", flush=True)
    every = (*importers.DOORS, *stored_doors.DOORS)
    doors = [door for door in every if options.door in (None, door.name)]
    told = [_apart(door, options) for door in doors]
    print(f"{sum(t['inputs'] for t in told)} inputs: {sum(t['read'] for t in told)} read, "
          f"{sum(t['refused'] for t in told)} refused, {sum(t['faults'] for t in told)} other; "
          f"longest {max(t['longest'] for t in told):.2f} s of CPU, "
          f"most memory grown {max(t['grown'] for t in told)} MB")  # fmt: skip
    for name, text in _large() if not alone else ():
        _print_large(name, _in_child(_one_large, name, text))
    bad = sum(t["faults"] for t in told) or any(
        t["longest"] > SECONDS or t["grown"] > MEGABYTES for t in told
    )
    return 0 if bool(bad) == options.control else 1


def _apart(door: Door, options: argparse.Namespace) -> dict[str, Any]:
    number = int(options.inputs * SHARE[door.name])
    found: dict[str, Any] = _in_child(_tried, door.name, number, options.seed, options.control)
    print(f"{door.name}: {found['inputs']} inputs, {found['read']} read, "
          f"{found['refused']} refused, {found['faults']} other ends; longest "
          f"{found['longest']:.2f} s of CPU, {found['grown']} MB grown, {found['cpu']:.0f} s",
          flush=True)  # fmt: skip
    for what, times in found["kinds"]:
        print(f"  {times} x {what}", flush=True)
    return found


def _in_child(work: Callable[..., Any], *given: Any) -> Any:
    """What a function answers in a process of its own, with bounded memory."""
    here, there = multiprocessing.Pipe(False)
    process = multiprocessing.get_context("fork").Process(
        target=_bounded, args=(there, work, given)
    )
    process.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        raise SystemExit(f"the process of {given[0]} ended without an answer") from None
    finally:
        process.join()


def _bounded(there: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    from django.db import connections

    connections.close_all()
    with open("/proc/self/statm", encoding="ascii") as said:
        size = int(said.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    there.send(work(*given))


def _door(name: str) -> Door:
    return next(d for d in (*importers.DOORS, *stored_doors.DOORS) if d.name == name)


def _most() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _tried(name: str, number: int, seed: int, control: bool) -> dict[str, Any]:
    """The ends of so many spoilt inputs at one door."""
    door, ends = _door(name), Counter[str]()
    refusals = tuple(r for r in door.refusals if not (control and r is RecordError))
    chance = np.random.default_rng([seed, sum(map(ord, name))])
    for _ in range(20):  # what is kept for all inputs is built before memory is counted
        _end(door, door.spoil(chance), refusals)
    before, longest, begun = _most(), 0.0, process_time()
    for _ in range(number):
        given = door.spoil(chance)
        moment = process_time()
        ends[_end(door, given, refusals)] += 1
        longest = max(longest, process_time() - moment)
    faults = {what: n for what, n in ends.items() if what not in ("read", "refused")}
    return {
        "inputs": number, "read": ends["read"], "refused": ends["refused"],
        "faults": sum(faults.values()), "kinds": sorted(faults.items(), key=lambda k: -k[1])[:12],
        "longest": longest, "grown": _most() - before, "cpu": process_time() - begun,
    }  # fmt: skip


def _end(door: Door, given: Any, refusals: tuple[type[Exception], ...]) -> str:
    try:
        door.read(given)
    except refusals:
        return "refused"
    except Exception as why:
        steps = traceback.extract_tb(why.__traceback__)
        ours = [s for s in steps if "/corrin/" in s.filename] or list(steps)
        place = ours[-1].filename.rpartition("/src/")[2]
        return f"{type(why).__name__} in {place}:{ours[-1].lineno} {str(why)[:80]!r}"
    return "read"


def _large() -> list[tuple[str, Any]]:
    """One input of about 10 MB for each door of text."""
    case = next(c for c in importers.cases() if c["record"].get("symptoms"))
    entries = [e for b in importers.bundles() for e in b["entry"]]
    many = entries * (LARGE // len(json.dumps(entries)) + 1)
    diary = "".join(n for n in importers.notations() if n.count("\n") < 60)
    row = "1.1.2026;7;x;1000;0,61;første\n"
    heading = importers.TABLES[0].split("\n")[0] + "\n"
    case_long = json.loads(json.dumps(case))
    case_long["record"]["symptoms"] = case_long["record"]["symptoms"] * 60_000
    return [
        ("FHIR bundle", json.dumps({"resourceType": "Bundle", "entry": many})),
        ("case JSON", json.dumps(case_long)),
        ("notation", diary * (LARGE // len(diary) + 1)),
        ("pasted text", "x" * LARGE),
        ("CSV", (heading + row * (LARGE // len(row))).encode()),
        ("CSV", (heading + row * 99_000).encode()),
        ("NDJSON", "\n".join(json.dumps(e["resource"]) for e in many).encode()[:LARGE]),
    ]


def _one_large(name: str, given: Any) -> dict[str, Any]:
    door, before, moment = _door(name), _most(), process_time()
    end = _end(door, given, door.refusals)
    return {"end": end, "bytes": len(given), "cpu": process_time() - moment, "mb": _most() - before}


def _print_large(name: str, found: dict[str, Any]) -> None:
    print(f"large {name}: {found['bytes'] / 1e6:.1f} MB, {found['end']}, "
          f"{found['cpu']:.1f} s of CPU, {found['mb']} MB grown", flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
