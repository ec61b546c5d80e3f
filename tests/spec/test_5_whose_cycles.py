"""Memory, doses half known, a changed preparation, an old or weekly diary"""

from datetime import date, timedelta

from tests.spec.case import Case
from tests.spec.test_3_interval import CALM, RETURNS

BAND = CALM.format(band="28 56")


def test_what_is_remembered_makes_a_step_longer_smaller(case: Case) -> None:
    case(
        BAND + "2025-02-03 remembered well 24 days\n2025-03-03 remembered well 25 days\n",
        on="2026-03-10",
        ask="next_interval",
        says="may_extend_slowly 2",
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


def weekly(first: str, weeks: int, *scores: float) -> str:
    """Fatigue once a week, the scores taken in turn."""
    begun = date.fromisoformat(first)
    days = (begun + timedelta(days=7 * n) for n in range(weeks))
    return "".join(f"{day} felt fatigue {scores[n % len(scores)]}\n" for n, day in enumerate(days))


TABLETS = """
2025-01-01 condition b12_deficiency_diet
2025-06-01 gave cyanocobalamin 1000 ug oral every 1 days until 2026-03-01
"""


def test_a_weekly_diary_is_enough_to_see_a_plateau(case: Case) -> None:
    case(
        TABLETS + weekly("2025-09-01", 26, 3, 2, 3, 3),
        on="2026-03-01",
        ask="review",
        says="recovery_check plateau",
    )


def test_five_weekly_scores_are_too_few_to_see_a_trend(case: Case) -> None:
    case(
        TABLETS + weekly("2026-01-25", 5, 3),
        on="2026-03-01",
        ask="review",
        never="recovery_check plateau\nrecovery_check improving",
    )


def test_scores_older_than_three_weeks_propose_nothing(case: Case) -> None:
    case(
        BAND.replace("until 2026-03-02", "until 2026-04-27"),
        on="2026-05-05",
        ask="next_interval",
        says="not_enough_data diary\nkeep_interval 2026-05-25",
        never="may_extend_slowly\nshorten_interval",
    )


DENSE = """
2026-01-02 condition neurological_involvement_at_diagnosis
2026-01-05 gave hydroxocobalamin 1000 ug im every {step} days until {last}
2026-01-05 plan every {step} days band 2 14 signed "Dr A"
""" + "".join(
    f"{date(2026, 1, 5) + timedelta(days=n)} felt fatigue {2 + n % 2}\n" for n in range(140)
)


def test_without_further_improvement_a_dense_course_is_left_one_step_at_a_time(case: Case) -> None:
    every_second = DENSE.format(step=2, last="2026-05-23")
    case(every_second, on="2026-05-24", ask="review", says="slow_way_out 3 4")
    every_third = DENSE.format(step=3, last="2026-05-22")
    case(every_third, on="2026-05-24", ask="review", says="slow_way_out 4 5")


def test_the_next_step_out_waits_four_weeks_at_this_one(case: Case) -> None:
    just_begun = DENSE.format(step=2, last="2026-05-10").replace(
        'plan every 2 days band 2 14 signed "Dr A"',
        "gave hydroxocobalamin 1000 ug im every 3 days until 2026-01-05",
    )
    case(
        just_begun
        + "2026-05-13 gave hydroxocobalamin 1000 ug im every 3 days until 2026-05-22\n"
        + '2026-05-10 plan every 3 days band 2 14 signed "Dr A"\n',
        on="2026-05-24",
        ask="review",
        never="slow_way_out 4 5\nslow_way_out 3 4",
    )


def test_a_dense_course_goes_on_while_improvement_does(case: Case) -> None:
    improving = DENSE.format(step=2, last="2026-05-23")
    for n in range(140):
        day = date(2026, 1, 5) + timedelta(days=n)
        improving = improving.replace(
            f"{day} felt fatigue {2 + n % 2}", f"{day} felt fatigue {9 - n // 20}"
        )
    case(
        improving,
        on="2026-05-24",
        ask="review",
        says="recovery_check improving",
        never="slow_way_out 3 4",
    )
