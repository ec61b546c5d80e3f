"""Fast code is judged by plain code."""

import numpy as np
import pytest

from corrin.response import learn
from corrin.response.belief import beliefs
from corrin.response.diary import Prior
from corrin.response.evidence import gather
from corrin.response.rows import read
from corrin.response.stories import walk

from . import plain
from .diaries import diary


@pytest.mark.parametrize("lasts,after,miss", [(None, 5, 0.2), (9, 7, 0.0), (12, 13, 0.5)])
def test_the_fast_posterior_is_the_plain_one(lasts: float | None, after: int, miss: float) -> None:
    d, today = diary(cycles=3, interval=14, lasts=lasts, after=after, miss=miss, noise=0.9)
    quiet, slow, back = plain.posterior(d, today)
    fast = walk(gather([read(d, today)]), [Prior()])
    assert np.abs(fast.weight[0] - slow).max() < 1e-6
    assert np.abs(fast.quiet[0] - quiet).max() < 1e-6
    assert abs(fast.back[0, -1] - back) < 1e-6


def test_diaries_walked_together_answer_as_alone() -> None:
    made = [diary(cycles=c, lasts=x, seed=c) for c, x in [(2, None), (5, 20), (9, 14)]]
    together = beliefs([read(d, t) for d, t in made], [Prior()] * 3)
    for (d, today), one in zip(made, together, strict=True):
        alone = learn(d, today=today)
        assert abs(alone.p_cycle - one.p_cycle) < 1e-9
        assert abs(alone.duration(0.5) - one.duration(0.5)) < 1e-6
