"""The interval, late and double doses, stopping"""

from tests.spec.case import Case

# Twelve-week cycles; weekly scores that rise in the last weeks before each injection.
RETURNS = """
2023-01-10 condition pernicious_anaemia
2024-12-02 gave hydroxocobalamin 1000 ug im every 84 days until 2026-01-26
2024-12-02 plan every 84 days band {band} signed "Dr A"
2026-03-20 symptom fatigue 6 returned
""" + "".join(
    f"{day} felt fatigue {score}\n"
    for day, score in (
        ("2025-08-18", 1),
        ("2025-08-25", 1),
        ("2025-09-08", 1),
        ("2025-09-22", 1),
        ("2025-10-13", 6),
        ("2025-10-20", 7),
        ("2025-10-27", 7),
        ("2025-11-10", 1),
        ("2025-11-24", 2),
        ("2025-12-08", 1),
        ("2025-12-22", 1),
        ("2026-01-05", 6),
        ("2026-01-12", 7),
        ("2026-01-19", 7),
        ("2026-02-09", 1),
        ("2026-03-01", 1),
        ("2026-03-15", 2),
        ("2026-03-24", 6),
        ("2026-03-28", 6),
    )
)
CALM = """
2023-01-10 condition pernicious_anaemia
2025-01-06 gave hydroxocobalamin 1000 ug im every 28 days until 2026-03-02
2025-01-06 plan every 28 days band {band} signed "Dr A"
""" + "".join(
    f"{year}-{month:02}-{day:02} felt fatigue 1\n"
    for year, month in ((2025, 9), (2025, 10), (2025, 11), (2025, 12), (2026, 1), (2026, 2))
    for day in range(1, 29)
)


def test_symptoms_back_before_both_last_doses_shorten_by_one_step_inside_the_band(
    case: Case,
) -> None:
    case(
        RETURNS.format(band="28 92"),
        on="2026-03-30",
        country="dk",
        ask="next_interval",
        says="shorten_interval 59\ndo_not_extend_while_symptomatic\ndo_not_measure_serum_b12",
        never="may_extend_slowly\nkeep_interval",
    )


def test_the_proposal_never_leaves_the_band(case: Case) -> None:
    case(
        RETURNS.format(band="77 92"),
        on="2026-03-30",
        country="dk",
        ask="next_interval",
        says="shorten_interval 77",
    )


def test_at_the_end_of_the_band_the_question_goes_to_the_clinician_without_a_number(
    case: Case,
) -> None:
    case(
        RETURNS.format(band="84 92"),
        on="2026-03-30",
        country="dk",
        ask="next_interval",
        says="ask_clinician_outside_label\nkeep_interval 2026-04-20\nclinical_review 1",
        never="shorten_interval",
    )


def test_two_calm_cycles_allow_one_small_step(case: Case) -> None:
    case(
        CALM.format(band="28 56"),
        on="2026-03-10",
        ask="next_interval",
        says="may_extend_slowly 5\ndo_not_stop_irreversible_cause",
        never="shorten_interval\nkeep_interval",
    )


def test_without_room_in_the_band_a_calm_interval_is_kept(case: Case) -> None:
    case(
        CALM.format(band="28 29"),
        on="2026-03-10",
        ask="next_interval",
        says="keep_interval 2026-03-30",
        never="may_extend_slowly",
    )


def test_no_diary_is_never_read_as_wellness(case: Case) -> None:
    case(
        """
        2023-01-10 condition pernicious_anaemia
        2025-01-06 gave hydroxocobalamin 1000 ug im every 28 days until 2026-03-02
        2025-01-06 plan every 28 days band 28 56 signed "Dr A"
        """,
        on="2026-03-10",
        ask="next_interval",
        says="not_enough_data diary symptoms\nkeep_interval 2026-03-30",
        never="may_extend_slowly",
    )


def test_a_late_dose_is_given_once(case: Case) -> None:
    case(
        """
        2020-01-10 condition pernicious_anaemia
        2025-11-03 gave hydroxocobalamin 1000 ug im
        2025-08-11 gave hydroxocobalamin 1000 ug im
        2025-08-11 plan every 84 days band 56 92 signed "Dr A"
        """,
        on="2026-03-23",
        ask="late_dose",
        says="give_due_dose_now\ndo_not_stop_irreversible_cause",
        never="stop_treatment",
    )


def test_a_plan_in_calendar_months_counts_months(case: Case) -> None:
    case(
        """
        2020-01-10 condition pernicious_anaemia
        2025-11-30 gave hydroxocobalamin 1000 ug im
        2025-08-30 gave hydroxocobalamin 1000 ug im
        2025-08-30 plan every 3 months band 56 92 signed "Dr A"
        """,
        on="2026-01-10",
        says="keep_interval 2026-02-28",
    )


def test_a_dose_dated_ahead_is_asked_about_and_lengthens_nothing(case: Case) -> None:
    case(
        CALM.format(band="28 56") + "2026-02-20 gave hydroxocobalamin 1000 ug im\n",
        on="2026-02-15",
        ask="next_interval",
        says="data_conflict injections treatment",
        never="may_extend_slowly",
    )


def test_a_gap_in_the_loading_course_is_asked_about(case: Case) -> None:
    case(
        """
        2026-03-07 condition pernicious_anaemia
        2026-03-09 gave hydroxocobalamin 1000 ug im
        2026-03-11 gave hydroxocobalamin 1000 ug im
        2026-03-14 gave hydroxocobalamin 1000 ug im
        """,
        on="2026-03-23",
        says="dose_event_query\ngive_due_dose_now",
    )


def test_a_settled_cause_may_end_treatment_when_asked_and_a_lasting_one_never(
    case: Case,
) -> None:
    tablets = "2025-01-01 gave cyanocobalamin 1000 ug oral every 1 days until 2026-03-01\n"
    gone = "2024-12-01 symptom fatigue 0 resolved\n"
    case(
        "2025-01-01 condition coeliac\n2025-09-01 condition coeliac_on_diet_stable\n"
        + tablets
        + gone,
        on="2026-03-02",
        ask="may_stop",
        says="may_stop_cause_resolved\nconflict_shown stopping",
    )
    case(
        "2025-01-01 condition total_gastrectomy\n" + tablets + gone,
        on="2026-03-02",
        ask="may_stop",
        says="do_not_stop_irreversible_cause",
        never="may_stop_cause_resolved\ntrial_stop_uncertain_diagnosis",
    )


def test_an_uncertain_diagnosis_is_tried_without_in_denmark_only(case: Case) -> None:
    diary = """
        2018-01-01 condition b12_treatment_without_documented_diagnosis
        2018-01-01 gave hydroxocobalamin 1000 ug im every 90 days until 2026-01-19
        """
    trial = "trial_stop_uncertain_diagnosis"
    case(diary, on="2026-03-02", country="dk", ask="may_stop", says=trial)
    case(diary, on="2026-03-02", country="uk", ask="may_stop", never=trial)
    case(diary, on="2026-03-02", country="dk", ask="assess", never=trial)


def test_a_calm_diary_is_not_lengthened_while_symptoms_are_told(case: Case) -> None:
    case(
        CALM.format(band="28 56") + "2026-02-01 symptom fatigue 6 worse\n",
        on="2026-03-10",
        ask="next_interval",
        says="keep_interval 2026-03-30\ndo_not_extend_while_symptomatic",
        never="may_extend_slowly",
    )
