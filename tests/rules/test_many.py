"""What the rules find for many patients at once is what they find for each."""

from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.advice import grounds_of
from corrin.knowledge import load
from corrin.record import Record
from corrin.record.table import table
from corrin.rules import Asked, compiled, findings, findings_for, findings_of_many, rule_book
from corrin.rules.expression import Values, question
from corrin.situation import FACTS, Fact, Situation
from corrin.situation.many import read_many
from corrin.situation.masks import Masks
from corrin.terms import Country
from tests.proof.situations import ON, cases, situations, spoilt
from tests.rules.test_expression import EXPRESSIONS, NAMES

Answers = list[tuple[object, ...]]


def asked_about(situations: list[Situation]) -> Asked:
    """The same records read at once, with the facts that advice had worked out for each."""
    days = np.array([float(s.reading.on.toordinal()) for s in situations])
    thresholds = situations[0].reading.thresholds
    records = [Record((*s.reading.entries, *s.reading.future)) for s in situations]
    many = read_many(table(records), on=days, thresholds=thresholds)
    for name in FACTS:
        if any(name in s._facts for s in situations):
            many.with_values(name, [s.fact(name).value for s in situations])
    return Asked(many)


def compared(read: list[Situation], country: Country, on: date = ON) -> int:
    """Compare every finding of each; say how many there were."""
    book = rule_book(load().protocol(country, on))
    asked = asked_about(read)
    found, seen = list(findings_of_many(asked, book)), 0
    for place, situation in enumerate(read):
        alone: Answers = [
            (f.rule.id, f.holds, f.trace, f.params) for f in findings(situation, book)
        ]
        among: Answers = [
            (f.rule.id, f.holds, f.trace, f.params) for f in findings_for(place, asked, found)
        ]
        assert among == alone, situation.reading.entries
        seen += len(alone)
    return seen


def test_every_vignette_finds_among_many_what_it_finds_alone() -> None:
    known, groups = load(), defaultdict(list)
    for case in cases("open.jsonl", "own.jsonl", "courses-open.jsonl"):
        country = case.country or Country.UK
        if case.on:
            protocol = known.protocol(country, case.on)
            one = grounds_of(case.record, on=case.on, country=country).situation
            groups[country, protocol.id, case.on if protocol.valid_until else ON].append(one)
    counted = [compared(read, country, on) for (country, _, on), read in groups.items()]
    assert sum(counted) > 2000


@pytest.mark.parametrize("country", list(Country))
def test_random_and_spoilt_records_find_among_many_what_they_find_alone(country: Country) -> None:
    rng, protocol = np.random.default_rng(11), load().protocol(country, ON)
    told = [*situations(rng, 200), *spoilt(rng, 60)]
    read = [situation for situation, under in told if under.id == protocol.id]
    assert len(read) > 40 and compared(read, country) > 10 * len(read)


class Answered:
    """Three flags of some patients."""

    def __init__(self, told: list[dict[str, bool | None]]) -> None:
        self.told = told
        self.everyone = (1 << len(told)) - 1

    def value(self, name: str, patient: int) -> bool | None:
        return self.told[patient][name]

    def masks(self, name: str, holds: object) -> Masks:
        said = [one[name] for one in self.told]
        certain = sum(1 << place for place, value in enumerate(said) if value is True)
        return Masks(certain, certain | sum(1 << p for p, v in enumerate(said) if v is None))


TOLD = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


@settings(deadline=None)
@given(EXPRESSIONS, st.lists(TOLD, max_size=9))
def test_an_expression_over_masks_is_the_expression_over_each(
    text: str, told: list[dict[str, bool | None]]
) -> None:
    node, asked = compiled(text, {}), Asked(Answered(told))
    found = asked.masks(node)
    for place, one in enumerate(told):
        alone = Values({name: Fact(value) for name, value in one.items()}.__getitem__)
        value, trace = question(node).value(alone), question(node).trace(alone)
        bit = 1 << place
        assert (bool(found.certain & bit), bool(found.possible & bit)) == (
            value is True,
            value is not False,
        )
        met = list(asked.trace(node, bit))
        assert tuple(dict.fromkeys(m.fact for m in met if m.deciding)) == trace.deciding
        assert tuple(dict.fromkeys(m.fact for m in met if m.missing)) == trace.missing
