"""The HTTP API for machines: a record in, the assessment out. Nothing is kept."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from corrin import __version__
from corrin.advice import assess
from corrin.app import clock
from corrin.app.cds_words import proposals
from corrin.app.choices import ZONES
from corrin.fhir import read_bundle
from corrin.knowledge import KnowledgeError
from corrin.record import Case, Fault, RecordError, case_from, load_json
from corrin.terms import Ask, Country, Lang, Reader
from corrin.words import as_dict

Json = dict[str, Any]
FORMS = ("json", "fhir")
CHOICES: dict[str, tuple[str, ...]] = {
    "country": tuple(Country),
    "ask": tuple(Ask),
    "lang": tuple(Lang),
    "for": tuple(Reader),
    "format": FORMS,
}


def description(request: HttpRequest) -> HttpResponse:
    """What can be asked, as OpenAPI 3.1."""
    if request.method not in ("GET", "HEAD"):
        return _faults([Fault("method", str(request.method), "GET", "use GET")], 405)
    return JsonResponse(_description())


@csrf_exempt
def advice(request: HttpRequest) -> HttpResponse:
    """The assessment of the record in the body; 400 with every fault."""
    if request.method != "POST":
        answer = _faults([Fault("method", str(request.method), "POST", "use POST")], 405)
        answer["Allow"] = "POST"
        return answer
    try:
        return _advised(request)
    except RecordError as wrong:
        return _faults(wrong.faults, 400)
    except UnicodeDecodeError:
        return _faults([Fault("body", "a byte that is not UTF-8", "UTF-8", "encode it so")], 400)


def _advised(request: HttpRequest) -> HttpResponse:
    chosen = {name: _chosen(request, name) for name in CHOICES}
    told = request.GET.get("on", "")
    wanted = _day(told) if told else None
    country = Country(chosen["country"] or Country.DK)
    case = _case(load_json(request.body.decode("utf-8")), wanted or clock.today(ZONES[country]))
    country = Country(chosen["country"]) if chosen["country"] else _own(case)
    on = wanted or case.on or clock.today(ZONES[country])
    ask = Ask(chosen["ask"]) if chosen["ask"] else case.ask or Ask.ASSESS
    try:
        found = assess(case.record, on=on, country=country, ask=ask)
    except KnowledgeError:
        expected = "a day with guidance in force"
        raise RecordError([Fault("on", on.isoformat(), expected, "choose a later day")]) from None
    lang = Lang(chosen["lang"] or Lang.EN)
    if chosen["format"] == "fhir":
        return JsonResponse(proposals(found, lang), content_type="application/fhir+json")
    return JsonResponse(as_dict(found, lang, Reader(chosen["for"] or Reader.PATIENT)))


def _chosen(request: HttpRequest, name: str) -> str:
    value = request.GET.get(name, "")
    if value and value not in CHOICES[name]:
        expected = "one of " + ", ".join(CHOICES[name])
        raise RecordError([Fault(name, "something else", expected, "choose one")])
    return value


def _day(told: str) -> date:
    try:
        found = date.fromisoformat(told)
    except ValueError:
        found = date.min
    if not 1900 <= found.year <= 2200:
        raise RecordError([Fault("on", "no such day", "a day like 2026-03-05", "correct it")])
    return found


def _case(value: Any, on: date) -> Case:
    if isinstance(value, dict) and "resourceType" in value:
        return Case(read_bundle(value, on=on).record)
    return case_from(value, on=on)


def _own(case: Case) -> Country:
    if case.country is None:
        fault = Fault("country", "nothing", "dk, uk or nl", "add ?country=…: the record names none")
        raise RecordError([fault])
    return case.country


def _faults(faults: Any, status: int) -> HttpResponse:
    told = [{"place": f.place, "met": f.met, "expected": f.expected, "do": f.do} for f in faults]
    return JsonResponse({"faults": told}, status=status)


def _description() -> Json:
    """The OpenAPI document, its choices taken from the code."""
    told = _json({"$ref": "#/components/schemas/Faults"})
    faults = {"description": "What is wrong", "content": told}
    fault = {name: {"type": "string"} for name in ("place", "met", "expected", "do")}
    chosen = [
        {"name": name, "in": "query", "schema": {"type": "string", "enum": list(values)}}
        for name, values in CHOICES.items()
    ]
    on = {"name": "on", "in": "query", "schema": {"type": "string", "format": "date"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "corrin",
            "version": __version__,
            "description": "Information and decision support on vitamin B12 treatment; not an "
            "approved medical device. Nothing that is sent is kept.",
        },
        "paths": {
            "/api/advice": {
                "post": {
                    "operationId": "advice",
                    "summary": "A record (case JSON or a FHIR R4 Bundle) in, the assessment out",
                    "parameters": [*chosen, on],
                    "requestBody": {"required": True, "content": _json({"type": "object"})},
                    "responses": {
                        "200": {
                            "description": "The assessment, or with format=fhir its proposals",
                            "content": {**_json({"type": "object"}), **_fhir()},
                        },
                        "400": faults,
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Faults": {
                    "type": "object",
                    "required": ["faults"],
                    "properties": {
                        "faults": {
                            "type": "array",
                            "items": {"type": "object", "properties": fault, "required": [*fault]},
                        }
                    },
                }
            }
        },
    }


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _fhir() -> Json:
    return {"application/fhir+json": {"schema": {"type": "object"}}}
