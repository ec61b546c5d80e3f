"""Starting treatment"""

from tests.spec.case import Case


def test_a_proven_lasting_cause_starts_with_dated_loading_injections_in_britain(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 150 ng/L
        2026-03-02 lab if_antibody positive
        2025-12-01 symptom fatigue 6
        """,
        on="2026-03-02",
        says="""
        start_injections_now
        loading_series 6
        loading_series 2 3
        injection_route_required
        maintenance_injections_lifelong 56 92
        do_not_stop_irreversible_cause
        """,
        never="oral_acceptable",
        dates="2026-03-02 2026-03-04 2026-03-06 2026-03-09 2026-03-11 2026-03-13",
    )


def test_loading_days_fall_on_the_days_the_clinic_is_open(case: Case) -> None:
    case(
        """
        2026-03-05 plan days mon,tue,wed,thu,fri
        2026-03-05 lab b12_total 90 pmol/L
        2026-01-05 symptom fatigue 6
        """,
        on="2026-03-05",
        country="dk",
        says="loading_series 5",
        dates="2026-03-05 2026-03-09 2026-03-11 2026-03-13 2026-03-16",
    )


def test_denmark_offers_tablets_and_five_injections_side_by_side(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 95 pmol/L
        2026-01-02 symptom fatigue 5
        """,
        on="2026-03-02",
        country="dk",
        says="""
        oral_acceptable 1000
        loading_series 5
        conflict_shown start_route
        """,
        never="injection_route_required",
    )


def test_the_netherlands_starts_with_tablets_where_nothing_is_severe(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 140 pmol/L
        2026-01-02 symptom fatigue 5
        """,
        on="2026-03-02",
        country="nl",
        says="oral_acceptable 1000",
        never="start_injections_now\nloading_series",
    )


def test_clear_nerve_involvement_means_alternate_days_in_britain(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 150 ng/L
        2025-12-01 symptom paraesthesia 6 worse
        2026-03-02 sign stocking_sensory_loss
        """,
        on="2026-03-02",
        says="""
        start_injections_now
        alternate_day_until_plateau
        slow_recovery_expected
        """,
        never="loading_series\noral_acceptable",
    )


def test_clear_nerve_involvement_means_one_or_two_a_week_in_the_netherlands(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 110 pmol/L
        2025-12-01 symptom paraesthesia 6 worse
        2026-03-02 sign stocking_sensory_loss
        """,
        on="2026-03-02",
        country="nl",
        says="neuro_course_weekly 3.5 7",
        never="alternate_day_until_plateau",
    )


def test_a_diet_without_b12_is_treated_with_small_tablets_in_britain(case: Case) -> None:
    case(
        """
        undated diet vegan
        2026-03-02 lab b12_total 150 ng/L
        2025-12-01 symptom fatigue 5
        """,
        on="2026-03-02",
        says="oral_acceptable 50",
        never="start_injections_now",
    )


def test_without_a_result_nothing_is_started_and_the_result_is_asked_for(case: Case) -> None:
    case(
        """
        undated diet vegan
        2025-12-01 symptom fatigue 5
        """,
        on="2026-03-02",
        says="first_test b12",
        never="start_injections_now\noral_acceptable\nloading_series",
        waits_for="result_class",
    )


def test_an_unstated_history_starts_no_plan(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 203
        2025-12-01 symptom fatigue 5
        """,
        on="2026-03-02",
        country="dk",
        says="unit_check",
        never="result_class\nloading_series\noral_acceptable",
    )


def test_nerve_signs_with_large_red_cells_are_treated_before_any_result(case: Case) -> None:
    case(
        """
        2026-03-02 lab mcv 112 fL
        2025-12-01 symptom numbness 6 worse
        2026-03-02 sign loss_vibration
        """,
        on="2026-03-02",
        says="""
        same_day_emergency
        start_injections_now
        treat_before_result
        check_mma_or_hcy
        """,
    )


def test_after_a_gastric_bypass_preventive_b12_is_advised_without_a_deficiency(case: Case) -> None:
    case(
        "2025-03-02 condition gastric_bypass",
        on="2026-03-02",
        says="prophylaxis_b12",
        never="start_injections_now",
    )


def test_tablets_that_fail_are_changed_to_injections(case: Case) -> None:
    case(
        """
        2025-10-01 symptom paraesthesia 6 stable
        2025-11-01 gave cyanocobalamin 1000 ug oral every 1 days until 2026-03-02
        """,
        on="2026-03-02",
        says="switch_oral_to_injection\ncheck_mma_or_hcy",
        never="oral_acceptable",
    )
