"""The comparison set as ELM, the form a CQL engine runs: facts by hand, rules from their notation.

The facts say anew, in the engine's words, what `corrin.situation` says in Python, for bundles as
`patients` makes them: whole days, one code a concept, no care plan.
"""

import ast
from datetime import date
from typing import Any

from bench.long.fhir_findings.patients import SYSTEM, TODAY
from bench.long.fhir_findings.rules import RULES

Json = dict[str, Any]
FHIR = "{http://hl7.org/fhir}"
TYPE = "{urn:hl7-org:elm-types:r1}"
B12_DRUGS = ("B03BA01", "B03BA03")
LOWERING = ("A10BA02", "A02BC01")
CLOTS = ("59282003", "22298006")


def op(kind: str, *operands: Json, **more: Any) -> Json:
    """An operator over its operands; with one, the field is not a list."""
    return {"type": kind, "operand": list(operands) if len(operands) > 1 else operands[0], **more}


def text(value: str) -> Json:
    """A text."""
    return {"type": "Literal", "valueType": TYPE + "String", "value": value}


def number(value: float) -> Json:
    """A number."""
    return {"type": "Literal", "valueType": TYPE + "Decimal", "value": str(value)}


def whole(value: int) -> Json:
    """A whole number."""
    return {"type": "Literal", "valueType": TYPE + "Integer", "value": str(value)}


def day(value: date) -> Json:
    """A day."""
    return {
        "type": "Date",
        "year": whole(value.year),
        "month": whole(value.month),
        "day": whole(value.day),
    }


def ref(name: str) -> Json:
    """What another expression gives."""
    return {"type": "ExpressionRef", "name": name}


def at(alias: str, path: str) -> Json:
    """A property of what an alias stands for."""
    return {"type": "Property", "scope": alias, "path": path}


def path(source: Json, name: str) -> Json:
    """A property of what an expression gives."""
    return {"type": "Property", "source": source, "path": name}


def all_of(*parts: Json) -> Json:
    """Every part, in three values."""
    found = parts[0]
    for part in parts[1:]:
        found = op("And", found, part)
    return found


def any_of(*parts: Json) -> Json:
    """Some part, in three values."""
    found = parts[0]
    for part in parts[1:]:
        found = op("Or", found, part)
    return found


def among(value: Json, codes: tuple[str, ...]) -> Json:
    """Whether a text is one of these."""
    return any_of(*(op("Equal", value, text(code)) for code in codes))


def query(source: Json, alias: str, where: Json, give: Json | None = None) -> Json:
    """What of a list fulfils a condition, or a value of each."""
    found = {"type": "Query", "source": [{"alias": alias, "expression": source}], "where": where}
    found["relationship"] = []
    return found | ({"return": {"distinct": False, "expression": give}} if give else {})


def retrieved(kind: str) -> Json:
    """All resources of a kind."""
    return {"type": "Retrieve", "dataType": FHIR + kind}


def has_code(concept: Json, system: str, codes: tuple[str, ...]) -> Json:
    """Whether a concept has one of these codes."""
    same = op("Equal", at("c", "system.value"), text(SYSTEM[system]))
    where = all_of(same, among(at("c", "code.value"), codes))
    return op("Exists", query(path(concept, "coding"), "c", where))


def on(alias: str, name: str) -> Json:
    """The day of a dateTime."""
    return op("DateFrom", at(alias, f"{name}.value"))


def not_ahead(alias: str, name: str) -> Json:
    """Whether it is not dated after today."""
    return op("LessOrEqual", on(alias, name), day(TODAY))


def given(*codes: str) -> Json:
    """The days on which one of these was given."""
    done = op("Equal", at("m", "status.value"), text("completed"))
    drug = has_code(at("m", "medication"), "atc", codes)
    where = all_of(done, drug, not_ahead("m", "effective"))
    return query(retrieved("MedicationAdministration"), "m", where, on("m", "effective"))


def measured(loinc: str) -> Json:
    """The results of a test that count."""
    final = op("Equal", at("o", "status.value"), text("final"))
    where = all_of(final, has_code(at("o", "code"), "loinc", (loinc,)), not_ahead("o", "effective"))
    return query(retrieved("Observation"), "o", where)


def newest(results: str) -> Json:
    """The newest of some results; nothing where there is none."""
    days = query(ref(results), "d", yes(), on("d", "effective"))
    last = {"type": "Max", "source": days}
    return {
        "type": "First",
        "source": query(ref(results), "o", op("Equal", on("o", "effective"), last)),
    }


def yes(value: bool = True) -> Json:
    """True, or false."""
    return {"type": "Literal", "valueType": TYPE + "Boolean", "value": str(value).lower()}


def null() -> Json:
    """Unknown."""
    return {"type": "As", "operand": {"type": "Null"}, "asType": TYPE + "Boolean"}


def when(condition: Json, then: Json, otherwise: Json) -> Json:
    """One of two; an unknown condition counts as not fulfilled."""
    return {"type": "If", "condition": condition, "then": then, "else": otherwise}


def days_since(value: Json) -> Json:
    """Whole days to today."""
    return op("DifferenceBetween", value, day(TODAY), precision="Day")


def amount(result: Json) -> Json:
    """The number of a result."""
    return path(path(result, "value"), "value.value")


def unit(result: Json) -> Json:
    """The unit of a result."""
    return path(path(result, "value"), "code.value")


def lasting(
    kind: str, start: str, end: str, code: str, system: str, codes: tuple[str, ...]
) -> Json:
    """Whether something of a kind with one of these codes has not ended; unknown without any."""
    begun = op("LessOrEqual", op("DateFrom", at("h", start)), day(TODAY))
    still = any_of(
        op("IsNull", at("h", end)),
        op("GreaterOrEqual", op("DateFrom", at("h", end)), day(TODAY)),
    )
    told = op("Exists", query(retrieved(kind), "h", begun))
    found = query(
        retrieved(kind), "h", all_of(begun, still, has_code(at("h", code), system, codes))
    )
    return when(told, op("Exists", found), null())


def medicine(*codes: str) -> Json:
    """Whether one of these medicines is taken."""
    start, end = "effective.start.value", "effective.end.value"
    return lasting("MedicationStatement", start, end, "medication", "atc", codes)


def classed(b12: Json) -> Json:
    """The class of a B12 result in the United Kingdom, by its own unit."""

    def against(low: float, high: float) -> Json:
        indeterminate = when(
            op("Greater", amount(b12), number(high)), text("unlikely"), text("indeterminate")
        )
        return when(op("Less", amount(b12), number(low)), text("deficient"), indeterminate)

    moles = op("Equal", unit(b12), text("pmol/L"))
    found = when(moles, against(133, 258), against(180, 350))
    return when(op("IsNull", b12), {"type": "Null"}, found)


def known_treatment(value: Json) -> Json:
    """A fact about injections: no where others were given only, unknown where nothing was."""
    return when(
        op("Exists", ref("Doses")), value, when(op("Exists", ref("Folic acid")), yes(False), null())
    )


def facts() -> dict[str, Json]:
    """Every fact, and what they share, in an order in which each finds what it needs."""
    return doses() | results() | person() | treatment() | blood() | history()


def doses() -> dict[str, Json]:
    """The days of B12 and of folic acid."""
    first = {"type": "Min", "source": ref("Doses")}
    last = {"type": "Max", "source": ref("Doses")}
    return {
        "Doses": given(*B12_DRUGS),
        "Folic acid": given("B03BB01"),
        "First dose": first,
        "Last dose": last,
    }


def results() -> dict[str, Json]:
    """The results of each test."""
    before = any_of(
        op("IsNull", ref("First dose")),
        op("LessOrEqual", on("o", "effective"), ref("First dose")),
    )
    return {
        "B12 results": measured("14685-2"),
        "B12 before": query(ref("B12 results"), "o", before),
        "Newest B12 before": newest("B12 before"),
        "Haemoglobin": measured("718-7"),
        "Newest haemoglobin": newest("Haemoglobin"),
        "Platelets": measured("777-3"),
        "Newest platelets": newest("Platelets"),
        "MMA": measured("13964-2"),
        "Newest MMA": newest("MMA"),
    }


def person() -> dict[str, Json]:
    """The age."""
    patient = {"type": "SingletonFrom", "operand": retrieved("Patient")}
    return {
        "Born": path(patient, "birthDate.value"),
        "youngest_age": op("DurationBetween", ref("Born"), day(TODAY), precision="Year"),
    }


def treatment() -> dict[str, Json]:
    """Facts about injections."""
    return {
        "ever_injected": known_treatment(yes()),
        "on_injections": known_treatment(
            op("LessOrEqual", days_since(ref("Last dose")), whole(400))
        ),
        "early_course": known_treatment(
            op("LessOrEqual", days_since(ref("First dose")), whole(90))
        ),
        "first_days": known_treatment(op("LessOrEqual", days_since(ref("First dose")), whole(14))),
        "injected_within_two_weeks": when(
            op("Less", days_since(ref("Last dose")), whole(14)), yes(), yes(False)
        ),
        "untreated": when(
            op("Exists", ref("Doses")),
            yes(False),
            when(op("Exists", ref("Folic acid")), yes(), null()),
        ),
    }


def blood() -> dict[str, Json]:
    """Facts about results."""
    grams = when(
        op("Equal", unit(ref("Newest haemoglobin")), text("g/dL")),
        op("Multiply", amount(ref("Newest haemoglobin")), number(10)),
        amount(ref("Newest haemoglobin")),
    )
    platelets = amount(ref("Newest platelets"))
    limit = path(
        {"type": "First", "source": path(ref("Newest MMA"), "referenceRange")}, "high.value.value"
    )
    return {
        "serum_b12_on_injections": op(
            "Exists",
            query(ref("B12 results"), "o", op("Greater", on("o", "effective"), ref("First dose"))),
        ),
        "b12_measured": op("Exists", ref("B12 before")),
        "result_class": classed(ref("Newest B12 before")),
        "marked_anaemia": when(op("Less", grams, number(100)), yes(), yes(False)),
        "low_platelets": when(op("Less", platelets, number(50)), yes(), yes(False)),
        "high_platelets": when(op("Greater", platelets, number(600)), yes(), yes(False)),
        "mma_measured": op("Exists", ref("MMA")),
        "mma_clearly_raised": op(
            "Greater", amount(ref("Newest MMA")), op("Multiply", number(2), limit)
        ),
    }


def history() -> dict[str, Json]:
    """Facts about medicines and conditions."""
    return {
        "takes_metformin": medicine("A10BA02"),
        "takes_lowering_medicine": medicine(*LOWERING),
        "thrombosis_history": lasting(
            "Condition", "onset.value", "abatement.value", "code", "sct", CLOTS
        ),
    }


COMPARED = {
    ast.Eq: "Equal",
    ast.Lt: "Less",
    ast.LtE: "LessOrEqual",
    ast.Gt: "Greater",
    ast.GtE: "GreaterOrEqual",
}


def rule(said: str) -> Json:
    """A rule's notation as ELM."""
    return _node(ast.parse(said, mode="eval").body)


def _node(node: ast.expr) -> Json:
    match node:
        case ast.Name(id=name):
            return ref(name)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return op("Not", _node(inner))
        case ast.BoolOp(op=kind, values=values):
            return (all_of if isinstance(kind, ast.And) else any_of)(*map(_node, values))
        case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple(elts=listed)]):
            return any_of(*(op("Equal", _node(left), _constant(one)) for one in listed))
        case ast.Compare(left=left, ops=[compared], comparators=[right]):
            return op(COMPARED[type(compared)], _node(left), _constant(right))
    raise ValueError(ast.dump(node))


def _constant(node: ast.expr) -> Json:
    value = ast.literal_eval(node)
    return text(value) if isinstance(value, str) else whole(value)


def library() -> Json:
    """The whole library."""
    expressions = facts() | {name: rule(said) for name, said in RULES.items()}
    return {
        "library": {
            "identifier": {"id": "Comparison", "version": "1"},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {
                "def": [
                    {"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"},
                    {"localIdentifier": "FHIR", "uri": "http://hl7.org/fhir", "version": "4.0.1"},
                ]
            },
            "statements": {
                "def": [
                    {
                        "name": name,
                        "context": "Patient",
                        "accessLevel": "Public",
                        "expression": said,
                    }
                    for name, said in expressions.items()
                ]
            },
        }
    }
