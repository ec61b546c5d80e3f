"""The commands that keep a server's data, as the manual has them."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from uuid import uuid4

import pytest

from corrin.cli import main
from corrin.cli.keep import counted
from tools.start.place import ROOT, program

MANUAL = (ROOT / "docs" / "keeping.md").read_text(encoding="utf-8")
PATIENT = str(uuid4())
FILL = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"
import django
django.setup()
from datetime import UTC, datetime
from uuid import UUID
from corrin import store
from corrin.app import demo
from corrin.store.tables import upgrade
upgrade()
store.new_patient(UUID("{PATIENT}"), zone="Europe/Copenhagen")
entries = store.with_ids(UUID("{PATIENT}"), demo.record())
store.append(UUID("{PATIENT}"), entries, by="device", noted_at=datetime(2026, 11, 22, tzinfo=UTC))
"""


def corrin(folder: Path, line: str) -> "CompletedProcess[str]":
    words = shlex.split(line.replace("PATIENT", PATIENT))
    return subprocess.run(
        [program("corrin"), *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every command of the manual was run, after a patient had been entered."""
    folder = tmp_path_factory.mktemp("server")
    lines = re.findall(r"^    corrin (.+)$", MANUAL, re.MULTILINE)
    said = [corrin(folder, lines[0])]
    data = {"CORRIN_DATA": str(folder / ".corrin")}
    subprocess.run([sys.executable, "-c", FILL], env=data, check=True)
    said += [corrin(folder, line) for line in lines[1:]]
    assert [(done.returncode, done.stderr) for done in said[1:]] == [(0, "")] * (len(lines) - 1)
    (folder / "said").write_text("".join(done.stdout for done in said))
    return folder


def test_every_command_of_the_manual_works(server: Path) -> None:
    said = (server / "said").read_text()
    assert "1 patient, 669 entries" in said
    assert "669 entries erased" in said
    assert (server / "EVERYBODY" / f"{PATIENT}.b12").exists()
    assert (server / "ONE" / f"{PATIENT}.csv").exists()


def test_a_damaged_database_is_named_and_a_backup_takes_its_place(tmp_path: Path) -> None:
    for line in ("backup --new-key KEYFILE", "backup monday.age"):
        assert corrin(tmp_path, line).returncode == 0
    path = tmp_path / ".corrin" / "corrin.sqlite3"
    for first, line in ((4096, "verify"), (4096, "serve --no-browser --port 0"), (0, "verify")):
        path.write_bytes(path.read_bytes()[:first] + b"\7" * (path.stat().st_size - first))
        met = corrin(tmp_path, line)
        assert (met.returncode, met.stdout) == (1, "")
        assert "is damaged: restore a backup" in met.stderr
    assert corrin(tmp_path, "restore monday.age --key KEYFILE --replace").returncode == 0
    assert "0 faults" in corrin(tmp_path, "verify").stdout


@pytest.mark.parametrize(
    ("name", "what"), [("kept.age", "choose another name"), ("folder", "is a folder")]
)
def test_a_backup_takes_no_place_that_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, what: str
) -> None:
    (tmp_path / "kept.age").write_text("the only one")
    (tmp_path / "folder").mkdir()
    assert main(["backup", str(tmp_path / name), "--data", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and name in err and what in err
    assert (tmp_path / "kept.age").read_text() == "the only one"
    assert {path.name for path in tmp_path.iterdir()} == {"kept.age", "folder"}


def test_a_backup_takes_the_place_of_another_when_asked(tmp_path: Path) -> None:
    assert corrin(tmp_path, "backup --new-key KEYFILE").returncode == 0
    (tmp_path / "monday.age").write_text("of last week")
    assert corrin(tmp_path, "backup monday.age --to age1nonsense --replace").returncode == 1
    assert (tmp_path / "monday.age").read_text() == "of last week"
    assert corrin(tmp_path, "backup monday.age --replace").returncode == 0
    assert b"age-encryption.org" in (tmp_path / "monday.age").read_bytes()


@pytest.mark.parametrize(
    ("number", "one", "said"),
    [(0, "entry", "0 entries"), (1, "entry", "1 entry"), (2, "patient", "2 patients")],
)
def test_one_is_said_as_one(number: int, one: str, said: str) -> None:
    assert counted(number, one) == said


def test_what_was_restored_and_then_erased_is_on_the_disk_no_more(server: Path) -> None:
    files = [path for path in (server / ".corrin").iterdir() if path.is_file()]
    assert "replaced.sqlite3" not in {path.name for path in files}
    assert not any(b"felt fatigue" in path.read_bytes() for path in files)
    assert corrin(server, "verify").stdout.startswith("0 patients, 0 entries, 0 faults")


def test_nothing_is_left_beside_what_was_made(server: Path) -> None:
    made = {".corrin", "KEYFILE", "corrin-monday.age", "EVERYBODY", "ONE", "said"}
    assert {path.name for path in server.iterdir()} == made


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("backup", 2, "required"),
        ("backup --new-key KEYFILE", 2, "choose another name"),
        ("backup x.age --data nowhere", 2, "there is no folder"),
        ("backup x.age --to age1nonsense", 1, "not a public key"),
        ("verify --backup corrin-monday.age", 2, "go together"),
        ("verify --backup none.age --key KEYFILE", 1, "cannot be read"),
        ("restore corrin-monday.age --key KEYFILE", 1, "--replace"),
        ("restore said --key KEYFILE --replace", 3, "decrypted"),
        ("export PATIENT --out x", 3, "was erased"),
        ("export --out EVERYBODY", 2, "name a new folder"),
        ("erase ac8bfdf4-8a11-4bcc-b337-471f31ae7709 --yes", 3, "no such patient"),
        ("erase 12 --yes", 2, "not a patient's id"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(
    server: Path, line: str, code: int, said: str
) -> None:
    before = {path.name for path in server.iterdir()}
    done = corrin(server, line)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in server.iterdir()} == before
