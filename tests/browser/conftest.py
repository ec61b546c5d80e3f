"""A real browser, and a real server for it to look at."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.needs import absent

QUIET = (
    "--headless=new --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-default-apps --window-size=1100,900 "
    "--force-prefers-reduced-motion"
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
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


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the server, empty when it starts."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def address(data: Path) -> Iterator[str]:
    """Where `corrin serve` answers."""
    words = ["serve", "--no-browser", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        [sys.executable, "-m", "corrin", *words], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        yield server.stdout.readline().removeprefix("corrin: ").strip()
        server.terminate()


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
def telephone(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser, 360 pixels wide."""
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture
def scriptless(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser with JavaScript switched off for the pages."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
