"""What does not follow the injections must not drive them up."""

from __future__ import annotations

import numpy as np
import pytest

from corrin.response import Diary, learn, propose, propose_many, rails, rows
from corrin.response.evidence import alike, gather
from corrin.response.rows import read
from corrin.response.trial_of_shorter import shorter_cycles

from .diaries import diary


def wandering(seed: int, linger: float = 0.8) -> Diary:
    """Eight cycles of 28 days in which a score wanders by itself."""
    rng = np.random.default_rng(seed)
    days = 28 * 7 + 6
    slow = np.zeros(days)
    for t in range(1, days):
        slow[t] = linger * slow[t - 1] + 1.3 * np.sqrt(1 - linger**2) * rng.standard_normal()
    score = np.clip(np.round(3 + slow + 0.7 * rng.standard_normal(days)), 0, 10)
    score[rng.random(days) < 0.2] = np.nan
    return Diary(score, range(-56, days, 28), planned=np.full(days, 28.0))


def test_a_wandering_score_is_hardly_ever_read_as_wearing_off() -> None:
    made = [wandering(seed) for seed in range(24)]
    answers = propose_many(made, today=28 * 7 + 5, current=28)
    assert sum(a.reason in ("shorten", "due_now") for a in answers) <= 2


def test_an_illness_nobody_marked_hardly_moves_the_belief() -> None:
    d, today = diary(cycles=5, noise=1.0, seed=3)
    ill = d.score.copy()
    ill[28 * 3 + 12 : 28 * 3 + 19] += 5
    spoilt = Diary(np.clip(ill, 0, 10), d.given, planned=d.told)
    moved = learn(spoilt, today=today).p_return(28) - learn(d, today=today).p_return(28)
    assert abs(moved) < 0.1


def test_a_cycle_rougher_than_noise_says_less_and_the_others_as_much() -> None:
    d, today = diary(cycles=4, noise=1.0, seed=3)
    ill = d.score.copy()
    ill[28 + 12 : 28 + 19] += 5
    calm, rough = (
        gather([read(Diary(np.clip(s, 0, 10), d.given, planned=d.told), today)])
        for s in (d.score, ill)
    )
    share = rough.xx[0, :4, 0, 0] / calm.xx[0, :4, 0, 0]  # the second was rough
    assert share[1] < 0.8 * share[[0, 2, 3]].min()


def test_a_rhythm_in_step_with_the_injections_is_known_by_its_length() -> None:
    length = np.array([[28.0, 28.0, 28.0, 5.0], [14.0, 14.0, 14.0, 5.0], [28.0, 28.0, 14.0, 5.0]])
    told = alike(np.full(3, 28.0), length)
    assert told[0] == 1.0 and told[1] == 0.0 and told[2] == pytest.approx(56 / 70)


def test_a_return_that_is_less_likely_than_not_never_shortens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    d, today = diary(lasts=18, cycles=4)
    assert propose(d, today=today, current=28).reason == "shorten"
    monkeypatch.setattr(rails, "LIKELY", (1.1, 1.2))
    assert propose(d, today=today, current=28).interval is None


def test_who_is_well_on_short_intervals_is_tried_on_a_longer_one() -> None:
    d, today = diary(interval=10, cycles=16, noise=1.0, seed=2)
    belief = learn(d, today=today)
    slips = rows.read(d, today).slips
    assert belief.worth_trying(10, 12, slips) > 3  # well for sixteen cycles, and nothing known
    d, today = diary(interval=28, cycles=8, lasts=24, noise=0.5, seed=2)
    assert learn(d, today=today).worth_trying(22, 26, slips) < 1  # it is known when it ends


def test_no_help_proves_nothing_where_symptoms_are_likely_back_even_sooner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    d, today = wears_off_soon()
    assert shorter_cycles(rows.read(d, today)).useless > 0.9  # as bad on 14 days as on 28
    assert learn(d, today=today).p_return(14) > 0.9
    assert propose(d, today=today, current=14).reason in ("shorten", "due_now")
    monkeypatch.setattr(rails, "STILL_LONG", (1.1, 1.2))
    assert propose(d, today=today, current=14).reason == "review"


def wears_off_soon() -> tuple[Diary, int]:
    """Four cycles of 28 days and four of 14, symptoms back after three: better by little."""
    given = (-56, -28, 0, 28, 56, 84, 112, 126, 140, 154, 168)
    rng = np.random.default_rng(5)
    day = np.arange(169)
    since = day - np.array([max(g for g in given if g <= t) for t in day])
    score = 1 + 3.0 * (since >= 3) + 0.8 * rng.standard_normal(len(day)) + 0.5 * (day >= 112)
    told = np.where(day < 112, 28.0, 14.0)
    return Diary(np.clip(np.round(score), 0, 10), given, planned=told), 168
