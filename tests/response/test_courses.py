"""The open courses give sensible proposals. They are looked at here, never fitted to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corrin.response import Diary, Proposal, propose
from corrin.response.diary import Floats

COURSES = Path(__file__).resolve().parents[1] / "data" / "cases" / "courses-open.jsonl"
Written = list[tuple[dt.date, dict[str, float]]]


def course(name: str) -> tuple[Diary, int, dict[str, Any]]:
    lines = COURSES.read_text(encoding="utf-8").splitlines()
    case = next(c for c in map(json.loads, lines) if c["id"] == name)
    record, on = case["record"], dt.date.fromisoformat(case["on"])
    written = [(dt.date.fromisoformat(e["date"]), e["scores"]) for e in record.get("diary", [])]
    first = min((day for day, _ in written), default=on)
    plan = record.get("care_plan") or {}
    days = (on - first).days + 1
    return (
        Diary(
            scores=_composite(written, first, days),
            injections=sorted((d - first).days for d in _doses(record["treatments"])),
            planned=np.full(days, plan.get("interval_days", np.nan)),
        ),
        days - 1,
        plan,
    )


def _composite(written: Written, first: dt.date, days: int) -> Floats:
    keys = {k for _, s in written for k in s}
    kept = [k for k in keys if sum(k in s for _, s in written) >= len(written) / 2]
    score = np.full(days, np.nan)
    for day, s in written:
        items = [s[k] for k in kept if k in s]
        if items:
            score[(day - first).days] = np.mean(items)
    return score


def _doses(treatments: list[dict[str, Any]]) -> Iterator[dt.date]:
    for t in treatments:
        if t["route"] == "oral":
            continue
        day = dt.date.fromisoformat(t.get("date") or t["from"])
        last = dt.date.fromisoformat(t.get("date") or t["to"])
        while day <= last:
            yield day
            day += dt.timedelta(days=t.get("every_days", 1))


def proposed(name: str) -> Proposal:
    diary, today, plan = course(name)
    band = tuple(plan.get("band_days", (2, 84)))
    return propose(diary, today=today, band=band, current=plan.get("interval_days"))


@pytest.mark.parametrize(
    "name,low,high", [("tc-001", 36, 76), ("tc-047", 56, 72), ("tc-056", 24, 49)]
)
def test_a_return_before_the_dose_shortens(name: str, low: int, high: int) -> None:
    p = proposed(name)
    assert p.interval is not None and low <= p.interval <= high


def test_eight_calm_cycles_may_be_lengthened_a_little() -> None:
    p = proposed("tc-007")
    assert p.reason == "lengthen" and p.interval is not None and 28 < p.interval <= 35


@pytest.mark.parametrize("name", ["tc-012", "tc-013", "tc-017", "tc-018"])
def test_one_flare_or_another_rhythm_keeps_the_plan(name: str) -> None:
    p = proposed(name)
    _, _, plan = course(name)
    assert p.interval is None and p.days == plan["interval_days"] and p.reason == "keep"


def test_outside_the_band_the_plan_stays() -> None:
    p = proposed("tc-004")
    assert p.interval is None and p.days == 56 and "band" in p.rails


@pytest.mark.parametrize("name", ["tc-020", "tc-021", "tc-031"])
def test_too_little_is_said_to_be_too_little(name: str) -> None:
    p = proposed(name)
    assert p.reason == "not_enough_data" and p.days is None and p.interval is None


@pytest.mark.parametrize("name", ["tc-039", "tc-044", "tc-054", "tc-060"])
def test_calm_or_otherwise_worse_is_never_shortened(name: str) -> None:
    p = proposed(name)
    _, _, plan = course(name)
    assert p.reason != "shorten" and p.days is not None and p.days >= plan["interval_days"]
