"""The check of six questions in a real browser: from the first page to the copied text."""

from collections.abc import Callable

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.page import WIDER, fill, onward, text_of, tick

pytestmark = pytest.mark.browser


def answer(browser: Chrome, address: str, lang: str) -> None:
    browser.get(f"{address}?lang={lang}")
    onward(browser, ".elsewhere a")
    tick(browser, "cause", "pernicious_anaemia")
    tick(browser, "nerves", "fatigue")
    fill(browser, birth_year="1960")
    tick(browser, "pregnancy", "no")
    tick(browser, "treatment", "injections")
    fill(browser, dose="1000", every="12")
    browser.execute_script("document.getElementById('last').value = '2026-09-20'")
    Select(browser.find_element(By.ID, "test_1")).select_by_value("mma")
    fill(browser, value_1="0,42")
    Select(browser.find_element(By.ID, "unit_1")).select_by_value("umol/L")
    Select(browser.find_element(By.ID, "ask")).select_by_value("next_interval")


def test_from_the_first_page_to_the_copied_journal_text(
    browser: Chrome, address: str, asked_for: Callable[[], list[str]]
) -> None:
    grant = {"origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", grant)
    answer(browser, address, "en")
    onward(browser, ".questions .go")
    assert browser.current_url == f"{address}check/"
    browser.find_element(By.CSS_SELECTOR, "button.copy").click()
    said = browser.find_element(By.CSS_SELECTOR, ".copied")
    WebDriverWait(browser, 30).until(lambda _: said.text == "Copied.")
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert "pernicious anaemia" in copied
    assert "methylmalonic acid (MMA) 0.42 µmol/L" in copied
    assert browser.get_log("browser") == []
    assert [url for url in asked_for() if not url.startswith(address)] == []


def test_language_and_country_are_switched_around_the_answers(
    telephone: Chrome, address: str
) -> None:
    answer(telephone, address, "da")
    onward(telephone, ".questions .go")
    onward(telephone, "button[name=switch_lang][value=nl]")
    assert "Tekst" in text_of(telephone, ".journal h2")
    onward(telephone, "button[name=switch_country][value=nl]")
    assert "Nederland" in text_of(telephone, ".whose")
    assert telephone.find_element(By.ID, "birth_year").get_property("value") == "1960"
    assert telephone.execute_script(WIDER) == 0
    assert telephone.current_url == f"{address}check/"


def test_a_wrong_answer_is_marked_and_what_was_typed_stays(
    scriptless: Chrome, address: str
) -> None:
    scriptless.get(f"{address}check/?lang=en")
    tick(scriptless, "cause", "gastric_bypass")
    fill(scriptless, birth_year="1850")
    onward(scriptless, ".questions .go")
    assert "1900" in text_of(scriptless, "#birth_year-error")
    assert scriptless.find_element(By.ID, "birth_year").get_property("value") == "1850"
    assert scriptless.find_element(By.CSS_SELECTOR, "[value=gastric_bypass]").is_selected()
    scriptless.get_log("browser")  # a refusal is answered 400, which the browser notes


def test_what_belongs_to_an_answer_shows_when_it_is_chosen(browser: Chrome, address: str) -> None:
    browser.get(f"{address}check/?lang=nl")
    dose, every = (browser.find_element(By.ID, name) for name in ("dose", "every"))
    assert not dose.is_displayed()
    tick(browser, "treatment", "tablets")
    assert dose.is_displayed() and not every.is_displayed()
    tick(browser, "treatment", "injections")
    assert every.is_displayed()


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
def test_a_sheet_of_the_paper_diary_is_one_page_of_a4(
    browser: Chrome, address: str, lang: str
) -> None:
    browser.get(f"{address}paper/?lang={lang}")
    fill(browser, sheets="2")
    onward(browser, ".paper-form .go")
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    import base64

    assert base64.b64decode(printed["data"]).count(b"/Type /Page\n") == 2
