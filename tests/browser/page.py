"""What browser tests share: clicking through to the next page, and measuring it."""

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
RUN = "axe.run(document).then(arguments[0], e => arguments[0]({violations: [{id: String(e)}]}))"


def wrong(browser: Chrome) -> list[tuple[str, str]]:
    """What axe finds on a page with everything opened, with the first place of each."""
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.execute_script(AXE)
    found: dict[str, Any] = browser.execute_async_script(RUN)
    return [(v["id"], str(v.get("nodes", [{}])[0].get("html"))[:200]) for v in found["violations"]]


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
