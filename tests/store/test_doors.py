"""Every call of the store names its patient, and every statement asks for that patient alone."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

from corrin import store
from corrin.store import models, sql
from corrin.store.room import only
from tests.store.base import two_patients

SOURCE = Path(store.__file__).parent
NOW = datetime(2026, 11, 22, tzinfo=UTC)
# Calls that are about no record: due days of all for the reminders, ids, invented patients, faults.
OF_NOBODY = {"claim_due", "give_back", "reminder_sent", "unsent", "entry_id", "invented_id",
             "discard_invented", "not_stored"}  # fmt: skip
FILTER = re.compile(r"(?:\w+\.)?patient_id = %s")


def test_no_call_about_a_record_can_be_written_without_its_patient() -> None:
    for name in store.__all__:
        call = getattr(store, name)
        if inspect.isclass(call) or name in OF_NOBODY:
            continue
        first = next(iter(inspect.signature(call).parameters.values()))
        assert first.name == "patient_id" and first.default is inspect.Parameter.empty, name
        with pytest.raises(TypeError):
            call()


def statements() -> Iterator[tuple[str, str]]:
    """Every text of a statement in the store that reads or writes entries, with its file."""
    for path in sorted(SOURCE.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                told = "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
            elif isinstance(node, ast.Constant) and id(node) not in inside:
                told = str(node.value)
            else:
                continue
            if re.search(r"(FROM|UPDATE|INTO) store_(entry|patient)\b", told):
                yield path.name, told


def test_every_statement_about_entries_asks_for_one_patient() -> None:
    found = list(statements())
    assert len(found) >= 9
    for file, told in found:
        if file == "stretch.py" and told.endswith("WHERE"):
            continue  # its conditions stand beside it, and begin with the patient
        by_key = "store_patient" in told and "WHERE id = %s" in told
        assert by_key or FILTER.search(told) or "(id, patient_id," in told, (file, told)
    text = (SOURCE / "stretch.py").read_text(encoding="utf-8")
    for condition in re.findall(r'f"{_ROW} {(\w+)}"', text):
        line = re.search(rf"{condition} = f?['\"](.+)['\"]", text)
        assert FILTER.search(line[1] if line else ""), condition


@pytest.fixture
def two(kept: str) -> tuple[UUID, UUID]:
    return two_patients()


def test_with_every_filter_taken_out_postgresql_still_shows_one_patient_alone(
    two: tuple[UUID, UUID], kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite is the control: there the filter is all there is, and both are seen."""
    ask, ask_of = sql.ask, sql.ask_of
    without: list[str] = []

    def unfiltered(statement: str) -> str:
        without.append(FILTER.sub("CAST(%s AS text) IS NOT NULL", statement))
        return without[-1]

    def of_all(patient: UUID, *questions: sql.Question) -> Iterator[sql.Rows]:
        return ask_of(patient, *((unfiltered(said), given) for said, given in questions))

    monkeypatch.setattr(sql, "ask", lambda said, given: ask(unfiltered(said), given))
    monkeypatch.setattr(sql, "ask_of", of_all)
    seen = 1 if kept == "postgresql" else 2
    for patient in two:
        assert len(store.read(patient).entries) == seen
        assert len(store.acts(patient, by="d")) == seen
        assert len(store.read(patient, days=(date(2026, 1, 1), date.max)).entries) == seen
        with transaction.atomic():
            only(patient)
            assert models.Entry.objects.count() == seen
    assert any("IS NOT NULL" in statement for statement in without)
