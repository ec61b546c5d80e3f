"""How bad, how new, how lasting: what the facts about complaints have in common.

Days and severities that no source gives are our own definitions (tag own).
"""

from corrin.record import History, Symptom
from corrin.situation.reading import Reading

TELLING = 4.0
OLD_DAYS = 365


def severity(s: Symptom) -> float:
    """How bad; a complaint told without a number counts as moderate."""
    return TELLING if s.severity is None else s.severity


def recent(r: Reading, s: Symptom, days: int) -> bool:
    return s.on is not None and r.days_since(s.on) <= days


def old(r: Reading, s: Symptom) -> bool:
    """Told as steady or easing, and begun over a year ago (own definition)."""
    return s.trend in ("stable", "better") and s.on is not None and r.days_since(s.on) > OLD_DAYS


def begun_long(r: Reading, s: Symptom) -> bool:
    """Whether a complaint is known to have begun over a year ago."""
    return s.on is not None and r.days_since(s.on) > OLD_DAYS


def looked(r: Reading) -> bool:
    return "symptoms" in r.stated


def signs_among(r: Reading, codes: frozenset[str]) -> tuple[History, ...]:
    return r.having("signs", codes)


def treated_for(r: Reading, days: int) -> bool:
    """Whether B12 was begun at least so many days ago."""
    begun = r.begun
    return begun is not None and r.days_since(begun) >= days
