"""What holds for every patient, every question, every country and edition."""

import pytest

from corrin.knowledge import Protocol, load
from tools.proof.theorems import THEOREMS, Theorem, counterexamples

EDITIONS = load().editions
# The whole of it, with its time, is bench/long/proof.py; here the one that takes long is asked
# of one edition.
QUICK = [(t, e) for t in THEOREMS for e in EDITIONS if t.name != "unknown" or e.id == "dk-2025"]


def _named(part: Theorem | Protocol) -> str:
    return part.name if isinstance(part, Theorem) else part.id


@pytest.mark.parametrize(("theorem", "edition"), QUICK, ids=_named)
def test_no_patient_breaks_a_theorem(theorem: Theorem, edition: Protocol) -> None:
    assert [claim.label for claim in counterexamples(theorem, edition)] == []
