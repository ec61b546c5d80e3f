"""Real cases with anything changed in them: answered or refused, never a fault of ours."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.advice import assess
from corrin.record import RecordError, case_from, read_notation, write_notation
from corrin.terms import Ask, Country, Lang, Reader
from corrin.words import as_dict, as_text

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
CASES = [
    json.loads(line)
    for name in ("open.jsonl", "courses-open.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]
ON = date(2026, 5, 1)
LAST = date(2035, 12, 31)
VALUES: list[Any] = [None, True, -1, 0, 1, 7, 1e9, 0.5, "", "x", "low", "2026-01-01", "1900-01-01"]
VALUES += ["2035-12-31", [], {}, "pmol/L", "im", "resolved", "\u202e"]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with every key or index of it."""
    if isinstance(value, dict):
        return [(value, k) for k in value] + [p for v in value.values() for p in places(v)]
    if isinstance(value, list):
        return [(value, i) for i in range(len(value))] + [p for v in value for p in places(v)]
    return []


@settings(max_examples=150)
@given(st.data())
def test_a_changed_case_is_answered_or_refused(data: st.DataObject) -> None:
    case = copy.deepcopy(data.draw(st.sampled_from(CASES)))
    case["record"]["diary"] = case["record"]["diary"][-40:]
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(places(case["record"])))
        if data.draw(st.booleans()):
            holder[key] = data.draw(st.sampled_from(VALUES))
        else:
            del holder[key]
    try:
        read = case_from(case, on=ON)
    except RecordError as refusal:
        assert refusal.faults
        return
    again = read_notation(write_notation(read.record), on=LAST)
    assert again.sha256() == read.record.sha256()
    country, ask = data.draw(st.sampled_from(list(Country))), data.draw(st.sampled_from(list(Ask)))
    found = assess(read.record, on=max(read.on or ON, date(2015, 1, 1)), country=country, ask=ask)
    for lang in Lang:
        assert as_text(found, lang, Reader.PATIENT)
        json.dumps(as_dict(found, lang, Reader.CLINICIAN), allow_nan=False)
