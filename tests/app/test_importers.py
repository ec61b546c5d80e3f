"""Whatever somebody sends is read or refused: no other end; bench/long/fuzz.py tries many more."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corrin.cohort.curve import Unheard, read_messages
from corrin.cohort.ingest import ingest
from corrin.fhir import read_bundle, write_bundle
from corrin.fhir.found import marked
from corrin.record import RecordError, load_json, read_notation
from corrin.sheets import xlsx
from corrin.store import dump
from corrin.store.errors import Damaged
from tests.app import importers, spoiling, stored_doors
from tests.app.importers import DOORS, Door
from tests.fhir.test_hostile import places

EACH, SEED = 60, 41
FEW = 15  # where each takes a file or a database


def ends(door: Door, number: int) -> set[str]:
    chance, met = np.random.default_rng(SEED), set()
    for _ in range(number):
        try:
            door.read(door.spoil(chance))
            met.add("read")
        except door.refusals:
            met.add("refused")
    return met


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_what_is_spoilt_is_read_or_refused(door: Door) -> None:
    assert ends(door, FEW if door.name in ("NDJSON", "message for the curve") else EACH)


@pytest.mark.parametrize("door", stored_doors.DOORS, ids=lambda door: door.name)
def test_a_spoilt_backup_is_read_or_refused(kept: None, door: Door) -> None:
    assert ends(door, FEW)


def test_control_a_refusal_that_is_not_foreseen_ends_the_test() -> None:
    door = DOORS[0]
    with pytest.raises(RecordError):
        ends(Door(door.name, door.spoil, door.read, ()), EACH)


@pytest.fixture
def told() -> Iterator[list[str]]:
    with stored_doors.put_back():
        yield list(stored_doors.lines())


# Found by the bench, each once an end that nobody had foreseen.
def test_half_a_character_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="half a character"):
        load_json('{"note": "\\ud800"}')
    assert load_json('{"note": "\\ud83d\\udc89"}') == {"note": "💉"}
    (tmp_path / "a.ndjson").write_text('{"resourceType": "Patient", "id": "\\ud800"}\n')
    found = ingest(tmp_path, tmp_path / "out")
    assert (found.lines, found.patients) == (1, 0)


def test_a_part_of_a_bundle_that_names_no_kind_of_ours_is_read_or_refused() -> None:
    record = read_notation('2026-01-01 plan every 56 days band 28 84 signed "Dr A. Jensen"\n')
    right = write_bundle(record)
    parts = [(holder, key) for holder, key in places(right) if key == "url"]
    assert parts
    for n in range(len(parts)):
        spoilt = deepcopy(right)
        holder, key = [place for place in places(spoilt) if place[1] == "url"][n]
        holder[key] = []
        with suppress(RecordError):
            read_bundle(spoilt, on=importers.ON)
    assert marked("Conditi", "active") == ""


def test_a_message_too_deep_to_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"kind": ' + "[" * 100_000)
    with pytest.raises(Unheard, match=r"a\.json"):
        read_messages(tmp_path)


def test_a_part_of_a_workbook_that_does_not_unpack_is_damaged() -> None:
    right = bytearray((importers.DATA / "sheets" / "diary.xlsx").read_bytes())
    at = right.index(b"xl/worksheets/sheet1.xml") + len(b"xl/worksheets/sheet1.xml")
    right[at + 20 : at + 60] = bytes(40)
    with pytest.raises(xlsx.Unreadable):
        xlsx.first_sheet(bytes(right))


def test_a_workbook_whose_sheet_has_no_name_of_its_own_is_damaged() -> None:
    right = (importers.DATA / "sheets" / "diary.xlsx").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(right)) as book, zipfile.ZipFile(out, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, book.read(name).replace(b"r:id=", b"r:ix="))
    with pytest.raises(xlsx.Unreadable):
        xlsx.first_sheet(out.getvalue())


@pytest.mark.parametrize("odd", ['{"table": []}', '{"table": "x"}', "[1]", '{"a": 1}'])
def test_a_backup_with_an_odd_line_is_damaged(kept: None, odd: str, told: list[str]) -> None:
    with pytest.raises(Damaged):
        dump.load([*told, odd + "\n"])


def test_chance_is_the_seeds() -> None:
    def made() -> list[Any]:
        chance = np.random.default_rng(3)
        return [spoiling.value(importers.cases()[0], chance) for _ in range(20)]

    assert made() == made()
