"""`corrin import`: a spreadsheet as a diary, all of it or nothing."""

import argparse
import sys

from corrin.cli import clock
from corrin.cli.advise import day
from corrin.cli.exits import DONE, Refused, Usage
from corrin.cli.files import read_bytes
from corrin.record import write_notation
from corrin.sheets import MEANINGS, Import, Sheet, SheetError, Usual, open_sheet, read_sheet
from corrin.terms import Lang
from corrin.terms.codes import DRUGS, ROUTES
from corrin.words import Catalog, catalog, told
from corrin.words import sheet as said

FIRST = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a CSV or XLSX file; - reads standard input")
    parser.add_argument("--preview", action="store_true", help="show what would be read, and stop")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADING=MEANING",
        help="what a column means: "
        + ", ".join(m for m in MEANINGS if ":" not in m)
        + ", felt:ITEM or lab:TEST",
    )
    parser.add_argument("--drug", choices=sorted(DRUGS), default="b12_unspecified")
    parser.add_argument(
        "--dose", type=float, metavar="UG", help="micrograms of an injection that is only ticked"
    )
    parser.add_argument("--route", choices=sorted(ROUTES), default="im")
    parser.add_argument("--on", metavar="DATE", help="the day it is read on; else today")
    parser.add_argument("--lang", choices=[*map(str, Lang)], default=Lang.EN)


def run(options: argparse.Namespace) -> int:
    words = catalog(Lang(options.lang))
    if options.dose is not None and not options.dose > 0:
        raise Usage(f"--dose: met {options.dose:g}; expected a number above 0")
    sheet = _sheet(options.file, words)
    found = read_sheet(
        sheet,
        on=day(options.on) or clock.today(),
        chosen=_chosen(options.column, sheet),
        usual=Usual(options.drug, options.dose, options.route),
    )
    if found.problems:
        problems = ((p.code, p.row, p.heading, p.met) for p in found.problems)
        raise Refused(said.faults(problems, words))
    sys.stdout.write(preview(found, words) if options.preview else write_notation(found.record))
    return DONE


def preview(found: Import, words: Catalog) -> str:
    """What each column is taken for, how many entries there are, and the first of them."""
    lines = [words.text("import", "columns")]
    for c in found.columns:
        meaning = said.meaning(c.meaning, words)
        meant = f"{meaning} ({c.unit})" if c.unit else meaning
        lines.append("- " + words.text("import", "column", heading=c.heading or "–", meaning=meant))
    if found.month_first:
        lines.append(words.text("import", "month_first"))
    lines.append(words.text("import", "entries", n=len(found.entries)))
    lines.append(words.text("import", "first_entries"))
    lines += [f"- {words.day(e.on)}: {told(e, words)}" for e in found.entries[:FIRST] if e.on]
    return "\n".join(lines) + "\n"


def _sheet(name: str, words: Catalog) -> Sheet:
    data = read_bytes(name)
    try:
        return open_sheet(data)
    except SheetError as why:
        raise Refused([said.fault(why.code, 0, "", "", words)]) from None


def _chosen(told: list[str], sheet: Sheet) -> dict[str, str]:
    """The meanings given by hand. Raises Usage for a heading or a meaning that does not exist."""
    chosen = {}
    for words in told:
        heading, _, meaning = words.rpartition("=")
        if heading not in sheet.headings:
            known = ", ".join(filter(None, sheet.headings))
            raise Usage(f"--column: met {heading!r}; expected one of the headings {known}")
        if meaning not in MEANINGS:
            raise Usage(f"--column: met {meaning!r}; expected one of {', '.join(MEANINGS)}")
        chosen[heading] = meaning
    return chosen
