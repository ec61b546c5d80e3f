"""People with accounts in a real browser: how they sign up and in, and what is kept of them."""

import hmac
import re
import sqlite3
import struct
import time
from base64 import b32decode
from contextlib import closing
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from corrin.app import clock
from corrin.app.accounts import later
from tests.browser.page import fill, onward, tick

WORD = "four brown horses"


def rows(folder: Path, question: str, *values: object) -> list[Any]:
    """What a question to the database of a server is answered with."""
    with closing(sqlite3.connect(folder / "corrin.sqlite3")) as kept:
        return kept.execute(question, values).fetchall()


def newest_mail(folder: Path) -> str:
    """The text of the mail that was laid down last; it comes just after the page that asked."""
    time.sleep(later.PAUSE + 0.5)
    newest = max((folder / "mail").iterdir(), key=lambda mail: mail.stat().st_mtime_ns)
    return newest.read_text(encoding="utf-8")


def code_in(folder: Path) -> str:
    """The code in the newest mail."""
    found = re.search(r"^([A-Z0-9-]{6,12})$", newest_mail(folder), re.MULTILINE)
    assert found
    return found[1]


def link_in(folder: Path) -> str:
    """The address in the newest mail."""
    found = re.search(r"http://\S+", newest_mail(folder))
    assert found
    return found[0]


def code_of_app(secret: str) -> str:
    """What an app for codes shows now (RFC 6238: SHA-1, six digits, 30 seconds)."""
    key = b32decode(secret.replace(" ", "").upper())
    digest = hmac.digest(key, struct.pack(">Q", int(clock.now().timestamp()) // 30), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_up(browser: Chrome, server: str, folder: Path, email: str, lang: str = "en") -> None:
    """Make an account the whole way: the form, the code from the mail."""
    browser.get(f"{server}account/signup/?lang={lang}")
    fill(browser, id_email=email, id_password1=WORD)
    onward(browser, "#entering .go")
    fill(browser, id_code=code_in(folder))
    onward(browser, "#entering .go")


def agree(browser: Chrome, server: str) -> None:
    """Agree that a diary is kept."""
    browser.get(f"{server}consent/")
    tick(browser, "keep", "yes")
    onward(browser, ".questions .go")


def sign_in(browser: Chrome, server: str, email: str, lang: str, word: str = WORD) -> None:
    """Type address and password."""
    browser.get(f"{server}account/login/?lang={lang}")
    fill(browser, id_login=email, id_password=word)
    onward(browser, "#entering .go")


def once_more(browser: Chrome) -> None:
    """Type the password where it is asked for again, before what is grave."""
    if browser.find_elements(By.ID, "id_password"):
        fill(browser, id_password=WORD)
        onward(browser, "#entering .go")
