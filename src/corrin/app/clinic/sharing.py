"""The patient's page: whom to let in, who is let in, who has looked."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from corrin.app import clock, looks, once
from corrin.app.choices import ZONES, Choices
from corrin.app.clinic import granting
from corrin.app.fields import Sent
from corrin.app.models import Grant, Invitation, Look
from corrin.app.surround import finished, surround
from corrin.app.visitor import visitor
from corrin.app.whose import Patient
from corrin.words import Catalog, catalog

UNTIL = {"quarter": 91, "year": 365, "open": None}
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a grant, a link that is open, or a look."""

    id: str
    title: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The page; a new link is shown once, in the answer to the form that made it."""
    words = catalog(chosen.lang)
    possible = not patient.demo and not visitor(request).alone
    sent, link = Sent(request.POST, words, patient.on), ""
    if request.method == "POST" and possible:
        if request.POST.get("do") in ("end", "cancel"):
            return _ended(request, patient, chosen)
        link = _link(request, sent, patient)
    context = surround(request, patient, chosen, "sharing") | {
        "s": words.tables["sharing"],
        "possible": possible,
        "link": link,
        "errors": sent.errors,
        "called": sent.data.get("called", ""),
        "scopes": _options("scope", granting.SCOPES, sent.data.get("scope", "read"), words),
        "untils": _options("until", tuple(UNTIL), sent.data.get("until", "year"), words),
        "grants": _grants(patient, words),
        "open": _open(patient, words),
        "looks": [_look(look, patient, words) for look in looks.at(patient.id, SHOWN)],
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/sharing.html", context, status=status), chosen)


def _options(
    kind: str, codes: tuple[str, ...], now: str, words: Catalog
) -> list[tuple[str, str, bool]]:
    return [(code, words.text("sharing", f"{kind}_{code}"), code == now) for code in codes]


def _link(request: HttpRequest, sent: Sent, patient: Patient) -> str:
    called = sent.text("called", needed=True, most=120)
    scope = sent.choice("scope", granting.SCOPES, needed=True)
    until = sent.choice("until", UNTIL, needed=True)
    if sent.errors:
        return ""
    days = UNTIL[until]
    token = granting.invite(
        patient_id=patient.id,
        scope=scope,
        called=called,
        expires_on=patient.on + timedelta(days=days) if days else None,
    )
    return request.build_absolute_uri(reverse("invited", args=[token]))


def _ended(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """End a grant or a link; either is looked for among this patient's alone."""
    try:
        row = UUID(request.POST.get("row", ""))
    except ValueError:
        row = UUID(int=0)
    does = request.POST["do"]
    ended = granting.revoke(patient.id, row) if does == "end" else granting.cancel(patient.id, row)
    key = f"sharing_{does}" if ended else "unchanged"
    back = finished(redirect("sharing", whose=patient.whose), chosen)
    return once.say(back, once.Done(key))


def _grants(patient: Patient, words: Catalog) -> list[Row]:
    found = Grant.objects.filter(patient_id=patient.id, revoked_at=None).select_related("clinic")
    return [
        Row(
            str(grant.pk),
            grant.clinic.name,
            words.text(
                "sharing",
                "since_until" if grant.expires_on else "since",
                scope=words.text("sharing", f"scope_{grant.scope}"),
                since=words.day(grant.given_at.date()),
                until=words.day(grant.expires_on) if grant.expires_on else "",
            ),
        )
        for grant in found.order_by("given_at")
        if granting.holds(grant, patient.on)
    ]


def _open(patient: Patient, words: Catalog) -> list[Row]:
    found = Invitation.objects.filter(
        patient_id=patient.id, used_at=None, cancelled_at=None, open_until__gt=clock.now()
    )
    return [
        Row(
            str(one.pk),
            words.text("sharing", f"scope_{one.scope}"),
            words.text("sharing", "open_until", on=words.day(one.open_until.date())),
        )
        for one in found.order_by("made_at")
    ]


def _look(look: Look, patient: Patient, words: Catalog) -> Row:
    """Who, when by the patient's clock, and which page, in words."""
    page = words.tables["look"].get(look.what, words.text("look", "other"))
    did = words.text("look", f"did_{look.did}")
    at = look.at.astimezone(ZoneInfo(ZONES[patient.country]))
    moment = f"{words.day(at.date())}, {at:%H:%M}"
    return Row(str(look.pk), look.who, f"{did}: {page} · {moment}")
