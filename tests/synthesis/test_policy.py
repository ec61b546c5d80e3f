"""What is pooled, what is not, and what holds of any pool."""

from dataclasses import replace
from math import exp, isnan, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.knowledge import Analysis, Seen, Trial, load_library
from corrin.synthesis import (
    Effect,
    Pooling,
    from_interval,
    mean_difference,
    odds_ratio,
    pool,
    posterior,
    risk_ratio,
    standardised,
    synthesise,
)
from corrin.synthesis.curves import chi2_above, t_quantile, t_two_sided

REAL = load_library().analyses


def trial(study: str, low: float = 0.8, high: float = 1.5, post_hoc: bool = False) -> Trial:
    return Trial(
        id=study,
        analysis="any",
        source="JP-JETALS-2022",
        study=study,
        label=study,
        post_hoc=post_hoc,
        n=(50, 50),
        events=None,
        means=None,
        estimate=sqrt(low * high),
        low=low,
        high=high,
        place="abstract",
        seen=Seen.ABSTRACT,
    )


def analysis(*trials: Trial, refused: str = "", measure: str = "HR") -> Analysis:
    return Analysis("any", measure, "", True, (0.5, 1, 2), trials, refused)


def several(k: int) -> Analysis:
    return analysis(*(trial(f"study {n}", 0.6 + 0.1 * n, 1.4 + 0.1 * n) for n in range(k)))


def test_nobody_has_tested_an_interval_and_nothing_is_drawn() -> None:
    found = synthesise(REAL["interval"])
    assert (found.pooling, found.reason, found.rows) == (Pooling.NONE, "nobody", ())


def test_one_study_gets_no_diamond() -> None:
    found = synthesise(REAL["als-function"])
    assert (found.pooling, found.pooled, found.bayes) == (Pooling.SINGLE, None, None)


def test_the_look_afterwards_with_its_shared_control_is_refused() -> None:
    found = synthesise(REAL["als-first-year"])
    assert (found.pooling, found.reason, found.pooled) == (Pooling.REFUSED, "post_hoc", None)
    undeclared = synthesise(replace(REAL["als-first-year"], refused=""))
    assert (undeclared.pooling, undeclared.reason) == (Pooling.REFUSED, "shared_study")


def test_tablets_and_injections_are_not_pooled() -> None:
    found = synthesise(REAL["tablets"])
    assert (found.pooling, found.reason, found.pooled) == (Pooling.REFUSED, "different_doses", None)
    assert len(found.rows) == 4


def test_the_cancer_trials_are_pooled_as_three_studies_are() -> None:
    found = synthesise(REAL["cancer"])
    assert found.pooling is Pooling.POOLED and found.pooled and found.bayes
    assert (found.pooled.test, found.prediction) == ("adhoc", None)
    assert [exp(x) for x in found.pooled.interval] == pytest.approx([0.817, 1.591], abs=0.001)
    assert [exp(x) for x in found.bayes.interval] == pytest.approx([0.808, 1.599], abs=0.002)
    assert sum(row.weight or 0 for row in found.rows) == pytest.approx(100)


@pytest.mark.parametrize(
    ("k", "pooling", "test", "predicted"),
    [
        (1, Pooling.SINGLE, None, False),
        (2, Pooling.TWO, None, False),
        (3, Pooling.POOLED, "adhoc", False),
        (4, Pooling.POOLED, "adhoc", False),
        (5, Pooling.POOLED, "knha", True),
    ],
)
def test_the_policy_follows_the_number_of_studies(
    k: int, pooling: Pooling, test: str | None, predicted: bool
) -> None:
    found = synthesise(several(k))
    assert found.pooling is pooling
    assert (found.pooled.test if found.pooled else None) == test
    assert (found.prediction is not None) == predicted
    assert (found.bayes is not None) == (k >= 2)


def test_what_was_found_afterwards_is_never_pooled_with_what_was_planned() -> None:
    mixed = analysis(trial("a"), trial("b"), trial("c", post_hoc=True))
    assert synthesise(mixed).reason == "post_hoc"


def test_one_study_with_two_papers_counts_once() -> None:
    assert synthesise(analysis(trial("a"), trial("b"), trial("a"))).reason == "shared_study"


EFFECTS = st.lists(
    st.builds(Effect, st.just("MD"), st.floats(-5, 5), st.floats(0.05, 3)), min_size=2, max_size=8
)


@settings(max_examples=30, deadline=None)
@given(EFFECTS, st.sampled_from(["EE", "DL", "PM", "REML", "ML"]))
def test_a_pool_lies_among_its_studies_and_moves_with_them(effects: list[Effect], how: str) -> None:
    found = pool(effects, how)  # type: ignore[arg-type]
    lowest, highest = min(e.estimate for e in effects), max(e.estimate for e in effects)
    assert lowest - 1e-9 <= found.estimate <= highest + 1e-9
    assert found.tau2 >= 0
    moved = pool([replace(e, estimate=e.estimate + 7) for e in effects], how)  # type: ignore[arg-type]
    assert moved.estimate == pytest.approx(found.estimate + 7, abs=1e-5)
    assert moved.interval[1] - moved.interval[0] == pytest.approx(
        found.interval[1] - found.interval[0], abs=1e-5
    )


@settings(max_examples=30, deadline=None)
@given(EFFECTS)
def test_the_modified_interval_is_never_narrower_than_walds(effects: list[Effect]) -> None:
    narrow, wide = (pool(effects, "REML", test) for test in ("z", "adhoc"))
    assert wide.se >= narrow.se - 1e-12
    assert wide.interval[0] <= narrow.interval[0] + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.floats(0.2, 3), st.floats(0.1, 2))
def test_studies_in_full_agreement_have_no_heterogeneity(estimate: float, se: float) -> None:
    found = pool([Effect("MD", estimate, se)] * 4, "REML")
    assert found.tau2 == 0
    assert found.se == pytest.approx(se / 2)


def test_one_effect_or_two_measures_are_not_pooled() -> None:
    with pytest.raises(ValueError, match="two or more"):
        pool([Effect("MD", 1, 1)])
    with pytest.raises(ValueError, match="one measure"):
        pool([Effect("MD", 1, 1), Effect("HR", 1, 1)])


def test_two_studies_have_no_prediction_by_the_convention_with_k_less_2() -> None:
    assert all(map(isnan, pool([Effect("MD", 1, 1), Effect("MD", 2, 1)]).prediction("hts")))


def test_a_vaguer_prior_gives_a_wider_posterior() -> None:
    effects = [from_interval("HR", 1.2, 0.9, 1.6), from_interval("HR", 0.8, 0.6, 1.1)]
    narrow, wide = posterior(effects, 0.25), posterior(effects, 1.0)
    assert wide.interval[1] - wide.interval[0] > narrow.interval[1] - narrow.interval[0]
    assert wide.tau_median > narrow.tau_median


def test_measures_by_hand() -> None:
    assert odds_ratio((10, 5), (30, 30)).estimate == pytest.approx(log(2.5))
    assert risk_ratio((10, 5), (30, 30)).estimate == pytest.approx(log(2))
    found = mean_difference((5, 3), (2, 2), (8, 8))
    assert (found.estimate, found.se) == pytest.approx((2, 1))
    g = standardised((5, 3), (2, 2), (8, 8))
    assert g.estimate == pytest.approx(1 - 3 / (4 * 14 - 1), abs=0.001)
    assert Effect("HR", log(2), 0.1).shown(log(3)) == pytest.approx(3)


@pytest.mark.parametrize(("estimate", "low", "high"), [(3, 1, 2), (1, -1, 2), (0.5, 0, 2)])
def test_an_estimate_outside_its_interval_or_a_ratio_below_zero_is_refused(
    estimate: float, low: float, high: float
) -> None:
    with pytest.raises(ValueError, match=r"lies outside|must be positive"):
        from_interval("HR", estimate, low, high)


def test_a_ratio_without_outcomes_is_refused() -> None:
    with pytest.raises(ValueError, match="outcomes in both groups"):
        risk_ratio((0, 3), (10, 10))


def test_the_curves_are_those_of_the_tables() -> None:
    assert t_quantile(0.975, 2) == pytest.approx(0.95 * sqrt(2 / (1 - 0.95**2)), abs=1e-10)
    assert t_quantile(0.975, 12) == pytest.approx(2.178812829663418, abs=1e-10)
    assert t_two_sided(4.302652729749464, 2) == pytest.approx(0.05)
    assert chi2_above(3.841458820694124, 1) == pytest.approx(0.05)
    assert chi2_above(0.5, 4) == pytest.approx(1.25 * exp(-0.25))
