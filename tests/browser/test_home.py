"""The first page, as a browser meets it."""

from collections.abc import Callable

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.page import WIDER

pytestmark = pytest.mark.browser


def test_the_first_page_is_whole_and_asks_nobody_else(
    browser: Chrome, address: str, asked_for: Callable[[], list[str]]
) -> None:
    browser.get(f"{address}?lang=en")
    assert browser.title == "Today · corrin"
    assert browser.find_element(By.TAG_NAME, "h1").is_displayed()
    assert browser.get_log("browser") == []
    asked = asked_for()
    assert f"{address}?lang=en" in asked
    assert [url for url in asked if not url.startswith(address)] == []


def test_it_fits_a_narrow_telephone(telephone: Chrome, address: str) -> None:
    telephone.get(address)
    assert telephone.execute_script(WIDER) == 0
