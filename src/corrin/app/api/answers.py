"""The three things the API answers with: advice, the profile, the record."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse

from corrin.advice import assess
from corrin.advice.profile import Profile, profile_of
from corrin.app.api.call import chosen, no_edition
from corrin.app.api.description import ADVICE_FORMS, PROFILE_FORMS, RECORD_FORMS
from corrin.app.api.profile_values import values_of
from corrin.app.cds_words import proposals
from corrin.fhir import write_bundle
from corrin.figures import (
    html,
    pdf,
    profile_page,
    profile_table,
    recovery_page,
    recovery_table,
    svg,
)
from corrin.knowledge import KnowledgeError
from corrin.record import Record, case_of, write_notation
from corrin.terms import Ask, Country, Lang, Reader
from corrin.words import as_dict
from corrin.words.profile import ProfileWords, profile_words

FHIR = "application/fhir+json"
TEXT = "text/plain; charset=utf-8"


def advice(
    request: HttpRequest, record: Record, *, on: date, country: Country, ask: Ask = Ask.ASSESS
) -> HttpResponse:
    """The assessment, or its proposals. Raises RecordError."""
    form, lang, reader = _form(request, ADVICE_FORMS), _lang(request), _reader(request)
    ask = Ask(chosen(request, "ask") or ask)
    try:
        found = assess(record, on=on, country=country, ask=ask)
    except KnowledgeError:
        raise no_edition(on) from None
    if form == "fhir":
        return JsonResponse(proposals(found, lang), content_type=FHIR)
    return JsonResponse(as_dict(found, lang, reader))


def kept_record(request: HttpRequest, record: Record) -> HttpResponse:
    """Everything that was written, corrections among it. Raises RecordError."""
    form = _form(request, RECORD_FORMS)
    if form == "notation":
        return HttpResponse(write_notation(record), content_type=TEXT)
    if form == "fhir":
        return JsonResponse(write_bundle(record), content_type=FHIR)
    return JsonResponse({"record": case_of(record)})


def profile(
    request: HttpRequest, record: Record, *, on: date, country: Country | None
) -> HttpResponse:
    """The interval profile or the recovery view as an A4 page, or as values. Raises RecordError."""
    form, view = _form(request, PROFILE_FORMS), chosen(request, "view") or "interval"
    lang, reader = _lang(request), _reader(request)
    try:
        found = profile_of(record, on=on, country=country)
    except KnowledgeError:
        raise no_edition(on) from None
    if form == "json":
        return JsonResponse(values_of(found, record))
    return _drawn(found, form, view == "recovery", profile_words(lang, reader))


def _drawn(found: Profile, form: str, recovery: bool, words: ProfileWords) -> HttpResponse:
    """The page in the form asked for."""
    page = (recovery_page if recovery else profile_page)(found, words)
    if form == "svg":
        return HttpResponse(svg(page), content_type="image/svg+xml; charset=utf-8")
    if form == "pdf":
        return HttpResponse(pdf(page), content_type="application/pdf")
    table = (recovery_table if recovery else profile_table)(found, words)
    return HttpResponse(html(page, table), content_type="text/html; charset=utf-8")


def _form(request: HttpRequest, forms: tuple[str, ...]) -> str:
    return chosen(request, "format", forms) or forms[0]


def _lang(request: HttpRequest) -> Lang:
    return Lang(chosen(request, "lang") or Lang.EN)


def _reader(request: HttpRequest) -> Reader:
    return Reader(chosen(request, "for") or Reader.PATIENT)
