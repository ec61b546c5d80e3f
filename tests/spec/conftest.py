"""A diary, a day, an answer: each specification test is also a page of the manual."""

from datetime import date

import pytest

from corrin.advice import assess
from corrin.record import read_notation
from tests.spec.case import Case

PERSON = """undated born 1970-05-04
undated sex female
undated pregnancy no
undated diet omnivore
"""
SECTIONS = [
    "conditions",
    "medicines",
    "allergies",
    "exposures",
    "family_history",
    "symptoms",
    "signs",
    "labs",
    "treatments",
]


def whole(diary: str) -> str:
    """The diary with an ordinary person around it; sections it does not name are stated empty."""
    named = {word for line in diary.splitlines() for word in line.split()[1:2]}
    lines = [line for line in PERSON.splitlines() if line.split()[1] not in named]
    return "\n".join([*lines, *(f"undated none {s}" for s in SECTIONS), diary])


def check(
    diary: str,
    *,
    on: str,
    country: str = "uk",
    ask: str = "assess",
    says: str = "",
    never: str = "",
    dates: str = "",
    waits_for: str = "",
) -> None:
    record = read_notation(whole(diary), on=date.fromisoformat(on))
    found = assess(record, on=date.fromisoformat(on), country=country, ask=ask)
    given = {r.key for r in found.advice} | {f"{r.key} {v}" for r in found.advice for v in shown(r)}
    assert not set(lines(says)) - given, f"not said; said was {sorted(given)}"
    assert not set(lines(never)) & given
    if dates:
        days = [d.isoformat() for r in found.advice for d in r.dates]
        assert days == dates.split()
    assert not set(waits_for.split()) - {m.fact for m in found.missing}


def shown(r: object) -> list[str]:
    """A recommendation's parameters as the tests write them."""
    params: dict[str, object] = getattr(r, "params", {})
    return [" ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in params.values()]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture
def case() -> Case:
    return check
