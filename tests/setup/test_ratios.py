"""The page of ratios finds its figures in what the benches print."""

from pathlib import Path

from tools.ratios import RATIOS, page

BENCH = Path(__file__).parents[2] / "bench"


def test_every_figure_is_found_in_what_its_bench_last_printed() -> None:
    kept = {f"{f.stem}.py": f.read_text(encoding="utf-8") for f in BENCH.glob("*.txt")}
    printed = list(page(kept))
    assert not [line for line in printed if "not printed" in line]
    assert sum(ratio.bench in kept for ratio in RATIOS) >= 6
    assert {ratio.bench for ratio in RATIOS} <= {f.name for f in BENCH.glob("*.py")}


def test_a_figure_is_the_later_over_the_earlier_of_two() -> None:
    (_, line) = page({"keeping.py": "what pages read: read(days=…)    10.0      27.0    2.70\n"})
    assert line.split()[-2:] == ["2.70", "keeping.py"]


def test_what_is_no_longer_printed_is_told() -> None:
    (_, *lines) = page({"speed.py": "nothing of the kind\n"})
    assert [line.endswith("not printed   speed.py") for line in lines] == [True]


def test_growth_is_read_from_the_run_and_from_the_million() -> None:
    said = (
        "together       1,000 patients    250.1 us each\n1,000,000 patients:  140.2 us each, 1.0\n"
    )
    *_, one, two = page({"cohort.py": said})
    assert one.split() == ["1,000", "patients", "250.1"]
    assert two.split() == ["1,000,000", "patients", "140.2"]
