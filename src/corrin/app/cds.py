"""CDS Hooks 2.0: what a clinic's own system can ask on opening a record and on ordering.

Stateless: a call is read, answered and forgotten. No log holds anything of it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from corrin.advice import Assessment, assess
from corrin.app import clock
from corrin.app.cds_call import HOOKS, PREFETCH, Call, MissingData, read_call
from corrin.app.cds_tokens import Refusal, check
from corrin.app.cds_words import labels, said
from corrin.app.choices import COUNTRY_OF, ZONES, language
from corrin.fhir.cards import order_cards, view_cards
from corrin.record import Fault, History, Record, RecordError, load_json
from corrin.terms import Country, Lang
from corrin.words import catalog

Json = dict[str, Any]
View = Callable[..., HttpResponse]
METHODS = "GET, POST, OPTIONS"
HEADERS = "Authorization, Content-Type, Accept-Language"
MOST_FAULTS = 20
OUTCOMES = ("accepted", "overridden")


def open_to_browsers(view: View) -> View:
    """CORS as CDS Hooks asks: any page that has a token may call; no cookie is ever read."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = view(request, *args, **more)
        response["Access-Control-Allow-Origin"] = settings.CDS_ORIGIN
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = HEADERS
        response["Vary"] = "Origin, Accept-Language"
        return response

    return answered


@open_to_browsers
def services(request: HttpRequest) -> HttpResponse:
    """Discovery: the services, each with what should be sent along."""
    if request.method not in ("GET", "HEAD"):
        return _outcome(405, "not-supported", "GET")
    words = catalog(language(request))
    found = []
    for name, hook in HOOKS.items():
        kind = "view" if hook == "patient-view" else "order"
        found.append(
            {
                "hook": hook,
                "id": name,
                "title": words.text("card", f"service_{kind}_title"),
                "description": words.text("card", f"service_{kind}_text"),
                "prefetch": PREFETCH,
            }
        )
    return JsonResponse({"services": found})


@open_to_browsers
def service(request: HttpRequest, service: str) -> HttpResponse:
    """One call answered with cards; 412 where data are missing, 401 for a token that is not one."""
    return _guarded(request, service, _cards)


@open_to_browsers
def feedback(request: HttpRequest, service: str) -> HttpResponse:
    """What became of cards. It is checked, acknowledged and not kept."""
    return _guarded(request, service, _heard)


def _guarded(
    request: HttpRequest, name: str, answer: Callable[[HttpRequest, str, Any], HttpResponse]
) -> HttpResponse:
    if name not in HOOKS:
        return _outcome(404, "not-found", "cds-services")
    if request.method != "POST":
        return _outcome(405, "not-supported", "POST")
    try:
        check(request)
        return answer(request, name, load_json(request.body.decode("utf-8")))
    except Refusal as refusal:
        response = _outcome(401, "security", str(refusal))
        response["WWW-Authenticate"] = "Bearer"
        return response
    except UnicodeDecodeError:
        return _outcome(400, "structure", "UTF-8")
    except RecordError as wrong:
        words = catalog(language(request))
        told = [words.text("card", "bad_call", about=str(f)) for f in wrong.faults[:MOST_FAULTS]]
        return _outcome(400, "invalid", *told)
    except MissingData as lack:
        words = catalog(language(request))
        about = words.text("card", "missing_data", about=", ".join(lack.keys))
        return _outcome(412, "required", about)


def _outcome(status: int, code: str, *told: str) -> HttpResponse:
    """An answer that is none, as an OperationOutcome."""
    issues = [{"severity": "error", "code": code, "diagnostics": text} for text in told]
    body = {"resourceType": "OperationOutcome", "issue": issues}
    return JsonResponse(body, status=status)


def _cards(request: HttpRequest, name: str, body: Any) -> HttpResponse:
    zone = ZONES[_country(request, None)]
    today = clock.today(zone)
    call = read_call(name, body, on=today)
    lang = _language(request, call)
    country = call.country or _country(request, lang)
    record = _with_orders(call)
    found = assess(record, on=today, country=country)
    return JsonResponse({"cards": _drawn(found, call, lang)})


def _drawn(found: Assessment, call: Call, lang: Lang) -> list[Json]:
    words, around = said(found, lang), labels(found, lang)
    if call.hook == "patient-view":
        return view_cards(found, words, around)
    return order_cards(found, words, call.orders, around)


def _with_orders(call: Call) -> Record:
    """The record as it would stand with the folic acid that is about to be ordered."""
    ordered = [o for o in call.orders if o.drug == "folic_acid"]
    planned = [History(id=o.reference, section="medicines", code="folic_acid") for o in ordered]
    record = call.imported.record
    return replace(record, entries=(*record.entries, *planned))


def _language(request: HttpRequest, call: Call) -> Lang:
    """The caller's language; where the caller names none, the patient's."""
    if request.headers.get("Accept-Language"):
        return language(request)
    return call.imported.lang or Lang.EN


def _country(request: HttpRequest, lang: Lang | None) -> Country:
    """Whose guidance: the installation's, else that of the language."""
    if settings.COUNTRY:
        return Country(settings.COUNTRY)
    return COUNTRY_OF[lang or language(request)]


def _heard(request: HttpRequest, name: str, body: Any) -> HttpResponse:
    items = body.get("feedback") if isinstance(body, dict) else None
    right = isinstance(items, list) and all(_is_feedback(item) for item in items)
    if not right:
        fault = Fault("feedback", "something else", "cards with their outcome", "correct the call")
        raise RecordError([fault])
    return HttpResponse(status=200)


def _is_feedback(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("card"), str):
        return False
    accepted = item.get("acceptedSuggestions")
    complete = item.get("outcome") != "accepted" or (isinstance(accepted, list) and accepted)
    stamped = isinstance(item.get("outcomeTimestamp"), str)
    return item.get("outcome") in OUTCOMES and bool(complete) and stamped
