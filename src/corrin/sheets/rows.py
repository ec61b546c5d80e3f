"""The rows of a sheet as entries, and every problem that stands in the way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from corrin.record import Administration, Entry, Ill, Lab, Record, Score, odd_characters
from corrin.sheets import cells
from corrin.sheets.columns import BY_WORD, UNITS, Column, columns
from corrin.sheets.open import Cells, Sheet

OLDEST, YEARS_AHEAD = 1900, 10
LONGEST = 2000
PLAINLY_MICROGRAMS = 50  # a bare dose below it could be milligrams
LARGEST_DOSE = 20_000
YES = frozenset(["x", "ja", "j", "yes", "y", "1", "✓", "✔", "true", "sand", "waar", "v"])
NO = frozenset(["nej", "nee", "no", "n", "0", "-", "–", "false", "falsk", "onwaar"])
DRUGS = {
    "hydroxo": "hydroxocobalamin",
    "hydroxy": "hydroxocobalamin",
    "vibeden": "hydroxocobalamin",
    "cyano": "cyanocobalamin",
    "betolvex": "cyanocobalamin",
    "methyl": "mecobalamin",
    "mecobalamin": "mecobalamin",
}
WORDS = {
    "positive": "positive positiv positief pos",
    "negative": "negative negativ negatief neg",
    "normal": "normal normaal",
}
RESULT_WORDS = {word: code for code, words in WORDS.items() for word in words.split()}
DOSE = re.compile(r"(\d[\d.,]*)\s*(µg|ug|mcg|mikrogram|microgram|mg)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read: the row in the file, its column, a code, and what stood there."""

    row: int
    heading: str
    code: str
    met: str


@dataclass(frozen=True, slots=True)
class Usual:
    """The dose of an injection that is only ticked, where the reader has told it."""

    drug: str = "b12_unspecified"
    dose_ug: float | None = None
    route: str = "im"


@dataclass(frozen=True, slots=True)
class Import:
    """The entries of a sheet, and the problems: with any of these nothing is to be kept."""

    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    month_first: bool = False

    @property
    def record(self) -> Record:
        """The entries as a record. Raises ValueError beside any problem: all or nothing."""
        if self.problems:
            raise ValueError("a sheet with problems is not a record")
        return Record(self.entries)


@dataclass
class _Row:
    """One row while it is read."""

    number: int
    cells: dict[str, object]
    columns: dict[str, Column]
    problems: list[Problem]
    usual: Usual
    own: list[tuple[Column, object]] = field(default_factory=list)

    def refuse(self, meaning: str, code: str) -> None:
        column = self.columns[meaning]
        self.problems.append(Problem(self.number, column.heading, code, self.text(meaning)))

    def text(self, meaning: str) -> str:
        cell = self.cells.get(meaning)
        if isinstance(cell, float):
            return f"{cell:.15g}"
        return " ".join(str(cell).split()) if cell is not None else ""

    def number_in(self, meaning: str, cell: object) -> float | None:
        """The number in a cell; a problem where it is none, or could be two."""
        try:
            found = cells.number(cell)
        except cells.Ambiguous:
            self.refuse(meaning, "two_meanings")
            return None
        if found is None:
            self.refuse(meaning, "bad_number")
        return found


def read_sheet(
    sheet: Sheet, *, on: date, chosen: dict[str, str] | None = None, usual: Usual | None = None
) -> Import:
    """The entries of a sheet as read on a day; `chosen` gives columns their meaning by heading."""
    found = columns(sheet, chosen)
    by_meaning = {c.meaning: c for c in found if c.meaning not in ("skip", "own")}
    own = [c for c in found if c.meaning == "own"]
    if "date" not in by_meaning:
        return Import(found, (), (Problem(0, "", "no_date_column", ""),))
    at = by_meaning["date"].index
    turned = cells.month_first([r[at] for _, r in sheet.rows if len(r) > at])
    problems: list[Problem] = []
    entries: list[Entry] = []
    for number, row in sheet.rows:
        read = _Row(
            number, _cells(row, by_meaning.values()), by_meaning, problems, usual or Usual()
        )
        read.own = [(c, row[c.index]) for c in own if len(row) > c.index and _full(row[c.index])]
        entries.extend(_entries(read, on, turned))
    if not entries and not problems:
        problems.append(Problem(0, "", "nothing_found", ""))
    numbered = (replace(e, id=f"line:{n}") for n, e in enumerate(entries, start=1))
    return Import(found, tuple(numbered), tuple(problems), turned)


def _cells(row: Cells, used: Iterable[Column]) -> dict[str, object]:
    """The filled cells of a row, by the meaning of their column."""
    return {c.meaning: row[c.index] for c in used if len(row) > c.index and _full(row[c.index])}


def _full(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _entries(row: _Row, on: date, month_first: bool) -> Iterator[Entry]:
    if not (row.cells.keys() - {"date"}) and not row.own:
        return
    day = _day(row, on, month_first)
    note = _text(row, "note")
    found = [] if day is None else list(_read(row, day))
    if day is not None and day > on and any(not isinstance(e, Administration) for e in found):
        row.refuse("date", "future_day")
    if found and note:
        found[0] = replace(found[0], note=note)
    elif note and day is not None and not found:
        row.refuse("note", "note_alone")
    yield from found


def _day(row: _Row, on: date, month_first: bool) -> date | None:
    if "date" not in row.cells:
        heading = row.columns["date"].heading
        row.problems.append(Problem(row.number, heading, "no_day", ""))
        return None
    found = cells.day(row.cells["date"], month_first=month_first)
    if found is None:
        row.refuse("date", "bad_day")
    elif not OLDEST <= found.year <= on.year + YEARS_AHEAD:
        row.refuse("date", "bad_year")
    else:
        return found
    return None


def _read(row: _Row, day: date) -> Iterator[Entry]:
    yield from _given(row, day)
    for meaning, cell in row.cells.items():
        kind, _, code = meaning.partition(":")
        if kind == "felt":
            yield from _felt(row, meaning, code, cell, day)
        elif kind == "lab":
            yield from _lab(row, meaning, code, row.columns[meaning].unit, day)
        elif meaning == "ill":
            yield from _ill(row, day)
        elif meaning == "value":
            yield from _long_lab(row, day)
        elif meaning == "tablet":
            yield from _tablet(row, day)
    for column, cell in row.own:
        row.cells["own"], row.columns["own"] = cell, column
        yield from _felt(row, "own", column.heading, cell, day)


def _felt(row: _Row, meaning: str, item: str, cell: object, day: date) -> Iterator[Entry]:
    score = row.number_in(meaning, cell)
    if score is None:
        return
    if not 0 <= score <= 10:
        row.refuse(meaning, "out_of_scale")
        return
    yield Score(on=day, item=item, score=score)


def _ill(row: _Row, day: date) -> Iterator[Entry]:
    text = _text(row, "ill")
    if text.lower() in NO:
        return
    yield Ill(on=day, cause="" if text.lower() in YES else text)


def _text(row: _Row, meaning: str) -> str:
    """A cell as text; too long or with hidden characters it is a problem."""
    text = row.text(meaning)
    if len(text) > LONGEST:
        row.refuse(meaning, "too_long")
    elif odd_characters(text):
        row.refuse(meaning, "odd_characters")
    else:
        return text
    return ""


def _given(row: _Row, day: date) -> Iterator[Entry]:
    """An injection: ticked, or told by its dose or drug where there is no column to tick."""
    ticked = "injection" in row.columns
    marks = ("injection",) if ticked else ("dose", "drug")
    meaning = next((m for m in marks if m in row.cells), "")
    told = row.text(meaning).lower()
    if not meaning or told in NO:
        return
    dose = _dose(row, meaning)
    if dose is None:
        return
    yield Administration(
        on=day,
        drug=_drug(row, meaning) or row.usual.drug,
        dose_ug=dose,
        route=row.usual.route,
        site=_text(row, "site"),
        batch=_text(row, "batch"),
    )


def _drug(row: _Row, meaning: str) -> str:
    said = f"{row.text('drug')} {row.text(meaning)}".lower()
    return next((code for word, code in DRUGS.items() if word in said), "")


def _dose(row: _Row, meaning: str) -> float | None:
    """Micrograms: from the column of doses, else from the mark itself, else what is usual."""
    place = "dose" if "dose" in row.cells else meaning
    text = row.text(place)
    if place == meaning == "injection" and text.lower() in YES:
        return _usual(row, meaning)
    found = DOSE.search(text.lower())
    stray = found and not found[2] and found[0] != text and not _drug(row, meaning)
    if not found or (stray and place != "dose"):
        if place == "dose":
            row.refuse(place, "bad_number")
            return None
        if _drug(row, meaning):
            return _usual(row, meaning)
        row.refuse(meaning, "bad_mark")
        return None
    amount = row.number_in(place, found[1].rstrip(".,"))
    return None if amount is None else _micrograms(row, place, amount, found[2])


def _usual(row: _Row, meaning: str) -> float | None:
    if row.usual.dose_ug is None:
        row.refuse(meaning, "dose_unknown")
    return row.usual.dose_ug


def _micrograms(row: _Row, place: str, amount: float, unit: str | None) -> float | None:
    headed = re.search(r"\bmg\b", row.columns[place].heading.lower()) is not None
    told_ug = re.search(r"µg|ug\b|mcg|gram", row.columns[place].heading.lower()) is not None
    if unit is None and not headed and not told_ug and amount < PLAINLY_MICROGRAMS:
        row.refuse(place, "dose_unit")
        return None
    dose = amount * (1000 if unit == "mg" or (unit is None and headed) else 1)
    if not 0 < dose <= LARGEST_DOSE:
        row.refuse(place, "bad_dose")
        return None
    return dose


def _tablet(row: _Row, day: date) -> Iterator[Entry]:
    text = row.text("tablet").lower()
    if text in NO:
        return
    found = DOSE.search(text)
    if text in YES or not found:
        row.refuse("tablet", "dose_unknown" if text in YES else "bad_mark")
        return
    amount = row.number_in("tablet", found[1].rstrip(".,"))
    dose = None if amount is None else _micrograms(row, "tablet", amount, found[2])
    if dose is not None:
        drug = next((c for word, c in DRUGS.items() if word in text), "b12_unspecified")
        yield Administration(on=day, drug=drug, dose_ug=dose, route="oral")


def _long_lab(row: _Row, day: date) -> Iterator[Entry]:
    """A row of its own for each result: test, value and unit in columns."""
    name = row.text("test").lower()
    words = ["_".join(re.findall(r"\w+", name)), *re.findall(r"\w+", name)]
    code = next((BY_WORD[w] for w in words if BY_WORD.get(w, "").startswith("lab:")), "")
    if not code:
        known = "test" in row.cells
        row.refuse("test" if known else "value", "bad_test")
        return
    said = row.text("unit").lower().replace("µ", "u")
    if said and said not in UNITS:
        row.refuse("unit", "bad_unit")
        return
    yield from _lab(row, "value", code.removeprefix("lab:"), UNITS.get(said), day)


def _lab(row: _Row, meaning: str, test: str, unit: str | None, day: date) -> Iterator[Entry]:
    cell = row.cells[meaning]
    text = row.text(meaning)
    if text.lower() in RESULT_WORDS:
        yield Lab(on=day, test=test, value=RESULT_WORDS[text.lower()], unit="1")
        return
    op = text[0] if text[:1] in "<>" and isinstance(cell, str) else "="
    value = row.number_in(meaning, cell if op == "=" else text[1:])
    if value is None:
        return
    if value < 0:
        row.refuse(meaning, "bad_number")
        return
    yield Lab(on=day, test=test, value=value, unit=unit, op=op)
