"""Where guidelines differ or are silent: the smallest patient who shows it, as a real diary.

The solver finds a patient with few known facts; the facts are written as diary lines, and every
line that is not needed for what is shown is left out again, by asking `assess`. Where these facts
make no diary, the shortest vignette to which it happens stands for them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import z3

from corrin.advice import assess, grounds_of
from corrin.knowledge import Protocol, load
from corrin.record import Case, Record, RecordError, read_case, read_notation, write_notation
from corrin.rules import compiled
from corrin.rules.expression import value_of
from corrin.situation import FACTS
from corrin.terms import SECTIONS, Ask, Country
from tools.proof.background import bounds
from tools.proof.logic import Formula, constant, formula, symbol
from tools.proof.model import ASK, ASKED, Said, any_of
from tools.proof.patient import Known, smallest
from tools.proof.recipes import PERSON, lines_for

ON = date(2026, 11, 22)
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
CASES = Path(__file__).resolve().parents[2] / "tests" / "data" / "cases"
RESULT = z3.Real("total B12, pmol/L")


@dataclass(frozen=True, slots=True)
class Question:
    """What two countries are compared by, or where one may be silent."""

    title: str
    keys: tuple[str, ...]
    ask: Ask = Ask.ASSESS
    among: str = ""  # whom a guideline would have to speak of, where silence is looked for


DIFFERENCES = (
    Question("Tablets are an accepted start", ("oral_acceptable",)),
    Question("Injections are required", ("injection_route_required",)),
    Question("A loading course is given", ("loading_series",)),
    Question("Treatment begins before the result", ("treat_before_result",)),
    Question("Maintenance injections for life", ("maintenance_injections_lifelong",)),
    Question("Tablets are changed to injections", ("switch_oral_to_injection",)),
    Question("A first test is advised", ("first_test",)),
    Question("A marker is measured", ("check_mma_or_hcy",)),
    Question("The intrinsic factor antibody is measured", ("check_if_antibody",)),
    Question("Pregnancy goes to a specialist", ("out_of_scope_pregnancy_refer",)),
    Question("Under age", ("out_of_scope_child",)),
    Question("Stopping may be considered", ("may_stop_cause_resolved",), Ask.MAY_STOP),
    Question("Stopping is tried", ("trial_stop_uncertain_diagnosis",), Ask.MAY_STOP),
    Question("The interval is a question to the clinician", ("ask_clinician_outside_label",)),
)
STARTS = (
    "oral_acceptable",
    "loading_series",
    "alternate_day_until_plateau",
    "neuro_course_weekly",
    "start_injections_now",
)
SILENCES = (
    Question("B12 is needed and nothing is started", STARTS, among="starting and plannable"),
    Question(
        "A lasting cause is treated and nothing is said of maintenance",
        ("maintenance_injections_lifelong",),
        among="starting and irreversible_cause and plannable",
    ),
    Question(
        "An indeterminate result and no next test",
        ("check_mma_or_hcy", "treat_before_result", *STARTS),
        among="indeterminate and not in_treatment and not marker_measured and plannable",
    ),
    Question(
        "Tablets have failed and nothing takes their place",
        ("switch_oral_to_injection", "start_injections_now"),
        among="tablets_failed and plannable",
    ),
    Question(
        "Whether to stop is asked and nothing is said of stopping",
        (
            "may_stop_cause_resolved",
            "trial_stop_uncertain_diagnosis",
            "do_not_stop_irreversible_cause",
        ),
        Ask.MAY_STOP,
        among="in_treatment and plannable",
    ),
)


@dataclass(frozen=True, slots=True)
class Witness:
    """A diary to which one country says a key and another does not (or to which none is said)."""

    question: Question
    says: Country | None
    silent: Country
    diary: str
    lifted: bool


def witnesses() -> Iterator[Witness]:
    """Every difference between two countries and every silence that some patient shows."""
    books = {country: load().protocol(country, ON) for country in Country}
    for question in DIFFERENCES:
        for one in Country:
            for two in Country:
                if one != two:
                    yield from _difference(question, books[one], books[two])
    for question in SILENCES:
        for country in Country:
            yield from _silence(question, books[country])


def _difference(question: Question, one: Protocol, two: Protocol) -> Iterator[Witness]:
    ours, theirs = Said(one, f"{one.country} "), Said(two, f"{two.country} ")
    shown = z3.And(ours.says_any(question.keys), z3.Not(theirs.says_any(question.keys)))
    quiet = z3.Not(any_of(theirs.withheld(key) for key in question.keys))
    found = smallest(
        [*_one_record(ours, theirs), shown, quiet, ASKED[question.ask] == ASK], ours.world
    )
    if found is not None:
        yield _lifted(question, one.country, two.country, found)


def _silence(question: Question, protocol: Protocol) -> Iterator[Witness]:
    said = Said(protocol, f"{protocol.country} ")
    whom = formula(compiled(question.among, protocol.definitions), said.world).yes
    held = any_of(said.withheld(key) for key in question.keys)
    alarm = formula(compiled("red_flag", protocol.definitions), said.world).no
    rows = [*_one_record(said), whom, alarm, z3.Not(held), _decided(said, question.keys)]
    told = z3.Not(said.says_any(question.keys))
    found = smallest([*rows, told, ASKED[question.ask] == ASK], said.world)
    if found is not None:
        yield _lifted(question, None, protocol.country, found)


def _decided(said: Said, keys: tuple[str, ...]) -> Formula:
    """No rule for the keys waits for a fact: the silence is the guideline's own."""
    return z3.Not(any_of(said.undecided(r.id) for r in said.rules.values() if r.gives in keys))


def _one_record(*sides: Said) -> list[Formula]:
    """The sides read the same record: one result of total B12, each by its own limits."""
    first, rows = sides[0], [RESULT > 5, RESULT < 2000, z3.ToReal(z3.ToInt(RESULT)) == RESULT]
    for side in sides:
        rows += [*bounds(side.world), *_classed(side)]
        for name in FACTS:
            if side is not first and name not in ("result_class", "b12_normal_or_high"):
                here, there = symbol(name, first.world), symbol(name, side.world)
                rows += [here.known == there.known, here.value == there.value]
    return rows


def _classed(side: Said) -> list[Formula]:
    limits = next(
        t for t in side.protocol.thresholds if (t.test, t.unit) == ("b12_total", "pmol/L")
    )
    found, fine = symbol("result_class", side.world), symbol("b12_normal_or_high", side.world)
    measured = symbol("b12_measured", side.world)
    code = z3.If(
        limits.low > RESULT,
        constant("result_class", "deficient"),
        z3.If(
            limits.high < RESULT,
            constant("result_class", "unlikely"),
            constant("result_class", "indeterminate"),
        ),
    )
    low = constant("result_class", "deficient")
    return [
        found.value == code,
        found.known == measured.value,
        fine.value == z3.And(measured.value, found.value != low),
    ]


def _lifted(question: Question, says: Country | None, silent: Country, found: Known) -> Witness:
    """The facts as a diary, and of the diary only what is needed."""
    number = found.get("result_class")
    more = list(dict.fromkeys(lines_for(found)))
    person = [line for line in PERSON if not any(m.startswith(line[:13]) for m in more)]
    lines = [*person, *(f"undated none {s}" for s in SECTIONS if s != "diary"), *more]
    if number is not None:
        options = [n for n in RESULTS if shows(question, says, silent, [*lines, _lab(n)])]
        lines = [*lines, _lab(options[0])] if options else lines
    if not shows(question, says, silent, lines):
        diary = from_vignette(question, says, silent)
        if diary is not None:
            return Witness(question, says, silent, diary, lifted=True)
        known = ", ".join(f"{k}: {v}" for k, v in found.items() if v is not False)
        return Witness(question, says, silent, known, lifted=False)
    return Witness(question, says, silent, "\n".join(_needed(question, says, silent, lines)), True)


RESULTS = (90, 128, 140, 200, 255, 259, 400)


def _lab(number: int) -> str:
    return f"2026-11-20 lab b12_total {number} pmol/L"


def shows(question: Question, says: Country | None, silent: Country, lines: list[str]) -> bool:
    """Whether a diary shows the difference, or the silence, through `assess`."""
    record = read_notation("\n".join(lines), on=ON)

    def told(country: Country) -> bool:
        found = assess(record, on=ON, country=country, ask=question.ask)
        return bool(found.keys() & set(question.keys))

    if says is not None:
        return told(says) and not told(silent)
    return not told(silent) and _spoken_of(question, silent, lines)


def _spoken_of(question: Question, country: Country, lines: list[str]) -> bool:
    """Whether the guideline would have to speak: the diary is of those it is looked for in."""
    record = read_notation("\n".join(lines), on=ON)
    seen = grounds_of(record, on=ON, country=country)

    def here(text: str) -> bool | None:
        return value_of(compiled(text, seen.protocol.definitions), seen.situation.fact)

    return here(question.among) is True and here("red_flag") is False


def from_vignette(question: Question, says: Country | None, silent: Country) -> str | None:
    """The shortest vignette that shows it, with only the lines needed; None where none does."""
    for lines in _vignettes():
        if shows(question, says, silent, lines):
            return "\n".join(_needed(question, says, silent, lines))
    return None


# A macrocytosis of which nobody said whether she is pregnant: no vignette leaves that open.
UNASKED = "undated none exposures\nundated none treatments\n2026-11-20 lab mcv 112 fL"


@cache
def _vignettes() -> list[list[str]]:
    """The vignettes as diaries read on our day, the shortest first; no diary with faults."""
    texts = [UNASKED]
    for name in ("open", "own", "courses-open"):
        for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            texts.append(_moved(read_case(line)))
    return sorted((text.splitlines() for text in texts if _readable(text)), key=len)


def _moved(case: Case) -> str:
    """A vignette with its days moved so that it is read on our day; ids are left out."""
    entries = tuple(replace(entry, id="") for entry in case.record.entries)
    later = ON - (case.on or ON)
    return DAY.sub(
        lambda day: (date.fromisoformat(day[0]) + later).isoformat(),
        write_notation(Record(entries)),
    )


def _readable(text: str) -> bool:
    try:
        return bool(read_notation(text, on=ON).entries)
    except RecordError:
        return False


def _needed(
    question: Question, says: Country | None, silent: Country, lines: list[str]
) -> list[str]:
    """The lines without those that can be left out, the first ones tried first."""
    kept = list(lines)
    for line in lines:
        less = [other for other in kept if other != line]
        if shows(question, says, silent, less):
            kept = less
    return kept
