"""Every page in three languages, narrow and wide, light and dark: it fits, axe finds nothing."""

import pytest
from selenium.webdriver import Chrome

from corrin.app.routes import Does, Of
from corrin.app.urls import ROUTES
from tests.browser.page import faults, wrong

pytestmark = pytest.mark.browser

# Not pages: what leads on, what is sent, what is a file.
NO_PAGE = {"home", "undo", "take_back", "doctor_pdf", "export", "calendar_file", "band"}
OPEN = {
    "check",
    "clinic",
    "clinic_people",
    "clinic_today",
    "imprint",
    "offline",
    "paper",
    "record",
    "texts",
}  # the library has its own tests; services are no pages
PAGES = {
    route.name: route.address.replace("<whose:whose>", "demo").replace("<day:on>", "2026-02-04")
    for route in ROUTES
    if route.name not in NO_PAGE and (route.of is Of.NAMED or route.name in OPEN)
}


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
@pytest.mark.parametrize("name", list(PAGES))
def test_it_fits_and_nothing_is_in_the_way_of_a_screen_reader(
    browser: Chrome, address: str, name: str, lang: str
) -> None:
    browser.get(f"{address}{PAGES[name]}?lang={lang}")
    assert faults(browser, f"{name}-{lang}") == []
    assert browser.get_log("browser") == []


def test_axe_would_find_a_field_without_a_name(browser: Chrome, address: str) -> None:
    browser.get(f"{address}paper/?lang=en")
    browser.execute_script("document.querySelectorAll('label').forEach(l => l.remove())")
    assert "label" in {found for found, _ in wrong(browser)}


def test_every_address_that_is_a_page_is_looked_at() -> None:
    about = {route.name for route in ROUTES if route.of is Of.NAMED}
    assert {"today", "diary", "doctor"} <= about & PAGES.keys()
    assert all(route.does is not Does.NOTHING for route in ROUTES if route.name in about)
