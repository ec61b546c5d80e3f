"""`--prior`: the population's durations in place of ours, wherever a diary is learned from."""

import json
from pathlib import Path

import pytest

from corrin.cli import main

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
TOLD = json.loads((FOLDER / "courses-open.jsonl").read_text(encoding="utf-8").splitlines()[0])
TOLD["record"]["diary"] = TOLD["record"]["diary"][:80]  # so few that the prior counts
COURSE = json.dumps(TOLD)


def prior(folder: Path, **told: object) -> Path:
    """A file as `corrin cohort curve` writes it."""
    usual = {"median_days": 28.0, "log_sd": 1.1, "share_with_cycle": 0.875}
    file = folder / "prior.json"
    file.write_text(json.dumps(usual | {"people": 500, "epsilon": 4.0} | told), encoding="utf-8")
    return file


def advised(folder: Path, capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    file = folder / "course.json"
    file.write_text(COURSE, encoding="utf-8")
    assert main(["advise", str(file), "--format", "json", *map(str, words)]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_prior_moves_what_the_diary_says_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = advised(tmp_path, capsys)
    theirs = advised(tmp_path, capsys, "--prior", prior(tmp_path, median_days=9.5, log_sd=0.3))
    one, two = ours["proposal"], theirs["proposal"]
    assert isinstance(one, dict) and isinstance(two, dict)
    assert two["lasts_days"][1] < one["lasts_days"][1]
    assert "prior" not in str(ours["engine"])
    assert str(theirs["engine"]).endswith(", prior 9.5 days, log-SD 0.3, cycle 0.875")


def test_the_usual_prior_in_a_file_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert advised(tmp_path, capsys) == advised(tmp_path, capsys, "--prior", prior(tmp_path))


def test_the_page_takes_it_too(tmp_path: Path) -> None:
    file, pages = tmp_path / "course.json", []
    file.write_text(COURSE, encoding="utf-8")
    for words in ([], ["--prior", str(prior(tmp_path, median_days=9.5, log_sd=0.3))]):
        out = tmp_path / "page.svg"
        assert main(["profile", str(file), "--out", str(out), *words]) == 0
        pages.append(out.read_text(encoding="utf-8"))
    assert pages[0] != pages[1]


@pytest.mark.parametrize(
    ("told", "met"),
    [
        ({"median_days": -4}, "a median of -4"),
        ({"log_sd": None}, "NoneType"),
        ({"share_with_cycle": 1.5}, "a cycle of 1.5"),
    ],
)
def test_a_file_that_is_no_prior_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: dict[str, object], met: str
) -> None:
    course, file = tmp_path / "course.json", prior(tmp_path, **told)
    course.write_text(COURSE, encoding="utf-8")
    assert main(["advise", str(course), "--prior", str(file)]) == 2
    said = capsys.readouterr().err
    assert met in said and "corrin cohort curve" in said
    assert main(["advise", str(course), "--prior", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
