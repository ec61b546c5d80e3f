"""Erasing: of a patient nothing is left in any table, in any file, or after a restore."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event, Timer
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from pytest_django.plugin import DjangoDbBlocker

from corrin import store
from corrin.record import Score
from corrin.store import backup as backups
from corrin.store import erasing
from corrin.store.verifying import verify
from tests.store import base
from tests.store.postgres import OWNER, Server

NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22)
PRIVATE, PUBLIC = backups.new_key()
FIELDS: dict[type[models.Field], object] = {  # type: ignore[type-arg]
    models.DateTimeField: NOW,
    models.DateField: DAY,
    models.BooleanField: False,
}


def planted(mark: str) -> UUID:
    """A patient with a mark in every text of every table that can hold one."""
    patient = uuid4()
    store.new_patient(patient)
    for number in range(40):
        id_, note = str(uuid4()), f"{mark} {number} " + "x" * 200
        entry = Score(id=id_, on=DAY, item="fatigue", score=7, note=note)
        store.append(patient, [entry], by=mark, noted_at=NOW)
    store.set_due(patient, DAY)
    for model in erasing.beside():
        row(model, mark, patient)
    return patient


def row(model: type[models.Model], mark: str, patient: UUID | None) -> models.Model:
    """A row of this table that says the mark wherever it fits."""
    values: dict[str, object] = {}
    for field in model._meta.concrete_fields:
        if field.attname == "patient_id":
            values["patient_id"] = patient
        elif isinstance(field, models.ForeignKey) and not field.null:
            own = mark if field.related_model._meta.label == "corrin_tokens.Token" else "others"
            values[field.name] = row(field.related_model, own, None)
        elif isinstance(field, models.UUIDField):
            values[field.name] = uuid4()
        elif isinstance(field, models.CharField | models.TextField):
            fits = (field.max_length or 99) > 32
            values[field.name] = f"{mark}{uuid4().hex[:8]}"[:40] if fits else "en"
        elif (kind := type(field)) in FIELDS:
            values[field.name] = FIELDS[kind]
    return model._base_manager.create(**values)


@pytest.fixture
def place(request: pytest.FixtureRequest, kept: str) -> Iterator[Path]:
    """Where the files of the database in use are."""
    if kept == "sqlite":
        yield request.getfixturevalue("folder")
    else:
        yield of_this_database(request.getfixturevalue("on_postgres"))


def of_this_database(server: Server) -> Path:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return server.data / "base" / str(cursor.fetchone()[0])


def on_disk(place: Path, mark: str) -> list[str]:
    """The files that hold the mark, once all that is in memory was written."""
    if connection.vendor == "postgresql":
        as_superuser("CHECKPOINT")
    files = [path for path in place.rglob("*") if path.is_file()]
    return [path.name for path in files if mark.encode() in path.read_bytes()]


def as_superuser(statement: str) -> Any:
    """Of this database; the first value of the answer."""
    told = connection.settings_dict
    address = f"postgresql://postgres@/{told['NAME']}?host={told['OPTIONS']['host']}"
    with psycopg.connect(address, autocommit=True) as superuser:
        asked = superuser.execute(statement.encode())
        return asked.fetchone()[0] if asked.description else None  # type: ignore[index]


def sampled(mark: str) -> int:
    """PostgreSQL looks at the rows to plan better, as it does by itself; what it keeps of these."""
    if connection.vendor != "postgresql":
        return 0
    as_superuser("ANALYZE")
    return seen(mark)


def seen(mark: str) -> int:
    """In how many statistics the mark stands; they may be packed, so the files do not tell."""
    values = " || ".join(f"coalesce(stavalues{n}::text, '')" for n in range(1, 6))
    told = as_superuser(f"SELECT count(*) FROM pg_statistic WHERE {values} LIKE '%{mark}%'")
    return int(told)


def rows_about(patient: UUID) -> int:
    about = [model._base_manager.filter(patient_id=patient).count() for model in erasing.beside()]
    return sum(about)


def test_nothing_of_the_erased_is_left_in_any_table_or_file(place: Path) -> None:
    gone, stays = planted("gonegonegone"), planted("staysstaysstays")
    assert sampled("gonegonegone") == 0
    assert rows_about(gone) == len(erasing.beside())
    assert on_disk(place, "gonegonegone")
    store.erase(gone, NOW)
    assert rows_about(gone) == 0
    assert on_disk(place, "gonegonegone") == []
    assert rows_about(stays) == len(erasing.beside())
    assert on_disk(place, "staysstaysstays")
    assert verify().faults == []


def test_nothing_is_left_where_a_row_stood_before_it_was_moved(place: Path) -> None:
    """Sizes at which SQLite, taking rows out, moves one to another page and then takes it out too.

    `secure_delete` alone then leaves it where it stood first.
    """
    gone, stays = uuid4(), uuid4()
    for patient, mark in ((gone, "gonegonegone"), (stays, "stays")):
        store.new_patient(patient)
        for part in range(20):
            notes = [f"{mark} {part} {n} " + "x" * 200 for n in range(20)]
            scores = [
                Score(id=str(uuid4()), on=DAY, item="fatigue", score=7, note=n) for n in notes
            ]
            store.append(patient, scores, by=mark, noted_at=NOW)
    assert on_disk(place, "gonegonegone")
    store.erase(gone, NOW)
    assert on_disk(place, "gonegonegone") == []
    assert on_disk(place, "stays")
    assert verify().faults == []


def test_control_what_the_planner_may_look_at_is_still_there_after_erasing(
    on_postgres: Server,
) -> None:
    gone = planted("seenseenseen")
    as_superuser('ALTER TABLE store_entry ALTER COLUMN "body" SET STATISTICS -1')
    assert sampled("seenseenseen")
    store.erase(gone, NOW)
    assert seen("seenseenseen")


def test_every_table_about_a_patient_names_the_column_by_which_it_is_erased() -> None:
    """A new table is erased along with the rest without further work, if its column is so named."""
    found = [
        (model._meta.label, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "patient" in field.attname
    ]
    assert {name for _, name in found} == {"patient_id"}
    about = {model._meta.label for model in erasing.beside()}
    assert {"corrin_app.Grant", "corrin_app.Look", "corrin_reminders.Calendar"} <= about


def test_a_token_for_the_erased_alone_goes_and_one_for_others_stays(kept: str) -> None:
    named: dict[str, Any] = {model._meta.label: model for model in apps.get_models()}
    tokens, grants = named["corrin_tokens.Token"], named["corrin_tokens.Grant"]
    gone, stays = planted("gonegonegone"), planted("staysstaysstays")
    shared = tokens._base_manager.get(grants__patient_id=stays)
    grants._base_manager.create(token=shared, patient_id=gone)
    store.erase(gone, NOW)
    assert list(tokens._base_manager.all()) == [shared]


def test_after_a_restore_the_erased_are_gone_from_every_table_and_file(
    place: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    gone = planted("gonegonegone")
    planted("staysstaysstays")
    backups.backup(tmp_path / "b.age", PUBLIC, NOW)
    store.erase(gone, NOW)
    if connection.vendor == "sqlite":
        backups.restore(tmp_path / "b.age", PRIVATE, place, replace=True)
        replayed(place, gone)
        return
    server: Server = request.getfixturevalue("on_postgres")
    name = f"restored_{uuid4().hex}"
    server.administer(f"CREATE DATABASE {name} TEMPLATE empty OWNER {OWNER}")
    with base.standing_in(server.settings(name), settings.DATA):
        backups.restore(tmp_path / "b.age", PRIVATE, tmp_path)
        replayed(of_this_database(server), gone)


def replayed(place: Path, gone: UUID) -> None:
    assert on_disk(place, "gonegonegone")  # control: before the replay
    assert erasing.erase_again() == 1
    assert rows_about(gone) == 0
    assert on_disk(place, "gonegonegone") == []
    assert on_disk(place, "staysstaysstays")
    assert erasing.erase_again() == 0


def test_rows_that_an_older_edition_left_beside_an_erased_record_go_too(kept: str) -> None:
    gone = planted("gonegonegone")
    store.erase(gone, NOW)
    for model in erasing.beside():
        row(model, "gonegonegone", gone)
    assert erasing.erase_again() == 1
    assert rows_about(gone) == 0


@contextmanager
def an_old_look(seconds: float) -> Iterator[None]:
    """Somebody whose transaction began before, as a backup's does, and ends after a while."""
    told = connection.settings_dict
    address = f"postgresql://postgres@/{told['NAME']}?host={told['OPTIONS']['host']}"
    with psycopg.connect(address) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1 FROM pg_class")
        ending = Timer(seconds, reader.rollback)
        ending.start()
        yield
        ending.cancel()


def test_erasing_waits_for_who_can_still_see_the_rows(on_postgres: Server) -> None:
    place, gone = of_this_database(on_postgres), planted("gonegonegone")
    with an_old_look(0.5):
        store.erase(gone, NOW)
    assert on_disk(place, "gonegonegone") == []


def test_who_does_not_end_is_told_of_and_the_same_call_finishes_it_later(
    on_postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, gone = of_this_database(on_postgres), planted("gonegonegone")
    monkeypatch.setattr(erasing, "TRIES", 2)
    with an_old_look(60), pytest.raises(store.NotStored, match="run the same command again"):
        store.erase(gone, NOW)
    with pytest.raises(store.Erased):
        store.read(gone)
    assert on_disk(place, "gonegonegone")  # and so would be what was never waited for
    monkeypatch.setattr(erasing, "TRIES", 200)
    store.erase(gone, NOW)
    assert on_disk(place, "gonegonegone") == []


def test_others_read_and_write_while_somebody_is_erased(
    place: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    gone = [planted(f"gonegonegone{n}") for n in range(3)]
    others, over = [uuid4() for _ in range(2)], Event()

    def write(patient: UUID) -> set[str]:
        """What was acknowledged, each read back at once."""
        told = set[str]()
        store.new_patient(patient)
        while not over.is_set() or len(told) < 5:
            entry = Score(id=str(uuid4()), on=DAY, item="fatigue", score=7)
            store.append(patient, [entry], by="d", noted_at=NOW)
            told.add(entry.id)
            assert {e.id for e in store.read(patient).entries} == told
        connection.close()
        return told

    with ThreadPoolExecutor() as pool:
        written = {patient: pool.submit(write, patient) for patient in others}
        try:
            for patient in gone:
                store.erase(patient, NOW)
        finally:
            over.set()
        for patient, told in written.items():
            assert told.result() == {str(row.id) for row in store.history(patient)}
    assert on_disk(place, "gonegonegone") == []
    assert verify().faults == []
