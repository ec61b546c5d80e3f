"""`python3 start.py`, without the network."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools import start
from tools.start import check, place, run, setup, test
from tools.start.place import ROOT, Trouble, program


def test_no_command_means_run() -> None:
    options = start.arguments([])
    assert (options.command, options.port, options.data, options.browser) == (
        "run",
        None,
        None,
        True,
    )


def test_options_without_a_command_belong_to_run() -> None:
    options = start.arguments(["--no-browser", "--port", "8123", "--data", "here"])
    assert (options.command, options.port, options.data) == ("run", 8123, Path("here"))
    assert options.browser is False


def test_words_after_test_go_to_pytest() -> None:
    options = start.arguments(["test", "--all", "-k", "late", "tests/app"])
    assert options.all is True
    assert options.rest == ["-k", "late", "tests/app"]


@pytest.mark.parametrize(
    ("plain", "grand", "checked", "code"),
    [
        (0, 0, 0, 0),
        (0, 5, 0, 0),  # no test chosen among the slow ones
        (5, 5, 0, 5),
        (0, 1, 0, 1),
        (1, 0, 0, 1),
        (0, 0, 1, 1),
        (0, -9, 0, -9),  # killed by a signal
        (-11, 5, 0, -11),
    ],
)
def test_the_tests_end_with_0_only_where_every_part_did(
    plain: int, grand: int, checked: int, code: int
) -> None:
    assert test.ended(plain, grand, checked) == code


@pytest.mark.parametrize("words", [["tset"], ["run", "8000"], ["--port", "many"], ["check", "-x"]])
def test_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        start.arguments(words)
    assert leaving.value.code == 2
    assert "usage: start.py" in capsys.readouterr().err


def test_every_command_is_explained() -> None:
    said = subprocess.run(
        [sys.executable, "start.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert all(f"\n    {name} " in said for name in start.COMMANDS)


OLD = "import sys; sys.version_info = (3, 9, 2, 'final', 0); exec(open('start.py').read())"


def test_an_older_python_is_turned_away_in_plain_words() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", OLD], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("corrin needs Python 3.11 or newer, and this is Python 3.9.\n")


def test_an_older_python_can_read_the_page_that_turns_it_away() -> None:
    """Any old Python that is on this machine is tried in earnest."""
    old = [found for name in ("2.7", "3.6", "3.8", "3.9") if (found := _runs(f"python{name}"))]
    for python in old:
        ran = subprocess.run([python, "start.py"], cwd=ROOT, capture_output=True, check=False)
        assert ran.returncode == 2
        assert b"Traceback" not in ran.stderr


def test_the_server_is_started_with_what_was_asked_for() -> None:
    words = run.command(8123, Path("/there"), False)
    assert words[0] == str(program("python"))
    assert words[-6:] == ["serve", "--data", "/there", "--port", "8123", "--no-browser"]
    assert "--port" not in run.command(None, Path("/there"), True)


def test_windows_keeps_its_programs_elsewhere() -> None:
    assert program("python", venv=Path("v"), system="nt") == Path("v/Scripts/python.exe")
    assert program("python", venv=Path("v"), system="posix") == Path("v/bin/python")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment has just been filled."""
    for name in (*setup.LOCKS.values(), "pyproject.toml"):
        (tmp_path / name).write_text(name)
    venv = tmp_path / ".venv"
    python = program("python", venv=venv)
    python.parent.mkdir(parents=True)
    python.touch()
    (venv / "corrin-run.stamp").write_text(setup.fingerprint(tmp_path, "run"))
    return tmp_path


def test_a_filled_environment_is_left_alone(checkout: Path) -> None:
    assert setup.fresh("run", root=checkout, venv=checkout / ".venv")


def test_tests_need_more_than_running_does(checkout: Path) -> None:
    assert not setup.fresh("dev", root=checkout, venv=checkout / ".venv")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_anew(checkout: Path, name: str) -> None:
    (checkout / name).write_text("changed")
    assert not setup.fresh("run", root=checkout, venv=checkout / ".venv")


def test_a_moved_checkout_is_installed_anew(checkout: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(checkout, tmp_path / "moved")
    assert not setup.fresh("run", root=moved, venv=moved / ".venv")


def test_an_environment_without_its_python_is_made_anew(checkout: Path) -> None:
    program("python", venv=checkout / ".venv").unlink()
    assert not setup.fresh("run", root=checkout, venv=checkout / ".venv")


def test_a_python_without_venv_names_the_debian_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "missing_module", lambda: "ensurepip")
    with pytest.raises(Trouble) as trouble:
        setup._make()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt-get install python{version}-venv" in str(trouble.value)


def test_without_network_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "fresh", lambda kind: False)
    monkeypatch.setattr(setup, "_works", lambda python: True)
    monkeypatch.setattr(setup, "LOCKS", {"run": str(tmp_path / "lock")})
    (tmp_path / "lock").write_text(f"corrin-of-nowhere==1.0 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{_closed_port()}/")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    assert start.main(["setup"]) == 1
    said = capsys.readouterr().err
    assert "Is this computer online?" in said
    assert "Traceback" not in said


def test_every_failed_check_is_counted(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = ("python", "-c", "raise SystemExit(1)")
    monkeypatch.setattr(check, "ensure", lambda *, dev: None)
    monkeypatch.setattr(
        check, "CHECKS", (("one", bad), ("two", ("python", "-c", "")), ("three", bad))
    )
    assert check.check() == 1
    assert capfd.readouterr().out.endswith("check: 3 checks, failed: one, three\n")


def test_plain_tests_leave_browser_and_servers_out(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(test, "ensure", lambda *, dev: None)

    def pytest_stand_in(words: list[str]) -> int:
        calls.append(words)
        return 0

    monkeypatch.setattr(test, "_pytest", pytest_stand_in)
    assert test.test(False, ["-x"]) == 0
    assert calls == [["-m", "not browser and not fhir and not spark", "-x"]]


def test_a_failed_check_fails_all_though_the_tests_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test, "check", lambda: 1)
    for bringing in ("_bring", "_bring_fhir_server", "_bring_spark"):
        monkeypatch.setattr(test, bringing, lambda: None)
    monkeypatch.setattr(test, "_pytest", lambda words, place=None: 0)
    assert test.test(True, []) == 1


def test_files_of_tests_are_in_memory_where_there_is_room_and_gone_afterwards(
    tmp_path: Path,
) -> None:
    with test.short_lived(tmp_path, free=1) as place:
        assert place and place.parent == tmp_path
        (place / "left").write_text("x")
    assert list(tmp_path.iterdir()) == []
    for memory, free in ((tmp_path / "none", 1), (tmp_path, 10**18)):
        with test.short_lived(memory, free) as place:
            assert place is None


def test_what_the_tests_start_keeps_what_python_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, str]] = []

    def run_stand_in(
        command: list[str], env: dict[str, str], **_: object
    ) -> "subprocess.CompletedProcess[str]":
        told.append(env)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(subprocess, "run", run_stand_in)
    test._pytest(["-x"], tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in told[0]
    assert told[0]["TMPDIR"] == str(tmp_path)


def test_what_is_absent_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    test._bring()
    said = capsys.readouterr().out
    assert "Absent: chromium." in said
    assert "apt-get install chromium-driver" in said


def test_the_locks_name_no_place_and_pin_everything() -> None:
    for name in (*setup.LOCKS.values(), "requirements-fhir.lock", "requirements-spark.lock"):
        text = (place.ROOT / name).read_text(encoding="ascii")
        assert "://" not in text
        assert "--hash=sha256:" in text
        pins = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert all("==" in line for line in pins)


def test_the_locks_agree() -> None:
    plain, dev = (_pins(ROOT / name) for name in setup.LOCKS.values())
    assert plain.items() <= dev.items(), json.dumps([plain, dev])
    fhir, spark = (_pins(ROOT / f"requirements-{name}.lock") for name in ("fhir", "spark"))
    assert dev.items() <= fhir.items(), json.dumps([dev, fhir])
    assert plain.items() <= spark.items(), json.dumps([plain, spark])
    assert all(fhir.get(name, version) == version for name, version in spark.items())


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


def _pins(lock: Path) -> dict[str, str]:
    lines = lock.read_text(encoding="ascii").splitlines()
    found = [line.split()[0].split("==") for line in lines if "==" in line.split(" ")[0]]
    return {name: version for name, version in found}


def _runs(name: str) -> str | None:
    """The path of a Python that answers; a version manager's stand-in may not."""
    found = shutil.which(name)
    if found is None:
        return None
    asked = subprocess.run([found, "-c", "0"], capture_output=True, check=False)
    return found if asked.returncode == 0 else None
