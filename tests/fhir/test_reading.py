"""Bundles that others wrote: what arrives, what is questioned, what is refused."""

from datetime import date
from typing import Any

import pytest

from corrin.fhir import NotCarried, names, read_bundle
from corrin.fhir.tables import rows
from corrin.record import (
    Administration,
    Born,
    CarePlan,
    Doubt,
    Elsewhere,
    History,
    Lab,
    Pregnancy,
    RecordError,
    doubts,
)
from corrin.terms import VOCABULARY, Coding, Tag
from tests.fhir import LAST
from tests.fhir.bundles import ATC, LOINC, SNOMED, Json, bundle, concept, dose, lab, read

ON = date(2026, 3, 1)
DOSE = "MedicationAdministration/dose"


def asked(*resources: Json) -> set[tuple[str, str]]:
    return {(d.code, d.about) for d in doubts(read(*resources).record, on=ON)}


def test_a_result_arrives_with_value_unit_day_and_limits() -> None:
    ranged = lab(referenceRange=[{"low": {"value": 200, "unit": "pmol/L"}}])
    (found,) = read(ranged).record.of(Lab)
    assert (found.test, found.value, found.unit) == ("b12_total", 132.0, "pmol/L")
    assert (found.on, found.ref_low, found.id) == (date(2024, 5, 3), 200.0, "Observation/b12")


@pytest.mark.parametrize(
    ("told", "unit"),
    [
        ({"value": 1, "unit": "pmol/l"}, "pmol/L"),
        ({"value": 1, "unit": "PG/ML"}, "pg/mL"),
        ({"value": 1}, None),
        ({"value": 1, "unit": "picomol", "code": "pmol/L"}, "picomol"),
        ({"value": 1, "unit": "x", "system": "http://unitsofmeasure.org", "code": "ng/L"}, "ng/L"),
    ],
)
def test_a_unit_is_read_as_it_is_told(told: Json, unit: str | None) -> None:
    (found,) = read(lab(valueQuantity=told)).record.of(Lab)
    assert found.unit == unit


def test_an_unknown_test_is_kept_with_its_code_and_asked_about() -> None:
    glucose = lab(code=concept(LOINC, "2339-0", "Glucose"))
    (found,) = read(glucose).record.of(Lab)
    assert found.test == Coding(LOINC, "2339-0", "Glucose")
    assert ("unknown_code", "Glucose (http://loinc.org 2339-0)") in asked(glucose)


def test_vital_signs_have_no_place_and_are_counted() -> None:
    category = [concept(names.CATEGORY, "vital-signs")]
    weight = lab(code=concept(LOINC, "29463-7"), category=category)
    imported = read(weight)
    assert imported.record.entries == ()
    assert imported.not_carried == (NotCarried("Observation", "no_place", 1, ("Observation/b12",)),)


def test_a_result_known_only_to_the_month_is_kept_and_asked_about() -> None:
    vague = lab(effectiveDateTime="2024-05")
    (found,) = read(vague).record.of(Lab)
    assert (found.on, found.around) == (None, "2024-05")
    assert ("vague_date", "2024-05") in asked(vague)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_its_source_takes_back_is_kept_and_counts_for_nothing(status: str) -> None:
    record = read(lab(status=status)).record
    assert [e.marked for e in record.entries] == [status]
    assert record.current().entries == ()
    assert ("marked_void", status) in asked(lab(status=status))


def test_a_preliminary_result_counts_and_is_asked_about() -> None:
    assert len(read(lab(status="preliminary")).record.current().entries) == 1
    assert ("marked", "preliminary") in asked(lab(status="preliminary"))


def test_an_injection_arrives_as_a_dose_in_micrograms() -> None:
    (found,) = read(dose()).record.of(Administration)
    assert (found.drug, found.dose_ug, found.route) == ("hydroxocobalamin", 1000.0, "im")


def test_an_injection_that_was_not_given_is_no_dose() -> None:
    assert read(dose(status="not-done")).record.current().of(Administration) == ()


@pytest.mark.parametrize(
    ("change", "first", "last"),
    [
        ({"dosage": None}, date(2026, 1, 5), None),
        ({"dosage": {"dose": {"value": 1, "unit": "mL"}}}, date(2026, 1, 5), None),
        ({"effectiveDateTime": "2026-02"}, date(2026, 2, 1), date(2026, 2, 28)),
        ({"effectiveDateTime": "2025"}, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_an_injection_half_known_is_one_given_in_those_days(
    change: Json, first: date, last: date | None
) -> None:
    record = read(dose(**change)).record
    assert [(e.on, e.until) for e in record.of(Elsewhere)] == [(first, last)]
    assert any(d.code == "given_elsewhere" for d in doubts(record, on=ON))


def test_the_medicine_may_stand_in_a_resource_of_its_own() -> None:
    medicine = {"resourceType": "Medication", "id": "m", "code": concept(ATC, "B03BA01")}
    given = dose(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"})
    (found,) = read(given, medicine).record.of(Administration)
    assert found.drug == "cyanocobalamin"
    inside = {**medicine, "batch": {"lotNumber": "A12"}}
    given |= {"contained": [inside], "medicationReference": {"reference": "#m"}}
    (found,) = read(given).record.of(Administration)
    assert (found.drug, found.batch) == ("cyanocobalamin", "A12")


def test_a_prescription_with_a_rhythm_is_a_plan_without_a_signature() -> None:
    loading = {"timing": {"repeat": {"frequency": 1, "period": 2, "periodUnit": "d"}}}
    later = {"timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "wk"}}}
    ordered = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(ATC, "B03BA03"),
        "dosageInstruction": [loading, later],
    }
    (plan,) = read(ordered).record.of(CarePlan)
    assert (plan.interval_days, plan.band_days, plan.signed) == (56, None, False)
    (left,) = read({**ordered, "intent": "proposal"}).not_carried
    assert left.why == "proposal"


def test_a_broader_code_reads_the_narrower_one() -> None:
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "code": concept("http://hl7.org/fhir/sid/icd-10", "E11.9"),
    }
    medicine = {
        "resourceType": "MedicationStatement",
        "id": "m",
        "status": "active",
        "medicationCodeableConcept": concept(ATC, "A02BC01"),
    }
    record = read(condition, medicine).record
    assert [h.code for h in record.of(History)] == ["type2_diabetes", "ppi"]


def test_a_condition_that_is_over_on_no_known_day_is_not_in_force() -> None:
    over = {
        "resourceType": "Condition",
        "id": "c",
        "clinicalStatus": concept(names.CLINICAL, "resolved"),
        "code": concept(SNOMED, "84027009"),
    }
    assert read(over).record.current().entries == ()
    assert ("marked_void", "ended") in asked(over)


def test_a_code_read_from_memory_is_marked_as_such() -> None:
    remembered = [r for r in rows() if r.tag is Tag.MEMORY and r.list == "conditions"]
    for row in remembered:
        told = {"resourceType": "Condition", "id": "c", "code": concept(row.system, row.code)}
        (found,) = read(told).record.of(History)
        assert (found.code, found.marked) == (row.ours, "code-not-verified")


def test_every_row_of_the_table_means_a_code_of_ours_and_names_its_source() -> None:
    for row in rows():
        assert row.ours in VOCABULARY[row.list], row
        assert row.source and (row.source == "memory") == (row.tag is Tag.MEMORY)
        assert set(row.units) <= VOCABULARY["units"], row
    assert len({(r.list, r.system, r.code) for r in rows()}) == len(rows())


def test_birth_and_pregnancy_arrive() -> None:
    person = {"resourceType": "Patient", "id": "p", "birthDate": "1968"}
    pregnant = lab(
        code=concept(LOINC, "82810-3"),
        valueQuantity=None,
        valueCodeableConcept=concept(SNOMED, "77386006"),
    )
    record = read(person, pregnant).record
    assert [b.year for b in record.of(Born)] == [1968]
    assert [p.status for p in record.of(Pregnancy)] == ["pregnant"]


def test_what_may_mean_something_else_is_not_read() -> None:
    told = lab(modifierExtension=[{"url": "http://example.org/negated", "valueBoolean": True}])
    imported = read(told)
    assert imported.record.entries == ()
    assert [n.why for n in imported.not_carried] == ["modifier_extension"]


def test_one_resource_that_stands_twice_counts_once() -> None:
    imported = read(dose(), dose())
    assert len(imported.record.entries) == 1
    assert [n.why for n in imported.not_carried] == ["repeated"]


def test_elements_that_were_not_read_are_counted() -> None:
    imported = read(lab(encounter={"reference": "Encounter/1"}))
    assert imported.not_carried == (NotCarried("Observation.encounter", "unread", 1),)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], "file"),
        ({"resourceType": "Patient"}, "file"),
        ({"resourceType": "Bundle", "entry": 7}, "Bundle.entry"),
        ({"resourceType": "Bundle", "entry": [3]}, "Bundle.entry[0]"),
        ({"resourceType": "Bundle", "entry": [{"resource": 3}]}, "Bundle.entry[0].resource"),
        ({"resourceType": "Bundle", "entry": [{"resource": {}}] * 100_001}, "Bundle.entry"),
        (bundle(lab(id=7)), "Bundle.entry[0].resource.id"),
        (bundle(lab(code="x")), "Observation/b12.code"),
        (bundle(lab(code={"coding": {}})), "Observation/b12.coding"),
        (bundle(lab(valueQuantity={"value": "7"})), "Observation/b12.value"),
        (bundle(lab(effectiveDateTime="2024-02-30")), "Observation/b12.effectiveDateTime"),
        (bundle(lab(effectiveDateTime="03/02/2025")), "Observation/b12.effectiveDateTime"),
        (bundle(lab(effectiveDateTime="1023-02-03")), "Observation/b12.effectiveDateTime"),
        (bundle(lab(effectiveDateTime=["2024"])), "Observation/b12.effectiveDateTime"),
        (bundle(lab(valueQuantity={"value": 1, "unit": "x" * 3000})), "Observation/b12.unit"),
        (
            bundle(dose(dosage={"dose": {"value": 0, "unit": "mg"}})),
            "MedicationAdministration/dose.value",
        ),
        (bundle(dose(dosage=[[]])), DOSE + ".dosage"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(RecordError) as refusal:
        read_bundle(value, on=LAST)
    assert [fault.place for fault in refusal.value.faults] == [place]
    assert all(f.met and f.expected and f.do for f in refusal.value.faults)


def test_two_patients_in_one_bundle_are_never_mixed() -> None:
    with pytest.raises(RecordError) as refusal:
        read(lab(subject={"reference": "Patient/1"}), dose(subject={"reference": "Patient/2"}))
    assert "2 patients" in str(refusal.value)


def test_a_ring_of_references_is_read_like_any_other() -> None:
    ring = {"reference": "Medication/m"}
    medicine = {
        "resourceType": "Medication",
        "id": "m",
        "code": concept(ATC, "B03BA01"),
        "ingredient": [{"itemReference": ring}],
    }
    given = dose(medicationCodeableConcept=None, medicationReference=ring)
    observed = lab(
        derivedFrom=[{"reference": "Observation/b12"}], hasMember=[{"reference": "Observation/b12"}]
    )
    assert len(read(given, medicine, observed).record.entries) == 2


def test_a_doubt_of_a_bundle_survives_as_case_json() -> None:
    told = doubts(read(lab(status="preliminary", effectiveDateTime="2024")).record, on=ON)
    assert Doubt("vague_date", ("Observation/b12",), "2024") in told
