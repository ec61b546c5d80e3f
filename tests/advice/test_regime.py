"""Which cycles may be taken together."""

from datetime import date

from corrin.advice.diary import diary_of
from corrin.advice.regime import begun, clouded, switches
from corrin.record import read_notation
from corrin.situation import Reading, read

ON = date(2026, 6, 1)
HYDROXO = "gave hydroxocobalamin 1000 ug im"


def reading(*lines: str) -> Reading:
    return read(read_notation("\n".join(lines), on=ON), on=ON, thresholds=()).reading


def injected(*days: str, what: str = HYDROXO) -> tuple[str, ...]:
    return tuple(f"{day} {what}" for day in days)


def test_the_same_preparation_is_one_regime() -> None:
    same = reading(*injected("2026-01-05", "2026-02-02", "2026-02-02"))
    assert (same.changes, begun(same)) == ((), None)


def test_another_drug_dose_or_route_each_begins_a_regime() -> None:
    for other in ("cyanocobalamin 1000 ug im", "hydroxocobalamin 500 ug im", HYDROXO[5:-2] + "sc"):
        changed = reading(*injected("2026-01-05", "2026-02-02"), f"2026-03-02 gave {other}")
        assert begun(changed) == date(2026, 3, 2)


def test_a_drug_without_a_name_begins_none_and_clouds_its_own_cycle() -> None:
    unnamed = reading(
        *injected("2026-01-05", "2026-03-02"), "2026-02-02 gave b12_unspecified 1000 ug im"
    )
    assert begun(unnamed) is None
    assert clouded(unnamed) == ((date(2026, 2, 2), date(2026, 3, 1)),)


def test_where_no_drug_has_a_name_nothing_is_clouded() -> None:
    days = injected("2026-01-05", "2026-02-02", what="gave b12_unspecified 1000 ug im")
    assert clouded(reading(*days)) == ()


def test_a_dose_given_elsewhere_clouds_every_cycle_it_may_have_fallen_in() -> None:
    days = injected("2026-01-05", "2026-02-02", "2026-03-02", "2026-03-30")
    across = reading(*days, "2026-01-30 elsewhere until 2026-02-05")
    assert clouded(across) == ((date(2026, 1, 5), date(2026, 3, 1)),)
    running = reading(*days, "2026-05-01 elsewhere")
    assert clouded(running) == ((date(2026, 3, 30), ON),)


def test_scores_of_a_clouded_cycle_and_of_an_earlier_regime_are_kept_but_not_pooled() -> None:
    found = diary_of(
        reading(
            *injected("2026-01-05", "2026-02-02"),
            *injected("2026-03-02", "2026-03-30", "2026-04-27", what="gave mecobalamin 1 mg sc"),
            "2026-04-10 elsewhere",
            *(f"2026-0{month}-10 felt fatigue 3" for month in (1, 2, 3, 4, 5)),
        )
    )
    assert found is not None
    written = [found.on(int(d)) for d in (found.diary.score == 3).nonzero()[0]]
    pooled = [found.on(int(d)) for d in (found.pooled.score == 3).nonzero()[0]]
    assert [d.month for d in written] == [1, 2, 3, 4, 5]
    assert [d.month for d in pooled] == [3, 5]


def test_tablets_in_place_of_injections_are_a_switch_and_beside_them_are_none() -> None:
    tablets = "gave cyanocobalamin 1000 ug oral every 1 days until"
    after = reading(*injected("2026-01-05", "2026-01-12"), f"2026-02-01 {tablets} 2026-05-30")
    (switch,) = switches(after)
    assert (switch.on, switch.before[0].route, switch.after[0].route) == (
        date(2026, 2, 1),
        "im",
        "oral",
    )
    back = reading(f"2025-06-01 {tablets} 2025-12-30", *injected("2026-01-05", "2026-02-02"))
    assert [(s.on, s.after[0].route) for s in switches(back)] == [(date(2026, 1, 5), "im")]
    beside = reading(
        *injected("2026-01-05", "2026-02-02", "2026-03-02", "2026-05-30"),
        f"2026-02-01 {tablets} 2026-05-30",
    )
    assert switches(beside) == ()
