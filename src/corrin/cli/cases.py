"""`corrin cases`: many vignettes in, one line of advice each out."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corrin.advice import Assessment, assess
from corrin.cli.clock import today
from corrin.cli.exits import DONE, Refused
from corrin.cli.files import read_text, write_whole
from corrin.record import Case, Fault, RecordError, case_from, load_json
from corrin.terms import Ask, Country


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="CASES.jsonl", help="one vignette a line, - for input")
    parser.add_argument("--out", metavar="ADVICE.jsonl", help="where to write (default: output)")


def run(options: argparse.Namespace) -> int:
    """Write `{"id", "advice"}` for each vignette; nothing at all when one cannot be read."""
    from corrin.words import plain

    cases = _cases(read_text(options.file))
    lines = []
    for case in cases:
        advice = [plain(r) for r in advised(case)]
        lines.append(json.dumps({"id": case.id, "advice": advice}, ensure_ascii=False))
    text = "".join(line + "\n" for line in lines)
    if options.out:
        write_whole(Path(options.out), text)
    else:
        print(text, end="")
    return DONE


def _cases(text: str) -> list[Case]:
    faults: list[Fault] = []
    cases: list[Case] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                cases.append(case_from(load_json(line), on=today()))
            except RecordError as wrong:
                faults += [_placed(fault, number) for fault in wrong.faults]
    if faults:
        raise Refused(faults)
    return cases


def _placed(fault: Fault, number: int) -> Fault:
    return Fault(f"line {number}, {fault.place}", fault.met, fault.expected, fault.do)


def advised(case: Case) -> Iterator[Any]:
    """The advice on one case. For no particular country: what all of them give."""
    countries = [case.country] if case.country else list(Country)
    found = [_assessed(case, country) for country in countries]
    common = frozenset.intersection(*(a.keys() for a in found))
    return (r for r in found[-1].advice if r.key in common)


def _assessed(case: Case, country: Country) -> Assessment:
    ask = case.ask or Ask.ASSESS
    return assess(case.record, on=case.on or today(), country=country, ask=ask)
