"""Random and degraded records, and what no answer to one may hold.

Random patients, each three times more with entries left out; vignettes and courses with entries
left out and a stranger's put in; and written diaries that were damaged, which may be refused with
every fault named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from corrin.advice import Assessment, assess, grounds_of
from corrin.knowledge import load
from corrin.record import CarePlan, Entry, Record, RecordError, read_notation, write_notation
from corrin.rules import RuleBook, rule_book
from corrin.rules.expression import Values
from corrin.situation import FACTS, Situation
from corrin.terms import ADVICE, Ask, Country
from tests.advice.patients import made
from tests.proof.situations import ON, cases

Chance = np.random.Generator
BOOKS: dict[str, RuleBook] = {}
OFTEN = 0.4  # how often a patient brings a damaged diary, and a spoilt vignette
COUNTRIES, ASKS = tuple(Country), tuple(Ask)
STRAY = ("", " ", "99", "-", "x", "every", "2026-13-01", '"', "\u202e", "0,5", "pmol/L")


@dataclass(frozen=True, slots=True)
class Asked:
    """A record, a day, a country and a question."""

    record: Record
    on: date
    country: Country
    ask: Ask


def asked(rng: Chance, number: int, diary: float) -> Iterator[Asked | RecordError]:
    """So many records, or the refusal of one; `diary` is the share that keeps a diary."""
    made_up = _records(rng, diary)
    for _ in range(number):
        found, on = next(made_up)
        if isinstance(found, RecordError):
            yield found
        else:
            yield Asked(found, on, Country(rng.choice(COUNTRIES)), Ask(rng.choice(ASKS)))


def _records(rng: Chance, diary: float) -> Iterator[tuple[Record | RecordError, date]]:
    """A random patient, three degraded copies of it, and now and then a spoilt vignette."""
    told = cases("open.jsonl", "courses-open.jsonl")
    while True:
        record = made(rng, ON, diary=diary)
        yield record, ON
        for _ in range(3):
            yield Record(_some(rng, record, 0.7)), ON
        if rng.random() < OFTEN:
            yield _read(damaged(rng, write_notation(record))), ON
        if rng.random() < OFTEN:
            case = told[int(rng.integers(len(told)))]
            assert case.on
            yield Record((*_some(rng, case.record, 0.8), *_some(rng, record, 0.2))), case.on


def _some(rng: Chance, record: Record, share: float) -> tuple[Entry, ...]:
    """About so large a share of the entries."""
    kept = rng.random(len(record.entries)) < share
    return tuple(e for e, stays in zip(record.entries, kept, strict=True) if stays)


def _read(text: str) -> Record | RecordError:
    try:
        return read_notation(text, on=ON)
    except RecordError as refusal:
        return refusal


def damaged(rng: Chance, text: str) -> str:
    """A written diary with a word in some lines left out or replaced."""
    lines = [line.split(" ") for line in text.splitlines()]
    for line in lines:
        if rng.random() < 0.05:
            line[int(rng.integers(len(line)))] = str(rng.choice(STRAY))
    return "\n".join(" ".join(line) for line in lines)


def faults(one: Asked, found: Assessment, *, gaps: bool = True) -> list[str]:
    """What is wrong with an answer: each line a fault of ours.

    With `gaps` every rule is looked at, and not only what the answer says is missing.
    """
    return [*_of_words(found), *_of_band(one, found), *(_of_gaps(one) if gaps else ())]


def _of_words(found: Assessment) -> Iterator[str]:
    if not found.keys() <= set(ADVICE):
        yield "a key outside the vocabulary"
    if any(m.fact not in FACTS or not m.keys for m in found.missing):
        yield "something missing that has no name"
    if len({m.fact for m in found.missing}) != len(found.missing):
        yield "one missing fact named twice"


def _of_band(one: Asked, found: Assessment) -> Iterator[str]:
    """Every number said of the interval lies inside the newest signed band."""
    plans = [p for p in one.record.of(CarePlan) if p.on is None or p.on <= one.on]
    newest = max(plans, key=lambda p: (p.on or date.min, p.id), default=None)
    band = newest.band_days if newest and newest.signed else None
    said = [r for r in found.advice if r.key in ("shorten_interval", "may_extend_slowly")]
    if found.proposal is None and said:
        yield "a step without a proposal"
    if found.proposal is None:
        return
    if band is None:
        yield "a proposal without a signed band"
        return
    days = [float(str(r.params["to_days"])) for r in said if "to_days" in r.params]
    if found.proposal.reason in ("shorter", "longer") and found.proposal.interval_days is not None:
        days.append(found.proposal.interval_days)
    if not all(band[0] <= n <= band[1] for n in days):
        yield "a number outside the band"


def _of_gaps(one: Asked) -> Iterator[str]:
    """Every rule that cannot be said names the facts it waits for, and only such."""
    protocol = load().protocol(one.country, one.on)
    if protocol.id not in BOOKS:
        BOOKS[protocol.id] = rule_book(protocol)
    book = BOOKS[protocol.id]
    situation = grounds_of(one.record, on=one.on, country=one.country).situation
    values = Values(situation.fact)
    for rule, asked in book.questions:
        if asked.value(values) is None:
            yield from _named(rule.id, asked.trace(values).missing, situation)


def _named(rule: str, missing: tuple[str, ...], situation: Situation) -> Iterator[str]:
    if not missing:
        yield f"{rule} is unknown and names nothing"
    if any(situation.fact(name).known for name in missing):
        yield f"{rule} waits for what is known"


def answer(one: Asked) -> Assessment:
    """The answer itself."""
    return assess(one.record, on=one.on, country=one.country, ask=one.ask)
