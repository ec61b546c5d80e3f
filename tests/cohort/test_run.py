"""A run of a cohort: the same bytes however it was made, and every patient accounted for."""

import gc
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrin.advice import assess
from corrin.cohort import engines, make
from corrin.cohort.kernel import Params
from corrin.cohort.layout import SCHEMA, patients
from corrin.cohort.run import MANIFEST, run
from corrin.cohort.shards import answer, shards
from corrin.record.table import Table
from corrin.terms import Country

Bytes = dict[str, bytes]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ninety invented patients in six files."""
    folder = tmp_path_factory.mktemp("cohort")
    batch = make.invented(5, 0)
    for n in range(6):
        pq.write_table(pa.table(batch.slice(15 * n, 15)), folder / f"part-{n}.parquet")
    return folder


@pytest.fixture(scope="module")
def few(cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first two files of it: thirty patients."""
    folder = tmp_path_factory.mktemp("few")
    for n in range(2):
        (folder / f"part-{n}.parquet").write_bytes((cohort / f"part-{n}.parquet").read_bytes())
    return folder


def written(out: Path) -> Bytes:
    """Every file of a run, but for pages about it."""
    return {
        str(f.relative_to(out)): f.read_bytes()
        for f in sorted(out.rglob("*"))
        if f.is_file() and f.suffix != ".html"
    }


@pytest.fixture(scope="module")
def answered(cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process makes of them."""
    out = tmp_path_factory.mktemp("out")
    run(cohort, out, Params(), engines.serial)
    return out


def rows(out: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(out).to_pylist()
    return found


def test_each_row_is_what_advise_says_of_that_patient(cohort: Path, answered: Path) -> None:
    answers = {row["id"]: row for row in rows(answered)}
    assert len(answers) == 90
    for batch in pq.read_table(cohort).to_batches():
        for patient in patients(batch):
            assert patient.on and patient.country
            found = assess(patient.record, on=patient.on, country=patient.country)
            row = answers[patient.id]
            assert row["keys"] == sorted(found.keys())
            assert row["missing"] == [{"fact": m.fact, "for": list(m.keys)} for m in found.missing]
            proposal = found.proposal
            assert row["reason"] == (proposal.reason if proposal else None)
            assert row["proposal_days"] == (proposal.interval_days if proposal else None)


def test_a_pool_writes_the_same_bytes_as_one_process(
    cohort: Path, answered: Path, tmp_path: Path
) -> None:
    run(cohort, tmp_path, Params(), engines.pool(2))
    assert written(tmp_path) == written(answered)


def test_one_day_and_one_guidance_for_all_change_the_answers(few: Path, tmp_path: Path) -> None:
    params = Params(on=date(2026, 1, 1), country=Country.UK)
    run(few, tmp_path, params, engines.serial)
    assert {row["on"] for row in rows(tmp_path)} == {date(2026, 1, 1)}


def test_results_of_another_run_leave_the_folder(few: Path, tmp_path: Path) -> None:
    run(few, tmp_path, Params(country=Country.UK), engines.serial)
    run(few, tmp_path, Params(), engines.serial)
    assert len(rows(tmp_path)) == 30


def test_what_is_done_is_not_done_again(cohort: Path, answered: Path, tmp_path: Path) -> None:
    (shard, *_) = shards(cohort, Params())
    first = answer(shard, str(tmp_path))
    touched = (tmp_path / first.file).stat().st_mtime_ns
    assert answer(shard, str(tmp_path)) == first
    assert (tmp_path / first.file).stat().st_mtime_ns == touched


def test_nothing_of_a_batch_stays_in_memory(cohort: Path, tmp_path: Path) -> None:
    (shard, *_) = shards(cohort, Params(proposals=False))
    gc.collect()
    before = sum(isinstance(thing, Table) for thing in gc.get_objects())
    gc.disable()
    try:
        answer(shard, str(tmp_path))
        assert sum(isinstance(thing, Table) for thing in gc.get_objects()) == before
    finally:
        gc.enable()


@pytest.mark.parametrize("renamed", [0, 1])
def test_a_shard_that_was_cut_off_between_its_two_files_is_made_again(
    cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    (shard, *_) = shards(cohort, Params())
    left = [renamed]
    rename = Path.replace

    def cut_off(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        answer(shard, str(tmp_path))
    monkeypatch.undo()
    assert answer(shard, str(tmp_path)).rows == 15


@pytest.fixture
def started(cohort: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`corrin cohort run` with two workers, in a session of its own."""
    words = ["cohort", "run", str(cohort), str(tmp_path), "--workers", "2"]
    with subprocess.Popen(
        [sys.executable, "-m", "corrin", *words], start_new_session=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_killed_run_goes_on_where_it_was(
    cohort: Path, answered: Path, tmp_path: Path, started: "subprocess.Popen[bytes]"
) -> None:
    import os

    while not any(tmp_path.glob("*.parquet")) and started.poll() is None:
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    assert not (tmp_path / MANIFEST).exists()
    run(cohort, tmp_path, Params(), engines.serial)
    for left in tmp_path.rglob("_part-*"):  # what the killed workers had half written
        left.unlink()
    assert written(tmp_path) == written(answered)


def damaged(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with faults in its first rows, one kind each."""
    told = batch.to_pylist()
    told[0]["id"] = ""
    told[1]["id"] = told[2]["id"]
    told[3]["country"] = "fr"
    told[4]["on"] = date(1066, 10, 14)
    told[5]["labs"][0]["test"] = None
    told[6]["labs"][0]["value"] = float("inf")
    told[7]["history"][0]["section"] = "horoscope"
    told[8]["labs"][0] = None
    told[9]["on"] = None
    told[10]["births"][0]["year"] = 1492
    return pa.RecordBatch.from_pylist(told, schema=SCHEMA)


def test_damaged_patients_are_set_aside_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    batch = damaged(make.invented(6, 0).slice(0, 30))
    pq.write_table(pa.table(batch), tmp_path / "in" / "one.parquet")
    found = run(tmp_path / "in", tmp_path / "out", Params(), engines.serial)
    assert (found["patients"], found["answered"], found["quarantined"]) == (30, 19, 11)
    (aside,) = (tmp_path / "out" / "_quarantine").glob("*.parquet")
    reasons = {row["row"]: row["reason"] for row in pq.read_table(aside).to_pylist()}
    assert {row: reason.split(":")[0] for row, reason in reasons.items()} == {
        0: "id",
        1: "id",
        2: "id",
        3: "country",
        4: "on",
        5: "labs/test",
        6: "labs/value",
        7: "history/section",
        8: "labs",
        9: "on",
        10: "births/year",
    }
    assert all("expected" in reason for reason in reasons.values())


def test_a_file_that_is_no_parquet_is_told_and_the_others_are_answered(
    cohort: Path, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.parquet").write_bytes((cohort / "part-0.parquet").read_bytes())
    (tmp_path / "in" / "rubbish.parquet").write_bytes(b"PAR1 not really")
    found = run(tmp_path / "in", tmp_path / "out", Params(), engines.serial)
    assert (found["answered"], found["unreadable_files"]) == (15, 1)
    told = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert "cannot be read" in told["shards"][1]["unreadable"]


def test_the_same_patient_is_invented_whatever_the_size_of_the_cohort(tmp_path: Path) -> None:
    make.make(5, tmp_path / "few", seed=9)
    make.make(40, tmp_path / "many", seed=9)
    few, many = (pq.read_table(tmp_path / name) for name in ("few", "many"))
    assert few == many.slice(0, 5)
