"""A prior from many patients, by likelihoods alone."""

import numpy as np
import pytest

from corrin.response import Diary, Prior
from corrin.response.diary import USUAL
from corrin.response.population import BINS, Summary, edges, prior_from, summary
from corrin.simulate import WORLDS
from corrin.simulate.diaries import diaries

PATIENTS = 220


@pytest.fixture(scope="module")
def many() -> tuple[list[Summary], float]:
    """What is known of the patients of one world, and the true median of their durations."""
    world = next(w for w in WORLDS if w.name == "logistic")
    lived = diaries(world, patients=PATIENTS, interval=56, until=(400,), seed=(5,))
    lasts = [one.lasts for one in lived if one.follows]
    return [summary(one.diary, today=one.today) for one in lived], float(np.median(lasts))


def test_two_hundred_patients_give_back_the_median(many: tuple[list[Summary], float]) -> None:
    known, median = many
    found = prior_from(known)
    assert found.median == pytest.approx(median, rel=0.10)
    assert 0.5 < found.spread < 1.1 and 0.75 < found.cycle < 0.98


def test_a_prior_twice_too_long_is_corrected(many: tuple[list[Summary], float]) -> None:
    known, median = many
    found = prior_from(known, start=Prior(median=2 * median))
    assert found.median == pytest.approx(median, rel=0.10)


def test_a_handful_of_patients_moves_the_prior_little_and_none_not_at_all(
    many: tuple[list[Summary], float],
) -> None:
    known, _ = many
    long = Prior(median=112.0)
    assert prior_from([], start=long) == long
    few, all_ = (prior_from(part, start=long).median for part in (known[:3], known))
    assert all_ < few < long.median


def test_the_order_of_patients_does_not_matter(many: tuple[list[Summary], float]) -> None:
    known, _ = many
    one, two = prior_from(known), prior_from(known[::-1])
    assert one.median == pytest.approx(two.median, rel=1e-6)


def test_an_empty_diary_says_nothing_of_any_duration() -> None:
    silent = summary(Diary(np.full(100, np.nan), (0, 28, 56)), today=99)
    told = silent.lasts[silent.lasts > 0]
    assert told.min() > 0.8 and silent.none > 0.8
    assert prior_from([silent] * 5).median == pytest.approx(USUAL.median, rel=0.05)


def test_a_summary_is_a_likelihood_on_the_fixed_grid_and_holds_no_diary(
    many: tuple[list[Summary], float],
) -> None:
    known, _ = many
    assert len(edges()) == BINS + 1
    for one in known[:20]:
        assert one.lasts.shape == (BINS,)
        assert max(float(one.lasts.max()), one.none) == pytest.approx(1.0)
        assert one.lasts.min() >= 0.0
    assert set(Summary.__slots__) == {"lasts", "none"}


def test_another_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="another grid"):
        prior_from([Summary(np.ones(7), 1.0)])
