"""The table of the ASVS: every row of level 1 is answered, and every test it names is there."""

import re
from functools import cache
from pathlib import Path

import pytest

from tools.asvs import COUNTED, MOST_NOT, Row, rows, told

ROOT = Path(__file__).parents[2]
WRITTEN = {  # what the standard wants written down, and where it is
    "2.1.1": "what input may be",
    "6.1.1": "guessing",
    "8.1.1": "who may do what",
    "15.1.1": "parts of others",
    "2.1.2": "what input may be",
    "2.1.3": "what input may be",
    "5.1.1": "what input may be",
    "6.1.2": "signing in",
    "6.1.3": "signing in",
    "7.1.1": "sessions",
    "7.1.2": "sessions",
    "8.1.2": "who may do what",
    "11.1.1": "keys and ciphers",
    "11.1.2": "keys and ciphers",
    "13.1.1": "whom corrin talks to",
    "14.1.1": "what is kept, and how",
    "14.1.2": "what is kept, and how",
    "15.1.3": "what costs much",
    "16.1.1": "what is logged",
}
OWN = "setup/test_asvs.py::test_what_must_be_written_down_is_written"


def test_every_requirement_of_level_one_and_two_is_answered_once() -> None:
    ids = [row.id for row in rows()]
    assert len(set(ids)) == len(ids)
    assert sum(row.level == 1 for row in rows()) == COUNTED[1]
    whole = {int(chapter) for chapter in told()["none"]}
    ten_and_seventeen = 31  # rows of level 2 in the chapters that do not apply as a whole
    assert whole == {10, 17}
    assert sum(row.level == 2 for row in rows()) == COUNTED[2] - ten_and_seventeen


def test_of_level_one_nothing_is_open_and_little_does_not_apply() -> None:
    first = [row for row in rows() if row.level == 1]
    assert not [row.id for row in first if row.kind == "open"]
    assert sum(row.kind == "not" for row in first) <= MOST_NOT * len(first)
    assert sum(row.kind == "test" for row in first) >= 55


@cache
def source(name: str) -> str:
    return (ROOT / "tests" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_test_that_is_named_is_there_and_a_reason_is_one(row: Row) -> None:
    if row.kind == "test":
        name, _, test = row.told.partition("::")
        assert re.search(rf"^def {test}\(", source(name), re.MULTILINE), row.told
    else:
        assert len(row.told) > 8, row


def test_what_must_be_written_down_is_written() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    parts = {m[1].lower(): m[2] for m in re.finditer(r"^#+ (.+)\n([^#]*)", text, re.MULTILINE)}
    assert {row.id for row in rows() if row.told == OWN} == set(WRITTEN)
    for number, part in WRITTEN.items():
        assert len(parts.get(part, "")) > 150, (number, part, sorted(parts))
