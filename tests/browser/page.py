"""What browser tests share: clicking through to the next page, and measuring it."""

import os
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = (Path(__file__).parents[1] / "data/axe/axe.min.js").read_text(encoding="utf-8")
RUN = (
    "axe.run(document, {resultTypes: ['violations'], iframes: false})"
    ".then(r => arguments[0](r.violations), e => arguments[0]([{id: String(e)}]))"
)


def wrong(browser: Chrome) -> list[tuple[str, str]]:
    """What axe finds on a page with everything opened, with the first place of each."""
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    if not browser.execute_script("return 'axe' in window"):
        browser.execute_script(AXE)
    found: list[dict[str, Any]] = browser.execute_async_script(RUN)
    return [(v["id"], str(v.get("nodes", [{}])[0].get("html"))[:200]) for v in found]


PICTURES = os.environ.get("CORRIN_PICTURES", "")  # a folder to look at every page in


def size(browser: Chrome, width: int, scheme: str) -> None:
    """A window of this width, in light or dark colours."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def faults(browser: Chrome, name: str) -> list[object]:
    """What is wrong with the page that is open, narrow and light, wide and dark; a picture of each.

    Too wide for its window, or found by axe.
    """
    found: list[object] = []
    for width, scheme in ((360, "light"), (1200, "dark")):
        size(browser, width, scheme)
        found += wrong(browser)
        if over := browser.execute_script(WIDER):
            found.append(f"{over} pixels wider than {width}")
        picture(browser, f"{name}-{width}")
    return found


def picture(browser: Chrome, name: str) -> None:
    """Keep the whole page as a picture, where a folder for them was named."""
    if not PICTURES:
        return
    box = browser.execute_script(
        "const page = document.documentElement; return [page.clientWidth, page.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": box[0], "height": box[1], "scale": 1}
    whole = {"format": "png", "captureBeyondViewport": True, "clip": clip}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", whole)
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    (Path(PICTURES) / f"{name}.png").write_bytes(b64decode(shot["data"]))


def onward(browser: Chrome, selector: str) -> None:
    """Click what the selector finds, and wait for the page that follows."""
    follows(browser, browser.find_element(By.CSS_SELECTOR, selector).click)


def follows(browser: Chrome, act: Callable[[], object]) -> None:
    """Do what leads to another page, and wait until it is there."""
    old = browser.find_element(By.TAG_NAME, "html")
    act()
    WebDriverWait(browser, 30).until(lambda _: gone(old))
    WebDriverWait(browser, 30).until(lambda b: b.find_elements(By.CSS_SELECTOR, "footer"))


def gone(old: WebElement) -> bool:
    """Whether an element belongs to a page that has been left."""
    try:
        return not old.is_enabled()
    except WebDriverException:
        return True


def tick(browser: Chrome, name: str, value: str) -> None:
    """Choose an answer by the text a person would touch."""
    choice = f'input[name="{name}"][value="{value}"]'
    browser.find_element(By.CSS_SELECTOR, choice).find_element(By.XPATH, "..").click()


def fill(browser: Chrome, **fields: str) -> None:
    """Type into fields by their ids."""
    for name, text in fields.items():
        field = browser.find_element(By.ID, name)
        field.clear()
        field.send_keys(text)


def text_of(browser: Chrome, selector: str) -> str:
    """The text of the first element a selector finds."""
    return browser.find_element(By.CSS_SELECTOR, selector).text
