"""The first page, as a browser meets it."""

from collections.abc import Callable

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

pytestmark = pytest.mark.browser


def test_the_first_page_is_whole_and_asks_nobody_else(
    browser: Chrome, address: str, asked_for: Callable[[], list[str]]
) -> None:
    browser.get(address)
    assert browser.title == "Today · corrin"
    assert browser.find_element(By.TAG_NAME, "h1").is_displayed()
    assert browser.get_log("browser") == []
    asked = asked_for()
    assert address in asked
    assert [url for url in asked if not url.startswith(address)] == []


def test_it_fits_a_narrow_telephone(browser: Chrome, address: str) -> None:
    size = browser.get_window_size()
    browser.set_window_size(500, 800)
    browser.get(address)
    wide = browser.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    browser.set_window_size(size["width"], size["height"])
    assert wide[0] <= wide[1]
