"""Virtual trials: the same luck for everyone, and an oracle nobody beats by knowing less."""

import json
from typing import Any

import numpy as np
import pytest

from corrin.simulate import NAMES, trial
from corrin.simulate.oracle import cheapest, cost
from corrin.simulate.patients import Luck, Traits, draw_luck, draw_traits
from corrin.simulate.policies import Fixed, policy
from corrin.simulate.run import live
from corrin.simulate.strangers import EVERY_WORLD, named
from corrin.simulate.worlds import Course, World


def few(
    world: str = "logistic", n: int = 6, days: int = 260, seed: int = 0
) -> tuple[World, Traits, Luck]:
    w = named(world)
    rng = np.random.default_rng(seed)
    return w, draw_traits(rng, n, w.habits), draw_luck(rng, n, days, w.habits)


def test_a_trial_can_be_repeated_and_written_down() -> None:
    made = [
        trial(["fixed-28", "return"], patients=4, years=0.7, seed=3, worlds=["logistic"])
        for _ in range(2)
    ]
    assert json.dumps(made[0].as_dict()) == json.dumps(made[1].as_dict())
    assert [row.policy for row in made[0].rows] == ["fixed-28", "return"]


def test_every_policy_lives_in_a_world() -> None:
    told: list[tuple[int, int]] = []
    result = trial(
        list(NAMES),
        patients=3,
        years=0.6,
        seed=1,
        worlds=["store"],
        progress=lambda done, of, what: told.append((done, of)),
    )
    assert len(result.rows) == len(NAMES) == told[-1][0] == told[-1][1]


def test_the_oracle_is_cheapest_among_its_own_plans() -> None:
    w, traits, luck = few()
    best, low = cheapest(w, traits, luck, days=260, start=28, count_from=100)
    assert (cost(best, 100) == low).all()


def test_two_policies_meet_the_same_luck() -> None:
    w, traits, luck = few()
    a = live(w, Fixed("fixed-28", 28), traits, luck, days=260)
    b = live(w, Fixed("fixed-28", 28), traits, luck, days=260)
    assert (a.given == b.given).all() and (a.sick == b.sick).all()


@pytest.mark.parametrize("world", [w.name for w in EVERY_WORLD])
def test_more_injections_never_make_more_sick_days_on_average(world: str) -> None:
    w, traits, luck = few(world, n=30)
    often = live(w, Fixed("a", 7), traits, luck, days=260)
    seldom = live(w, Fixed("b", 56), traits, luck, days=260)
    assert often.sick.sum() < seldom.sick.sum()


@pytest.mark.parametrize("world", ["logistic", "abrupt", "two clocks"])
def test_the_true_duration_is_when_one_point_has_come_back(world: str) -> None:
    w, traits, luck = few(world)
    course = Course(w, traits, luck, np.arange(6))
    lasts = course.lasts(0)
    course.scale[:] = course.typical(0)
    course.other[:] = course.scale * np.exp(w.second * (2 * traits.phase - 1))
    follows = traits.follows & (luck.flicker[:, 0] < w.flicker)
    assert (course.effect(lasts + 0.2, 0)[follows] >= 0.99).all()
    assert (course.effect(lasts * 0.97 - 0.2, 0)[follows] < 1.0).all()


def test_nobody_without_a_cycle_is_ever_sick_for_want_of_a_dose() -> None:
    w, traits, luck = few(n=40)
    track = live(w, Fixed("fixed-84", 84), traits, luck, days=260)
    assert not track.sick[~traits.follows].any()


@pytest.mark.parametrize(
    "bad", [{"patients": 0}, {"years": 0.2}, {"worlds": ["nowhere"]}, {"policies": ["guess"]}]
)
def test_a_trial_that_makes_no_sense_is_refused(bad: dict[str, Any]) -> None:
    asked: dict[str, Any] = {
        "policies": ["fixed-28"],
        "patients": 2,
        "years": 1.0,
        "seed": 0,
        **bad,
    }
    with pytest.raises(ValueError, match=r"met .*expected .*;"):
        trial(asked.pop("policies"), **asked)


def test_policies_know_their_names() -> None:
    assert {policy(name).name for name in NAMES if name != "oracle"} == set(NAMES) - {"oracle"}
