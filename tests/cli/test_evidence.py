"""`corrin evidence` as the contract says it."""

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corrin.cli import main
from corrin.knowledge import load_library
from corrin.terms import Lang
from corrin.words.library import library_catalog

SEED_IDS = [f"A{n}" for n in range(1, 53)] + [f"B{n}" for n in range(1, 26)]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["evidence", *words])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
def test_list_names_every_statement_of_both_documents_with_its_verdict(
    capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    code, out = said(capsys, "list", "--lang", lang)
    assert code == 0
    named = re.findall(r"^([AB]\d+) +(\S.*)$", out, re.MULTILINE)
    assert [name for name, _ in named] == SEED_IDS


def test_the_verdicts_are_those_of_the_research(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(said(capsys, "list", "--format", "json")[1])
    verdicts = {claim["id"]: claim["verdict"] for claim in listed}
    assert verdicts["A1"] == "contested"
    assert verdicts["A8"] == "overstated"
    assert verdicts["B24"].startswith("out of date")
    assert verdicts["B20"] == "not verifiable from what was read"


def test_what_is_not_checked_is_listed_only_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(said(capsys, "list", "--format", "json")[1])
    unchecked = [c for c in listed if not c["checked"]]
    assert [c["id"] for c in unchecked] == ["A12", "A36", "A47", "A49", "B20"]
    assert all(c["today"] == "" and c["group"] == "not yet checked" for c in unchecked)


def test_show_tells_sources_history_and_that_nobody_signed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out = said(capsys, "show", "B24")
    assert code == 0
    for text in ("Eisai", "24 September 2024", "nobody yet", "Not to be read as a fact", "C1"):
        assert text in out


def test_an_answer_shows_its_gate_before_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    for name in load_library().answers:
        out = said(capsys, "show", name)[1]
        assert out.index("This is not a dose or a plan for you") < len(out) / 2
    out = said(capsys, "show", "als_help", "--for", "clinician")[1]
    assert out.index("Written for clinicians") < out.index("50 mg")


@pytest.mark.parametrize("name", ["als-function", "cancer", "A8", "als_help"])
def test_forest_writes_a_picture(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    out = tmp_path / "x.svg"
    assert said(capsys, "forest", name, "--out", str(out))[0] == 0
    assert ElementTree.parse(out).getroot().tag.endswith("svg")


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
def test_forest_writes_the_picture_with_its_table_beside_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str
) -> None:
    out, words = tmp_path / "x.html", library_catalog(Lang(lang))
    assert said(capsys, "forest", "cancer", "--out", str(out), "--lang", lang)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert text.index("<svg") < text.index("<table") < text.index("Hartung-Knapp, 3", -2000)
    assert text.count("<tr>") == 6  # heads, three trials, two ways to take them together
    for told in (words.text("library", "weight"), words.text("figure_reads", "cancer")[:40]):
        assert told in text


def test_only_what_a_document_says_is_told_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    assert "The document says: " in said(capsys, "show", "B24")[1]
    assert "The document says" not in said(capsys, "show", "C1")[1]


def test_check_is_content_today_and_ends_with_1_when_something_is_overdue(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out = said(capsys, "check", "--on", "2026-11-22")
    assert (code, out.count("\n")) == (0, 1)
    code, out = said(capsys, "check", "--on", "2027-05-23", "--lang", "nl")
    assert code == 1
    assert "B24 had opnieuw gelezen moeten zijn vóór 22 mei 2027" in out
    assert "search als had opnieuw" in out
    found = json.loads(said(capsys, "check", "--on", "2027-05-23", "--format", "json")[1])
    assert {"about": "als_help", "code": "overdue", "met": "2027-05-22"} in found["problems"]


def test_check_without_a_day_asks_the_clock(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corrin.cli.evidence.today", lambda: date(2030, 1, 1))
    assert said(capsys, "check")[0] == 1


def test_csl_is_printed_or_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out = said(capsys, "csl")
    assert code == 0
    assert len(json.loads(out)) >= 65
    path = tmp_path / "sources.json"
    assert said(capsys, "csl", "--out", str(path))[0] == 0
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(out)


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["list", "A1"],
        ["show", "Z9"],
        ["forest", "cancer"],
        ["forest", "cancer", "--out", "x.png"],
        ["forest", "A3", "--out", "x.svg"],
        ["forest", "interval", "--out", "x.svg"],
        ["check", "--on", "tomorrow"],
        ["prove"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_nothing(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert said(capsys, *words) == (2, "")
