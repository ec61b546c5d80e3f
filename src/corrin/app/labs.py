"""Blood tests: a result with its unit, its day and its laboratory's limits."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.app import clock, once, rows
from corrin.app.check_answers import UNITS
from corrin.app.choices import Choices
from corrin.app.day_form import form_id
from corrin.app.fields import Sent, offered, result
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.record import Doubt, Lab, Record, lab_doubt
from corrin.terms import codes
from corrin.words import Catalog, catalog, say, told, unit

FIRST = ("b12_total", "holotc", "mma", "homocysteine", "hb", "mcv", "folate_serum", "ferritin")
TESTS = (*FIRST, *sorted(codes.TESTS - set(FIRST)))
ALL_UNITS = (*UNITS, *sorted(codes.UNITS - set(UNITS) - {"1", "{score}"}))
SHOWN = 30  # results, until all are asked for
LINES = ("value", "on", "low", "high", "laboratory")


@require_http_methods(["GET", "HEAD", "POST"])
def tests(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The form and the list; a result can be taken back from the list."""
    words = catalog(chosen.lang)
    sent = Sent(request.POST, words, patient.on)
    if request.method == "POST" and request.POST.get("row"):
        done = rows.take_back(patient, request.POST.get("row", ""), form_id(request.POST))
        return once.say(redirect("tests", whose=patient.whose), done)
    if request.method == "POST":
        found = list(_result(sent))
        if found and not sent.errors:
            return _kept(patient, found, sent)
    record = patient.around(patient.on).current()
    count = len(record.of(Lab))
    all_ = count <= SHOWN or request.GET.get("all") == "1"
    context = surround(request, patient, chosen, "tests") | {
        "b": words.tables["tests"],
        "i": words.tables["injections"],
        "form_id": form_id(request.POST) if sent.errors else uuid4(),
        "errors": sent.errors,
        "typed": {name: sent.data.get(name, "") for name in LINES},
        "tests": offered("test", TESTS, sent.data.get("test", ""), words),
        "units": [(u, unit(u), u == sent.data.get("unit", "")) for u in ALL_UNITS],
        "results": _listed(record, words, count if all_ else SHOWN),
        "all": "" if all_ else words.text("tests", "all", count=count),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/tests.html", context, status=status), chosen)


def _result(sent: Sent) -> Iterator[Lab]:
    test = sent.choice("test", TESTS, needed=True)
    typed = sent.text("value", needed=True)
    on = sent.day("on", needed=True)
    found, op = result(sent, "value", typed) if typed else (None, "=")
    chosen = sent.choice("unit", ALL_UNITS, needed=isinstance(found, float))
    low, high = (sent.number(n, 0, 100_000, example=0.4) for n in ("low", "high"))
    if low is not None and high is not None and high < low:
        sent.errors.setdefault("high", sent.words.text("tests", "limits_turned"))
    note = sent.text("laboratory", most=100)
    if sent.errors or found is None:
        return
    yield Lab(
        id=str(form_id(sent.data)),
        on=on,
        test=test,
        value=found,
        unit="1" if isinstance(found, str) else chosen,
        op=op,
        ref_low=low,
        ref_high=high,
        note=note,
    )


def _kept(patient: Patient, found: list[Lab], sent: Sent) -> HttpResponse:
    there = {e.id for e in patient.around(patient.on).entries}
    if found[0].id not in there:
        store.append(patient.id, found, by=patient.by, noted_at=clock.now())
    act = UUID(found[0].id)
    return once.say(redirect("tests", whose=patient.whose), once.Done("saved", act))


def _listed(record: Record, words: Catalog, most: int) -> list[dict[str, Any]]:
    """So many results, newest first."""
    labs = sorted(record.of(Lab), key=lambda e: (str(e.on or ""), e.id), reverse=True)
    return [
        {
            "id": e.id,
            "on": words.day(e.on) if e.on else "",
            "iso": e.on.isoformat() if e.on else "",
            "text": told(e, words),
            "doubt": say.doubt(Doubt(code, about=str(e.test)), words)
            if (code := lab_doubt(e))
            else "",
        }
        for e in labs[:most]
    ]
