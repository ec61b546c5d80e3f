"""One threshold for "seen" and "probable", and what is said is shown with how often it errs."""

import json
from pathlib import Path

import pytest

from corrin.advice.link import FOLLOWS, PROBABLE, SEEN, UNRELATED, link
from corrin.knowledge import KnowledgeError, link_errors
from corrin.knowledge.simulated import errors_from

BENCH = Path(__file__).parents[2] / "bench" / "long" / "link.json"


@pytest.mark.parametrize(
    ("p_cycle", "seen", "said"),
    [
        (0.0, False, "unrelated"),
        (UNRELATED, False, "cannot_tell"),
        (0.5, True, "cannot_tell"),
        (FOLLOWS, False, "cannot_tell"),
        (FOLLOWS, True, "follows"),
    ],
)
def test_cannot_tell_lies_between_and_is_never_does_not(
    p_cycle: float, seen: bool, said: str
) -> None:
    assert link(p_cycle, seen) == said
    assert UNRELATED < PROBABLE < SEEN


def test_the_shown_error_rates_are_those_of_the_committed_run() -> None:
    run = json.loads(BENCH.read_text(encoding="utf-8"))
    counts, shown = run["said"]["all worlds"], link_errors()
    assert run["command"] == shown.made_by
    for group, said in (
        ("return", shown.returning),
        ("well", shown.well),
        ("unrelated", shown.unrelated),
    ):
        of = sum(counts[group].values())
        assert said.diaries == of >= 200
        for answer, number in counts[group].items():
            assert getattr(said, answer) == pytest.approx(number / of, abs=1e-4)


def test_shares_that_do_not_add_up_are_refused() -> None:
    good = {"diaries": 10, "follows": 0.5, "cannot_tell": 0.4, "unrelated": 0.1}
    table = {"made_by": "x", "return": good, "well": good, "unrelated": {**good, "follows": 0.9}}
    with pytest.raises(KnowledgeError, match="unrelated: shares add up"):
        errors_from(table)
