"""From a record to advice: read, propose, find, restrict, put in order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from corrin import __version__
from corrin.advice.assessment import Assessment, Missing, Reason, Recommendation, Why
from corrin.advice.grounds import Grounds, grounds_of
from corrin.advice.interval import Proposal, named
from corrin.advice.safety import (
    LOOSENS,
    OUT_OF_SCOPE,
    RED_FLAGS,
    RESTRICTIONS,
    restricted,
    waits_for,
)
from corrin.advice.schedule import dated
from corrin.knowledge import Disagreement, Knowledge, Protocol, Value
from corrin.record import CarePlan, Record
from corrin.response.diary import USUAL, Prior
from corrin.rules import Finding, RuleBook, explain, findings, rule_book, undecided
from corrin.situation import Situation
from corrin.terms import ADVICE, Ask, Country, Strength

T = TypeVar("T")

# What is shown first after the alarms, by question.
ORDER: dict[Ask, tuple[str, ...]] = {
    Ask.ASSESS: ("start", "interval", "test", "course", "data"),
    Ask.INFORMATION: ("start", "interval", "test", "course", "data"),
    Ask.INTERPRET_LAB: ("test", "start", "data", "interval", "course"),
    Ask.LATE_DOSE: ("interval", "start", "data", "test", "course"),
    Ask.MAY_STOP: ("interval", "start", "data", "test", "course"),
    Ask.NEXT_INTERVAL: ("interval", "data", "course", "test", "start"),
    Ask.PLAN_START: ("start", "test", "course", "data", "interval"),
    Ask.REPORT_REACTION: ("start", "interval", "course", "test", "data"),
    Ask.REVIEW: ("start", "interval", "course", "test", "data"),
}
# What to do comes before what to know, within a family.
FIRST = (
    "treat_before_result",
    "start_injections_now",
    "switch_oral_to_injection",
    "give_due_dose_now",
    "shorten_interval",
    "may_extend_slowly",
    "keep_interval",
)
# Of the safety family, but nothing that must be known before the treatment is.
BESIDE = ("review_medicine", "label_warning")
# Parameters that gather values from several rules instead of standing side by side.
GATHERED = {"look_for_other_cause": "what", "not_enough_data": "what", "data_conflict": "what"}
# Keys that stand once for each value of a parameter.
APART = {"conflict_shown": "topic", "label_warning": "topic", "review_medicine": "drug"}
STRONGEST = (Strength.MUST, Strength.SHOULD, Strength.CONSIDER, Strength.EXPERT, Strength.OWN)
_BOOKS: dict[tuple[str, str], RuleBook] = {}


def assess(
    record: Record,
    *,
    on: date,
    country: Country | str,
    ask: Ask | str = Ask.ASSESS,
    knowledge: Knowledge | None = None,
    clinic_days: tuple[int, ...] = (),
    interval_part: bool = True,
    prior: Prior = USUAL,
) -> Assessment:
    """The assessment of a record on a day under one country's guidance.

    `clinic_days` are the weekdays (0 is Monday) for dated courses, every day where empty and
    the care plan names none. `interval_part` switches the interval proposal off. `prior` is what
    is believed before the diary is read; `engine` names it where it is not the usual one.
    Raises ValueError for an unknown country or question, KnowledgeError when no edition of the
    country's rules is valid on the day.
    """
    grounds = grounds_of(
        record,
        on=on,
        country=country,
        knowledge=knowledge,
        interval_part=interval_part,
        prior=prior,
    )
    return answer(grounds, ask, clinic_days)


def answer(
    grounds: Grounds, ask: Ask | str = Ask.ASSESS, clinic_days: tuple[int, ...] = ()
) -> Assessment:
    """The assessment of a record read already. Raises ValueError for an unknown question."""
    ask, protocol, situation = Ask(ask), grounds.protocol, grounds.situation
    said = said_of(situation, _book(grounds.known, protocol), ask)
    days = clinic_days or _clinic_weekdays(grounds.reading.care_plan)
    ordered = [_with_limits(r, protocol) for r in _ordered(said.kept, ask)]
    offsets = {rule.id: rule.offsets for rule in protocol.rules if rule.offsets}
    advice = tuple(_with_dates(r, offsets.get(r.rules[0], ()), grounds.on, days) for r in ordered)
    return Assessment(
        advice=advice,
        missing=said.missing,
        doubts=grounds.doubts,
        disagreements=_disagreements(advice, grounds.known),
        proposal=_shown(grounds.proposal, said.keys, said.withheld),
        withheld=said.withheld,
        facts={n: situation.fact(n).value for r in advice for n in r.facts},
        ask=ask,
        on=grounds.on,
        country=grounds.country,
        edition=f"{protocol.id}@{grounds.known.edition}",
        engine=f"corrin {__version__}{named(grounds.prior)}",
        record=grounds.record,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules and safety make of a situation: all given, what of it is kept, and why not."""

    given: tuple[Recommendation, ...]
    withheld: dict[str, str]
    missing: tuple[Missing, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys given before safety was asked."""
        return frozenset(r.key for r in self.given)

    @property
    def kept(self) -> tuple[Recommendation, ...]:
        """What stays."""
        return tuple(r for r in self.given if r.key not in self.withheld)


def said_of(situation: Situation, book: RuleBook, ask: Ask) -> Said:
    """What is said in a situation: findings joined, then safety, which only restricts."""
    found = list(findings(situation, book))
    given = _merged(f for f in found if f.holds and _asked(f, ask))
    keys = frozenset(r.key for r in given)
    waiting = _waiting(keys, situation, book, ask)
    rules = frozenset(rule for r in given for rule in r.rules)
    withheld = restricted(keys, rules, frozenset(waiting))
    return Said(tuple(given), withheld, _missing(found, ask, keys, waiting))


def why(
    record: Record,
    key: str,
    *,
    on: date,
    country: Country | str,
    ask: Ask | str = Ask.ASSESS,
    knowledge: Knowledge | None = None,
    prior: Prior = USUAL,
) -> Why:
    """Why a key was given or not: each rule's deciding and missing facts, and any restriction.

    Raises KeyError for a key outside the advice vocabulary.
    """
    if key not in ADVICE:
        raise KeyError(key)
    grounds = grounds_of(record, on=on, country=country, knowledge=knowledge, prior=prior)
    result, found = (
        answer(grounds, ask),
        explain(grounds.situation, _book(grounds.known, grounds.protocol), key),
    )
    reasons = tuple(_reason(f, grounds.situation, Ask(ask)) for f in found)
    return Why(key, any(r.key == key for r in result.advice), result.withheld.get(key, ""), reasons)


def _reason(finding: Finding, situation: Situation, ask: Ask) -> Reason:
    asked = _asked(finding, ask)
    deciding = tuple((name, situation.fact(name).value) for name in finding.trace.deciding)
    return Reason(
        rule=finding.rule.id,
        when=" ".join(finding.rule.when.split()),
        holds=finding.holds if asked else False,
        deciding=deciding if asked else (*deciding, ("ask", ask.value)),
        missing=finding.trace.missing,
        because=finding.because,
        citations=finding.rule.cites,
    )


def _clinic_weekdays(plan: CarePlan | None) -> tuple[int, ...]:
    """The weekdays on which the plan allows injections; empty for every day."""
    return plan.clinic_days if plan else ()


def _book(known: Knowledge, protocol: Protocol) -> RuleBook:
    key = (known.edition, protocol.id)
    if key not in _BOOKS:
        _BOOKS[key] = rule_book(protocol)
    return _BOOKS[key]


def _asked(finding: Finding, ask: Ask) -> bool:
    return not finding.rule.asks or ask in finding.rule.asks


def _merged(found: Iterable[Finding]) -> list[Recommendation]:
    """One recommendation for each key (and topic or drug), in the order of the rules."""
    merged: dict[tuple[str, Value | None], Recommendation] = {}
    for finding in found:
        key = finding.rule.gives
        mark = mark_of(key, finding.params)
        one = _recommendation(finding)
        merged[mark] = _joined(merged[mark], one) if mark in merged else one
    return list(merged.values())


def mark_of(key: str, params: dict[str, Value]) -> tuple[str, Value | None]:
    """What stands once: a key, or one of its topics or drugs."""
    return key, params.get(APART[key]) if key in APART else None


def _recommendation(finding: Finding) -> Recommendation:
    return Recommendation(
        key=finding.rule.gives,
        params=finding.params,
        strength=finding.rule.strength,
        because=finding.because,
        citations=finding.rule.cites,
        facts=finding.trace.deciding,
        rules=(finding.rule.id,),
    )


def _joined(one: Recommendation, two: Recommendation) -> Recommendation:
    """Two rules that say the same: the first one's numbers, the stronger strength, all reasons."""
    return Recommendation(
        key=one.key,
        params=joined(one.key, one.params, two.params),
        strength=min(one.strength, two.strength, key=STRONGEST.index),
        because=_union(one.because, two.because),
        citations=_union(one.citations, two.citations),
        facts=_union(one.facts, two.facts),
        rules=(*one.rules, *two.rules),
    )


def joined(key: str, one: dict[str, Value], two: dict[str, Value]) -> dict[str, Value]:
    """The parameters of two rules that say the same: the first one's, or all that are gathered."""
    name = GATHERED.get(key)
    if name is None:
        return one
    both = (*_several(one.get(name, ())), *_several(two.get(name, ())))
    return {name: tuple(dict.fromkeys(both))}


def _several(value: Value) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _union(one: tuple[T, ...], two: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*one, *two)))


def _ordered(advice: Iterable[Recommendation], ask: Ask) -> list[Recommendation]:
    return sorted(advice, key=lambda r: place(r.key, ask))


def place(key: str, ask: Ask) -> tuple[bool, bool, bool, int, int]:
    """Alarms, then safety, then what was asked for, then the rest; disagreements last."""
    first, *rest = ORDER[ask]
    families = ("safety", first, "urgency", *rest)
    today = key == "same_day_emergency"
    red = key in RED_FLAGS or key in OUT_OF_SCOPE
    doing = FIRST.index(key) if key in FIRST else len(FIRST)
    family = "course" if key in BESIDE else ADVICE[key].family
    return key == "conflict_shown", not today, not red, families.index(family), doing


def _with_limits(r: Recommendation, protocol: Protocol) -> Recommendation:
    """The class of a result cites the limits it was compared with."""
    if r.key != "result_class":
        return r
    limits = (t for t in protocol.thresholds if t.test in ("b12_total", "holotc"))
    return replace(r, citations=tuple(dict.fromkeys(c for t in limits for c in t.cites)))


def _with_dates(
    r: Recommendation, offsets: tuple[int, ...], on: date, clinic_days: tuple[int, ...]
) -> Recommendation:
    """The recommendation with the dated days of its course, where its rule has offsets."""
    every = r.params.get("every_days", (1,))
    if not offsets or not isinstance(every, tuple):
        return r
    days = dated(offsets, start=on, least_gap=int(float(every[0])), clinic_days=clinic_days)
    return replace(r, dates=days)


def _waiting(
    keys: frozenset[str], situation: Situation, book: RuleBook, ask: Ask
) -> dict[str, tuple[str, ...]]:
    """What may yet forbid the given keys that loosen, each with the facts it waits for."""
    among = {name for row in RESTRICTIONS if row.removes & keys & LOOSENS for name in row.beside}
    waiting: dict[str, tuple[str, ...]] = {}
    for rule, trace in undecided(situation, book, among) if among else ():
        if not rule.asks or ask in rule.asks:
            for name in (rule.gives, f"rule:{rule.id}"):
                waiting[name] = _union(waiting.get(name, ()), trace.missing)
    return waiting


def _missing(
    found: Iterable[Finding],
    ask: Ask,
    given: frozenset[str],
    forbidding: dict[str, tuple[str, ...]],
) -> tuple[Missing, ...]:
    """The facts undecided rules and restrictions wait for, each with the keys that wait."""
    waiting: dict[str, dict[str, None]] = {}
    for finding in found:
        if finding.holds is None and _asked(finding, ask) and finding.rule.gives not in given:
            for name in finding.trace.missing:
                waiting.setdefault(name, {})[finding.rule.gives] = None
    for key, names in sorted(waits_for(given, frozenset(forbidding)).items()):
        for name in _union((), tuple(f for n in sorted(names) for f in forbidding[n])):
            waiting.setdefault(name, {})[key] = None
    return tuple(Missing(fact, tuple(keys)) for fact, keys in waiting.items())


def _disagreements(advice: Iterable[Recommendation], known: Knowledge) -> tuple[Disagreement, ...]:
    topics = [r.params.get("topic") for r in advice if r.key == "conflict_shown"]
    return tuple(
        d for t in topics for d in known.disagreements if d.topic == t and not d.library_only
    )


def _shown(
    proposal: Proposal | None, keys: frozenset[str], withheld: dict[str, str]
) -> Proposal | None:
    """The proposal; None without a signed band, beside a red flag, out of scope, or withheld."""
    if proposal is None or proposal.band_days is None:
        return None
    if withheld.keys() & {"shorten_interval", "may_extend_slowly"}:
        return None
    return None if keys & (RED_FLAGS | OUT_OF_SCOPE) else proposal
