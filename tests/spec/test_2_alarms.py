"""Alarms before arithmetic"""

from tests.spec.case import Case


def test_cord_signs_are_for_today_and_treatment_may_still_start(case: Case) -> None:
    case(
        """
        2026-03-02 lab b12_total 120 ng/L
        2025-12-01 symptom balance_gait 7 worse
        2026-03-02 sign romberg_positive
        """,
        on="2026-03-02",
        says="same_day_emergency\nstart_injections_now",
    )


def test_old_steady_signs_under_treatment_are_no_alarm(case: Case) -> None:
    case(
        """
        2024-01-10 condition pernicious_anaemia
        2024-01-01 symptom numbness 3 stable
        2024-01-10 sign loss_vibration
        2024-01-10 gave hydroxocobalamin 1000 ug im every 28 days until 2026-02-04
        """,
        on="2026-03-02",
        never="same_day_emergency",
        says="keep_interval 2026-03-04",
    )


def test_beside_an_alarm_no_interval_and_no_next_date_is_given(case: Case) -> None:
    case(
        """
        2024-01-10 condition pernicious_anaemia
        2026-02-20 symptom visual_loss 6 worse
        2024-01-10 gave hydroxocobalamin 1000 ug im every 28 days until 2026-02-09
        2024-01-10 plan every 28 days band 14 56 signed "Dr A"
        """,
        on="2026-03-02",
        says="same_day_emergency",
        never="keep_interval\nshorten_interval\nmay_extend_slowly",
    )


def test_new_nerve_complaints_on_treatment_go_to_neurology_and_no_interval_is_proposed(
    case: Case,
) -> None:
    case(
        """
        2024-01-10 condition pernicious_anaemia
        2026-01-20 symptom numbness 6 worse
        2024-01-10 gave hydroxocobalamin 1000 ug im every 56 days until 2026-01-25
        """,
        on="2026-03-02",
        says="refer_neurology_urgent\nlook_for_other_cause",
        never="keep_interval\nsame_day_emergency",
    )


def test_swelling_and_wheeze_after_a_dose_stop_the_product(case: Case) -> None:
    case(
        """
        2026-03-02 gave hydroxocobalamin 1000 ug im
        2026-03-02 symptom wheeze 7
        2026-03-02 symptom face_swelling 7
        2026-03-02 lab b12_total 100 ng/L
        """,
        on="2026-03-02",
        says="same_day_emergency\nallergy_stop_refer",
        never="start_injections_now\nearly_worsening_review\ngive_due_dose_now",
    )


def test_weakness_with_normal_sensation_is_routed_and_never_named(case: Case) -> None:
    case(
        """
        2025-10-01 symptom weakness_painless_progressive 6 worse
        2025-12-01 symptom fasciculations 4
        2026-03-02 sign sensation_normal
        2026-03-02 lab b12_total 120 ng/L
        """,
        on="2026-03-02",
        says="""
        refer_motor_neurone_picture
        refer_neurology_urgent
        insufficient_evidence_als
        """,
        never="alternate_day_until_plateau\nloading_series\nearly_worsening_review",
    )


def test_early_worsening_without_alarm_signs_is_looked_at_again_and_not_stopped(
    case: Case,
) -> None:
    case(
        """
        2026-02-20 condition pernicious_anaemia
        2026-01-01 symptom fatigue 7 worse
        2026-02-20 gave hydroxocobalamin 1000 ug im every 2 days until 2026-03-02
        """,
        on="2026-03-02",
        says="early_worsening_review\nclinical_review 1",
        never="same_day_emergency",
    )


def test_suicidal_thoughts_are_for_today_whatever_the_b12_is(case: Case) -> None:
    case(
        "2026-03-02 lab phq9_item9 1 {score}",
        on="2026-03-02",
        country="dk",
        says="same_day_emergency",
    )


def test_a_child_gets_no_plan_however_low_the_result(case: Case) -> None:
    case(
        """
        undated born 2012-06-01
        2026-03-02 lab b12_total 80 pmol/L
        2026-01-02 symptom fatigue 5
        """,
        on="2026-03-02",
        country="nl",
        says="out_of_scope_child",
        never="oral_acceptable\nloading_series\nstart_injections_now",
    )


def test_pregnancy_is_for_the_specialist_in_denmark_and_treated_in_britain(case: Case) -> None:
    diary = """
        undated diet vegan
        2026-03-02 pregnancy pregnant 12 weeks
        2026-03-02 lab holotc 30 pmol/L
        2026-02-02 symptom fatigue 4
        """
    case(
        diary,
        on="2026-03-02",
        country="dk",
        says="out_of_scope_pregnancy_refer",
        never="oral_acceptable",
    )
    case(diary, on="2026-03-02", says="oral_acceptable 1000\nclinical_review 1")


def test_leber_in_the_family_stops_every_plan(case: Case) -> None:
    case(
        """
        undated family leber
        2026-03-02 lab b12_total 90 pmol/L
        2026-01-02 symptom fatigue 5
        """,
        on="2026-03-02",
        country="dk",
        says="avoid_cyanocobalamin_leber\nconflict_shown leber",
        never="oral_acceptable\nloading_series\nstart_injections_now",
    )


def test_a_nearly_empty_record_raises_no_alarm(case: Case) -> None:
    for line in ("2026-01-05 gave hydroxocobalamin 1000 ug im", "2026-02-05 felt fatigue 5"):
        case(line, on="2026-03-02", never="same_day_emergency\nallergy_stop_refer")


def test_a_child_who_loses_skills_is_for_today_and_gets_no_course(case: Case) -> None:
    case(
        """
        undated born 10 months
        2026-02-10 symptom developmental_regression 8 worse
        2026-03-02 lab b12_total 136 pg/mL
        """,
        on="2026-03-02",
        says="same_day_emergency\nout_of_scope_child",
        never="clinical_review\ncheck_if_antibody\nconflict_shown loading_schedule",
    )


def test_everyday_words_for_nerve_complaints_raise_the_same_alarm(case: Case) -> None:
    for word in ("tingling", "prikken", "walking", "numb"):
        case(
            f"""
            2024-01-10 condition pernicious_anaemia
            2026-01-20 symptom {word} 6 worse
            2024-01-10 gave hydroxocobalamin 1000 ug im every 56 days until 2026-01-25
            """,
            on="2026-03-02",
            says="refer_neurology_urgent",
            never="keep_interval",
        )


def test_a_marked_complaint_that_cannot_be_read_is_asked_about(case: Case) -> None:
    case("2026-01-20 symptom wobblyness 7 worse", on="2026-03-02", says="not_enough_data symptoms")
