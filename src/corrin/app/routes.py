"""Every address in one table: who may open it, and what it does to whose record.

The access matrix of the tests is made from this table, and an address that is not in it is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from corrin.app import looks, pages
from corrin.app.accounts import consent
from corrin.app.choices import choices
from corrin.app.surround import remembered
from corrin.app.visitor import Visitor, visitor
from corrin.app.whose import May, NotLetIn, Patient, SignIn, Whose, patient

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")


class Who(StrEnum):
    """Who may open an address."""

    ANYONE = "anyone"
    ACCOUNT = "anyone on a server with accounts"
    SIGNED_IN = "anyone signed in, or at this computer"
    CLINICIAN = "a member of a clinic"
    SHARED = "the patient, and whom the patient let in that far"
    OWNER = "the patient alone"
    TOKEN = "whoever holds a token for it"


class Does(StrEnum):
    """What may become of a record there."""

    NOTHING = "keeps and shows nothing of a record"
    READS = "shows the record"
    WRITES = "adds to the record"
    SIGNS = "signs what the interval may be"


class Of(StrEnum):
    """Whose record it is."""

    NOBODY = "nobody's"
    NAMED = "the one the address names"
    CLINICS = "those that let the visitor's clinic in"
    TOKEN = "the patient's whom the token names"


NEEDED = {Does.READS: May.READ, Does.WRITES: May.WRITE, Does.SIGNS: May.SIGN}


@dataclass(frozen=True, slots=True)
class Route:
    """One address and its rule. A view of a record is called with `patient`, found here alone."""

    address: str
    view: View
    name: str
    who: Who
    does: Does = Does.NOTHING
    of: Of = Of.NOBODY

    def path(self) -> URLPattern:
        """As Django wants it."""
        guards = {Of.NAMED: _with_patient, Of.CLINICS: _with_clinic}
        return path(self.address, guards.get(self.of, _open)(self), name=self.name)


def of_patient(address: str, view: View, name: str, who: Who, does: Does) -> Route:
    """An address about the record of one patient."""
    return Route(f"<whose:whose>/{address}", view, name, who, does, Of.NAMED)


def _open(route: Route) -> View:
    """An address that is about nobody's record, or about the one a token names."""
    if route.who in (Who.ANYONE, Who.TOKEN):  # the view itself asks for the token
        return route.view

    @wraps(route.view)
    def guarded(request: HttpRequest, **more: Any) -> HttpResponse:
        who = visitor(request)
        if route.who is Who.ACCOUNT and who.alone:
            raise Http404
        if route.who is not Who.ACCOUNT and not who.known:
            return sign_in(request)
        return route.view(request, **more)

    return guarded


def _with_clinic(route: Route) -> View:
    """An address about all patients of the visitor's clinic."""

    @wraps(route.view)
    def guarded(request: HttpRequest, **more: Any) -> HttpResponse:
        from corrin.app.clinic.granting import place_of

        who = visitor(request)
        if not who.known:
            return sign_in(request)
        member = place_of(who)
        if member is None:
            return redirect("clinic_new")
        return route.view(request, member, choices(request), **more)

    return guarded


def _with_patient(route: Route) -> View:
    """An address about one patient: the visitor, the patient, how far, and the note of it."""

    @wraps(route.view)
    def guarded(request: HttpRequest, whose: Whose, **more: Any) -> HttpResponse:
        who, chosen = visitor(request), choices(request)
        if whose == Whose.ME and who.account and not consent.given(who.account):
            return remembered(request, redirect(f"{reverse('consent')}?next={request.path}"))
        try:
            found = patient(whose, chosen.country, who)
            _must_be_let(route, request, found)
        except SignIn:
            return sign_in(request)
        except NotLetIn:
            return pages.refused(request)
        look = looks.note(route.name, request, found, who)
        answer = route.view(request, found, chosen, **more)
        looks.settle(look, answer)
        _afterwards(request, found, answer)
        return answer

    return guarded


def _must_be_let(route: Route, request: HttpRequest, found: Patient) -> None:
    """Raises NotLetIn where the visitor may not go as far as this address does."""
    if route.who is Who.OWNER and not found.own:
        raise NotLetIn
    if route.does is Does.SIGNS:
        if found.may < May.SIGN:
            raise NotLetIn
    elif request.method not in READING and found.may < NEEDED[route.does]:
        raise NotLetIn


def _afterwards(request: HttpRequest, found: Patient, answer: HttpResponse) -> None:
    """What a panel shows and when a mail reminds follow the record at once."""
    if request.method not in READING and answer.status_code < 400 and not found.demo:
        from corrin.app.clinic.standing import follow
        from corrin.app.reminders import mailing

        follow(found.id, found.country, found.on)
        if not settings.SITE.alone:
            mailing.follow(found.id)


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the page where one signs in, in the language asked for, and back here afterwards."""
    back = f"?next={request.path}" if request.method in READING else ""
    return remembered(request, redirect(f"{reverse('account_login')}{back}"))


__all__ = ["Does", "Of", "Route", "Visitor", "Who", "of_patient"]
