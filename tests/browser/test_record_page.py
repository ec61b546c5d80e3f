"""A record of one's own in a real browser: paste, read, switch, narrow and without scripts."""

from collections.abc import Callable

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

pytestmark = pytest.mark.browser

RECORD = """\
undated born 1960
2026-01-05 condition pernicious_anaemia
2026-01-05 gave hydroxocobalamin 1000 ug im every 84 days until 2026-09-14
2026-10-20 symptom bladder_retention 8 worse
"""
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def send(browser: Chrome, record: str) -> None:
    """Write a record into the form, and wait for the answer to it."""
    browser.find_element(By.ID, "record").send_keys(record)
    Select(browser.find_element(By.ID, "country")).select_by_value("uk")
    old = browser.find_element(By.TAG_NAME, "html")
    browser.find_element(By.CSS_SELECTOR, ".own .go").click()
    WebDriverWait(browser, 30).until(lambda _: gone(old))


def gone(old: object) -> bool:
    """Whether an element belongs to a page that has been left."""
    from selenium.common.exceptions import WebDriverException

    try:
        return not old.is_enabled()  # type: ignore[attr-defined]
    except WebDriverException:
        return True


def test_a_pasted_record_is_answered_and_nobody_else_is_asked(
    browser: Chrome, address: str, asked_for: Callable[[], list[str]]
) -> None:
    browser.get(f"{address}record/?lang=en")
    send(browser, RECORD)
    assert browser.current_url == f"{address}record/"
    assert browser.find_element(By.CSS_SELECTOR, ".alarms h3").is_displayed()
    assert "pernicious_anaemia" in str(browser.find_element(By.ID, "record").get_property("value"))
    assert browser.get_log("browser") == []
    assert [url for url in asked_for() if not url.startswith(address)] == []


def test_around_ones_own_record_language_and_reader_are_switched(
    browser: Chrome, address: str
) -> None:
    browser.get(f"{address}record/?lang=en")
    send(browser, RECORD)
    browser.find_element(By.CSS_SELECTOR, "button[name=switch_lang][value=da]").click()
    WebDriverWait(browser, 30).until(lambda b: "Gør dette først" in b.page_source)
    browser.find_element(By.CSS_SELECTOR, "button[name=switch_reader][value=clinician]").click()
    WebDriverWait(browser, 30).until(lambda b: b.find_elements(By.ID, "journal-text"))
    assert browser.current_url == f"{address}record/"
    assert browser.get_log("browser") == []


def test_the_language_of_the_demo_is_switched_and_remembered(browser: Chrome, address: str) -> None:
    browser.get(f"{address}record/?lang=en")
    browser.find_element(By.LINK_TEXT, "Nederlands").click()
    browser.get(f"{address}record/")
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "nl"
    browser.find_element(By.LINK_TEXT, "English").click()


def test_the_text_for_the_journal_is_copied(browser: Chrome, address: str) -> None:
    grant = {"origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", grant)
    browser.get(f"{address}record/?lang=en&reader=clinician")
    browser.find_element(By.CSS_SELECTOR, "button.copy").click()
    said = browser.find_element(By.CSS_SELECTOR, ".copied")
    WebDriverWait(browser, 30).until(lambda _: said.text == "Copied.")


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_it_fits_a_narrow_telephone(
    telephone: Chrome, address: str, lang: str, reader: str
) -> None:
    telephone.get(f"{address}record/?lang={lang}&reader={reader}")
    telephone.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert telephone.execute_script("return innerWidth") == 360
    assert telephone.execute_script(WIDER) == 0


def test_a_long_word_in_a_fault_does_not_widen_the_page(telephone: Chrome, address: str) -> None:
    telephone.get(f"{address}record/?lang=en")
    send(telephone, "2026-01-05 felt " + "x" * 300 + " 3\n2026-01-06 " + "y" * 300)
    assert telephone.find_element(By.CSS_SELECTOR, ".faults").is_displayed()
    assert telephone.execute_script(WIDER) == 0
    telephone.get_log("browser")  # a refusal is answered 400, which the browser notes


def test_it_works_without_scripts(scriptless: Chrome, address: str) -> None:
    scriptless.get(f"{address}record/?lang=en&reader=clinician")
    assert not scriptless.find_element(By.CSS_SELECTOR, "button.print").is_displayed()
    send(scriptless, RECORD)
    assert scriptless.find_element(By.CSS_SELECTOR, ".alarms h3").is_displayed()


def test_the_first_stop_of_the_keyboard_leads_past_the_top(browser: Chrome, address: str) -> None:
    browser.get(f"{address}record/?lang=en")
    first = browser.execute_script(
        "return document.querySelector('a, button, input').getAttribute('href')"
    )
    assert first == "#content"
