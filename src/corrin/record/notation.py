"""The diary notation, read: one entry a line, the day first. `printer` is the inverse."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from corrin.record import entries as kinds
from corrin.record import fields as f
from corrin.record.case import LARGEST_TEXT, WEEKDAYS
from corrin.record.cursor import CLOSING, Cursor
from corrin.record.fields import Notes, Unreadable
from corrin.record.model import Fault, Record, RecordError
from corrin.terms import SECTIONS

GRAMMAR = """\
# One entry a line, the day first (or `undated`). A # begins a comment.
2026-01-05 gave hydroxocobalamin 1000 ug im                      # a dose; route im, sc or oral
2025-01-06 gave hydroxocobalamin 1000 ug im every 84 days until 2025-12-08   # a series of doses
2026-01-05 gave hydroxocobalamin 1000 ug im site left_deltoid batch A12
2025-11-03 remembered well 35 days                               # from memory, after that injection
undated remembered well 5 weeks                                  # the same, usually
2025-12-01 elsewhere until 2025-12-20                            # given somewhere in these days
2025-12-01 elsewhere hydroxocobalamin                            # that day, the dose unknown
2026-02-20 felt fatigue 7                                        # diary, 0 to 10, higher is worse
2026-02-20 ill influenza                                         # a bad day for another reason
2026-02-20 lab mma 0.42 umol/L ref 0 0.4                         # a result; < and > before a number
2026-02-20 lab hb low                                            # a result given in words
2026-01-10 symptom paraesthesia 6 worse                          # severity 0 to 10, then its trend
2026-01-10 sign loss_vibration
2019-06-01 condition pernicious_anaemia until 2020-01-01
2020-01-01 medicine metformin until 2024-01-01
2020-01-01 allergy cobalt
2025-08-01 exposure nitrous_oxide_recreational until 2026-01-01
undated family pernicious_anaemia
undated born 1968-04-30                                          # or a year, or `7 months`
undated sex female
undated diet vegan
2026-01-05 pregnancy pregnant 12 weeks
2026-01-05 plan every 56 days band 28 84 signed "Dr A. Jensen"   # also: every 2 months, 8 weeks
2026-01-05 plan every 56 days alpha 0.1 days mon,thu
undated none medicines                                           # asked, and there are none
2026-02-21 withdraw line:4                                       # takes an entry back
# Any line may end with:  id WORD · noted 2026-02-20T08:00+01:00 · replaces ID · note "words" ·
# around 2024-05 (year or month of an undated line) · marked not-done (doubted where it comes from)
# A number may be written with a point or a comma. A code of another list is quoted:
2026-01-10 condition "http://snomed.info/sct|84027009|Pernicious anaemia"
"""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+')
MOST_FAULTS = 10_000
SECTION_OF = {
    "sign": "signs",
    "condition": "conditions",
    "medicine": "medicines",
    "allergy": "allergies",
    "exposure": "exposures",
    "family": "family_history",
}


def read_notation(text: str, *, on: date | None = None) -> Record:
    """The record in a notation text. Raises RecordError listing every line that is wrong.

    After the first `MOST_FAULTS` of them it reads no further, and the last fault says so.
    """
    record, faults = _read(text, on, MOST_FAULTS)
    if faults:
        raise RecordError(faults)
    return record


def read_notation_leniently(
    text: str, *, on: date | None = None
) -> tuple[Record, tuple[Fault, ...]]:
    """The record of the good lines, and a fault for each bad one, however many."""
    return _read(text, on, None)


def _read(text: str, on: date | None, most: int | None) -> tuple[Record, tuple[Fault, ...]]:
    if len(text) > LARGEST_TEXT:
        met = f"{len(text):,} characters"
        fault = Fault("file", met, f"at most {LARGEST_TEXT:,}", "send one record")
        return Record(), (fault,)
    notes = Notes(on=on)
    entries: list[kinds.Entry] = []
    lines = text.removeprefix("\ufeff").split("\n")
    for position, line in enumerate(lines, start=1):
        try:
            entries.extend(_line(line, position, notes))
        except Unreadable:
            if most and len(notes.faults) >= most:
                notes.faults.extend(_unread(position + 1, len(notes.faults), lines[position:]))
                break
    return Record(tuple(entries)), tuple(notes.faults)


def _unread(position: int, before: int, lines: Sequence[str]) -> Iterator[Fault]:
    """Where reading stops: a text with so many bad lines is none of ours."""
    left = sum(bool(line.strip()) for line in lines)
    if left:
        yield Fault(
            f"line {position}",
            f"{before:,} faults before it",
            "a diary in our notation",
            f"lines not read: {left:,}; is this the right file?",
        )


def _line(line: str, position: int, notes: Notes) -> Iterator[kinds.Entry]:
    place = f"line {position}"
    words = list(_tokens(line.rstrip("\r"), place, notes))
    if not words:
        return
    cursor = Cursor(words, place, notes)
    common: dict[str, Any] = {"id": f"line:{position}", "on": cursor.day_or_undated()}
    verb = cursor.word("a verb such as gave, felt or lab").lower()
    if verb not in VERBS:
        raise notes.refuse(place, verb, "one of " + ", ".join(VERBS), _example("felt"))
    entry = VERBS[verb](cursor, common)
    if cursor.words:
        raise cursor.left_over(_example(verb))
    yield entry


def _tokens(line: str, place: str, notes: Notes) -> Iterator[str]:
    """Words and quoted texts of one line, up to a comment."""
    position = 0
    while position < len(line):
        if line[position].isspace():
            position += 1
            continue
        if line[position] == "#":
            return
        found = TOKEN.match(line, position)
        if not found or f.odd_characters(found.group()):
            do = "close the quotation mark" if not found else "remove the hidden character"
            raise notes.refuse(place, line[position:], "words and closed quotation marks", do)
        yield found.group()
        position = found.end()


def _example(verb: str) -> str:
    """An example of a line with this verb, or of a diary line where there is none."""
    lines = GRAMMAR.splitlines()
    shown = next((x for x in lines if f" {verb} " in x), "2026-02-20 felt fatigue 7")
    return "write it like `" + shown.split("  ")[0].strip() + "`"


def _gave(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    drug = c.code("a drug")
    if c.words and (joined := re.fullmatch(r"(\d+(?:[.,]\d+)?)(ug|µg|mg)", c.words[0])):
        c.words[0:1] = list(joined.groups())
    dose = c.positive("a dose above 0")
    unit = c.word("ug or mg")
    if unit not in ("ug", "mg", "µg"):
        raise c.notes.refuse(c.place, unit, "ug or mg", "write the dose like 1000 ug")
    route = c.code("im, sc or oral")
    more: dict[str, Any] = {}
    if c.at("every"):
        more["every_days"] = c.interval("a number of days")
        _expect(c, "days", "day")
        _expect(c, "until")
        more["until"] = c.day()
    while keyword := c.at("site", "batch"):
        more[keyword] = c.word(f"a word after {keyword}")
    dose_ug = dose * (1000 if unit == "mg" else 1)
    return kinds.Administration(
        drug=drug, dose_ug=dose_ug, route=route, **more, **c.closing(common)
    )


def _expect(c: Cursor, *keywords: str) -> None:
    if not c.at(*keywords):
        met = c.words[0] if c.words else "the end of the line"
        raise c.notes.refuse(c.place, met, f"the word {keywords[0]}", "add it")


def _remembered(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    _expect(c, "well")
    count = c.number("a number of days or weeks")
    weeks = c.at("weeks", "week")
    if not weeks:
        _expect(c, "days", "day")
    days = f.interval(count * (7 if weeks else 1), c.place, c.notes)
    return kinds.Remembered(well_days=days, **c.closing(common))


def _elsewhere(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    if common["on"] is None:
        expected = "the first day it may have been given"
        raise c.notes.refuse(c.place, "undated", expected, _example("elsewhere"))
    more: dict[str, Any] = {}
    if c.words and c.words[0] not in ("until", *CLOSING):
        more["drug"] = c.code("a drug")
    if c.at("until"):
        more["until"] = c.day()
    return kinds.Elsewhere(**more, **c.closing(common))


def _felt(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    item = c.code("what was felt")
    score = c.number("a number from 0 to 10")
    return kinds.Score(item=item, score=score, **c.closing(common))


def _ill(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    bare = not c.words or c.words[0] in CLOSING
    cause = "" if bare else c.word("a cause")
    return kinds.Ill(cause=cause, **c.closing(common))


def _lab(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    test = c.code("a test")
    if c.words and c.words[0][:1] in "<>" and len(c.words[0]) > 1:
        c.words[0:1] = [c.words[0][0], c.words[0][1:]]
    op = c.at("<", ">", "=") or "="
    value, unit = _result(c)
    more = _reference(c) if c.at("ref") else {}
    return kinds.Lab(test=test, value=value, unit=unit, op=op, **more, **c.closing(common))


def _result(c: Cursor) -> tuple[float | str, str | None]:
    """A number with its unit (which may be missing), or a word with unit 1."""
    in_words = bool(c.words) and not re.match(r"-?\d", c.words[0])
    value = c.word("a number or a word") if in_words else c.number("a number or a word")
    bare = not c.words or c.words[0] in ("ref", *CLOSING)
    unit = None if bare else c.word("a unit")
    return value, "1" if in_words and unit is None else unit


def _reference(c: Cursor) -> dict[str, Any]:
    """The laboratory's own limits; a dash stands for an open end."""
    low = None if c.at("-") else c.number("the lower limit or -")
    high = None if c.at("-") else c.number("the upper limit or -")
    return {"ref_low": low, "ref_high": high}


def _symptom(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    told = c.code("a symptom")
    code = f.complaint(told, c.place, c.notes) if isinstance(told, str) else told
    more: dict[str, Any] = {}
    if c.words and re.match(r"-?\d", c.words[0]):
        more["severity"] = c.number("a number from 0 to 10")
    if c.words and c.words[0] not in CLOSING:
        more["trend"] = c.word("a trend")
    return kinds.Symptom(code=code, **more, **c.closing(common))


def _history(section: str) -> Callable[[Cursor, dict[str, Any]], kinds.Entry]:
    def read(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
        code = c.code("a code")
        until = c.day() if c.at("until") else None
        return kinds.History(section=section, code=code, until=until, **c.closing(common))

    return read


def _born(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    found = c.word("a date, a year or a number of months")
    if c.at("months"):
        months = f.whole(_digits(found), c.place, c.notes)
        return kinds.Born(age_months=months, **c.closing(common))
    if re.fullmatch(r"\d{4}", found):
        return kinds.Born(year=f.year(int(found), c.place, c.notes), **c.closing(common))
    return kinds.Born(birth=f.day(found, c.place, c.notes), **c.closing(common))


def _digits(word: str) -> Any:
    return int(word) if re.fullmatch(r"\d{1,6}", word) else word


def _attribute(name: str) -> Callable[[Cursor, dict[str, Any]], kinds.Entry]:
    def read(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
        return kinds.Attribute(name=name, value=c.code(f"a value for {name}"), **c.closing(common))

    return read


def _pregnancy(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    status = c.code("pregnant, breastfeeding, no or unknown")
    weeks = None
    if c.words and re.match(r"-?\d", c.words[0]):
        weeks = c.number("a number of weeks")
        _expect(c, "weeks", "week")
    return kinds.Pregnancy(status=status, weeks=weeks, **c.closing(common))


def _plan(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    found: dict[str, Any] = {}
    if c.at("every"):
        count = c.positive("a number of days or months")
        if c.at("months", "month"):
            found["interval_months"] = f.months(count, c.place, c.notes)
        else:
            weeks = c.at("weeks", "week")
            if not weeks:
                _expect(c, "days", "day")
            found["interval_days"] = f.interval(count * (7 if weeks else 1), c.place, c.notes)
    while keyword := c.at("band", "signed", "alpha", "days"):
        found |= PLAN_CLAUSES[keyword](c)
    return kinds.CarePlan(**found, **c.closing(common))


def _plan_band(c: Cursor) -> dict[str, Any]:
    low, high = c.interval("the shortest interval"), c.interval("the longest interval")
    if low > high:
        raise c.notes.refuse(c.place, f"{low:g} {high:g}", "the shortest first", "swap the two")
    return {"band_days": (low, high)}


def _plan_signed(c: Cursor) -> dict[str, Any]:
    quoted = bool(c.words) and c.words[0].startswith('"')
    return {"signed": True, "signed_by": c.word("a name") if quoted else ""}


def _plan_alpha(c: Cursor) -> dict[str, Any]:
    return {"alpha": c.positive("a number from 0.05 to 0.30")}


def _plan_days(c: Cursor) -> dict[str, Any]:
    words = c.word("weekdays like mon,thu").split(",")
    if not all(word in WEEKDAYS for word in words):
        raise c.notes.refuse(c.place, ",".join(words), "weekdays like mon,thu", "correct it")
    return {"clinic_days": tuple(sorted({WEEKDAYS.index(word) for word in words}))}


PLAN_CLAUSES: dict[str, Callable[[Cursor], dict[str, Any]]] = {
    "band": _plan_band,
    "signed": _plan_signed,
    "alpha": _plan_alpha,
    "days": _plan_days,
}


def _none(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    section = c.word("a section")
    if section not in SECTIONS:
        raise c.notes.refuse(c.place, section, "one of " + ", ".join(SECTIONS), "correct it")
    return kinds.NoneStated(section=section, **c.closing(common))


def _withdraw(c: Cursor, common: dict[str, Any]) -> kinds.Entry:
    return kinds.Retraction(**{"replaces": c.word("the id of an entry"), **c.closing(common)})


VERBS: dict[str, Callable[[Cursor, dict[str, Any]], kinds.Entry]] = {
    "gave": _gave,
    "felt": _felt,
    "ill": _ill,
    "lab": _lab,
    "symptom": _symptom,
    **{verb: _history(section) for verb, section in SECTION_OF.items()},
    "born": _born,
    "sex": _attribute("sex"),
    "diet": _attribute("diet"),
    "ethnicity": _attribute("ethnicity"),
    "unknown_field": _attribute("unknown_field"),
    "pregnancy": _pregnancy,
    "plan": _plan,
    "remembered": _remembered,
    "elsewhere": _elsewhere,
    "none": _none,
    "withdraw": _withdraw,
}
