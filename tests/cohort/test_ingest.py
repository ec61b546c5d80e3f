"""A FHIR Bulk Data export becomes a cohort that says the same of each patient."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corrin.cli import main
from corrin.cohort import ingest as ingesting
from corrin.cohort.ingest import NoLines, ingest
from corrin.cohort.layout import patients
from corrin.fhir import read_bundle, write_bundle
from corrin.record import case_from
from corrin.terms import Country
from tests.fhir import LAST

OPEN = Path(__file__).parents[1] / "data" / "cases" / "open.jsonl"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Ten vignettes as a Bulk Data export: a file for each type, patients mixed."""
    folder = tmp_path / "export"
    folder.mkdir()
    lines: dict[str, list[str]] = {}
    for number, text in enumerate(OPEN.read_text(encoding="utf-8").splitlines()[:10]):
        for resource in bundle_of(text, f"p{number}"):
            lines.setdefault(str(resource["resourceType"]), []).append(json.dumps(resource))
    for kind, told in lines.items():
        (folder / f"{kind}.ndjson").write_text("\n".join(reversed(told)) + "\n", encoding="utf-8")
    return folder


def bundle_of(text: str, owner: str) -> list[dict[str, object]]:
    """The resources of one vignette, all about a patient of this id."""
    bundle = write_bundle(case_from(json.loads(text), on=LAST).record)
    (own,) = (e for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient")
    told = json.dumps([e["resource"] for e in bundle["entry"]])
    found: list[dict[str, object]] = json.loads(told.replace(own["fullUrl"], f"Patient/{owner}"))
    for resource in found:
        if resource["resourceType"] == "Patient":
            resource["id"] = owner
    return found


def test_each_patient_comes_out_as_from_a_bundle(export: Path, tmp_path: Path) -> None:
    found = ingest(export, tmp_path / "cohort", country=Country.DK)
    assert (found.patients, found.refused) == (10, 0)
    (batch,) = pq.read_table(tmp_path / "cohort" / "patients-00000.parquet").to_batches()
    back = {p.id: p for p in patients(batch)}
    for number, text in enumerate(OPEN.read_text(encoding="utf-8").splitlines()[:10]):
        resources = bundle_of(text, f"p{number}")
        bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}
        alone = read_bundle(bundle).record
        assert {e.on for e in back[f"p{number}"].record.entries} == {e.on for e in alone.entries}
        assert len(back[f"p{number}"].record.entries) == len(alone.current().entries)
        assert back[f"p{number}"].country == "dk"


def test_three_commands_lead_from_an_export_to_a_report(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort, answers = str(tmp_path / "cohort"), str(tmp_path / "answers")
    assert main(["cohort", "ingest", str(export), "--out", cohort, "--country", "dk"]) == 0
    assert main(["cohort", "run", cohort, answers, "--workers", "1"]) == 0
    assert main(["cohort", "report", answers, "--lang", "da"]) == 0
    said = capsys.readouterr().out
    assert "10 patients from" in said and "10 answered, 0 in quarantine" in said
    assert "<html" in (tmp_path / "answers" / "_report.html").read_text(encoding="utf-8")


def test_a_run_says_why_it_set_patients_aside(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort, answers = str(tmp_path / "cohort"), str(tmp_path / "answers")
    assert main(["cohort", "ingest", str(export), "--out", cohort]) == 0
    assert main(["cohort", "run", cohort, answers, "--workers", "1"]) == 0
    said = capsys.readouterr().out
    assert "0 answered, 10 in quarantine" in said
    assert "10: country: nothing; expected one, here or with --country" in said


def test_small_buckets_lose_and_double_nobody(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingesting, "A_BUCKET", 2_000)
    assert ingest(export, tmp_path / "cohort").patients == 10
    files = sorted((tmp_path / "cohort").glob("patients-*.parquet"))
    ids = [i for file in files for i in pq.read_table(file)["id"].to_pylist()]
    assert len(files) > 3
    assert sorted(ids) == [f"p{n}" for n in range(10)]


def test_what_cannot_be_read_is_told_and_the_others_come(export: Path, tmp_path: Path) -> None:
    wrong = {
        "resourceType": "Observation",
        "subject": {"reference": "Patient/p3"},
        "effectiveDateTime": "yesterday",
        "code": 7,
    }
    with (export / "Observation.ndjson").open("a", encoding="utf-8") as file:
        file.write(json.dumps(wrong) + "\n{ not json\n[1, 2]\n")
        file.write('{"resourceType": "Location", "id": "l1"}\n')
    found = ingest(export, tmp_path / "cohort")
    assert (found.patients, found.refused, found.nobodys) == (9, 1, 1)
    refused = pq.read_table(tmp_path / "cohort" / "_refused.parquet").to_pylist()
    assert {row["id"] for row in refused} == {None, "p3"}
    assert sum("expected one resource a line" in row["reason"] for row in refused) == 2
    assert not list((tmp_path / "cohort").glob("_part-*"))


def test_a_folder_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLines, match="expected a FHIR Bulk Data export"):
        ingest(tmp_path, tmp_path / "cohort")
