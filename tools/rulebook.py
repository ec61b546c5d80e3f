"""Every rule in plain words, with its sources, and three examples that are looked for and checked.

An example is a vignette in which the rule holds; the same record without one entry, so that it does
not; and the same record with a section nobody filled in, so that it cannot be said.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from corrin.advice import grounds_of
from corrin.knowledge import Knowledge, Protocol, Rule, load
from corrin.record import Case, Entry, NoneStated, Record, Score, case_from, read_notation
from corrin.rules.expression import (
    Comparison,
    Definition,
    Flag,
    Join,
    Node,
    Not,
    Question,
    Values,
    compiled,
    question,
)
from corrin.situation import Situation
from corrin.situation.reading import SECTION_OF_KIND
from corrin.terms import ADVICE, Country, Lang, Reader
from corrin.words.catalog import Catalog, catalog
from tools.by_hand import examples_of
from tools.manual import diaries

ROOT = Path(__file__).resolve().parents[1]
FILES = ("open", "own", "courses-open")
SIGNS = {"eq": "is", "ne": "is not", "lt": "under", "le": "at most", "gt": "over", "ge": "at least"}
PRINTED_FOR = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Vignette:
    """A case of the collection, with its title."""

    case: Case
    title: str
    on: date
    country: Country


@dataclass(frozen=True, slots=True)
class Examples:
    """Where a rule holds, does not, and cannot be said; a text is empty where none was found."""

    fires: str
    silent: str
    unknown: str


@cache
def vignettes() -> tuple[Vignette, ...]:
    """The vignettes, those with the fewest entries first."""
    folder = ROOT / "tests" / "data" / "cases"
    rows = [
        json.loads(line)
        for name in FILES
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = [(row, case_from(row)) for row in rows]
    told = [*_written()]
    told += [
        Vignette(case, row["title"], case.on or PRINTED_FOR, case.country or Country.UK)
        for row, case in found
    ]
    return tuple(sorted(told, key=lambda v: len(v.case.record.entries)))


def _written() -> Iterator[Vignette]:
    """Records that a vignette cannot hold, and those of the specification tests."""
    born = "undated born 1970-01-01\nundated born 1971-01-01\n"
    yield _noted("two-births", "Two different births on record", born)
    days = (PRINTED_FOR - timedelta(days) for days in range(1, 300))
    calm = "".join(f"{day} felt fatigue 1\n" for day in days)
    dense = (
        "2025-11-01 condition pernicious_anaemia\n"
        "2025-11-01 gave hydroxocobalamin 1000 ug im every 4 days until 2026-11-20\n"
        '2025-11-01 plan every 4 days band 2 14 signed "Dr A"\n'
    )
    yield _noted("dense-and-calm", "Every fourth day for a year, calm throughout", dense + calm)
    nerves = "2025-11-01 condition neurological_involvement_at_diagnosis\nundated none symptoms\n"
    told = "Every fourth day for the nerves, level for months, no complaint left"
    yield _noted("dense-and-level", told, dense + nerves + calm)

    for number, (sentence, diary, how) in enumerate(diaries(), start=1):
        on = date.fromisoformat(how["on"])
        case = Case(read_notation(diary, on=on), id=f"manual {number}")
        yield Vignette(case, sentence, on, Country(how.get("country", "uk")))


def _noted(name: str, title: str, text: str) -> Vignette:
    case = Case(read_notation(text, on=PRINTED_FOR), id=name)
    return Vignette(case, title, PRINTED_FOR, Country.UK)


@cache
def every_rule() -> dict[str, tuple[Protocol, Rule]]:
    """Each rule once, with the first protocol it stands in."""
    found: dict[str, tuple[Protocol, Rule]] = {}
    for protocol in load().editions:
        for rule in protocol.rules:
            found.setdefault(rule.id, (protocol, rule))
    return found


def examples() -> dict[str, Examples]:
    """The three examples of every rule."""
    known = load()
    firing: dict[str, tuple[Vignette, Protocol]] = {}
    wanted = dict(every_rule())
    for vignette in vignettes():
        protocol = known.protocol(vignette.country, vignette.on)
        situation = _situation(vignette.case.record, vignette.on, protocol)
        for rule in protocol.rules:
            if rule.id in wanted and _holds(rule, protocol, situation):
                firing[rule.id] = (vignette, protocol)
                del wanted[rule.id]
    return {i: _three(i, firing.get(i), known) for i in every_rule()}


@cache
def _compiled(text: str, protocol: str) -> Node:
    definitions = next(p.definitions for p in load().editions if p.id == protocol)
    return compiled(text, definitions)


def _node(rule: Rule, protocol: Protocol) -> Node:
    return _compiled(rule.when, protocol.id)


@cache
def _question(text: str, protocol: str) -> Question:
    return question(_compiled(text, protocol))


def _holds(rule: Rule, protocol: Protocol, situation: Situation) -> bool | None:
    return _question(rule.when, protocol.id).value(Values(situation.fact))


def _three(i: str, found: tuple[Vignette, Protocol] | None, known: Knowledge) -> Examples:
    if found is None:
        return Examples("", "", "")
    vignette, protocol = found
    _, rule = every_rule()[i]
    record = vignette.case.record

    def value(entries: tuple[Entry, ...]) -> bool | None:
        situation = _situation(Record(entries), vignette.on, protocol)
        return _holds(rule, protocol, situation)

    silent = next((told for told, less in _less(record) if value(less) is False), "")
    unknown = next((told for told, less in _unfilled(record) if value(less) is None), "")
    return Examples(
        fires=f"{vignette.case.id}: {vignette.title}",
        silent=f"the same {silent}" if silent else _another(rule, protocol, known),
        unknown=f"the same, {unknown}" if unknown else "never: what it asks is always known",
    )


def _situation(record: Record, on: date, protocol: Protocol) -> Situation:
    """The facts the rules are asked about, those that advice works out included."""
    return grounds_of(record, on=on, country=protocol.country).situation


def _another(rule: Rule, protocol: Protocol, known: Knowledge) -> str:
    """The smallest vignette of the same protocol in which a rule is known not to hold."""
    for vignette in vignettes():
        if known.protocol(vignette.country, vignette.on).id == protocol.id:
            situation = _situation(vignette.case.record, vignette.on, protocol)
            if _holds(rule, protocol, situation) is False:
                return f"{vignette.case.id}: {vignette.title}"
    return "never: it is known to hold, or cannot be said"


def _less(record: Record) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """The record without one entry (a diary counts as one), its section stated to be empty."""
    scores = record.of(Score)
    if scores:
        rest = tuple(e for e in record.entries if not isinstance(e, Score))
        yield "without the diary", (*rest, NoneStated(section="diary"))
    for entry in record.entries:
        if not isinstance(entry, Score | NoneStated):
            rest = tuple(e for e in record.entries if e is not entry)
            yield f"without {_line(entry)}", (*rest, *_stated(entry))


def _stated(entry: Entry) -> tuple[Entry, ...]:
    section = _section(entry)
    return (NoneStated(section=section),) if section else ()


def _section(entry: Entry) -> str:
    own: str = getattr(entry, "section", "")
    return own or SECTION_OF_KIND.get(type(entry), "")


def _line(entry: Entry) -> str:
    """An entry by its kind and what it is about."""
    about = next(
        (a for n in ("code", "test", "drug", "item", "name") if (a := getattr(entry, n, ""))), ""
    )
    kind = _section(entry) or type(entry).__name__.lower()
    return f"{kind} `{about}`" if about else kind


def _unfilled(record: Record) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """The record with one section, or one kind of entry, that nobody filled in."""
    for name in dict.fromkeys(_section(e) or type(e).__name__.lower() for e in record.entries):
        rest = tuple(e for e in record.entries if (_section(e) or type(e).__name__.lower()) != name)
        yield f"nothing said of {name.replace('_', ' ')}", rest
    yield "an empty record", ()


def rulebook(note: str) -> str:
    """The page: for each piece of advice its sentences in three languages and its rules."""
    found = examples()
    parts = [note, "# The manual, part two: every rule", _opening()]
    parts.append("## Words with a meaning of their own\n\n" + "\n".join(_definitions()))
    for key in ADVICE:
        rules = [(i, *pair) for i, pair in every_rule().items() if pair[1].gives == key]
        if rules:
            parts += [f"## `{key}`", "\n".join(_sentences(key)), *examples_of(key)]
            parts += ["\n".join(_rule(i, p, r, found[i])) for i, p, r in rules]
    return "\n\n".join(parts) + "\n"


def _opening() -> str:
    return (
        "Printed from the knowledge and the vignettes. **No clinician has reviewed any rule:** "
        "“reviewed by” is open everywhere. A rule holds where its condition is known to be true; "
        "unknown is never read as no. For each piece of advice three patients are written by hand "
        "from the report (tests/data/keys.toml). The examples of a rule are looked for by a "
        "program: a vignette in which the rule holds, the smallest change with which it does not, "
        "and a section left unfilled with which it cannot be said. The examples by name are in "
        "[manual.md](manual.md)."
    )


def _definitions() -> Iterator[str]:
    words = catalog(Lang.EN)
    seen: dict[str, str] = {}
    for protocol in load().editions:
        for name, text in protocol.definitions.items():
            plain = _plain(compiled(text, protocol.definitions), words, top=True)
            if seen.get(name) != plain:
                seen[name] = plain
                yield f"- *{name.replace('_', ' ')}* ({protocol.id}): {plain}"


def _sentences(key: str) -> Iterator[str]:
    for lang in Lang:
        words = catalog(lang)
        yield f"- {lang.value}: **{words.text('advice', key, 'title')}**"
        for reader in (Reader.PATIENT, Reader.CLINICIAN):
            yield f"  - {words.code('reader', reader)}: {words.text('advice', key, reader.value)}"


def _rule(i: str, protocol: Protocol, rule: Rule, found: Examples) -> Iterator[str]:
    words = catalog(Lang.EN)
    numbers = ", ".join(f"{k} {_shown(v)}" for k, v in rule.params.items())
    yield f"### {i}"
    yield ""
    yield f"When: {_plain(_node(rule, protocol), words, top=True)}."
    if numbers:
        yield f"With: {numbers}."
    if rule.asks:
        yield f"Only when asked: {', '.join(words.code('ask', a) for a in rule.asks)}."
    strength = words.code("strength", rule.strength)
    yield f"Strength: {strength}. Reviewed by: {rule.reviewed_by or 'open'}."
    for c in rule.cites:
        yield f"- {c.source}, {c.section} ({words.code('tag', c.tag)})"
    yield f"- holds: {found.fires or 'no vignette yet'}"
    yield f"- does not: {found.silent}"
    yield f"- cannot be said: {found.unknown}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return (
            " to ".join(map(str, value)) if isinstance(value[0], int | float) else ", ".join(value)
        )
    return str(value).replace("=", "from the record: ").replace("_", " ")


def _plain(node: Node, words: Catalog, *, top: bool = False, no: bool = False) -> str:
    """A condition in words, with brackets where one joins others."""
    match node:
        case Not(node=inner):
            return _plain(inner, words, no=not no)
        case Flag(name=name):
            return words.text("fact", name, "no" if no else "yes")
        case Definition(name=name):
            return f"{'not ' if no else ''}*{name.replace('_', ' ')}*"
        case Comparison():
            return _compared(node, no)
        case Join(parts=parts, decisive=either):
            joiner = " or " if either != no else " and "
            told = joiner.join(_plain(part, words, no=no) for part in parts)
            return told if top else f"({told})"


def _compared(node: Comparison, no: bool) -> str:
    name, constant = node.name.replace("_", " "), node.constant
    if isinstance(constant, tuple):
        return f"{name} is {'none' if no else 'one'} of {', '.join(map(str, constant))}"
    sign = SIGNS[node.compare.__name__]
    return f"{name} {'not ' if no else ''}{sign} {str(constant).replace('_', ' ')}"
