"""`corrin import`: a spreadsheet in, notation out, all of it or nothing."""

from pathlib import Path

import pytest

from corrin.cli import main
from corrin.record import read_notation

SHEET = "Dato;Træthed;Indsprøjtning\n5.1.2026;7;x\n6.1.2026;3,5;\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "diary.csv"
    path.write_text(SHEET, encoding="cp1252")
    return path


def test_a_sheet_comes_out_as_notation_that_can_be_read(
    sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(sheet), "--dose", "1000", "--drug", "hydroxocobalamin"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[0] == "2026-01-05 gave hydroxocobalamin 1000 ug im"
    assert len(read_notation(out).entries) == 3


@pytest.mark.parametrize("preview", [[], ["--preview"]])
def test_with_a_problem_nothing_comes_out_and_every_problem_is_told(
    sheet: Path, capsys: pytest.CaptureFixture[str], preview: list[str]
) -> None:
    sheet.write_text(SHEET + "7.1.2026;37;\n8.1.2026;soon;\n", encoding="utf-8")
    assert main(["import", str(sheet), "--lang", "da", *preview]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "række 2, kolonne Indsprøjtning",
        "række 4, kolonne Træthed",
        "række 5, kolonne Træthed",
    ]


def test_the_preview_says_how_each_column_is_read_and_keeps_nothing(
    sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(sheet), "--preview", "--dose", "1000", "--lang", "nl"]) == 0
    out = capsys.readouterr().out
    assert "Træthed → cijfer van 0 tot 10: moeheid" in out
    assert "Gevonden notities: 3" in out


@pytest.mark.parametrize(
    "more",
    [
        ["--column", "Nothing=skip"],
        ["--column", "Træthed=everything"],
        ["--dose", "0"],
        ["--on", "soon"],
    ],
)
def test_words_that_cannot_be_meant_are_wrong_usage(sheet: Path, more: list[str]) -> None:
    assert main(["import", str(sheet), *more]) == 2


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["import", str(tmp_path / "none.csv")]) == 2
