"""`corrin simulate`: a table and a plot for people, strict JSON for machines."""

import json

import pytest

from corrin.cli import main

ASKED = ["simulate", "--patients", "2", "--years", "0.6", "--seed", "1", "--world", "logistic"]


def test_every_policy_has_a_row_in_table_and_plot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--policy", "fixed-28", "return", "oracle"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    for name in ("fixed-28", "return", "oracle"):
        assert sum(line.startswith(name) for line in lines) == 2
    assert "not of benefit to people" in said.out and said.err == ""
    assert max(map(len, lines)) <= 140


def test_the_json_is_strict_and_says_what_each_number_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(name: str) -> float:
        raise AssertionError(f"{name} is no JSON")

    assert main([*ASKED, "--policy", "fixed-28", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert found["each_score"] == ["mean", "low_95", "high_95", "patients"]
    (row,) = found["rows"]
    assert row["injections_unrelated"][3] + row["regret"][3] == 2
    assert found["seed"] == 1 and "simulated" in found["note"]


@pytest.mark.parametrize(
    "wrong", [["--policy", "nope"], ["--patients", "0"], ["--years", "0.2"], ["--world", "mars"]]
)
def test_a_trial_that_makes_no_sense_is_wrong_usage(wrong: list[str]) -> None:
    try:
        code = main(["simulate", "--policy", "fixed-28", *wrong])
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code == 2
