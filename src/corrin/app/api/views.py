"""The addresses of the API. What is sent in a body is answered and forgotten; what is kept here
is opened by a token, which names the patient, so that no address does."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from corrin import store
from corrin.app import clock, looks
from corrin.app.api import answers
from corrin.app.api.call import Sent, answering, chosen, day_asked, sent, today
from corrin.app.api.description import document
from corrin.app.models import Diary
from corrin.app.tokens.door import Holder, admitted
from corrin.app.tokens.scope import Scope
from corrin.fhir import as_plain
from corrin.record import Fault, RecordError
from corrin.terms import Ask, Country

WHOSE = "Corrin-Patient"


@answering("GET", "HEAD")
def description(request: HttpRequest) -> HttpResponse:
    """What can be asked, as OpenAPI 3.1."""
    return JsonResponse(document())


@answering("POST")
def advice(request: HttpRequest) -> HttpResponse:
    """The assessment of the record in the body."""
    told, on = _sent(request)
    country = _country(request, told.case.country)
    ask = told.case.ask or Ask.ASSESS
    return answers.advice(request, told.case.record, on=on, country=country, ask=ask)


@answering("POST")
def profile(request: HttpRequest) -> HttpResponse:
    """The profile of the record in the body."""
    told, on = _sent(request)
    country = Country(asked) if (asked := chosen(request, "country")) else told.case.country
    return answers.profile(request, told.case.record, on=on, country=country)


def _sent(request: HttpRequest) -> tuple[Sent, date]:
    """The record in the body, and the day it is read on: the call's, the record's, today."""
    asked, now = day_asked(request), today(chosen(request, "country"))
    told = sent(request, asked or now)
    return told, asked or told.case.on or now


@answering("GET", "HEAD")
def token(request: HttpRequest) -> HttpResponse:
    """What the token of this call may do, for whom, until when."""
    holder = _holder(request, None)
    return JsonResponse(
        {
            "scopes": [*map(str, holder.scopes)],
            "patients": [*map(str, holder.patients)],
            "expires_at": holder.expires_at.isoformat(),
        }
    )


@answering("GET", "HEAD", "POST")
def record(request: HttpRequest) -> HttpResponse:
    """The kept record; or entries added to it, all of them or none."""
    if request.method == "POST":
        return _added(request)
    patient = _patient(request, _holder(request, Scope.READ))
    return answers.kept_record(request, store.read(patient))


def _added(request: HttpRequest) -> HttpResponse:
    holder = _holder(request, Scope.WRITE)
    patient = _patient(request, holder)
    told = sent(request, today(_own_country(patient)))
    entries = store.with_ids(patient, told.case.record)
    known = frozenset(store.read(patient).entries)  # what was read here may be sent back as it is
    new = [entry for entry in entries if entry not in known]
    receipt = store.append(patient, new, by=f"token {holder.id}", noted_at=clock.now())
    already = {e.id for e in entries if e in known}.union(map(str, receipt.already))
    found = {
        "added": [*map(str, receipt.added)],
        "already": sorted(already),
        "not_carried": as_plain(told.not_carried),
    }
    return JsonResponse(found, status=201 if receipt.added else 200)


@answering("GET", "HEAD")
def kept_advice(request: HttpRequest) -> HttpResponse:
    """The assessment of the kept record."""
    patient = _patient(request, _holder(request, Scope.ADVICE))
    country = _country(request, _own_country(patient))
    on = day_asked(request) or today(country)
    return answers.advice(request, store.read(patient), on=on, country=country)


@answering("GET", "HEAD")
def kept_profile(request: HttpRequest) -> HttpResponse:
    """The profile of the kept record."""
    patient = _patient(request, _holder(request, Scope.PROFILE))
    country = _country(request, _own_country(patient))
    on = day_asked(request) or today(country)
    return answers.profile(request, store.read(patient), on=on, country=country)


def _holder(request: HttpRequest, scope: Scope | None) -> Holder:
    return admitted(request, scope, now=clock.now())


def _patient(request: HttpRequest, holder: Holder) -> UUID:
    """The patient of a call, with the note that their record was opened."""
    found = _meant(request, holder)
    store.begun(found)  # raises where there is no such patient any more
    looks.by_machine(found, holder.name, wrote=request.method == "POST")
    return found


def _meant(request: HttpRequest, holder: Holder) -> UUID:
    """The one the token is for, or the one of these that a header names."""
    told = request.headers.get(WHOSE, "")
    if not told and len(holder.patients) == 1:
        return holder.patients[0]
    named = [patient for patient in holder.patients if str(patient) == told.lower()]
    if named:
        return named[0]
    met = "nobody of the token's" if told else "nobody"
    raise RecordError([Fault(WHOSE, met, "a patient the token is for", "see /api/token")])


def _own_country(patient: UUID) -> Country | None:
    """The country the patient's diary was begun in, else the installation's."""
    diary = Diary.objects.filter(patient_id=patient).first()
    own = diary.country if diary else settings.COUNTRY
    return Country(own) if own else None


def _country(request: HttpRequest, own: Country | None) -> Country:
    """Whose guidance: the one asked for, else the record's own. Raises RecordError."""
    asked = chosen(request, "country")
    if not asked and own is None:
        fault = Fault("country", "nothing", "dk, uk or nl", "add ?country=…: the record names none")
        raise RecordError([fault])
    return Country(asked) if asked else own or Country.DK
