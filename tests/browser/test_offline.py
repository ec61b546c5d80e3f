"""Without a connection: one page that says so, and nothing of a diary kept in the browser."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.page import fill, onward, text_of, tick, wrong
from tests.browser.test_diary import stored

pytestmark = pytest.mark.browser

KEPT = """
const done = arguments[0];
caches.keys().then(names => Promise.all(names.map(async name => {
  const cache = await caches.open(name);
  return (await cache.keys()).map(request => new URL(request.url).pathname);
}))).then(found => done(found.flat().sort()));
"""
READY = "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done(true))"


def test_a_stopped_server_is_told_of_in_danish_and_nothing_of_the_diary_is_kept(
    telephone: Chrome, tmp_path: Path
) -> None:
    words = ["serve", "--no-browser", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-m", "corrin", *words], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        address = server.stdout.readline().removeprefix("corrin: ").strip()
        try:
            telephone.get(f"{address}demo/?lang=da")
            telephone.execute_async_script(READY)
            for page in ("demo/diary/", "demo/advice/", "demo/doctor/", "me/"):
                telephone.get(address + page)
            kept = telephone.execute_async_script(KEPT)
            dress = ["/static/corrin/corrin.css", "/static/corrin/mark.svg"]
            assert kept == ["/language", *["/offline/"] * 3, *dress]
            manifest = telephone.execute_cdp_cmd("Page.getAppManifest", {})
            assert manifest["errors"] == []
            assert telephone.execute_cdp_cmd("Page.getInstallabilityErrors", {}) == {
                "installabilityErrors": []
            }
        finally:
            server.terminate()
    time.sleep(0.2)  # the socket is closed a moment after the process ends
    telephone.get(f"{address}demo/diary/")
    assert text_of(telephone, "h1") == "Ingen forbindelse"
    assert wrong(telephone) == []
    assert telephone.execute_script("return getComputedStyle(document.body).maxWidth") != "none"
    telephone.get("about:blank")
    telephone.get_log("browser")


# What a page elsewhere lacks, and what a browser says that has no network.
AWAY = """
document.body.removeAttribute('data-at-home');
Object.defineProperty(navigator, 'onLine', {get: () => arguments[0], configurable: true});
"""


def test_a_form_is_not_sent_into_nothing_and_what_was_typed_stays(
    browser: Chrome, address: str, data: Path
) -> None:
    browser.get(f"{address}demo/day/2026-02-07/?lang=nl")
    browser.execute_script(AWAY, False)
    browser.find_element(By.CSS_SELECTOR, ".day-form summary").click()
    fill(browser, note="lange wandeling")
    tick(browser, "item_0", "4")
    before = len(stored(data))
    browser.find_element(By.CSS_SELECTOR, ".day-form .go").click()
    assert text_of(browser, "#no-connection").startswith("Er is geen verbinding.")
    assert wrong(browser) == []
    note = browser.find_element(By.ID, "note").get_attribute("value")
    assert note == "lange wandeling"
    assert len(stored(data)) == before
    browser.execute_script(AWAY, True)
    onward(browser, ".day-form .go")
    assert stored(data)[before:] == ['felt fatigue 4 note "lange wandeling"']
