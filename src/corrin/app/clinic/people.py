"""The colleagues of a clinic: who they are, a link for one more, and the end of a place.

A doctor decides who belongs to the clinic; where there is none, whoever is there does.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from corrin.app import clock, pages
from corrin.app.accounts.around import around
from corrin.app.choices import ZONES, Choices
from corrin.app.clinic import granting
from corrin.app.clinic.invented import names
from corrin.app.clinic.joining import titles
from corrin.app.fields import Sent
from corrin.app.models import Clinic, Invitation, Member
from corrin.app.surround import finished
from corrin.terms import Country
from corrin.words import Catalog, catalog

DOES = ("invite", "days", "end", "cancel")


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, member: Member, chosen: Choices) -> HttpResponse:
    """The page. Only who decides may send it, save the end of one's own place."""
    words = catalog(chosen.lang)
    sent = Sent(request.POST, words, clock.today(ZONES[Country(member.clinic.country)]))
    link = ""
    if request.method == "POST":
        does = sent.choice("do", DOES, needed=True)
        if not may(member, does, sent.typed("row")):
            return pages.refused(request)
        link = _link(request, sent, member) if does == "invite" else ""
        if does != "invite" and _done(does, sent, member):
            return finished(redirect("clinic_people"), chosen)
    context = around(request) | {
        "c": words.tables["clinic"],
        "s": words.tables["sharing"],
        "member": member,
        "decides": decides(member),
        "people": _people(member, words),
        "open": _open(member, words) if decides(member) else [],
        "titles": titles(sent, words),
        "days": [
            (str(n), words.text("page", f"weekday_{n}"), str(n) in member.clinic.days)
            for n in range(7)
        ],
        "errors": sent.errors,
        "link": link,
        "invented": member.account is None,
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/people.html", context, status=status), chosen)


def decides(member: Member) -> bool:
    """Whether somebody decides who belongs to the clinic. The invented clinic stays as it is."""
    doctors = Member.objects.filter(clinic=member.clinic, title="doctor")
    return member.account is not None and (member.title == "doctor" or not doctors.exists())


def may(member: Member, does: str, row: str) -> bool:
    """Whether somebody may do this: who decides all of it, anybody the end of their own place."""
    return decides(member) or (
        member.account is not None and (does, row) == ("end", str(member.pk))
    )


def _link(request: HttpRequest, sent: Sent, member: Member) -> str:
    """The address of a new invitation, shown this once."""
    title = sent.choice("title", granting.TITLES, needed=True)
    if not title:
        return ""
    token = granting.invite(clinic=member.clinic, title=title)
    return request.build_absolute_uri(reverse("invited", args=[token]))


def _done(does: str, sent: Sent, member: Member) -> bool:
    """Whether it could be done; what was wrong stands at its field."""
    clinic = member.clinic
    if does == "days":
        days = sent.many("days", tuple("0123456"))
        if days and not sent.errors:
            Clinic.objects.filter(pk=clinic.pk).update(days="".join(sorted(days)))
        else:
            sent.say("days", "needed")
    elif does == "cancel":
        Invitation.objects.filter(clinic=clinic, pk=_id(sent)).update(cancelled_at=clock.now())
    elif does == "end" and not granting.leave(clinic, _number(sent)):
        sent.errors["people"] = sent.words.text("clinic", "last_one")
    return not sent.errors


def _id(sent: Sent) -> UUID:
    try:
        return UUID(sent.typed("row"))
    except ValueError:
        return UUID(int=0)


def _number(sent: Sent) -> int:
    typed = sent.typed("row")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _people(member: Member, words: Catalog) -> list[tuple[int, str, str, bool]]:
    """Each with id, name and profession, and whether this reader may end the place."""
    found = Member.objects.filter(clinic=member.clinic).order_by("name")
    return [
        (
            m.pk,
            names(m, words)[0],
            words.text("clinic", f"title_{m.title}"),
            may(member, "end", str(m.pk)),
        )
        for m in found
    ]


def _open(member: Member, words: Catalog) -> list[tuple[str, str, str]]:
    """Links for colleagues that nobody has used yet."""
    found = Invitation.objects.filter(
        clinic=member.clinic, used_at=None, cancelled_at=None, open_until__gt=clock.now()
    )
    return [
        (
            str(one.pk),
            words.text("clinic", f"title_{one.title}"),
            words.text("sharing", "open_until", on=words.day(one.open_until.date())),
        )
        for one in found.order_by("made_at")
    ]
