"""A patient lets a clinic in and out again, in a real browser: each step as it is stored."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.page import WIDER, fill, onward, text_of, tick
from tests.browser.people import agree, rows, sign_in, sign_up

pytestmark = pytest.mark.browser
PATIENT, DOCTOR = "gerda@example.org", "hans@example.org"


def test_a_clinic_is_let_in_signs_limits_is_seen_to_look_and_is_let_out(
    telephone: Chrome, server: str, folder: Path
) -> None:
    link = invited(telephone, server, folder)
    place = accepted(telephone, server, folder, link)
    signed(telephone, folder, place)
    ended(telephone, server, folder, place)


def invited(browser: Chrome, server: str, folder: Path) -> str:
    """The patient, in Dutch: an injection is noted, a link is made."""
    sign_up(browser, server, folder, PATIENT, "nl")
    agree(browser, server)
    browser.get(f"{server}me/injections/")
    tick(browser, "site", "left_deltoid")
    onward(browser, ".how-today .go")
    browser.get(f"{server}me/sharing/")
    onward(browser, ".how-today .go")
    assert text_of(browser, "#called-error") == "Vul dit in."
    fill(browser, called="Gerda Holm")
    tick(browser, "scope", "sign")
    tick(browser, "until", "quarter")
    onward(browser, ".how-today .go")
    link = browser.find_element(By.ID, "the-link").get_attribute("value")
    assert link and link.startswith(f"{server}invited/")
    assert browser.execute_script(WIDER) == 0
    kept = "SELECT scope, called, used_at FROM corrin_app_invitation WHERE called = 'Gerda Holm'"
    assert rows(folder, kept) == [("sign", "Gerda Holm", None)]
    secret = link.rstrip("/").rpartition("/")[2]
    assert rows(folder, "SELECT 1 FROM corrin_app_invitation WHERE digest = ?", secret) == []
    return link


def accepted(browser: Chrome, server: str, folder: Path, link: str) -> str:
    """The doctor, in Danish: an account, a clinic, and the patient's page; the link is used up."""
    anew(browser)
    sign_up(browser, server, folder, DOCTOR, "da")
    browser.get(link)
    fill(browser, clinic="Lægerne i byen", name="Hans Dam")
    tick(browser, "title", "doctor")
    onward(browser, ".entering .go")
    assert "/patient/" in browser.current_url
    assert "Gerda Holm" in text_of(browser, ".reading")
    grants = "SELECT scope, called, revoked_at FROM corrin_app_grant WHERE called = 'Gerda Holm'"
    assert rows(folder, grants) == [("sign", "Gerda Holm", None)]
    place = browser.current_url.partition("doctor/")[0]
    browser.get(link)
    assert "virker ikke" in text_of(browser, "h1")
    browser.get_log("browser")  # a link that is used up is answered 404, which the browser notes
    return place


def signed(browser: Chrome, folder: Path, place: str) -> None:
    """The doctor signs how short and how long: first the wrong way round."""
    browser.get(f"{place}band/")
    fill(browser, low="84", high="56", every="70", why="aftalt i dag 🙂")
    onward(browser, ".how-today .go")
    assert text_of(browser, "#high-error")
    assert browser.find_element(By.ID, "why").get_property("value") == "aftalt i dag 🙂"
    fill(browser, low="56", high="84")
    tick(browser, "alpha", "0.1")
    onward(browser, ".how-today .go")
    plans = "SELECT body, by FROM store_entry WHERE body LIKE 'plan %' AND by LIKE 'account %'"
    ((body, by),) = rows(folder, plans)
    ((doctor,),) = rows(folder, "SELECT id FROM corrin_app_account WHERE email = ?", DOCTOR)
    assert "every 70 days" in body and "band 56 84 signed" in body and "alpha 0.1" in body
    assert "Hans Dam" in body and "Lægerne i byen" in body and "aftalt i dag 🙂" in body
    assert by.removeprefix("account ").replace("-", "") == doctor
    assert "56" in text_of(browser, ".beside .rows")


def ended(browser: Chrome, server: str, folder: Path, place: str) -> None:
    """The patient sees who looked, and ends it; the doctor finds the door closed."""
    anew(browser)
    sign_in(browser, server, PATIENT, "nl")
    browser.get(f"{server}me/sharing/")
    looks = [
        one.text for one in browser.find_elements(By.CSS_SELECTOR, "[aria-labelledby=looks] li")
    ]
    assert looks and all("Hans Dam, Lægerne i byen" in one for one in looks)
    onward(browser, "button[value=end]")
    ended_at = "SELECT revoked_at FROM corrin_app_grant WHERE called = 'Gerda Holm'"
    assert rows(folder, ended_at) != [(None,)]
    anew(browser)
    sign_in(browser, server, DOCTOR, "da")
    browser.get(f"{place}doctor/")
    assert "Gerda" not in browser.page_source
    assert "hydroxocobalamin" not in browser.page_source
    browser.get(f"{server}clinic/")
    assert "Gerda" not in browser.page_source
    browser.get_log("browser")  # a closed door is answered 403, which the browser notes


def anew(browser: Chrome) -> None:
    """Somebody else sits down."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
