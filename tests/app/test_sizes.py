"""Every page is small, whole and asks nobody else: those of the table of addresses."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from corrin.app.models import Grant
from corrin.app.routes import Of, Route, Who
from corrin.app.urls import ROUTES
from corrin.terms import Lang
from tests.app.accounts import a_server, signed_in

LARGEST = 100_000  # bytes of a page with its styles and scripts, without what charts draw
PARTS = {
    "<day:on>": "2026-02-04",
    "<slug:answer>": "cancer",
    "<slug:claim>": "A8",
    "<str:token>": "nothing",
    "<slug:secret>": "nothing",
    "<whom:uidb36>-<slug:key>": "0-nothing",
    "<int:pk>": "1",
}
PAGES = [route for route in ROUTES if not route.address.startswith(("api/", "cds-services"))]
DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)
OWN = re.compile(r'(?:src|href)="/static/([^"]+\.(?:css|js))"')
ELSEWHERE = re.compile(r'<(?:script|img|link|iframe|source)[^>]+(?:src|href)="(?:https?:)?//', re.I)


def place(route: Route, whose: str) -> str:
    """An address of a route."""
    found = route.address.replace("<whose:whose>", whose)
    for part, value in PARTS.items():
        found = found.replace(part, value)
    assert "<" not in found, route
    return f"/{found}"


def faults(client: Client, route: Route, whose: str) -> list[str]:
    """What is wrong with the page of a route; nothing where it leads on or is no page."""
    found = []
    for lang in Lang:
        client.cookies["lang"] = lang.value
        answer = client.get(place(route, whose))
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        if answer.status_code in (302, 405):  # leads on, or is only sent to
            continue
        text = answer.text
        size = len(DRAWN.sub("", text).encode()) + sum(weight(n) for n in set(OWN.findall(text)))
        if answer.status_code == 200 and size >= LARGEST:
            found.append(f"{route.address} in {lang}: {size} bytes")
        if not text.rstrip().endswith("</html>"):
            found.append(f"{route.address} in {lang} is not whole")
        if ELSEWHERE.search(text):
            found.append(f"{route.address} in {lang} asks somebody else")
    return found


def weight(name: str) -> int:
    """The size of a style or a script."""
    there = finders.find(name)
    assert isinstance(there, str), name
    return Path(there).stat().st_size


def test_every_page_is_small_and_asks_nobody_else(owner: Client) -> None:
    owner.get("/clinic/")
    patient = f"patient/{Grant.objects.filter(revoked_at=None)[0].pk}"
    wrong = []
    for route in PAGES:
        if route.who is not Who.ACCOUNT:
            for whose in ("demo", patient) if route.of is Of.NAMED else ("",):
                wrong += faults(owner, route, whose)
    assert wrong == []


def test_every_page_of_an_account_is_small_and_asks_nobody_else(kept: None) -> None:
    with a_server():
        someone = signed_in("ann@example.org")
        wrong = [w for r in PAGES if r.who is Who.ACCOUNT for w in faults(someone, r, "me")]
    assert wrong == []


def test_a_page_that_is_too_large_or_asks_elsewhere_would_be_found() -> None:
    assert ELSEWHERE.search('<img src="//cdn.example/x.png">')
    assert ELSEWHERE.search('<script defer src="https://cdn.example/x.js">')
    assert not ELSEWHERE.search('<a href="https://example.org">')
    assert weight("corrin/corrin.css") > 30_000


@pytest.mark.parametrize("name", ["corrin/corrin.css", "corrin/library.css"])
def test_a_style_asks_nobody_else(name: str) -> None:
    there = finders.find(name)
    assert isinstance(there, str)
    assert "//" not in Path(there).read_text(encoding="utf-8").replace("http://www.w3.org", "")
