"""Results, and what not to measure"""

import pytest

from tests.spec.case import Case


@pytest.mark.parametrize(
    ("country", "result", "label"),
    [
        ("uk", "179 ng/L", "deficient"),
        ("uk", "180 ng/L", "indeterminate"),
        ("uk", "350 pg/mL", "indeterminate"),
        ("uk", "351 ng/L", "unlikely"),
        ("uk", "132 pmol/L", "deficient"),
        ("uk", "133 pmol/L", "indeterminate"),
        ("uk", "258 pmol/L", "indeterminate"),
        ("uk", "259 pmol/L", "unlikely"),
        ("dk", "124 pmol/L", "deficient"),
        ("dk", "125 pmol/L", "indeterminate"),
        ("dk", "250 pmol/L", "indeterminate"),
        ("dk", "251 pmol/L", "unlikely"),
        ("dk", "169 ng/L", "deficient"),
        ("dk", "170 ng/L", "indeterminate"),
        ("nl", "147 pmol/L", "deficient"),
        ("nl", "148 pmol/L", "indeterminate"),
        ("nl", "205 pg/mL", "indeterminate"),
    ],
)
def test_limits_belong_to_a_country_and_are_compared_in_the_unit_reported(
    case: Case, country: str, result: str, label: str
) -> None:
    case(
        f"2026-03-02 lab b12_total {result}",
        on="2026-03-02",
        country=country,
        says=f"result_class {label}",
    )


def test_the_british_limits_change_with_the_edition(case: Case) -> None:
    case("2024-03-05 lab b12_total 190 ng/L", on="2024-03-05", says="result_class deficient")
    case("2024-03-06 lab b12_total 190 ng/L", on="2024-03-06", says="result_class indeterminate")


def test_the_same_blood_in_another_country_is_shown_as_a_disagreement(case: Case) -> None:
    case(
        "2026-03-02 lab b12_total 140 pmol/L",
        on="2026-03-02",
        country="nl",
        says="result_class deficient\nconflict_shown thresholds",
    )


def test_serum_b12_on_injections_is_never_classed_and_not_to_be_measured(case: Case) -> None:
    case(
        """
        2023-01-10 condition pernicious_anaemia
        2025-01-06 gave hydroxocobalamin 1000 ug im every 56 days until 2026-02-02
        2026-03-01 lab b12_total > 1476 pmol/L
        """,
        on="2026-03-02",
        country="dk",
        says="do_not_measure_serum_b12\nconflict_shown serum_b12_monitoring",
        never="result_class\nhigh_b12_untreated_evaluate\ncheck_mma_or_hcy",
    )


def test_a_high_result_without_any_intake_is_looked_into(case: Case) -> None:
    for result, said in (("600 pmol/L", False), ("601 pmol/L", True), ("815 ng/L", True)):
        key = "high_b12_untreated_evaluate"
        case(
            f"2026-03-02 lab b12_total {result}",
            on="2026-03-02",
            country="dk",
            says=key if said else "",
            never="" if said else key,
        )


def test_a_raised_marker_cannot_be_read_without_the_kidneys(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 230 pmol/L
        2026-03-02 lab mma 0.45 umol/L ref 0 0.4
        2025-09-02 symptom memory_concentration 4
        """,
        on="2026-03-02",
        says="creatinine_needed_for_mma\nnot_enough_data creatinine",
        never="start_injections_now\noral_acceptable",
    )


def test_nitrous_oxide_makes_a_normal_result_worthless(case: Case) -> None:
    case(
        """
        2025-12-01 exposure nitrous_oxide_recreational until 2026-02-25
        2026-02-20 symptom numbness 6 worse
        2026-03-02 lab b12_total 900 pmol/L
        """,
        on="2026-03-02",
        says="""
        stop_nitrous_oxide
        lab_false_normal_possible
        check_mma_or_hcy
        treat_before_result
        """,
        never="high_b12_untreated_evaluate",
    )


def test_the_pill_can_make_b12_falsely_low(case: Case) -> None:
    case(
        """
        2024-01-01 medicine combined_oral_contraceptive
        2026-03-02 lab b12_total low
        2026-03-02 lab mma normal
        """,
        on="2026-03-02",
        country="dk",
        says="lab_false_low_possible",
        never="start_injections_now\nloading_series\noral_acceptable",
    )


def test_folic_acid_waits_for_b12(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 95 pmol/L
        2026-03-02 lab folate_serum low
        """,
        on="2026-03-02",
        country="dk",
        says="b12_before_folate 24",
    )


def test_severe_anaemia_means_potassium_is_watched(case: Case) -> None:
    case(
        """
        2026-03-02 lab hb 4.1 mmol/L
        2026-03-02 lab b12_total 60 pmol/L
        """,
        on="2026-03-02",
        country="nl",
        says="same_day_emergency\nmonitor_potassium\nstart_injections_now",
    )


def test_entries_that_contradict_each_other_are_asked_about(case: Case) -> None:
    case(
        "2026-04-02 lab b12_total 200 pmol/L",
        on="2026-03-02",
        country="dk",
        says="data_conflict labs b12_total",
        never="result_class",
    )
    case(
        "undated sex male\n2026-03-01 pregnancy pregnant",
        on="2026-03-02",
        says="data_conflict pregnancy",
    )
