"""Each FHIR resource as the entries it holds, whoever wrote it.

A reader gives the entries with the words that mark them, and which elements it has read; or a
code that says why nothing could be carried.
"""

from datetime import date

from corrin.fhir import names
from corrin.fhir.found import ENDED, Found, Known, Reader, joined, marked, span
from corrin.fhir.medicines import administration, request, statement
from corrin.fhir.not_carried import NO_PLACE, NO_VALUE
from corrin.fhir.observations import observation
from corrin.fhir.source import Source
from corrin.record import Attribute, Born, Entry, History, Score
from corrin.terms import VOCABULARY, Coding

PATIENT = frozenset({"birthDate", "gender", "communication"})


def patient(source: Source, known: Known) -> Found:
    """Birth and sex; names and addresses are left where they are."""
    found: list[tuple[Entry, str]] = []
    birth, vague = source.when(source.resource, "birthDate")
    if birth:
        found.append((Born(birth=birth), ""))
    elif vague:
        found.append((Born(year=int(vague[:4]), note=vague if len(vague) > 4 else ""), ""))
    gender = source.word(source.resource, "gender")
    if gender:
        plain = gender in VOCABULARY["sex"]
        system = "http://hl7.org/fhir/administrative-gender"
        sex = gender if plain else Coding(system, gender)
        found.append((Attribute(name="sex", value=sex), ""))
    return Found(found, PATIENT)


ONSET = frozenset({"onsetDateTime", "onsetPeriod", "recordedDate"})
STANDING = frozenset({"clinicalStatus", "verificationStatus", "code"})
CONDITION = ONSET | STANDING | {"subject", "abatementDateTime", "abatementPeriod", "category"}
ALLERGY = ONSET | STANDING | {"patient"}


def condition(source: Source, known: Known) -> Found | str:
    """A diagnosis. One that is over, with no day for it, is marked as ended."""
    abated, _ = source.when(source.resource, "abatementDateTime")
    abated = abated or span(source, source.resource, "abatementPeriod")[2]
    told = any(key.startswith("abatement") for key in source.resource)
    return _history(source, "conditions", abated, told, CONDITION)


def allergy(source: Source, known: Known) -> Found | str:
    """An allergy or intolerance."""
    ended, _ = source.when(source.extension(names.UNTIL), "valueDateTime")
    return _history(source, "allergies", ended, False, ALLERGY)


def _history(
    source: Source, section: str, ended: date | None, over: bool, read: frozenset[str]
) -> Found | str:
    """What a patient has or had: since when, until when, and how sure somebody is of it."""
    r = source.resource
    code, doubt = source.concept(r, "code", section)
    if code is None:
        return NO_VALUE
    on, around, last, _ = span(source, r, "onsetPeriod")
    if "onsetDateTime" in r:
        on, around = source.when(r, "onsetDateTime")
    until = ended or last
    over = over or _status_code(source, "clinicalStatus") in OVER[section]
    verified = marked(r["resourceType"], _status_code(source, "verificationStatus"))
    marks = joined(verified, ENDED if over and until is None else "", doubt)
    entry = History(section=section, code=code, on=on, around=around, until=until)
    return Found([(entry, marks)], read)


OVER = {
    "conditions": ("inactive", "remission", "resolved"),
    "allergies": ("inactive", "resolved"),
}


def _status_code(source: Source, key: str) -> str:
    found = source.parts(source.part(source.resource, key), "coding")
    return next((source.word(c, "code") for c in found if c.get("code")), "")


FAMILY = frozenset({"status", "patient", "condition", "date", "relationship"})


def family(source: Source, known: Known) -> Found | str:
    """What runs in the family: one entry for each condition."""
    found: list[tuple[Entry, str]] = []
    status = marked("FamilyMemberHistory", source.word(source.resource, "status"))
    for part in source.parts(source.resource, "condition"):
        code, doubt = source.concept(part, "code", "family_history")
        if code is not None:
            on, around, until, _ = span(source, part, "onsetPeriod")
            entry = History(section="family_history", code=code, on=on, around=around, until=until)
            found.append((entry, joined(status, doubt)))
    return Found(found, FAMILY) if found else NO_VALUE


PAGE = frozenset({"status", "questionnaire", "subject", "authored", "item"})


def page(source: Source, known: Known) -> Found | str:
    """A page of our diary as it was answered; other questionnaires have no place."""
    r = source.resource
    if source.word(r, "questionnaire") != names.DIARY:
        return NO_PLACE
    on, around = source.when(r, "authored")
    found: list[tuple[Entry, str]] = []
    for item in source.parts(r, "item"):
        for answer in source.parts(item, "answer"):
            score = source.number(answer, "valueDecimal")
            score = source.number(answer, "valueInteger") if score is None else score
            if score is not None and (link := source.word(item, "linkId")):
                found.append((Score(item=link, score=score, on=on, around=around), ""))
    return Found(found, PAGE) if found else NO_VALUE


READERS: dict[str, Reader] = {
    "Patient": patient,
    "Condition": condition,
    "AllergyIntolerance": allergy,
    "FamilyMemberHistory": family,
    "MedicationAdministration": administration,
    "MedicationStatement": statement,
    "MedicationRequest": request,
    "Observation": observation,
    "QuestionnaireResponse": page,
}
