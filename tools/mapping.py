"""`docs/fhir.md`: how a record and FHIR meet, printed from the mapping itself."""

from itertools import groupby

from corrin.app.api.description import OPERATIONS, Operation
from corrin.fhir.entries import resource_of
from corrin.fhir.tables import Row, rows
from corrin.record import entries as kinds
from corrin.terms import Tag

SECTIONS = ("conditions", "medicines", "allergies", "exposures", "signs", "family_history")
EXAMPLES: tuple[kinds.Entry, ...] = (
    kinds.Born(year=1970),
    kinds.Attribute(name="sex", value="female"),
    kinds.Pregnancy(status="no"),
    *(kinds.History(section=section, code="x") for section in SECTIONS),
    kinds.Symptom(code="fatigue"),
    kinds.Score(item="fatigue", score=5.0),
    kinds.Ill(),
    kinds.Remembered(well_days=35.0),
    kinds.Lab(test="mma", value=0.4, unit="umol/L"),
    kinds.Administration(drug="hydroxocobalamin", dose_ug=1000.0, route="im", around="2026"),
    kinds.Administration(drug="hydroxocobalamin", dose_ug=1000.0, route="im", every_days=84.0),
    kinds.Elsewhere(),
    kinds.CarePlan(),
    kinds.NoneStated(section="medicines"),
    kinds.Retraction(replaces="x"),
)
HEAD = """# FHIR R4 and CDS Hooks

    corrin fhir import bundle.json > case.json     a Bundle to case JSON, with what was not carried
    corrin fhir export case.json > bundle.json     a record in any form to a Bundle
    corrin advise bundle.json --country dk         every command reads a Bundle
    corrin advise case.json --country dk --format fhir    the advice as proposals

`/cds-services` answers a clinic's system (CDS Hooks 2.0), `/api/openapi.json` describes the API.
Why it is built so: [the mapping](../decisions/0014-fhir-as-plain-dictionaries.md),
[tokens of clinics](../decisions/0015-tokens-of-cds-clients.md),
[tokens of machines](../decisions/0020-tokens-of-machines.md).

## The API

A record that is sent (case JSON, a Bundle, notation as `text/plain`) is answered and forgotten:

    curl "localhost:8000/api/advice?country=dk&format=fhir" -H "Content-Type: application/json" \\
        --data-binary @case.json
    curl "localhost:8000/api/profile?lang=da&format=pdf" -H "Content-Type: text/plain" \\
        --data-binary @diary.b12 -o profile.pdf     (svg, html; json: the values drawn)

A kept record is opened by a token, told once when it is made. `--patient me` is the diary of this
computer, once one is begun; else a patient's id. No address names a patient: the token does, and
where it is for several the header `Corrin-Patient`. Each call leaves one line on the server's
standard error: which token, which deed, how it ended.

    corrin token new "my watch" --patient me --may record:read --may record:write --days 30
    curl -H "Authorization: Bearer $TOKEN" "localhost:8000/api/record?format=fhir"
    curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: text/plain" \\
        --data-binary @diary.b12 localhost:8000/api/record
    corrin token list
    corrin token revoke ID

| asks | needs | gives |
|---|---|---|
"""
ENTRIES = """
## Entries

| section | entry | resource |
|---|---|---|
"""
SETTINGS = """
## CDS Hooks

Whose guidance a call is answered by: the country it names in its extension,
`"extension": {"corrin-country": "nl"}`, else the installation's, else the language's. Tokens are
checked against the keys of the clients that are named; each is believed once.

| variable | what it says |
|---|---|
| `CORRIN_COUNTRY` | whose guidance where a call names no country: dk, uk or nl |
| `CORRIN_CDS_CLIENTS` | a TOML file with a `[[client]]` for each: `iss`, and `jwks` or `jku` |
| `CORRIN_CDS_AUDIENCE` | what tokens may call us, besides the address called |
| `CORRIN_CDS_ORIGIN` | the page a browser may call from (else any) |

## Codes

Tag P: read at its source; S: at second hand; M: from memory, so it is marked and asked about.
LOINC and SNOMED CT have licences of their own; SNOMED CT needs a national one.
"""


def mapping(note: str) -> str:
    """The page: entries and resources, settings, and every code with its source."""
    kinds = dict.fromkeys(_line(entry) for entry in EXAMPLES)
    tables = "".join(_table(kind, list(group)) for kind, group in groupby(rows(), _list))
    asked = "".join(map(_operation, OPERATIONS))
    return f"{note}\n\n{HEAD}{asked}{ENTRIES}{''.join(kinds)}{SETTINGS}{tables}"


def _operation(o: Operation) -> str:
    needs = f"`{o.scope}`" if o.scope else "any token" if o.token else ""
    return f"| `{o.method.upper()} {o.address}` | {needs} | {o.summary} |\n"


def _line(entry: kinds.Entry) -> str:
    written = resource_of(entry)
    kind = written.type
    if kind == "Observation":
        kind += f" ({written.resource['category'][0]['coding'][0]['code']})"
    return f"| {written.section} | {type(entry).__name__} | {kind} |\n"


def _list(row: Row) -> str:
    return row.list


def _table(kind: str, group: list[Row]) -> str:
    head = "| ours | code | display | units | source | tag |\n|---|---|---|---|---|---|\n"
    return f"\n### {kind}\n\n{head}{''.join(map(_code, group))}"


def _code(row: Row) -> str:
    source = "–" if row.tag is Tag.MEMORY else row.source
    code = f"{row.system.removeprefix('http://')} {row.code}"
    cells = (row.ours, code, row.display, " ".join(row.units), source, row.tag.value)
    return f"| {' | '.join(cells)} |\n"
