"""CPU time of one record advised, as a ratio to parsing the same record.

    python3 start.py bench      (or: .venv/bin/python bench/advise.py)

Reads the 74 open vignettes; each is parsed and advised five times after a warm-up, the medians of
process time are compared. A ratio, because machines differ and are noisy.
"""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from corrin.advice import assess
from corrin.record import Case, read_case
from corrin.terms import Ask, Country

CASES = Path(__file__).resolve().parents[1] / "tests" / "data" / "cases"
REPEATS = 5


def spent(work: Callable[[], object]) -> float:
    """Median CPU milliseconds of some runs, after one to warm up."""
    work()
    times = []
    for _ in range(REPEATS):
        begun = process_time()
        work()
        times.append(1000 * (process_time() - begun))
    return median(times)


def advised(case: Case) -> object:
    """The assessment of one case."""
    assert case.on
    country, ask = case.country or Country.UK, case.ask or Ask.ASSESS
    return assess(case.record, on=case.on, country=country, ask=ask)


def main() -> None:
    """Print medians, the slowest case, and the ratio, without and with a diary."""
    for name in ("open.jsonl", "courses-open.jsonl"):
        lines = (CASES / name).read_text(encoding="utf-8").splitlines()
        parsing, advising = [], []
        for line in lines:
            case = read_case(line)
            parsing.append(spent(lambda text=line: read_case(text)))  # type: ignore[misc]
            advising.append(spent(lambda one=case: advised(one)))  # type: ignore[misc]
        ratios = [a / p for a, p in zip(advising, parsing, strict=True)]
        row = {
            "cases": name,
            "n": len(lines),
            "parse_ms": round(median(parsing), 2),
            "advise_ms": round(median(advising), 2),
            "slowest_advise_ms": round(max(advising), 2),
            "advise_over_parse": round(median(ratios), 2),
        }
        print(json.dumps(row))


if __name__ == "__main__":
    main()
