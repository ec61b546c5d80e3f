"""Accounts in a real browser: made, protected, forgotten, changed, erased; each once as stored."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.page import WIDER, fill, follows, onward, text_of, tick
from tests.browser.people import (
    WORD,
    agree,
    code_in,
    code_of_app,
    link_in,
    once_more,
    rows,
    sign_in,
    sign_up,
)

pytestmark = pytest.mark.browser


def test_an_account_is_made_and_the_first_score_kept_without_a_script(
    scriptless: Chrome, server: str, folder: Path
) -> None:
    scriptless.get(f"{server}me/?lang=da")
    onward(scriptless, ".onward[href*=signup]")
    fill(scriptless, id_email="ann@example.org", id_password1=WORD)
    onward(scriptless, "#entering .go")
    fill(scriptless, id_code=code_in(folder))
    onward(scriptless, "#entering .go")
    assert scriptless.current_url.startswith(f"{server}consent/")
    tick(scriptless, "keep", "yes")
    onward(scriptless, ".questions .go")
    assert scriptless.current_url == f"{server}me/"
    tick(scriptless, "item_0", "6")
    onward(scriptless, ".day-form .go")
    assert text_of(scriptless, ".done span") == "Gemt."
    ((account,),) = rows(
        folder, "SELECT id FROM corrin_app_account WHERE email = 'ann@example.org'"
    )
    consents = "SELECT purpose, lang FROM corrin_app_consent WHERE account_id = ?"
    assert rows(folder, consents, account) == [("keep", "da")]
    kept = rows(folder, "SELECT body, by FROM store_entry WHERE by LIKE 'account %'")
    assert [(body, by.replace("-", "")) for body, by in kept] == [
        ("felt fatigue 6", f"account {account}")
    ]


def test_a_second_factor_is_set_up_and_asked_for_on_a_dutch_telephone(
    telephone: Chrome, server: str, folder: Path
) -> None:
    sign_up(telephone, server, folder, "bea@example.org", "nl")
    telephone.get(f"{server}account/second/app/")
    once_more(telephone)
    secret = text_of(telephone, "#entering code")
    assert telephone.execute_script(WIDER) == 0
    fill(telephone, id_code="000000")
    onward(telephone, "#entering .go")
    assert text_of(telephone, "#code-error").startswith("Deze code")
    assert text_of(telephone, "#entering code") == secret
    fill(telephone, id_code=code_of_app(secret))
    onward(telephone, "#entering .go")
    telephone.get(f"{server}account/second/codes/")
    recovery = text_of(telephone, ".codes code")
    factors = (
        "SELECT type FROM mfa_authenticator JOIN corrin_app_account a ON a.id = user_id "
        "WHERE a.email = 'bea@example.org' ORDER BY type"
    )
    assert rows(folder, factors) == [("recovery_codes",), ("totp",)]
    telephone.get(f"{server}account/logout/")
    onward(telephone, "#entering .go")
    sign_in(telephone, server, "bea@example.org", "nl")
    assert telephone.current_url.startswith(f"{server}account/second/code/")
    telephone.get(f"{server}account/")
    assert telephone.current_url.startswith(f"{server}account/second/code/")
    fill(telephone, id_code=recovery)
    onward(telephone, "#entering .go")
    telephone.get(f"{server}account/second/codes/")
    once_more(telephone)
    left = [one.text for one in telephone.find_elements(By.CSS_SELECTOR, ".codes code")]
    assert len(left) == 9
    assert recovery not in left


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(
    browser: Chrome, server: str, folder: Path
) -> None:
    sign_up(browser, server, folder, "cas@example.org")
    browser.get(f"{server}account/logout/")
    onward(browser, "#entering .go")
    onward(browser, "header .name")
    password = "SELECT password FROM corrin_app_account WHERE email = 'cas@example.org'"
    before = rows(folder, password)
    browser.get(f"{server}account/login/")
    onward(browser, ".onward[href*=reset]")
    fill(browser, id_email="cas@example.org")
    onward(browser, "#entering .go")
    assert text_of(browser, "h1") == "Look into your mail"
    link = link_in(folder)
    browser.get(link)
    fill(browser, id_password1="three blue lamps", id_password2="three blue lamp")
    onward(browser, "#entering .go")
    assert text_of(browser, "#password2-error") == "The two passwords are not the same."
    fill(browser, id_password1="three blue lamps", id_password2="three blue lamps")
    onward(browser, "#entering .go")
    assert text_of(browser, "h1") == "The password was changed"
    assert rows(folder, password) != before
    browser.get(link)
    assert browser.find_elements(By.ID, "id_password1") == []
    sign_in(browser, server, "cas@example.org", "en")
    assert text_of(browser, ".told-wrong p").startswith("The address and the password")
    sign_in(browser, server, "cas@example.org", "en", "three blue lamps")
    assert "/account/login/" not in browser.current_url


def test_a_passkey_is_added_and_signs_in_alone_in_danish(
    browser: Chrome, server: str, folder: Path
) -> None:
    """The one thing of an account that needs a script."""
    sign_up(browser, server, folder, "dan@example.org", "da")
    browser.execute_cdp_cmd("WebAuthn.enable", {})
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    made = browser.execute_cdp_cmd("WebAuthn.addVirtualAuthenticator", {"options": key})
    try:
        browser.get(f"{server}account/second/keys/new/")
        once_more(browser)
        browser.find_element(By.CSS_SELECTOR, ".chip").click()
        follows(browser, browser.find_element(By.ID, "key_do").click)
        kinds = (
            "SELECT type FROM mfa_authenticator JOIN corrin_app_account a ON a.id = user_id "
            "WHERE a.email = 'dan@example.org' ORDER BY type"
        )
        assert ("webauthn",) in rows(folder, kinds)
        browser.get(f"{server}account/logout/")
        onward(browser, "#entering .go")
        browser.get(f"{server}account/login/")
        WebDriverWait(browser, 30).until(
            lambda b: b.find_element(By.ID, "passkey_login").is_displayed()
        )
        follows(browser, browser.find_element(By.ID, "passkey_login").click)
        browser.get(f"{server}account/")
        assert "dan@example.org" in text_of(browser, "h1")
    finally:
        browser.execute_cdp_cmd("WebAuthn.removeVirtualAuthenticator", made)
        browser.execute_cdp_cmd("WebAuthn.disable", {})


def test_another_address_is_kept_once_the_code_sent_there_was_typed(
    telephone: Chrome, server: str, folder: Path
) -> None:
    sign_up(telephone, server, folder, "fie@example.org", "da")
    telephone.get(f"{server}account/")
    onward(telephone, ".choices a[href*=email]")
    once_more(telephone)
    fill(telephone, id_email="fie at example.org")
    onward(telephone, "#entering .go")
    assert "@" in text_of(telephone, "#email-error")
    fill(telephone, id_email="fie@example.net")
    onward(telephone, "#entering .go")
    emails = "SELECT email FROM corrin_app_account WHERE email LIKE 'fie@%'"
    assert rows(folder, emails) == [("fie@example.org",)]
    fill(telephone, id_code=code_in(folder))
    onward(telephone, "#entering .go")
    assert rows(folder, emails) == [("fie@example.net",)]
    assert telephone.execute_script(WIDER) == 0


def test_an_account_is_erased_with_everything_written_once_the_password_is_typed(
    telephone: Chrome, server: str, folder: Path
) -> None:
    sign_up(telephone, server, folder, "eva@example.org", "nl")
    agree(telephone, server)
    telephone.get(f"{server}me/")
    tick(telephone, "item_0", "9")
    onward(telephone, ".day-form .go")
    assert rows(folder, "SELECT body FROM store_entry WHERE body = 'felt fatigue 9'")
    telephone.get(f"{server}account/erase/")
    fill(telephone, password="something else")
    onward(telephone, "#content .entering .go")
    assert text_of(telephone, "#password-error") == "Dit wachtwoord klopt niet."
    fill(telephone, password=WORD)
    onward(telephone, "#content .entering .go")
    assert rows(folder, "SELECT body FROM store_entry WHERE body = 'felt fatigue 9'") == []
    erased = "SELECT 1 FROM corrin_app_account WHERE email = 'eva@example.org'"
    assert rows(folder, erased) == []
