"""Every page of accounts in three languages, narrow and wide: it fits, axe finds nothing."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from corrin.app.routes import Who
from corrin.app.urls import ROUTES
from tests.browser.page import faults, fill, onward, text_of
from tests.browser.people import (
    WORD,
    agree,
    code_in,
    code_of_app,
    link_in,
    once_more,
    sign_in,
)

pytestmark = pytest.mark.browser

EMAIL = "ida@example.org"
FOR_ANYBODY = {
    "account_login": "account/login/",
    "account_inactive": "account/inactive/",
    "account_reset_password_done": "account/reset/sent/",
    "account_reset_password_from_key_done": "account/reset/done/",
    "imprint": "imprint/",
}
SIGNED_IN = {
    "consent": "consent/",
    "account": "account/",
    "account_erase": "account/erase/",
    "account_reauthenticate": "account/again/",
    "account_change_password": "account/password/",
    "account_email": "account-email/",
    "mfa_index": "account/second/",
    "mfa_list_webauthn": "account/second/keys/",
    "mfa_add_webauthn": "account/second/keys/new/",
    "sharing": "me/sharing/",
    "reminders": "me/reminders/",
    "clinic_new": "clinic/new/",
}
WITH_AN_APP = {
    "mfa_view_recovery_codes": "account/second/codes/",
    "mfa_generate_recovery_codes": "account/second/codes/new/",
    "mfa_reauthenticate": "account/second/again/",
    "mfa_deactivate_totp": "account/second/app/off/",
    "account_logout": "account/logout/",
}
ON_THE_WAY = {
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_from_key",
    "mfa_activate_totp",
    "mfa_authenticate",
    "invited",
}
ELSEWHERE = {
    "account_set_password": "leads to the change of it, since nobody is without",
    "mfa_login_webauthn": "answers the script of the page that signs in",
    "mfa_reauthenticate_webauthn": "the page of mfa_reauthenticate with another button",
    "mfa_remove_webauthn": "a question and a button, as mfa_deactivate_totp",
}


@pytest.mark.parametrize("lang", ["en", "da", "nl"])
def test_every_page_of_an_account_fits_and_reads_well(
    browser: Chrome, server: str, folder: Path, lang: str
) -> None:
    email = f"{lang}.{EMAIL}"
    seen = Seen(browser, server, lang)
    seen.each(FOR_ANYBODY)
    begin(seen, folder, email)
    seen.each(SIGNED_IN)
    link_of_a_patient(seen)
    second_factor(seen)
    seen.each(WITH_AN_APP)
    onward(browser, "#entering .go")
    forgotten(seen, folder, email)
    sign_in(browser, server, email, lang, "three blue lamps")
    seen.here("mfa_authenticate")
    assert seen.faults == []
    told = [entry["message"] for entry in browser.get_log("browser")]
    assert [one for one in told if "Cleared data types" not in one] == []  # as signing out asks
    missing = {route.name for route in ROUTES if route.who is Who.ACCOUNT} - seen.names
    assert missing == set(ELSEWHERE)


class Seen:
    """The pages that were looked at, and what was wrong with them."""

    def __init__(self, browser: Chrome, server: str, lang: str) -> None:
        self.browser, self.server, self.lang = browser, server, lang
        self.names: set[str] = set()
        self.faults: list[tuple[str, object]] = []

    def here(self, name: str) -> None:
        """Look at the page that is open."""
        assert self.browser.execute_script("return document.documentElement.lang") == self.lang
        self.names.add(name)
        self.faults += [(name, fault) for fault in faults(self.browser, f"{name}-{self.lang}")]

    def each(self, pages: dict[str, str]) -> None:
        """Open each page and look at it."""
        for name, place in pages.items():
            self.browser.get(f"{self.server}{place}?lang={self.lang}")
            if name != "account_reauthenticate" and "/again/" in self.browser.current_url:
                once_more(self.browser)
            assert self.browser.current_url.startswith(f"{self.server}{place}"), name
            self.here(name)


def begin(seen: Seen, folder: Path, email: str) -> None:
    """An account, its pages looked at on the way."""
    browser = seen.browser
    browser.get(f"{seen.server}account/signup/?lang={seen.lang}")
    seen.here("account_signup")
    fill(browser, id_email=email, id_password1=WORD)
    onward(browser, "#entering .go")
    seen.here("account_email_verification_sent")
    fill(browser, id_code=code_in(folder))
    onward(browser, "#entering .go")
    agree(browser, seen.server)


def link_of_a_patient(seen: Seen) -> None:
    """A link that lets a clinic in, as it is shown, and what is behind it."""
    browser = seen.browser
    browser.get(f"{seen.server}me/sharing/")
    fill(browser, called="Ida")
    onward(browser, ".how-today .go")
    link = browser.find_element("id", "the-link").get_attribute("value") or ""
    browser.get(link)
    seen.here("invited")


def second_factor(seen: Seen) -> None:
    """An app for codes."""
    browser = seen.browser
    browser.get(f"{seen.server}account/second/app/")
    seen.here("mfa_activate_totp")
    fill(browser, id_code=code_of_app(text_of(browser, "#entering code")))
    onward(browser, "#entering .go")


def forgotten(seen: Seen, folder: Path, email: str) -> None:
    """The password lost and replaced."""
    browser = seen.browser
    browser.get(f"{seen.server}account/reset/?lang={seen.lang}")
    seen.here("account_reset_password")
    fill(browser, id_email=email)
    onward(browser, "#entering .go")
    browser.get(link_in(folder))
    seen.here("account_reset_password_from_key")
    fill(browser, id_password1="three blue lamps", id_password2="three blue lamps")
    onward(browser, "#entering .go")
