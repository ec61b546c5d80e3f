"""What is not known may hold advice back and is asked for; it never sets anything free."""

from datetime import date

import pytest

from corrin.advice import Assessment, assess
from corrin.record import read_notation

ON = date(2026, 3, 2)
WHOLE = """undated born 1970-05-04
undated sex female
undated pregnancy no
undated diet omnivore
undated none conditions
undated none medicines
undated none allergies
undated none exposures
undated none family_history
undated none signs
undated none treatments
2026-03-02 lab b12_total 90 pmol/L
2026-01-02 symptom fatigue 5
"""


def said(diary: str, country: str = "dk", ask: str = "assess") -> Assessment:
    return assess(read_notation(diary, on=ON), on=ON, country=country, ask=ask)


def without(word: str) -> str:
    return "\n".join(line for line in WHOLE.splitlines() if word not in line)


@pytest.mark.parametrize(
    ("word", "fact"),
    [
        ("born", "youngest_age"),
        ("pregnancy", "pregnant"),
        ("allergies", "cobalamin_allergy"),
        ("family_history", "leber"),
    ],
)
def test_a_course_waits_for_what_may_forbid_it_and_asks(word: str, fact: str) -> None:
    whole, less = said(WHOLE), said(without(word))
    assert {"loading_series", "oral_acceptable"} <= whole.keys()
    assert not less.keys() & {"loading_series", "oral_acceptable"}
    assert less.withheld["loading_series"] == "waiting"
    waits = {m.fact: m.keys for m in less.missing}
    assert "loading_series" in waits[fact]


def test_a_motor_neurone_picture_is_routed_though_no_diagnosis_is_stated() -> None:
    diary = "2025-10-01 symptom weakness_painless_progressive 6 worse"
    for country in ("dk", "uk", "nl"):
        assert said(diary, country).keys() >= {"refer_motor_neurone_picture"}


CALM = "".join(f"{day} felt fatigue 1\n" for day in ("2025-03-03", "2025-09-01", "2026-02-25"))
PLAN = """2024-01-01 gave hydroxocobalamin 1000 ug im every 28 days until 2026-02-23
2024-01-01 plan every 28 days band 14 60 signed "Dr A"
"""


def test_a_plan_in_force_is_said_while_facts_are_missing() -> None:
    found = said(CALM + PLAN, ask="next_interval")
    assert found.keys() >= {"keep_interval"}
    assert not found.keys() & {"may_extend_slowly", "shorten_interval"}
