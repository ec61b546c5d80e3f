"""Spreadsheets as people keep them: headings, days and numbers of three languages, all or none."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.record import Administration, Lab, Record, Score, read_notation, write_notation
from corrin.sheets import Import, SheetError, Usual, cells, open_sheet, read_sheet
from corrin.terms import Lang
from corrin.words import catalog
from corrin.words.sheet import fault, meaning

ON = date(2026, 11, 22)
BOOKS = Path(__file__).parents[1] / "data" / "sheets"


def read(text: str, **more: object) -> Import:
    return read_sheet(open_sheet(text.encode()), on=ON, **more)  # type: ignore[arg-type]


def codes(found: Import) -> list[tuple[int, str, str]]:
    return [(p.row, p.heading, p.code) for p in found.problems]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", (2026, 3, 5)),
        ("5.3.2026", (2026, 3, 5)),
        ("05-03-26", (2026, 3, 5)),
        ("5/3/2026", (2026, 3, 5)),
        ("5. marts 2026", (2026, 3, 5)),
        ("5 mrt 2026", (2026, 3, 5)),
        ("Thu 5 March 2026", (2026, 3, 5)),
        ("torsdag d. 5. marts", None),
        ("2026-03-05T21:30:00", (2026, 3, 5)),
        ("31.2.2026", None),
        ("29-2-2024", (2024, 2, 29)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, day: tuple[int, int, int] | None) -> None:
    assert cells.day(text) == (date(*day) if day else None)


@given(st.dates(date(1900, 1, 1), date(2068, 12, 31)), st.sampled_from(list(Lang)))
def test_a_day_written_in_any_language_is_read_back(on: date, lang: Lang) -> None:
    words = catalog(lang)
    assert cells.day(words.day(on)) == cells.day(words.short(on)) == on


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,5", 3.5),
        ("3.5", 3.5),
        (" 1 000 ", 1000.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("0,125", 0.125),
        ("1e9", None),
        ("٣", None),
        ("nan", None),
        ("9" * 31, None),
        ("", None),
        (True, None),
        (float("inf"), None),
    ],
)
def test_a_number_is_read_with_comma_or_point(text: object, value: float | None) -> None:
    assert cells.number(text) == value


@pytest.mark.parametrize("text", ["1.000", "1,000", "12.345"])
def test_a_number_with_two_meanings_is_never_guessed(text: str) -> None:
    with pytest.raises(cells.Ambiguous):
        cells.number(text)


DANISH = """\
Dato;Træthed;Prikken og snurren;Indsprøjtning;Dosis (µg);B12 (pmol/L);Energi;Noter
5.1.2026;7;3,5;x;1000;;2;
6.1.2026;6;;nej;;;3;
13. jan 2026;5;2;;;320;;travlt
"""
DUTCH = """\
Datum,Moeheid,Tintelingen,Injectie,Ziek
05-01-2026,7,"3,5",hydroxocobalamine 1 mg,
06-01-2026,6,,,griep
"""
ENGLISH = (
    "Date\tTiredness\tJab\tSite\n5 January 2026\t7\tyes\tleft thigh\n6 January 2026\t6\tno\t\n"
)


def test_a_danish_sheet_becomes_a_diary() -> None:
    assert write_notation(read(DANISH).record) == (
        "2026-01-05 gave b12_unspecified 1000 ug im\n"
        "2026-01-05 felt fatigue 7\n"
        "2026-01-05 felt tingling 3.5\n"
        "2026-01-06 felt fatigue 6\n"
        '2026-01-13 felt fatigue 5 note "travlt"\n'
        "2026-01-13 felt tingling 2\n"
        "2026-01-13 lab b12_total 320 pmol/L\n"
    )


def test_a_dutch_sheet_becomes_a_diary() -> None:
    assert write_notation(read(DUTCH).record) == (
        "2026-01-05 gave hydroxocobalamin 1000 ug im\n"
        "2026-01-05 felt fatigue 7\n"
        "2026-01-05 felt tingling 3.5\n"
        "2026-01-06 felt fatigue 6\n"
        "2026-01-06 ill griep\n"
    )


def test_an_english_sheet_with_ticks_takes_the_usual_dose() -> None:
    assert codes(read(ENGLISH)) == [(2, "Jab", "dose_unknown")]
    found = read(ENGLISH, usual=Usual("hydroxocobalamin", 1000))
    assert found.entries[0] == Administration(
        id="line:1",
        on=date(2026, 1, 5),
        drug="hydroxocobalamin",
        dose_ug=1000,
        route="im",
        site="left thigh",
    )
    assert len(found.entries) == 3


def test_prikken_is_never_guessed() -> None:
    """In Danish it is tingling, in Dutch giving injections."""
    found = read("Datum;Prikken\n1-1-2026;3\n")
    assert [c.meaning for c in found.columns] == ["date", "skip"]


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("B12 injection", "injection"),
        ("B12-sprøjte", "injection"),
        ("B12 prik", "injection"),
        ("B12 tablet", "tablet"),
        ("Injection site", "site"),
        ("Dosis indsprøjtning", "dose"),
        ("Injectie datum", "date"),
        ("Serum B12", "lab:b12_total"),
        ("B12 (pmol/L)", "lab:b12_total"),
        ("Træthed i dag", "felt:fatigue"),
        ("Pain at injection site", "felt:pain"),
        ("Ferritin before injection", "lab:ferritin"),
    ],
)
def test_a_heading_of_several_words_means_what_people_mean(heading: str, meaning: str) -> None:
    assert read(f"{heading};Day\n1;1/1/2026\n").columns[0].meaning == meaning


def test_a_day_to_come_may_hold_a_planned_injection_and_no_score() -> None:
    sheet = "Date;Injection;Fatigue\n1/1/2100;1000 µg;\n"
    on = date(2099, 12, 1)
    assert codes(read_sheet(open_sheet(sheet.encode()), on=on)) == []
    scored = f"{sheet}2/1/2100;;3\n"
    found = read_sheet(open_sheet(scored.encode()), on=on)
    assert codes(found) == [(3, "Date", "future_day")]


def test_a_column_nobody_knows_is_named_and_left_out_until_it_is_chosen() -> None:
    sheet = "Date;Restless legs\n1/1/2026;3\n"
    assert read(sheet).columns[1].meaning == "skip"
    found = read(sheet, chosen={"Restless legs": "own"})
    assert found.entries == (
        Score(id="line:1", on=date(2026, 1, 1), item="Restless legs", score=3),
    )


def test_month_first_is_seen_where_nothing_else_fits_and_never_mixed() -> None:
    assert read("Date;Tired\n1/13/2026;3\n2/1/2026;4\n").entries[1].on == date(2026, 2, 1)
    assert read("Date;Tired\n1/3/2026;3\n2/4/2026;4\n").entries[0].on == date(2026, 3, 1)
    mixed = read("Date;Tired\n1/13/2026;3\n13/1/2026;4\n")
    assert codes(mixed) == [(2, "Date", "bad_day")]


def test_results_come_one_a_row_or_one_a_column() -> None:
    long = read("Date;Test;Result;Unit\n5/3/2026;MMA;<0,4;umol/L\n5/3/2026;B12;positive;\n")
    assert [(e.test, e.op, e.value, e.unit) for e in long.entries if isinstance(e, Lab)] == [
        ("mma", "<", 0.4, "umol/L"),
        ("b12_total", "=", "positive", "1"),
    ]
    wide = read("Date;Hb (g/dL);MCV fL\n5/3/2026;13,1;99\n")
    assert [(e.test, e.value, e.unit) for e in wide.entries if isinstance(e, Lab)] == [
        ("hb", 13.1, "g/dL"),
        ("mcv", 99.0, "fL"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("31.2.2026;7;;", "bad_day"),
        (";7;;", "no_day"),
        ("1.1.1850;7;;", "bad_year"),
        ("1.1.2026;37;;", "out_of_scale"),
        ("1.1.2026;-1;;", "out_of_scale"),
        ("1.1.2026;much;;", "bad_number"),
        ("1.1.2026;😀;;", "bad_number"),
        ("1.1.2026;;perhaps;", "bad_mark"),
        ("1.1.2026;;1.000 µg;", "two_meanings"),
        ("1.1.2026;;5;", "dose_unit"),
        ("1.1.2026;;99999;", "bad_dose"),
        ("1.1.2026;;;only a note", "note_alone"),
        ("1.1.2026;7;;" + "x" * 2001, "too_long"),
        ("1.1.2026;7;;a\u202eb", "odd_characters"),
    ],
)
def test_a_row_that_cannot_be_meant_is_named_and_nothing_is_kept(row: str, code: str) -> None:
    found = read(f"Date;Tired;Injection;Note\n2.1.2026;4;;\n{row}\n")
    assert [(p.row, p.code) for p in found.problems] == [(3, code)]
    with pytest.raises(ValueError, match="problems"):
        _ = found.record
    for lang in Lang:
        told = fault(code, 3, "Tired", found.problems[0].met, catalog(lang))
        assert "3" in told.place
        assert "\u202e" not in told.met


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"just words", "empty"),
        (b"Date;Tired\nnever;3\n", "no_days"),
        (b"1.1.2026;3\n2.1.2026;4\n", "no_headings"),
        (b"\x00\x01\x02\x03" * 50, "not_a_table"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b"Date\n" + b"1.1.2026\n" * 100_001, "too_many"),
        (b"x" * 20_000_001, "too_large"),
    ],
    ids=["nothing", "words", "no days", "no headings", "binary", "zip", "long", "large"],
)
def test_a_file_that_is_no_diary_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(SheetError) as refused:
        open_sheet(data)
    assert refused.value.code == code
    for lang in Lang:
        assert fault(code, 0, "", "", catalog(lang)).do


def test_a_workbook_of_another_hand_is_read() -> None:
    found = read_sheet(open_sheet((BOOKS / "diary.xlsx").read_bytes()), on=ON)
    assert codes(found) == [(9, "Indsprøjtning", "bad_mark")]  # a formula nobody worked out
    assert write_notation(Record(found.entries)) == (
        '2026-01-05 gave hydroxocobalamin 1000 ug im note "første gang"\n'
        "2026-01-05 felt fatigue 7\n"
        "2026-01-05 lab mma 0.61 umol/L\n"
        "2026-01-06 felt fatigue 6.5\n"
        "2026-01-07 felt fatigue 5\n"
        "2026-01-07 lab mma < 0.2 umol/L\n"
        "2026-01-09 felt fatigue 4\n"
    )
    mac = read_sheet(open_sheet((BOOKS / "mac-1904.xlsx").read_bytes()), on=ON)
    assert [e.on for e in mac.entries] == [date(2026, 3, 1), date(2024, 2, 29)]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_refused(part: str) -> None:
    original = (BOOKS / "diary.xlsx").read_bytes()
    for change in (lambda x: x[: len(x) // 2], lambda x: b"<a>" * 100_000, lambda x: b""):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(original)) as book, zipfile.ZipFile(out, "w") as copy:
            for name in book.namelist():
                copy.writestr(name, change(book.read(name)) if name == part else book.read(name))
        with pytest.raises(SheetError, match="damaged"):
            open_sheet(out.getvalue())


def test_a_workbook_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from corrin.sheets import xlsx

    monkeypatch.setattr(xlsx, "LARGEST_PART", 1000)
    with pytest.raises(SheetError, match="damaged"):
        open_sheet((BOOKS / "diary.xlsx").read_bytes())


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_rubbish_is_refused_and_never_breaks(data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data, b"Date;Tired\n1.1.2026;" + data):
        try:
            read_sheet(open_sheet(content), on=ON)
        except SheetError as refused:
            assert fault(refused.code, 0, "", "", catalog(Lang.EN)).do


score = st.integers(0, 20).map(lambda n: n / 2)


@given(st.lists(st.tuples(score, score), min_size=1, max_size=30), st.sampled_from(";\t|"))
@settings(max_examples=40)
def test_every_score_of_a_sheet_is_in_the_record_and_none_besides(
    scores: list[tuple[float, float]], mark: str
) -> None:
    """Whatever separates the columns, with a decimal comma."""
    first = date(2026, 1, 5)
    lines = [mark.join(["Datum", "Moeheid", "Tintelingen"])]
    for n, pair in enumerate(scores):
        day = first + timedelta(days=n)
        lines.append(mark.join([f"{day:%d-%m-%Y}", *(f"{s:g}".replace(".", ",") for s in pair)]))
    record = read("\r\n".join(lines)).record
    told = [(e.on, e.item, e.score) for e in record.of(Score)]
    wanted = [
        (first + timedelta(days=n), item, s)
        for n, pair in enumerate(scores)
        for item, s in zip(("fatigue", "tingling"), pair, strict=True)
    ]
    assert told == wanted
    assert read_notation(write_notation(record)).sha256() == record.sha256()


def test_every_meaning_has_its_words_in_each_language() -> None:
    from corrin.sheets import MEANINGS

    for lang in Lang:
        assert len({meaning(m, catalog(lang)) for m in MEANINGS}) == len(MEANINGS)


def test_every_problem_has_its_words() -> None:
    import re

    from corrin import sheets

    folder = Path(sheets.__file__).parent
    source = "".join(page.read_text(encoding="utf-8") for page in folder.glob("*.py"))
    raised = set(re.findall(r'refuse\((?:\w+|"\w+"), "(\w+)"\)', source))
    raised |= set(re.findall(r'Problem\([^)]*?"(no_\w+|nothing_\w+)"', source))
    raised |= set(re.findall(r'SheetError\("(\w+)"\)', source))
    known = set(catalog(Lang.EN).tables["problem"])
    assert {"bad_day", "too_large", "dose_unit"} <= raised <= known
