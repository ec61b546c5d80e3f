"""`corrin fhir`: a FHIR R4 Bundle to case JSON, and a record to a Bundle."""

import argparse
import json
from pathlib import Path

from corrin.cli.advise import day
from corrin.cli.clock import today
from corrin.cli.exits import DONE
from corrin.cli.files import FORMS, read_carried, write_whole
from corrin.fhir import as_plain, write_bundle
from corrin.record import case_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    ways = parser.add_subparsers(dest="way", required=True, metavar="import|export")
    coming = ways.add_parser("import", help="Bundle to case JSON, with what could not be carried")
    going = ways.add_parser("export", help="a record in any form to a Bundle")
    for way in (coming, going):
        way.add_argument("file", metavar="FILE", help="the file, or - for standard input")
        way.add_argument("--on", metavar="DATE", help="judge dates against this day, not today")
        way.add_argument("--out", metavar="X.json", help="where to write (default: output)")
    going.add_argument("--from", dest="form", choices=FORMS, help="the form of the file")


def run(options: argparse.Namespace) -> int:
    """Print the case JSON or the Bundle; nothing at all when the file cannot be read."""
    form = "fhir" if options.way == "import" else options.form
    case, left = read_carried(
        options.file, form=form, lenient=False, on=day(options.on), today=today()
    )
    if options.way == "import":
        found = {"record": case_of(case.record), "not_carried": as_plain(left)}
    else:
        found = write_bundle(case.record, left)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if options.out:
        write_whole(Path(options.out), text)
    else:
        print(text, end="")
    return DONE
