"""The entries that facts rest on: the same, in the same order, however a record is kept."""

from datetime import date

from corrin.record import Entry, History, Record, Score
from corrin.situation import Fact, read

ON = date(2026, 3, 2)


def fact(name: str, *entries: Entry) -> Fact:
    return read(Record(entries), on=ON, thresholds=()).fact(name)


def scored(id: str, on: date, score: float = 3.0) -> Score:
    return Score(id=id, on=on, item="fatigue", score=score)


def test_a_diary_rests_on_its_last_day_whatever_it_is_called() -> None:
    days = scored("a", date(2026, 3, 1)), scored("b", date(2026, 2, 27))
    for told in (days, days[::-1]):
        assert fact("diary_kept", *told) == Fact(True, ("a",))
        assert fact("days_since_score", *told) == Fact(1.0, ("a",))


def test_a_score_off_the_scale_is_no_last_day() -> None:
    days = scored("a", date(2026, 2, 27)), scored("b", date(2026, 3, 1), score=12.0)
    assert fact("days_since_score", *days) == Fact(3.0, ("a",))


def test_conditions_are_named_in_one_order() -> None:
    told = (
        History(id="1", section="conditions", code="pernicious_anaemia"),
        History(id="2", section="conditions", code="atrophic_gastritis"),
        History(id="3", section="conditions", code="ileal_resection"),
    )
    for entries in (told, told[::-1], told[1:] + told[:1]):
        assert fact("irreversible_cause", *entries).because[:3] == ("2", "3", "1")
