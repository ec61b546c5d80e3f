"""Memory, doses half known, and a changed preparation"""

from tests.spec.case import Case
from tests.spec.test_3_interval import CALM, RETURNS

BAND = CALM.format(band="28 56")


def test_what_is_remembered_makes_a_step_longer_smaller(case: Case) -> None:
    case(
        BAND + "2025-02-03 remembered well 20 days\n2025-03-03 remembered well 21 days\n",
        on="2026-03-10",
        ask="next_interval",
        says="may_extend_slowly 3",
        never="may_extend_slowly 5",
    )


def test_what_is_remembered_never_makes_longer_whatever_it_says(case: Case) -> None:
    case(
        RETURNS.format(band="28 92") + "2024-12-02 remembered well 80 days\n",
        on="2026-03-30",
        country="dk",
        ask="next_interval",
        says="shorten_interval 59",
        never="may_extend_slowly",
    )


def test_memory_alone_is_not_a_diary(case: Case) -> None:
    case(
        """
        2023-01-10 condition pernicious_anaemia
        2025-01-06 gave hydroxocobalamin 1000 ug im every 28 days until 2026-03-02
        2025-01-06 plan every 28 days band 14 56 signed "Dr A"
        undated remembered well 2 weeks
        """,
        on="2026-03-10",
        ask="next_interval",
        says="not_enough_data diary symptoms\nkeep_interval 2026-03-30",
        never="shorten_interval\nmay_extend_slowly",
    )


def test_an_injection_given_elsewhere_is_asked_about_and_moves_no_interval(case: Case) -> None:
    case(
        BAND + "2026-02-16 elsewhere until 2026-02-20\n",
        on="2026-03-10",
        ask="next_interval",
        says="dose_event_query\nkeep_interval 2026-03-30",
        never="may_extend_slowly\nshorten_interval",
    )


def test_one_given_elsewhere_long_ago_only_costs_its_own_cycle(case: Case) -> None:
    case(
        BAND + "2025-11-12 elsewhere hydroxocobalamin\n",
        on="2026-03-10",
        ask="next_interval",
        says="may_extend_slowly 5",
        never="dose_event_query",
    )


def test_a_dose_without_the_name_of_its_drug_is_asked_about(case: Case) -> None:
    case(
        BAND.replace("until 2026-03-02", "until 2026-02-02")
        + "2026-03-02 gave b12_unspecified 1000 ug im\n",
        on="2026-03-10",
        ask="next_interval",
        says="dose_event_query\nkeep_interval 2026-03-30",
        never="may_extend_slowly",
    )


def test_another_drug_begins_a_new_regime_and_calm_cycles_before_it_lengthen_nothing(
    case: Case,
) -> None:
    case(
        BAND.replace("until 2026-03-02", "until 2026-01-05")
        + "2026-02-02 gave cyanocobalamin 1000 ug im\n2026-03-02 gave cyanocobalamin 1000 ug im\n",
        on="2026-03-10",
        ask="next_interval",
        says="keep_interval 2026-03-30",
        never="may_extend_slowly\nshorten_interval",
    )


def test_a_smaller_dose_begins_a_new_regime_too(case: Case) -> None:
    case(
        BAND.replace("until 2026-03-02", "until 2026-01-05")
        + "2026-02-02 gave hydroxocobalamin 500 ug im every 28 days until 2026-03-02\n",
        on="2026-03-10",
        ask="next_interval",
        says="keep_interval 2026-03-30",
        never="may_extend_slowly",
    )
