"""A clinic begun, and a link accepted: a patient's, or a colleague's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin.app import clock, guesses
from corrin.app.accounts.around import around
from corrin.app.choices import ZONES, Choices, choices
from corrin.app.clinic import granting
from corrin.app.clinic.standing import follow
from corrin.app.fields import Sent
from corrin.app.models import Clinic, Member
from corrin.app.surround import finished
from corrin.app.visitor import Visitor, visitor
from corrin.app.whose import country_of
from corrin.terms import Country
from corrin.words import Catalog, catalog


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a clinic: its name, and who one is there."""
    chosen, who = choices(request), visitor(request)
    if granting.place_of(who):
        return finished(redirect("clinic"), chosen)
    sent = _sent(request, chosen)
    if request.method == "POST" and _founded(sent, who, chosen):
        return finished(redirect("clinic"), chosen)
    return _page(request, chosen, sent, {"begins": True})


@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """A link: looked at by GET, which uses nothing up, and accepted by POST."""
    from corrin.app.routes import sign_in

    chosen, who = choices(request), visitor(request)
    if not who.known:
        return sign_in(request)
    try:
        found = granting.opened(request, token)
    except guesses.TooMany as why:
        return guesses.refused(request, why)
    if found is None:
        return _page(request, chosen, _sent(request, chosen), {"closed": True}, 404)
    member, sent = granting.place_of(who), _sent(request, chosen)
    if request.method == "POST":
        if found.clinic is not None and member is None:
            name = sent.text("name", needed=True, most=120)
            member = granting.join(found, name, who) if name else None
            if member:
                return finished(redirect("clinic"), chosen)
        elif found.clinic is None:
            member = member or _founded(sent, who, chosen)
            if member and (grant := granting.accept(found, member)):
                country = country_of(grant.patient_id) or Country(member.clinic.country)
                follow(grant.patient_id, country, clock.today(ZONES[country]))
                return finished(redirect("doctor", whose=f"patient/{grant.pk}"), chosen)
    words = catalog(chosen.lang)
    more = {
        "invitation": found,
        "begins": member is None and found.clinic is None,
        "joins": found.clinic is not None,
        "scope": words.text("sharing", f"scope_{found.scope}") if found.scope else "",
        "member": member,
    }
    return _page(request, chosen, sent, more)


def _sent(request: HttpRequest, chosen: Choices) -> Sent:
    return Sent(request.POST, catalog(chosen.lang), clock.today(ZONES[chosen.country]))


def _founded(sent: Sent, who: Visitor, chosen: Choices) -> Member | None:
    """The visitor's own clinic, where the form says enough."""
    clinic = sent.text("clinic", needed=True, most=120)
    name = sent.text("name", needed=True, most=120)
    title = sent.choice("title", granting.TITLES, needed=True)
    if sent.errors or who.account is None:
        return None
    made = Clinic.objects.create(name=clinic, country=chosen.country.value)
    return Member.objects.create(account=who.account, clinic=made, name=name, title=title)


def titles(sent: Sent, words: Catalog) -> list[tuple[str, str, bool]]:
    """The professions to choose from."""
    now = sent.data.get("title", "")
    return [(t, words.text("clinic", f"title_{t}"), t == now) for t in granting.TITLES]


def _page(
    request: HttpRequest, chosen: Choices, sent: Sent, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    words = catalog(chosen.lang)
    if visitor(request).alone:
        raise Http404
    context = around(request) | {
        "c": words.tables["clinic"],
        "s": words.tables["sharing"],
        "titles": titles(sent, words),
        "typed": {name: sent.data.get(name, "") for name in ("clinic", "name")},
        "errors": sent.errors,
        **more,
    }
    status = 400 if sent.errors else status
    return finished(render(request, "corrin/joining.html", context, status=status), chosen)
