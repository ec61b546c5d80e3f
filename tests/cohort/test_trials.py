"""Trials of policies on the runner of cohorts: the same lives whoever lives them."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from corrin.cli import main
from corrin.cohort import engines, trials
from corrin.cohort.run import work
from corrin.cohort.trials import Block, blocks, costs, lived, means

POLICIES = ("fixed-56", "quarter")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "A_BLOCK", 6)


def plan(patients: int = 12) -> list[Block]:
    return blocks(["logistic", "abrupt"], POLICIES, patients=patients, years=0.8, seed=4)


def rows_of(block: Block) -> list[dict[str, object]]:
    return [row for _, lives in lived(block) for row in lives.to_pylist()]


def test_every_patient_lives_under_every_policy_and_one_block_at_a_time(tmp_path: Path) -> None:
    done = work(plan(), tmp_path, {}, engines.serial)
    rows = pq.read_table(tmp_path).to_pylist()
    assert done["answered"] == len(rows) == 12 * 2 * len(POLICIES)
    assert len({(r["world"], r["policy"], r["patient"]) for r in rows}) == len(rows)
    told = [r for r in rows if r["world"] == "logistic" and r["patient"] >= 6]
    assert rows_of(plan()[1]) == told


def test_a_patient_is_the_same_among_more(tmp_path: Path) -> None:
    few, many = (rows_of(one[0]) for one in (plan(4), plan(12)))
    assert few == [r for r in many if int(str(r["patient"])) < 4]


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    first = plan()[0].done(str(tmp_path))
    touched = (tmp_path / first.file).stat().st_mtime_ns
    assert plan()[0].done(str(tmp_path)) == first
    assert (tmp_path / first.file).stat().st_mtime_ns == touched


def test_means_are_of_those_whose_symptoms_follow(tmp_path: Path) -> None:
    done = work(plan(), tmp_path, {}, engines.serial)
    found = means(tmp_path, [shard["file"] for shard in done["shards"]])
    rows = pq.read_table(tmp_path).to_pylist()
    assert [(one.world, one.policy) for one in found] == [
        (world, policy) for world in ("abrupt", "logistic") for policy in POLICIES
    ]
    own = [r["regret"] for r in rows if (r["world"], r["policy"]) == ("logistic", "quarter")]
    follows = [r["follows"] for r in rows if (r["world"], r["policy"]) == ("logistic", "quarter")]
    assert found[-1].regret == pytest.approx(np.mean(np.array(own)[follows]))


def test_the_plan_states_the_cost_of_a_million_for_each_policy() -> None:
    told = list(costs(plan()[:1]))
    assert [(world, policy) for world, policy, _ in told] == [
        ("logistic", name) for name in ("oracle", *POLICIES)
    ]
    assert all(seconds >= 0 for *_, seconds in told) and told[0][2] > 0


def test_lives_whose_cost_was_measured_are_not_lived_again(tmp_path: Path) -> None:
    alone, told = tmp_path / "alone", tmp_path / "told"
    assert len(list(costs(plan(), str(told)))) == 2 * len(("oracle", *POLICIES))
    assert {f.name for f in told.iterdir()} == {Path(b.file("")).name for b in plan()[::2]}
    assert not list(costs(plan(), str(told)))
    work(plan(), alone, {}, engines.serial)
    for file in told.iterdir():
        assert file.read_bytes() == (alone / file.name).read_bytes()


def test_the_command_runs_a_trial_and_refuses_a_short_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["cohort", "trial", str(tmp_path), "--patients", "4", "--policy", "fixed-56"]
    assert main([*words, "--years", "0.8", "--workers", "1"]) == 0
    said = capsys.readouterr().out
    assert "fixed-56" in said and "CPU hours a million patients" in said
    for wrong, said in (
        (["--years", "0.1"], "more than 180 days"),
        (["--policy", "hope"], "'hope'"),
        (["--world", "narnia"], "'narnia'"),
    ):
        assert main([*words, *wrong]) == 2
        assert said in capsys.readouterr().err
