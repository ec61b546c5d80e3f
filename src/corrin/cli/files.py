"""Reading a record from a file or standard input, whatever of the accepted forms it has."""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from corrin.cli.exits import MOST_TOLD, Refused, Usage
from corrin.record import (
    Case,
    Fault,
    Record,
    RecordError,
    case_from,
    load_json,
    printable,
    read_notation,
    read_notation_leniently,
)
from corrin.terms import Lang

if TYPE_CHECKING:
    from corrin.fhir import NotCarried

FORMS = ("case", "notation", "fhir")
LARGEST_FILE = 32 * 1024 * 1024


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises Usage or Refused."""
    try:
        return read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as why:
        place = f"byte {why.start}"
        raise Refused(
            [Fault(place, "a byte that is not UTF-8", "UTF-8 text", "save it as UTF-8")]
        ) from None


def read_bytes(name: str) -> bytes:
    """What a file holds, or standard input for `-`. Raises Usage or Refused."""
    try:
        raw = sys.stdin.buffer.read(LARGEST_FILE + 1) if name == "-" else _bytes(Path(name))
    except OSError as why:
        raise Usage(f"{printable(name)} cannot be opened: {why.strerror}") from None
    if len(raw) > LARGEST_FILE:
        fault = Fault("file", "more than 32 MB", "one record", "send a smaller file")
        raise Refused([fault])
    return raw


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def form_of(name: str, text: str) -> str:
    """case or notation: by the suffix where it is ours, else by the text. FHIR tells itself."""
    suffix = Path(name).suffix.lower()
    if suffix == ".b12":
        return "notation"
    begins = text.lstrip()[:1]
    if suffix == ".json" or begins in ("{", "["):
        return "case"
    return "notation"


def read_record(
    name: str,
    *,
    form: str | None,
    lenient: bool,
    on: date | None,
    today: date,
    lang: Lang = Lang.EN,
) -> Case:
    """The case a file holds; dates are judged against `on`, else its own day, else today.

    Raises Refused with every fault. With `lenient` the good lines of a notation are used, and
    the bad ones are told on standard error; so is what of a FHIR bundle has no place in a record.
    """
    case, left = read_carried(name, form=form, lenient=lenient, on=on, today=today, lang=lang)
    stayed = ", ".join(f"{n.count} {n.what}" for n in left if n.ids)
    if stayed:
        print(f"not carried: {stayed}; `corrin fhir import` lists them", file=sys.stderr)
    return case


def read_carried(
    name: str,
    *,
    form: str | None,
    lenient: bool,
    on: date | None,
    today: date,
    lang: Lang = Lang.EN,
) -> "tuple[Case, tuple[NotCarried, ...]]":
    """The case a file holds, and what an earlier or this reading of FHIR could not carry."""
    text = read_text(name)
    chosen = form or form_of(name, text)
    try:
        if chosen == "notation":
            return Case(_notation(text, lenient=lenient, on=on or today, lang=lang)), ()
        from corrin.fhir import from_plain, read_bundle

        value = load_json(text)
        named = isinstance(value, dict) and "resourceType" in value
        if chosen == "fhir" or (named and form is None):
            imported = read_bundle(value, on=on or today)
            return Case(imported.record), imported.not_carried
        left = value.get("not_carried") if isinstance(value, dict) else None
        return case_from(value, on=on or today), from_plain(left)
    except RecordError as wrong:
        raise Refused(wrong.faults) from None


def _notation(text: str, *, lenient: bool, on: date, lang: Lang) -> Record:
    if not lenient:
        return read_notation(text, on=on)
    from corrin.words.catalog import catalog
    from corrin.words.faults import lines

    record, faults = read_notation_leniently(text, on=on)
    for line in lines(faults[:MOST_TOLD], lang):
        print(catalog(lang).text("fault", "left_out", fault=line), file=sys.stderr)
    if len(faults) > MOST_TOLD:
        print(catalog(lang).text("fault", "more", n=len(faults) - MOST_TOLD), file=sys.stderr)
    return record


def write_whole(path: Path, content: str | bytes) -> None:
    """The text or bytes in the file, or nothing: no half-written file is ever left."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as draft:
            draft.write(raw)
        os.replace(draft.name, path)
    except OSError as why:
        raise Usage(f"{printable(str(path))} cannot be written: {why.strerror}") from None
