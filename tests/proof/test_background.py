"""The lines no proof may lean on wrongly: no record, however odd, breaks one."""

from collections import Counter

import numpy as np
import pytest

from corrin.rules import compiled
from corrin.rules.expression import Question, Values, question
from tests.proof.situations import situations, spoilt
from tools.proof.background import BACKGROUND


def asked(text: str) -> Question:
    return question(compiled(text, {}))


LINES = [(b, asked(b.when) if b.when else None, asked(b.then)) for b in BACKGROUND]


@pytest.mark.parametrize("source", [situations, spoilt])
def test_no_record_breaks_a_line_of_the_background(source: object) -> None:
    assert callable(source)
    for situation, _ in source(np.random.default_rng(7), 300):
        values = Values(situation.fact)
        for bound, when, then in LINES:
            if when is None or when.value(values) is True:
                assert then.value(values) is True, bound


def test_the_records_reach_almost_every_line() -> None:
    """A line whose `when` never comes up would be tested by nothing."""
    reached: Counter[str] = Counter()
    rng = np.random.default_rng(8)
    for source in (situations, spoilt):
        for situation, _ in source(rng, 300):
            values = Values(situation.fact)
            reached.update(b.when for b, w, _ in LINES if w and w.value(values))
    never = {b.when for b, w, _ in LINES if w} - reached.keys()
    assert never <= {"youngest_age < 0"}
