"""Colours that can be read: every pair of ink and paper the sheet uses, light, dark and printed."""

import re
from pathlib import Path

import pytest

from corrin import app

SHEET = (Path(app.__file__).parent / "static/corrin/corrin.css").read_text(encoding="utf-8")
TEXT = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "tint"),
    ("ink", "alarm-sheet"),
    ("quiet", "paper"),
    ("quiet", "sheet"),
    ("quiet", "alarm-sheet"),
    ("ring", "paper"),
    ("ring", "sheet"),
    ("ring", "wash"),
    ("ring", "tint"),
    ("on-ring", "ring"),
    ("sheet", "ink"),
    ("alarm", "alarm-sheet"),
]
EDGES = [("edge", "paper"), ("edge", "sheet"), ("alarm-line", "paper"), ("alarm-line", "sheet")]


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme; the dark and the printed one change those of the light one."""
    roots = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    ]
    assert len(roots) == 3
    light, dark, paper = roots
    return {"light": light, "dark": light | dark, "paper": light | paper}


SCHEMES = schemes()


def brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((brightness(one), brightness(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", list(SCHEMES))
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_stands_out_from_its_ground(scheme: str, ink: str, paper: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("scheme", list(SCHEMES))
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_what_is_used_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_black_and_white_differ_most() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_a_colour_is_named_once_and_nothing_comes_from_elsewhere() -> None:
    body = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    assert not re.search(r"#[0-9a-f]{3,6}\b(?=[;\s])|url\(|@import", body)
