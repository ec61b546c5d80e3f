# ruff: noqa: E402 - found in the repository, from wherever it is started
"""What the README promises, from the README alone: touches and seconds to four first results.

python bench/journeys.py, with git and Debian's chromium. First the README's one command in a fresh
clone, until the first page answers; then each journey in a real Chromium, on data of its own. A
touch is a click, or one field typed into. The seconds are the machine's, from the opened first page
to the result; nobody's reading or thinking is in them. Each result is read back from its page.
"""

import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import follows
from tools.pictures import browser, served


class Hand:
    """Somebody at the browser, whose touches are counted."""

    def __init__(self, window: Chrome) -> None:
        self.window, self.touches = window, 0

    def onward(self, selector: str) -> None:
        """Click, and wait for the page that follows."""
        self.touches += 1
        follows(self.window, self.window.find_element(By.CSS_SELECTOR, selector).click)

    def choose(self, name: str, value: str) -> None:
        """Touch one answer."""
        self.touches += 1
        one = f'input[name="{name}"][value="{value}"]'
        self.window.find_element(By.CSS_SELECTOR, one).find_element(By.XPATH, "..").click()

    def click(self, selector: str) -> None:
        """Click something that stays on the page."""
        self.touches += 1
        self.window.find_element(By.CSS_SELECTOR, selector).click()

    def fill(self, name: str, text: str) -> None:
        """Type into one field."""
        self.touches += 1
        field = self.window.find_element(By.ID, name)
        field.clear()
        field.send_keys(text)

    def day(self, name: str, day: str) -> None:
        """Choose a day; each browser has its own calendar for that."""
        self.touches += 1
        self.window.execute_script(f"document.getElementById('{name}').value = '{day}'")

    def select(self, name: str, value: str) -> None:
        """Choose from a list."""
        self.touches += 1
        Select(self.window.find_element(By.ID, name)).select_by_value(value)

    def sees(self, selector: str) -> str:
        """What stands there."""
        return self.window.find_element(By.CSS_SELECTOR, selector).text


def own_entry(hand: Hand) -> str:
    """From the invented patient to the first score of one's own."""
    hand.onward(".own-way")
    hand.choose("item_0", "6")
    hand.onward(".day-form .go")
    return hand.sees(".done span")


def doctors_page(hand: Hand) -> str:
    """The page for the consultation, from the first screen."""
    hand.onward("a[href='/demo/doctor/']")
    return hand.sees("h1")


def own_doctors_page(hand: Hand) -> str:
    """The time before told, and the page for the doctor out of it."""
    hand.onward(".own-way")
    hand.onward(".steps a[href='/me/injections/#past']")
    hand.day("past_first", "2024-01-01")
    hand.day("past_last", "2026-09-20")
    hand.select("past_drug", "hydroxocobalamin")
    hand.fill("past_dose", "1000")
    hand.fill("past_every", "12")
    hand.fill("past_well", "5")
    hand.onward("[aria-labelledby=past] .go")
    return hand.sees("h1")


def injection(hand: Hand) -> str:
    """A nurse: from the first screen to the registered injection."""
    hand.onward(".elsewhere a[href='/clinic/']")
    hand.onward(".ways-on a[href='/clinic/today/']")
    hand.onward(".patient-line .go")
    hand.onward(".giving > p > .go")
    return hand.sees(".done span")


def copied(hand: Hand) -> str:
    """A GP: from the first screen through six questions to the copied text."""
    hand.onward(".elsewhere a[href='/check/']")
    hand.choose("cause", "pernicious_anaemia")
    hand.choose("nerves", "fatigue")
    hand.fill("birth_year", "1960")
    hand.choose("pregnancy", "no")
    hand.choose("treatment", "injections")
    hand.fill("dose", "1000")
    hand.fill("every", "12")
    hand.day("last", "2026-09-20")
    hand.select("ask", "next_interval")
    hand.onward(".questions .go")
    hand.click("button.copy")
    return hand.sees(".copied")


JOURNEYS: dict[str, Callable[[Hand], str]] = {
    "first own entry": own_entry,
    "first doctor's page": doctors_page,
    "one's own, from memory": own_doctors_page,
    "nurse's injection": injection,
    "GP's copied text": copied,
}


def command() -> str:
    """What the README tells to type: the first indented line of its own."""
    found = re.search(
        r"^    (\S.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found
    return found[1]


def from_nothing() -> tuple[float, str]:
    """Seconds from a fresh clone to the first page, and its title, by the README's command."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "corrin"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        start = time.perf_counter()
        words = [*command().split(), "--no-browser", "--port", "0"]
        with subprocess.Popen(words, cwd=clone, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            try:
                said = (re.search(r"http://\S+", line) for line in running.stdout)
                address = next(found[0] for found in said if found)
                with urllib.request.urlopen(address) as answer:
                    page = answer.read().decode()
            finally:
                running.terminate()
        spent = time.perf_counter() - start
        return spent, re.sub(r"\s+", " ", page.partition("<title>")[2].partition("</title>")[0])


def main() -> None:
    """Print touches and seconds of each."""
    print(f"{'':24}{'touches':>8}{'seconds':>9}  what stood there at the end")
    spent, title = from_nothing()
    print(f"{command():24}{0:8}{spent:9.1f}  {title}", flush=True)
    for name, play in JOURNEYS.items():
        with (
            tempfile.TemporaryDirectory() as data,
            served(Path(data)) as address,
            browser() as window,
        ):
            grant = {"origin": address, "permissions": ["clipboardReadWrite"]}
            window.execute_cdp_cmd("Browser.grantPermissions", grant)
            window.get(f"{address}?lang=en")
            hand, start = Hand(window), time.perf_counter()
            said = play(hand)
            spent = time.perf_counter() - start
            print(f"{name:24}{hand.touches:8}{spent:9.1f}  {said}", flush=True)


if __name__ == "__main__":
    main()
