"""CPU time of full advice for one record, beside parsing it and beside plain Python rules.

    python3 start.py bench      (or: .venv/bin/python bench/advise.py)

Each vignette is parsed, asked by plain rules and advised in turn, nine times after a warm-up, so
that all three meet the machine as it is; the medians of process time are compared. Each time it is
a record of the same entries made anew, so that nothing is remembered of the time before. `plain` is
what a quick script would do with a record already read: the facts, and each rule as ordinary
two-valued Python (bench/findings.py); it has no third value, reasons, doubts or safety, no
fingerprint and no interval. Vignettes without a diary and with one stand apart, because most of the
time of the latter goes into learning the interval: with the walk compiled, as setting up does where
there is a C compiler, and with NumPy alone. The goal is 5 ms for records of the open vignettes'
size.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import fmean, median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.findings import plain_facts, plain_rules, situation
from corrin.advice import assess
from corrin.knowledge import load
from corrin.record import Case, Record, Score, read_case
from corrin.response import kernel
from corrin.terms import Ask, Country

CASES = Path(__file__).resolve().parents[1] / "tests" / "data" / "cases"
REPEATS = 9
GOAL = 5.0
RULES = {protocol.id: plain_rules(protocol) for protocol in load().editions}


def spent(*works: Callable[[], object]) -> list[float]:
    """Median CPU milliseconds of each, done in turn some times, after once to warm up."""
    times: list[list[float]] = [[] for _ in works]
    for run in range(REPEATS + 1):
        for work, mine in zip(works, times, strict=True):
            begun = process_time()
            work()
            if run:
                mine.append(1000 * (process_time() - begun))
    return list(map(median, times))


def advised(case: Case) -> object:
    """The assessment of one case."""
    assert case.on
    country, ask = case.country or Country.UK, case.ask or Ask.ASSESS
    return assess(Record(case.record.entries), on=case.on, country=country, ask=ask)


def plain(case: Case) -> None:
    """The plain rules of one case."""
    assert case.on
    protocol = load().protocol(case.country or Country.UK, case.on)
    facts = plain_facts(situation(case, protocol))
    for rule in RULES[protocol.id]:
        eval(rule, None, facts)


def told(name: str, lines: list[str]) -> None:
    """Print the medians of some vignettes, the slowest, and how many keep the goal."""
    each = [
        spent(partial(read_case, line), partial(plain, case), partial(advised, case))
        for line, case in ((line, read_case(line)) for line in lines)
    ]
    parsing, plainly, advising = zip(*each, strict=True)
    kept = sum(ms < GOAL for ms in advising)
    ratios = sorted(a / p for a, p in zip(advising, plainly, strict=True))
    print(
        f"{name:33} {len(lines):3}: parse {median(parsing):5.2f}, plain {median(plainly):5.2f},"
        f" advice {median(advising):6.2f} ms (mean {fmean(advising):.2f},"
        f" slowest {max(advising):6.2f};"
        f" under {GOAL:g} ms {kept} of {len(lines)}), over plain {median(ratios):.2f}"
    )


def main() -> None:
    """Print a line for the vignettes without a diary, with one, and the courses."""
    print("command: bench/advise.py; CPU milliseconds of one process, medians")
    lines = (CASES / "open.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if read_case(line).record.of(Score)]
    courses = (CASES / "courses-open.jsonl").read_text(encoding="utf-8").splitlines()
    told("open vignettes, no diary", [line for line in lines if line not in kept])
    there, compiled = kernel.LIBRARY, kernel.library() is not None
    for way, library in (*([("compiled", there)] if compiled else []), ("NumPy", "none")):
        kernel.LIBRARY = library
        kernel.library.cache_clear()
        told(f"open vignettes, a diary, {way}", kept)
        told(f"courses, {way}", courses)


if __name__ == "__main__":
    main()
