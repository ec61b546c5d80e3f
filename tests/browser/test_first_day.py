"""The first day and an ordinary one in a browser: what pays off at once, what comes out again."""

import os
from pathlib import Path
from urllib.request import urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from corrin.record import Score, read_notation
from tests.browser.page import fill, onward, text_of, tick
from tests.browser.test_diary import stored
from tools.pictures import served

pytestmark = pytest.mark.browser


def test_what_is_remembered_gives_a_page_and_a_letter_at_once_in_dutch(
    telephone: Chrome, tmp_path: Path
) -> None:
    with served(tmp_path) as address:
        telephone.get(f"{address}?lang=nl")
        onward(telephone, ".own-way")
        onward(telephone, ".steps a[href='/me/injections/#past']")
        telephone.execute_script(
            "document.getElementById('past_first').value = '2026-03-01';"
            "document.getElementById('past_last').value = '2026-08-16'"
        )
        Select(telephone.find_element(By.ID, "past_drug")).select_by_value("hydroxocobalamin")
        fill(telephone, past_dose="1000", past_every="8", past_well="5")
        onward(telephone, "[aria-labelledby=past] .go")
        assert telephone.current_url == f"{address}me/doctor/"
        assert stored(tmp_path) == [
            "gave hydroxocobalamin 1000 ug im every 56 days until 2026-08-16",
            "remembered well 35 days",
        ]
        letter = telephone.find_element(By.ID, "letter-text")
        assert letter.is_displayed()
        told = str(letter.get_property("value"))
        assert told.startswith("Beste dokter,\n")
        assert "ongeveer 35 dagen goed, uit het geheugen" in told
        assert "om de 56 dagen" in told


def test_a_symptom_of_ones_own_an_illness_and_everything_out_again_without_a_script(
    scriptless: Chrome, tmp_path: Path
) -> None:
    with served(tmp_path) as address:
        scriptless.get(f"{address}me/?lang=da")
        scriptless.find_element(By.CSS_SELECTOR, ".day-form summary").click()
        fill(scriptless, own_item="Kolde fødder 🦶", own_score="3,5")
        onward(scriptless, ".day-form .go")
        tick(scriptless, "ill", "1")
        onward(scriptless, ".day-form .go")
        assert stored(tmp_path) == ['felt "Kolde fødder 🦶" 3.5', "ill"]
        legend = scriptless.find_element(By.CSS_SELECTOR, ".slider legend").text
        assert legend.startswith("Kolde fødder")
        onward(scriptless, ".done .link")
        scriptless.get(f"{address}me/import/")
        link = scriptless.find_element(By.CSS_SELECTOR, "[aria-labelledby=out] a")
        with urlopen(str(link.get_attribute("href"))) as answer:
            told = read_notation(answer.read().decode())
        assert [e.score for e in told.of(Score)] == [3.5]
        assert len(told.entries) == 3 and len(told.current().entries) == 1  # the undo among them


def test_an_import_is_kept_taken_back_whole_and_kept_again(browser: Chrome, tmp_path: Path) -> None:
    sheet = tmp_path / "diary.csv"
    sheet.write_text("Date,Tired\n2026-01-05,7\n2026-01-06,3.5\n", encoding="utf-8")
    kept = ["felt fatigue 7", "felt fatigue 3.5"]
    with served(tmp_path / "data") as address:
        for turn in (1, 2):
            browser.get(f"{address}me/import/?lang=en")
            browser.find_element(By.ID, "file").send_keys(os.fspath(sheet))
            onward(browser, ".keeping button[value=look]")
            onward(browser, ".ready button[value=keep]")
            assert text_of(browser, ".done span") == "Saved."
            assert sorted(stored(tmp_path / "data", "import")) == sorted(kept * turn)
            assert len(browser.find_elements(By.CSS_SELECTOR, ".days-written li h2")) == 2
            if turn == 1:
                browser.get(f"{address}me/import/")
                onward(browser, ".imports .link")
                browser.get(f"{address}me/diary/")
                assert browser.find_elements(By.CSS_SELECTOR, ".days-written li") == []
