"""Whatever a diary looks like: an answer or a reason, inside the band, never an exception."""

import numpy as np
import pytest

from corrin.response import Diary, learn, propose_many
from corrin.response.diary import Floats

BAND = (2, 84)


def kinds(rng: np.random.Generator) -> tuple[list[Floats], int]:
    days = int(rng.integers(1, 400))
    blank, flat = np.full(days, np.nan), np.full(days, float(rng.integers(0, 11)))
    one = blank.copy()
    one[rng.integers(days)] = 5.0
    noisy = rng.uniform(0, 10, days)
    gone = noisy.copy()
    gone[days // 3 :] = np.nan
    wild = np.where(rng.random(days) < 0.5, 0.0, 10.0)
    return [np.empty(0), blank, flat, one, noisy, gone, wild], days


def schedules(rng: np.random.Generator, days: int) -> list[tuple[int, ...]]:
    some = np.sort(rng.integers(-200, days + 50, int(rng.integers(1, 30))))
    return [
        (),
        (0,),
        (-5000,),
        (days + 10,),
        tuple(range(-3, days)),
        tuple(range(0, days, 2)),
        tuple(int(x) for x in some),
        tuple(range(-84, days, 84)),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_degraded_diaries_get_an_answer_or_a_reason(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, days = kinds(rng)
    told = [None, np.full(days, 28.0), np.full(days, np.nan), np.full(days, 0.4)]
    made = [
        Diary(s, g, planned=told[int(rng.integers(4))], flare=rng.random(days) < 0.1)
        for s in scores
        for g in schedules(rng, days)
    ]
    current = [None if rng.random() < 0.3 else float(rng.uniform(1, 300)) for _ in made]
    for p in propose_many(made, today=days - 1, band=BAND, current=current):
        assert p.reason in {"not_enough_data", "due_now", "keep", "shorten", "lengthen", "review"}
        assert 0.0 <= p.belief.p_cycle <= 1.0 and 0.0 <= p.belief.p_back <= 1.0
        assert 1.0 <= p.belief.duration(0.05) <= p.belief.duration(0.95) <= 365.0
        for day in (p.days, p.interval):
            assert day is None or BAND[0] <= day <= BAND[1]


def test_sixty_years_of_diary_are_read_in_a_moment() -> None:
    days = 60 * 365
    rng = np.random.default_rng(0)
    d = Diary(rng.uniform(0, 4, days), tuple(range(0, days, 28)), planned=np.full(days, 28.0))
    assert 0 < learn(d, today=days - 1).p_cycle < 1
