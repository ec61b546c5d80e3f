"""SVG, HTML and PDF: well formed, the same every time, and hostile text does no harm."""

import re
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from corrin.figures import html, pdf, profile_page, profile_table, recovery_page, svg
from corrin.figures.pdf import writable
from corrin.figures.shapes import Text
from corrin.figures.svg import clean
from tests.figures.courses import (
    ENGLISH,
    EVERY_WORDS,
    NAMES,
    course,
    drawn,
    drawn_from,
    wearing_off,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"'\\ ) ( \x00\x1b\ud800 Łukasz 李 " + "x" * 300


@pytest.mark.parametrize("name", NAMES)
def test_the_svg_is_one_accessible_a4_picture(name: str) -> None:
    for words in EVERY_WORDS[::2]:
        root = ElementTree.fromstring(svg(drawn(profile_page, name, words)))
        assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
        assert root.get("role") == "img"
        ids = (root.get("aria-labelledby") or "").split()
        found = {e.get("id"): e.text for e in root.iter() if e.get("id")}
        assert all(found[i] for i in ids) and len(ids) == 2


def test_the_svg_names_nothing_outside_itself() -> None:
    text = svg(profile_page(drawn_from("tc-001"), ENGLISH))
    text = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|href|<style|<script|@import", text)


@pytest.mark.parametrize("name", ["tc-001", "tc-024", "nothing"])
def test_the_same_profile_gives_the_same_bytes(name: str) -> None:
    for make in (profile_page, recovery_page):
        one, two = (make(drawn_from(name), ENGLISH) for _ in range(2))
        assert svg(one) == svg(two)
        assert pdf(one) == pdf(two)


def content(file: bytes) -> str:
    """The page's operators, unpacked."""
    found = re.search(rb"/FlateDecode >>\nstream\n(.*?)\nendstream", file, re.S)
    assert found
    return zlib.decompress(found[1]).decode("cp1252")


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_is_one_tagged_page_with_title_and_language(name: str) -> None:
    for words in EVERY_WORDS[::2]:
        page = drawn(profile_page, name, words)
        file = pdf(page)
        assert file.startswith(b"%PDF-1.7") and file.endswith(b"%%EOF\n")
        assert file.count(b"/Type /Page ") == 1 and b"/Count 1" in file
        assert b"/Marked true" in file and b"/DisplayDocTitle true" in file
        assert page.lang.encode("utf-16-be").hex().upper().encode() in file
        assert page.title.encode("utf-16-be").hex().upper().encode() in file
        for tag in (b"/S /H1", b"/S /H2", b"/S /P", b"/S /Figure", b"/S /Table", b"/S /TH"):
            assert tag in file


def test_the_pdf_holds_every_text_of_the_page_in_its_own_letters() -> None:
    for words in EVERY_WORDS:
        page = profile_page(drawn_from("tc-047"), words)
        drawn = content(pdf(page))
        for shape in page.shapes():
            if isinstance(shape, Text):
                assert writable(shape.text) == shape.text
                escaped = shape.text.replace("(", r"\(").replace(")", r"\)")
                assert f"({escaped}) Tj" in drawn


def test_every_object_of_the_pdf_stands_where_its_table_says() -> None:
    file = pdf(profile_page(drawn_from("tc-001"), ENGLISH))
    table = file[file.rindex(b"xref\n0") :]
    places = [int(n) for n in re.findall(rb"(\d{10}) 00000 n", table)]
    for number, place in enumerate(places, start=1):
        assert file[place:].startswith(b"%d 0 obj" % number)


def test_marked_content_is_numbered_without_a_gap_and_closed() -> None:
    drawn = content(pdf(profile_page(drawn_from("tc-001"), ENGLISH)))
    marks = [int(n) for n in re.findall(r"/MCID (\d+)", drawn)]
    assert marks == list(range(len(marks)))
    begun = len(re.findall(r"\b(BDC|BMC)$", drawn, re.M))
    assert begun == len(re.findall(r"^EMC$", drawn, re.M))


def test_hostile_names_are_escaped_in_every_form() -> None:
    profile = replace(course(4, wearing_off), signed_by=HOSTILE, items=(HOSTILE,))
    page = profile_page(profile, ENGLISH)
    ElementTree.fromstring(svg(page))
    whole = html(page, profile_table(profile, ENGLISH))
    assert "<script" not in whole and "\x00" not in whole and "\ud800" not in whole
    assert pdf(page).endswith(b"%%EOF\n")


def test_letters_the_pdf_has_not_lose_their_marks_or_are_questioned() -> None:
    assert writable("Søren Ærø, één Łukasz ć 李\n") == "Søren Ærø, één ?ukasz c ? "


def test_control_characters_are_blanks() -> None:
    assert clean("a\x00b\x1bc<") == "a b c&lt;"


def test_the_html_file_needs_nothing_else() -> None:
    page = profile_page(drawn_from("tc-001"), ENGLISH)
    text = html(page, profile_table(drawn_from("tc-001"), ENGLISH))
    assert '<html lang="en-GB">' in text and "<title>B12 interval profile</title>" in text
    assert not re.search(r"<script|<link|@import|url\(|src=", text)
