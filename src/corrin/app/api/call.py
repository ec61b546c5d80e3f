"""What a call of the API says: its choices, its day, its record; and answers that refuse."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from corrin import store
from corrin.app import clock
from corrin.app.api.description import CHOICES
from corrin.app.choices import ZONES
from corrin.app.intake import LARGEST_SHOWN
from corrin.app.tokens.door import Closed
from corrin.fhir import NotCarried, read_bundle
from corrin.record import Case, Fault, RecordError, case_from, load_json, read_notation
from corrin.terms import Country, Lang
from corrin.words import catalog
from corrin.words.faults import said

Json = dict[str, Any]
View = Callable[..., HttpResponse]
SHUT = {
    "none": ("no token", "Authorization: Bearer and a token", "make one with corrin token new"),
    "refused": ("a token that opens nothing", "a token in force", "make one with corrin token new"),
    "scope": ("a token for something else", "a token that may do this", "make one that may"),
    "too_many": ("too many calls", "fewer in a minute", "wait as Retry-After says"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it was sent, with what could not be carried."""

    case: Case
    not_carried: tuple[NotCarried, ...] = ()


def answering(*methods: str) -> Callable[[View], View]:
    """A view for machines: other methods, faults and shut doors are answered as JSON."""

    def guard(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, **more: Any) -> HttpResponse:
            if request.method not in methods:
                return _not_taken(request, methods)
            try:
                return view(request, **more)
            except Exception as wrong:
                return _refusal(wrong, request.GET.get("lang", ""))

        return answered

    return guard


def _not_taken(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    told = ", ".join(methods)
    answer = refused([Fault("method", "another method", told, f"use {told}")], 405)
    answer["Allow"] = told
    return answer


def _refusal(wrong: Exception, lang: str) -> HttpResponse:
    """The answer for what went wrong; what we do not know is a fault of ours, and raised.

    What is wrong with a record is told in the language asked for, all else in English.
    """
    if isinstance(wrong, OperationalError):
        wrong = store.not_stored(wrong)
    match wrong:
        case RecordError():
            words = catalog(Lang(lang) if lang in set(Lang) else Lang.EN)
            return refused((said(fault, words) for fault in wrong.faults), 400)
        case UnicodeDecodeError():
            return refused(
                [Fault("body", "a byte that is not UTF-8", "UTF-8", "encode it so")], 400
            )
        case RequestDataTooBig():
            fault = Fault("body", "too much", f"at most {LARGEST_SHOWN}", "send one record")
            return refused([fault], 413)
        case Closed():
            return _shut(wrong)
        case store.UnknownPatient():
            return refused([Fault("patient", "nobody", "a patient who is kept here", "ask")], 404)
        case store.Conflict() | store.UnknownEntry() | store.NotInForce():
            return refused([Fault("body", "another record", "what fits", str(wrong))], 409)
        case store.NotStored():
            status = 507 if isinstance(wrong, store.DiskFull) else 503
            return refused([Fault("store", str(wrong), "room and an answer", "try again")], status)
    raise wrong


def _shut(closed: Closed) -> HttpResponse:
    answer = refused([Fault("Authorization", *SHUT[closed.why])], closed.status)
    if closed.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if closed.wait:
        answer["Retry-After"] = str(closed.wait)
    return answer


def refused(faults: Iterable[Fault], status: int) -> HttpResponse:
    """Every fault with its place, what was met, what was expected, what to do."""
    told = [{"place": f.place, "met": f.met, "expected": f.expected, "do": f.do} for f in faults]
    return JsonResponse({"faults": told}, status=status)


def chosen(request: HttpRequest, name: str, among: Iterable[str] = ()) -> str:
    """One choice of the address; empty where none was made. Raises RecordError."""
    known = tuple(among) or CHOICES[name]
    value = request.GET.get(name, "")
    if value and value not in known:
        expected = "one of " + ", ".join(known)
        raise RecordError([Fault(name, "something else", expected, "choose one")])
    return value


def day_asked(request: HttpRequest) -> date | None:
    """The day of the address. Raises RecordError."""
    told = request.GET.get("on", "")
    if not told:
        return None
    try:
        found = date.fromisoformat(told)
    except ValueError:
        found = date.min
    if len(told) != len("2026-03-05") or not 1900 <= found.year <= 2200:
        raise RecordError([Fault("on", "no such day", "a day like 2026-03-05", "correct it")])
    return found


def sent(request: HttpRequest, on: date) -> Sent:
    """The record in the body: case JSON, a FHIR R4 Bundle or diary notation. Raises RecordError."""
    text = request.body.decode("utf-8")
    if request.content_type == "text/plain":
        return Sent(Case(read_notation(text, on=on)))
    value = load_json(text)
    if isinstance(value, dict) and "resourceType" in value:
        found = read_bundle(value, on=on)
        return Sent(Case(found.record), found.not_carried)
    return Sent(case_from(value, on=on))


def today(country: str | None) -> date:
    """The day where that guidance is followed."""
    return clock.today(ZONES[Country(country or Country.DK)])


def no_edition(on: date) -> RecordError:
    """No guidance was in force on that day."""
    expected = "a day with guidance in force"
    return RecordError([Fault("on", on.isoformat(), expected, "choose a later day")])
