"""What the page does not say: a bound beside a rise, a return from one end of a cycle only."""

from collections.abc import Iterable
from datetime import timedelta

from corrin.advice.profile import Profile
from corrin.figures import summary, talk
from corrin.figures.strips import back_word
from tests.figures.courses import EVERY_WORDS, ON, calm, course

PLAN = {"interval_days": 42, "band_days": [14, 84], "signed_by_clinician": True}


def late_return(day: int) -> float:
    """Four days of symptoms before each injection every 42 days."""
    return calm(day) + 4.0 * (day % 42 >= 38)


def said(profile: Profile) -> list[dict[str, str]]:
    return [dict(talk.sentences(profile, words)) for words in EVERY_WORDS]


def notes(days: Iterable[int], of: int) -> list[dict[str, object]]:
    first = ON - timedelta(days=of)
    return [
        {"date": (first + timedelta(days=n)).isoformat(), "scores": {"fatigue": 3 + n % 3}}
        for n in days
    ]


def test_who_is_worse_before_each_injection_reads_no_bound_and_no_longer_interval() -> None:
    profile = course(9, late_return, every=42, care_plan=PLAN)
    assert profile.lasting.kind == "not_enough_data"
    assert profile.next is not None
    assert profile.next.interval is None


def test_it_is_said_what_cannot_be_told_and_what_would_tell() -> None:
    profile = course(9, late_return, every=42, care_plan=PLAN)
    for words, told in zip(EVERY_WORDS, said(profile), strict=True):
        assert words.say("unknown_rises") in told[words.say("talk_lasts")]
        assert words.say("why_rises") in told[words.say("talk_next")]
        assert told[words.say("talk_change")] == words.say("change_rises")


def test_ten_notes_at_the_end_of_one_cycle_show_neither_a_return_nor_none() -> None:
    profile = course(1, every=56, diary=notes(range(46, 56), of=56))
    assert profile.lasting.kind == "not_enough_data"
    assert all(cycle.back is None and not cycle.probable for cycle in profile.cycles)
    for words, told in zip(EVERY_WORDS, said(profile), strict=True):
        assert words.say("seen_nothing") in told[words.say("talk_seen")]


def test_tablets_have_no_interval_and_the_page_says_so() -> None:
    pill = {"drug": "cyanocobalamin", "dose_ug": 1000, "route": "oral", "every_days": 1}
    series = [pill | {"from": "2026-01-01", "to": ON.isoformat()}]
    profile = course(0, treatments=series, diary=notes(range(56), of=56), care_plan={})
    assert profile.silence == "tablets"
    for words, told in zip(EVERY_WORDS, said(profile), strict=True):
        assert told[words.say("talk_lasts")] == words.say("unknown_tablets")


def test_a_cycle_whose_last_week_is_empty_is_not_called_calm() -> None:
    profile = course(4, every=28, diary=notes((n for n in range(112) if not 78 <= n < 84), of=112))
    words = EVERY_WORDS[0]
    assert [back_word(c, words) for c in profile.pooled[:3]].count("–") == 1


def test_injections_that_come_late_are_told_of() -> None:
    late = course(5, every=33, care_plan=PLAN | {"interval_days": 28})
    timely = course(5, every=28, care_plan=PLAN | {"interval_days": 28})
    assert (summary.slipped(late), summary.slipped(timely)) == (5, 0)
    for words, told in zip(EVERY_WORDS, said(late), strict=True):
        assert words.say("slipped", days=5) in told[words.say("talk_seen")]
