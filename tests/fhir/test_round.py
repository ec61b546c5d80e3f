"""A record written as a FHIR Bundle and read back."""

import json
from datetime import date

from hypothesis import given

from corrin.fhir import NotCarried, read_bundle, write_bundle
from corrin.fhir.tables import rows
from corrin.record import Administration, History, Lab, Record, Retraction, Score
from corrin.terms import VOCABULARY, Tag
from tests.fhir import LAST
from tests.fhir.bundles import bundle, lab, read
from tests.record.strategies import RECORDS

ON = date(2026, 2, 20)


@given(RECORDS)
def test_a_record_is_read_back_as_it_was_written(record: Record) -> None:
    text = json.dumps(write_bundle(record))
    again = read_bundle(json.loads(text), on=LAST)
    assert again.record == record
    assert again.not_carried == ()
    assert json.dumps(write_bundle(again.record)) == text


def test_every_code_of_ours_is_read_back_without_a_mark() -> None:
    entries = tuple(
        History(id=f"{section}-{code}", section=section, code=code)
        for section in ("conditions", "medicines", "allergies", "family_history", "signs")
        for code in sorted(VOCABULARY[section])
    )
    tests = tuple(
        Lab(id=f"{test}-{unit}", on=ON, test=test, value=1.0, unit=unit)
        for test in sorted(VOCABULARY["tests"])
        for unit in sorted(VOCABULARY["units"])
    )
    record = Record((*entries, *tests))
    assert read_bundle(write_bundle(record), on=LAST).record == record


def test_no_code_from_memory_is_ever_written() -> None:
    assert [row for row in rows() if row.emit and row.tag is Tag.MEMORY] == []


def test_what_was_not_carried_is_told_again_after_an_export() -> None:
    first = read(lab(), {"resourceType": "Claim", "id": "c1"}, {"resourceType": "Goal", "id": "g"})
    assert first.not_carried == (
        NotCarried("Claim", "no_place", 1, ("Claim/c1",)),
        NotCarried("Goal", "no_place", 1, ("Goal/g",)),
    )
    again = read_bundle(write_bundle(first.record, first.not_carried), on=LAST)
    assert again == first


def test_an_entry_keeps_the_id_of_the_resource_it_came_from() -> None:
    imported = read(lab(id="abc-1.2"))
    assert [e.id for e in imported.record.entries] == ["Observation/abc-1.2"]
    (resource,) = (
        e["resource"]
        for e in write_bundle(imported.record)["entry"]
        if e["resource"]["resourceType"] == "Observation"
    )
    assert resource["id"] == "abc-1.2"


def test_every_day_of_the_diary_is_a_page_from_which_its_scores_derive() -> None:
    scores = tuple(Score(id="a", on=ON, item=item, score=4.0) for item in ("fatigue", "mood"))
    resources = [e["resource"] for e in write_bundle(Record(scores))["entry"]]
    pages = [r for r in resources if r["resourceType"] == "QuestionnaireResponse"]
    assert [[i["linkId"] for i in p["item"]] for p in pages] == [["fatigue", "mood"]]
    alone = read_bundle(bundle(*pages), on=LAST)
    assert [(s.item, s.score, s.on) for s in alone.record.of(Score)] == [
        ("fatigue", 4.0, ON),
        ("mood", 4.0, ON),
    ]


def test_what_was_taken_back_is_an_error_to_everybody_else() -> None:
    given = Administration(id="a", on=ON, drug="hydroxocobalamin", dose_ug=1000.0, route="im")
    record = Record((given, Retraction(id="b", replaces="a")))
    resources = [e["resource"] for e in write_bundle(record)["entry"]]
    (status,) = (r["status"] for r in resources if r["resourceType"] == "MedicationAdministration")
    assert status == "entered-in-error"
    assert read_bundle(write_bundle(record), on=LAST).record == record
