"""Texts that no native reader has checked are known, and one changed word makes a text unread."""

from hashlib import sha256
from pathlib import Path

import pytest

from corrin import words
from corrin.terms import Lang
from corrin.words import catalog
from corrin.words.readers import all_checked, areas, checked

FOLDER = Path(words.__file__).parent


@pytest.mark.parametrize("lang", list(Lang))
def test_every_file_of_words_is_an_area_with_a_name(lang: Lang) -> None:
    names = [area.name for area in areas(lang)]
    assert names == sorted(page.stem for page in (FOLDER / lang.value).glob("*.toml"))
    named = catalog(lang).tables["area"]
    assert set(names) <= set(named)
    assert all(area.texts > 0 for area in areas(lang))


def test_a_row_counts_for_the_very_text_that_was_read() -> None:
    body = b'[page]\ntitle = "corrin"\n'
    row = {"area": "page", "lang": "da", "by": "N. N.", "sha256": sha256(body).hexdigest()}
    assert checked([row], "page", Lang.DA, body) == row
    assert checked([row], "page", Lang.NL, body) == {}
    assert checked([row], "paper", Lang.DA, body) == {}
    assert checked([row], "page", Lang.DA, body.replace(b"corrin", b"Corrin")) == {}


@pytest.mark.parametrize("lang", list(Lang))
def test_nobody_is_said_to_have_read_what_nobody_has(lang: Lang) -> None:
    rows = (FOLDER / "read.toml").read_text(encoding="utf-8")
    assert all_checked(lang) == all(area.by for area in areas(lang))
    assert [a.name for a in areas(lang) if a.by] == [] or f'lang = "{lang}"' in rows
