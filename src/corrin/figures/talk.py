"""The sentences of the page: what was seen, how long, what is proposed, what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from corrin.advice.profile import ALARMS, UNSAID, Next, Profile
from corrin.figures import dots, summary
from corrin.figures.dots import lasts, sure, unknown
from corrin.figures.words import Words
from corrin.situation.reading import Preparation

Said = tuple[str, str]  # a heading and what it says
KEEPING = (
    "band",
    "symptoms_return",
    "symptoms_present",
    "still_improving",
    "no_help",
    "memory",
    "half_known_dose",
)  # rails that hold an interval
RAILS = ("step_down", "step_up", *KEEPING)


def sentences(profile: Profile, words: Words) -> tuple[Said, ...]:
    """Four answers for the talk, computed from what is there."""
    apart = late(profile, words), changed(profile, words), clouded(profile, words)
    return (
        (words.say("talk_seen"), _joined(seen(profile, words), follows(profile, words), *apart)),
        (words.say("talk_lasts"), _joined(lasting(profile, words), recalled(profile, words))),
        (words.say("talk_next"), proposed(profile, words)),
        (words.say("talk_change"), words.say(f"change_{_change(profile)}")),
    )


def _joined(*said: str) -> str:
    return " ".join(part for part in said if part)


def late(p: Profile, words: Words) -> str:
    """That injections came later than planned."""
    days = 0 if p.silence in UNSAID else summary.slipped(p)
    return words.say("slipped", days=days) if days else ""


def changed(p: Profile, words: Words) -> str:
    """The last change of what is injected, and that cycles before it are not counted."""
    if not p.changes or p.silence in ALARMS:
        return ""
    last = p.changes[-1]
    before, after = (preparations(side, words) for side in (last.before, last.after))
    return words.say("changed", on=words.day(last.on), before=before, after=after)


def injected(p: Profile, words: Words) -> str:
    """What was injected last."""
    return words.say("injected", what=preparations(p.given, words)) if p.given else ""


def preparations(given: Iterable[Preparation], words: Words) -> str:
    """What was given, in words."""
    return ", ".join(_preparation(each, words) for each in given)


def _preparation(p: Preparation, words: Words) -> str:
    drug, route = words.code("drug", p.drug), words.code("route", p.route)
    return words.say("preparation", drug=drug, dose=words.number(p.dose_ug), route=route)


def clouded(p: Profile, words: Words) -> str:
    """That cycles with a dose half known are not counted."""
    number = sum(c.apart == "clouded" for c in p.cycles)
    return words.say("clouded", cycles=number) if number and p.silence not in ALARMS else ""


def recalled(p: Profile, words: Words) -> str:
    """What is remembered, marked as memory."""
    if not p.memories or p.silence in UNSAID:
        return ""
    return words.say("recalled", days=dots.recalled_days(p, words), memories=len(p.memories))


def seen(p: Profile, words: Words) -> str:
    """What the cycles show."""
    cycles = p.pooled
    done = summary.done(p)
    back = sum(bool(c.back) for c in cycles)
    if p.silence in ALARMS:
        return words.say(f"seen_{p.silence}")
    probable = sum(c.probable for c in done)
    if back:
        read = len({*done, *(c for c in cycles if c.back)})
        plain = words.say("seen_back", back=back, cycles=read)
        return _joined(plain, words.say("seen_more", probable=probable) if probable else "")
    if p.silence in ("dense_course", "tablets") and p.trend:
        return _joined(overall(p, words), words.say(f"trend_{p.trend.trend}"))
    if probable:
        return words.say("seen_probable", probable=probable, cycles=len(done))
    risen = sum(summary.rose(c) for c in done)
    if risen:
        return words.say("seen_rose", rose=risen, cycles=len(done))
    if any(c.back is not None for c in done):
        return words.say("seen_calm", cycles=len(done), longest=max(c.length for c in done))
    return words.say("seen_nothing")


def overall(p: Profile, words: Words) -> str:
    """The mean at the beginning of the diary and now, where there are scores enough."""
    ends = summary.ends(p)
    if ends is None:
        return ""
    first, last = map(words.decimal, ends)
    return words.say("trend_overall", days=summary.END, first=first, last=last)


def follows(p: Profile, words: Words) -> str:
    """Whether symptoms follow the injections; "cannot tell" is kept apart from "does not"."""
    if p.silence in UNSAID or all(c.back is None for c in summary.done(p)):
        return ""
    told = words.say(f"link_{p.lasting.link}")
    return told if p.lasting.link == "follows" else _joined(told, _errors(p, words))


def _errors(p: Profile, words: Words) -> str:
    """How often the same is said of simulated patients whose symptoms do follow, or do not."""
    if p.errors is None:
        return ""
    shares = {
        name: _percent(getattr(said, p.lasting.link))
        for name, said in (
            ("returning", p.errors.returning),
            ("well", p.errors.well),
            ("unrelated", p.errors.unrelated),
        )
    }
    return words.say(f"errors_{p.lasting.link}", **shares)


def _percent(share: float) -> str:
    """A share of 0 to 1 as percent, never rounded to none or all."""
    return "0–1" if share < 0.01 else str(min(round(100 * share), 99))


def lasting(p: Profile, words: Words) -> str:
    """The duration and how sure it is, as one sentence."""
    kind = p.lasting.kind
    if kind == "lasts":
        number, low, high = (
            words.number(round(n)) for n in (p.lasting.middle, p.lasting.low, p.lasting.high)
        )
        return words.say("lasting_point", days=number, low=low, high=high)
    if kind == "at_least":
        return words.say("lasting_bound", days=words.number(p.lasting.bound))
    return unknown(p, words)


def proposed(p: Profile, words: Words) -> str:
    """The proposal, or why there is none and what is prescribed."""
    if p.next is None:
        why = words.say(f"silent_{p.silence}", days=stale_days(p))
        return _joined(why, _prescribed(p, words))
    step = p.next
    parts = [_why(p, step, words), _when(step, words), _then(p, step, words), _held(p, words)]
    return " ".join(part for part in parts if part)


def _prescribed(p: Profile, words: Words) -> str:
    """The day the plan in force names, ahead or gone by."""
    if p.prescribed is None:
        return ""
    key = "prescribed" if p.prescribed >= p.on else "prescribed_past"
    return words.say(key, on=words.day(p.prescribed))


def stale_days(p: Profile) -> int:
    """Days since the last score; 0 where there is none."""
    return (p.on - p.scores[-1][0]).days if p.scores else 0


def _why(p: Profile, n: Next, words: Words) -> str:
    if below_band(p):
        return words.say("why_below_band")
    mean = summary.all_along(p)
    return words.say(f"why_{reason(p, n)}", mean="" if mean is None else words.decimal(mean))


def reason(p: Profile, n: Next) -> str:
    """The proposal's reason; what is due only by the plan is said as the plan."""
    if n.reason == "keep" and n.due_now and _back_early(p):
        return "due_now"
    if n.reason == "shorten" and not (
        p.lasting.link == "follows" and any(c.back for c in p.cycles)
    ):
        return "shorten_probable"
    if n.reason == "review" and "no_help" not in n.rails:
        return "unrelated"
    if n.reason == "keep" and p.lasting.rises:
        return "rises"
    if n.reason == "lengthen" and summary.all_along(p) is not None:
        return "lengthen_symptoms"
    return n.reason


def _back_early(p: Profile) -> bool:
    """Whether symptoms are back in the running cycle, before its planned day."""
    ahead = p.prescribed is not None and p.prescribed > p.on
    return ahead and any(c.running and c.back for c in p.cycles)


def below_band(p: Profile) -> bool:
    """Whether symptoms come back before the shortest interval that was signed."""
    return p.lasting.kind == "lasts" and bool(p.band) and p.lasting.middle < (p.band or (0, 0))[0]


def _when(n: Next, words: Words) -> str:
    if n.due_now:
        return words.say("when_now")
    first, last = n.window
    if first == last:
        return words.say("when_day", on=_dated(first, words))
    return words.say("when_window", first=_dated(first, words), last=_dated(last, words))


def _dated(on: date, words: Words) -> str:
    return words.say("dated", on=words.day(on), week=on.isocalendar().week)


def _then(p: Profile, n: Next, words: Words) -> str:
    if n.interval:
        then = words.say("then_interval", days=n.interval)
        return _joined(then, words.say(f"this_one_{_this_one(p, n)}") if _earlier(p, n) else "")
    if p.current:
        return words.say("then_same", days=words.number(p.current))
    return ""


def _earlier(p: Profile, n: Next) -> bool:
    """Whether the next dose comes before the interval proposed has passed."""
    running = [c.start for c in p.cycles if c.running]
    days = n.interval or 0
    return bool(running) and not n.due_now and (n.window[1] - running[-1]).days < days


def _this_one(p: Profile, n: Next) -> str:
    """Why the next dose comes before the interval proposed has passed."""
    since = (n.window[1] - next(c.start for c in p.cycles if c.running)).days
    return "as_now" if p.current and (n.interval or 0) > p.current <= since else "earlier"


def _held(p: Profile, words: Words) -> str:
    """The rails that changed the number."""
    if p.next is None or below_band(p):
        return ""
    unsaid = {"no_help", "symptoms_return"} if p.lasting.rises else {"no_help"}  # said as reason
    rails = RAILS if p.next.interval else (rail for rail in KEEPING if rail not in unsaid)
    return " ".join(words.say(f"rail_{rail}") for rail in rails if rail in p.next.rails)


def _change(p: Profile) -> str:
    """What would change the answer."""
    if p.silence:
        known = (*UNSAID, "tablets", "no_band", "no_injections", "data_conflict", "stale")
        return p.silence if p.silence in known else "more_data"
    told = "rises" if p.lasting.rises else p.lasting.link
    if told in ("rises", "unrelated"):
        return told
    return "returned" if p.lasting.kind == "lasts" else "calm"


def biases(profile: Profile, words: Words) -> tuple[str, ...]:
    """What can mislead here: the general ones, and by number where they are seen."""
    trend = profile.trend.trend if profile.trend else "cannot_tell"
    drift = trend if trend in ("improving", "worsening") else "steady"
    early = summary.early_ends(profile)
    return (
        words.say(f"bias_drift_{drift}"),
        words.say("bias_early_seen", cycles=early) if early else words.say("bias_early"),
        words.say("bias_expectation"),
        words.say("bias_missing"),
    )


def what_it_is(words: Words) -> str:
    """What this page is and is not."""
    return " ".join(words.say(k) for k in ("is_information", "is_no_scale", "is_simulated"))


def never_wait(words: Words) -> str:
    """The signs with which nobody waits for a page."""
    return words.say("is_alarm")


def cards(p: Profile, words: Words) -> tuple[tuple[str, str, str], ...]:
    """The four boxes at the top: name, value, note."""
    have, of = summary.coverage(p)
    now = (
        words.say("card_every", days=words.number(p.current))
        if p.current
        else words.say("card_tablets" if p.silence == "tablets" else "card_none")
    )
    next_, planned = _next_card(p, words), p.prescribed and p.silence not in ALARMS
    return (
        (words.say("card_now"), now, _band_note(p, words)),
        (words.say("card_lasts"), lasts(p, words), sure(p, words)),
        (words.say("card_next" if p.next or not planned else "card_next_plan"), *next_),
        (
            words.say("card_diary"),
            words.say("card_days", have=have, of=of),
            words.say("card_cycles", cycles=sum(not c.running for c in summary.done(p))),
        ),
    )


def _band_note(p: Profile, words: Words) -> str:
    if p.band is None:
        return words.say("band_none")
    if p.signed_by:
        who = p.signed_by if p.signed_on is None else f"{p.signed_by}, {words.day(p.signed_on)}"
        return words.say("band_by", days=words.span(*p.band), who=who)
    return words.say("band_signed", days=words.span(*p.band))


def _next_card(p: Profile, words: Words) -> tuple[str, str]:
    n = p.next
    if n is None and p.prescribed and p.silence not in ALARMS:
        over = p.prescribed < p.on
        return words.day(p.prescribed), words.say("card_overdue" if over else "card_by_plan")
    if n is None:
        return words.say("card_silent"), words.say(f"card_silent_{p.silence}", days=stale_days(p))
    then = words.say(_card_note(p, n), days=n.interval or 0)
    if n.due_now:
        return words.say("card_due_now"), then
    first, last = n.window
    if first == last:
        return words.day(first), then
    return words.say("card_window", first=words.day(first), last=words.day(last)), then


def _card_note(p: Profile, n: Next) -> str:
    if not n.interval:
        return "card_same"
    return "card_first" if reason(p, n) == "lengthen_symptoms" else "card_then"
