"""Forest and outcome plots: read on a phone, by eye and by a screen reader, in three languages."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from corrin.figures import Page, forest, lines, outcome, svg
from corrin.figures.ink import BLUE
from corrin.figures.shapes import Path, Rect, Text
from corrin.knowledge import load_library
from corrin.synthesis import Synthesis, synthesise
from corrin.terms import Lang
from corrin.words.figure import figure_words
from tests.figures.test_page import box, corners, meet

LIBRARY = load_library()
FOUND = {name: synthesise(each) for name, each in LIBRARY.analyses.items() if each.trials}
LANGS = list(Lang)


def pages(lang: Lang) -> list[Page]:
    words = figure_words(lang)
    drawn = [forest(found, words) for found in FOUND.values()]
    return drawn + [outcome(each, words) for each in LIBRARY.outcomes.values()]


def diamonds(found: Synthesis) -> int:
    shapes = forest(found, figure_words(Lang.EN)).shapes()
    return sum(isinstance(s, Path) and s.fill == BLUE and len(s.points) == 4 for s in shapes)


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_stands_on_another_and_none_leaves_the_picture(lang: Lang) -> None:
    for page in pages(lang):
        texts = [(s.text, box(s)) for s in page.shapes() if isinstance(s, Text)]
        clash = [(a, b) for (a, one), (b, two) in combinations(texts, 2) if meet(one, two)]
        assert not clash, page.title
        for shape in page.shapes():
            for x, y in corners(shape):
                assert 0 <= x <= page.width and 0 <= y <= page.height, (page.title, shape)


@pytest.mark.parametrize("lang", LANGS)
def test_text_is_large_enough_on_a_phone(lang: Lang) -> None:
    """360 points wide on 328 pixels: nothing under 10 pixels."""
    for page in pages(lang):
        assert all(s.size >= 11 for s in page.shapes() if isinstance(s, Text))
        assert page.width == 360


@pytest.mark.parametrize("lang", LANGS)
def test_the_picture_is_valid_and_says_everything_in_words(lang: Lang) -> None:
    for page in pages(lang):
        root = ElementTree.fromstring(svg(page))
        assert root.attrib["aria-labelledby"] == f"{page.name}-title {page.name}-desc"
        assert page.alt and page.title
    names = [page.name for page in pages(lang)]
    assert len(set(names)) == len(names)


def test_a_diamond_is_drawn_only_where_trials_were_pooled() -> None:
    assert {name: diamonds(found) for name, found in FOUND.items()} == {
        "als-function": 0,
        "als-first-year": 0,
        "tablets": 0,
        "tablets-level": 0,
        "cancer": 1,
    }


def test_the_numbers_are_those_that_were_printed() -> None:
    rows = lines(FOUND["als-function"], figure_words(Lang.DA))
    assert [row.numbers for row in rows] == ["2,0 (0,4 til 3,5)"]
    shares = [row.numbers for row in lines(FOUND["tablets"], figure_words(Lang.EN))]
    assert shares[2] == "\N{MINUS SIGN}6.3 (\N{MINUS SIGN}11.9 to \N{MINUS SIGN}0.1)"
    pooled = [row.numbers for row in lines(FOUND["cancer"], figure_words(Lang.EN))]
    assert pooled[3:] == ["1.14 (0.82 to 1.59)", "1.14 (0.81 to 1.60)"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_picture_prints_its_convention_and_a_refusal_its_reason(lang: Lang) -> None:
    words = figure_words(lang)
    for found in FOUND.values():
        alt = forest(found, words).alt
        assert words.say("ci_note") in alt
        if found.reason:
            assert words.name("not_pooled", found.reason) in alt
        else:
            assert words.say("mkh_note", k=3) in alt


def test_nothing_is_drawn_where_nobody_has_tested_it() -> None:
    with pytest.raises(ValueError, match="nobody has tested"):
        forest(synthesise(LIBRARY.analyses["interval"]), figure_words(Lang.EN))


def test_a_larger_weight_has_a_larger_square() -> None:
    shapes = forest(FOUND["cancer"], figure_words(Lang.EN)).shapes()
    sides = [s.width for s in shapes if isinstance(s, Rect)]
    weights = [row.weight or 0 for row in FOUND["cancer"].rows]
    assert sorted(sides) == [side for _, side in sorted(zip(weights, sides, strict=True))]


def test_the_points_are_drawn_on_the_whole_scale() -> None:
    page = outcome(LIBRARY.outcomes["als-points"], figure_words(Lang.EN))
    texts = [s.text for s in page.shapes() if isinstance(s, Text)]
    assert {"0", "12", "24", "36", "48", "42.4 → 39.7", "42.3 → 37.7"} <= set(texts)
    assert "42.3 at the start, 37.7 at week 16" in page.alt
