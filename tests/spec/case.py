"""What a specification test is handed: it asserts in a test, and is written down in the manual."""

from datetime import date
from typing import Protocol

from corrin.advice import Assessment, assess
from corrin.knowledge import Knowledge
from corrin.record import read_notation


class Case(Protocol):
    """A diary in notation, the day, the country and question, and what is said or never said."""

    def __call__(
        self,
        diary: str,
        *,
        on: str,
        country: str = "uk",
        ask: str = "assess",
        says: str = "",
        never: str = "",
        dates: str = "",
        waits_for: str = "",
    ) -> None: ...


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


def asked(
    diary: str,
    *,
    on: str,
    country: str = "uk",
    ask: str = "assess",
    knowledge: Knowledge | None = None,
) -> Assessment:
    """The assessment of a diary with an ordinary person around it."""
    day = date.fromisoformat(on)
    record = read_notation(whole(diary), on=day)
    return assess(record, on=day, country=country, ask=ask, knowledge=knowledge)


def faults(
    found: Assessment, *, says: str = "", never: str = "", dates: str = "", waits_for: str = ""
) -> list[str]:
    """What an assessment says that it should not, or leaves out."""
    given = {r.key for r in found.advice} | {f"{r.key} {v}" for r in found.advice for v in shown(r)}
    days = [d.isoformat() for r in found.advice for d in r.dates]
    missing = {m.fact for m in found.missing}
    return [
        *(
            f"not said: {line}; said was {sorted(given)}"
            for line in lines(says)
            if line not in given
        ),
        *(f"said: {line}" for line in lines(never) if line in given),
        *([f"days: {days}"] if dates and days != dates.split() else []),
        *(f"waits for {sorted(missing)}" for name in waits_for.split() if name not in missing),
    ]


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
    """Assert what is said and never said of a diary."""
    found = asked(diary, on=on, country=country, ask=ask)
    assert not faults(found, says=says, never=never, dates=dates, waits_for=waits_for)


def shown(r: object) -> list[str]:
    """A recommendation's parameters as the tests write them."""
    params: dict[str, object] = getattr(r, "params", {})
    return [" ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in params.values()]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
