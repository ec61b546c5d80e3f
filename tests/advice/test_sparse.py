"""Records that hold almost nothing: no alarm, no plan, and no fault of ours."""

from datetime import date

import pytest

from corrin.advice import RED_FLAGS, assess
from corrin.record import Record, read_notation
from corrin.terms import PLAN, Ask, Country, Lang, Reader
from corrin.words import as_text

ON = date(2026, 3, 2)
LINES = (
    "",
    "2026-01-05 gave hydroxocobalamin 1000 ug im",
    "2026-02-05 felt fatigue 5",
    "undated born 1970",
    "undated sex female",
    "2026-02-05 lab hb 120 g/L",
    "2026-02-05 symptom fatigue 5",
    "2026-01-05 condition pernicious_anaemia",
    '2026-01-05 plan every 56 days band 28 84 signed "Dr A"',
)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("country", list(Country))
def test_one_line_raises_no_alarm_and_starts_no_plan(line: str, country: Country) -> None:
    record = read_notation(line) if line else Record()
    for ask in Ask:
        found = assess(record, on=ON, country=country, ask=ask)
        assert not found.keys() & (RED_FLAGS | PLAN)
        for lang in Lang:
            assert as_text(found, lang, Reader.PATIENT)
