"""What a patient has a right to: every entry, in files that can be read without corrin."""

import csv
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from corrin.record import Record, write_case, write_notation
from corrin.store.disk import draft, sync_folder
from corrin.store.models import Patient
from corrin.store.reading import Row, history
from corrin.store.room import snapshot

COLUMNS = ("sequence", "id", "on", "entry", "in_force", "noted_at", "by", "act", "replaces")


def export(folder: Path, patient_id: UUID | None = None) -> int:
    """Write a new folder with each patient's files; how many patients that was.

    `<id>.b12`: every entry, corrections and withdrawals among them, in diary notation, which
    reads back equal. `<id>.json`: the same as case JSON. `<id>.csv`: each row
    with who wrote it when and whether it stands. The folder is there whole or not at all. Raises
    UnknownPatient.
    """
    chosen = [patient_id] if patient_id else everybody()
    with draft(folder) as work:
        whole = work / "export"
        whole.mkdir()
        for id_ in chosen:
            _write(whole, id_, history(id_))
        whole.replace(folder)
    sync_folder(folder.parent)
    return len(chosen)


def everybody() -> list[UUID]:
    """Every patient's id."""
    with snapshot():
        return list(Patient.objects.order_by("pk").values_list("pk", flat=True))


def _write(folder: Path, patient_id: UUID, rows: Iterable[Row]) -> None:
    rows = list(rows)
    record = Record(tuple(entry for row in rows for entry in row.entries))
    (folder / f"{patient_id}.b12").write_text(write_notation(record), encoding="utf-8")
    (folder / f"{patient_id}.json").write_text(write_case(record), encoding="utf-8")
    with (folder / f"{patient_id}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(map(_line, rows))


def _line(row: Row) -> list[str]:
    on = next((entry.on for entry in row.entries if entry.on), None)
    told = [row.sequence, row.id, on or "", said(row), "yes" if row.in_force else "no"]
    rest = [row.noted_at.isoformat(), row.by, row.act, row.replaces or ""]
    return [_inert(str(value)) for value in (*told, *rest)]


def said(row: Row) -> str:
    """What a row says, in diary notation."""
    return write_notation(Record(row.entries)).strip().replace("\n", "; ")


def _inert(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
