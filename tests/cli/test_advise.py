"""`corrin advise`, `cases`, `protocols` and `notation`: words in, words and exit codes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from corrin.cli import main
from corrin.record import Record, read_notation
from corrin.terms import ADVICE, Ask, Lang

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
VIGNETTE = (FOLDER / "open.jsonl").read_text(encoding="utf-8").splitlines()[0]
DIARY = """undated born 1970
2026-01-05 gave hydroxocobalamin 1000 ug im
2026-02-20 felt fatigue 7
2026-02-20 lab mma 0.42 umol/L
"""
CONTRACT = {
    "on",
    "country",
    "edition",
    "engine",
    "record_sha256",
    "advice",
    "missing",
    "doubts",
    "disagreements",
    "proposal",
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(VIGNETTE, encoding="utf-8")
    return path


def said(words: list[Any], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_the_assessment_has_the_shape_of_the_contract(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(["advise", case, "--format", "json"], capsys)
    value = json.loads(out)
    assert (code, err) == (0, "")
    assert set(value) == CONTRACT
    assert value["on"] == "2026-03-02" and value["country"] == "uk"
    for advice in value["advice"]:
        assert advice["key"] in ADVICE
        assert {"text", "strength", "because", "citations"} <= set(advice)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_the_page_is_printed_for_each_reader_and_language(
    case: Path, lang: str, reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(["advise", case, "--lang", lang, "--for", reader], capsys)
    assert code == 0 and out.startswith("corrin · ")


def test_country_day_and_question_can_be_given_and_win_over_the_file(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--country", "dk", "--on", "2026-04-01", "--ask", "may_stop", "--format", "json"]
    _, out, _ = said(["advise", case, *words], capsys)
    value = json.loads(out)
    assert (value["on"], value["country"]) == ("2026-04-01", "dk")


def test_without_a_country_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = tmp_path / "diary.b12"
    diary.write_text(DIARY, encoding="utf-8")
    monkeypatch.delenv("CORRIN_COUNTRY", raising=False)
    code, out, err = said(["advise", diary, "--on", "2026-03-01"], capsys)
    assert (code, out) == (2, "") and "--country" in err
    monkeypatch.setenv("CORRIN_COUNTRY", "dk")
    code, out, _ = said(["advise", diary, "--on", "2026-03-01"], capsys)
    assert code == 0 and "Denmark" in out


def test_notation_case_and_standard_input_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("a.txt", DIARY), ("b.txt", VIGNETTE), ("c.b12", DIARY)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        code, out, _ = said(["advise", path, "--country", "dk", "--on", "2026-03-05"], capsys)
        assert code == 0 and out


def test_what_was_known_on_a_day_leaves_out_what_was_noted_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        "2026-01-05 gave hydroxocobalamin 1000 ug im id a noted 2026-01-05T09:00Z",
        "2026-01-05 gave hydroxocobalamin 500 ug im id b noted 2026-03-04T00:00Z replaces a",
    ]
    found = []
    for text, more in ((lines, ["--known", "2026-03-03"]), (lines[:1], []), (lines, [])):
        path = tmp_path / "record.b12"
        path.write_text("\n".join(text), encoding="utf-8")
        words = [path, "--on", "2026-03-03", "--country", "dk", "--format", "json", *more]
        code, out, _ = said(["advise", *words], capsys)
        assert code == 0
        found.append(json.loads(out))
    assert found[0] == found[1] != found[2]


def test_why_a_key_was_given_and_why_not(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(["advise", case, "--why", "start_injections_now"], capsys)
    assert code == 0 and out.startswith("start_injections_now: given")
    code, out, _ = said(["advise", case, "--why", "oral_acceptable", "--format", "json"], capsys)
    value = json.loads(out)
    assert code == 0 and value["given"] is False and value["rules"]
    code, _, err = said(["advise", case, "--why", "magic"], capsys)
    assert code == 2 and "magic" in err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("broken.json", b'{"labs": [', "JSON"),
        ("nan.json", b'{"care_plan": {"interval_days": NaN}}', "JSON"),
        ("wrong.json", b'{"labs": "none"}', "/labs"),
        ("list.json", b"[1]", "an object"),
        ("deep.json", b"[" * 200_000, "nesting"),
        ("early.b12", b"1023-01-01 felt fatigue 7", "a year from 1900"),
        ("late.b12", b"9999-01-01 felt fatigue 7", "a year from 1900"),
        ("minus.b12", b"2026-01-05 gave hydroxocobalamin -1 ug im", "above 0"),
        ("latin.b12", "2026-01-05 felt træthed 7".encode("latin-1"), "UTF-8"),
        ("nul.b12", b"2026-01-05 felt fati\x00gue 7", "\\u0000"),
        ("bidi.b12", "2026-01-05 felt fati\u202egue 7".encode(), "\\u202e"),
        ("fhir.json", b'{"resourceType": "Patient"}', "FHIR"),
        ("zip.b12", b"PK\x03\x04\xff\xfe" * 50, "UTF-8"),
        ("empty.json", b"", "JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_nothing_on_standard_output(
    name: str, content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, out, err = said(["advise", path, "--country", "dk", "--on", "2026-03-01"], capsys)
    assert (code, out) == (3, "")
    assert told in err and "Traceback" not in err
    assert "\x00" not in err and "\u202e" not in err


def test_ten_megabytes_of_rubbish_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rubbish.b12"
    path.write_bytes(b"rubbish \xc3\xa6 line\n" * 600_000)
    code, out, err = said(["advise", path, "--country", "dk", "--on", "2026-03-01"], capsys)
    assert (code, out) == (3, "") and "line 1:" in err
    told = err.splitlines()
    assert len(told) == 10_001 and told[9_999].startswith("line 10000:")
    assert told[-1].startswith("line 10001: met 10,000 faults before it;")
    assert told[-1].endswith("lines not read: 590,000; is this the right file?")


def test_of_very_many_bad_lines_left_out_the_good_ones_stay_and_the_rest_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rubbish.b12"
    path.write_text("rubbish\n" * 20_007 + "2026-02-20 gave hydroxocobalamin 1000 ug im\n")
    words = ["advise", path, "--country", "dk", "--on", "2026-03-01", "--format", "json"]
    code, out, err = said([*words, "--lenient"], capsys)
    assert (code, len(err.splitlines())) == (0, 20_001)
    assert err.splitlines()[-1] == "faults like these that are not shown: 7"
    assert json.loads(out)["record_sha256"] != Record().sha256()


def test_every_fault_of_an_ordinary_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.b12"
    path.write_text("2026-02-30 felt fatigue 7\n" * 10_000 + "2026-02-20 felt fatigue 7\n")
    code, out, err = said(["advise", path, "--country", "dk", "--on", "2026-03-01"], capsys)
    assert (code, out, len(err.splitlines())) == (3, "", 10_001)


def test_a_bad_line_may_be_left_out_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "diary.b12"
    path.write_text(DIARY + "rubbish\n", encoding="utf-8")
    words = ["advise", path, "--country", "dk", "--on", "2026-03-01"]
    assert said(words, capsys)[0] == 3
    code, out, err = said([*words, "--lenient"], capsys)
    assert code == 0 and out and "line 5" in err


@pytest.mark.parametrize(
    "words",
    [
        ["advise"],
        ["advise", "no-such-file.json"],
        ["advise", "x", "--on", "yesterday"],
        ["advise", "x", "--on", "0001-01-01"],
        ["advise", "x", "--country", "se"],
        ["advise", "x", "--ask", "cure"],
        ["advise", "x", "--clinic-days", "someday"],
        ["protocols", "--topic", "weather"],
        ["cases", "no-such-file.jsonl"],
    ],
)
def test_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(words, capsys)
    assert (code, out) == (2, "") and err


def test_a_day_without_guidance_is_refused(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(["advise", case, "--on", "1950-01-01"], capsys)
    assert (code, out) == (3, "") and err


def test_cases_writes_a_line_a_vignette_and_nothing_when_one_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "advice.jsonl"
    assert said(["cases", FOLDER / "open.jsonl", "--out", out], capsys)[0] == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 54 and {"id", "advice"} == set(rows[0])
    broken = tmp_path / "broken.jsonl"
    broken.write_text(
        VIGNETTE + "\n{\n" + VIGNETTE.replace("2026-03-02", "never"), encoding="utf-8"
    )
    code, printed, err = said(["cases", broken, "--out", tmp_path / "none.jsonl"], capsys)
    assert (code, printed) == (3, "")
    assert "line 2" in err and "line 3" in err
    assert not (tmp_path / "none.jsonl").exists()


def test_a_vignette_for_no_particular_country_gets_what_all_of_them_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "any.jsonl"
    path.write_text(VIGNETTE.replace('"jurisdiction": "UK"', '"jurisdiction": "any"'), "utf-8")
    code, out, _ = said(["cases", path], capsys)
    keys = {a["key"] for a in json.loads(out)["advice"]}
    assert code == 0 and "start_injections_now" in keys
    assert not keys & {"alternate_day_until_plateau", "neuro_course_weekly"}


def test_the_printed_grammar_is_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(["notation", "--codes"], capsys)
    assert code == 0 and len(read_notation(out).entries) > 20


@pytest.mark.parametrize("ask", list(Ask))
def test_every_question_is_answered(
    case: Path, ask: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(["advise", case, "--ask", ask], capsys)[0] == 0


def test_protocols_are_printed_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(["protocols", "--topic", "thresholds", "--format", "json"], capsys)
    assert code == 0 and [p["country"] for p in json.loads(out)["protocols"]] == ["dk", "uk", "nl"]
    code, out, _ = said(["protocols", "--lang", "da"], capsys)
    assert code == 0 and "Danmark" in out
