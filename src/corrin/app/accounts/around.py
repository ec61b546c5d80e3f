"""What stands around the pages of an account."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from corrin.app.choices import choices
from corrin.app.frame import Option
from corrin.app.surround import languages
from corrin.app.visitor import visitor
from corrin.words import catalog


def around(request: HttpRequest) -> dict[str, Any]:
    """The words and the ways of a page that is about nobody's record."""
    chosen = choices(request)
    words = catalog(chosen.lang)
    return {
        "lang": chosen.lang.value,
        "w": words.tables["page"],
        "f": words.tables["form"],
        "acc": words.tables["account"],
        "languages": [
            replace(one, href="&".join(filter(None, (one.href, _onward(request)))))
            for one in languages(chosen)
        ],
        "shown_ways": lambda: _ways(request, words.tables["account"]),  # where a page shows them
    }


def _ways(request: HttpRequest, words: Any) -> list[Option]:
    """Where somebody can go from here."""
    who = visitor(request)
    if not who.known:
        return [_entrance(name, request, words) for name in ("account_login", "account_signup")]
    if who.alone:
        names = ["me", "clinic"]
    else:
        names = ["me", "clinic", "account"] if who.member() else ["me", "account"]
    return [
        Option(name, words[f"to_{name}"], request.path == to, to)
        for name in names
        if (to := reverse("today", args=["me"]) if name == "me" else reverse(name))
    ]


def _entrance(name: str, request: HttpRequest, words: Any) -> Option:
    """A page to come in by, with what somebody was on the way to: a link to be accepted, say."""
    to = reverse(name)
    href = "?".join(filter(None, (to, _onward(request))))
    return Option(name, words[f"to_{name}"], request.path == to, href)


def _onward(request: HttpRequest) -> str:
    """Where somebody was on the way to, as it stands in an address; empty where nowhere."""
    to = request.POST.get("next", request.GET.get("next", ""))
    return urlencode({"next": to}, safe="/") if to else ""
