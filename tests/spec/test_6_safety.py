"""Safety, one rule at a time"""

from tests.spec.case import Case


def test_palpitations_in_the_first_days_of_treating_anaemia_are_for_today(case: Case) -> None:
    case(
        """
        2026-02-27 lab hb 82 g/L
        2026-02-27 gave hydroxocobalamin 1000 ug im
        2026-03-01 symptom palpitations 6
        """,
        on="2026-03-02",
        country="dk",
        says="same_day_emergency\nmonitor_potassium",
    )


def test_new_confusion_is_never_put_down_to_b12_alone(case: Case) -> None:
    case(
        """
        2026-02-28 symptom confusion 6 worse
        2026-03-02 lab b12_total 120 ng/L
        """,
        on="2026-03-02",
        says="same_day_emergency\nlook_for_other_cause",
    )


def test_nerves_that_get_worse_on_tablets_go_to_neurology_early_in_the_course_too(
    case: Case,
) -> None:
    case(
        """
        2026-01-20 symptom numbness 6 worse
        2026-03-02 sign stocking_sensory_loss
        2026-02-01 gave cyanocobalamin 1000 ug oral every 1 days until 2026-03-02
        """,
        on="2026-03-02",
        country="nl",
        says="refer_neurology_urgent",
    )


def test_a_babys_product_may_hold_benzyl_alcohol(case: Case) -> None:
    case("undated born 5 months", on="2026-03-02", says="label_warning benzyl_alcohol")


def test_an_antibody_makes_a_normal_b12_worthless(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 400 ng/L
        2026-03-02 lab if_antibody positive
        """,
        on="2026-03-02",
        says="lab_false_normal_possible",
    )


def test_nerve_signs_make_a_normal_b12_doubtful(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 400 ng/L
        2026-03-02 sign stocking_sensory_loss
        """,
        on="2026-03-02",
        says="lab_false_normal_possible\ncheck_mma_or_hcy",
    )


def test_total_and_active_b12_that_disagree_are_told_apart(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 310 pmol/L
        2026-03-02 lab holotc 15 pmol/L
        """,
        on="2026-03-02",
        country="nl",
        says="data_conflict b12_total holotc\nlab_false_normal_possible\nresult_class deficient",
    )


def test_a_medicine_that_lowers_b12_is_reviewed(case: Case) -> None:
    case(
        """
        2016-01-01 medicine ppi
        2026-03-02 lab b12_total 150 ng/L
        2026-01-01 symptom fatigue 5
        """,
        on="2026-03-02",
        says="review_medicine ppi",
    )


def test_two_births_and_a_result_ahead_are_asked_about(case: Case) -> None:
    case(
        """
        undated born 1970-01-01
        undated born 1971-01-01
        2026-03-09 lab b12_total 120 ng/L
        """,
        on="2026-03-02",
        says="data_conflict labs b12_total age",
        never="start_injections_now",
    )


def test_a_plan_without_injection_dates_says_nothing_of_an_interval(case: Case) -> None:
    case(
        "2026-01-01 plan every 56 days",
        on="2026-03-02",
        says="not_enough_data injections treatment",
        never="keep_interval",
    )


def test_in_pregnancy_with_nerve_signs_denmark_refers_and_gives_no_schedule(case: Case) -> None:
    case(
        """
        2026-03-02 pregnancy pregnant 20 weeks
        2026-03-02 lab b12_total 80 pmol/L
        2026-02-01 symptom numbness 6 worse
        """,
        on="2026-03-02",
        country="dk",
        says="out_of_scope_pregnancy_refer",
        never="loading_series\nstart_injections_now\noral_acceptable",
    )
