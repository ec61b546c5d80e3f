"""A real browser, and real servers for it to look at: one's own computer, and one with accounts."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from corrin.app.serve import listen
from tests.needs import absent
from tools.pictures import served

QUIET = (
    "--headless=new --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-default-apps --window-size=1100,900 "
    "--force-prefers-reduced-motion"
)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        absent("Debian's chromium with chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for word in [*QUIET.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(word)
    if os.name == "posix" and os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as window:
        yield window


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser of somebody who was never here: no cookie, no language chosen, nobody known."""
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    chromium.get_log("browser")
    yield chromium
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the server, empty when it starts."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def address(data: Path) -> Iterator[str]:
    """Where `corrin serve` answers on one's own computer."""
    with served(data) as where:
        yield where


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the server with accounts; its mail is laid into `mail` there."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[str]:
    """Where `corrin serve` answers as a server on which everybody signs in."""
    with listen(None) as free:
        port = free.getsockname()[1]
    with served(folder, port, CORRIN_SITE=f"http://localhost:{port}") as where:
        yield where


@pytest.fixture
def asked_for(browser: webdriver.Chrome) -> Callable[[], list[str]]:
    """Call it for every address the pages asked for since the test began."""
    browser.get_log("performance")
    browser.get_log("browser")

    def addresses() -> list[str]:
        lines = browser.get_log("performance")
        steps = [json.loads(line["message"])["message"] for line in lines]
        sent = [step["params"] for step in steps if step["method"] == "Network.requestWillBeSent"]
        asked = [step["request"]["url"] for step in sent]
        # The browser's own first page and its picture in a date field ask nobody.
        return [url for url in asked if not url.startswith(("data:", "chrome:"))]

    return addresses


@pytest.fixture
def telephone(browser: webdriver.Chrome) -> webdriver.Chrome:
    """The browser, 360 pixels wide."""
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return browser


@pytest.fixture
def scriptless(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser with JavaScript switched off for the pages."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
