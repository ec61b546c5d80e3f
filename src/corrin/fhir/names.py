"""Names of ours inside FHIR: where an entry's id, section and the rest of it are written."""

ENTRY = "urn:corrin:entry"  # identifier.system: the entry's id
SECTION = "urn:corrin:section"  # meta.tag: which kind of entry a resource holds
CODES = "urn:corrin:codes:"  # coding.system of our own lists, the list's name behind it
DIARY = "urn:corrin:questionnaire:diary"

AROUND = "urn:corrin:around"
CODING = "urn:corrin:coding"
COUNT = "urn:corrin:count"
EVERY_DAYS = "urn:corrin:every-days"
LISTED = "urn:corrin:listed"
WHY = "urn:corrin:why"
MARKED = "urn:corrin:marked"
NOTED = "urn:corrin:noted-at"
ON = "urn:corrin:on"
REPLACES = "urn:corrin:replaces"
SUPERSEDED = "urn:corrin:superseded"
UNTIL = "urn:corrin:until"
UNIT = "urn:corrin:unit"
ALPHA = "urn:corrin:alpha"
BAND = "urn:corrin:band"
CLINIC_DAYS = "urn:corrin:clinic-days"
SIGNED = "urn:corrin:signed"

LABORATORY = "laboratory"
SURVEY = "survey"
EXAM = "exam"
SOCIAL = "social-history"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

# The words of `Entry.marked` that are a status of their own in each resource.
MARKS: dict[str, frozenset[str]] = {
    "Observation": frozenset(
        {"preliminary", "registered", "cancelled", "entered-in-error", "unknown"}
    ),
    "MedicationAdministration": frozenset(
        {"not-done", "in-progress", "on-hold", "entered-in-error", "stopped", "unknown"}
    ),
    "MedicationStatement": frozenset(
        {"entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken"}
    ),
    "Condition": frozenset(
        {"unconfirmed", "provisional", "differential", "refuted", "entered-in-error"}
    ),
    "AllergyIntolerance": frozenset({"unconfirmed", "refuted", "entered-in-error"}),
    "FamilyMemberHistory": frozenset({"partial", "entered-in-error"}),
    "CarePlan": frozenset({"draft", "on-hold", "entered-in-error", "unknown"}),
    "List": frozenset({"entered-in-error"}),
}
# Which element says when an entry was written down; elsewhere it is an extension.
NOTED_IN = {
    "Observation": "issued",
    "Condition": "recordedDate",
    "AllergyIntolerance": "recordedDate",
    "MedicationStatement": "dateAsserted",
    "FamilyMemberHistory": "date",
    "CarePlan": "created",
    "List": "date",
}
