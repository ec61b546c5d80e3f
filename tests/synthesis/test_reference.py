"""Pooled numbers against R: metafor 3.8 to 1e-6, bayesmeta 3.4 to 0.003."""

import csv
from math import sqrt
from pathlib import Path

import pytest

from corrin.knowledge import load_library
from corrin.synthesis import (
    Effect,
    from_interval,
    pool,
    pooled_shared,
    posterior,
    risk_difference,
    risk_ratio,
    tau2_interval,
)
from corrin.synthesis.pooling import Method, Prediction, Test

DATA = Path(__file__).parents[1] / "data" / "evidence"
Table = dict[str, str]


def rows(name: str) -> list[Table]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ratios(name: str) -> list[Effect]:
    printed = ((float(r[key]) for key in ("hr", "lo", "hi")) for r in rows(name))
    return [from_interval("HR", *three) for three in printed]


BCG = [Effect("RR", float(r["yi"]), sqrt(float(r["vi"]))) for r in rows("benchmark_dat_bcg")]
SETS = {
    "bcg": BCG,
    "b12cancer": ratios("bvit_cancer_rct"),
    "als_kaji_two_doses_naive": ratios("als_hr_early"),
    "single_jetals": [from_interval("MD", 1.97, 0.44, 3.50)],
}
OB12 = ("ob12-8-pp", "ob12-8-itt", "ob12-52-pp", "ob12-52-itt")
METAFOR = rows("metafor_reference")
BAYESMETA = rows("bayesmeta_reference")
METHODS: dict[str, Method] = {"EE": "EE", "DL": "DL", "PM": "PM", "REML": "REML", "ML": "ML"}
TESTS: dict[str, Test] = {"z": "z", "knha": "knha", "adhoc": "adhoc"}
PREDICTIONS: dict[Prediction, str] = {"metafor": "pi_metafor", "hts": "pi_hts_k2", "k1": "pi_k1"}


def test_the_references_are_all_here() -> None:
    assert (len(METAFOR), len(BAYESMETA)) == (26, 6)


@pytest.mark.parametrize("row", METAFOR, ids=lambda r: f"{r['data']}-{r['method']}-{r['test']}")
def test_pooling_is_metafor_to_a_millionth(row: Table) -> None:
    found = pool(SETS[row["data"]], METHODS[row["method"]], TESTS[row["test"]])
    ours = {
        "k": found.k,
        "est": found.estimate,
        "se": found.se,
        "ci_lb": found.interval[0],
        "ci_ub": found.interval[1],
        "pval": found.p,
        "tau2": found.tau2,
        "I2": found.i2,
        "Q": found.q,
        "Qp": found.q_p,
    }
    for key, value in ours.items():
        assert value == pytest.approx(float(row[key]), abs=1e-6), key


@pytest.mark.parametrize(
    "row",
    [r for r in METAFOR if r["method"] != "EE"],
    ids=lambda r: f"{r['data']}-{r['method']}-{r['test']}",
)
@pytest.mark.parametrize("how", PREDICTIONS)
def test_each_convention_of_the_prediction_interval_is_metafors(
    row: Table, how: Prediction
) -> None:
    found = pool(SETS[row["data"]], METHODS[row["method"]], TESTS[row["test"]]).prediction(how)
    for edge, value in zip(("lb", "ub"), found, strict=True):
        assert value == pytest.approx(float(row[f"{PREDICTIONS[how]}_{edge}"]), abs=1e-6)


@pytest.mark.parametrize("row", BAYESMETA, ids=lambda r: f"{r['data']}-{r['scale']}")
def test_the_posterior_is_bayesmetas_to_three_thousandths(row: Table) -> None:
    found = posterior(SETS[row["data"]], float(row["scale"]))
    ours = {
        "mu_median": found.median,
        "mu_mean": found.mean,
        "mu_sd": found.sd,
        "mu_lo": found.interval[0],
        "mu_hi": found.interval[1],
        "tau_median": found.tau_median,
        "tau_mean": found.tau_mean,
        "tau_lo": found.tau_interval[0],
        "tau_hi": found.tau_interval[1],
        "pred_lo": found.prediction[0],
        "pred_hi": found.prediction[1],
        "p_mu_lt0": found.below_zero,
    }
    for key, value in ours.items():
        assert value == pytest.approx(float(row[key]), abs=0.003), key


def test_the_interval_of_the_heterogeneity_is_metafors() -> None:
    assert tau2_interval(BCG) == pytest.approx((0.11972, 1.11148), abs=5e-6)


def test_two_doses_with_one_control_group_are_no_two_studies() -> None:
    """Pooled naively they would look surer than they are."""
    early = SETS["als_kaji_two_doses_naive"]
    naive = pool(early, "EE")
    assert naive.estimate == pytest.approx(-0.5511971, abs=1e-6)
    assert naive.interval == pytest.approx((-0.9543534, -0.1480408), abs=1e-6)
    estimate, se, interval, q = pooled_shared(early, 0.5)
    assert (estimate, se, q) == pytest.approx((-0.5312189, 0.2502442, 0.7142), abs=5e-5)
    assert interval == pytest.approx((-1.0216884, -0.0407494), abs=1e-6)
    assert se > naive.se


@pytest.mark.parametrize(
    ("week", "analysis", "estimate", "se"),
    [
        (8, "per-protocol", -0.007123, 0.012916),
        (8, "ITT (missing=failure)", 0.047902, 0.030934),
        (52, "per-protocol", -0.063263, 0.028345),
        (52, "ITT (missing=failure)", -0.068482, 0.049900),
    ],
)
def test_the_shares_of_ob12_differ_as_r_says(
    week: int, analysis: str, estimate: float, se: float
) -> None:
    row = next(
        r
        for r in rows("ob12_events")
        if (int(r["timepoint_weeks"]), r["analysis"]) == (week, analysis)
    )
    events = int(row["oral_events"]), int(row["im_events"])
    found = risk_difference(events, (int(row["oral_n"]), int(row["im_n"])))
    assert (found.estimate, found.se) == pytest.approx((estimate, se), abs=1e-6)


def test_the_ratios_of_the_benchmark_follow_from_its_counts() -> None:
    for row, known in zip(rows("benchmark_dat_bcg"), BCG, strict=True):
        a, b, c, d = (int(row[key]) for key in ("tpos", "tneg", "cpos", "cneg"))
        found = risk_ratio((a, c), (a + b, c + d))
        assert (found.estimate, found.se) == pytest.approx((known.estimate, known.se), abs=1e-9)


def test_kuzminskis_standard_error_is_rebuilt_from_the_printed_interval() -> None:
    row = rows("kuzminski_md")[0]
    printed = (float(row[key]) for key in ("md", "lo", "hi"))
    assert from_interval("MD", *printed).se == pytest.approx(146.5843, abs=5e-5)


def test_the_trials_of_the_library_are_those_of_the_data_files() -> None:
    """To the digits that were printed: two papers round the difference of JETALS to 2.0."""
    shown = {t.id: t for each in load_library().analyses.values() for t in each.trials}
    data = [
        *zip(("e0302-25", "e0302-50"), rows("als_hr_early"), strict=True),
        *zip(("ebbing", "bproof", "wafacs"), rows("bvit_cancer_rct"), strict=True),
        ("kuzminski-b12", rows("kuzminski_md")[0]),
        ("jetals-16", rows("als_alsfrsr")[0]),
    ]
    for name, row in data:
        trial = shown[name]
        keys = (("hr", "md"), ("lo", "md_lo"), ("hi", "md_hi"))
        read = [float(next(row[key] for key in each if key in row)) for each in keys]
        assert [trial.estimate, trial.low, trial.high] == pytest.approx(
            [round(read[0], 1) if name == "jetals-16" else read[0], *read[1:]]
        ), name
    for name, row in zip(OB12, rows("ob12_events"), strict=True):
        assert shown[name].events == (int(row["oral_events"]), int(row["im_events"]))
        assert shown[name].n == (int(row["oral_n"]), int(row["im_n"]))
