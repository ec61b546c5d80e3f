"""Without a mouse: the patient's entry and its undo, and the nurse's injection, by keys alone."""

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys

from tests.browser.page import fill, follows, onward, text_of, tick

pytestmark = pytest.mark.browser

MOST = 80  # stops from the top of a page to what is wanted
# A control that is drawn by its neighbour shows there that it has the keyboard.
SHOWN = """
const at = document.activeElement, box = at.getBoundingClientRect();
const drawn = [at, at.nextElementSibling].filter(Boolean).map((e) => getComputedStyle(e));
return box.width > 0 && drawn.some((s) => s.outlineStyle !== "none" && s.outlineWidth !== "0px");
"""


def press(browser: Chrome, *keys: str) -> None:
    ActionChains(browser).send_keys(*keys).perform()


def step_to(browser: Chrome, selector: str) -> None:
    """Tab on until this has the keyboard; every stop on the way is seen to have it."""
    for _ in range(MOST):
        press(browser, Keys.TAB)
        at = browser.switch_to.active_element
        assert browser.execute_script(SHOWN), at.get_attribute("outerHTML")
        if browser.execute_script("return document.activeElement.matches(arguments[0])", selector):
            return
    raise AssertionError(f"{selector} is never reached")


def enter(browser: Chrome) -> None:
    """Enter, and wait for the page that follows."""
    follows(browser, lambda: press(browser, Keys.ENTER))


def test_a_score_is_given_saved_and_taken_back(browser: Chrome, address: str) -> None:
    browser.get(f"{address}demo/?lang=en")
    press(browser, Keys.TAB, Keys.ENTER)  # past the top
    step_to(browser, ".slider input")
    press(browser, *[Keys.ARROW_RIGHT] * 7)
    chosen = browser.execute_script("return document.querySelector('.slider input:checked').value")
    step_to(browser, ".day-form button.go")
    enter(browser)
    assert text_of(browser, ".done span") == "Saved."
    kept = "return document.querySelector('.slider input:checked').value"
    assert browser.execute_script(kept) == chosen != ""
    step_to(browser, ".done .link")
    enter(browser)
    assert text_of(browser, ".done span") == "Taken back."
    assert browser.execute_script(kept) == ""


def test_a_nurse_gives_an_injection(browser: Chrome, address: str) -> None:
    browser.get(f"{address}clinic/today/?lang=en")
    step_to(browser, ".patient-line .go")
    enter(browser)
    step_to(browser, ".giving > p > .go")
    enter(browser)
    assert text_of(browser, ".done span") == "Saved."
    assert "It stands in the record." in text_of(browser, "main")


def test_where_a_form_is_refused_the_keyboard_is_at_what_is_wrong(
    telephone: Chrome, address: str
) -> None:
    telephone.get(f"{address}me/injections/?lang=da")
    fill(telephone, past_every="12", past_well="fem uger")
    onward(telephone, "[aria-labelledby=past] .go")
    at = telephone.switch_to.active_element
    assert at.get_attribute("id") == "past_well"
    seen = "const b = arguments[0].getBoundingClientRect(); return [b.top, b.bottom, innerHeight]"
    top, bottom, height = telephone.execute_script(seen, at)
    assert 0 <= top < bottom <= height
    telephone.get_log("browser")  # a refusal is answered 400, which the browser notes


def test_on_a_telephone_the_page_that_is_open_is_in_sight_among_the_ways(
    telephone: Chrome, address: str
) -> None:
    for page in ("", "import/"):
        telephone.get(f"{address}demo/{page}?lang=nl")
        seen = "return document.querySelector('.ways-on [aria-current]').getBoundingClientRect()"
        box = telephone.execute_script(seen)
        assert 0 <= box["left"] < box["right"] <= 360


def test_what_is_asked_before_an_injection_is_given_has_the_keyboard(
    telephone: Chrome, address: str
) -> None:
    telephone.get(f"{address}clinic/today/?lang=en")
    onward(telephone, ".patient-line .go")
    tick(telephone, "alarm", "nerves")
    onward(telephone, ".giving > p > .go")
    assert telephone.switch_to.active_element.get_attribute("name") == "asked"
