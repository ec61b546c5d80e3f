"""The diary on paper."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from corrin.terms import Lang
from corrin.terms.codes import DIARY_ITEMS
from corrin.words import catalog


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def test_the_usual_sheet_has_four_weeks_from_today(reader: Client) -> None:
    page = reader.get("/paper/?lang=en").text
    assert page.count('<section class="sheet"') == 1
    assert len(re.findall(r'<th scope="row">', page)) == 28
    assert page.count('class="score"') == 4


@pytest.mark.parametrize("lang", list(Lang))
def test_sheets_are_made_for_the_days_and_items_asked_for(reader: Client, lang: Lang) -> None:
    sent: dict[str, Any] = {
        "lang": lang.value,
        "first": "2026-12-28",
        "sheets": "2",
        "items": ["pain", "mood"],
    }
    page = reader.post("/paper/", sent).text
    words = catalog(lang)
    assert page.count('<section class="sheet"') == 2
    assert len(re.findall(r'<th scope="row">', page)) == 56
    assert words.code("item", "pain") in page
    assert words.text("page", "week", week=53) in page
    assert words.text("page", "do_not_wait") in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first", "soon"),
        ("first", "1850-01-01"),
        ("first", "2090-01-01"),
        ("sheets", "0"),
        ("sheets", "99"),
        ("sheets", "two"),
        ("items", "gloom"),
    ],
)
def test_a_wrong_wish_gets_a_message_at_its_field(reader: Client, name: str, value: str) -> None:
    answer = reader.post("/paper/", {"lang": "en", name: value})
    assert answer.status_code == 400
    assert f'id="{name}-error"' in answer.text
    assert '<section class="sheet"' not in answer.text


def test_more_columns_than_a_pen_has_room_for_are_refused(reader: Client) -> None:
    assert reader.post("/paper/", {"items": sorted(DIARY_ITEMS)}).status_code == 400


@pytest.mark.parametrize("lang", list(Lang))
def test_each_message_is_a_sentence_at_its_field(reader: Client, lang: Lang) -> None:
    words, items = catalog(lang), list(DIARY_ITEMS)
    many = reader.post("/paper/", {"lang": lang.value, "sheets": "99", "items": items}).text
    said = [unescape(text) for text in re.findall(r'<p class="error"[^>]*>([^<]*)</p>', many)]
    assert words.text("form", "bad_range", low="1", high="6") in said
    assert words.text("form", "too_many", most="5") in said
    assert len(said) == 2
    few = reader.post("/paper/", {"lang": lang.value, "sheets": "99", "items": items[:1]}).text
    assert re.findall(r'class="error" id="([^"]*)"', few) == ["sheets-error"]
