"""Any record is answered, inside the signed band, and what cannot be said names what is missing.

A share of bench/long/records.py, which asks a hundred thousand.
"""

import dataclasses

import numpy as np

from corrin.advice.interval import Proposal
from corrin.record import RecordError
from tests.advice.answered import Asked, answer, asked, faults

SHARE = 400


def test_random_and_degraded_records_are_answered_or_refused_with_faults() -> None:
    answered = 0
    for one in asked(np.random.default_rng(22), SHARE, diary=1 / 30):
        if isinstance(one, RecordError):
            assert one.faults
            continue
        assert faults(one, answer(one)) == []
        answered += 1
    assert answered > SHARE / 2


def test_a_number_outside_the_band_would_be_seen() -> None:
    """The check itself, on an answer spoilt on purpose."""
    for one in asked(np.random.default_rng(23), 4000, diary=1):
        found = answer(one) if isinstance(one, Asked) else None
        proposal = found.proposal if found else None
        if found and isinstance(proposal, Proposal) and proposal.reason == "shorter":
            far = dataclasses.replace(proposal, interval_days=1000)
            spoilt = dataclasses.replace(found, proposal=far)
            assert "a number outside the band" in faults(one, spoilt)  # type: ignore[arg-type]
            return
    raise AssertionError("no record with a step among them")
