"""The witnesses of docs/witnesses.md, asked through the command line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from corrin.cli import main
from tools.proof.witness import DIFFERENCES, SILENCES

FOUND = Path(__file__).resolve().parents[1] / "data" / "witnesses.json"
WITNESSES: list[dict[str, Any]] = json.loads(FOUND.read_text(encoding="utf-8"))
LIFTED = [row for row in WITNESSES if row["lifted"]]


def keys(row: dict[str, Any], country: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    words = ["--on", "2026-11-22", "--country", country, "--ask", row["ask"], "--format", "json"]
    assert main(["advise", "-", *words]) == 0
    return {advice["key"] for advice in json.loads(capsys.readouterr().out)["advice"]}


@pytest.mark.parametrize("row", LIFTED, ids=lambda r: f"{r['title']} {r['says']} {r['silent']}")
def test_a_witness_is_told_what_the_page_says(
    row: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked_for = set(row["keys"])
    for country, told in ((row["says"], True), (row["silent"], False)):
        if country:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(row["diary"].encode())))
            assert bool(keys(row, country, capsys) & looked_for) is told


def test_every_question_was_asked_of_the_solver() -> None:
    asked = {question.title for question in (*DIFFERENCES, *SILENCES)}
    assert {row["title"] for row in WITNESSES} <= asked
    assert len(LIFTED) == len(WITNESSES) >= 50  # every one of them is a diary
