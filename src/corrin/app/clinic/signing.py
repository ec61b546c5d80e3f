"""Signing how short and how long the interval may be, and how careful: who, when and why."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.app import clock, once
from corrin.app.choices import Choices
from corrin.app.clinic.giving import timing
from corrin.app.clinic.invented import names
from corrin.app.day_form import form_id
from corrin.app.fields import Sent
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.record import CarePlan, Record, plan_in_force
from corrin.words import Catalog, catalog

# How sure it must be that symptoms have not come back, before an interval counts as long enough.
ALPHAS = ("0.05", "0.1", "0.2", "0.3")
USUAL = "0.2"
SHORTEST, LONGEST = 1, 365


@require_http_methods(["GET", "HEAD", "POST"])
def band(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The band in force, those before it, and the form that signs another."""
    words, now = catalog(chosen.lang), patient.record().current()
    sent = Sent(request.POST, words, patient.on)
    if request.method == "POST":
        plan = _signed(sent, patient)
        if plan:
            act = form_id(sent.data)
            if str(act) not in {e.id for e in patient.record().entries}:
                store.append(patient.id, [plan], by=patient.by, noted_at=clock.now(), act=act)
            answer = redirect("band", whose=patient.whose)
            return once.say(answer, once.Done("saved", act))
    context = surround(request, patient, chosen, "band") | {
        "b": words.tables["band"],
        "form_id": form_id(sent.data) if sent.errors else uuid4(),
        "errors": sent.errors,
        "history": _history(now, words),
        "signer": signer(patient, words),
        **_fields(sent, now, patient, words),
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/band.html", context, status=status), chosen)


def signer(patient: Patient, words: Catalog) -> str:
    """The name a band is signed with."""
    member = patient.member
    if member is None:
        return ""
    name, clinic = names(member, words)
    return f"{name}, {words.text('clinic', f'title_{member.title}')}, {clinic}"


def _signed(sent: Sent, patient: Patient) -> CarePlan | None:
    low = sent.number("low", SHORTEST, LONGEST, example=56, needed=True, whole=True)
    high = sent.number("high", SHORTEST, LONGEST, example=84, needed=True, whole=True)
    every = sent.number("every", SHORTEST, LONGEST, example=70, needed=True, whole=True)
    alpha = sent.choice("alpha", ALPHAS, needed=True)
    why = sent.text("why", needed=True, most=500)
    if low and high and low > high:
        sent.errors.setdefault("high", sent.words.text("band", "turned"))
    if low and high and every and not low <= every <= high:
        sent.errors.setdefault("every", sent.words.text("band", "outside"))
    if sent.errors or not (low and high and every):
        return None
    return CarePlan(
        id=str(form_id(sent.data)),
        on=patient.on,
        interval_days=every,
        band_days=(low, high),
        signed=True,
        signed_by=signer(patient, sent.words),
        alpha=float(alpha),
        note=why.replace("\n", " "),
    )


def _history(now: Record, words: Catalog) -> list[dict[str, str]]:
    """What was signed, the newest first."""
    signed = [p for p in now.of(CarePlan) if p.signed and p.band_days]
    return [
        {
            "on": words.day(p.on) if p.on else "",
            "text": words.text(
                "band",
                "line",
                low=words.number(p.band_days[0]),
                high=words.number(p.band_days[1]),
                every=words.number(p.interval_days) if p.interval_days else "–",
                alpha=words.number(p.alpha) if p.alpha else "–",
            ),
            "by": p.signed_by,
            "why": p.note,
        }
        for p in reversed(signed)
        if p.band_days
    ]


def _fields(sent: Sent, now: Record, patient: Patient, words: Catalog) -> dict[str, Any]:
    when, plan = timing(now, patient.on), plan_in_force(now, patient.on)
    alpha = plan.alpha if plan else None
    usual = {
        "low": words.number(when.band[0]) if when.band else "",
        "high": words.number(when.band[1]) if when.band else "",
        "every": words.number(round(when.planned)) if when.planned else "",
        "alpha": f"{alpha:g}" if alpha else USUAL,
        "why": "",
    }
    typed = {name: sent.data.get(name, usual[name]) for name in usual}
    code = {"0.05": "05", "0.1": "10", "0.2": "20", "0.3": "30"}
    return {
        "typed": typed,
        "alphas": [
            (a, words.text("band", f"alpha_{code[a]}"), a == typed["alpha"]) for a in ALPHAS
        ],
    }
