"""What the page says: numbers in the table, no proposal beside an alarm, bounds for points."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from corrin.advice.profile import Lasting, Profile
from corrin.figures import (
    Page,
    profile_page,
    profile_table,
    recovery,
    recovery_page,
    recovery_table,
    summary,
    talk,
)
from corrin.figures.shapes import Block, Text
from corrin.words.profile import ProfileWords
from tests.figures.courses import (
    ENGLISH,
    EVERY_WORDS,
    NAMES,
    ON,
    PLAN,
    VIGNETTES,
    calm,
    course,
    drawn,
    drawn_from,
    injection,
    note,
    wearing_off,
)

ALARMED = [n for n in VIGNETTES if drawn_from(n).silence in ("alarm", "out_of_scope")]


def lately_back(day: int) -> float:
    """Calm for 238 days, then far worse."""
    return calm(day) + 6 * (day >= 238)


def plain(markup: str) -> str:
    """The words of some HTML."""
    return re.sub(r"<[^>]*>", " ", markup)


def texts(profile: Profile, words: ProfileWords) -> list[Text]:
    return on(profile_page(profile, words))


def on(page: Page) -> list[Text]:
    return [s for s in page.shapes() if isinstance(s, Text)]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_small_table_and_the_strips_is_in_the_html(name: str) -> None:
    for words in EVERY_WORDS:
        profile = drawn_from(name)
        table = plain(drawn(profile_table, name, words))
        page = drawn(profile_page, name, words)
        for block in (inner for b in page.blocks for inner in b.walk()):
            if block.tag in ("TD", "TH"):
                assert joined(block) in table
        for cycle in profile.pooled:
            assert words.day(cycle.start) in table


def joined(block: Block) -> str:
    return " ".join(s.text for s in block.shapes if isinstance(s, Text))


@pytest.mark.parametrize("name", NAMES)
def test_the_sentences_of_the_talk_are_on_the_page_and_in_the_html(name: str) -> None:
    for words in EVERY_WORDS:
        profile = drawn_from(name)
        shown = " ".join(t.text for t in on(drawn(profile_page, name, words)))
        table = plain(drawn(profile_table, name, words))
        for _, sentence in talk.sentences(profile, words):
            assert sentence and sentence in table
            assert all(word in shown for word in sentence.split())


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_left_with_a_gap(name: str) -> None:
    for words in EVERY_WORDS:
        whole = drawn(profile_table, name, words) + drawn(recovery_table, name, words)
        whole += "".join(t.text for t in on(drawn(profile_page, name, words)))
        assert "{" not in whole and "nan" not in re.findall(r"\w+", whole)


def test_a_plan_without_a_date_is_not_laid_over_cycles_it_did_not_rule() -> None:
    planned = [c.planned for c in drawn_from("tc-047").cycles if c.written]
    assert planned[:2] == [56.0, 56.0] and set(planned[2:]) == {84.0}


@pytest.mark.parametrize("name", NAMES)
def test_no_probability_of_a_cycle_is_shown_as_a_number(name: str) -> None:
    for words in EVERY_WORDS:
        shown = " ".join(t.text for t in on(drawn(profile_page, name, words)))
        assert set(re.findall(r"(\d+) ?%", shown)) <= {"90", *error_rates(drawn_from(name))}


def error_rates(profile: Profile) -> set[str]:
    """How often what is said of the cycle errs: the only other shares on a page."""
    link = profile.lasting.link
    if profile.errors is None or link == "follows":
        return set()
    errors = profile.errors
    shares = [getattr(e, link) for e in (errors.returning, errors.well, errors.unrelated)]
    return {"1" if s < 0.01 else str(round(100 * s)) for s in shares}


def test_there_are_alarms_among_the_vignettes() -> None:
    assert len(ALARMED) >= 2


@pytest.mark.parametrize("name", ALARMED)
def test_beside_an_alarm_there_is_no_proposal_no_duration_and_no_date(name: str) -> None:
    profile = drawn_from(name)
    assert profile.next is None and profile.prescribed is None
    assert profile.lasting == Lasting()
    for words in EVERY_WORDS:
        for make in (profile_page, recovery_page):
            page = drawn(make, name, words)
            first = next(s for b in page.blocks[2:] for s in b.shapes if isinstance(s, Text))
            assert first.bold and first.size >= 10
            later = [words.day(profile.on + timedelta(days=n)) for n in range(1, 400)]
            shown = " ".join(s.text for s in page.shapes() if isinstance(s, Text))
            assert not [day for day in later if day in shown]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_signed_band_nothing_is_proposed(name: str) -> None:
    profile = drawn_from(name)
    if profile.band is None:
        assert profile.next is None
    elif profile.next and profile.next.interval:
        assert profile.band[0] <= profile.next.interval <= profile.band[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_number_of_days_is_told_only_after_a_return_was_seen(name: str) -> None:
    profile = drawn_from(name)
    back = any(c.back for c in profile.cycles)
    assert profile.lasting.kind != "lasts" or back
    if profile.lasting.kind == "at_least":
        assert not back
        assert profile.lasting.bound <= max(c.length for c in profile.cycles)


def test_calm_cycles_give_a_bound_and_returns_a_number() -> None:
    assert course(8, calm).lasting.kind == "at_least"
    worn = course(8, wearing_off)
    assert worn.lasting.kind == "lasts"
    assert 14 <= worn.lasting.low <= worn.lasting.middle <= worn.lasting.high <= 28
    assert len(worn.lasting.dots) == 20


def test_nothing_gives_not_enough_data_and_a_page_all_the_same() -> None:
    profile = drawn_from("nothing")
    assert profile.lasting.kind == "not_enough_data"
    assert ENGLISH.say("lasts_unknown") in [t.text for t in texts(profile, ENGLISH)]


def test_cannot_tell_is_kept_apart_from_does_not() -> None:
    profile = course(8, calm)
    seen = dict(talk.sentences(profile, ENGLISH))["What was seen"]
    assert "cannot tell" in seen and "does not mean that they do not" in seen
    other = replace(profile, lasting=Lasting(link="unrelated"))
    said = " ".join(text for _, text in talk.sentences(other, ENGLISH))
    assert "another rhythm" in said and "says nothing against treatment" in said


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_told_to_stop_or_that_it_is_expectation(name: str) -> None:
    for words in EVERY_WORDS:
        said = " ".join(text for _, text in talk.sentences(drawn_from(name), words)).lower()
        assert not re.search(r"\bstop|expect|forvent|verwacht|placebo|hophør", said)


def test_a_cycle_that_rose_without_a_clear_return_is_not_called_calm() -> None:
    profile = drawn_from("tc-012")
    assert sum(summary.rose(c) for c in profile.cycles) == 1
    assert "1 of 8" in talk.seen(profile, ENGLISH)


def test_ill_days_count_in_no_mean() -> None:
    profile = course(4, calm)
    cycle = profile.cycles[1]
    ill = (True,) * 14 + (False,) * 14
    worse = replace(cycle, scores=(10.0,) * 14 + cycle.scores[14:], ill=ill)
    assert summary.mean(worse, 0, 27) == summary.mean(cycle, 14, 27)


def test_each_cycle_counts_once_in_a_bin() -> None:
    cycles = course(5, wearing_off).pooled  # the first eight weeks stand apart
    assert {b.count for b in summary.bins(cycles, 27)} == {3}
    assert summary.bin_days(drawn_from("weekly notes").pooled) == 7
    assert summary.bin_days(drawn_from("thirty cycles").pooled) == 1


def test_groups_hold_every_complete_cycle_once() -> None:
    for name in NAMES:
        profile = drawn_from(name)
        assert sum(g.cycles for g in summary.groups(profile)) == len(summary.done(profile))
        assert len(summary.groups(profile)) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_recovery_view_has_its_months_as_a_table(name: str) -> None:
    for words in EVERY_WORDS:
        profile = drawn_from(name)
        table = plain(drawn(recovery_table, name, words))
        for day, _ in profile.scores:
            assert words.say("month_tick", month=day.month, year=day.year) in table


def test_returns_that_are_but_probable_are_told_beside_the_plain_ones() -> None:
    seen = course(6, wearing_off)
    judged = summary.done(seen)
    told = {c.start: replace(c, back=n > 1, probable=n < 2) for n, c in enumerate(judged)}
    doubtful = replace(seen, cycles=tuple(told.get(c.start, c) for c in seen.cycles))
    sure = len(judged) - 2
    assert talk.seen(doubtful, ENGLISH).endswith("In 2 more they probably were.")
    assert [(g.back, g.probable) for g in summary.groups(doubtful)] == [(sure, 2)]
    assert f"{sure}–{len(judged)} of {len(judged)}" in plain(profile_table(doubtful, ENGLISH))


def test_a_beginner_reads_no_error_rates_of_what_nobody_has_judged() -> None:
    begun = course(1, calm)
    unread = replace(begun, cycles=tuple(replace(c, back=None) for c in begun.cycles))
    assert talk.follows(unread, ENGLISH) == ""
    assert talk.seen(unread, ENGLISH) == ENGLISH.say("seen_nothing")
    assert talk.follows(course(6, calm), ENGLISH)


def test_symptoms_that_stay_all_along_are_no_reason_to_wait_longer() -> None:
    steady = course(6, lambda day: calm(day) + 4.0)
    assert steady.next and steady.next.reason == "lengthen"
    mean = ENGLISH.decimal(summary.all_along(steady) or 0.0)
    told = talk.proposed(steady, ENGLISH)
    assert f"your scores lie at about {mean} all along" in told
    mild = course(6, calm)
    assert summary.all_along(mild) is None
    assert "all along" not in talk.proposed(mild, ENGLISH)


def test_an_injection_that_is_overdue_by_the_plan_is_said_at_the_top() -> None:
    begun = replace(course(1, calm), next=None, silence="not_enough_data")
    late = replace(begun, prescribed=begun.on - timedelta(days=3))
    _, value, note = talk.cards(late, ENGLISH)[2]
    assert (value, note) == (ENGLISH.day(begun.on - timedelta(days=3)), "by the plan, and overdue")
    assert "Do not wait for the diary" in talk.proposed(late, ENGLISH)
    ahead = replace(begun, prescribed=begun.on)
    assert talk.cards(ahead, ENGLISH)[2][2] == "by the plan; no proposal"
    alarmed = replace(late, silence="alarm")
    assert talk.cards(alarmed, ENGLISH)[2][1] == ENGLISH.say("card_silent")


def test_what_cannot_be_told_to_follow_is_not_proposed_as_a_certain_return() -> None:
    seen = course(6, wearing_off)
    assert seen.next
    doubtful = replace(seen, lasting=replace(seen.lasting, link="cannot_tell"))
    shorter = replace(seen.next, reason="shorten")
    assert talk.reason(doubtful, shorter) == "shorten_probable"
    sure = replace(seen, lasting=replace(seen.lasting, link="follows"))
    assert talk.reason(sure, shorter) == "shorten"


def test_symptoms_back_before_the_planned_day_are_why_it_is_due_now() -> None:
    seen = planned_in(4, lately_back)
    assert seen.next
    assert seen.next.due_now
    assert (seen.next.reason, talk.reason(seen, seen.next)) == ("keep", "due_now")
    assert "back before the planned day" in talk.proposed(seen, ENGLISH)


@pytest.mark.parametrize(("days", "score"), [(4, calm), (0, lately_back)])
def test_it_is_not_due_by_the_diary_without_a_return_nor_on_the_planned_day(
    days: int, score: Callable[[int], float]
) -> None:
    seen = planned_in(days, score)
    assert seen.next
    assert talk.reason(seen, seen.next) != "due_now"
    assert "back before the planned day" not in talk.proposed(seen, ENGLISH)


def planned_in(days: int, score: Callable[[int], float]) -> Profile:
    """Nine injections four weeks apart, the next planned in so many days; a score every day."""
    given = [injection(ON - timedelta(days=28 - days + 28 * n)) for n in reversed(range(9))]
    scores = [note(ON - timedelta(days=252 - n), score(n)) for n in range(253)]
    return course(0, treatments=given, diary=scores, care_plan=PLAN | {"interval_days": 28})


def test_what_was_injected_last_stands_on_both_pages_and_in_the_table() -> None:
    late = injection(ON - timedelta(days=1)) | {"drug": "cyanocobalamin", "dose_ug": 500}
    seen = course(0, treatments=[injection(ON - timedelta(days=50)), late])
    words = "Injected last: cyanocobalamin 500 micrograms into the muscle."
    for page in (profile_page(seen, ENGLISH), recovery_page(seen, ENGLISH)):
        assert words in " ".join(s.text for s in page.shapes() if isinstance(s, Text))
    assert words in profile_table(seen, ENGLISH)
    unnamed = injection(ON) | {"drug": "b12_unspecified"}
    for given in ([], [late, unnamed]):  # never an earlier one in place of the last
        assert "Injected last" not in profile_table(course(0, treatments=given), ENGLISH)


def test_the_usual_level_is_the_middle_of_the_six_weeks_either_side() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        days = sorted({ON + timedelta(days=int(n)) for n in rng.integers(0, 400, 90)})
        mean = [(day, float(rng.integers(0, 5))) for day in days]
        for (day, _score), usual in zip(mean, recovery._usual(mean), strict=True):
            near = sorted(s for other, s in mean if abs((other - day).days) <= recovery.AROUND)
            assert usual == near[len(near) // 2]


def test_the_dose_before_a_longer_interval_begins_is_not_said_to_come_early() -> None:
    """It keeps to the interval until now, and nothing is likely back by then."""
    steady = course(13, lambda day: 3.0 + day % 2)
    assert steady.next and steady.next.interval and steady.current
    assert steady.next.interval > steady.current
    (begun,) = (c.start for c in steady.cycles if c.running)

    def said(last: int) -> str:
        window = begun + timedelta(days=last - 4), begun + timedelta(days=last)
        assert steady.next
        step = replace(steady.next, due_now=False, window=window)
        return talk.proposed(replace(steady, next=step), ENGLISH)

    assert ENGLISH.say("this_one_as_now") in said(30)
    assert ENGLISH.say("this_one_earlier") not in said(30)
    assert ENGLISH.say("this_one_earlier") in said(24)


def test_where_scores_stay_the_box_on_top_says_to_ask_about_them_first() -> None:
    steady = course(13, lambda day: 3.0 + day % 2)
    _, _, box, _ = talk.cards(steady, ENGLISH)
    assert box[2].startswith("first ask about the scores")


def test_a_day_that_is_only_the_plan_is_not_headed_as_a_proposal() -> None:
    beginner = course(1)
    assert beginner.next is None and beginner.prescribed
    _, _, box, _ = talk.cards(beginner, ENGLISH)
    assert box[0] == ENGLISH.say("card_next_plan")


@pytest.mark.parametrize("words", EVERY_WORDS)
def test_long_sentences_do_not_press_the_curves_flat(words: ProfileWords) -> None:
    """The names of the scores stand apart; rows make room, and the page says how many."""
    steady = course(13, lambda day: 3.0 + day % 2)
    told = texts(steady, words)
    worst, severe = (
        next(t.y for t in told if t.text == f"{words.say(name)} {score}")
        for name, score in (("worst", 10), ("severe", 8))
    )
    assert severe - worst >= 8.0
    rows = [t for t in told if t.text in {words.say("yes"), words.say("no"), "–"}]
    assert words.say("strips_older", older=len(steady.noted) - len(rows)) in joined_of(told)


def joined_of(told: list[Text]) -> str:
    return " ".join(t.text for t in told)


def test_on_tablets_the_page_says_what_the_diary_shows_as_a_whole() -> None:
    scores = [note(ON - timedelta(days=260 - n), 6.0 - n / 50) for n in range(0, 260, 2)]
    daily = {"drug": "cyanocobalamin", "dose_ug": 1000, "route": "oral", "every_days": 1}
    taken = daily | {"from": (ON - timedelta(days=260)).isoformat(), "to": ON.isoformat()}
    improved = course(0, treatments=[taken], diary=scores, care_plan={})
    assert improved.silence == "tablets"
    first, last = summary.ends(improved) or (0.0, 0.0)
    assert first - last > 3
    assert f"{ENGLISH.decimal(first)}, of the last 28 days {ENGLISH.decimal(last)}" in talk.seen(
        improved, ENGLISH
    )
