"""`corrin profile`: a record in, one page out, and exit codes."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corrin.cli import main
from corrin.terms import Lang, Reader

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
COURSE = (FOLDER / "courses-open.jsonl").read_text(encoding="utf-8").splitlines()[0]
DIARY = """undated born 1970
2026-01-05 gave hydroxocobalamin 1000 ug im
2026-02-20 felt fatigue 7
"""
BEGINS = {".svg": b"<svg ", ".html": b"<!doctype html>", ".pdf": b"%PDF-1.7"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    path = tmp_path / "course.json"
    path.write_text(COURSE, encoding="utf-8")
    return path


def done(*words: object) -> int:
    return main(["profile", *map(str, words)])


@pytest.mark.parametrize("suffix", BEGINS)
@pytest.mark.parametrize("view", ["interval", "recovery"])
def test_the_page_is_written_in_the_form_of_its_suffix(
    course: Path, suffix: str, view: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = course.with_name(f"page{suffix}")
    assert done(course, "--out", out, "--view", view) == 0
    assert out.read_bytes().startswith(BEGINS[suffix])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("reader", list(Reader))
def test_the_page_speaks_each_language_to_each_reader(course: Path, lang: str, reader: str) -> None:
    out = course.with_name("page.svg")
    assert done(course, "--out", out, "--lang", lang, "--for", reader) == 0
    root = ElementTree.parse(out).getroot()
    assert (root.get("lang") or "").startswith(lang)


def test_the_same_record_gives_the_same_file(course: Path) -> None:
    for suffix in BEGINS:
        one, two = (course.with_name(f"{name}{suffix}") for name in ("one", "two"))
        assert done(course, "--out", one) == done(course, "--out", two) == 0
        assert one.read_bytes() == two.read_bytes()


def test_the_day_can_be_given_and_later_entries_are_left_out(course: Path) -> None:
    out = course.with_name("page.html")
    assert done(course, "--out", out, "--on", "2025-12-01") == 0
    text = out.read_text(encoding="utf-8")
    assert "1 December 2025" in text and "2026" not in text.split('class="data"')[0][:2000]


def test_a_diary_in_notation_is_drawn_without_a_country(tmp_path: Path) -> None:
    diary, out = tmp_path / "diary.b12", tmp_path / "page.svg"
    diary.write_text(DIARY, encoding="utf-8")
    assert done(diary, "--out", out, "--on", "2026-03-01") == 0
    assert "not enough data" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["page", "page.png", "page.svg.gz", ".pdf"])
def test_an_unknown_suffix_is_wrong_usage(
    course: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = course.with_name(name)
    assert done(course, "--out", out) == 2
    assert ".svg, .html, .pdf" in capsys.readouterr().err
    assert not out.exists()


def test_without_a_place_to_write_it_is_wrong_usage(course: Path) -> None:
    assert done(course) == 2
    assert done(course, "--out", course.parent / "nowhere" / "page.svg") == 2


def test_a_refused_record_leaves_an_old_page_as_it_was(tmp_path: Path) -> None:
    broken, out = tmp_path / "broken.json", tmp_path / "page.pdf"
    broken.write_text(json.dumps({"record": {"diary": "x"}}), encoding="utf-8")
    out.write_bytes(b"old")
    assert done(broken, "--out", out) == 3
    assert out.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken.json", "page.pdf"]
