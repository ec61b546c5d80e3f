"""The recovery view: months and years on one A4 page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from statistics import fmean

from corrin.advice.profile import Profile
from corrin.figures import recovery, talk
from corrin.figures.axis import SMALL
from corrin.figures.ink import SOFT
from corrin.figures.letters import paragraph
from corrin.figures.page import BOTTOM, LEFT, RIGHT, ROOM, alarm, heading, section
from corrin.figures.shapes import Block, Page
from corrin.figures.tables import as_list, as_table, number
from corrin.figures.words import Words
from corrin.record import Lab
from corrin.situation.markers import Marker

CHART = 360.0
BELOW = 66.0  # from the chart to the first heading: its days, injections and legend
MOST_DIPS = 6
SIZE = 9.0
Said = tuple[str, str]


def recovery_page(profile: Profile, words: Words) -> Page:
    """The page: the diary over time, and what it says; the chart is lower where much is said."""
    title = words.say("recovery_title")
    top, y = heading(profile, words, title)
    warned, y = alarm(profile, words, y)
    head, y = section(words.say("time_title"), words.say("time_hint"), LEFT, y + 12)
    low = min(y + CHART, BOTTOM - 12 - BELOW - _said(profile, words, 0.0)[1])
    chart = recovery.timeline(profile, words, (LEFT + 66, y + 6, RIGHT, low))
    said, _ = _said(profile, words, low + BELOW)
    foot, _ = paragraph(
        f"{talk.what_it_is(words)} {talk.never_wait(words)}",
        (LEFT, BOTTOM - 12),
        ROOM,
        SMALL,
        fill=SOFT,
    )
    alt = " ".join(text for _, text in sentences(profile, words))
    return Page(words.lang, title, alt, (*top, *warned, *head, chart, *said, Block("P", foot)))


def _said(profile: Profile, words: Words, y: float) -> tuple[list[Block], float]:
    blocks = []
    for head, text in sentences(profile, words):
        blocks += section(head, "", LEFT, y)[0]
        lines, y = paragraph(text, (LEFT, y + 13), ROOM, SIZE)
        blocks.append(Block("P", lines))
        y += 10
    return blocks, y


def sentences(profile: Profile, words: Words) -> tuple[Said, ...]:
    """What the view says: trend, dips, illness, treatment, what can mislead."""
    trend = profile.trend.trend if profile.trend else "cannot_tell"
    first = recovery.first_day(profile)
    within = sum(c.start >= first for c in profile.cycles)
    counts = words.say("treatment_counts", injections=within, tablets=len(profile.tablets))
    return (
        (
            words.say("trend_title"),
            f"{words.say(f'trend_{trend}')} {_slope(profile, words)}".strip(),
        ),
        (words.say("dips_title"), _dips(profile, words)),
        (words.say("ill_title"), words.say("ill_count", days=len(profile.ill))),
        (words.say("treatment_title"), counts),
        (words.say("changed_title"), changed(profile, words)),
        *_markers(profile, words),
        (words.say("bias_title"), " ".join(_biases(profile, words))),
    )


def _slope(profile: Profile, words: Words) -> str:
    t = profile.trend
    if t is None or math.isnan(t.slope):
        return ""
    slope, low, high = (words.decimal(v) for v in (t.slope, t.low, t.high))
    return words.say("slope", slope=slope, low=low, high=high, days=t.days)


def _biases(p: Profile, words: Words) -> tuple[str, ...]:
    """What can mislead over months; expectation of a day only where there are injections."""
    return talk.biases(p, words)[2 if p.cycles else 3 :]


def changed(p: Profile, words: Words) -> str:
    """What the diary shows before and after the last change of drug, dose or route."""
    if p.changed is None:
        return words.say("changed_none")
    what, effect = p.changed
    before, after = (talk.preparations(side, words) for side in (what.before, what.after))
    said = [words.say("changed_what", on=words.day(what.on), before=before, after=after)]
    numbers = [effect.difference, effect.low, effect.high]
    if effect.verdict in ("better", "worse"):
        numbers = [abs(effect.difference), *sorted((abs(effect.low), abs(effect.high)))]
    points, low, high = (words.decimal(n) if math.isfinite(n) else "" for n in numbers)
    said.append(words.say(f"effect_{effect.verdict}", points=points, low=low, high=high))
    if effect.passing >= recovery.RELEVANT:
        said.append(words.say("effect_passing", points=words.decimal(effect.passing)))
    if effect.verdict != "cannot_tell":
        said.append(words.say("effect_caution"))
    return " ".join(said)


def _markers(p: Profile, words: Words) -> Iterator[Said]:
    """The change of MMA and homocysteine, read against its own variation."""
    if p.markers:
        said = " ".join(_marker(m, words) for m in p.markers)
        yield words.say("marker_title"), f"{said} {words.say('marker_note')}"


def _marker(m: Marker, words: Words) -> str:
    first, newest = (f"{_value(lab, words)} {unit(lab.unit)}" for lab in (m.first, m.newest))
    days = (words.day(lab.on) if lab.on else "–" for lab in (m.first, m.newest))
    return words.say(
        "marker",
        test=words.code("test", m.test),
        first=first,
        newest=newest,
        first_on=next(days),
        newest_on=next(days),
        trend=words.code("trend", m.trend),
    )


def unit(code: str | None) -> str:
    """A unit as people write it."""
    return (code or "").replace("umol", "µmol")


def _value(lab: Lab, words: Words) -> str:
    return lab.value if isinstance(lab.value, str) else words.number(lab.value)


def _dips(profile: Profile, words: Words) -> str:
    found = recovery.dips(profile)[-MOST_DIPS:]
    named = [words.say("dip", first=words.day(a), last=words.day(b)) for a, b in found]
    return "; ".join(named) + "." if named else words.say("dips_none")


def recovery_table(profile: Profile, words: Words) -> str:
    """The same as HTML: sentences, and a row a month."""
    heads = [words.say(f"head_{n}") for n in ("month", "written", "mean", "injections")]
    table = as_table(words.say("time_title"), heads, _months(profile, words))
    return f"{as_list(sentences(profile, words))}\n{table}\n"


def _months(profile: Profile, words: Words) -> Iterator[list[str]]:
    ill = set(profile.ill)
    injected = [c.start for c in profile.cycles]
    named = sorted({(d.year, d.month) for d, _ in profile.scores})
    for month in named:
        scores = [s for d, s in profile.scores if _month(d) == month and d not in ill]
        yield [
            words.say("month_tick", month=month[1], year=month[0]),
            str(len(scores)),
            number(fmean(scores) if scores else None, words),
            str(sum(_month(d) == month for d in injected)),
        ]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
