"""A record read once for a day: the facts and the proposal that every answer is made from."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corrin.advice.diary import DatedDiary, diary_of, last_change
from corrin.advice.interval import Proposal, propose
from corrin.knowledge import Knowledge, Protocol, load
from corrin.record import Doubt, Record, doubts
from corrin.response.diary import USUAL, Prior
from corrin.situation import Fact, Reading, Situation, labs, of, read
from corrin.terms import Country

JUDGED_DAYS = 2 * 365  # since a change: what came of an older one is history


@dataclass(frozen=True)
class Grounds:
    """A record on a day under one country's guidance.

    ``diary`` is None without scores. ``proposal`` is None without a diary to learn from, or with
    the interval part switched off.
    """

    record: Record
    country: Country
    known: Knowledge
    protocol: Protocol
    prior: Prior
    situation: Situation
    diary: DatedDiary | None
    proposal: Proposal | None

    @property
    def on(self) -> date:
        """The day."""
        return self.reading.on

    @property
    def reading(self) -> Reading:
        """The entries that count."""
        return self.situation.reading

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """Every question the record raises."""
        return doubts(self.record, on=self.on)


def grounds_of(
    record: Record,
    *,
    on: date,
    country: Country | str,
    knowledge: Knowledge | None = None,
    interval_part: bool = True,
    prior: Prior = USUAL,
) -> Grounds:
    """A record read for a day under one country's guidance.

    Raises ValueError for an unknown country, KnowledgeError when no edition of the country's rules
    is valid on the day.
    """
    country, known = Country(country), knowledge or load()
    protocol = known.protocol(country, on)
    situation = read(record, on=on, thresholds=protocol.thresholds)
    diary = diary_of(situation.reading)
    proposal = propose(situation, diary, prior)
    more = {
        "classes_differ": _classes_differ(situation, on, known),
        **_recovering(situation, diary),
    }
    if proposal:
        more |= _outlook(situation, proposal, interval_part)
    shown = proposal if interval_part else None
    return Grounds(
        record, country, known, protocol, prior, situation.with_facts(more), diary, shown
    )


def _outlook(situation: Situation, proposal: Proposal, interval_part: bool) -> dict[str, Fact]:
    """The proposal as facts. With the interval part switched off the plan in force is kept."""
    reason = proposal.reason if interval_part else "keep"
    facts = {
        "proposal": of(reason),
        "symptoms_follow_injections": Fact(proposal.follows is True),
        "due_by_diary": Fact(proposal.due_now and interval_part),
    }
    if proposal.interval_days is not None:
        facts["proposed_days"] = of(float(proposal.interval_days))
    if proposal.due is not None and interval_part:
        facts["next_due"] = of(proposal.due, situation.fact("next_due").because)
    if proposal.longest_step is not None:
        facts["longest_step"] = of(float(proposal.longest_step))
    return facts


def _classes_differ(situation: Situation, on: date, known: Knowledge) -> Fact:
    """Whether the same result is classed otherwise in another country."""
    here = situation.fact("result_class")
    if not here.known:
        return Fact(None)
    classes = {here.value}
    for country in Country:
        other = copy(situation.reading)
        other.thresholds = known.protocol(country, on).thresholds
        classes.add(labs.result_class(other).value)
    return Fact(len(classes - {None}) > 1, here.because)


def _recovering(situation: Situation, diary: DatedDiary | None) -> dict[str, Fact]:
    """The trend of recovery, for injections and tablets alike."""
    if diary is None:
        return {}
    reading = situation.reading
    trend, changed = diary.recovery.trend, last_change(reading, diary)
    because = situation.fact("diary_kept").because
    facts = {
        "recovery_trend": Fact(trend, because),
        "plateau_seen": Fact(trend == "plateau", because),
    }
    lately = changed and reading.days_since(changed[0].on) <= JUDGED_DAYS
    if changed and lately and changed[1].verdict != "cannot_tell":
        facts["change_effect"] = Fact(changed[1].verdict, because)
    return facts
