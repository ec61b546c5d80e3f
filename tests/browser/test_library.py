"""The library on a phone, in a real browser: nothing to scroll sideways, the stamp on screen."""

from collections.abc import Callable

import pytest
from selenium import webdriver

from corrin.terms import Lang
from tests.browser.page import faults

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 360, 640
PLACES = (
    "",
    "b12-and-als/",
    "tablets-or-injections/",
    "how-often/",
    "questions/cancer/",
    "claims/",
    "claims/A8/",
    "two-documents/",
    "sources/",
    "review/",
    "b12/",
    "b12-or-als/",
    "report/",
)
STAMPED = ("b12-and-als/", "tablets-or-injections/", "how-often/", "questions/cancer/",
           "claims/B24/", "b12/", "b12-or-als/")  # fmt: skip


@pytest.fixture
def phone(browser: webdriver.Chrome) -> webdriver.Chrome:
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return browser


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("place", PLACES)
def test_it_fits_and_nothing_is_in_the_way_of_a_screen_reader(
    browser: webdriver.Chrome, address: str, place: str, lang: Lang
) -> None:
    browser.get(f"{address}library/{place}?lang={lang}")
    name = place.strip("/").replace("/", "-") or "library"
    assert faults(browser, f"{name}-{lang}") == []


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("place", STAMPED)
def test_certainty_day_and_country_are_seen_without_scrolling(
    phone: webdriver.Chrome, address: str, place: str, lang: Lang
) -> None:
    phone.get(f"{address}library/{place}?lang={lang}")
    bottom = "return document.querySelector('.stamp').getBoundingClientRect().bottom"
    assert phone.execute_script(bottom) <= HEIGHT


def test_a_library_page_asks_nobody_else(
    browser: webdriver.Chrome, address: str, asked_for: Callable[[], list[str]]
) -> None:
    browser.get(f"{address}library/b12-and-als/")
    assert all(url.startswith(address) for url in asked_for())
