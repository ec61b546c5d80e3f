"""One message from each of many people gives the curve of all, and little of any one of them."""

import math
from collections import Counter

import numpy as np
import pytest

from corrin.response import Prior
from corrin.response.diary import Floats
from corrin.response.meaning import NO_CYCLE as WITHOUT
from corrin.response.meaning import PER_MILLE
from corrin.response.population import edges, summary
from corrin.response.sharing import (
    heard,
    likened,
    meanings,
    prior_of,
    said,
    shapes,
    truth,
)
from corrin.simulate import WORLDS
from corrin.simulate.diaries import diaries

NO_CYCLE, NOTHING = len(shapes()) - 2, len(shapes()) - 1


def test_each_shape_is_likened_to_itself() -> None:
    assert [likened(shape) for shape in shapes()] == list(range(len(shapes())))


def test_a_message_is_true_as_often_as_epsilon_says_and_else_any_other() -> None:
    rng = np.random.default_rng(1)
    told = Counter(said(3, 2.0, rng) for _ in range(20_000))
    assert told[3] / 20_000 == pytest.approx(truth(2.0), abs=0.015)
    others = [told[n] for n in range(len(shapes())) if n != 3]
    assert min(others) > 0.7 * max(others)


@pytest.mark.parametrize("epsilon", [0.5, 2.0, 4.0])
def test_no_message_speaks_more_for_one_diary_than_epsilon_allows(epsilon: float) -> None:
    honest, other = truth(epsilon), (1 - truth(epsilon)) / (len(shapes()) - 1)
    assert honest / other == pytest.approx(math.exp(epsilon))


def test_the_chance_is_taken_out_of_many_messages() -> None:
    rng = np.random.default_rng(2)
    people = heard([said(5, 3.0, rng) for _ in range(4_000)], 3.0)
    assert people.sum() == pytest.approx(4_000)
    assert people[5] > 3_700


def messages(lasts: Floats, epsilon: float, rng: np.random.Generator) -> list[int]:
    """What people of these durations send, as often as was measured."""
    table = np.array([m.lasts for m in meanings()])
    bins = np.clip(np.searchsorted(edges(), lasts) - 1, 0, table.shape[1] - 1)
    chances = table[:, bins] / table[:, bins].sum(axis=0)
    true = [int(rng.choice(len(chances), p=chance)) for chance in chances.T]
    return [said(number, epsilon, rng) for number in true]


def test_everybody_who_was_measured_sent_one_number() -> None:
    """A column in thousandths, each rounded; what `meanings` adds to it is not measured."""
    table = np.array([row.split() for row in PER_MILLE], dtype=int)
    none = np.array(WITHOUT.split(), dtype=int)
    rounded = len(shapes()) / 2
    assert table.shape == (len(shapes()), len(edges()) - 1)
    assert np.abs(table.sum(axis=0) - 1000).max() <= rounded
    assert abs(none.sum() - 1000) <= rounded


def test_no_number_is_impossible_and_the_last_says_nothing() -> None:
    assert all(m.lasts.min() > 0 and m.none > 0 for m in meanings())
    last = meanings()[NOTHING]
    assert np.ptp(last.lasts) == 0.0
    assert last.none == last.lasts[0]


@pytest.mark.parametrize("middle", [12.0, 20.0, 45.0])
def test_many_messages_give_the_median_of_those_who_sent_them(middle: float) -> None:
    rng = np.random.default_rng(3)
    lasts = np.exp(rng.normal(np.log(middle), 0.7, 500))
    found = prior_of(messages(lasts, 4.0, rng), 4.0)
    assert found.median == pytest.approx(float(np.median(lasts)), rel=0.10)


def test_a_prior_twice_too_long_is_corrected_by_messages() -> None:
    rng = np.random.default_rng(6)
    lasts = np.exp(rng.normal(np.log(18), 0.7, 500))
    found = prior_of(messages(lasts, 4.0, rng), 4.0, start=Prior(median=36.0))
    assert found.median == pytest.approx(float(np.median(lasts)), rel=0.10)


def test_a_few_messages_that_know_nothing_leave_the_prior_as_it_is() -> None:
    start = Prior(median=40.0)
    assert prior_of([NOTHING] * 20, 20.0, start=start).median == pytest.approx(40.0, rel=0.05)
    assert prior_of([], 4.0, start=start) == start


def test_who_has_not_sent_a_message_is_hardly_told_from_who_has() -> None:
    """The attacker knows the diary of one person and what was heard of all 500."""
    rng = np.random.default_rng(4)
    shares = rng.dirichlet(np.full(len(shapes()), 2.0))
    people = rng.choice(len(shapes()), (2, 600, 500), p=shares)  # without, with; 600 trials
    target = rng.choice(len(shapes()), 600, p=shares)
    people[1, :, 0] = target
    points = np.array(
        [[_mark(row, t, rng) for row, t in zip(side, target, strict=True)] for side in people]
    )
    higher = (points[1][:, None] > points[0]).mean() + 0.5 * (
        points[1][:, None] == points[0]
    ).mean()
    assert higher < 0.55


def _mark(people: np.ndarray, target: int, rng: np.random.Generator) -> float:
    told = heard([said(int(s), 4.0, rng) for s in people], 4.0)
    return float(told[target] / max(told.sum(), 1.0))


def test_a_diary_becomes_one_number_of_the_list() -> None:
    world = next(w for w in WORLDS if w.name == "logistic")
    (one, *_) = diaries(world, patients=1, interval=56, until=(300,), seed=(7,))
    assert 0 <= likened(summary(one.diary, today=one.today)) < len(shapes())


@pytest.mark.parametrize("epsilon", [0.0, -1.0, 50.0, math.nan])
def test_an_impossible_epsilon_is_refused(epsilon: float) -> None:
    with pytest.raises(ValueError, match="expected above 0"):
        truth(epsilon)


def test_a_message_off_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="off the list"):
        heard([0, 99], 4.0)
