"""Every key of the vocabulary: who is told it, who is not, and of whom it cannot be said."""

import pytest
import z3

from corrin.advice import assess, why
from corrin.knowledge import Protocol, load
from corrin.record import Record
from corrin.terms import ADVICE
from tests.spec.case import faults
from tests.spec.keys import Spec, specs
from tools.proof.background import bounds
from tools.proof.model import Said, any_of

SPECS = specs()
BY_KEY = pytest.mark.parametrize("spec", SPECS, ids=lambda s: s.key)


def unsaid(spec: Spec, record: Record) -> list[str]:
    """What is wrong where the key should be told."""
    found = assess(record, on=spec.on, country=spec.country, ask=spec.ask)
    return faults(found, says=spec.says)


@BY_KEY
def test_a_key_is_told(spec: Spec) -> None:
    assert unsaid(spec, spec.record(spec.fires)) == []


@BY_KEY
def test_a_key_is_not_told_to_somebody_much_alike(spec: Spec) -> None:
    assert unsaid(spec, spec.record(spec.silent))


@BY_KEY
def test_where_it_cannot_be_said_the_key_is_not_told_and_names_what_is_missing(spec: Spec) -> None:
    if not spec.waits_for:
        return
    record = spec.half_known()
    assert unsaid(spec, record)
    told = why(record, spec.key, on=spec.on, country=spec.country, ask=spec.ask)
    missing = {name for r in told.reasons if r.holds is None for name in r.missing}
    assert set(spec.waits_for) <= missing


@pytest.mark.parametrize("edition", load().editions, ids=lambda e: e.id)
def test_a_key_that_never_waits_is_proved_never_to(edition: Protocol) -> None:
    said, never = Said(edition), {spec.key for spec in SPECS if not spec.waits_for}
    solver = z3.Solver()
    solver.add(*bounds())
    rules = [r.id for r in edition.rules if r.gives in never]
    assert solver.check(any_of(said.undecided(r) for r in rules)) == z3.unsat


def test_every_key_has_its_three_examples_once() -> None:
    assert sorted(spec.key for spec in SPECS) == sorted(ADVICE)
