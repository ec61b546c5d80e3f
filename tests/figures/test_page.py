"""One A4 page: nothing overlaps, nothing falls off, in every language and for every course."""

from functools import cache
from itertools import combinations

import pytest

from corrin.figures import Page, profile_page, recovery_page
from corrin.figures.ink import BLUE, GREEN, INK, NOW, PAPER, SOFT
from corrin.figures.letters import width, wrapped
from corrin.figures.shapes import HEIGHT, WIDTH, Circle, Path, Rect, Text
from corrin.words.profile import ProfileWords
from tests.figures.courses import EVERY_WORDS, NAMES, drawn, drawn_from

LEAST = 7.5
Box = tuple[float, float, float, float]
EACH = pytest.mark.parametrize("name", NAMES)


def box(t: Text) -> Box:
    """Where the letters of a text stand; x-height and descenders, not the air around them."""
    wide = width(t.text, t.size, t.bold)
    left = t.x - {"start": 0.0, "middle": wide / 2, "end": wide}[t.anchor]
    return left, t.y - 0.70 * t.size, left + wide, t.y + 0.12 * t.size


def meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


@cache
def pages(name: str) -> list[Page]:
    """Both views in every language, for both readers."""
    makers = (profile_page, recovery_page)
    return [drawn(make, name, words) for words in EVERY_WORDS for make in makers]


@EACH
def test_no_text_stands_on_another(name: str) -> None:
    for page in pages(name):
        texts = [(s, box(s)) for s in page.shapes() if isinstance(s, Text) and s.text.strip()]
        texts.sort(key=lambda e: e[1][1])
        clash = [
            (a.text, b.text) for (a, one), (b, two) in combinations(texts, 2) if meet(one, two)
        ]
        assert not clash, page.lang


@EACH
def test_everything_stays_on_the_page(name: str) -> None:
    for page in pages(name):
        for shape in page.shapes():
            for x, y in corners(shape):
                assert 20 <= x <= WIDTH - 20 and 20 <= y <= HEIGHT - 12, (page.lang, shape)


def corners(shape: Rect | Path | Circle | Text) -> list[tuple[float, float]]:
    match shape:
        case Rect():
            far = (shape.x + shape.width, shape.y + shape.height)
            return [(shape.x, shape.y), far]
        case Path():
            return list(shape.points)
        case Circle():
            return [(shape.x, shape.y)]
        case Text():
            left, top, right, bottom = box(shape)
            return [(left, top), (right, bottom)]


@EACH
def test_text_is_large_enough_to_read(name: str) -> None:
    for page in pages(name):
        assert all(s.size >= LEAST for s in page.shapes() if isinstance(s, Text))


@EACH
def test_every_picture_has_a_title_and_a_description(name: str) -> None:
    for page in pages(name):
        assert page.title and page.alt
        for block in (inner for b in page.blocks for inner in b.walk()):
            if block.tag == "Figure":
                assert block.title and block.alt


@pytest.mark.parametrize("ink", [INK, SOFT, BLUE, NOW, GREEN])
def test_text_stands_out_from_the_paper(ink: str) -> None:
    assert contrast(ink, PAPER) >= 4.5


@EACH
def test_text_is_written_in_those_inks(name: str) -> None:
    for page in pages(name):
        inks = {s.fill for s in page.shapes() if isinstance(s, Text)}
        assert inks <= {INK, SOFT, BLUE, NOW, GREEN}


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(ink: str) -> float:
    parts = [int(ink[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_lines_are_broken_to_fit_and_long_words_cut() -> None:
    lines = wrapped("one two " + "x" * 200, 60, 8)
    assert len(lines) > 3
    assert all(width(line, 8) <= 60 for line in lines)


@pytest.mark.parametrize("words", EVERY_WORDS, ids=lambda w: f"{w.lang}-{w.reader}")
def test_the_page_says_its_language(words: ProfileWords) -> None:
    assert profile_page(drawn_from("tc-001"), words).lang == words.lang
