"""The model is the code: both answer the same for thousands of patients, real and invented."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from corrin.advice.assess import said_of
from corrin.knowledge import Protocol, load
from corrin.rules import rule_book
from corrin.rules.expression import Values
from corrin.situation import Situation
from corrin.terms import Ask
from tests.proof.situations import invented, situations, spoilt
from tools.proof.mirror import Mirror

EDITIONS = load().editions
BOOKS = {edition.id: rule_book(edition) for edition in EDITIONS}


def by_the_code(situation: Situation, protocol: Protocol, ask: Ask) -> frozenset[str]:
    """What the code says, in the labels of the mirror."""
    book = BOOKS[protocol.id]
    said = said_of(situation, book, ask)
    labels = {f"says {r.key}" for r in said.kept} | {f"withholds {key}" for key in said.withheld}
    values = Values(situation.fact)
    for rule, asked in book.questions:
        value = asked.value(values)
        labels |= {f"{str(value).lower()} {rule.id}"} if value is not None else set()
        labels |= {f"missing {rule.id} {name}" for name in asked.trace(values).missing}
    return frozenset(labels)


@cache
def mirror(edition: str) -> Mirror:
    return Mirror(BOOKS[edition].protocol)


def disagreements(
    pairs: Iterator[tuple[Situation, Protocol]], rng: np.random.Generator
) -> list[frozenset[str]]:
    """Where the two answer differently, patient by patient."""
    found = []
    for situation, protocol in pairs:
        ask = list(Ask)[int(rng.integers(len(Ask)))]
        ours = mirror(protocol.id).answers(situation, ask)
        found.append(ours ^ by_the_code(situation, protocol, ask))
    return found


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.id)
def test_model_and_code_agree_on_invented_situations(edition: Protocol) -> None:
    rng = np.random.default_rng(11)
    assert set(disagreements(((invented(rng), edition) for _ in range(12)), rng)) == {frozenset()}


def test_model_and_code_agree_on_records() -> None:
    rng = np.random.default_rng(12)
    assert set(disagreements(situations(rng, 25), rng)) == {frozenset()}
    assert set(disagreements(spoilt(rng, 15), rng)) == {frozenset()}
