"""Invented courses to draw: the open vignettes, and diaries made to measure."""

import json
import math
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from corrin.advice.profile import Profile, profile_of
from corrin.record import case_from
from corrin.terms import Lang, Reader
from corrin.words.profile import ProfileWords, profile_words

CASES = Path(__file__).resolve().parents[1] / "data" / "cases" / "courses-open.jsonl"
VIGNETTES = {
    vignette["id"]: vignette
    for vignette in map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
}
ON = date(2026, 6, 1)
PLAN = {"interval_days": 28, "band_days": [14, 56], "signed_by_clinician": True}
EVERY_WORDS = [profile_words(lang, reader) for lang in Lang for reader in Reader]
ENGLISH = profile_words(Lang.EN, Reader.PATIENT)


@cache
def vignette(name: str) -> Profile:
    """The profile of an open vignette."""
    value = VIGNETTES[name]
    case = case_from(value, on=date.fromisoformat(value["on"]))
    return profile_of(case.record, on=case.on or ON, country=case.country)


def calm(day: int) -> float:
    """A score that never rises."""
    return 1.0 + (day % 3 == 0)


def wearing_off(day: int) -> float:
    """A score that rises three weeks after an injection."""
    return 1.0 + (day % 2) + 5.0 * (day % 28 >= 20)


def course(
    cycles: int,
    score: Callable[[int], float] = calm,
    *,
    every: int = 28,
    diary_step: int = 1,
    on: date = ON,
    **more: Any,
) -> Profile:
    """So many cycles up to a day, with a score every so many days."""
    first = on - timedelta(days=every * cycles)
    days = range(0, every * cycles, diary_step) if cycles else range(0)
    value: dict[str, Any] = {
        "birth_year": 1970,
        "conditions": [{"code": "pernicious_anaemia", "since": "2010-01-01"}],
        "treatments": [injection(first + timedelta(days=every * n)) for n in range(cycles)],
        "diary": [note(first + timedelta(days=n), score(n)) for n in days],
        "care_plan": PLAN | {"interval_days": every},
    }
    case = case_from({"on": on.isoformat(), "record": value | more}, on=on)
    return profile_of(case.record, on=on, country="dk")


def injection(on: date) -> dict[str, Any]:
    return {"drug": "hydroxocobalamin", "dose_ug": 1000, "route": "im", "date": on.isoformat()}


def note(on: date, score: float) -> dict[str, Any]:
    return {"date": on.isoformat(), "scores": {"fatigue": min(max(score, 0), 10)}}


def loading() -> Profile:
    """The first three weeks: injections every other day."""
    return course(11, every=2, care_plan={})


def many_scores() -> Profile:
    """Nine hundred days of diary."""
    return course(33, wearing_off)


SYNTHETIC: dict[str, Callable[[], Profile]] = {
    "nothing": lambda: course(0, treatments=[], diary=[], care_plan={}),
    "one cycle": lambda: course(1),
    "two cycles": lambda: course(2),
    "thirty cycles": lambda: course(30, wearing_off),
    "weekly notes": lambda: course(8, wearing_off, diary_step=7),
    "loading": loading,
    "nine hundred scores": many_scores,
    "worst throughout": lambda: course(6, lambda _: 10.0),
    "best throughout": lambda: course(6, lambda _: 0.0),
    "a year between": lambda: course(3, every=400),
    "every day": lambda: course(60, every=1),
    "no band": lambda: course(6, wearing_off, care_plan={"interval_days": 28}),
    "waves": lambda: course(12, lambda day: 4 + 3 * math.sin(day / 9.0)),
}


@cache
def synthetic(name: str) -> Profile:
    """A course made to measure."""
    return SYNTHETIC[name]()


NAMES = [*VIGNETTES, *SYNTHETIC]


def drawn_from(name: str) -> Profile:
    """Any of them by name."""
    return vignette(name) if name in VIGNETTES else synthetic(name)


Drawn = TypeVar("Drawn")
_DRAWN: dict[tuple[object, ...], Any] = {}


def drawn(make: Callable[[Profile, ProfileWords], Drawn], name: str, words: ProfileWords) -> Drawn:
    """What a maker of pages or tables makes of it, once: nobody changes what was made."""
    key = (make, name, words.lang, words.reader)
    if key not in _DRAWN:
        _DRAWN[key] = make(drawn_from(name), words)
    found: Drawn = _DRAWN[key]
    return found
