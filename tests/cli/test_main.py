"""The command line's manners."""

import io
import subprocess
import sys
from argparse import ArgumentParser, Namespace

import pytest

from corrin import __version__, cli
from corrin.cli import main
from corrin.cli.exits import Failed, Refused, Usage


@pytest.mark.parametrize("words", [[], ["no-such-command"], ["serve", "--colour"], ["--colour"]])
def test_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage: corrin" in said.err


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"]])
def test_help_ends_with_0(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert "usage: corrin" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"corrin {__version__}\n"


def test_it_runs_as_a_module() -> None:
    ran = subprocess.run([sys.executable, "-m", "corrin"], capture_output=True, check=False)
    assert ran.returncode == 2


def test_every_command_has_its_module() -> None:
    for name in cli.COMMANDS:
        command = cli._load(name)
        assert callable(command.run)
        assert callable(command.arguments)


class Stub:
    """A command that ends in a given way."""

    def __init__(self, ending: BaseException) -> None:
        self.ending = ending

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?")

    def run(self, options: Namespace) -> int:
        print("Mårup")
        raise self.ending


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        (Usage("say which country"), 2, "corrin: say which country\n"),
        (Failed("no room on the disk"), 1, "corrin: no room on the disk\n"),
        (Refused(["line 1: a", "line 2: b"]), 3, "line 1: a\nline 2: b\n"),
        (KeyboardInterrupt(), 1, ""),
    ],
)
def test_each_ending_has_its_code(
    ending: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "_load", lambda name: Stub(ending))
    assert main(["serve"]) == code
    assert capsys.readouterr().err == said


def test_a_fault_of_ours_is_one_line_that_quotes_no_record(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_load", lambda name: Stub(ValueError("Karen, homocysteine 42")))
    assert main(["serve"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ValueError in corrin.cli:" in said
    assert "Karen" not in said


def test_danish_is_written_on_any_system(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(cli, "_load", lambda name: Stub(Failed("")))
    main(["serve"])
    sys.stdout.flush()
    assert raw.getvalue().decode("utf-8").strip() == "Mårup"


def test_a_reader_that_leaves_early_meets_no_traceback() -> None:
    asked = f"{sys.executable} -m corrin --help | true"
    ran = subprocess.run(asked, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
