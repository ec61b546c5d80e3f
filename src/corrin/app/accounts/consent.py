"""Consent, by purpose: what was agreed to, which text, when, in which language; and its end.

A text that says something else gets another version, and is asked about again.
"""

import hashlib
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from corrin.app import clock
from corrin.app.accounts.around import around
from corrin.app.choices import COUNTRY_OF, ZONES, choices
from corrin.app.models import Account, Consent
from corrin.app.surround import finished
from corrin.app.visitor import visitor
from corrin.words import Catalog, catalog

# What is asked, by its version. `keep` is needed for a diary; the others are free.
PURPOSES = {"keep": "2026-11", "remind": "2026-11"}
NEEDED = "keep"


def given(account: Account, purpose: str = NEEDED) -> bool:
    """Whether somebody agrees to this purpose, in the text that is in force."""
    return Consent.objects.filter(
        account=account, purpose=purpose, version=PURPOSES[purpose], withdrawn_at=None
    ).exists()


def _give(account: Account, purpose: str, words: Catalog) -> None:
    if given(account, purpose):
        return
    text = words.text("consent", f"{purpose}_text")
    Consent.objects.create(
        account=account,
        purpose=purpose,
        version=PURPOSES[purpose],
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        lang=words.lang.value,
        given_at=clock.now(),
    )


def withdraw(account: Account, purpose: str) -> None:
    """From now on not agreed to; that it was, and until when, stays known."""
    Consent.objects.filter(account=account, purpose=purpose, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What is asked, each by itself and none ticked beforehand; asked before the first entry."""
    chosen, account = choices(request), visitor(request).account
    words = catalog(chosen.lang)
    if account is None:  # nobody else is let in here; on one's own computer nothing is asked
        return finished(redirect("home"), chosen)
    error = ""
    if request.method == "POST":
        ticked = {name for name in PURPOSES if request.POST.get(name) == "yes"}
        if NEEDED in ticked:
            _settle(account, ticked, words)
            return finished(redirect(_next(request)), chosen)
        error = words.text("consent", "needed")
    context = around(request) | {
        "c": words.tables["consent"],
        "purposes": [asked(name, account, words) for name in PURPOSES],
        "error": error,
        "next": request.POST.get("next", request.GET.get("next", "")),
    }
    answer = render(request, "corrin/consent.html", context, status=400 if error else 200)
    return finished(answer, chosen)


def _settle(account: Account, ticked: set[str], words: Catalog) -> None:
    with transaction.atomic():
        for purpose in PURPOSES:
            if purpose in ticked:
                _give(account, purpose, words)
            else:
                withdraw(account, purpose)
    _heed(account)


def _heed(account: Account) -> None:
    """From now on reminded by mail, or no longer."""
    from corrin.app.reminders import mailing

    mailing.follow_account(account)


def settle(account: Account, purpose: str, agrees: bool, words: Catalog) -> None:
    """Agree to one purpose more, or to one less; the others stay."""
    if agrees:
        _give(account, purpose, words)
    else:
        withdraw(account, purpose)
    _heed(account)


def _next(request: HttpRequest) -> str:
    to = request.POST.get("next", "")
    return to if to and url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "home"


def asked(name: str, account: Account, words: Catalog) -> dict[str, Any]:
    """One purpose as it is asked about, and whether and since when it was agreed to."""
    row = Consent.objects.filter(account=account, purpose=name, withdrawn_at=None).last()
    return {
        "name": name,
        "title": words.text("consent", f"{name}_title"),
        "text": words.text("consent", f"{name}_text"),
        "needed": name == NEEDED,
        "given": row is not None,
        "since": _since(row, words) if row else "",
    }


def _since(row: Consent, words: Catalog) -> str:
    """The day and time of an agreement by the reader's clock, and the version of the text."""
    at = row.given_at.astimezone(ZoneInfo(ZONES[COUNTRY_OF[words.lang]]))
    return words.text("consent", "since", on=words.day(at.date()), at=f"{at:%H:%M}", v=row.version)
