"""The small notice on texts that no native reader has checked."""

import html

import pytest
from django.test import Client

from corrin.app.templatetags import unread
from corrin.terms import Lang
from corrin.words import catalog
from corrin.words.readers import areas


@pytest.mark.parametrize("lang", list(Lang))
def test_a_page_says_that_its_texts_are_unread_and_where_they_are_listed(
    owner: Client, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = catalog(lang)
    notice = words.text("readers", "notice")
    for address in ("/demo/", "/check/", "/paper/"):
        page = html.unescape(owner.get(f"{address}?lang={lang}").text)
        assert page.count(notice) == 1
        assert 'href="/texts/"' in page
    listed = html.unescape(owner.get(f"/texts/?lang={lang}").text)
    assert listed.count(words.text("readers", "nobody")) == len(areas(lang))
    monkeypatch.setattr(unread, "all_checked", lambda _: True)
    assert notice not in html.unescape(owner.get(f"/demo/?lang={lang}").text)
