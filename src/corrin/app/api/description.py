"""The OpenAPI document, made from one table of addresses; its choices come from the code."""

from dataclasses import dataclass
from typing import Any

from corrin import __version__
from corrin.app.api.profile_values import PROFILE
from corrin.app.tokens.scope import Scope
from corrin.terms import VOCABULARY, Ask, Country, Lang, Reader

Json = dict[str, Any]
JSON, FHIR, TEXT = "application/json", "application/fhir+json", "text/plain"
DRAWINGS = ("image/svg+xml", "text/html", "application/pdf", JSON)
ABOUT = (
    "Information and decision support on vitamin B12 treatment; not an approved medical device. "
    "Addresses without a token keep nothing of what is sent. A token (corrin token new) names the "
    "patient and what may be done; where it is for several, the header Corrin-Patient says which."
)
# What a call may choose, by name, and the forms of an answer, the usual one first.
CHOICES: dict[str, tuple[str, ...]] = {
    "country": tuple(Country),
    "ask": tuple(Ask),
    "lang": tuple(Lang),
    "for": tuple(Reader),
    "view": ("interval", "recovery"),
}
ADVICE_FORMS = ("json", "fhir")
RECORD_FORMS = ("json", "fhir", "notation")
PROFILE_FORMS = ("svg", "html", "pdf", "json")
CHOSEN = ("country", "lang", "for")
WORDS = {
    400: "What is wrong with the call, each fault with its place",
    401: "No token, or one that opens nothing",
    403: "The token is for something else",
    404: "The patient is not kept here any more",
    409: "An id is taken by something else, or what is replaced is not there",
    413: "More than one record holds",
    429: "Too many calls; Retry-After says for how long",
    503: "The store did not answer; nothing was kept",
}
SENT = (400, 413)
KEPT = (400, 401, 403, 404, 429, 503)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    method: str
    address: str
    id: str
    summary: str
    choices: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    day: bool = False
    body: bool = False
    scope: Scope | None = None
    token: bool = False
    gives: str = "Anything"
    types: tuple[str, ...] = (JSON,)
    answers: tuple[int, ...] = (200,)
    refuses: tuple[int, ...] = ()


OPERATIONS = (
    Operation(
        "post",
        "/api/advice",
        "advice",
        "A record in, the assessment out; nothing is kept",
        choices=(*CHOSEN, "ask"),
        forms=ADVICE_FORMS,
        day=True,
        body=True,
        types=(JSON, FHIR),
        refuses=SENT,
    ),
    Operation(
        "post",
        "/api/profile",
        "profile",
        "A record in, its profile out, drawn (interval or recovery) or as values; nothing is kept",
        choices=(*CHOSEN, "view"),
        forms=PROFILE_FORMS,
        day=True,
        body=True,
        gives="Profile",
        types=DRAWINGS,
        refuses=SENT,
    ),
    Operation(
        "get",
        "/api/token",
        "token",
        "What the token of this call may do, for whom, until when",
        token=True,
        gives="Token",
        refuses=(401, 429),
    ),
    Operation(
        "get",
        "/api/record",
        "record",
        "Everything that was written, corrections among it",
        forms=RECORD_FORMS,
        scope=Scope.READ,
        types=(JSON, FHIR, TEXT),
        refuses=KEPT,
    ),
    Operation(
        "post",
        "/api/record",
        "add",
        "Entries added to the record, all of them or none; the same again adds nothing",
        body=True,
        scope=Scope.WRITE,
        gives="Receipt",
        answers=(200, 201),
        refuses=(*KEPT, 409, 413),
    ),
    Operation(
        "get",
        "/api/record/advice",
        "recordAdvice",
        "The assessment of the kept record",
        choices=(*CHOSEN, "ask"),
        forms=ADVICE_FORMS,
        day=True,
        scope=Scope.ADVICE,
        types=(JSON, FHIR),
        refuses=KEPT,
    ),
    Operation(
        "get",
        "/api/record/profile",
        "recordProfile",
        "The profile of the kept record, drawn (interval or recovery) or as values",
        choices=(*CHOSEN, "view"),
        forms=PROFILE_FORMS,
        day=True,
        scope=Scope.PROFILE,
        gives="Profile",
        types=DRAWINGS,
        refuses=KEPT,
    ),
)


def document() -> Json:
    """The whole description, OpenAPI 3.1."""
    paths: Json = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.address, {})[operation.method] = _described(operation)
    bearer = {"type": "http", "scheme": "bearer", "description": "A token of corrin token new"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "corrin", "version": __version__, "description": ABOUT},
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": {"token": bearer}},
    }


def _described(operation: Operation) -> Json:
    found: Json = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
    }
    if operation.scope or operation.token:
        found["security"] = [{"token": [operation.scope] if operation.scope else []}]
    if operation.body:
        found["requestBody"] = BODY
    return found


def _parameters(operation: Operation) -> list[Json]:
    found = [_query(name, CHOICES[name]) for name in operation.choices]
    if operation.forms:
        found.append(_query("format", operation.forms))
    if operation.day:
        found.append({"name": "on", "in": "query", "schema": DAY})
    if operation.scope:
        whose = {"type": "string", "format": "uuid"}
        found.append({"name": "Corrin-Patient", "in": "header", "schema": whose})
    return found


def _query(name: str, values: tuple[str, ...]) -> Json:
    return {"name": name, "in": "query", "schema": {"type": "string", "enum": list(values)}}


def _responses(operation: Operation) -> Json:
    schema: Json = {"$ref": f"#/components/schemas/{operation.gives}"} if operation.gives else {}
    content = {kind: {"schema": schema if "json" in kind else {}} for kind in operation.types}
    faults = {JSON: {"schema": {"$ref": "#/components/schemas/Faults"}}}
    given = {str(s): {"description": "Done", "content": content} for s in operation.answers}
    return given | {
        str(s): {"description": WORDS[s], "content": faults} for s in sorted(operation.refuses)
    }


TEXTS = {"type": "array", "items": {"type": "string"}}
IDS = {"type": "array", "items": {"type": "string", "format": "uuid"}}
FAULT = {name: {"type": "string"} for name in ("place", "met", "expected", "do")}
SCHEMAS: Json = {
    "Anything": {"type": "object"},
    "Profile": PROFILE,
    "Token": {
        "type": "object",
        "required": ["scopes", "patients", "expires_at"],
        "properties": {
            "scopes": {"type": "array", "items": {"type": "string", "enum": [*map(str, Scope)]}},
            "patients": IDS,
            "expires_at": {"type": "string", "format": "date-time"},
        },
    },
    "Receipt": {
        "type": "object",
        "required": ["added", "already", "not_carried"],
        "properties": {
            "added": IDS,
            "already": IDS,
            "not_carried": {"type": "array", "items": {"type": "object"}},
        },
    },
    "Faults": {
        "type": "object",
        "required": ["faults"],
        "properties": {
            "faults": {
                "type": "array",
                "items": {"type": "object", "properties": FAULT, "required": [*FAULT]},
            }
        },
    },
}
DAY = {"type": "string", "pattern": r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"}
SOME = {"type": "number"}


def _word(list_: str) -> Json:
    """A word of one of our lists. Others are kept and asked about, so the reader takes more."""
    return {"type": "string", "enum": sorted(VOCABULARY[list_])}


def _entries(*needed: str, **properties: Json) -> Json:
    item = {"type": "object", "properties": properties, "required": [*needed]}
    return {"type": "array", "items": item}


# The record of case JSON as it is mostly used; `additionalProperties` are read as well.
RECORD: Json = {
    "type": "object",
    "properties": {
        "birth_year": {"type": "integer", "minimum": 1900, "maximum": 2100},
        "sex": _word("sex"),
        "conditions": _entries("code", code=_word("conditions"), since=DAY),
        "medicines": _entries("code", code=_word("medicines"), since=DAY, until=DAY),
        "symptoms": _entries("code", code=_word("symptoms"), severity=SOME, start=DAY),
        "labs": _entries(
            *("test", "value", "date"),
            test=_word("tests"),
            value=SOME,
            unit=_word("units"),
            date=DAY,
            ref_high=SOME,
        ),
        "treatments": _entries(
            *("drug", "dose_ug", "route", "date"),
            drug=_word("drugs"),
            dose_ug={"type": "number", "exclusiveMinimum": 0},
            route=_word("routes"),
            date=DAY,
        ),
        "diary": _entries(date=DAY, scores={"type": "object", "additionalProperties": SOME}),
    },
}
BODY: Json = {
    "required": True,
    "description": "Case JSON, a FHIR R4 Bundle, or diary notation (corrin notation prints it)",
    "content": {
        JSON: {"schema": RECORD},
        FHIR: {"schema": {"type": "object"}},
        TEXT: {"schema": {"type": "string"}},
    },
}
