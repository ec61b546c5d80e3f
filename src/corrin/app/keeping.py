"""Bringing a spreadsheet into a diary, all of it or nothing, and taking everything out."""

import base64
import binascii
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.app import clock, once
from corrin.app.check_answers import DRUGS, LARGEST_DOSE
from corrin.app.choices import ZONES, Choices
from corrin.app.day_form import form_id
from corrin.app.fields import Sent
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.record import Entry, Retraction, write_notation
from corrin.sheets import MEANINGS, Import, Sheet, SheetError, Usual, open_sheet, read_sheet
from corrin.terms.codes import DIARY_ITEMS
from corrin.words import Catalog, catalog, told
from corrin.words import sheet as said

MOST_BYTES = 2_000_000  # of a sheet on this page; the command line takes more
MOST_PROBLEMS = 200
FIRST = 6
MOST_UNUSED = 12  # headings that are named
BY = "import"
MOST_LISTED = 20  # imports that are listed to be taken back
OFFERED = tuple(
    m
    for m in MEANINGS
    if not m.startswith(("felt:", "lab:"))
    or m.partition(":")[2] in DIARY_ITEMS
    or m
    in (
        "lab:b12_total",
        "lab:holotc",
        "lab:mma",
        "lab:homocysteine",
        "lab:hb",
        "lab:mcv",
        "lab:ferritin",
        "lab:folate_serum",
        "lab:creatinine",
    )
)


@dataclass(frozen=True, slots=True)
class Held:
    """A sheet between being looked at and being kept: it travels with the form, not stored.

    What was pasted travels as it was pasted.
    """

    data: bytes
    pasted: str
    sheet: Sheet
    found: Import


@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The page; a sheet is looked at first, and kept when it is sent once more."""
    words = catalog(chosen.lang)
    sent = Sent(request.POST, words, patient.on)
    held = _held(request, sent, patient) if request.method == "POST" else None
    if held and request.POST.get("do") == "keep" and not held.found.problems and not sent.errors:
        return _kept(patient, sent, held)
    context = surround(request, patient, chosen, "keeping") | {
        "k": words.tables["keeping"],
        "form_id": form_id(request.POST) if held else uuid4(),
        "errors": sent.errors,
        "pasted": held.pasted if held else sent.data.get("paste", ""),
        "imports": _imports(patient, words),
        **(_seen(held, sent, words) if held else {}),
    }
    status = 400 if sent.errors or (held and held.found.problems) else 200
    return finished(render(request, "corrin/keeping.html", context, status=status), chosen)


def _held(request: HttpRequest, sent: Sent, patient: Patient) -> Held | None:
    """The sheet that was chosen now, was pasted, or travels with the form."""
    file, pasted = request.FILES.get("file"), sent.data.get("paste", "")
    place = "paste" if pasted.strip() and not file else "file"
    try:
        if file:
            data, pasted = file.read(MOST_BYTES + 1), ""
        elif pasted.strip():
            data = pasted.encode(errors="replace")
        else:
            data = base64.b64decode(sent.typed("sheet"))
        if not data:
            sent.errors["file"] = sent.words.text("keeping", "no_file")
            return None
        if len(data) > MOST_BYTES:
            raise SheetError("too_large")
        sheet = open_sheet(data)
    except (SheetError, binascii.Error, ValueError) as why:
        code = why.code if isinstance(why, SheetError) else "not_a_table"
        fault = said.fault(code, 0, "", "", sent.words)
        sent.errors[place] = sent.words.text("keeping", f"bad_{place}", met=fault.met, do=fault.do)
        return None
    usual = Usual(
        sent.choice("usual_drug", DRUGS) or "b12_unspecified",
        sent.number("usual_dose", 0.1, LARGEST_DOSE, example=1000),
    )
    found = read_sheet(sheet, on=patient.on, chosen=_chosen(sent, sheet), usual=usual)
    return Held(data, pasted, sheet, found)


def _chosen(sent: Sent, sheet: Sheet) -> dict[str, str]:
    """The meanings chosen by hand, by heading."""
    return {
        heading: meaning
        for n, heading in enumerate(sheet.headings)
        if heading and (meaning := sent.choice(f"column_{n}", MEANINGS))
    }


def _kept(patient: Patient, sent: Sent, held: Held) -> HttpResponse:
    """Everything in one act, so that it can be undone as one."""
    act = form_id(sent.data)
    entries = store.with_ids(patient.id, held.found.record)
    new = list(_new(entries, store.history(patient.id)))
    if new:
        store.append(patient.id, new, by=BY, noted_at=clock.now(), act=act)
    done = once.Done("saved", act) if new else once.Done("unchanged")
    return once.say(redirect("diary", whose=patient.whose), done)


def _new(entries: Iterable[Entry], rows: Iterable[store.Row]) -> Iterator[Entry]:
    """What is not there yet. What was taken back with all of its import may come again, as new."""
    there = {str(row.id): row for row in rows}
    undone = _undone(there.values())
    names: dict[str, str] = {}
    for entry in entries:
        id_ = entry.id
        while id_ in undone:
            id_ = str(uuid5(UUID(id_), "again"))
        names[entry.id] = id_
        if id_ not in there:
            yield replace(entry, id=id_, replaces=names.get(entry.replaces or "", entry.replaces))


def _undone(rows: Collection[store.Row]) -> set[str]:
    """The rows of imports that were taken back whole; one taken back by itself stays away."""
    standing = (e for row in rows if row.in_force for e in row.entries)
    withdrawn = {e.replaces for e in standing if isinstance(e, Retraction)}
    acts: dict[UUID, set[str]] = {}
    for row in rows:
        if row.by == BY:
            acts.setdefault(row.act, set()).add(str(row.id))
    return {id_ for ids in acts.values() if ids <= withdrawn for id_ in ids}


def _seen(held: Held, sent: Sent, words: Catalog) -> dict[str, Any]:
    """How the sheet was read: columns, problems, the first entries."""
    problems = [
        said.fault(p.code, p.row, p.heading, p.met, words)
        for p in held.found.problems[:MOST_PROBLEMS]
    ]
    entries = [e for e in held.found.entries[:FIRST] if e.on]
    return {
        "looked": True,
        "sheet": "" if held.pasted else base64.b64encode(held.data).decode(),
        "columns": [_column(c.index, c.heading, c.meaning, words) for c in held.found.columns],
        "problems": problems,
        "more_problems": max(len(held.found.problems) - MOST_PROBLEMS, 0),
        "ready": not held.found.problems,
        "found_said": words.text("keeping", "found", n=len(held.found.entries)),
        "first": [f"{words.day(e.on)}: {told(e, words)}" for e in entries if e.on],
        "unused": _unused(held, words),
        "month_first": words.text("import", "month_first") if held.found.month_first else "",
        "drugs": [(d, words.code("drug", d), d == sent.typed("usual_drug")) for d in DRUGS],
        "usual_dose": sent.data.get("usual_dose", ""),
    }


def _unused(held: Held, words: Catalog) -> str:
    """Which headings nothing was taken from; a column without one has no name to be told by."""
    names = [c.heading for c in held.found.columns if c.heading and c.meaning == "skip"]
    if not names:
        return ""
    more = ["…"] if len(names) > MOST_UNUSED else []
    return words.text("keeping", "unused", columns=words.listed([*names[:MOST_UNUSED], *more]))


def _imports(patient: Patient, words: Catalog) -> list[dict[str, Any]]:
    """The imports of which something still stands, newest first, each to be taken back whole."""
    zone = ZoneInfo(ZONES[patient.country])
    found = []
    for act in store.acts(patient.id, by=BY)[:MOST_LISTED]:
        on = act.noted_at.astimezone(zone)
        said = words.text("keeping", "imported", day=words.day(on.date()), n=act.standing)
        found.append({"act": act.id, "said": said, "form": uuid4()})
    return found


def _column(index: int, heading: str, meaning: str, words: Catalog) -> dict[str, Any]:
    offered = OFFERED if meaning in OFFERED else (*OFFERED, meaning)
    return {
        "field": f"column_{index}",
        "heading": heading or "–",
        "named": bool(heading),
        "options": [(m, said.meaning(m, words), m == meaning) for m in offered],
    }


@require_http_methods(["GET", "HEAD"])
def export(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """Everything ever written, corrections among it, as diary notation."""
    text = write_notation(patient.record())
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="corrin.b12"'
    return answer
