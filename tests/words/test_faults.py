"""What is wrong with input is told in the reader's language: every sentence of it, nothing else."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrin.cli import main
from corrin.record import Fault, RecordError, read_case, read_notation_leniently
from corrin.terms import Lang
from corrin.words import catalog
from corrin.words.faults import known, lines, said

SOURCE = Path(__file__).parents[2] / "src" / "corrin"
TOLD_BY = ("record", "fhir", "cli/files.py", "cli/advise.py")
HOLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
# Whose arguments are sentences, and where: what was expected, and what to do.
SENTENCES = {"refuse": (2, 3), "Fault": (2, 3)}
EXPECTED = ("word", "code", "number", "positive", "interval")
BAD = "2026-02-30 felt fatigue 7\n2026-02-20 felt fatigue much\n2026-02-20 plan band 84 2 signed\n"


def _files() -> Iterator[Path]:
    for name in TOLD_BY:
        place = SOURCE / name
        yield from sorted(place.glob("*.py")) if place.is_dir() else (place,)


def _texts(node: ast.expr, module: ast.Module) -> Iterator[str]:
    """What an argument may say, holes filled with something."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in parts)
        case ast.BinOp(left=ast.Constant(value=str() as text)):
            yield text + "this"
        case ast.IfExp(body=one, orelse=two):
            yield from (*_texts(one, module), *_texts(two, module))
        case ast.Name(id=name):
            for inner in ast.walk(module):
                if isinstance(inner, ast.Assign) and ast.unparse(inner.targets[0]) == name:
                    yield from _texts(inner.value, module)


def told() -> Iterator[tuple[str, str]]:
    """Every sentence that the core's source tells: of what was expected, or of what to do."""
    for path in _files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call):
                yield from _told(call, tree)


def _told(call: ast.Call, module: ast.Module) -> Iterator[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if name in SENTENCES:
        for part, at in zip(("expected", "do"), SENTENCES[name], strict=False):
            for node in call.args[at : at + 1]:
                yield from ((part, text) for text in _texts(node, module))
    elif name in EXPECTED and ast.unparse(call.func).split(".")[0] in ("c", "cursor", "self"):
        for node in call.args[:1]:
            yield from (("expected", text) for text in _texts(node, module))


def test_every_sentence_the_source_tells_is_among_ours() -> None:
    found = set(told())
    assert len(found) > 80
    assert [pair for pair in sorted(found) if known(*pair) is None] == []


def test_every_sentence_of_ours_is_told_by_the_source() -> None:
    used = {(part, key[0]) for part, text in told() if (key := known(part, text))}
    parts = catalog(Lang.EN).tables["fault"]
    ours = {(part, key) for part in ("expected", "do") for key in parts[part]}
    by_the_reader = {("expected", "the_word"), ("do", "like"), ("do", "correct_why")}
    inside = {("do", key) for _, key in ours if key.startswith("json_")} | {("do", "no_protocol")}
    assert ours - used <= by_the_reader | inside


@pytest.mark.parametrize("lang", [Lang.DA, Lang.NL])
def test_another_language_has_the_same_sentences_with_holes_of_ours(lang: Lang) -> None:
    english, other = (catalog(one).tables["fault"] for one in (Lang.EN, lang))
    for part in ("place", "met", "expected", "do", "usage"):
        assert other[part].keys() == english[part].keys()
        for key, text in other[part].items():
            assert set(HOLE.findall(text)) <= set(HOLE.findall(english[part][key])), key


VERBS = ["felt", "gave", "lab", "plan", "born", "remembered", "elsewhere"]
DAYS = ["2026-02-20", "2026-13-01", "undated"]
OTHERS = ["every", "band", "x", "-1", "7", "im", "ug", "until", "around", "1e999", '"']
WORDS = st.sampled_from(VERBS + DAYS + OTHERS)


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=7))
def test_whatever_is_written_the_fault_can_be_said(words: list[str]) -> None:
    _, faults = read_notation_leniently(" ".join(words))
    for fault in faults:
        assert known("expected", fault.expected), fault
        assert known("do", fault.do), fault
        assert known("place", fault.place), fault


VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99999) | st.sampled_from(["", "x", "2026-99-01"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["code", "date", "test", "value", "dose_ug", "ids"]), inner
        )
    ),
    max_leaves=5,
)
KEYS = ("birth_date", "birth_year", "sex", "labs", "treatments", "diary", "care_plan", "symptoms")


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4))
def test_whatever_a_case_holds_the_fault_can_be_said(record: dict[str, object]) -> None:
    try:
        read_case(json.dumps(record))
    except RecordError as wrong:
        for fault in wrong.faults:
            assert known("expected", fault.expected), fault
            assert known("do", fault.do), fault


def test_why_a_text_is_no_json_can_be_said_wherever_it_breaks_off() -> None:
    whole = json.dumps({"labs": [{"test": "mma", "value": 0.5}], "note": 'a\\"\u00e6'})
    spoilt = [whole[:end] for end in range(len(whole))]
    spoilt += [whole[:at] + c + whole[at + 1 :] for at in range(len(whole)) for c in '\\,":}\n x']
    reasons = set()
    for text in spoilt:
        try:
            read_case(text)
        except RecordError as wrong:
            for fault in wrong.faults:
                key, holes = known("do", fault.do) or ("", {})
                if key == "correct_why":
                    assert known("do", holes["why"]), fault
                    reasons.add(holes["why"])
    assert len(reasons) > 6


USAGES = ("advise", "files", "profile", "prior", "import_")


def test_every_wrong_call_of_a_command_with_a_language_can_be_said() -> None:
    found: list[str] = []
    for name in USAGES:
        tree = ast.parse((SOURCE / "cli" / f"{name}.py").read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Usage":
                found += _texts(call.args[0], tree)
    assert len(found) > 10
    assert [text for text in found if known("usage", text) is None] == []


@pytest.mark.parametrize(
    ("words", "said_in_dutch"),
    [
        (("absent.b12",), "absent.b12 kan niet worden geopend: het bestand of de map bestaat niet"),
        (("--on", "soon", "x"), "--on: er staat 'soon'; hier hoort een datum zoals 2026-03-05"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_asked_for(
    words: tuple[str, ...], said_in_dutch: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["advise", *words, "--lang", "nl"]) == 2
    assert capsys.readouterr().err == f"corrin: {said_in_dutch}\n"


def test_a_day_without_guidance_is_told_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.b12"
    path.write_text("# nothing\n", encoding="utf-8")
    words = ["--country", "dk", "--on", "1950-01-01", "--lang", "da"]
    assert main(["advise", str(path), *words]) == 3
    told = capsys.readouterr().err
    assert "ingen vejledning for dk gælder den 1950-01-01" in told


def test_what_the_reader_wrote_stays_as_it_is() -> None:
    fault = Fault("line 2", "a number", "a number above 0", "correct the amount")
    found = said(fault, catalog(Lang.DA))
    assert (found.place, found.met) == ("linje 2", "a number")
    assert (found.expected, found.do) == ("et tal over 0", "ret mængden")


def test_a_sentence_of_nobodys_is_shown_as_it_is() -> None:
    fault = Fault("Bundle", "x", "something else", "do so")
    assert said(fault, catalog(Lang.NL)) == fault


@pytest.mark.parametrize(
    ("lang", "second"),
    [
        ("en", "line 2: met much; expected a number from 0 to 10; write digits"),
        ("da", "linje 2: der står much; her skal stå et tal fra 0 til 10; skriv tal med cifre"),
        ("nl", "regel 2: er staat much; hier hoort een getal van 0 tot 10; schrijf cijfers"),
    ],
)
def test_the_command_line_refuses_in_the_language_asked_for(
    lang: str, second: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.b12"
    path.write_text(BAD, encoding="utf-8")
    assert main(["advise", str(path), "--country", "dk", "--lang", lang]) == 3
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.splitlines()[1] == second
    assert len(out.err.splitlines()) == 3


def test_the_good_lines_are_used_and_the_bad_told_in_danish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.b12"
    path.write_text(BAD + "undated born 1970\n", encoding="utf-8")
    assert main(["advise", str(path), "--country", "dk", "--lang", "da", "--lenient"]) == 0
    assert capsys.readouterr().err.startswith("udeladt: linje 1: der står 2026-02-30; ")


def test_lines_come_in_the_order_of_the_faults() -> None:
    _, faults = read_notation_leniently(BAD)
    assert [line.split(":")[0] for line in lines(faults, Lang.NL)] == [
        "regel 1",
        "regel 2",
        "regel 3",
    ]
