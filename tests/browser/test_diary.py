"""The diary in a real browser: what is touched is what is stored."""

import sqlite3
from base64 import b64decode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import fill, onward, text_of, tick, wrong

pytestmark = pytest.mark.browser


def stored(data: Path, by: str = "page") -> list[str]:
    """The bodies of the rows that were written on the pages, oldest first."""
    with closing(sqlite3.connect(data / "corrin.sqlite3")) as kept:
        rows: list[Any] = kept.execute(
            "SELECT body FROM store_entry WHERE by = ? ORDER BY noted_at, sequence", (by,)
        ).fetchall()
    return [row[0] for row in rows]


def test_a_first_entry_takes_three_touches_and_no_script(
    scriptless: Chrome, address: str, data: Path, asked_for: Callable[[], list[str]]
) -> None:
    before = len(stored(data))
    scriptless.get(f"{address}?lang=en")
    assert scriptless.current_url == f"{address}demo/"
    onward(scriptless, ".own-way")
    tick(scriptless, "item_0", "6")
    onward(scriptless, ".day-form .go")
    assert scriptless.current_url == f"{address}me/"
    assert text_of(scriptless, ".done span") == "Saved."
    assert stored(data)[before:] == ["felt fatigue 6"]
    assert scriptless.get_log("browser") == []
    assert [url for url in asked_for() if not url.startswith(address)] == []


def test_three_scores_a_reason_and_a_change_on_a_telephone_in_danish(
    telephone: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data))
    telephone.get(f"{address}demo/day/2026-02-03/?lang=da")
    for n, score in enumerate(("7", "3", "0")):
        tick(telephone, f"item_{n}", score)
    tick(telephone, "ill", "1")
    telephone.find_element(By.CSS_SELECTOR, ".day-form summary").click()
    fill(telephone, cause="influenza")
    onward(telephone, ".day-form .go")
    assert telephone.current_url == f"{address}demo/diary/"
    assert text_of(telephone, ".done span") == "Gemt."
    written = "\n".join(stored(data)[before:])
    assert "ill influenza" in written
    assert "felt fatigue 7" in written
    telephone.get(f"{address}demo/day/2026-02-03/")
    tick(telephone, "item_0", "4")
    onward(telephone, ".day-form .go")
    assert "felt fatigue 4" in stored(data)[-1]
    onward(telephone, ".done .link")
    assert text_of(telephone, ".done span") == "Taget tilbage."
    telephone.get(f"{address}demo/day/2026-02-03/")
    chosen = telephone.find_element(By.CSS_SELECTOR, "input[name=item_0]:checked")
    assert chosen.get_attribute("value") == "7"


def test_every_target_of_the_scale_is_wide_enough_for_a_thumb(
    telephone: Chrome, address: str
) -> None:
    telephone.get(f"{address}demo/?lang=nl")
    sizes = telephone.execute_script(
        "return [...document.querySelectorAll('.points label')].map(l => {"
        "const r = l.getBoundingClientRect(); return [r.width, r.height]})"
    )
    assert min(width for width, _ in sizes) >= 24
    assert min(height for _, height in sizes) >= 44


def test_an_injection_is_noted_on_a_telephone_in_dutch(
    telephone: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data))
    telephone.get(f"{address}demo/?lang=nl")
    onward(telephone, ".interval a.go")
    tick(telephone, "site", "left_deltoid")
    onward(telephone, ".how-today .go")
    assert text_of(telephone, ".done span") == "Bewaard."
    assert stored(data)[before:] == ["gave hydroxocobalamin 1000 ug im site left_deltoid"]
    onward(telephone, ".noted li .link")
    assert stored(data)[-1].startswith("withdraw ")


def test_a_spreadsheet_is_looked_at_and_kept_without_a_script(
    scriptless: Chrome, address: str, data: Path, tmp_path: Path
) -> None:
    before = len(stored(data, "import"))
    sheet = tmp_path / "diary.csv"
    sheet.write_text("Date;Tired;Jab\n5/1/2026;7;x\n6/1/2026;3,5;\n", encoding="utf-8")
    scriptless.get(f"{address}me/import/?lang=en")
    scriptless.find_element(By.ID, "file").send_keys(str(sheet))
    onward(scriptless, ".keeping button[value=look]")
    assert "row 2, column Jab" in text_of(scriptless, ".faults")
    fill(scriptless, usual_dose="1000")
    onward(scriptless, ".keeping section:last-of-type button[value=look]")
    assert stored(data, "import")[before:] == []
    onward(scriptless, ".ready button[value=keep]")
    kept = sorted(stored(data, "import")[before:])
    assert kept == ["felt fatigue 3.5", "felt fatigue 7", "gave b12_unspecified 1000 ug im"]
    onward(scriptless, ".done .link")
    assert sum(row.startswith("withdraw") for row in stored(data)[-3:]) == 3
    scriptless.get_log("browser")  # a refusal is answered 400, which the browser notes


def test_a_table_is_pasted_in_danish_and_its_import_taken_back(
    telephone: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data, "import"))
    telephone.get(f"{address}me/import/?lang=da")
    # A browser gives a tab typed with keys to the next field; a pasted one stays.
    table = "Dato\tTræthed\tMit eget\n5.1.2024\t7\t2\n6.1.2024\t3,5\t1\n"
    telephone.execute_script("document.getElementById('paste').value = arguments[0]", table)
    onward(telephone, ".keeping button[value=look]")
    assert wrong(telephone) == []
    Select(telephone.find_element(By.ID, "column_2")).select_by_value("own")
    onward(telephone, ".keeping section:last-of-type button[value=look]")
    onward(telephone, ".ready button[value=keep]")
    kept = ["felt fatigue 7", 'felt "Mit eget" 2', "felt fatigue 3.5", 'felt "Mit eget" 1']
    assert sorted(stored(data, "import")[before:]) == sorted(kept)
    telephone.get(f"{address}me/import/")
    onward(telephone, ".imports .link")
    assert all(row.startswith("withdraw ") for row in stored(data)[-len(kept) :])
    telephone.get_log("browser")


def test_the_doctors_page_is_one_sheet_of_paper(browser: Chrome, address: str) -> None:
    browser.get(f"{address}demo/?lang=en")
    browser.find_element(By.LINK_TEXT, "See as doctor").click()
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert b64decode(printed["data"]).count(b"/Type /Page\n") == 1
    assert browser.get_log("browser") == []


def test_the_history_is_answered_on_a_telephone_in_danish(
    telephone: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data))
    telephone.get(f"{address}demo/history/?lang=da")
    tick(telephone, "medicine", "metformin")
    tick(telephone, "diet", "vegan")
    onward(telephone, ".questions .go")
    assert text_of(telephone, ".done span") == "Gemt."
    assert sorted(stored(data)[before:]) == ["diet vegan", "medicine metformin"]


def test_a_result_is_noted_with_its_unit(browser: Chrome, address: str, data: Path) -> None:
    browser.get(f"{address}demo/tests/?lang=nl")
    Select(browser.find_element(By.ID, "test")).select_by_value("mma")
    Select(browser.find_element(By.ID, "unit")).select_by_value("umol/L")
    fill(browser, value="0,42")
    browser.execute_script("document.getElementById('on').value = '2026-02-03'")
    onward(browser, ".how-today .go")
    assert stored(data)[-1] == "lab mma 0.42 umol/L"


def test_a_course_is_asked_for_ticked_and_undone_on_a_telephone_in_dutch(
    telephone: Chrome, address: str, data: Path
) -> None:
    telephone.get(f"{address}me/history/?lang=nl")
    for name in ("medicine", "allergy", "family", "complaint"):
        tick(telephone, name, "none")
    tick(telephone, "cause", "pernicious_anaemia")
    tick(telephone, "sex", "male")
    fill(telephone, birth_year="1970")
    onward(telephone, ".questions .go")
    telephone.get(f"{address}me/tests/")
    Select(telephone.find_element(By.ID, "test")).select_by_value("b12_total")
    Select(telephone.find_element(By.ID, "unit")).select_by_value("pmol/L")
    fill(telephone, value="90")
    telephone.execute_script("document.getElementById('on').value = '2026-02-03'")
    onward(telephone, ".how-today .go")
    before = len(stored(data))
    telephone.get(f"{address}me/course/")
    if telephone.find_elements(By.NAME, "never"):  # nothing was noted here by another test
        onward(telephone, "button[name=never]")
        before += 1
    assert wrong(telephone) == []
    onward(telephone, ".tick .go")
    assert text_of(telephone, ".done span") == "Bewaard."
    assert stored(data)[before:] == ["gave hydroxocobalamin 1000 ug im"]
    onward(telephone, ".done .link")
    assert telephone.current_url == f"{address}me/course/"
    assert stored(data)[-1].startswith("withdraw ")
