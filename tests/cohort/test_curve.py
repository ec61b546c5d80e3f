"""The duration curve: one number leaves each home, and the page says what they come to."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from corrin.cohort.curve import KIND, LEAST, Unheard, added_up, message, read_messages, write
from corrin.record import Administration, Record, Score
from corrin.response.sharing import CENTRES, said, shapes
from corrin.terms import Lang

FIRST = date(2025, 1, 1)
MOST_OFTEN = {5: 25.0}  # days that most who send this number have, by the measured table
NUMBER_ONLY = re.compile(r'\{"kind": "corrin-duration-1", "number": \d+, "epsilon": 4.0\}')


def wearing_off(lasts: int) -> Record:
    """A year of daily scores that rise some days after each injection, every eight weeks."""
    doses = [
        Administration(
            drug="hydroxocobalamin", dose_ug=1000.0, route="im", on=FIRST + timedelta(days=n)
        )
        for n in range(0, 400, 56)
    ]
    scores = [
        Score(item="fatigue", score=2.0 + 4.0 * (n % 56 > lasts), on=FIRST + timedelta(days=n))
        for n in range(400)
    ]
    return Record((*doses, *scores))


def sent(people: int, around: int = 5, epsilon: float = 4.0) -> list[dict[str, object]]:
    """Messages of people most of whose injections last about as long as one shape."""
    rng = np.random.default_rng(1)
    numbers = rng.choice([around - 1, around, around + 1, len(shapes()) - 2], people)
    told = [said(int(n), epsilon, rng) for n in numbers]
    return [{"kind": KIND, "number": n, "epsilon": epsilon} for n in told]


def test_the_message_of_a_diary_is_one_number_near_its_duration() -> None:
    rng = np.random.default_rng(2)
    on = FIRST + timedelta(days=399)
    told = message(wearing_off(20), on=on, epsilon=20.0, rng=rng)
    assert 14 < CENTRES[told["number"]] < 29


def test_nothing_but_the_number_leaves() -> None:
    on, rng = FIRST + timedelta(days=399), np.random.default_rng(3)
    for record in (wearing_off(20), Record(())):
        told = json.dumps(message(record, on=on, epsilon=4.0, rng=rng))
        assert NUMBER_ONLY.fullmatch(told)


def test_the_curve_of_many_falls_through_a_half_at_their_median() -> None:
    found = added_up(sent(600))
    low, middle, high = found.median
    assert low < MOST_OFTEN[5] < high
    assert found.lasts[round(middle) - 1] == pytest.approx(0.5, abs=0.03)
    assert (found.low <= found.lasts).all() and (found.lasts <= found.high).all()
    assert (np.diff(found.lasts) <= 0).all()


def test_too_few_messages_and_mixed_ones_are_refused() -> None:
    with pytest.raises(Unheard, match=f"expected {LEAST} or more"):
        added_up(sent(LEAST - 1))
    with pytest.raises(Unheard, match="different epsilon"):
        added_up(sent(LEAST) + sent(1, epsilon=2.0))


def test_a_file_that_is_no_message_is_named(tmp_path: Path) -> None:
    (tmp_path / "diary.json").write_text('{"diary": "fatigue 7"}', encoding="utf-8")
    with pytest.raises(Unheard, match=r"diary\.json: met something else"):
        read_messages(tmp_path)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_page_says_what_it_shows_and_what_not(tmp_path: Path, lang: Lang) -> None:
    page = write(added_up(sent(300)), tmp_path, lang).read_text(encoding="utf-8")
    assert page.count("<h2>") == 4 and "<svg" in page and "{" not in page.split("</style>")[1]
    prior = json.loads((tmp_path / "prior.json").read_text(encoding="utf-8"))
    assert prior["people"] == 300 and 5 < prior["median_days"] < 60
