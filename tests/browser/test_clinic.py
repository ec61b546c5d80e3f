"""The invented clinic in a real browser: what is touched is what is stored."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.page import WIDER, faults, fill, onward, text_of, tick
from tests.browser.test_diary import stored

pytestmark = pytest.mark.browser


def names(browser: Chrome) -> list[str]:
    """The patients of the list that is open."""
    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".patient-line h3")]


def test_a_nurse_registers_an_injection_in_three_touches(
    telephone: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data))
    telephone.get(f"{address}clinic/today/?lang=nl")
    first = names(telephone)[0]
    onward(telephone, ".patient-line .go")  # one
    tick(telephone, "site", "right_thigh")  # two
    onward(telephone, ".giving > p > .go")  # three
    assert text_of(telephone, ".done span") == "Bewaard."
    assert stored(data)[before:] == ["gave hydroxocobalamin 1000 ug im site right_thigh"]
    assert telephone.execute_script(WIDER) == 0
    telephone.get(f"{address}clinic/today/")
    given = telephone.find_element(By.CSS_SELECTOR, "[aria-labelledby=given]")
    assert first in given.text


def test_an_alarm_is_asked_about_before_anything_is_given(
    scriptless: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data))
    scriptless.get(f"{address}clinic/today/?lang=da")
    onward(scriptless, ".patient-line .go")
    tick(scriptless, "alarm", "nerves")
    onward(scriptless, ".giving > p > .go")
    assert stored(data)[before:] == []
    tick(scriptless, "asked", "yes")
    onward(scriptless, ".giving > p > .go")
    (row,) = stored(data)[before:]
    assert row.startswith("gave hydroxocobalamin 1000 ug im")
    assert "Lægen spurgt først: Ny følelsesløshed" in row
    onward(scriptless, ".done .link")
    assert stored(data)[-1].startswith("withdraw ")


def test_the_panel_is_searched_and_filtered_and_no_name_stands_in_an_address(
    browser: Chrome, address: str
) -> None:
    browser.get(f"{address}clinic/?lang=en")
    assert len(names(browser)) == 10
    fill(browser, q="hÁnneke")
    onward(browser, ".searching .go")
    assert names(browser) == ["Hanneke H."]
    assert browser.current_url == f"{address}clinic/"
    browser.get(f"{address}clinic/?show=unsigned")
    assert sorted(names(browser)) == ["Ellen E.", "Frans F.", "Johanna J."]
    onward(browser, ".patient-line h3 a")
    assert "Johanna" not in browser.current_url


def test_a_doctor_signs_limits_in_danish_without_a_script(
    scriptless: Chrome, address: str, data: Path
) -> None:
    before = len(stored(data))
    scriptless.get(f"{address}clinic/?lang=da&show=unsigned")
    signed = names(scriptless)[0]
    onward(scriptless, ".patient-line h3 a")
    scriptless.get(scriptless.current_url.split("doctor/")[0] + "band/")
    fill(scriptless, low="28", high="70", every="56", why="aftalt i dag")
    tick(scriptless, "alpha", "0.1")
    onward(scriptless, ".how-today .go")
    (row,) = stored(data)[before:]
    assert row.startswith("plan every 56 days band 28 70 signed")
    assert "alpha 0.1" in row
    assert "aftalt i dag" in row
    scriptless.get(f"{address}clinic/?show=unsigned")
    assert signed not in names(scriptless)


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
def test_the_page_that_signs_limits_fits_and_reads_well(
    browser: Chrome, address: str, lang: str
) -> None:
    browser.get(f"{address}clinic/?lang={lang}")
    onward(browser, ".patient-line h3 a")
    place = browser.current_url.split("doctor/")[0]
    for page in ("band", "give"):
        browser.get(f"{place}{page}/")
        assert faults(browser, f"clinic-{page}-{lang}") == []
    assert browser.get_log("browser") == []
