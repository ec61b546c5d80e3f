"""A calendar link in a real browser: made, followed by a calendar, and revoked."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.page import fill, onward, wrong

pytestmark = pytest.mark.browser


def kept(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / "corrin.sqlite3")) as base:
        found = base.execute("SELECT secret_sha256, title FROM corrin_reminders_calendar")
        return [(str(secret), str(title)) for secret, title in found.fetchall()]


def test_a_link_is_made_followed_and_revoked_in_danish(
    browser: Chrome, address: str, data: Path
) -> None:
    browser.get(f"{address}me/?lang=da")
    browser.find_element(By.LINK_TEXT, "Kalender og påmindelser").click()
    fill(browser, title="Tid til mig")
    onward(browser, "button[value=link]")
    assert wrong(browser) == []
    link = browser.find_element(By.ID, "link").get_attribute("value")
    assert link
    assert link.startswith(f"{address}calendar/")
    secret = link.removesuffix(".ics").rpartition("/")[2]
    assert kept(data) == [(sha256(secret.encode()).hexdigest(), "Tid til mig")]
    with urlopen(link) as answer:  # as a calendar does, without cookies
        assert str(Calendar.from_ical(answer.read())["name"]) == "Tid til mig"
    browser.get(f"{address}me/reminders/")
    assert secret not in browser.page_source
    onward(browser, "button[value=revoke]")
    assert kept(data) == []
    with pytest.raises(HTTPError, match="404"):
        urlopen(link)
    assert browser.get_log("browser") == []
